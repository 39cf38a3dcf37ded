"""What a download of the authority says, record by record.

Times are texts as the authority writes them, in China's time: `2013-10-01`, or with the time of day behind it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from beian_plugin.filing.particulars import IpRange, Particulars, Reporting


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True, gc=False):
    """One record of a download."""


class Head(Item, frozen=True, kw_only=True):
    """Which document it is: the first item of every download."""

    #: Such as `ICP/BASJ`, `JCDM` or `SJTB/ICP`.
    document: str
    #: Whether it belongs to a full resync (`SJTB`).
    resync: bool = False


class Published(Item, frozen=True, kw_only=True):
    """A subject with its sites as published (`BASJ`, and `SJTB` of a resync)."""

    particulars: Particulars
    #: First report and last change of the filing.
    filed_at: str = ""
    changed_at: str = ""
    reviewer: str = ""
    reviewed_at: str = ""
    #: The electronic certificate of the filing.
    certificate_until: str = ""
    certificate_path: str = ""
    certificate_serial: str = ""
    note: str = ""
    #: Scans of pre-approvals: the first is number 1 in `PreApproval.scans`.
    scans: tuple[bytes, ...] = ()

    @property
    def reporting(self) -> Reporting:
        """Who reported it."""
        return self.particulars.subject.reporting if self.particulars.subject else Reporting.SELF


class Cancelled(Item, frozen=True, kw_only=True):
    """A subject or a site is off the record (`ZXSJ`)."""

    what: Literal["subject", "site"]
    authority_id: int
    note: str = ""


class BarredSubject(Item, frozen=True, kw_only=True):
    """A line of the blacklist of subjects (`HMDLB`); without a name and number where the authority sent none."""

    name: str = ""
    nature: int | None = None
    certificate_type: int | None = None
    certificate_number: str = ""
    #: 0 added, 1 changed, 2 deleted.
    change: int
    note: str = ""


class BarredSite(Item, frozen=True, kw_only=True):
    """A line of the blacklist of sites (`HMDLB`)."""

    name: str
    domains: tuple[str, ...]
    home_page: str = ""
    #: 0 added, 1 changed, 2 deleted.
    change: int
    note: str = ""


class IllegalAccess(Item, frozen=True, kw_only=True):
    """A blacklisted site found on a provider's addresses (`FFJRHMD`)."""

    authority_id: int
    domain: str
    address: str
    provider: int
    province: int
    seen_at: str
    note: str = ""


class UnfiledSite(Item, frozen=True, kw_only=True):
    """An unfiled site found on this provider's addresses (`WBAWZLB`); answered with `WBACLJG`."""

    authority_id: int
    domain: str
    languages: tuple[int, ...] = ()
    address: str
    first_seen_at: str = ""
    seen_at: str = ""
    #: How often it was found.
    times: int | None = None
    province: int | None = None
    provider: int | None = None
    carrier: int
    note: str = ""


class Result(Item, frozen=True, kw_only=True):
    """What became of a report (`BAJG`)."""

    #: `Czlx`, which `Kind.result_type` names.
    operation: int
    #: `Bs`, one of `report.result_marks`; empty where a whole file was refused.
    mark: str = ""
    #: Result code (`Jgdm`) and the authority's words (`Dmms`), which for a refused file are its name.
    codes: tuple[tuple[int, str], ...]
    note: str = ""


class Opinion(Item, frozen=True, kw_only=True):
    """What the authority's reviewer decided (`GJSHS`)."""

    operation: int | None = None
    #: `Jlid`, one of `report.opinion_marks`.
    mark: str | None = None
    passed: bool
    text: str = ""
    reviewer: str = ""
    phone: str = ""
    at: str


class VerificationTask(Item, frozen=True, kw_only=True):
    """A filing to be verified by this provider (`HSRW`); answered with `HSJG`."""

    particulars: Particulars
    filed_at: str = ""
    changed_at: str = ""
    note: str = ""
    #: As in `Published`.
    scans: tuple[bytes, ...] = ()


class SubjectCheck(Item, frozen=True, kw_only=True):
    """A subject whose data are wrong (`HCJG/Zthc`)."""

    authority_id: int
    name: str
    certificate_type: int
    certificate_number: str
    reason: str = ""
    note: str = ""


class AccessCheck(Item, frozen=True, kw_only=True):
    """An access that is reported and not there, or there and not reported (`HCJG/Jrhc`)."""

    site_id: int
    site_number: str
    domain: str = ""
    address: str = ""
    provider: int | None = None
    #: 1 reported too much, 2 reported too little.
    finding: int
    at: str
    access_id: int | None = None
    note: str = ""


class ShellCheck(Item, frozen=True, kw_only=True):
    """A site without an access (`HCJG/Kkwzhc`)."""

    site_id: int
    site_number: str
    alive: bool
    at: str
    home_page: str = ""
    note: str = ""


class DeadSite(Item, frozen=True, kw_only=True):
    """A site that does not answer (`HCJG/Wzch`)."""

    site_id: int
    site_number: str
    home_page: str = ""
    at: str
    note: str = ""


class Notice(Item, frozen=True, kw_only=True):
    """A subject or a site has to be put right (`XGTZ`)."""

    about: Literal["subject", "site"]
    licence_number: str = ""
    authority_id: int | None = None
    text: str
    note: str = ""


class CodeValue(Item, frozen=True, kw_only=True):
    """One row of a base code table (`JCDM`)."""

    #: Named by the field whose values it lists: `Dwxz`, `Nrlx`, `Jrfs`, ...; `Bbdw` lists the providers.
    table: str
    code: int
    name: str
    valid: bool = True
    #: The other elements of the row, such as `Bz`, `Ysid`, `Dwflid`.
    detail: dict[str, str] = {}


class IpResult(Item, frozen=True, kw_only=True):
    """What became of an address report (`IP/BAJG`)."""

    what: Literal["source", "allocation", "announcement", "own"]
    #: 1 new, 2 change, 3 delete.
    operation: int
    authority_id: int | None = None
    own_id: int | None = None
    codes: tuple[tuple[int, str], ...]
    #: Ranges that stand in the way.
    related: tuple[IpRange, ...] = ()
    note: str = ""


class Untreated(Item, frozen=True, kw_only=True):
    """A record that the schema finds valid and this package has no use for, such as a domain name's result."""

    #: The how manieth record of the file, from 1.
    position: int
    #: Path of the element.
    path: str


class Unreadable(Item, frozen=True, kw_only=True):
    """A record that breaks the schema; the others are read all the same."""

    position: int
    path: str
    #: Element and rule, never a value.
    reason: str
