"""E-mail over SMTP, under TLS from the start or by STARTTLS; the settings say by which server and from whom."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from beian_plugin.errors import MailRefused, MailUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from beian_plugin.settings import Settings

#: How long the server may take over one answer, in seconds.
TIMEOUT = 15
#: SMTP's answers from here on mean: do not try again.
_LASTING = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail to one person, as plain text."""

    to: str
    subject: str
    text: str


@contextmanager
def open_mail(settings: Settings) -> Iterator[Callable[[Letter], None]]:
    """What sends a letter by the server of BEIAN_MAIL_URL, over one connection.

    Raises MailUnavailable where the server cannot be reached or used; sending raises it too, and MailRefused for the
    one letter that the server does not take.
    """
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    with _in_a_sentence():
        server = _connect(settings.mail_url, domain)
    try:

        def send(letter: Letter) -> None:
            with _in_a_sentence():
                server.send_message(_message(letter, settings.mail_from, domain))

        yield send
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _connect(url: str, domain: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, trust = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, local_hostname=domain, timeout=TIMEOUT, context=trust
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, local_hostname=domain, timeout=TIMEOUT)
    try:
        if parts.scheme == "smtp" and parts.query != "tls=none":
            server.starttls(context=trust)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _message(letter: Letter, sender: str, domain: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say what went wrong without the server's words, which may repeat an address."""
    try:
        yield
    except smtplib.SMTPAuthenticationError:
        raise MailUnavailable(
            "The mail server does not accept the user and password of BEIAN_MAIL_URL: correct them."
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise MailUnavailable(
            "The mail server lacks what BEIAN_MAIL_URL asks of it, STARTTLS or a sign-in: use smtps://, or ?tls=none "
            "and no user for a server on the same machine."
        ) from None
    except smtplib.SMTPSenderRefused:
        raise MailUnavailable("The mail server does not accept the sender in BEIAN_MAIL_FROM: correct it.") from None
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refusal(max(code for code, _ in refused.recipients.values())) from None
    except smtplib.SMTPDataError as refused:
        raise _refusal(refused.smtp_code) from None
    except ssl.SSLError:
        raise MailUnavailable(
            "The mail server's certificate is not trusted: check the host and port in BEIAN_MAIL_URL."
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnavailable(
            f"The mail server of BEIAN_MAIL_URL cannot be used ({type(error).__name__}): check that it runs."
        ) from None


def _refusal(code: int) -> MailRefused:
    return MailRefused(code=code, lasting=code >= _LASTING)
