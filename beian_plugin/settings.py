"""Every setting: its name, its default, what it is for, and how its text is read.

A setting comes from the panel's Flask config, else from the environment. A bad value stops the start and says what
was expected.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beian_plugin.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Mode(StrEnum):
    """Whether the panel has to obey verdicts."""

    #: Observe until the first full mirror is loaded, then enforce: installing darkens no existing site.
    AUTO = "auto"
    OBSERVE = "observe"
    ENFORCE = "enforce"


class OnError(StrEnum):
    """What becomes of an event that nobody could decide."""

    ALLOW = "allow"
    HOLD = "hold"
    DENY = "deny"


class Elsewhere(StrEnum):
    """What becomes of a part of a domain that is filed elsewhere (FAQ 21)."""

    ALLOW = "allow"
    HOLD = "hold"


class PasswordForm(StrEnum):
    """How the filing password travels where it is only checked."""

    MD5 = "md5"
    CLEAR = "clear"


class PluginTrust(StrEnum):
    """Whose drop-ins are taken up."""

    #: What root, the panel's user or the folder's owner alone can change.
    OWNER = "owner"
    #: What the folder's group can change, too.
    GROUP = "group"
    #: Everything, and links out of the folder.
    ALL = "all"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text")  # noqa: TRY004  one kind of error for every reader
    return value.strip()


def _path(value: Any) -> Path | None:
    text = os.fspath(value) if isinstance(value, os.PathLike) else _text(value)
    return Path(text).expanduser() if text else None


def _hashes(value: Any) -> Path | tuple[str, ...] | None:
    """A list of SHA-256 hashes, or the file that holds it."""
    words = () if isinstance(value, os.PathLike) else _words(value)
    fitting = [bool(re.fullmatch(r"[0-9a-f]{64}", word)) for word in words]
    if any(fitting) or isinstance(value, list | tuple):
        if not all(fitting):
            raise ValueError("a file as `sha256sum` writes it, or SHA-256 hashes separated by commas")
        return words
    return _path(value)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple):
        raise ValueError("a list of words, separated by commas")  # noqa: TRY004  one kind of error for every reader
    items = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    if not all(isinstance(item, str) for item in items):
        raise ValueError("a list of words, separated by commas")
    return tuple(item.strip().lower() for item in items if item.strip())


def _limits(value: Any) -> tuple[tuple[str, int], ...]:
    pairs = []
    for word in _words(value):
        product, colon, number = word.rpartition(":")
        if not colon or not number.isdecimal():
            raise ValueError("pairs such as vps-*:3, separated by commas")
        pairs.append((product, int(number)))
    return tuple(pairs)


def _one_of(choices: type[StrEnum]) -> Callable[[Any], Any]:
    def read(value: Any) -> StrEnum:
        try:
            return choices(str(value).strip().lower())
        except ValueError:
            raise ValueError("one of " + ", ".join(choices)) from None

    return read


def _prefix(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"/[a-z0-9/_-]*[a-z0-9]", text):
        raise ValueError("a path such as /beian")
    return text


def _url(value: Any) -> str:
    text = _text(value).rstrip("/")
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
        raise ValueError("an address such as https://host:port, without a query, a user or a password")
    return text


def _mail_url(value: Any) -> str:
    text = _text(value)
    if text and not re.fullmatch(
        r"(smtps?)://([^\s/?#@:]+:[^\s/?#@]+@)?[^\s/?#@:]+(:[0-9]{1,5})?/?(\?tls=none)?", text
    ):
        raise ValueError(
            "an address such as smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), or "
            "smtp://localhost:25?tls=none; write signs such as @ in a password as %40"
        )
    return text


def _mail_from(value: Any) -> str:
    text = _text(value)
    if text and (not text.isprintable() or not re.fullmatch(r"[!-~]+@[!-~]+", parseaddr(text)[1])):
        raise ValueError("an e-mail address such as icp@example.cn, or 备案服务 <icp@example.cn>")
    return text


def _isp_id(value: Any) -> str:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"([1-9][0-9]{0,17})?", text):
        raise ValueError("a whole number, as the authority gave it")
    return text


def _province(value: Any) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"([1-6][0-9])?", text):
        raise ValueError("the two digits of a province, such as 33; `beian provinces` lists them")
    return text


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).lower()
    if text not in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        raise ValueError("true or false")
    return text in {"1", "true", "yes", "on"}


def _setting(default: Any, read: Callable[[Any], Any], text: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"read": read, "help": text, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one app, read once at the start; field `x` is the setting `BEIAN_X`."""

    database_url: str = _setting("", _text, "Database; empty means SQLite in the instance folder.", secret=True)
    data_keys: str = _setting(
        "",
        _text,
        "Keys that protect personal data, base64 of 32 bytes each, newest first; empty means a key file beside the "
        "SQLite database.",
        secret=True,
    )
    index_key: str = _setting(
        "", _text, "Key of the blind indexes, base64 of 32 bytes; empty means the same key file.", secret=True
    )
    url_prefix: str = _setting("/beian", _prefix, "Where the plugin's pages and API are mounted.")
    mode: Mode = _setting(
        Mode.AUTO,
        _one_of(Mode),
        "`observe` only reports, `enforce` decides; `auto` observes until the first full mirror.",
    )
    on_error: OnError = _setting(
        OnError.HOLD,
        _one_of(OnError),
        "What becomes of an event that nobody could decide: allow, hold or deny.",
    )
    mainland_regions: tuple[str, ...] = _setting(
        ("cn-*", "china-*"),
        _words,
        "Regions of the panel that lie in the mainland; patterns allowed, full names win.",
    )
    subdomain_elsewhere: Elsewhere = _setting(
        Elsewhere.ALLOW,
        _one_of(Elsewhere),
        "A subdomain or mail of a domain that is filed elsewhere: allow with advice, or hold (FAQ 21).",
    )
    isp_name: str = _setting(
        "", _text, "This provider's name as filings show it, to know its own accesses in an import."
    )
    isp_id: str = _setting("", _isp_id, "This provider's id at the authority (`Ispid`), a number.")
    authority_url: str = _setting(
        "", _url, "Where the authority's interface answers, such as http://host:port; empty means no link."
    )
    authority_namespace: str = _setting(
        "urn:beian:isp:3.0",
        lambda value: _namespace(value),
        "Target namespace in the WSDL of the authority's services; the interface names none, so ask the authority.",
    )
    isp_user: str = _setting("", _text, "This provider's user name at the interface.")
    isp_password: str = _setting("", _text, "This provider's password at the interface.", secret=True)
    aes_key: str = _setting("", _text, "AES key that the authority handed out; empty means no encryption.", secret=True)
    aes_iv: str = _setting("", _text, "AES initial vector that the authority handed out.", secret=True)
    authority_timeout: int = _setting(
        60, lambda value: _whole(value, 1, 3600), "How long a call of the interface may take, in seconds."
    )
    filing_password_form: PasswordForm = _setting(
        PasswordForm.MD5,
        _one_of(PasswordForm),
        "How `isp_verifybamm` wants the filing password: `md5` (hex, as in uploads) or `clear`.",
    )
    province: str = _setting("", _province, "Province of the authority that this provider reports to, two digits.")
    public_query_url: str = _setting(
        "", _url, "A self-hosted public-query service to ask whether a domain is filed; empty means none."
    )
    rdap: bool = _setting(
        default=False,
        read=_flag,
        text="Ask registries (RDAP; WHOIS for .cn) and the DNS in the background who holds the domains of filings, "
        "until when and where they point; needs the extra `rdap` and connections to the internet.",
    )
    rdap_bootstrap: str = _setting(
        "https://data.iana.org/rdap/dns.json",
        _url,
        "The list of RDAP services by suffix (RFC 9224); empty means only those of BEIAN_RDAP_SERVERS.",
    )
    rdap_servers: tuple[tuple[str, str], ...] = _setting(
        (),
        lambda value: _registries(value),
        "Registries by suffix, before the list, such as `cn=whois://whois.cnnic.cn, com=https://rdap.example/v1`.",
    )
    dns_servers: tuple[tuple[str, int], ...] = _setting(
        (),
        lambda value: _name_servers(value),
        "Name servers to ask where domains point, such as `192.0.2.53` or `192.0.2.53:5353`; empty means the system's.",
    )
    permit_number: str = _setting(
        "", _text, "This provider's own telecom permit, which commercial filings need (FAQ 30)."
    )
    access_modes: tuple[str, ...] = _setting(
        (),
        _words,
        "How all sites here are reached, by names or numbers of the authority's table (`Jrfs`), such as `云主机`; "
        "empty means that customers are asked.",
    )
    server_places: tuple[str, ...] = _setting(
        (),
        _words,
        "In which provinces all servers here stand, such as `浙江`; empty means that customers are asked.",
    )
    icp_mailbox: str = _setting("", _text, "Where customers tell of a correction by mail (FAQ 37).")
    sheet_address: str = _setting(
        "",
        _text,
        "Where customers post signed verification sheets: who takes them, phone, address; empty means that a scan will "
        "do.",
    )
    order_min_months: tuple[tuple[str, int], ...] = _setting(
        (), _limits, "Shortest terms by product, such as `vps-*:3`; the first pattern that fits counts."
    )
    order_max_servers: tuple[tuple[str, int], ...] = _setting(
        (),
        _limits,
        "Most servers a customer may hold by product, such as `vps-*:10`; the first pattern that fits counts.",
    )
    plugin_dir: Path | None = _setting(None, _path, "Folder that ops drop province files and house rules into.")
    plugin_trial_seconds: int = _setting(
        5,
        lambda value: _whole(value, 1, 600),
        "How long a new drop-in may take to load, in seconds, before it is refused.",
    )
    sign_in_url: str = _setting(
        "",
        _text,
        "Where a stranger who opens a page of ours is sent to sign in; `{next}` in it becomes the page's address.",
    )
    panel_url: str = _setting(
        "", _text, "Address of the panel, to which the header of our pages leads back; empty shows no such link."
    )
    panel_name: str = _setting("", _text, "What that link says; empty says `back to the panel`.")
    accounts: bool = _setting(
        default=False,
        read=_flag,
        text="Accounts of our own with sign-in, registration and recovery, for hosts whose panel has none "
        "(FAQ 18, 19, 40); a panel that registers an `identity_loader` goes first.",
    )
    public_url: str = _setting(
        "",
        _url,
        "Where users reach the panel, such as https://filing.example.cn; links in e-mails begin with it.",
    )
    mail_url: str = _setting(
        "",
        _mail_url,
        "Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465; empty means no "
        "e-mail is sent.",
        secret=True,
    )
    mail_from: str = _setting("", _mail_from, "Sender of the e-mails, such as 备案服务 <icp@example.cn>.")
    gate_networks: tuple[str, ...] = _setting(
        ("127.0.0.0/8", "::1/128"),
        lambda value: _networks(value),
        "From where the gate is asked: networks of the edges, such as 10.0.0.0/8; a Unix socket always may.",
    )
    gate_key: str = _setting(
        "", _text, "Key under which exports for edges are signed; empty means they are not.", secret=True
    )
    plugin_trust: PluginTrust = _setting(
        PluginTrust.OWNER,
        _one_of(PluginTrust),
        "Whose drop-ins are taken up: `owner`, what root, the panel's user or the folder's owner alone can change; "
        "`group`, what the folder's group can change, too; `all`, everything, and links out of the folder.",
    )
    plugin_hashes: Path | tuple[str, ...] | None = _setting(
        None,
        _hashes,
        "SHA-256 hashes that drop-ins must have: a file as `sha256sum` writes it, or the hashes separated by commas; "
        "empty means any.",
    )
    plugin_strict: bool = _setting(
        default=False,
        read=_flag,
        text="Refuse to start while any plugin is broken; else it is listed and left out.",
    )


def _registries(value: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for word in filter(None, re.split(r"[,\s]+", _text(value))):
        suffix, _, address = word.partition("=")
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", suffix) or not re.fullmatch(
            r"https?://[^\s?#@]+|whois://[a-z0-9.-]+(:[0-9]{1,5})?", address
        ):
            raise ValueError("pairs such as cn=whois://host:43 or com=https://host/path, separated by commas")
        found.append((suffix, address))
    return tuple(found)


def _name_servers(value: Any) -> tuple[tuple[str, int], ...]:
    found = []
    for word in _words(value):
        host, _, port = word.rpartition(":") if word.count(":") == 1 else (word, "", "53")
        try:
            found.append((str(ip_address(host)), _whole(port, 1, 65535)))
        except ValueError:
            raise ValueError("IP addresses such as 192.0.2.53 or 192.0.2.53:5353, separated by commas") from None
    return tuple(found)


def _namespace(value: Any) -> str:
    text = _text(value)
    if not re.fullmatch(r"[!-~]+", text) or re.search(r'[<>"{}]', text):
        raise ValueError("a namespace such as http://example.cn/isp")
    return text


def _networks(value: Any) -> tuple[str, ...]:
    words = _words(value)
    try:
        return tuple(str(ip_network(word)) for word in words)
    except ValueError as error:
        raise ValueError(f"networks such as 10.0.0.0/8, with commas between them; {error}") from None


def _whole(value: Any, least: int, most: int) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not text.isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"a whole number from {least} to {most}")
    return int(text)


def load_settings(config: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Settings:
    """The settings that `config` holds, completed from the environment and the defaults.

    Raises SettingError for a value that cannot be read and for a name that starts with BEIAN_ but is no setting.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for item in fields(Settings):
        name = f"BEIAN_{item.name.upper()}"
        given = config.get(name, environ.get(name))
        if given is None:
            continue
        try:
            values[item.name] = item.metadata["read"](given)
        except (ValueError, TypeError) as problem:
            shown = "(secret)" if item.metadata["secret"] else repr(given)[:80]
            raise SettingError(f"{name} is {shown}, but must be {problem}. {item.metadata['help']}") from None
    unknown = sorted(name for name in config if name.startswith("BEIAN_") and name[6:].lower() not in SETTING_NAMES)
    if unknown:
        raise SettingError(f"{unknown[0]} is no setting of beian_plugin; `beian settings` lists them all.")
    if values.get("mail_url") and not (values.get("mail_from") and values.get("public_url")):
        raise SettingError("BEIAN_MAIL_URL is set: set BEIAN_MAIL_FROM and BEIAN_PUBLIC_URL as well, or none of them.")
    return Settings(**values)


SETTING_NAMES = tuple(item.name for item in fields(Settings))


def settings_table() -> list[tuple[str, str, str]]:
    """Name, default and help of every setting, in the order in which they are defined."""
    return [(f"BEIAN_{f.name.upper()}", _shown(f.default), f.metadata["help"]) for f in fields(Settings)]


def _shown(default: Any) -> str:
    if isinstance(default, tuple):
        return ",".join(str(item) for item in default)
    return "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
