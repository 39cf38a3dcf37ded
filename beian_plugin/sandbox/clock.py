"""The simulated authority's clock, which can be moved; every date that it writes comes from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Office, Store

_FIRST_YEAR, _LAST_YEAR = 2000, 2200
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now(store: Store) -> datetime:
    """The moment by the authority's clock."""
    with store.read() as office:
        return office.now()


def move(store: Store, by: timedelta) -> datetime:
    """Move the clock on, or back; gives the moment that it shows then. Raises InvalidValue as `show` does."""
    with store.write() as office:
        _show(office, office.now() + by)
        return office.now()


def show(store: Store, moment: datetime) -> None:
    """Let the clock show `moment` now, and go on from there. Raises InvalidValue for a year of no use."""
    with store.write() as office:
        _show(office, moment)


def _show(office: Office, moment: datetime) -> None:
    # Near the first and the last year that Python knows, nothing could be computed with the clock any more.
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidValue(
            f"时钟只能设在 {_FIRST_YEAR} 年至 {_LAST_YEAR} 年之间。 "
            f"The clock shows a year from {_FIRST_YEAR} to {_LAST_YEAR}.",
            what="moment",
        )
    office.set_switch("clock_offset", str((moment - datetime.now(UTC)).total_seconds()))


def follow_machine(store: Store) -> None:
    """Let the clock show the machine's time again."""
    with store.write() as office:
        office.set_switch("clock_offset", "0")
