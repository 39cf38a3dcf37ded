"""The rules for a site's name (FAQ 54)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from beian_plugin.filing.division import Level, divisions
from beian_plugin.filing.doubt import Doubt, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://|(?<![a-z0-9])www\.", re.IGNORECASE)
_DOMAIN = re.compile(
    r"[^\W_][\w-]*(?:\.[\w-]+)*\.(?:[a-z]{2,}|xn--[a-z0-9-]+|中国|公司|网络|网址)(?![a-z0-9])", re.IGNORECASE
)
_NATIONAL_PREFIXES = ("中华", "中国", "国家", "国际", "全国")
_ENDING = re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|地区|省|市|盟)$")
_LONGEST_PLACE = 15
#: FAQ 54 names the first two for certain; what else does not suit an individual is for staff to judge.
_NOT_INDIVIDUAL = ("企业", "文明网")
_HARDLY_INDIVIDUAL = ("公司", "集团", "政府", "机关", "协会", "学会", "学校", "医院", "银行")
#: The interface's limit for the field, which may hold several names with `;` between them.
MOST_CHARACTERS = 512
_SOURCE = "FAQ 54"


@dataclass(frozen=True, slots=True)
class SiteNameRules:
    """What a province asks of site names where it differs from FAQ 54; None as a severity means: allowed."""

    #: Fewest Chinese characters.
    min_chars: int = 3
    english: Severity | None = Severity.REFUSE
    digits: Severity | None = Severity.REFUSE
    #: For a name that is a place name; one that only contains a place name gets a warning at most.
    places: Severity | None = Severity.REFUSE


_NATIONAL_BASELINE = SiteNameRules()


def check_site_name(
    name: str,
    *,
    individual: bool,
    national_level: bool = False,
    permit: bool = False,
    person_names: Collection[str] = (),
    domains: Collection[str] = (),
    rules: SiteNameRules = _NATIONAL_BASELINE,
) -> tuple[Doubt, ...]:
    """What stands against a site name, each objection once; empty when it is fine.

    `national_level`: the organisation is of national rank; `permit`: a document allows a prefix such as 中国;
    `person_names`: the people of the filing; `domains`: the domains of the site.
    """
    if len(name) > MOST_CHARACTERS:
        return (_doubt("too_long", Severity.REFUSE, "网站名称过长。", "The site name is too long."),)
    parts = ["".join(part.split()) for part in unicodedata.normalize("NFKC", name).split(";")]
    found: dict[str, Doubt] = {}
    for text in [part for part in parts if part] or [""]:
        doubts = [
            *_characters(text, rules),
            *_addresses(text, domains),
            *_people(text, person_names),
            *_places(text, rules),
        ]
        if not (national_level or permit):
            doubts += _prefixes(text)
        if individual:
            doubts += _beyond_individual(text)
        for doubt in doubts:
            found.setdefault(doubt.code, doubt)
    return tuple(found.values())


def _doubt(code: str, severity: Severity, zh: str, en: str) -> Doubt:
    return Doubt(f"site_name_{code}", severity, zh, en, _SOURCE)


def _characters(text: str, rules: SiteNameRules) -> Iterator[Doubt]:
    if len(_HAN.findall(text)) < rules.min_chars:
        yield _doubt(
            "too_short",
            Severity.REFUSE,
            f"网站名称请用{rules.min_chars}个以上汉字表示。",
            f"The site name needs at least {rules.min_chars} Chinese characters.",
        )
    if rules.english and re.search(r"[A-Za-z]", text):
        yield _doubt(
            "english",
            rules.english,
            "网站名称不得含有英文；请改用汉字。",
            "The site name must not contain English: use Chinese characters.",
        )
    if rules.digits and re.search(r"\d", text):
        yield _doubt(
            "digits",
            rules.digits,
            "网站名称不得含有数字；请改用汉字。",
            "The site name must not contain digits: use Chinese characters.",
        )


def _addresses(text: str, domains: Collection[str]) -> Iterator[Doubt]:
    if _URL.search(text):
        yield _doubt(
            "url",
            Severity.REFUSE,
            "网站名称不得填写首页网址；请填写汉字名称。",
            "The site name must not be the address of the home page: give a name in Chinese.",
        )
    own = any(domain and domain.casefold() in text.casefold() for domain in domains)
    if own or _DOMAIN.search(text):
        yield _doubt(
            "domain",
            Severity.REFUSE,
            "网站名称不得填写域名；请填写汉字名称。",
            "The site name must not be a domain name: give a name in Chinese.",
        )


def _people(text: str, person_names: Collection[str]) -> Iterator[Doubt]:
    names = {"".join(unicodedata.normalize("NFKC", name).split()) for name in person_names} - {""}
    if text in names:
        yield _doubt(
            "person",
            Severity.REFUSE,
            "网站名称不得填写个人姓名；请改用其他名称。",
            "The site name must not be a person's name: choose another name.",
        )
    elif any(name in text for name in names):
        yield _doubt(
            "contains_person",
            Severity.WARN,
            "网站名称含有个人姓名，可能被退回；建议改用其他名称。",
            "The site name contains a person's name and may be sent back: better choose another name.",
        )


def _places(text: str, rules: SiteNameRules) -> Iterator[Doubt]:
    if not rules.places:
        return
    names = _place_names()
    if text in names.whole:
        yield _doubt(
            "place",
            rules.places,
            "网站名称不得填写地名；请改用其他名称。",
            "The site name must not be the name of a place: choose another name.",
        )
    elif place := names.first_in(text):
        yield _doubt(
            "contains_place",
            Severity.WARN,
            f"网站名称含有地名“{place}”，可能被退回；建议改用其他名称。",
            f"The site name contains the place name {place} and may be sent back: better choose another name.",
        )


def _prefixes(text: str) -> Iterator[Doubt]:
    prefix = next((word for word in _NATIONAL_PREFIXES if text.startswith(word)), None)
    if prefix:
        yield _doubt(
            "national_prefix",
            Severity.REFUSE,
            f"非国家级单位的网站名称不得以“{prefix}”开头；确需使用的，请上传相关部门的审批许可文件。",
            f"Only a national-level organisation may begin its site name with {prefix}: choose another name, "
            "or upload the document by which the department in charge allows it.",
        )


def _beyond_individual(text: str) -> Iterator[Doubt]:
    if any(word in text for word in _NOT_INDIVIDUAL):
        yield _doubt(
            "not_individual",
            Severity.REFUSE,
            "个人网站的名称不能含有“企业”“文明网”等与个人性质不相符的内容；请改用其他名称。",
            "The site of an individual must not be named like that of an enterprise or an office: choose another name.",
        )
    elif word := next((word for word in _HARDLY_INDIVIDUAL if word in text), None):
        yield _doubt(
            "hardly_individual",
            Severity.WARN,
            f"个人网站的名称含有“{word}”，可能与个人性质不相符而被退回。",
            f"The name contains {word}, which hardly suits the site of an individual, and may be sent back.",
        )


@dataclass(frozen=True, slots=True)
class _PlaceNames:
    """Names of the divisions in force, by how surely they mean the place."""

    #: A name that is one of these is a place name.
    whole: frozenset[str]
    #: Names that mean the place wherever they stand.
    anywhere: frozenset[str]
    #: Names of cities without 市, some of which are ordinary words too: they count at the beginning only.
    beginning: frozenset[str]

    def first_in(self, text: str) -> str | None:
        """The first and longest place name that the text contains."""
        for start in range(len(text)):
            for end in range(min(len(text), start + _LONGEST_PLACE), start + 1, -1):
                piece = text[start:end]
                if piece in self.anywhere or (start == 0 and piece in self.beginning):
                    return piece
        return None


@cache
def _place_names() -> _PlaceNames:
    now = [division for division in divisions().values() if not division.until and division.level is not Level.GROUP]
    full = {division.name for division in now}
    provinces = {_ENDING.sub("", division.name) for division in now if division.level is Level.PROVINCE}
    cities = {_ENDING.sub("", division.name) for division in now if division.level is Level.PREFECTURE}
    return _PlaceNames(
        whole=frozenset(full | provinces | cities),
        anywhere=frozenset({name for name in full if len(name) > 2} | provinces),
        beginning=frozenset(cities),
    )
