"""For each rule of the contract, a situation that it asks something of and a neighbouring one that it leaves alone.

One module a section, each with `CASES`; test_every_rule.py holds all provinces and the baseline against them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import particulars_samples as samples
from msgspec.structs import replace

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.providers.rule import SubjectKind
from beian_plugin.providers.rulebook import filings_of, subject_of
from beian_plugin.providers.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.providers.requirement import Asked

TODAY = date(2026, 11, 23)
#: The base codes that the samples use, and those that rules look for.
TABLES = {
    "Dwxz": {1: "国防机构", 2: "政府机关", 3: "事业单位", 4: "企业", 5: "个人"},
    "Zjlx": {
        1: "统一社会信用代码证书",
        2: "居民身份证",
        3: "护照",
        4: "港澳居民来往内地通行证",
        5: "台湾居民来往大陆通行证",
        6: "事业单位法人证书",
    },
    "Fwnr": {1: "综合门户", 2: "博客/个人空间", 3: "其他"},
    "Nrlx": {1: "新闻", 2: "出版", 3: "教育"},
}


class Case(NamedTuple):
    """Two neighbouring situations for one rule, made from the rule as it is stated."""

    #: A situation in which the rule asks something.
    meets: Callable[[Asked, Situation], Situation]
    #: One beside it in which it asks nothing; None where it asks always, whatever is filed.
    spares: Callable[[Asked, Situation], Situation] | None


def individual() -> Particulars:
    """A complete first filing of a person in Hangzhou."""
    person = samples.principal(7)
    subject = samples.subject(
        7,
        name=person.name,
        nature=5,
        investor="",
        certificate_type=2,
        certificate_number=person.certificate_number,
        principal=person,
    )
    return Particulars(subject=subject, sites=(samples.site(7, name="示例读书笔记"),))


def base(name: str, asked: Asked, code: str) -> Situation:
    """A complete filing in the province `code` that is within the rule's scope and that no rule needs to object to."""
    kinds = filings_of(name, asked.rule)
    kind = kinds[0] if kinds else Kind.NEW
    subject = subject_of(name, asked.rule)
    subject = SubjectKind.ORGANISATION if subject is SubjectKind.ANY else subject
    particulars = individual() if subject is SubjectKind.INDIVIDUAL else samples.new(7)
    return Situation(
        kind=kind,
        province=code,
        today=TODAY,
        particulars=particulars,
        subject=subject,
        tables=TABLES,
        published=particulars if kind is Kind.CHANGE else None,
        filed_sites=0,
        filed_domains=(),
    )


__all__ = ["TABLES", "TODAY", "Case", "base", "individual", "replace"]
