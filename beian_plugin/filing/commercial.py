"""Commercial sites (经营性, FAQ 29): how one is known, and what stands against filing one (FAQ 30, 55, 56)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.particulars import Commercial
from beian_plugin.filing.rules import Objection, is_individual, name_changes
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.filing.completeness import Known
    from beian_plugin.filing.particulars import Particulars, Subject

#: The codes of what is found besides a question that nobody answered.
CODES = ("commercial_individual", "commercial_number", "commercial_rename", "commercial_transfer")
_SAID = frozenset({Commercial.APPLIES, Commercial.HOLDS})
#: Where the organisation's own code stands in a credit code of 18 characters (GB 32100); a rename leaves it.
_ORGANISATION_CODE = slice(8, 17)
_CREDIT_CODE = 18


def is_commercial(particulars: Particulars, published: Particulars | None) -> bool:
    """Whether a filing is about a commercial site: by its number, or by what the customer says."""
    return any(site.commercial in _SAID for site in particulars.sites) or True in _numbers(particulars, published)


def has_commercial_number(particulars: Particulars, published: Particulars | None) -> bool:
    """Whether the register shows a commercial number for the subject or for a site of the filing."""
    return True in _numbers(particulars, published)


def check(kind: Kind, particulars: Particulars, known: Known) -> Iterator[Objection]:
    """Every objection to what the filing says of its sites being commercial or not."""
    individual = is_individual(particulars, known)
    outdated = _numbers(particulars, known.published) == {False}
    for number, site in enumerate(particulars.sites):
        path = f"sites.{number}.commercial"
        if site.commercial is None and kind in (Kind.NEW, Kind.ADD_SITE) and not individual:
            yield Objection(path, *_UNSAID, Severity.WARN, "missing")
        if site.commercial in _SAID and individual:
            yield Objection(path, *_INDIVIDUAL, code="commercial_individual")
        if site.commercial is Commercial.HOLDS and outdated:
            yield Objection(path, *_OUTDATED, Severity.WARN, "commercial_number")
    if name_changes(kind, particulars, known) and has_commercial_number(particulars, known.published):
        yield _renamed(particulars, known)


def _numbers(particulars: Particulars, published: Particulars | None) -> set[bool]:
    """For each number that the filing and its record name, whether it is a commercial one."""
    subjects = [one.subject for one in (particulars, published) if one is not None and one.subject is not None]
    numbers = [subject.licence_number for subject in subjects] + [site.licence_number for site in particulars.sites]
    found = set()
    for number in filter(None, numbers):
        try:
            found.add(parse_licence(number).commercial)
        except InvalidValue:
            continue
    return found


def _renamed(particulars: Particulars, known: Known) -> Objection:
    """Another name on a commercial number: a rename with its proof may pass, another company never (FAQ 55)."""
    before = known.published.subject if known.published else None
    other = before is not None and particulars.subject is not None and _is_other(before, particulars.subject)
    if other:
        return Objection("subject.name", *_OTHER_COMPANY, code="commercial_transfer")
    # Which picture is the proof nobody can tell; staff look.
    severity = Severity.WARN if known.attachments else Severity.REFUSE
    return Objection("subject.name", *_RENAMED, severity, "commercial_rename")


def _is_other(before: Subject, after: Subject) -> bool:
    """Whether it is another company for certain: its own code and its principal are both another's."""
    codes = {one.certificate_number[_ORGANISATION_CODE].upper() for one in (before, after)}
    both = all(len(one.certificate_number) == _CREDIT_CODE for one in (before, after))
    people = {one.principal.name for one in (before, after)}
    return both and len(codes) > 1 and len(people) > 1 and "" not in people


_UNSAID = Text("请选择网站是否经营性（FAQ 29）。", "Say whether the site is commercial (FAQ 29).")
_INDIVIDUAL = Text(
    "个人不能办理经营性备案，经营许可证只发给公司；请以公司名义备案，网站确实不收费的选“非经营性”（FAQ 29、30）。",
    "A person cannot file a commercial site, since the permit is given to companies only: file as the company, or "
    "choose “non-commercial” where the site really is free (FAQ 29, 30).",
)
_OUTDATED = Text(
    "已有经营许可证，而备案系统里还是非经营性的号：请先联系管局办理经营性许可的部门更新号码；更新后再提交变更备案和资料，"
    "最后到管局窗口办理变更（FAQ 56）。",
    "The permit is there, but the register still shows a non-commercial number: first have the authority's office for "
    "permits update the number, then hand in a change with its material here, and last finish it at the authority's "
    "counter (FAQ 56).",
)
_OTHER_COMPANY = Text(
    "经营性备案不可以转让，不能把原公司换成另一家公司；请恢复原名称，另一家公司须自行取得许可并备案（FAQ 55）。",
    "A commercial filing is never passed on to another company: put the name back; the other company gets a permit "
    "and files of its own (FAQ 55).",
)
_RENAMED = Text(
    "经营性备案不可以转让；只有同一公司更名的可以变更名称，请上传登记机关的更名证明（FAQ 55）。",
    "A commercial filing is never passed on: only the same company may change its name, so upload the registry's "
    "proof of the renaming (FAQ 55).",
)
