"""Starting files for plugins of ops: they load as they are, and say in Chinese and English what each line is for."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from beian_plugin.filing.region import provinces

if TYPE_CHECKING:
    from datetime import date


def province(code: str, today: date) -> str:
    """A file for a province: it states nothing yet, every sort of rule stands in it as a comment."""
    name = provinces()[code]
    return _template("province.txt").format(
        code=code,
        name_en=name.name_en,
        slug=name.slug,
        constant=name.slug.upper(),
        authority=name.authority,
        today=today.isoformat(),
        date=f"date({today.year}, {today.month}, {today.day})",
    )


def house() -> str:
    """A file with hooks: a rule of this house and one of a city, which only warn until they are changed."""
    return _template("house.txt")


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text("utf-8")
