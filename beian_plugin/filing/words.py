"""Domain words that a screen shows: one tag for code and database, one name in each language."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A tag such as `draft` that carries its Chinese and its English name."""

    zh: str
    en: str

    def __new__(cls, tag: str, zh: str, en: str) -> Self:
        """The member whose value is `tag`."""
        word = str.__new__(cls, tag)
        word._value_ = tag
        word.zh = zh
        word.en = en
        return word
