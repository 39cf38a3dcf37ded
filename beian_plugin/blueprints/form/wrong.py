"""What an error says to a customer, in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.blueprints.web.frame import language
from beian_plugin.blueprints.web.refusals import sentences_of

if TYPE_CHECKING:
    from beian_plugin.errors import BeianError


def sentences(error: BeianError) -> list[str]:
    """Why something was refused, each reason as one sentence."""
    return [text.to(language()) for text in sentences_of(error)]
