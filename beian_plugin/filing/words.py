"""Domain words that screens show: one tag for code and database, one name in each language."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A tag such as `draft` that carries its Chinese and its English name."""

    zh: str
    en: str

    # The defaults are for type checkers, which hold the look-up `State("draft")` against this signature.
    def __new__(cls, tag: str, zh: str = "", en: str = "") -> Self:
        """The member whose value is `tag`."""
        word = str.__new__(cls, tag)
        word._value_ = tag
        word.zh = zh
        word.en = en
        return word

    def to(self, lang: str) -> str:
        """The name in `lang`: English for `en`, Chinese for everything else."""
        return self.en if lang == "en" else self.zh
