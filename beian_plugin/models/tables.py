"""The tables: what is filed, who asks, what was decided, what has to be done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
)
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from beian_plugin.models.crypto import Encrypted, EncryptedBytes


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; a moment without a time zone is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Store without the zone, which is always UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's
        """Give back with the zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Own metadata, every table under `beian_`, so that the panel's own tables stay apart."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012  SQLAlchemy's


class Principal(Base):
    """A person who answers for a subject or a site (负责人)."""

    __tablename__ = "beian_principal"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    certificate_kind: Mapped[str] = mapped_column(String(32), default="")
    certificate_number: Mapped[str | None] = mapped_column(Encrypted("principal.certificate_number"))
    certificate_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    phone: Mapped[str | None] = mapped_column(Encrypted("principal.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    email: Mapped[str | None] = mapped_column(Encrypted("principal.email"))
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)


class Subject(Base):
    """Who files (主体): known by certificate type and number (FAQ 27); rows that share them wait to be merged."""

    __tablename__ = "beian_subject"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As `LicenceNumber` writes it, without a site's part.
    licence_number: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255), default="", index=True)
    #: 企业, 个人, ... as the source wrote it; the authority's own codes come with its code tables.
    nature: Mapped[str] = mapped_column(String(64), default="")
    certificate_kind: Mapped[str] = mapped_column(String(32), default="")
    certificate_number: Mapped[str | None] = mapped_column(Encrypted("subject.certificate_number"))
    certificate_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    address: Mapped[str | None] = mapped_column(Encrypted("subject.address"))
    province: Mapped[str | None] = mapped_column(String(2))
    #: Known to have a number and no sites (FAQ 37); shells never appear in a mirror by themselves.
    shell: Mapped[bool] = mapped_column(default=False)
    #: The authority's id (`Ztid`), once it published the subject to us.
    authority_id: Mapped[int | None] = mapped_column(BigInteger, index=True, unique=True)
    #: The subject with all its sites as the authority last published them: JSON of `filing.particulars.Particulars`.
    published: Mapped[str | None] = mapped_column(Encrypted("subject.published"))
    #: When the authority had last changed what it published (`Zjxgsj`): older news that comes late changes nothing.
    published_at: Mapped[datetime | None]
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("beian_principal.id"))
    updated_at: Mapped[datetime]

    principal: Mapped[Principal | None] = relationship()
    sites: Mapped[list[Site]] = relationship(back_populates="subject")


class Site(Base):
    """A site of a subject (网站)."""

    __tablename__ = "beian_site"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("beian_subject.id"), index=True)
    licence_number: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("beian_principal.id"))
    #: Known to have a number and no access left (FAQ 38).
    shell: Mapped[bool] = mapped_column(default=False)
    #: The authority's id (`Wzid`), once it published the site to us.
    authority_id: Mapped[int | None] = mapped_column(BigInteger, index=True, unique=True)
    updated_at: Mapped[datetime]

    subject: Mapped[Subject] = relationship(back_populates="sites")
    principal: Mapped[Principal | None] = relationship()
    domains: Mapped[list[Domain]] = relationship(back_populates="site")
    accesses: Mapped[list[SiteAccess]] = relationship(back_populates="site")


class Domain(Base):
    """A registrable domain of which anything is known.

    The columns from `access` on are what the gate reads in one look-up; `standing.refresh` derives them from the other
    tables in the transaction that changes those, and nobody else writes them.
    """

    __tablename__ = "beian_domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In punycode.
    name: Mapped[str] = mapped_column(String(253), unique=True)
    #: The site that is filed with it; None where no filing is known.
    site_id: Mapped[int | None] = mapped_column(ForeignKey("beian_site.id"), index=True)
    updated_at: Mapped[datetime]

    access: Mapped[str] = mapped_column(String(8), default="unknown")
    other_access: Mapped[bool] = mapped_column(default=False)
    shares_site: Mapped[bool] = mapped_column(default=False)
    blacklisted: Mapped[bool] = mapped_column(default=False)
    subject_id: Mapped[int | None]
    subject_number: Mapped[str] = mapped_column(String(64), default="")
    site_number: Mapped[str] = mapped_column(String(64), default="")
    province: Mapped[str | None] = mapped_column(String(2))
    #: JSON list of the addresses that we report; empty where there are none.
    addresses: Mapped[str] = mapped_column(Text, default="")
    running_filing_id: Mapped[int | None]

    site: Mapped[Site | None] = relationship(back_populates="domains")


class SiteAccess(Base):
    """One provider's serving of a site (接入)."""

    __tablename__ = "beian_access"
    __table_args__ = (Index("uq_beian_access_site_provider", "site_id", "provider", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("beian_site.id"))
    #: Name or id as the source has it; empty for this provider.
    provider: Mapped[str] = mapped_column(String(128), default="")
    ours: Mapped[bool]
    addresses: Mapped[list[str]] = mapped_column(default=list)
    updated_at: Mapped[datetime]

    site: Mapped[Site] = relationship(back_populates="accesses")


class Customer(Base):
    """A customer of the panel."""

    __tablename__ = "beian_customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The panel's own id of its user.
    user: Mapped[str] = mapped_column(String(128), unique=True)
    created_at: Mapped[datetime]


class CustomerSubject(Base):
    """Which subjects a customer files for."""

    __tablename__ = "beian_customer_subject"

    customer_id: Mapped[int] = mapped_column(ForeignKey("beian_customer.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("beian_subject.id"), primary_key=True, index=True)


class FilingRow(Base):
    """A filing (备案申请); `operations.filings.take_step` alone writes its state."""

    __tablename__ = "beian_filing"
    __table_args__ = (CheckConstraint("(state = 'approved') = (approved_on IS NOT NULL)", name="approved_iff_dated"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(24))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("beian_customer.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("beian_subject.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("beian_site.id"))
    province: Mapped[str | None] = mapped_column(String(2))
    #: Material handed in and checked for truth (FAQ 46).
    verified: Mapped[bool] = mapped_column(default=False)
    #: It builds on a record that somebody else made, whose data may be wrong: its approval starts a term (FAQ 37, 38).
    takes_over: Mapped[bool] = mapped_column(default=False)
    #: What it says: JSON of `filing.particulars.Particulars`.
    particulars: Mapped[str | None] = mapped_column(Encrypted("filing.particulars"))
    #: The filing password, from the customer until the result (FAQ 36, 53).
    password: Mapped[str | None] = mapped_column(Encrypted("filing.password"))
    #: Wrong tries over `isp_verifybamm` since it last was right.
    password_tries: Mapped[int] = mapped_column(default=0)
    #: A filing that has to be approved first: split, then add (FAQ 5, 34); cancel, then new (FAQ 14).
    waits_for_id: Mapped[int | None] = mapped_column(ForeignKey("beian_filing.id"))
    #: Last day of the authority's 20 working days (FAQ 43); None until it has the filing.
    due: Mapped[date | None]
    approved_on: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    customer: Mapped[Customer | None] = relationship()
    domains: Mapped[list[FilingDomain]] = relationship(cascade="all, delete-orphan", order_by="FilingDomain.name")
    steps: Mapped[list[FilingStep]] = relationship(order_by="FilingStep.id")


class FilingDomain(Base):
    """A registrable domain that a filing is about."""

    __tablename__ = "beian_filing_domain"

    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(253), primary_key=True, index=True)


class FilingStep(Base):
    """One step of a filing; the database refuses to change or delete one."""

    __tablename__ = "beian_filing_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), index=True)
    verb: Mapped[str] = mapped_column(String(24))
    before: Mapped[str] = mapped_column(String(24))
    after: Mapped[str] = mapped_column(String(24))
    actor: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Reasons by field: path within the particulars, such as `sites.0.name`, to what is wrong there.
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Untold(Base):
    """A step of which plugins have not been told yet: it stays until all of them heard it, whatever dies or fails."""

    __tablename__ = "beian_untold"

    step_id: Mapped[int] = mapped_column(ForeignKey("beian_filing_step.id"), primary_key=True)
    #: How often a plugin raised, and when they are told again.
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]


class PanelPlugin(Base):
    """A plugin that the panel registers itself: a process without it leaves notices to one that has it."""

    __tablename__ = "beian_panel_plugin"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)


class AttachmentRow(Base):
    """A JPEG that goes with a filing."""

    __tablename__ = "beian_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), index=True)
    #: Base codes `Fjyt` and `Fjwjgs`.
    purpose: Mapped[int]
    format: Mapped[int]
    #: `authority.report.Holder`, and which site holds it.
    holder: Mapped[int]
    site: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column(EncryptedBytes("attachment.content"))
    note: Mapped[str] = mapped_column(String(255), default="")
    added_at: Mapped[datetime]


class Sheet(Base):
    """A verification sheet (核验单) that was received for a filing (FAQ 35, 47, 58)."""

    __tablename__ = "beian_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), index=True)
    #: `valid` or `invalid`, or empty while nobody has looked.
    judgement: Mapped[str] = mapped_column(String(8), default="")
    #: The domains that it lists, in punycode.
    domains: Mapped[list[str]] = mapped_column(default=list)
    #: Why it is not valid.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Sent after another filing of the same sheet passed: 补单 (FAQ 35).
    extra: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]


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
    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), index=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("beian_outbox.sequence"), index=True)
    #: `Czlx`.
    operation: Mapped[int]
    #: Result codes, once they came; 1001 is an approval.
    codes: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: What the authority wrote beside the codes.
    message: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

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


class TaskRow(Base):
    """Something that staff have to look at (任务): what the authority sent, or what only a person can settle."""

    __tablename__ = "beian_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A value of `filing.tasks.TaskKind`.
    kind: Mapped[str] = mapped_column(String(24), index=True)
    #: Makes the same news that comes twice one task.
    key: Mapped[str] = mapped_column(String(128), unique=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("beian_filing.id"), index=True)
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


class LookedUp(Base):
    """What a record source said of a domain, kept for a while so that it is not asked again."""

    __tablename__ = "beian_looked_up"

    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: A value of `filing.facts.Filed`.
    filed: Mapped[str] = mapped_column(String(8))
    subject_number: Mapped[str] = mapped_column(String(64), default="")
    site_number: Mapped[str] = mapped_column(String(64), default="")
    #: A value of `filing.facts.Access`.
    access: Mapped[str] = mapped_column(String(8), default="unknown")
    known_at: Mapped[datetime]
    asked_at: Mapped[datetime] = mapped_column(index=True)


class VerdictRow(Base):
    """A verdict, whole, so that it can be explained from what was known then."""

    __tablename__ = "beian_verdict"

    #: Begins with the moment, so that the newest come last.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(16))
    #: Registrable domain, or empty where the event has none. No index: each verdict would pay for it.
    domain: Mapped[str] = mapped_column(String(253))
    customer: Mapped[str] = mapped_column(String(128))
    decision: Mapped[str] = mapped_column(String(8))
    #: JSON without personal data: event, row, findings, facts, plugins, obligations.
    document: Mapped[str] = mapped_column(Text)


class ObligationRow(Base):
    """Something that somebody must do by a date (限期事项)."""

    __tablename__ = "beian_obligation"

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("beian_filing.id"), index=True)
    code: Mapped[str] = mapped_column(String(64))
    #: JSON of the whole obligation.
    document: Mapped[str] = mapped_column(Text)
    due: Mapped[date] = mapped_column(index=True)
    done_at: Mapped[datetime | None]
    #: Last day on which notifiers were told.
    told_on: Mapped[date | None]

    filing: Mapped[FilingRow] = relationship()


class BlacklistEntry(Base):
    """A domain or a subject that the authority bars (黑名单, FAQ 26)."""

    __tablename__ = "beian_blacklist"
    __table_args__ = (CheckConstraint("(domain = '') <> (certificate_index IS NULL)", name="domain_or_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(253), default="", index=True)
    certificate_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to which object; the database refuses to change or delete one."""

    __tablename__ = "beian_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(128))
    action: Mapped[str] = mapped_column(String(64))
    target: Mapped[str] = mapped_column(String(128), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Token(Base):
    """A bearer token of the API; only its hash is kept."""

    __tablename__ = "beian_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    #: `events`, `verdicts` or both, separated by a space.
    scopes: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """The answer that was given to a request, for the case that the panel asks again."""

    __tablename__ = "beian_idempotency_key"

    token_id: Mapped[int] = mapped_column(ForeignKey("beian_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Mirror(Base):
    """How far the mirror of filings reaches; one row, which the first migration makes."""

    __tablename__ = "beian_mirror"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `partial`; `own`: holds every access of ours; `all`: holds every filing, so that absence means not filed.
    coverage: Mapped[str] = mapped_column(String(8))
    completed_at: Mapped[datetime | None]


class ImportRun(Base):
    """One import of a mirror file, so that an interrupted one goes on where it stopped."""

    __tablename__ = "beian_import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the file.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    #: Bytes of the file that are done.
    offset: Mapped[int]
    lines: Mapped[int]
    accepted: Mapped[int]
    refused: Mapped[int]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class GoodPlugin(Base):
    """The last version of a drop-in that worked, the same in every worker and after a restart."""

    __tablename__ = "beian_good_plugin"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class CalendarYear(Base):
    """A year whose working days an admin has loaded."""

    __tablename__ = "beian_calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: JSON as `filing.calendar.parse_year` reads it.
    document: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]
