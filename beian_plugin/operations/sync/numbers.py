"""Numbers that are given out once and never again, whatever dies in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from beian_plugin.models.exchange import Counter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_OWN_ID, _SEQUENCE = "own_id", "sequence"


def take_numbers(session: Session, count: int) -> range:
    """So many own ids (`IspZtid`, `IspWzid`, ...) that nothing else has or will have.

    They are gone once the caller's transaction commits, used or not; until then other takers wait.
    """
    return _take(session, _OWN_ID, count)


def take_sequence(session: Session) -> int:
    """The next `dataSequence`: without a gap, since a transaction that fails gives it back."""
    return _take(session, _SEQUENCE, 1)[0]


def skip_sequences(session: Session, last: int) -> int:
    """Go on behind `last`, which the authority has; how many numbers are skipped, 0 where it was given out here."""
    given = session.scalars(select(Counter.value).where(Counter.name == _SEQUENCE).with_for_update()).one()
    if last <= given:
        return 0
    session.execute(update(Counter).where(Counter.name == _SEQUENCE).values(value=last))
    return last - given


def _take(session: Session, name: str, count: int) -> range:
    query = update(Counter).where(Counter.name == name).values(value=Counter.value + count).returning(Counter.value)
    last = session.execute(query.execution_options(synchronize_session=False)).scalar_one()
    return range(last - count + 1, last + 1)
