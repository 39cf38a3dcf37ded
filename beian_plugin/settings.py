"""Every setting: its name, its default, what it is for, and how its text is read.

A setting comes from the panel's Flask config, else from the environment. A bad value stops the start and says what
was expected.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from beian_plugin import setting_values as read
from beian_plugin.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


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


def _setting(default: Any, reader: Callable[[Any], Any], text: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"read": reader, "help": text, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one app, read once at the start; field `x` is the setting `BEIAN_X`."""

    database_url: str = _setting("", read.plain, "Database; empty means SQLite in the instance folder.", secret=True)
    data_keys: str = _setting(
        "",
        read.plain,
        "Keys that protect personal data, base64 of 32 bytes each, newest first; empty means a key file beside the "
        "SQLite database.",
        secret=True,
    )
    index_key: str = _setting(
        "", read.plain, "Key of the blind indexes, base64 of 32 bytes; empty means the same key file.", secret=True
    )
    url_prefix: str = _setting("/beian", read.prefix, "Where the plugin's pages and API are mounted.")
    mode: Mode = _setting(
        Mode.AUTO,
        read.one_of(Mode),
        "`observe` only reports, `enforce` decides; `auto` observes until the first full mirror.",
    )
    on_error: OnError = _setting(
        OnError.HOLD,
        read.one_of(OnError),
        "What becomes of an event that nobody could decide: allow, hold or deny.",
    )
    mainland_regions: tuple[str, ...] = _setting(
        ("cn-*", "china-*"),
        read.word_list,
        "Regions of the panel that lie in the mainland; patterns allowed, full names win.",
    )
    subdomain_elsewhere: Elsewhere = _setting(
        Elsewhere.ALLOW,
        read.one_of(Elsewhere),
        "A subdomain or mail of a domain that is filed elsewhere: allow with advice, or hold (FAQ 21).",
    )
    isp_name: str = _setting(
        "", read.plain, "This provider's name as filings show it, to know its own accesses in an import."
    )
    isp_id: str = _setting("", read.isp_id, "This provider's id at the authority (`Ispid`), a number.")
    authority_url: str = _setting(
        "", read.url, "Where the authority's interface answers, such as http://host:port; empty means no link."
    )
    authority_namespace: str = _setting(
        "urn:beian:isp:3.0",
        read.namespace,
        "Target namespace in the WSDL of the authority's services; the interface names none, so ask the authority.",
    )
    isp_user: str = _setting("", read.plain, "This provider's user name at the interface.")
    isp_password: str = _setting("", read.plain, "This provider's password at the interface.", secret=True)
    aes_key: str = _setting(
        "", read.plain, "AES key that the authority handed out; empty means no encryption.", secret=True
    )
    aes_iv: str = _setting("", read.plain, "AES initial vector that the authority handed out.", secret=True)
    authority_timeout: int = _setting(
        60, lambda value: read.whole(value, 1, 3600), "How long a call of the interface may take, in seconds."
    )
    filing_password_form: PasswordForm = _setting(
        PasswordForm.MD5,
        read.one_of(PasswordForm),
        "How `isp_verifybamm` wants the filing password: `md5` (hex, as in uploads) or `clear`.",
    )
    province: str = _setting("", read.province, "Province of the authority that this provider reports to, two digits.")
    public_query_url: str = _setting(
        "", read.url, "A self-hosted public-query service to ask whether a domain is filed; empty means none."
    )
    rdap: bool = _setting(
        default=False,
        reader=read.flag,
        text="Ask registries (RDAP; WHOIS for .cn) and the DNS in the background who holds the domains of filings, "
        "until when and where they point; needs the extra `rdap` and connections to the internet.",
    )
    rdap_bootstrap: str = _setting(
        "https://data.iana.org/rdap/dns.json",
        read.url,
        "The list of RDAP services by suffix (RFC 9224); empty means only those of BEIAN_RDAP_SERVERS.",
    )
    rdap_servers: tuple[tuple[str, str], ...] = _setting(
        (),
        read.registries,
        "Registries by suffix, before the list, such as `cn=whois://whois.cnnic.cn, com=https://rdap.example/v1`.",
    )
    dns_servers: tuple[tuple[str, int], ...] = _setting(
        (),
        read.name_servers,
        "Name servers to ask where domains point, such as `192.0.2.53` or `192.0.2.53:5353`; empty means the system's.",
    )
    permit_number: str = _setting(
        "", read.plain, "This provider's own telecom permit, which commercial filings need (FAQ 30)."
    )
    access_modes: tuple[str, ...] = _setting(
        (),
        read.word_list,
        "How all sites here are reached, by names or numbers of the authority's table (`Jrfs`), such as `云主机`; "
        "empty means that customers are asked.",
    )
    server_places: tuple[str, ...] = _setting(
        (),
        read.word_list,
        "In which provinces all servers here stand, such as `浙江`; empty means that customers are asked.",
    )
    icp_mailbox: str = _setting("", read.plain, "Where customers tell of a correction by mail (FAQ 37).")
    sheet_address: str = _setting(
        "",
        read.plain,
        "Where customers post signed verification sheets: who takes them, phone, address; empty means that a scan will "
        "do.",
    )
    order_min_months: tuple[tuple[str, int], ...] = _setting(
        (), read.limits, "Shortest terms by product, such as `vps-*:3`; the first pattern that fits counts."
    )
    order_max_servers: tuple[tuple[str, int], ...] = _setting(
        (),
        read.limits,
        "Most servers a customer may hold by product, such as `vps-*:10`; the first pattern that fits counts.",
    )
    plugin_dir: Path | None = _setting(None, read.path, "Folder that ops drop province files and house rules into.")
    plugin_trial_seconds: int = _setting(
        5,
        lambda value: read.whole(value, 1, 600),
        "How long a new drop-in may take to load, in seconds, before it is refused.",
    )
    sign_in_url: str = _setting(
        "",
        read.plain,
        "Where a stranger who opens a page of ours is sent to sign in; `{next}` in it becomes the page's address.",
    )
    panel_url: str = _setting(
        "", read.plain, "Address of the panel, to which the header of our pages leads back; empty shows no such link."
    )
    panel_name: str = _setting("", read.plain, "What that link says; empty says `back to the panel`.")
    accounts: bool = _setting(
        default=False,
        reader=read.flag,
        text="Accounts of our own with sign-in, registration and recovery, for hosts whose panel has none "
        "(FAQ 18, 19, 40); a panel that registers an `identity_loader` goes first.",
    )
    public_url: str = _setting(
        "",
        read.url,
        "Where users reach the panel, such as https://filing.example.cn; links in e-mails begin with it.",
    )
    mail_url: str = _setting(
        "",
        read.mail_url,
        "Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465; empty means no "
        "e-mail is sent.",
        secret=True,
    )
    mail_from: str = _setting("", read.mail_from, "Sender of the e-mails, such as 备案服务 <icp@example.cn>.")
    gate_networks: tuple[str, ...] = _setting(
        ("127.0.0.0/8", "::1/128"),
        read.networks,
        "From where the gate is asked: networks of the edges, such as 10.0.0.0/8; a Unix socket always may.",
    )
    gate_key: str = _setting(
        "", read.plain, "Key under which exports for edges are signed; empty means they are not.", secret=True
    )
    plugin_trust: PluginTrust = _setting(
        PluginTrust.OWNER,
        read.one_of(PluginTrust),
        "Whose drop-ins are taken up: `owner`, what root, the panel's user or the folder's owner alone can change; "
        "`group`, what the folder's group can change, too; `all`, everything, and links out of the folder.",
    )
    plugin_hashes: Path | tuple[str, ...] | None = _setting(
        None,
        read.hashes,
        "SHA-256 hashes that drop-ins must have: a file as `sha256sum` writes it, or the hashes separated by commas; "
        "empty means any.",
    )
    plugin_strict: bool = _setting(
        default=False,
        reader=read.flag,
        text="Refuse to start while any plugin is broken; else it is listed and left out.",
    )


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
