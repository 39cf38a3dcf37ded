"""Where the marks of a chart stand: bars over an axis of days or weeks, for an SVG that the templates write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 720, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 26, 24
_TICKS = 4
#: Wide enough for "12-31" in the font of the charts.
_LABEL = 44


class Column(NamedTuple):
    """What one day or week shows."""

    label: str
    #: A bar each; None where there is nothing to show.
    values: tuple[float | None, ...]
    #: A line across the bars.
    beat: float | None = None


class Bar(NamedTuple):
    """A bar of one series, or a line across one place."""

    x: float
    y: float
    width: float
    height: float
    #: The first series is 0.
    series: int = 0


class Label(NamedTuple):
    """Words at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn, in the units of a `WIDTH` × `HEIGHT` view box."""

    bars: tuple[Bar, ...]
    beats: tuple[Bar, ...]
    #: The values of the axis to the left, and the labels below.
    ticks: tuple[Label, ...]
    labels: tuple[Label, ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    floor: float = HEIGHT - _BOTTOM


def draw(columns: Sequence[Column], *, least: float = 1) -> Chart:
    """The chart of the columns, their series side by side; the axis goes from 0 in round steps, `least` or more."""
    shown = [value for column in columns for value in (*column.values, column.beat) if value is not None]
    step = _step(max(shown, default=0), least)
    top = max(step * _TICKS, max(shown, default=0))
    room = HEIGHT - _TOP - _BOTTOM
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    every = max(1, -(-_LABEL // int(slot)))

    def height(value: float) -> float:
        return round(room * value / top, 1)

    bars, beats, labels = [], [], []
    for place, column in enumerate(columns):
        begin, wide = _LEFT + slot * (place + 0.1), slot * 0.8
        bar = wide / len(column.values)
        for series, value in enumerate(column.values):
            if value:
                x, y = round(begin + bar * series, 1), HEIGHT - _BOTTOM - height(value)
                bars.append(Bar(x, round(y, 1), round(bar, 1), height(value), series))
        if column.beat is not None:
            beats.append(Bar(round(begin, 1), round(HEIGHT - _BOTTOM - height(column.beat), 1), round(wide, 1), 0))
        # The last day is what is asked for first.
        if (len(columns) - 1 - place) % every == 0:
            labels.append(Label(round(begin + wide / 2, 1), column.label))
    ticks = [Label(HEIGHT - _BOTTOM - height(step * turn), f"{step * turn:g}") for turn in range(_TICKS + 1)]
    return Chart(tuple(bars), tuple(beats), tuple(ticks), tuple(labels))


def _step(most: float, least: float) -> float:
    """A round number, of which `_TICKS` reach the most."""
    size = least
    while True:
        for factor in (1, 2, 5):
            if size * factor * _TICKS >= most:
                return size * factor
        size *= 10
