"""One round of the synchronisation: everything that is to be done now, by one process at a time.

Each stage may be repeated and finds in the database what is left to do, so a round may die anywhere. A stage that
fails stops no other: what holds it up is told, and the next round tries again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority import open_authority
from beian_plugin.errors import AuthorityRefused, BeianError, LeaseLost, trace
from beian_plugin.filing.codes import message_code
from beian_plugin.models.exchange import InboxFile
from beian_plugin.operations import obligations
from beian_plugin.operations.accounts_letters import WRITERS
from beian_plugin.operations.accounts_sessions import forget_ended
from beian_plugin.operations.edges import forget_old_changes
from beian_plugin.operations.mail import send_waiting
from beian_plugin.operations.notices import tell_again, untold
from beian_plugin.operations.passwords import check_asked
from beian_plugin.operations.record_lookups import forget_old_answers
from beian_plugin.operations.sync.leases import Lease, hold, holder_name, release
from beian_plugin.operations.sync.packing import pack
from beian_plugin.operations.sync.patience import Wait, go_on_waiting, noted, passes
from beian_plugin.operations.sync.purging import purge
from beian_plugin.operations.sync.sending import catch_up, held_up, send
from beian_plugin.operations.waiting import take_back_stranded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from beian_plugin.authority.client import Authority
    from beian_plugin.operations.context import Context

logger = logging.getLogger(__name__)

#: The lease of whoever talks with the authority.
LEASE = "sync"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round did."""

    #: How much each stage that ran did; see `STAGES`.
    done: Mapping[str, int] = field(default_factory=dict)
    #: What holds a stage up, as a sentence.
    troubles: Mapping[str, str] = field(default_factory=dict)
    #: Stages that the authority put off, and that go on by themselves; what does so for long is a trouble as well.
    waits: Mapping[str, Wait] = field(default_factory=dict)
    #: False while BEIAN_AUTHORITY_URL is empty: nothing is packed, sent or fetched.
    linked: bool = True
    #: True where another process was at it, so that nothing was done here.
    busy: bool = False

    def __str__(self) -> str:
        """What was done, in one line; empty where nothing was."""
        return ", ".join(f"{STAGES[stage]} {count}" for stage, count in self.done.items() if count)


#: The stages in their order, and what the number of each counts.
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "mail": "e-mails sent",
        "tell": "steps told again",
        "release": "filings taken out of the queue",
        "pack": "files packed",
        "check": "filing passwords checked",
        "send": "files accepted",
        "repeat": "files sent again",
        "receive": "files fetched",
        "reopen": "files opened again",
        "apply": "records applied",
        "purge": "files purged",
        "remind": "obligations reminded of",
    }
)
_ROUND = ("mail", "tell", "release", "check", "pack", "send", "receive", "apply", "purge", "remind")
_RESYNC = ("repeat", "pack", "send", "receive", "reopen", "apply")
_NO_LINK_NEEDED = frozenset({"mail", "tell", "release", "purge", "remind"})


def run_once(
    context: Context, authority: Authority | None = None, *, progress: Callable[[str], None] = lambda _stage: None
) -> Round:
    """Send, fetch, apply, purge, remind: all that is to be done now. `progress` hears of each stage before it begins.

    The authority is that of the settings unless one is given. Raises SettingError and ExtraMissing where there is one
    but it cannot be called at all.
    """
    return _run(context, authority, _ROUND, progress)


def resync(
    context: Context, authority: Authority | None = None, *, progress: Callable[[str], None] = lambda _stage: None
) -> Round:
    """Hold our numbers against the authority's: send what it lacks, open kept downloads again, and all of a round.

    Raises SettingError and ExtraMissing as `run_once` does.
    """
    return _run(context, authority, _RESYNC, progress)


def stages_of(*, again: bool) -> tuple[str, ...]:
    """The stages of a resync, or of a round."""
    return _RESYNC if again else _ROUND


def _run(
    context: Context, authority: Authority | None, stages: tuple[str, ...], progress: Callable[[str], None]
) -> Round:
    given = authority
    authority = given or _authority(context)
    try:
        # Longer than an upload, so that no two are under way; a question that is repeated may take longer, and whoever
        # asked it then finds the fence raised.
        seconds = 4 * context.settings.authority_timeout + 60
        lease = hold(context, LEASE, holder_name(), seconds=seconds)
        if lease is None:
            return Round(busy=True, linked=authority is not None)
        trouble = waits = None
        try:
            done = _under_lease(context, authority, lease, stages, progress)
            trouble = "\n".join(f"{stage}: {words}" for stage, words in done.troubles.items())
            waits = noted(done.waits)
            return done
        finally:
            release(context, lease, trouble, waits)
    finally:
        if authority is not None and given is None:
            authority.close()


def _under_lease(
    context: Context,
    authority: Authority | None,
    lease: Lease,
    stages: tuple[str, ...],
    progress: Callable[[str], None],
) -> Round:
    done: dict[str, int] = {}
    troubles: dict[str, str] = {}
    refused: dict[str, tuple[int, str]] = {}
    for stage in stages:
        if authority is None and stage not in _NO_LINK_NEEDED:
            continue
        progress(stage)
        try:
            done[stage] = _WORK[stage](context, authority, lease)  # type: ignore[arg-type]  # linked where it has to be
        except LeaseLost as lost:
            troubles[stage] = str(lost)
            break
        except BeianError as error:
            troubles[stage] = str(error)
            if isinstance(error, AuthorityRefused):
                refused[stage] = (error.code, f"{error.code} {error.message}".strip())
        except Exception as error:  # noqa: BLE001  logged below
            words = "The stage %s of a round failed; the next round goes on where it stopped\n%s"
            logger.error(words, stage, trace(error))  # noqa: TRY400
            troubles[stage] = f"An unexpected {type(error).__name__}; the log has the details."
        if stage == "send" and stage not in troubles:
            code, words = held_up(context)
            if code is not None:
                refused[stage] = (code, words)
                words = f"The authority answered with code {words}. {message_code(code).next_step.en}"
            troubles |= {stage: words} if words else {}
        if stage == "apply" and (words := untold(context)):
            troubles.setdefault("tell", words)
    waits = _waits(context, refused)
    patient = {stage for stage, wait in waits.items() if not wait.is_long(context.now())}
    troubles = {stage: words for stage, words in troubles.items() if stage not in patient}
    return Round(done=done, troubles=troubles, waits=waits, linked=authority is not None)


def _waits(context: Context, refused: Mapping[str, tuple[int, str]]) -> dict[str, Wait]:
    """Which of the stages that the authority refused, with a code and in its own words, go on by themselves."""
    with context.database.read() as session:
        passing = {stage: answer for stage, answer in refused.items() if passes(answer[0])}
        return go_on_waiting(session, LEASE, passing, context.now())


def _authority(context: Context) -> Authority | None:
    return open_authority(context.settings) if context.settings.authority_url else None


def _receive(context: Context, authority: Authority, lease: Lease) -> int:
    from beian_plugin.operations.sync.receiving import receive

    return receive(context, authority, lease)


def _apply(context: Context, _authority: Authority, lease: Lease) -> int:
    from beian_plugin.operations.sync.applying import apply_inbox

    return apply_inbox(context, lease).records


def _reopen(context: Context, authority: Authority, _lease: Lease) -> int:
    """Open again what was kept as it came, after what kept it closed may have been put right."""
    from beian_plugin.operations.sync.receiving import REFUSED, read_again

    query = select(InboxFile.id).where(InboxFile.state == REFUSED, InboxFile.content.is_not(None))
    with context.database.read() as session:
        refused = session.scalars(query.order_by(InboxFile.id)).all()
    opened = 0
    for file_id in refused:
        try:
            read_again(context, authority, file_id, actor="beian")
        except BeianError:
            continue
        opened += 1
    return opened


def _purge(context: Context, _authority: Authority, _lease: Lease) -> int:
    forget_old_answers(context)
    forget_old_changes(context.database)
    forget_ended(context)
    return purge(context)


_WORK: Mapping[str, Callable[[Context, Authority, Lease], int]] = MappingProxyType(
    {
        "mail": lambda context, _authority, lease: send_waiting(context, lease, WRITERS),
        "tell": lambda context, _authority, _lease: tell_again(context),
        "release": lambda context, _authority, _lease: take_back_stranded(context),
        "pack": lambda context, _authority, lease: pack(context, lease),
        "check": lambda context, authority, _lease: check_asked(context, authority),
        "send": send,
        "repeat": catch_up,
        "receive": _receive,
        "reopen": _reopen,
        "apply": _apply,
        "purge": _purge,
        "remind": lambda context, _authority, _lease: len(obligations.remind(context)),
    }
)
