"""The rules of a province by what they are about, each with what it does: one module a section."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


def where(act: Act, *, value: bool) -> Act:
    """The act of a yes-or-no rule that asks something under one of the two only."""

    def asks(asked: Asked, situation: Situation, /) -> Iterable[Requirement]:
        return act(asked, situation) if asked.value is value else ()

    return asks
