"""The tables of the record and of the filings: who and what is filed, who asks, what was decided, what is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beian_plugin.models import findable
from beian_plugin.models.base import Base
from beian_plugin.models.crypto import Encrypted, EncryptedBytes


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
    __table_args__ = (
        CheckConstraint("(state = 'approved') = (approved_on IS NOT NULL)", name="approved_iff_dated"),
        CheckConstraint("(claimed_by = '') = (claimed_at IS NULL)", name="claimed_iff_dated"),
        # The orders of the desk's queue, in one state and in all.
        Index("ix_beian_filing_state_since_id", "state", "since", "id"),
        Index("ix_beian_filing_since_id", "since", "id"),
        Index("ix_beian_filing_due_id", "due", "id"),
        Index("ix_beian_filing_subject_name_id", "subject_name", "id"),
    )

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
    #: What came of checking the password with the authority: a value of `operations.passwords.Check`.
    password_check: Mapped[str] = mapped_column(String(12), default="", index=True)
    #: The customer said which kind it is, since no source could say whether the domain is filed.
    kind_said: Mapped[bool] = mapped_column(default=False)
    #: A filing that has to be approved first: split, then add (FAQ 5, 34); cancel, then new (FAQ 14).
    waits_for_id: Mapped[int | None] = mapped_column(ForeignKey("beian_filing.id"))
    #: Last day of the authority's 20 working days (FAQ 43); None until it has the filing.
    due: Mapped[date | None]
    approved_on: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    #: The member of staff who works on it, as the panel names them; empty where nobody does.
    claimed_by: Mapped[str] = mapped_column(String(128), default="")
    claimed_at: Mapped[datetime | None]

    # From here on `findable.derive` alone writes.
    #: When it came into its state.
    since: Mapped[datetime]
    #: Name and number of the subject as the filing says them; the name else as the record said it; else empty.
    subject_name: Mapped[str] = mapped_column(String(255), default="")
    licence_number: Mapped[str] = mapped_column(String(64), default="", index=True)
    certificate_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    #: The provider files it on the customer's behalf (代为备案, FAQ 57).
    on_behalf: Mapped[bool] = mapped_column(default=False)

    customer: Mapped[Customer | None] = relationship()
    domains: Mapped[list[FilingDomain]] = relationship(cascade="all, delete-orphan", order_by="FilingDomain.name")
    steps: Mapped[list[FilingStep]] = relationship(order_by="FilingStep.id")


event.listen(FilingRow, "before_insert", findable.derive)
event.listen(FilingRow, "before_update", findable.derive)


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
    at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Reasons by field: path within the particulars, such as `sites.0.name`, to what is wrong there.
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: Name, version and SHA-256 of each plugin that was asked.
    plugins: Mapped[list[list[str]]] = mapped_column(JSON, default=list)


class Untold(Base):
    """A step of which plugins have not been told yet: it stays until all of them heard it, whatever dies or fails."""

    __tablename__ = "beian_untold"

    step_id: Mapped[int] = mapped_column(ForeignKey("beian_filing_step.id"), primary_key=True)
    #: How often a plugin raised, and when they are told again.
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]


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


class Mirror(Base):
    """How far the mirror of filings reaches; one row, which the first migration makes."""

    __tablename__ = "beian_mirror"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: `partial`; `own`: holds every access of ours; `all`: holds every filing, so that absence means not filed.
    coverage: Mapped[str] = mapped_column(String(8))
    completed_at: Mapped[datetime | None]
