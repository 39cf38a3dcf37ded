"""The 58 questions of the founding FAQ with today's answers: by topic, by what links to them, and by search."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: A query longer than this is cut off.
LONGEST_QUERY = 200
#: How much of what a query says, weighed by how rare it is, an answer has to hold.
_ENOUGH = 0.45
#: How much more a word counts in the question than in the answer.
_IN_QUESTION = 3.0
_RUNS = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")


class Section(NamedTuple):
    """One heading of the help."""

    name: str
    title: Text


class Paragraph(NamedTuple):
    """One paragraph of an answer, or one list."""

    lines: tuple[Text, ...]
    is_list: bool


class Question(NamedTuple):
    """One question with its answer."""

    #: The FAQ's own number: `FAQ 21`.
    number: int
    #: By which it is linked, such as `subdomain`.
    topic: str
    #: Name of its section.
    section: str
    title: Text
    #: One paragraph a line; `- ` stands before an item of a list.
    answer: Text
    #: Findings, states, kinds, form paths and codes of the authority that it explains.
    anchors: tuple[str, ...]
    #: Topics of other questions that belong to it.
    see: tuple[str, ...]

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The answer, ready to be laid out; both languages have the same paragraphs."""
        found: list[Paragraph] = []
        for zh, en in zip(self.answer.zh.splitlines(), self.answer.en.splitlines(), strict=True):
            line = Text(zh.removeprefix("- "), en.removeprefix("- "))
            if zh.startswith("- ") and found and found[-1].is_list:
                found[-1] = Paragraph((*found[-1].lines, line), is_list=True)
            else:
                found.append(Paragraph((line,), is_list=zh.startswith("- ")))
        return tuple(found)


@cache
def sections() -> tuple[Section, ...]:
    """The sections of the help, in the order in which they are shown."""
    return tuple(Section(row["name"], Text(row["zh"], row["en"])) for row in _table()["section"])


@cache
def questions() -> Mapping[str, Question]:
    """Every question by its topic, in the order of the FAQ."""
    return MappingProxyType(
        {
            row["topic"]: Question(
                row["number"],
                row["topic"],
                row["section"],
                Text(row["zh"], row["en"]),
                Text(row["answer_zh"], row["answer_en"]),
                tuple(row["anchors"]),
                tuple(row["see"]),
            )
            for row in _table()["question"]
        }
    )


def topic_of(code: str) -> str | None:
    """The topic that explains `code`: a finding, state, kind, code of the authority, or path in the form."""
    return _anchors().get(re.sub(r"(?<=\.)[0-9]+(?=\.|$)", "*", code))


def prohibitions() -> tuple[Text, ...]:
    """The nine prohibitions (九不准, FAQ 42), as the help lists them."""
    return next(one.lines for one in questions()["nine-prohibitions"].paragraphs() if one.is_list)


def search(query: str) -> list[Question]:
    """The questions that hold most of what `query` says in either language: who ask just that first, then the best.

    Letter case and width make no difference. Chinese is compared by pairs of characters, words of Latin letters by
    how they begin; what stands in no question at all is passed over.
    """
    said = list(_words(query[:LONGEST_QUERY]))
    holders = {word: held for word in said if (held := _holders(word))}
    rarity = {word: math.log(1 + len(questions()) / len(held)) for word, held in holders.items()}
    found = []
    for question in questions().values():
        words = [word for word in holders if question.topic in holders[word]]
        if words and sum(rarity[word] for word in words) >= _ENOUGH * sum(rarity.values()):
            score = sum(rarity[word] * holders[word][question.topic] for word in words)
            asks_that = any(" ".join(said) in " ".join(_words(title)) for title in question.title)
            found.append((not asks_that, -score, question.number, question))
    return [found_one[-1] for found_one in sorted(found)]


def _holders(word: str) -> Mapping[str, float]:
    """The topics of the questions that hold `word`, each with how much the word counts there."""
    index = _index()
    if word.isdecimal() or (not word.isascii() and len(word) > 1):
        return index.get(word, {})
    stem = word.removesuffix("s") or word
    found: dict[str, float] = {}
    for one, held in index.items():
        if one.startswith(stem) if word.isascii() else word in one:
            for topic, weight in held.items():
                found[topic] = max(weight, found.get(topic, 0.0))
    return found


@cache
def _index() -> Mapping[str, Mapping[str, float]]:
    """For each word the topics of the questions that hold it, with how much it counts there."""
    index: dict[str, dict[str, float]] = {}
    for question in questions().values():
        counts = Counter(_words(" ".join((*question.answer, *question.anchors, question.topic))))
        headline = set(_words(f"{' '.join(question.title)} {question.number}"))
        for word in headline | set(counts):
            weight = math.log(1 + counts[word]) + _IN_QUESTION * (word in headline)
            index.setdefault(word, {})[question.topic] = weight
    return MappingProxyType(index)


def _words(text: str) -> Iterator[str]:
    """The words of a text in one spelling: Latin words, numbers, and pairs of Chinese characters."""
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run.isascii() or len(run) == 1:
            yield run
        else:
            yield from (run[start : start + 2] for start in range(len(run) - 1))


@cache
def _anchors() -> Mapping[str, str]:
    return MappingProxyType(
        {anchor: question.topic for question in questions().values() for anchor in question.anchors}
    )


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/faq.toml").read_text("utf-8"))
