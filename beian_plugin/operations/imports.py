"""Import a mirror of filings: streaming, in batches that are kept whole, resumable, with a report of refused lines."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from beian_plugin.errors import BeianError, DatabaseUnavailable, InvalidValue
from beian_plugin.models.service import ImportRun
from beian_plugin.models.tables import Mirror, SiteAccess
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.collecting import seldom_collected
from beian_plugin.operations.mirror_cover import retire_all, retire_own
from beian_plugin.operations.mirror_file import open_mirror
from beian_plugin.operations.mirror_row import RowReader
from beian_plugin.operations.mirror_store import store_rows
from beian_plugin.operations.refusals import Refusal, RefusedLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

    from beian_plugin.models.database import Database
    from beian_plugin.operations.mirror_file import MirrorFile
    from beian_plugin.operations.mirror_row import Row

#: What a file holds entirely: `own` every access of this host, `all` every filing there is.
Coverage = Literal["own", "all"]

#: The most records that are stored and kept together; an index is rewritten in each batch, so that large ones pay.
BATCH = 50_000
_FIRST_BATCH = 5_000
#: Other writers wait for a batch: below the first of these seconds the next may be larger, above the second smaller.
_SHORT, _LONG = 0.5, 1.5
_UNCOLLECTED = 200_000
_TRIES = 3
_DEADLOCK = "40P01"


class ImportUnderWay(BeianError):
    """Another process imports this very file at the moment: let it finish, or stop it and try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of an import."""

    accepted: int
    refused: int
    #: The first of those that were refused now; the report file has all.
    refusals: tuple[Refusal, ...] = ()
    #: Lines that were done already when an interrupted import went on; 0 for one from the start.
    resumed_after: int = 0
    #: When the same file was imported before: nothing was done now.
    done_before: datetime | None = None
    #: What the mirror holds entirely from now on because of this file.
    coverage: Coverage | None = None
    #: Why the mirror does not count as complete, though the caller said that the file is.
    not_covered: str = ""


class _Batch(NamedTuple):
    rows: list[Row]
    refused: int
    #: Last line and its end in bytes.
    line: int
    end: int


class _Pace:
    """How many records the next batch may have."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = min(most, _FIRST_BATCH)

    def took(self, seconds: float) -> None:
        """Learn from the time that storing the last batch took."""
        if seconds < _SHORT:
            self.size = min(self.size * 2, self._most)
        elif seconds > _LONG:
            self.size = max(self.size // 2, 1)


def import_mirror(
    database: Database,
    path: Path,
    *,
    coverage: Coverage | None = None,
    isp_names: tuple[str, ...] = (),
    refused: Path | None = None,
    again: bool = False,
    progress: Callable[[int, int], None] | None = None,
    batch: int = BATCH,
    now: Callable[[], datetime] = utc_now,
) -> ImportReport:
    """Take the filings in the file at `path` into the mirror.

    The file is CSV with a header or JSON lines (columns: `mirror_row.COLUMNS`), gzipped or not. A line that cannot be
    read goes to the CSV report `refused` with its number and the reason, and the rest goes on. Each batch is kept
    whole with how far it reaches, so that an import that was killed goes on from there; a file that is done is passed
    over, unless `again`. `isp_names` are the names and ids of this host in the column of providers. `progress` is told
    the bytes done and their total.

    With `coverage` the caller says that the file is complete: the records that it does not name are retired once the
    whole file went in (`mirror_cover`), and the mirror counts as complete. Not so if a line was refused or the file
    shows nothing of what it should be complete in: then nothing is retired, and `not_covered` says why.

    Raises MirrorFileError, ReportFileError, ImportUnderWay or DatabaseUnavailable; what was kept until then stays.
    """
    _refuse_same_file(path, refused)
    with open_mirror(path) as file:
        try:
            with database.write() as session:
                run = _find_run(session, file.digest, path.name, now(), again=again)
        except IntegrityError:
            raise ImportUnderWay from None
        if run.finished_at:
            return ImportReport(accepted=run.accepted, refused=run.refused, done_before=run.finished_at)
        done = run.lines
        file.skip_to(run.offset, done)
        reader = RowReader(file.columns, isp_names)
        with RefusedLines(refused, done) as refusals, seldom_collected(_UNCOLLECTED):
            pace = _Pace(batch)
            for chunk in _batches(file, reader, refusals, pace):
                refusals.flush()
                start = time.monotonic()
                _keep(database, run, chunk)
                pace.took(time.monotonic() - start)
                if progress:
                    progress(*file.progress())
    problem = _cover(database, run, coverage, now) if coverage else ""
    with database.write() as session:
        if coverage and not problem:
            _widen(session, coverage, now())
        session.execute(update(ImportRun).where(ImportRun.id == run.id).values(finished_at=now()))
    return ImportReport(
        accepted=run.accepted,
        refused=run.refused,
        refusals=tuple(refusals.first),
        resumed_after=done,
        coverage=None if problem else coverage,
        not_covered=problem,
    )


def _refuse_same_file(path: Path, refused: Path | None) -> None:
    if refused and path.exists() and refused.exists() and path.samefile(refused):
        raise InvalidValue("The report of refused lines would overwrite the file itself: name another.", what="refused")


def _find_run(session: Session, digest: bytes, name: str, now: datetime, *, again: bool) -> ImportRun:
    """The run of the file with that digest: an earlier one to go on with, or one from the start."""
    run = session.scalar(select(ImportRun).where(ImportRun.digest == digest))
    if run and not (run.finished_at and again):
        return run
    # Later than every earlier one, whatever the clock does: the moment tells the records of imports apart.
    latest = session.scalar(select(func.max(ImportRun.started_at)))
    run = run or ImportRun(digest=digest)
    run.started_at = max(now, latest + timedelta(microseconds=1)) if latest else now
    run.name, run.finished_at = name[:255], None
    run.offset = run.lines = run.accepted = run.refused = 0
    session.add(run)
    return run


def _batches(file: MirrorFile, reader: RowReader, refusals: RefusedLines, pace: _Pace) -> Iterator[_Batch]:
    rows: list[Row] = []
    refused = count = 0
    for record in file.records():
        problem = record.problem
        if not problem:
            try:
                rows.append(reader.read(record.cells))
            except InvalidValue as error:
                problem = str(error)
        if problem:
            refusals.add(Refusal(record.number, problem))
            refused += 1
        count += 1
        if count >= pace.size:
            yield _Batch(rows, refused, record.last, record.end)
            rows, refused, count = [], 0, 0
    if count:
        yield _Batch(rows, refused, record.last, record.end)


def _keep(database: Database, run: ImportRun, batch: _Batch) -> None:
    """Store a batch and how far it reaches, together; tried again where another writer added the same record."""
    for left in reversed(range(_TRIES)):
        try:
            _keep_once(database, run, batch)
        except (IntegrityError, DatabaseUnavailable) as error:
            if not left or not _passes(error):
                raise
        else:
            break
    run.offset, run.lines = batch.end, batch.line
    run.accepted += len(batch.rows)
    run.refused += batch.refused


def _keep_once(database: Database, run: ImportRun, batch: _Batch) -> None:
    with database.write_connection() as connection:
        store_rows(connection, database.keys, batch.rows, run.started_at)
        moved = connection.execute(
            update(ImportRun)
            .where(ImportRun.id == run.id, ImportRun.offset == run.offset, ImportRun.started_at == run.started_at)
            .values(
                offset=batch.end,
                lines=batch.line,
                accepted=run.accepted + len(batch.rows),
                refused=run.refused + batch.refused,
            )
        )
        if moved.rowcount != 1:
            raise ImportUnderWay


def _passes(error: Exception) -> bool:
    """Whether the fault is over once the other writer is done."""
    cause = error.__cause__ or error
    return isinstance(error, IntegrityError) or getattr(getattr(cause, "orig", None), "sqlstate", "") == _DEADLOCK


def _cover(database: Database, run: ImportRun, coverage: Coverage, now: Callable[[], datetime]) -> str:
    """Retire what a complete file leaves out; answers why it cannot count as complete, or nothing."""
    if run.refused:
        return f"{run.refused:,} lines were refused: mend them and import the file again"
    if not run.accepted:
        return "it holds no filing"
    with database.read() as session:
        ours = select(SiteAccess.id).where(SiteAccess.ours, SiteAccess.updated_at >= run.started_at).limit(1)
        if session.scalar(ours) is None:
            return (
                "none of its lines names this host as access provider: add the column providers, with ours or with the "
                "name that BEIAN_ISP_NAME is set to"
            )
    if coverage == "all":
        retire_all(database, run.started_at, now())
    else:
        retire_own(database, run.started_at)
    return ""


def _widen(session: Session, coverage: Coverage, now: datetime) -> None:
    """A mirror that holds every filing keeps doing so when only the own accesses come again."""
    mirror = session.get_one(Mirror, 1)
    if coverage == "all" or mirror.coverage != "all":
        mirror.coverage, mirror.completed_at = coverage, now
