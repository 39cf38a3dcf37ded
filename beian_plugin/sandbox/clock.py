"""The simulated authority's clock, which can be moved; every date that it writes comes from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Store

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now(store: Store) -> datetime:
    """The moment by the authority's clock."""
    with store.read() as office:
        return office.now()


def move(store: Store, by: timedelta) -> datetime:
    """Move the clock on, or back; gives the moment that it shows then."""
    with store.write() as office:
        office.set_switch("clock_offset", str(float(office.switch("clock_offset")) + by.total_seconds()))
        return office.now()


def show(store: Store, moment: datetime) -> None:
    """Let the clock show `moment` now, and go on from there."""
    with store.write() as office:
        office.set_switch("clock_offset", str((moment - datetime.now(UTC)).total_seconds()))


def follow_machine(store: Store) -> None:
    """Let the clock show the machine's time again."""
    with store.write() as office:
        office.set_switch("clock_offset", "0")
