"""The tables of the traffic with the authority: files, reports, numbers, leases, tasks and its base codes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beian_plugin.models.base import Base
from beian_plugin.models.crypto import Encrypted, EncryptedBytes
from beian_plugin.models.tables import FilingRow


class Counter(Base):
    """Numbers that are given out once and never again: `own_id` for `IspZtid`, `IspWzid` and the others."""

    __tablename__ = "beian_counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: The last one that was given out.
    value: Mapped[int] = mapped_column(BigInteger)


class Lease(Base):
    """Who may do what only one may do at a time; a holder that was late finds the fence raised."""

    __tablename__ = "beian_lease"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(128))
    #: Grows with every new holder.
    fence: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]
    #: What held up the last round of work under it, a line for each stage; empty where nothing did.
    trouble: Mapped[str] = mapped_column(Text, default="")
    #: What waited then and passes by itself: code and since when, by stage.
    waits: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OutboxFile(Base):
    """A file for the authority: numbered, kept and never changed once it is made."""

    __tablename__ = "beian_outbox"
    __table_args__ = (CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted_iff_dated"),)

    #: `dataSequence`: from 1 on, without a gap.
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    #: Element below the root that it carries, such as `ICP/XZBA`.
    document: Mapped[str] = mapped_column(String(32))
    records: Mapped[int]
    #: The XML; None once it was purged.
    content: Mapped[bytes | None] = mapped_column(EncryptedBytes("outbox.content"))
    #: SHA-256 of the XML.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: `ready`; `unsure`: a call began and its answer is not known; `accepted`.
    state: Mapped[str] = mapped_column(String(8), index=True)
    #: How often it was held up.
    tries: Mapped[int] = mapped_column(default=0)
    #: `msg_code` of the last answer, and what went wrong in words.
    code: Mapped[int | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class Unnumbered(Base):
    """A document for the authority that no filing stands behind, such as a task's answer, before it has a number."""

    __tablename__ = "beian_unnumbered"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Element below the root that it carries, such as `ICP/WBACLJG`.
    document: Mapped[str] = mapped_column(String(32))
    records: Mapped[int]
    #: The XML.
    content: Mapped[bytes] = mapped_column(EncryptedBytes("unnumbered.content"))
    made_at: Mapped[datetime]


class ReportRow(Base):
    """One filing within a file of the outbox, and what the authority answered about it."""

    __tablename__ = "beian_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey(FilingRow.id), index=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("beian_outbox.sequence"), index=True)
    #: `Czlx`.
    operation: Mapped[int]
    #: Result codes, once they came; 1001 is an approval.
    codes: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: What the authority wrote beside the codes.
    message: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(index=True)

    marks: Mapped[list[ReportMark]] = relationship(cascade="all, delete-orphan")


class ReportMark(Base):
    """A mark by which the authority may name a report."""

    __tablename__ = "beian_report_mark"
    __table_args__ = (Index("ix_beian_report_mark_mark", "mark", "kind"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("beian_report.id"), primary_key=True)
    #: `result` (`Bs`) or `opinion` (`Jlid`).
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    mark: Mapped[str] = mapped_column(String(255), primary_key=True)


class InboxFile(Base):
    """A file from the authority: stored before it is acknowledged, acknowledged before it is applied."""

    __tablename__ = "beian_inbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `return_FileName`.
    name: Mapped[str] = mapped_column(String(255), index=True)
    #: SHA-256 of the content, so that the same file under the same name is known again.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: Element below the root that it carries, such as `ICP/BASJ`; empty until it was opened.
    document: Mapped[str] = mapped_column(String(32), default="")
    #: Whether the authority said that nothing waits behind it.
    last: Mapped[bool] = mapped_column(default=False)
    #: `stored`, `acknowledged`, `applied`, or `refused` where it cannot be read; `read` while its records are applied
    #: and more of the same full resync may follow.
    state: Mapped[str] = mapped_column(String(16), index=True)
    #: Records that are applied already.
    position: Mapped[int] = mapped_column(default=0)
    #: Records that could not be applied, and why the file cannot be read.
    trouble: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(Text, default="")
    stored_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]

    body: Mapped[InboxContent | None] = relationship(cascade="all, delete-orphan")
    #: The XML, or what came instead of one; None once it was purged.
    content: AssociationProxy[bytes | None] = association_proxy("body", "content")


class InboxContent(Base):
    """What an inbox file holds: apart, for each change of a row writes the whole row anew."""

    __tablename__ = "beian_inbox_content"

    inbox_id: Mapped[int] = mapped_column(ForeignKey("beian_inbox.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(EncryptedBytes("inbox.content"))

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content


class CancelledId(Base):
    """An id of the authority whose record it cancelled: no other record gets it, so later news of it is old news."""

    __tablename__ = "beian_cancelled_id"

    authority_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    #: `subject` or `site`, which have ids of their own.
    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    #: When the file that said so was stored.
    at: Mapped[datetime]


class TaskRow(Base):
    """Something that staff have to look at (任务): what the authority sent, or what only a person can settle."""

    __tablename__ = "beian_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A value of `filing.tasks.TaskKind`.
    kind: Mapped[str] = mapped_column(String(24), index=True)
    #: Makes the same news that comes twice one task.
    key: Mapped[str] = mapped_column(String(128), unique=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey(FilingRow.id), index=True)
    #: Punycode, or empty.
    domain: Mapped[str] = mapped_column(String(253), default="")
    #: JSON of what has to be known, personal data among it.
    document: Mapped[str] = mapped_column(Encrypted("task.document"))
    due: Mapped[date | None]
    opened_at: Mapped[datetime]
    #: JSON of the answer, once somebody gave one.
    answer: Mapped[str | None] = mapped_column(Encrypted("task.answer"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(128), default="")


class BaseCode(Base):
    """One value of one of the authority's own tables (`JCDM`)."""

    __tablename__ = "beian_base_code"

    #: By the field that uses it: `Dwxz`, `Zjlx`, `Nrlx`, `Fwnr`, `Yylb`, `Jrfs`, `Zxly`, ...; `Bbdw` for providers.
    table: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255))
    #: Whether it may still be used (`Sfyx`).
    valid: Mapped[bool] = mapped_column(default=True)
    #: Anything else that came with it.
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    loaded_at: Mapped[datetime]
