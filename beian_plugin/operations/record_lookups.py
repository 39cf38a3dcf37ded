"""Ask the record sources about a domain that the mirror does not show: the authority, plugins, the public query.

Answers are kept in the database. A source that is slow, fails or is asked too often delays a decision by `PATIENCE` at
most and then counts as unknown; its answer is kept when it comes, so the next decision has it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.authority import needs_extra, open_authority
from beian_plugin.errors import BeianError, SourceUnavailable
from beian_plugin.filing.facts import Access, Filed
from beian_plugin.filing.record import Record
from beian_plugin.models import lookup
from beian_plugin.sources.pace import RATE, Pace
from beian_plugin.sources.status_query import StatusQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.filing.certificate import Certificate
    from beian_plugin.filing.record import RecordSource
    from beian_plugin.models.database import Database
    from beian_plugin.operations.context import Context
    from beian_plugin.sources.public_query import PublicQuery

log = logging.getLogger(__name__)

#: Longest that a decision waits for all sources together, in seconds: a customer waits for it.
PATIENCE = 2.0
#: Questions a second, where a source may be asked faster than others: the status query is made for it.
_RATES = {StatusQuery.name: 10.0}
#: Longest that a built-in source may take, in seconds: more than anybody waits, since late answers are kept.
_QUESTION_SECONDS = 10.0
#: How long an answer counts.
KEPT = {
    # Filings end rarely, and the authority tells of our own by itself (`ZXSJ`).
    Filed.YES: timedelta(days=7),
    # An approval anywhere ends it, and the customer who got it is waiting.
    Filed.NO: timedelta(hours=1),
    # Long enough to spare the source, short enough for a source that comes back.
    Filed.UNKNOWN: timedelta(minutes=5),
}


class Found(NamedTuple):
    """What the sources said."""

    #: Filed or not, or None where no source could say.
    record: Record | None = None
    source: str = ""
    #: Why nobody could say, where a source failed: its name and its own words.
    trouble: str = ""


_NOTHING = Found()
_PUBLIC_QUERY = "public_query"


@dataclass(slots=True)
class _Late:
    """A source that is built when it is first asked, for it needs what may not be installed."""

    name: str
    build: Callable[[], RecordSource]

    def look_up(self, domain: str) -> Record:
        return self.build().look_up(domain)


@dataclass(slots=True)
class _Question:
    """One question under way, for everybody who has it."""

    done: threading.Event = field(default_factory=threading.Event)
    record: Record | None = None
    trouble: str = ""
    #: Somebody gave up waiting, which the source has been charged with.
    abandoned: bool = False


class Lookups:
    """The questions, paces and built-in sources of one app in one process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, patience: float = PATIENCE) -> None:
        """`clock` paces the sources, in seconds; `patience` is how long one look-up may wait."""
        self._clock = clock
        self._patience = patience
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}
        self._questions: dict[tuple[str, str], _Question] = {}
        self._status: StatusQuery | None = None
        self._public: PublicQuery | None = None

    def look_up(self, context: Context, domain: str) -> Found:
        """What is known of the registrable `domain`; the first source that can say counts. Never raises for a source.

        Raises DatabaseUnavailable.
        """
        sources = self.sources(context)
        if not sources:
            return _NOTHING
        kept = _kept(context, domain)
        end = time.monotonic() + self._patience
        trouble = ""
        for position, (name, source) in enumerate(sources):
            # Each gets a fair share of what is left, so that a slow one does not silence the others.
            share = (end - time.monotonic()) / (len(sources) - position)
            try:
                record = kept.get(name) or self._ask(context, name, source, domain, max(0.0, share))
            except SourceUnavailable as problem:
                trouble = f"{name}: {problem}"
                continue
            if record.filed is not Filed.UNKNOWN:
                return Found(record, name)
        return Found(trouble=trouble)

    def sources(self, context: Context) -> tuple[tuple[str, RecordSource], ...]:
        """Every source by name, in the order to ask: the status query, those of plugins, the public query."""
        found: list[tuple[str, RecordSource]] = []
        if context.settings.authority_url:
            found.append((StatusQuery.name, self.status_query(context)))
        found.extend(context.plugins.record_sources)
        if context.settings.public_query_url:
            found.append((_PUBLIC_QUERY, _Late(_PUBLIC_QUERY, lambda: self._public_query(context))))
        return tuple(found)

    def status_query(self, context: Context) -> StatusQuery:
        """The authority's status query; it connects when it is first asked."""
        if self._status is None:
            settings = context.settings
            self._status = StatusQuery(lambda: open_authority(settings), now=context.now, timeout=_QUESTION_SECONDS)
        return self._status

    def _public_query(self, context: Context) -> PublicQuery:
        if self._public is None:
            with needs_extra():
                from beian_plugin.sources.public_query import PublicQuery
            database = context.database
            self._public = PublicQuery(
                context.settings.public_query_url,
                known_filed=lambda domain: _known_filed(database, domain),
                now=context.now,
                timeout=_QUESTION_SECONDS,
            )
        return self._public

    def _ask(self, context: Context, name: str, source: RecordSource, domain: str, patience: float) -> Record:
        """The answer of one source within `patience` seconds. Raises SourceUnavailable."""
        with self._lock:
            pace = self._paces.setdefault(name, Pace(self._clock, _RATES.get(name, RATE)))
            question = self._questions.get((name, domain))
            if question is None:
                question = self._questions[name, domain] = self._start(context, name, source, domain, patience)
        if not question.done.wait(patience):
            with self._lock:
                if not question.done.is_set() and not question.abandoned:
                    question.abandoned = True
                    pace.failed()
            raise SourceUnavailable("no answer in time")
        if question.record is None:
            raise SourceUnavailable(question.trouble)
        return question.record

    def _start(self, context: Context, name: str, source: RecordSource, domain: str, patience: float) -> _Question:
        """Put one question in a thread of its own; the caller holds the lock. Raises SourceUnavailable."""
        pace, question = self._paces[name], _Question()
        delay = pace.enter(patience)
        run = copy_context().run  # a source may look at the app that is running
        args = (self._answer, context, name, source, domain, question, delay)
        try:
            threading.Thread(target=run, args=args, name=f"beian-{name}", daemon=True).start()
        except RuntimeError:
            pace.leave()
            raise SourceUnavailable("no thread is left to ask it") from None
        return question

    def _answer(
        self, context: Context, name: str, source: RecordSource, domain: str, question: _Question, delay: float
    ) -> None:
        """Ask one source, keep what it says and tell everybody who waits."""
        pace = self._paces[name]
        try:
            time.sleep(delay)
            # Meanwhile somebody else may have asked.
            record = _kept(context, domain).get(name)
            if record is None:
                record = source.look_up(domain)
                _refuse_nonsense(record)
                _keep(context, name, domain, record)
            question.record = record
        except BaseException as error:  # noqa: BLE001  a source that fails must not fail the panel
            # The words of a BeianError are ours; those of others may quote anything.
            question.trouble = str(error) if isinstance(error, SourceUnavailable) else type(error).__name__
            log.warning(
                "record source %s could not be asked: %s",
                name,
                error if isinstance(error, BeianError) else question.trouble,
            )
        with self._lock:
            if question.record:
                pace.succeeded()
            elif not question.abandoned:
                pace.failed()
            pace.leave()
            del self._questions[name, domain]
            question.done.set()


def subject_record(context: Context, certificate: Certificate) -> Record:
    """What the authority's status query says of exactly this certificate, asked now and not kept.

    The same subject may be filed under an older certificate (FAQ 2). Unknown where no authority is set or it knows no
    such kind of certificate. Raises AuthorityUnreachable, AuthorityRefused, SettingError, ExtraMissing.
    """
    if not context.settings.authority_url:
        return Record(filed=Filed.UNKNOWN, known_at=context.now())
    return context.lookups.status_query(context).look_up_subject(certificate)


def forget_old_answers(context: Context) -> None:
    """Delete what no longer counts, which for a domain that nobody asks about again would stay for ever."""
    context.database.put("DELETE FROM beian_looked_up WHERE asked_at < ?", (_raw(context.now() - max(KEPT.values())),))


_SELECT = """
SELECT source, filed, subject_number, site_number, access, known_at, asked_at FROM beian_looked_up WHERE domain = ?
"""
_UPSERT = """
INSERT INTO beian_looked_up (domain, source, filed, subject_number, site_number, access, known_at, asked_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (domain, source) DO UPDATE SET filed = excluded.filed, subject_number = excluded.subject_number,
    site_number = excluded.site_number, access = excluded.access, known_at = excluded.known_at,
    asked_at = excluded.asked_at
"""
_FILED = "SELECT name FROM beian_domain WHERE site_id IS NOT NULL AND name <> ? ORDER BY id LIMIT 20"


def _kept(context: Context, domain: str) -> dict[str, Record]:
    """The kept answers that still count, by source."""
    found = {}
    for source, filed, subject, site, access, known_at, asked_at in context.database.fetch(_SELECT, (domain,)):
        asked = lookup.moment(asked_at)
        known = lookup.moment(known_at)
        if asked and known and timedelta(0) <= context.now() - asked < KEPT[Filed(filed)]:
            found[source] = Record(
                filed=Filed(filed), known_at=known, subject_number=subject, site_number=site, access=Access(access)
            )
    return found


def _keep(context: Context, source: str, domain: str, record: Record) -> None:
    values = (record.filed.value, record.subject_number, record.site_number, record.access.value)
    try:
        context.database.put(_UPSERT, (domain, source, *values, _raw(record.known_at), _raw(context.now())))
    except BeianError as error:
        log.warning("the answer of record source %s could not be kept: %s", source, error)


def _raw(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _known_filed(database: Database, but: str) -> str:
    """A domain other than `but` that the mirror shows as filed, another at each time: one record may be out of date."""
    rows = database.fetch(_FILED, (but,))
    return random.choice(rows)[0] if rows else ""  # noqa: S311  no secret


def _refuse_nonsense(record: object) -> None:
    """Raise TypeError for what is no record."""
    if not isinstance(record, Record) or not isinstance(record.filed, Filed) or not isinstance(record.access, Access):
        raise TypeError
    for text in (record.site_number, record.subject_number):
        if not isinstance(text, str) or len(text) > _LONGEST_NUMBER or "\0" in text:
            raise TypeError
    if not isinstance(record.known_at, datetime) or record.known_at.tzinfo is None:
        raise TypeError


_LONGEST_NUMBER = 64
