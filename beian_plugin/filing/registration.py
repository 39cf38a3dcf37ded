"""What a registry says of a domain: until when it is registered, by whom, with whom; and whether two names are one."""

from __future__ import annotations

import re
import unicodedata
from datetime import date  # noqa: TC003  msgspec reads the annotations

import msgspec

from beian_plugin.errors import SourceUnavailable
from beian_plugin.filing.words import Word


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A domain's registration as far as the registry shows it; empty or None where it does not."""

    #: False where the registry knows no such domain.
    found: bool = True
    #: Last day, as China counts days.
    expires: date | None = None
    #: Organisation or person that holds it (域名持有者); empty where it is hidden, too.
    holder: str = ""
    #: Whether `holder` is certainly that: in RDAP a name without an organisation may be the contact of one.
    holder_sure: bool = False
    registrar: str = ""
    #: Two letters of ISO 3166.
    registrar_country: str = ""

    @property
    def registered_abroad(self) -> bool | None:
        """Whether the registrar's address lies outside the mainland; Hong Kong, Macau and Taiwan count as outside."""
        return self.registrar_country != "CN" if self.registrar_country else None


# Learnt before there are threads, as `filing.particulars` says.
msgspec.json.Decoder(Registration)


class Trouble(Word):
    """Why a registry or a name server did not answer."""

    NO_SERVER = ("no_server", "没有已知的查询服务器", "no server is known for this suffix")
    UNREACHABLE = ("unreachable", "连接失败或超时", "it could not be reached in time")
    BUSY = ("busy", "对方限制了查询次数", "it limits how often it is asked")
    UNREADABLE = ("unreadable", "回答无法识别", "its answer cannot be read")


class NoAnswer(SourceUnavailable):
    """A registry or name server said nothing about a domain."""

    def __init__(self, trouble: Trouble, words: str, *, wait: int = 0) -> None:
        """`wait` is how many seconds the server wants to be left in peace, 0 where it does not say."""
        super().__init__(words)
        self.trouble = trouble
        self.wait = wait


#: What stands where a name is hidden, in any language that registries use; a mask of stars hides, too.
_HIDDEN = re.compile(
    r"redact|privacy|private (?:person|registra)|withheld|disclosed|data protected|gdpr|masked|masking|proxy"
    r"|whois ?guard|(?:whois|domain|identity) ?protect|anonym|\bnot (?:shown|available|applicable)\b"
    r"|^n/?a$|^none$|^null$|[*＊\ufffd]|隐私|信息保护|隐藏|未公开|不公开|匿名",
    re.IGNORECASE,
)
_ENGLISH_FORMS = (
    (re.compile(r"\bcompany\b"), "co"),
    (re.compile(r"\blimited\b"), "ltd"),
    (re.compile(r"\bcorporation\b"), "corp"),
    (re.compile(r"\bincorporated\b"), "inc"),
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")


def shown_name(text: str) -> str:
    """A holder's name as the registry shows it; empty where what stands there hides it."""
    name = " ".join(text.split())
    return "" if _HIDDEN.search(name) else name


def is_same_name(one: str, other: str) -> bool | None:
    """Whether two names are one, however they are spaced, spelt full-width or short in the company's form.

    None where they cannot be compared: one in Chinese and one in Latin letters may be each other's translation.
    """
    first, second = _plain(one), _plain(other)
    if not first or not second or bool(_HAN.search(first)) != bool(_HAN.search(second)):
        return None
    return first == second


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    for form, short in _ENGLISH_FORMS:
        text = form.sub(short, text)
    letters = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")
    return letters.replace("有限责任公司", "有限公司")
