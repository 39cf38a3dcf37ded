"""ICP filing and telecom licence numbers: read in every form that footers show, written in one (FAQ 28, 29)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.region import province_of_abbreviation

# Filing 京ICP备10206937号-1, permit 京ICP证030173号-1, telecom licence 浙B2-20040180-3 and A2.B1.B2-20070312.
_FILING = re.compile(
    r"(?P<province>\w)ICP(?P<mark>[备证])(?P<serial>[0-9]{4,14})号?(?:-(?P<part>[0-9]{1,6})(?P<use>[AX]?))?"
)
_TELECOM = re.compile(
    r"(?P<province>[^\W0-9A-Z]?)(?P<classes>[AB][12](?:\.[AB][12])*)-(?P<serial>[0-9]{6,14})号?(?:-(?P<part>[0-9]{1,6})(?P<use>[AX]?))?号?"
)


@dataclass(frozen=True, slots=True)
class LicenceNumber:
    """A subject's or a site's number; two numbers are equal if and only if they mean the same record."""

    #: The province's character, such as 京; empty for a telecom licence of the ministry.
    abbreviation: str
    #: `备` for a filing, `证` for an ICP permit, else the classes of a telecom licence such as `B2`.
    mark: str
    serial: str
    #: Which site of the subject, or None for the subject's own number.
    part: int | None = None
    #: `A` for an app, `X` for a mini programme, empty for a website.
    use: str = ""

    @property
    def commercial(self) -> bool:
        """Whether the number is that of a commercial service (经营性, FAQ 29)."""
        return self.mark != "备"

    @property
    def is_site(self) -> bool:
        """Whether the number is a site's, not its subject's (FAQ 28)."""
        return self.part is not None

    @property
    def subject(self) -> LicenceNumber:
        """The number of the subject that this number belongs to."""
        return self if self.part is None else replace(self, part=None, use="")

    @property
    def province(self) -> str | None:
        """The two-digit code of the province, or None for the ministry's licences and unknown characters."""
        return province_of_abbreviation().get(self.abbreviation)

    def __str__(self) -> str:
        """The number as the authority writes it: `京ICP备10206937号-1`, `浙B2-20040180-3`."""
        part = "" if self.part is None else f"-{self.part}{self.use}"
        if self.mark in "备证":
            return f"{self.abbreviation}ICP{self.mark}{self.serial}号{part}"
        return f"{self.abbreviation}{self.mark}-{self.serial}{part}"

    def spaced(self) -> str:
        """The number as older footers write it: `京 ICP 备 10206937 号-1`; a telecom licence has no such form."""
        if self.mark not in "备证":
            return str(self)
        return re.sub(r"ICP([备证])(\d+)号", r" ICP \1 \2 号", str(self))


def as_written(text: str) -> str:
    """The number in the one form that tells whether two mean the same record; what is none as it came."""
    try:
        return str(parse_licence(text))
    except InvalidValue:
        return text


def parse_licence(text: str) -> LicenceNumber:
    """The number that `text` writes, in any of the forms that footers and registers use.

    Raises InvalidValue where the text is no such number.
    """
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:200])).upper()
    compact = re.sub(r"[‐-―−]", "-", compact)
    found = _FILING.fullmatch(compact) or _TELECOM.fullmatch(compact)
    if not found:
        raise InvalidValue(
            "This is no filing or licence number; write it as in the site's footer, such as 京ICP备10206937号-1 "
            "or 浙B2-20040180.",
            what="licence number",
        )
    fields = found.groupdict()
    return LicenceNumber(
        abbreviation=fields["province"],
        mark=fields.get("mark") or fields["classes"],
        serial=fields["serial"],
        part=int(fields["part"]) if fields["part"] else None,
        use=fields["use"] or "",
    )
