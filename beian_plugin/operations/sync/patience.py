"""What the authority puts off passes by itself: it waits, and only what waits for long is a trouble for a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from beian_plugin.filing.codes import Step, message_code
from beian_plugin.filing.verdict import Actor
from beian_plugin.models.exchange import Lease as LeaseRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

_LONG = timedelta(hours=1)
#: The authority's hours (code 20) begin again after a weekend at the latest.
_LONGER = {20: timedelta(days=3)}


@dataclass(frozen=True, slots=True)
class Wait:
    """A stage that the authority put off, and that is tried again by itself."""

    #: `msg_code` of its last answer.
    code: int
    #: The code with the authority's own words, which may name its hours.
    said: str
    #: When it first answered that, of those in a row.
    since: datetime

    def is_long(self, now: datetime) -> bool:
        """Whether somebody should look into it by now."""
        return now - self.since >= _LONGER.get(self.code, _LONG)


def passes(code: int | None) -> bool:
    """Whether what the code puts off goes on without anybody's doing; 19 waits, too, but staff have to call."""
    remedy = None if code is None else message_code(code)
    return remedy is not None and remedy.step is Step.WAIT and remedy.actor is Actor.NOBODY


def waits_of(row: LeaseRow | None) -> dict[str, Wait]:
    """What waited in the last round, by stage."""
    noted = row.waits if row else {}
    return {stage: Wait(one["code"], one["said"], datetime.fromisoformat(one["since"])) for stage, one in noted.items()}


def go_on_waiting(
    session: Session, name: str, refused: Mapping[str, tuple[int, str]], now: datetime
) -> dict[str, Wait]:
    """What waits now, by stage, with since when: what waited for the same in the last round under the lease `name`."""
    before = waits_of(session.get(LeaseRow, name))
    waits = {}
    for stage, (code, said) in refused.items():
        known = before.get(stage)
        # A clock that jumped back must not make it wait for ever.
        waits[stage] = Wait(code, said, min(known.since, now) if known and known.code == code else now)
    return waits


def noted(waits: Mapping[str, Wait]) -> dict[str, object]:
    """The waits as the lease keeps them."""
    return {stage: asdict(wait) | {"since": wait.since.isoformat()} for stage, wait in waits.items()}
