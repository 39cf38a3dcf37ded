"""What rules ask of the words that describe a site: its name, its contents and its note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from beian_plugin.filing.site_name import SiteNameRules, check_site_name
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.holdings import described_sites, recorded_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.filing.particulars import Site
    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Situation

_CONTENTS = "Fwnr"
_BLOG = ("博客", "个人空间")
_NATIONAL = SiteNameRules()
_DECLARATION = "本网站为个人网站，不含企业、单位内容，不从事经营活动"
#: What a declaration in other words has as well: whose the site is, and what it is not about.
_NOT_BUSINESS = re.compile("(?:不|非|无|没有|未)[^，。；,;]{0,12}(?:企业|单位|公司|经营|商业|营利|盈利)")


def no_blog(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """No contents called blog or personal space; some authorities take them with a permit (FAQ 41)."""
    table = situation.tables.get(_CONTENTS, {})
    for path, site in described_sites(situation):
        if any(word in table.get(code, "") for code in site.contents for word in _BLOG):
            before = recorded_site(situation, site)
            yield asked.check(
                f"{path}.contents",
                Text(
                    f"{asked.authority}不接受个人网站选择“博客/个人空间”类服务内容；请改选与网站相符的其他内容。",
                    f"{asked.authority} does not take the contents “blog or personal space” for the site of an "
                    "individual: choose others that fit the site.",
                ),
                certain=not site.pre_approvals and (before is None or before.contents != site.contents),
            )


def note(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A note that says what the site will hold."""
    for path, site in described_sites(situation):
        if not site.note.strip():
            yield asked.check(
                f"{path}.note",
                Text(
                    f"{asked.authority}要求个人网站在备注中说明网站内容；请填写网站开通后放什么内容。",
                    f"{asked.authority} wants a note on an individual's site: write what the site will hold.",
                ),
            )


def note_min_chars(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A note of so many characters."""
    for path, site in described_sites(situation):
        if len(site.note.strip()) < asked.value:
            before = recorded_site(situation, site)
            yield asked.check(
                f"{path}.note",
                Text(
                    f"{asked.authority}要求个人网站的备注不少于 {asked.value} 个字；请写明网站内容和用途。",
                    f"{asked.authority} wants at least {asked.value} characters in the note on an individual's site: "
                    "write what it holds and what it is for.",
                ),
                certain=before is None or before.note != site.note,
            )


def declaration(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A note that declares the site purely personal, in these or other words."""
    for path, site in described_sites(situation):
        if "个人" in site.note and _NOT_BUSINESS.search(site.note):
            continue
        yield asked.check(
            f"{path}.note",
            Text(
                f"{asked.authority}要求个人网站在备注中声明不含企业内容；可填写“{_DECLARATION}”。",
                f"{asked.authority} wants the note on an individual's site to declare it free of company content, such "
                f"as “{_DECLARATION}”.",
            ),
            certain=False,
        )


def name_min_chars(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A name of so many Chinese characters."""
    text = Text(
        f"{asked.authority}要求网站名称不少于 {asked.value} 个汉字；请改用更长的名称。",
        f"{asked.authority} wants at least {asked.value} Chinese characters in the site's name: choose a longer one.",
    )
    for path, site in _named(situation, {"site_name_too_short"}, SiteNameRules(min_chars=asked.value)):
        if asked.value <= _NATIONAL.min_chars:
            yield asked.hint(path, text)
        else:
            yield asked.check(path, text, certain=_renamed(situation, site))


def no_english(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """No English in a name: FAQ 54 refuses it everywhere, the province says so too."""
    for path, _ in _named(situation, {"site_name_english"}, _NATIONAL):
        yield asked.hint(
            path,
            Text(
                f"{asked.authority}不接受用英文作网站名称；请改用汉字。",
                f"{asked.authority} takes no English as a site's name: use Chinese characters.",
            ),
        )


def no_region(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """No name of a region within a name: some words are places only at times, and a permit may allow it."""
    for path, _ in _named(situation, {"site_name_place", "site_name_contains_place"}, _NATIONAL):
        yield asked.check(
            path,
            Text(
                f"{asked.authority}不接受以行政区划命名的网站；请改用其他名称，已获批准的请上传批准文件。",
                f"{asked.authority} takes no site that is named after an administrative region: choose another name, "
                "or upload the document that allows it.",
            ),
            certain=False,
        )


def _named(situation: Situation, codes: set[str], rules: SiteNameRules) -> Iterator[tuple[str, Site]]:
    """The sites against whose name the checker of names (FAQ 54) has one of these, each with the path of the name."""
    for path, site in described_sites(situation):
        found = check_site_name(site.name, individual=situation.is_individual, rules=rules) if site.name else ()
        if codes & {doubt.code for doubt in found}:
            yield f"{path}.name", site


def _renamed(situation: Situation, site: Site) -> bool:
    before = recorded_site(situation, site)
    return before is None or before.name != site.name
