"""The simulated authority's own tables. Its data are invented, so nothing in them is sealed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """An aware datetime; SQLite keeps UTC without saying so."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC, naive."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment, aware."""
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """All tables of the simulated authority."""

    metadata = MetaData()
    type_annotation_map = {datetime: Moment, bytes: LargeBinary, str: Text}  # noqa: RUF012  SQLAlchemy's way


class Switch(Base):
    """One setting of the simulated authority, changed while it runs."""

    __tablename__ = "switch"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Counter(Base):
    """The last number given out: ids of records, and licence numbers by province."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Provider(Base):
    """An access provider's account."""

    __tablename__ = "provider"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    user: Mapped[str]
    password: Mapped[str]
    #: Both empty means: files travel in clear.
    aes_key: Mapped[str] = mapped_column(default="")
    aes_iv: Mapped[str] = mapped_column(default="")
    #: Two digits.
    province: Mapped[str]
    #: Whether it may report at all (`msg_code` 19).
    allowed: Mapped[bool] = mapped_column(default=True)
    #: Number of the last upload that arrived.
    sequence: Mapped[int] = mapped_column(default=0)


class Upload(Base):
    """A file that arrived, as it was sent; `processed_at` is empty while it waits."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("provider_id", "sequence"), Index("upload_waiting", "processed_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    sequence: Mapped[int]
    name: Mapped[str]
    info: Mapped[str] = mapped_column(deferred=True)
    hash: Mapped[str]
    encryption: Mapped[int]
    xml: Mapped[bytes] = mapped_column(deferred=True)
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]


class Submission(Base):
    """One record of an upload that passed the automatic checks, or was refused by them."""

    __tablename__ = "submission"
    __table_args__ = (Index("submission_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"))
    kind: Mapped[str]
    #: `Particulars` in JSON, and the MD5 of the filing password that came with them.
    particulars: Mapped[bytes]
    password_md5: Mapped[str] = mapped_column(default="")
    #: `waiting` for review, `approved`, `refused` by an officer, `failed` the automatic checks.
    state: Mapped[str]
    received_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str] = mapped_column(default="")
    #: Result codes, separated by blanks.
    codes: Mapped[str] = mapped_column(default="")
    #: The subject on record that it is about, or that it made.
    subject_id: Mapped[int | None]

    provider: Mapped[Provider] = relationship()
    attachments: Mapped[list[SubmittedAttachment]] = relationship(order_by="SubmittedAttachment.id")


class SubmittedAttachment(Base):
    """A picture that came with a submission."""

    __tablename__ = "submitted_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    purpose: Mapped[int]
    format: Mapped[int]
    #: 1 subject, 2 site (`Ssdxlx`).
    holder: Mapped[int]
    site: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    note: Mapped[str]


class Claim(Base):
    """What a waiting submission keeps others from, such as `domain example.cn`."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    provider_id: Mapped[int]
    key: Mapped[str] = mapped_column(index=True)


class SubjectRow(Base):
    """A subject on record; its values are a `Subject` in JSON, without ids and number."""

    __tablename__ = "subject"
    __table_args__ = (Index("subject_certificate", "certificate_number", "certificate_type"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(unique=True)
    #: Who reported it, and by which id of its own.
    provider_id: Mapped[int]
    own_id: Mapped[int | None]
    values: Mapped[bytes]
    name: Mapped[str]
    certificate_type: Mapped[int]
    certificate_number: Mapped[str]
    province: Mapped[str]
    password: Mapped[str]
    password_tries: Mapped[int] = mapped_column(default=0)
    #: The part `-N` of its latest site.
    last_part: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    sites: Mapped[list[SiteRow]] = relationship(
        back_populates="subject",
        order_by="SiteRow.id",
        primaryjoin="and_(SiteRow.subject_id == SubjectRow.id, SiteRow.cancelled_at.is_(None))",
    )


class SiteRow(Base):
    """A site on record; its values are a `Site` in JSON, without ids, number, domains and accesses."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int]
    own_id: Mapped[int | None] = mapped_column(index=True)
    values: Mapped[bytes]
    first_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]

    subject: Mapped[SubjectRow] = relationship(back_populates="sites")
    domains: Mapped[list[DomainRow]] = relationship(
        back_populates="site", cascade="all, delete-orphan", order_by="DomainRow.id"
    )
    accesses: Mapped[list[AccessRow]] = relationship(
        back_populates="site", cascade="all, delete-orphan", order_by="AccessRow.id"
    )


class DomainRow(Base):
    """A domain of a site; cancelling a site removes its domains, so that each stands once."""

    __tablename__ = "domain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int]
    own_id: Mapped[int | None]

    site: Mapped[SiteRow] = relationship(back_populates="domains")


class AccessRow(Base):
    """One provider's access of a site."""

    __tablename__ = "access"
    __table_args__ = (UniqueConstraint("site_id", "provider_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    provider_id: Mapped[int] = mapped_column(index=True)
    own_id: Mapped[int | None] = mapped_column(index=True)
    #: Base codes, separated by blanks.
    places: Mapped[str]
    modes: Mapped[str]

    site: Mapped[SiteRow] = relationship(back_populates="accesses")
    ranges: Mapped[list[RangeRow]] = relationship(cascade="all, delete-orphan", order_by="RangeRow.id")


class RangeRow(Base):
    """IPv4 addresses of an access, as numbers."""

    __tablename__ = "range"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    access_id: Mapped[int] = mapped_column(ForeignKey("access.id"), index=True)
    own_id: Mapped[int | None]
    first: Mapped[int]
    last: Mapped[int]


class AddressBlock(Base):
    """What a provider reported about its IP addresses: where they come from, or to whom they are allocated."""

    __tablename__ = "address_block"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int] = mapped_column(index=True)
    #: `source` or `allocation`.
    kind: Mapped[str]
    own_id: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]


class Barred(Base):
    """An entry of the blacklists: `domain x.cn`, or `certificate 1 number`."""

    __tablename__ = "barred"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Errand(Base):
    """What a provider was asked to do: verify a filing (`HSRW`), or act on an unfiled site (`WBAWZLB`)."""

    __tablename__ = "errand"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    #: `verification` or `unfiled`.
    kind: Mapped[str]
    #: The subject's id, or the domain.
    about: Mapped[str]
    address: Mapped[int | None]
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    #: What the provider answered, in words.
    answer: Mapped[str] = mapped_column(default="")


class Mail(Base):
    """A message to a subject's principal; how the filing password reaches the customer."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    to: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]


class OutFile(Base):
    """A file that waits for a provider, or was fetched and acknowledged."""

    __tablename__ = "out_file"
    __table_args__ = (Index("out_file_waiting", "provider_id", "acked_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str] = mapped_column(unique=True)
    document: Mapped[str]
    records: Mapped[int]
    xml: Mapped[bytes] = mapped_column(deferred=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    acked_at: Mapped[datetime | None]


class Fault(Base):
    """A fault that calls will meet: the next `remaining` ones, or each with a probability."""

    __tablename__ = "fault"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A method such as `isp_upload`, or `*`.
    method: Mapped[str]
    kind: Mapped[str]
    #: Empty means: as long as the switch stands.
    remaining: Mapped[int | None]
    probability: Mapped[float] = mapped_column(default=1.0)
    seed: Mapped[int] = mapped_column(default=0)
    #: How many calls it was held against, so that the same seed gives the same calls.
    calls: Mapped[int] = mapped_column(default=0)
    #: Seconds of a delay.
    amount: Mapped[float] = mapped_column(default=0.0)


class Call(Base):
    """One call of the interface: by whom, and what was answered; never what it carried."""

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    provider_id: Mapped[int | None]
    method: Mapped[str]
    #: `msg_code`; empty where no answer was given.
    code: Mapped[int | None]
    fault: Mapped[str] = mapped_column(default="")
