"""Words in names and notes that point to a trade which needs somebody's approval before it is filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.providers.situation import Situation

#: Words that organisations outside finance should not carry (国办发〔2016〕21号), and the trades of 银发〔2015〕221号.
FINANCE = (
    "金融",
    "交易所",
    "交易中心",
    "资产管理",
    "财富管理",
    "投资管理",
    "理财",
    "基金",
    "网贷",
    "网络借贷",
    "贷款",
    "小额贷",
    "P2P",
    "众筹",
    "保险",
    "信托",
    "支付",
)
#: What FAQ 41 calls education, and the trades of 中办发〔2021〕40号（“双减”）.
EDUCATION = ("教育", "教学", "培训", "辅导", "补习", "家教")
#: The trades of FAQ 41 and of the interface's table of pre-approvals.
PRE_APPROVAL = (
    "新闻",
    "出版",
    "医疗",
    "药品",
    "医药",
    "文化",
    "广播",
    "影视",
    "电影",
    "视听",
    "网约车",
    *EDUCATION,
    *FINANCE,
)
#: Forums, of which FAQ 41 wants a form of its own.
BULLETIN_BOARD = ("论坛", "贴吧", "电子公告", "BBS")
_DESCRIBING = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.CHANGE, Kind.TRANSFER_IN})


def describes(situation: Situation) -> bool:
    """Whether the filing says who the subject is or what a site is, and does not only take away or hand in papers."""
    return situation.kind in _DESCRIBING


def words_in_names(situation: Situation, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The names of subject and sites that hold one of the words, each with its path and the word."""
    if not describes(situation):
        return
    subject = situation.particulars.subject
    if subject:
        yield from _found(words, "subject.name", subject.name)
    for number, site in enumerate(situation.particulars.sites):
        yield from _found(words, f"sites.{number}.name", site.name)


def words_said(situation: Situation, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The names, and the notes of the sites, that hold one of the words, each with its path and the word."""
    yield from words_in_names(situation, words)
    for number, site in enumerate(situation.particulars.sites if describes(situation) else ()):
        yield from _found(words, f"sites.{number}.note", site.note)


def _found(words: tuple[str, ...], path: str, text: str) -> Iterator[tuple[str, str]]:
    word = next((word for word in words if word in text.upper()), None)
    if word:
        yield path, word
