"""Test kit for authors of province files: `ProvinceContract`, what every province file must pass, ours or theirs.

from pathlib import Path
from beian_plugin.testing import ProvinceContract

class TestGuangdong(ProvinceContract):
    file = Path("guangdong.py")
"""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from beian_plugin.filing.region import provinces
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.hooks.reading import read_source
from beian_plugin.providers.check import mismatch
from beian_plugin.testing.faults import CHECKS, Given

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from beian_plugin.providers.contract import Province
    from beian_plugin.providers.rule import Rule

__all__ = ["ProvinceContract", "provinces_in"]


def provinces_in(file: Path) -> tuple[Province, ...]:
    """The provinces that a file brings, loaded as a panel loads it; raises PluginError with the reason."""
    plugin = load_source(read_source(file), name=file.stem, origin=Origin.FOLDER, file=str(file))
    plugin.forget()
    return plugin.provinces


class ProvinceContract:
    """What a province file must pass; a subclass in a test module names the `file` and is collected by pytest.

    A province that does not come from a file is given as `province` instead. Each test looks at every province there is
    and fails with a sentence for each fault. A subclass may add tests of its own rules, with `self.rules(name)`.
    """

    #: The file that is tested.
    file: ClassVar[Path | None] = None
    #: What is tested where there is no file.
    province: ClassVar[Province | None] = None
    #: The day on which it is tested; today, unless a test has to stand still.
    today: ClassVar[date | None] = None

    def provinces(self) -> tuple[Province, ...]:
        """The provinces that are tested; a file that cannot be used raises PluginError, which says why."""
        if self.file is not None:
            return provinces_in(self.file)
        return () if self.province is None else (self.province,)

    def rules(self, name: str) -> tuple[Rule[Any], ...]:
        """The rules of that name which the provinces state."""
        return tuple(rule for province in self.provinces() for rule in province.stated().get(name, ()))

    def test_it_loads_and_brings_a_province(self) -> None:
        """It loads through the public loader, types and values as the contract has them."""
        if not self.provinces():
            _fail([f"{self.file or 'It'} registers no province: beian_register_provinces returns it."])
        for province in self.provinces():
            if found := mismatch(province):
                _fail([f"{found.attribute} must be {found.expected}, but is {found.got}."])

    def test_it_is_named_after_its_province(self) -> None:
        """A file of one province bears its slug, so that it is found and is known for it even when it is broken."""
        slugs = [provinces()[province.code].slug for province in self.provinces()]
        if self.file is not None and len(slugs) == 1 and slugs != [self.file.stem]:
            _fail([f"Call {self.file.name} {slugs[0]}.py, as ours is called."])
        self._passes("named")

    def test_its_docstring_tells_sources_day_and_limitations(self) -> None:
        """Who opens the file reads at once what it rests on."""
        if self.file is not None:
            self._passes("headings")

    def test_it_states_rules(self) -> None:
        """A file without rules would only switch ours off."""
        self._passes("states")

    def test_every_source_is_listed_and_every_listed_source_is_used(self) -> None:
        """Sources have titles, and say when they are of and where they were read."""
        self._passes("sources")

    def test_it_repeats_nothing_of_the_national_rules(self) -> None:
        """What is the same everywhere stands once."""
        self._passes("repeats")

    def test_every_rule_is_used(self) -> None:
        """Of two rules for the same people, filings and days one would never be."""
        self._passes("used")

    def test_notes_stand_in_both_languages(self) -> None:
        """Customers read Chinese or English."""
        self._passes("notes")

    def test_its_dates_can_be(self) -> None:
        """It was not checked in the future; a rule may begin there."""
        self._passes("dates")

    def test_its_values_can_be(self) -> None:
        """No age of 200, no empty list, no suffix without a dot."""
        self._passes("values")

    def test_every_rule_asks_something_of_somebody_and_lets_others_pass(self) -> None:
        """Each is tried on invented filings, plain ones and odd ones around its value."""
        self._passes("acts")

    def _passes(self, check: str) -> None:
        docstring = ast.get_docstring(ast.parse(read_source(self.file))) if self.file is not None else ""
        today = self.today or datetime.now(UTC).date()
        found = (
            fault for province in self.provinces() for fault in CHECKS[check](Given(province, docstring or "", today))
        )
        _fail([fault.text.en for fault in found if fault.wrong])


def _fail(sentences: list[str]) -> None:
    """Fail the test with the sentences, if there are any."""
    if sentences:
        raise AssertionError("\n".join(sentences))
