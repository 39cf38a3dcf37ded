"""The tables of the service itself: verdicts, audit, tokens, imports, plugins, and what was looked up or loaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beian_plugin.models.base import Base
from beian_plugin.models.crypto import Encrypted


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


class Learned(Base):
    """What the registry or the DNS said of a domain that somebody files, and when it is asked next."""

    __tablename__ = "beian_learned"
    __table_args__ = (UniqueConstraint("domain", "source", name="uq_beian_learned_domain_source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(253))
    #: `registry` or `dns`.
    source: Mapped[str] = mapped_column(String(8))
    #: JSON of `filing.registration.Registration`, or the list of addresses; None where nobody has answered yet.
    facts: Mapped[str | None] = mapped_column(Encrypted("learned.facts"))
    #: When it was said, and when it was last asked for, in vain or not.
    known_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    #: A value of `filing.registration.Trouble` where the last question was in vain, else empty; how often in a row.
    trouble: Mapped[str] = mapped_column(String(16), default="")
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(index=True)
    #: Somebody asked for it by hand, so that it is asked whatever becomes of the filing.
    wanted: Mapped[bool] = mapped_column(default=False)


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


class PanelPlugin(Base):
    """A plugin that the panel registers itself: a process without it leaves notices to one that has it."""

    __tablename__ = "beian_panel_plugin"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)


class GoodPlugin(Base):
    """The last version of a drop-in that worked, the same in every worker and after a restart."""

    __tablename__ = "beian_good_plugin"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class PluginTrial(Base):
    """What came of trying a drop-in, so that the other workers do not try it again."""

    __tablename__ = "beian_plugin_trial"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Why it is refused; empty where it works.
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    #: When the file was last written, in ns since 1970: one that is written again after a refusal gets another chance.
    written: Mapped[int] = mapped_column(BigInteger)
    #: The release and the time limit it was tried under; under others a refusal is no longer known.
    conditions: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]


class PluginSource(Base):
    """A plugin's text that was in force, known by its hash for as long as anything may have been decided by it."""

    __tablename__ = "beian_plugin_source"

    #: SHA-256 in hex, as verdicts and steps of filings keep it.
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    source: Mapped[str] = mapped_column(Text)
    first_seen: Mapped[datetime]


class CalendarYear(Base):
    """A year whose working days an admin has loaded."""

    __tablename__ = "beian_calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: JSON as `filing.calendar.parse_year` reads it.
    document: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]


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


class Asker(Base):
    """Somebody who used the public query lately; shared by all workers, so that the limit is one for all of them."""

    __tablename__ = "beian_asker"

    #: Keyed hash of the address, which itself is not kept.
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    #: When all that was asked has been worked off at the pace that is allowed, in ms since 1970.
    free_at: Mapped[int] = mapped_column(BigInteger, index=True)


class GateChange(Base):
    """A domain whose standing at the edge may have changed; an empty name says that any may have.

    Edges read on from the last id that they know; old rows are removed, and who comes too late reads everything anew.
    """

    __tablename__ = "beian_gate_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(253))
