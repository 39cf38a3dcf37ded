"""What is reported to the authority about one filing, and by which marks its answers name it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import as_written

if TYPE_CHECKING:
    from beian_plugin.filing.particulars import Access, Particulars, Site, Subject


#: Bytes of a JPEG (field table, `Fjnr`): the verification sheet, and every certificate or photograph.
SHEET_BYTES = 150 * 1024
OTHER_BYTES = 100 * 1024


class Holder(IntEnum):
    """What an attachment belongs to; the numbers are those of `Ssdxlx`."""

    SUBJECT = 1
    SITE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A JPEG that goes with a filing."""

    #: Our own id, by which a pre-approval names its scans.
    id: int
    #: Base codes `Fjyt` and `Fjwjgs`.
    purpose: int
    format: int
    holder: Holder = Holder.SUBJECT
    #: Which site of the particulars holds it, where `holder` is SITE.
    site: int = 0
    content: bytes
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One filing as it goes out; new records in `particulars` carry their own ids."""

    kind: Kind
    particulars: Particulars
    attachments: tuple[Attachment, ...] = ()
    #: In clear; it travels as the hex of its MD5 (`ICPmm`).
    password: str = ""


def result_marks(report: Report) -> tuple[str, ...]:
    """Every `Bs` by which a result may name the report (field table, BAJG/Jg_xx/Bs).

    A licence number also as the authority writes it, for a customer may have typed it otherwise.
    """
    subject, site, access = _records(report.particulars)
    found: tuple[object, ...]
    match report.kind:
        case Kind.NEW:
            found = (subject and subject.own_id,)
        case Kind.ADD_SITE:
            found = (subject and subject.licence_number, subject and subject.authority_id)
        case Kind.TRANSFER_IN:
            found = (site and site.licence_number, access and access.own_id, site and site.authority_id)
        case Kind.CHANGE | Kind.CANCEL_SUBJECT:
            found = (subject and subject.authority_id, subject and subject.licence_number)
        case Kind.CANCEL_SITE:
            found = (site and site.authority_id, site and site.licence_number)
        case Kind.CANCEL_ACCESS:
            found = (access and access.authority_id,)
        case Kind.MATERIAL:
            held = (site, subject)
            found = tuple(mark for one in held if one for mark in (one.authority_id, one.licence_number))
    marks = [str(mark) for mark in found if mark]
    return tuple(dict.fromkeys(spelling for mark in marks for spelling in (mark, as_written(mark))))


def opinion_marks(report: Report) -> tuple[str, ...]:
    """Every `Jlid` by which an opinion may name the report (field table, BAJG/GJSHS/Gjsh/Jlid)."""
    subject, site, access = _records(report.particulars)
    found: tuple[object, ...]
    match report.kind:
        case Kind.NEW:
            found = (subject and subject.own_id,)
        case Kind.ADD_SITE:
            found = tuple(one.own_id for one in report.particulars.sites)
        case Kind.TRANSFER_IN:
            found = (access and access.own_id,)
        case Kind.CHANGE | Kind.CANCEL_SUBJECT:
            found = (subject and subject.authority_id,)
        case Kind.CANCEL_SITE:
            found = (site and site.authority_id,)
        case Kind.CANCEL_ACCESS:
            found = (access and access.authority_id,)
        case Kind.MATERIAL:
            found = ()
    return tuple(dict.fromkeys(str(mark) for mark in found if mark))


def _records(particulars: Particulars) -> tuple[Subject | None, Site | None, Access | None]:
    site = particulars.sites[0] if particulars.sites else None
    access = site.accesses[0] if site and site.accesses else None
    return particulars.subject, site, access
