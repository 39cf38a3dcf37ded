"""Photographs and scans that go with a filing, and the register of verification sheets (核验单, FAQ 35, 47, 58)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from beian_plugin.authority.report import OTHER_BYTES, SHEET_BYTES, Holder
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.hostname import parse_host, to_unicode
from beian_plugin.filing.states import OPEN_STATES, State, Verb
from beian_plugin.filing.verdict import Text
from beian_plugin.models import standing
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import AttachmentRow, FilingRow, FilingStep, Sheet
from beian_plugin.operations.drafts import refuse_edit
from beian_plugin.operations.filings import filing_row, hold_filing, parse_particulars
from beian_plugin.operations.pictures import KEPT_ONCE, as_sent, kept_before

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentInfo:
    """An attachment without its content."""

    id: int
    purpose: int
    format: int
    holder: Holder
    #: Which site of the particulars holds it, where `holder` is SITE.
    site: int
    #: Bytes.
    size: int
    note: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What became of a photograph or a scan that was handed in."""

    id: int
    #: Bytes of the JPEG.
    size: int
    #: What the sender should know: that it was shrunk, which page it is, that it may be hard to read.
    notes: tuple[Text, ...]


def add_attachment(
    context: Context,
    filing_id: int,
    content: bytes,
    *,
    purpose: int,
    format: int | None = None,  # noqa: A002  the interface's word (附件格式)
    holder: Holder = Holder.SUBJECT,
    site: int = 0,
    note: str = "",
    actor: str,
) -> int:
    """The id of what `hand_in` keeps, for callers that show no notes."""
    kept = hand_in(
        context, filing_id, content, purpose=purpose, format=format, holder=holder, site=site, note=note, actor=actor
    )
    return kept.id


def hand_in(
    context: Context,
    filing_id: int,
    content: bytes,
    *,
    purpose: int,
    format: int | None = None,  # noqa: A002  the interface's word (附件格式)
    holder: Holder = Holder.SUBJECT,
    site: int = 0,
    note: str = "",
    page: int = 1,
    actor: str,
) -> HandedIn:
    """What is kept of a JPEG, a PNG or a page of a PDF: the JPEG that goes to the authority, encrypted.

    `purpose` and `format` are base codes `Fjyt` and `Fjwjgs`; the format is the authority's code of JPEG where none is
    given. Without the extra `images` only a JPEG within the limit is taken, and kept as it is.

    Raises PictureRefused for what cannot be sent, InvalidValue for a format that is not known, FilingRefused where
    `actor` may not edit.
    """
    if site < 0:
        raise InvalidValue("Sites are counted from 0.", what="site")
    if len(note) > 255:
        raise InvalidValue("The note is longer than 255 characters; shorten it.", what="note", reason="too_long")
    with context.database.read() as session:
        _editable(session, filing_id, actor)
        code = _jpeg_format(session) if format is None else format
        most = _most_bytes(session, purpose)
    # It takes a second or two, which no transaction may.
    picture, notes = as_sent(content, most_bytes=most, page=page)
    with context.database.write() as session:
        row = _editable(session, filing_id, actor)
        attachment = AttachmentRow(
            filing_id=row.id,
            purpose=purpose,
            format=code,
            holder=holder.value,
            site=site,
            content=picture,
            note=note,
            added_at=context.now(),
        )
        if (kept := kept_before(session, attachment)) is not None:
            return HandedIn(id=kept, size=len(picture), notes=(*notes, KEPT_ONCE))
        session.add(attachment)
        session.flush()
        _audit(context, session, actor, "add_attachment", row.id, attachment=attachment.id, purpose=purpose)
        return HandedIn(id=attachment.id, size=len(picture), notes=notes)


def attachments_of(context: Context, filing_id: int) -> list[AttachmentInfo]:
    """The attachments of a filing, the oldest first. Raises InvalidValue where there is no such filing."""
    with context.database.read() as session:
        if session.get(FilingRow, filing_id) is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        rows = session.scalars(
            select(AttachmentRow).where(AttachmentRow.filing_id == filing_id).order_by(AttachmentRow.id)
        )
        return [
            AttachmentInfo(
                id=row.id,
                purpose=row.purpose,
                format=row.format,
                holder=Holder(row.holder),
                site=row.site,
                size=len(row.content),
                note=row.note,
                added_at=row.added_at,
            )
            for row in rows
        ]


def attachment_content(context: Context, attachment_id: int, *, actor: str) -> bytes:
    """The JPEG itself; the audit log names who looked. Raises InvalidValue where there is none."""
    with context.database.write() as session:
        row = _attachment(session, attachment_id)
        _audit(context, session, actor, "view_attachment", row.filing_id, attachment=row.id)
        return row.content


def remove_attachment(context: Context, attachment_id: int, *, actor: str) -> None:
    """Take an attachment off its filing. Raises InvalidValue where there is none, FilingRefused as for an edit."""
    with context.database.write() as session:
        row = _attachment(session, attachment_id)
        _editable(session, row.filing_id, actor)
        session.delete(row)
        _audit(context, session, actor, "remove_attachment", row.filing_id, attachment=row.id)


def _attachment(session: Session, attachment_id: int) -> AttachmentRow:
    row = session.get(AttachmentRow, attachment_id)
    if row is None:
        raise InvalidValue(f"There is no attachment {attachment_id}.", what="attachment", reason="missing")
    return row


def _editable(session: Session, filing_id: int, actor: str) -> FilingRow:
    row = filing_row(session, filing_id)
    refuse_edit(row, parse_particulars(row.particulars), actor)
    return row


def _jpeg_format(session: Session) -> int:
    """The authority's code of JPEG, by the name that it gives it."""
    query = select(BaseCode.code).where(BaseCode.table == "Fjwjgs", func.upper(BaseCode.name).in_(("JPG", "JPEG")))
    code = session.scalar(query.order_by(BaseCode.code).limit(1))
    if code is None:
        raise InvalidValue(
            "The authority's table of formats (Fjwjgs) has not come yet or names no JPEG: run `beian sync run` first, "
            "or give the format's code.",
            what="format",
            reason="no_table",
        )
    return code


def _most_bytes(session: Session, purpose: int) -> int:
    sheets = sheet_purposes(session)
    return SHEET_BYTES if sheets is None or purpose in sheets else OTHER_BYTES


def sheet_purposes(session: Session) -> frozenset[int] | None:
    """The purposes that mean the verification sheet, by the names that the authority gives them; None where none does.

    The table may not be loaded yet, or call the sheet otherwise: then every picture may be as large as a sheet.
    """
    named = select(BaseCode.code).where(BaseCode.table == "Fjyt", BaseCode.name.contains("核验单"))
    return frozenset(session.scalars(named)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInfo:
    """A verification sheet as the register has it."""

    id: int
    #: `received`, `valid` or `invalid`.
    state: str
    domains: tuple[str, ...]
    #: Domains on the sheet that the filing does not have, and the filing's that are not on the sheet (FAQ 47).
    too_many: tuple[str, ...] = ()
    too_few: tuple[str, ...] = ()
    reason: str = ""
    extra: bool = False
    received_at: datetime
    judged_at: datetime | None = None


#: What is written beside an extra sheet, in the words of FAQ 35.
EXTRA_NOTE = Text("已提交管局审核过，补单。", "It was with the authority already; this is an extra sheet (补单).")


def receive_sheet(
    context: Context, filing_id: int, domains: Iterable[str], *, extra: bool = False, actor: str
) -> SheetInfo:
    """Note that a sheet which lists these domains came in; what it has too many or too few is told with it (FAQ 47).

    `extra` is a sheet that comes with the note 补单 (FAQ 35). Raises InvalidValue for what is no domain, FilingRefused
    for a filing that is closed.
    """
    names = sorted({parse_host(domain).registrable for domain in domains} - {""})
    if not names:
        raise InvalidValue("The sheet lists no domain; enter those on it.", what="domains", reason="empty")
    with context.database.write() as session:
        row = _open_row(session, filing_id)
        sheet = Sheet(filing_id=row.id, domains=names, extra=extra, received_at=context.now())
        session.add(sheet)
        session.flush()
        _audit(context, session, actor, "receive_sheet", row.id, sheet=sheet.id, extra=extra)
        return sheet_info(sheet, _names(row))


def judge_sheet(context: Context, sheet_id: int, *, valid: bool, reason: str = "", actor: str) -> SheetInfo:
    """Call a sheet valid, which verifies its filing (FAQ 46), or invalid, with a reason for the customer (FAQ 58).

    Raises FilingRefused where a valid sheet would list other domains than the filing (FAQ 47), or the filing is closed.
    """
    if not valid and not reason:
        raise InvalidValue("Say why the sheet is not valid: the customer reads it.", what="reason", reason="empty")
    with context.database.write() as session:
        sheet = session.get(Sheet, sheet_id, with_for_update=True)
        if sheet is None:
            raise InvalidValue(f"There is no verification sheet {sheet_id}.", what="sheet", reason="missing")
        held = hold_filing(session, sheet.filing_id)
        row = _open_row(session, sheet.filing_id)
        if valid:
            refuse_other_domains(sheet_info(sheet, _names(row)))
        sheet.judgement = "valid" if valid else "invalid"
        sheet.reason, sheet.judged_at = reason, context.now()
        session.flush()
        latest = latest_sheet(session, row.id)
        row.verified = latest is not None and latest.judgement == "valid"
        _audit(context, session, actor, "judge_sheet", row.id, sheet=sheet.id, valid=valid)
        session.flush()
        standing.refresh(session, held)
        return sheet_info(sheet, _names(row))


def sheets_of(context: Context, filing_id: int) -> list[SheetInfo]:
    """The sheets of a filing, the newest first, held against the filing's domains as they are now (FAQ 47, 58)."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        sheets = session.scalars(select(Sheet).where(Sheet.filing_id == filing_id).order_by(Sheet.id.desc()))
        return [sheet_info(sheet, _names(row)) for sheet in sheets]


def latest_sheet(session: Session, filing_id: int) -> Sheet | None:
    """The sheet that came last: it alone counts."""
    return session.scalar(select(Sheet).where(Sheet.filing_id == filing_id).order_by(Sheet.id.desc()).limit(1))


def refuse_bad_sheet(session: Session, row: FilingRow) -> None:
    """Raise FilingRefused where the sheet that counts is invalid or lists other domains than the filing (FAQ 47)."""
    sheet = latest_sheet(session, row.id)
    if sheet is None:
        return
    info = sheet_info(sheet, _names(row))
    if info.state == "invalid":
        raise refused(
            f"核验单无效：{info.reason} 请重新提交核验单（FAQ 58）。",
            f"The verification sheet is not valid ({info.reason}): another one is needed (FAQ 58).",
            path="sheet",
            code="sheet_invalid",
        )
    if info.state == "valid":
        refuse_other_domains(info)


def refuse_other_domains(info: SheetInfo) -> None:
    """Raise FilingRefused where the sheet lists other domains than its filing, and say which (FAQ 47)."""
    if not (info.too_many or info.too_few):
        return
    many, few = (", ".join(map(to_unicode, names)) for names in (info.too_many, info.too_few))
    zh = "；".join([*([f"核验单多出 {many}"] if many else []), *([f"核验单缺少 {few}"] if few else [])])
    en = "; ".join([*([f"the sheet also lists {many}"] if many else []), *([f"the sheet lacks {few}"] if few else [])])
    raise refused(
        f"核验单上的域名与备案申请不一致：{zh}。请重新提交核验单（FAQ 47）。",
        f"The verification sheet and the filing name different domains: {en}. A new sheet is needed (FAQ 47).",
        path="sheet",
        code="sheet_domains",
    )


def extra_sheet_note(context: Context, filing_id: int) -> Text | None:
    """The note for the sheet of a filing that is sent again alone: it came back while a sister filing passed (FAQ 35).

    None where no extra sheet is asked for, or one is in already.
    """
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None or State(row.state) not in OPEN_STATES:
            return None
        returned = session.scalar(
            select(func.max(FilingStep.id)).where(
                FilingStep.filing_id == filing_id, FilingStep.verb == Verb.RETURN_TO_PROVIDER.value
            )
        )
        if returned is None or not _sister_passed(session, row):
            return None
        sheet = latest_sheet(session, filing_id)
        since = session.get_one(FilingStep, returned).at
        return None if sheet is not None and sheet.extra and sheet.received_at >= since else EXTRA_NOTE


def _sister_passed(session: Session, row: FilingRow) -> bool:
    """Whether another filing of the same customer or subject, handed in before this one was decided, was approved."""
    whose = [FilingRow.subject_id == row.subject_id] if row.subject_id is not None else []
    whose += [FilingRow.customer_id == row.customer_id] if row.customer_id is not None else []
    if not whose:
        return False
    first = select(func.min(FilingStep.at)).where(FilingStep.filing_id == row.id, FilingStep.verb == Verb.UPLOAD.value)
    handed_in = session.scalar(first)
    query = (
        select(FilingRow.id)
        .join(FilingStep, FilingStep.filing_id == FilingRow.id)
        .where(
            FilingRow.id != row.id,
            whose[0],
            FilingRow.state == State.APPROVED.value,
            FilingStep.verb == Verb.APPROVE.value,
            FilingStep.at >= (handed_in or row.created_at),
        )
    )
    return session.scalar(query.limit(1)) is not None


def _open_row(session: Session, filing_id: int) -> FilingRow:
    row = filing_row(session, filing_id)
    if State(row.state) not in OPEN_STATES:
        state = State(row.state)
        raise refused(
            f"备案申请 {filing_id} {state.zh}，不再收核验单。", f"Filing {filing_id} is {state.en}: it takes no sheet."
        )
    return row


def _names(row: FilingRow) -> tuple[str, ...]:
    return tuple(sorted(domain.name for domain in row.domains))


def sheet_info(sheet: Sheet, names: tuple[str, ...]) -> SheetInfo:
    """The sheet held against the filing's domains."""
    return SheetInfo(
        id=sheet.id,
        state=sheet.judgement or "received",
        domains=tuple(sheet.domains),
        too_many=tuple(sorted(set(sheet.domains) - set(names))),
        too_few=tuple(sorted(set(names) - set(sheet.domains))),
        reason=sheet.reason,
        extra=sheet.extra,
        received_at=sheet.received_at,
        judged_at=sheet.judged_at,
    )


def _audit(context: Context, session: Session, actor: str, action: str, filing_id: int, **detail: object) -> None:
    session.add(AuditEntry(at=context.now(), actor=actor, action=action, target=f"filing:{filing_id}", detail=detail))
