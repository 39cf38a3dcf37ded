"""The six methods of the authority's interface, over HTTP.

A call is repeated by itself only where a repeat changes nothing: never an upload, for the same `dataSequence` twice is
undefined, and never a password check, for tries are counted. Nothing is logged here, and no error quotes a message.
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from hashlib import md5
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Self

import requests
from urllib3.exceptions import HTTPError

from beian_plugin.authority import envelope, soap
from beian_plugin.authority.envelope import Cipher
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, EnvelopeRefused, InvalidValue, SettingError
from beian_plugin.filing.codes import message_code
from beian_plugin.settings import PasswordForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from beian_plugin.settings import Settings

    _Parameters = Mapping[str, str | int]

#: How often a safe call is tried, and how long to wait before the second try, in seconds; the third waits twice that.
_TRIES = 3
_BACK_OFF = 1.0
_CHUNK = 64 * 1024
#: Longest wait for a connection, in seconds, within `authority_timeout`.
_CONNECT = 10.0

_SUCCESS = frozenset({0})
#: 0 and 3: a file came and there may be more; 1: it was the last; 2: nothing waits.
_DOWNLOADED = frozenset({0, 1, 2, 3})
_LAST = 1
_NOTHING = 2


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls, as the authority knows this provider."""

    isp_id: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A file that the authority handed out; until it is acknowledged the next download hands out the same one."""

    #: By which it is acknowledged.
    name: str
    #: The XML; None where `problem` says why the envelope could not be opened.
    content: bytes | None = field(repr=False)
    #: Whether another may be waiting.
    more: bool
    #: Where there is a problem: the whole return document as it came, for keeping; `open_return` opens it again.
    raw: bytes = field(default=b"", repr=False)
    problem: EnvelopeRefused | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The last upload that arrived."""

    #: 0 where none did.
    sequence: int
    name: str = ""
    #: `beianInfoHash` as it came: base64 of the zip's MD5, the same as in `Sealed.hash`.
    hash: str = ""
    #: The XML; None where none came or its envelope cannot be opened.
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Whether a domain or subject is filed, with its numbers where it is."""

    filed: bool
    subject_number: str = ""
    site_number: str = ""
    site_name: str = ""


class Authority:
    """The authority's interface, called as one provider; one object serves many threads."""

    def __init__(
        self,
        url: str,
        account: Account,
        *,
        cipher: Cipher | None = None,
        timeout: float = 60,
        password_form: PasswordForm = PasswordForm.MD5,
        namespace: str = soap.NAMESPACE,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout` is for one try, in seconds; `wait` pauses between tries."""
        self._url = url
        self._account = account
        self._cipher = cipher
        self._timeout = timeout
        self._password_form = password_form
        self._namespace = namespace
        self._wait = wait
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session.headers.update({"Content-Type": soap.CONTENT_TYPE, "SOAPAction": '""'})
        # A packed answer could be a bomb; files are zipped already.
        self._session.headers["Accept-Encoding"] = "identity"

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The authority that `settings` name. Raises SettingError for what is missing or does not fit together."""
        for name in ("authority_url", "isp_id", "isp_user", "isp_password"):
            if not getattr(settings, name):
                raise SettingError(
                    f"BEIAN_{name.upper()} is empty, but calling the authority needs it; set it to what the authority "
                    "handed out."
                )
        for given, lacking in (("aes_key", "aes_iv"), ("aes_iv", "aes_key")):
            if getattr(settings, given) and not getattr(settings, lacking):
                raise SettingError(
                    f"BEIAN_{lacking.upper()} is empty, but BEIAN_{given.upper()} is set; encryption needs both, set "
                    "the other too or empty both."
                )
        account = Account(int(settings.isp_id), settings.isp_user, settings.isp_password)
        try:
            cipher = Cipher(settings.aes_key, settings.aes_iv) if settings.aes_key else None
            envelope.password_hash(account.password, "")
        except InvalidValue as problem:
            name = problem.what if problem.what.startswith("aes") else "isp_password"
            raise SettingError(f"BEIAN_{name.upper()} cannot be used. {problem}") from None
        return cls(
            settings.authority_url,
            account,
            cipher=cipher,
            timeout=settings.authority_timeout,
            password_form=settings.filing_password_form,
            namespace=settings.authority_namespace,
        )

    def upload(self, sequence: int, xml: bytes) -> None:
        """Hand in the file with that `dataSequence`; encrypted where there is a key.

        Raises AuthorityRefused (14 with the missing numbers), EnvelopeRefused above 50 MB, and AuthorityUnreachable:
        then `previous_upload` tells whether it arrived.
        """
        sealed = envelope.seal(xml, self._cipher)
        self._ask(
            "isp_upload",
            {
                "beianInfo": sealed.info,
                "beianInfoHash": sealed.hash,
                "dataSequence": sequence,
                "encryptAlgorithm": sealed.encryption,
                "compressionFormat": envelope.ZIP,
            },
        )

    def download(self) -> Downloaded | None:
        """The next file that waits, or None. Raises AuthorityRefused and AuthorityUnreachable."""
        document, answer = self._read("isp_download", {}, success=_DOWNLOADED, repeat=True)
        if answer.code == _NOTHING:
            return None
        name = answer.text("return_FileName")
        if not name:
            raise AuthorityUnreachable("The authority announced a file without a name; ask again later.")
        more = answer.code != _LAST
        try:
            return Downloaded(name=name, content=self._opened(answer), more=more)
        except EnvelopeRefused as problem:
            return Downloaded(name=name, content=None, more=more, raw=document.encode(), problem=problem)

    def open_return(self, raw: bytes) -> bytes:
        """The file in a return document that `Downloaded.raw` kept. Raises EnvelopeRefused while it does not open."""
        return self._opened(soap.read_return(raw.decode()))

    def acknowledge(self, name: str) -> None:
        """Tell the authority that the file `name` is kept. Raises AuthorityRefused and AuthorityUnreachable."""
        self._ask("isp_downloadack", {"fileName": name}, repeat=True)

    def previous_upload(self) -> Previous:
        """The last upload that arrived. Raises AuthorityRefused and AuthorityUnreachable."""
        answer = self._ask("isp_querypreviousupload", {}, repeat=True)
        try:
            sequence = answer.number("dataSequence", 0)
        except InvalidValue:
            raise AuthorityUnreachable("The authority's last dataSequence is no number; ask again later.") from None
        content = None
        if sequence and answer.text("beianInfo"):
            try:
                content = self._opened(answer)
            except EnvelopeRefused:
                content = None  # the hash still tells which file it was
        return Previous(
            sequence=sequence,
            name=answer.text("return_FileName"),
            hash=answer.text("beianInfoHash"),
            content=content,
        )

    def status(self, condition: int, value: str, *, timeout: float | None = None) -> Status:
        """Whether what `condition` (0 a domain, 1 to 11 a certificate) and `value` name is filed.

        With a `timeout` in seconds it is asked once. Raises AuthorityRefused and AuthorityUnreachable.
        """
        answer = self._ask(
            "isp_querybeianstatus",
            {"queryConditionType": condition, "queryCondition": value},
            repeat=True,
            timeout=timeout,
        )
        return Status(
            filed=_is_zero(answer, "Bazt"),
            subject_number=answer.text("Ztbah"),
            site_number=answer.text("Wzbah"),
            site_name=answer.text("Wzmc"),
        )

    def verify_password(self, number: str, password: str) -> bool:
        """Whether `password` is the filing password of the licence number; every call counts as a try.

        Raises AuthorityRefused (22 after too many tries), AuthorityUnreachable, and InvalidValue for what nobody types.
        """
        if not password.isprintable():
            raise InvalidValue("The filing password holds control characters; type it again.", what="filing password")
        if self._password_form is PasswordForm.MD5:
            # In the encoding in which it goes with a filing (`ICPmm`).
            try:
                secret = password.encode("gbk")
            except UnicodeEncodeError:
                # Not chained: the error carries the password.
                raise InvalidValue(
                    "GBK cannot hold the filing password; type it again.", what="filing password"
                ) from None
            password = md5(secret, usedforsecurity=False).hexdigest()
        return _is_zero(self._ask("isp_verifybamm", {"baxh": number, "bamm": password}), "VerifyRes")

    def close(self) -> None:
        """Close what connections are open."""
        self._session.close()

    def _ask(
        self, method: str, parameters: _Parameters, *, repeat: bool = False, timeout: float | None = None
    ) -> soap.Return:
        return self._read(method, parameters, repeat=repeat, timeout=timeout)[1]

    def _read(
        self,
        method: str,
        parameters: _Parameters,
        *,
        success: frozenset[int] = _SUCCESS,
        repeat: bool = False,
        timeout: float | None = None,
    ) -> tuple[str, soap.Return]:
        """The return document of `method`, as text and read; tried several times where it may be repeated."""
        tries = _TRIES if repeat and timeout is None else 1
        for attempt in range(1, tries + 1):
            try:
                document, answer = self._try(method, parameters, timeout or self._timeout)
                break
            except AuthorityUnreachable:
                if attempt == tries:
                    raise
                self._wait(_BACK_OFF * 2 ** (attempt - 1))
        if answer.code not in success:
            remedy = message_code(answer.code)
            raise AuthorityRefused(
                answer.code,
                answer.message,
                answer.numbers("dataSequence"),
                remedy=f"{remedy.message.en}. {remedy.next_step.en}",
            )
        return document, answer

    def _try(self, method: str, parameters: _Parameters, timeout: float) -> tuple[str, soap.Return]:
        random = envelope.random_text()
        call = soap.write_call(
            method,
            {
                "ispId": self._account.isp_id,
                "userName": self._account.user,
                "randVal": random,
                "pwdHash": envelope.password_hash(self._account.password, random),
                "hashAlgorithm": envelope.MD5,
                **parameters,
            },
            self._namespace,
        )
        try:
            message = self._post(soap.METHODS[method][0], call, timeout)
            del call
            document = soap.read_answer(message)
            del message
            return document, soap.read_return(document)
        except InvalidValue as problem:
            raise AuthorityUnreachable(f"The authority's answer to {method} cannot be read. {problem}") from None
        except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
            # Not chained: the error may quote what was sent or received.
            raise AuthorityUnreachable(
                f"The authority gave no whole answer to {method} ({type(problem).__name__}); check BEIAN_AUTHORITY_URL "
                "and the line to it."
            ) from None

    def _post(self, path: str, call: bytes, timeout: float) -> bytes:
        """The body of the answer: it may begin `timeout` seconds after the call and end as long after its beginning."""
        with self._session.post(
            self._url + path,
            data=call,
            timeout=(min(_CONNECT, timeout), timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            # A SOAP fault comes with 500.
            if response.status_code not in {200, 500}:
                raise InvalidValue(f"It came with HTTP status {response.status_code}.", what="HTTP")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise InvalidValue("It came compressed, which was not asked for.", what="HTTP")
            body, deadline = io.BytesIO(), time.monotonic() + timeout
            while chunk := response.raw.read1(_CHUNK):
                body.write(chunk)
                if body.tell() > soap.MAX_MESSAGE:
                    raise InvalidValue(f"It is larger than {soap.MAX_MESSAGE} bytes.", what="HTTP")
                if time.monotonic() > deadline:
                    raise InvalidValue(f"It was not complete after {timeout:g} seconds.", what="HTTP")
            return body.getvalue()

    def _opened(self, answer: soap.Return) -> bytes:
        try:
            encryption = answer.number("encryptAlgorithm")
            hash_algorithm = answer.number("hashAlgorithm", envelope.MD5)
            compression = answer.number("compressionFormat", envelope.ZIP)
        except InvalidValue as problem:
            raise EnvelopeRefused(9, str(problem)) from None
        return envelope.unseal(
            answer.text("beianInfo"),
            answer.text("beianInfoHash"),
            encryption,
            self._cipher,
            hash_algorithm=hash_algorithm,
            compression=compression,
        )


def _is_zero(answer: soap.Return, name: str) -> bool:
    """Whether the element says 0, where 1 is the other answer."""
    text = answer.text(name)
    if text not in {"0", "1"}:
        raise AuthorityUnreachable(f"The authority's answer has neither 0 nor 1 in {name}; ask again later.")
    return text == "0"
