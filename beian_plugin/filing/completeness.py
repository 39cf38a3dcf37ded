"""What a filing still needs before it may be handed in, field by field: `missing`.

It refuses what the authority's schemas and codes refuse for certain, and warns of everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.errors import FilingRefused
from beian_plugin.filing import commercial, pre_approval, rules
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.form import control_characters, field_at, label_of, outside_gbk, values
from beian_plugin.filing.kinds import Kind, Password
from beian_plugin.filing.site_name import SiteNameRules
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from beian_plugin.filing.particulars import Access, Particulars, Principal, Site, Subject


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is missing or wrong in a filing; its texts never repeat a number, a phone or an address."""

    #: Path within the particulars, such as `sites.0.principal.mobile`; `password`, `sheet` and `attachments` besides.
    path: str
    #: The words of the form.
    label: Text
    text: Text
    severity: Severity = Severity.REFUSE
    #: Stable, machine-readable.
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known around a filing, as far as it is."""

    today: date
    #: The authority's base code tables as they were loaded: table, code, name. One that is missing is not checked.
    tables: Mapping[str, Mapping[int, str]] = field(default_factory=lambda: MappingProxyType({}))
    #: The subject with all its sites as the authority last published them.
    published: Particulars | None = None
    #: Whether another provider filed the subject.
    filed_elsewhere: bool = False
    has_password: bool = False
    #: Ids of the attachments that were handed in.
    attachments: Collection[int] = ()
    #: Whether a valid verification sheet is there.
    sheet: bool = False
    #: Staff send it on: a character that the interface cannot carry stops it now.
    goes_out: bool = False
    site_names: SiteNameRules = SiteNameRules()  # noqa: RUF009  frozen


def missing(kind: Kind, particulars: Particulars, known: Known) -> tuple[Missing, ...]:
    """Everything that is missing or wrong, in the order of the form; nothing that refuses means that it may go on."""
    found = [
        *_required(kind, particulars, known),
        *_texts(particulars, known),
        *(_missing(*one) for one in rules.check(kind, particulars, known)),
        *(_missing(*one) for one in commercial.check(kind, particulars, known)),
        *(_missing(*one) for one in pre_approval.check(kind, particulars, known)),
        *_closed(kind, particulars),
        *_material(kind, particulars, known),
    ]
    return tuple(dict.fromkeys(found))


def refusals(found: Iterable[Missing]) -> tuple[Missing, ...]:
    """Those that stop the filing."""
    return tuple(one for one in found if one.severity is Severity.REFUSE)


def refuse(found: Iterable[Missing]) -> None:
    """Raise FilingRefused with all that stops the filing; does nothing where nothing does."""
    if stops := refusals(found):
        raise FilingRefused(
            " ".join(f"{one.label.zh}：{one.text.zh}" if one.label.zh else one.text.zh for one in stops), missing=stops
        )


def refused(zh: str, en: str, *, path: str = "", code: str = "") -> FilingRefused:
    """The error that a filing cannot go on, for one reason."""
    return FilingRefused(zh, missing=(Missing(path, label_of(path) if path else Text(), Text(zh, en), code=code),))


def _missing(path: str, zh: str, en: str, severity: Severity = Severity.REFUSE, code: str = "") -> Missing:
    return Missing(path, label_of(path), Text(zh, en), severity, code)


def _required(kind: Kind, particulars: Particulars, known: Known) -> Iterator[Missing]:
    """The values that the field tables call required (必填) for the kind."""
    individual = rules.is_individual(particulars, known)
    if kind in (Kind.NEW, Kind.CHANGE):
        yield from _whole_subject(particulars.subject, individual, kind)
    else:
        yield from _named_subject(kind, particulars)
    if kind in (Kind.NEW, Kind.ADD_SITE, Kind.CHANGE):
        if not particulars.sites:
            yield _empty("sites")
        for number, site in enumerate(particulars.sites):
            yield from _whole_site(f"sites.{number}", site, individual, kind)
    elif kind in (Kind.TRANSFER_IN, Kind.CANCEL_SITE, Kind.CANCEL_ACCESS):
        yield from _one_site(kind, particulars.sites)
    if kind.cancel_type is not None and (particulars.cancellation is None or not particulars.cancellation.reason):
        yield _empty("cancellation.reason")


def _closed(kind: Kind, particulars: Particulars) -> Iterator[Missing]:
    """What FAQ 53 wants said of a site that goes: that it is closed, and for a whole subject why."""
    said = particulars.cancellation
    if kind not in (Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE) or said is None or not said.reason:
        return
    if not said.closed:
        yield _missing(
            "cancellation.closed",
            "注销前网站必须已停用或关闭；请先关闭网站，再勾选“网站已关闭”（FAQ 53）。",
            "A site is closed before it is cancelled: close it, then tick that it is closed (FAQ 53).",
            Severity.WARN,
            "not_closed",
        )
    if kind is Kind.CANCEL_SUBJECT and not said.note:
        yield _missing(
            "cancellation.note",
            "请备注原因，例如“网站已停止使用”，或“该主体已有另一个备案号：……”（FAQ 53）。",
            "Say why, such as “网站已停止使用” (the site is not used any more) or “该主体已有另一个备案号：…” (the "
            "subject has another number) (FAQ 53).",
            Severity.WARN,
            "missing",
        )


def _named_subject(kind: Kind, particulars: Particulars) -> Iterator[Missing]:
    """The record that a filing without a whole subject is about."""
    subject = particulars.subject
    named = subject is not None and bool(subject.licence_number or subject.authority_id)
    if kind is Kind.ADD_SITE and not named:
        yield _empty("subject.licence_number")
    if kind is Kind.CANCEL_SUBJECT and (subject is None or not subject.authority_id):
        yield _unpublished("subject.authority_id")
    if kind is Kind.MATERIAL and not (
        named or any(site.licence_number or site.authority_id for site in particulars.sites)
    ):
        yield _empty("subject.licence_number")


def _whole_subject(subject: Subject | None, individual: bool | None, kind: Kind) -> Iterator[Missing]:  # noqa: FBT001
    if subject is None:
        yield _empty("subject")
        return
    if kind is Kind.CHANGE:
        if not subject.authority_id:
            yield _unpublished("subject.authority_id")
        if not subject.licence_number:
            yield _empty("subject.licence_number")
    needed = {
        "name": subject.name,
        "address.province": subject.address.province,
        "address.city": subject.address.city,
        "certificate_type": subject.certificate_type,
        "certificate_number": subject.certificate_number,
        "certificate_address": subject.certificate_address,
    }
    yield from (_empty(f"subject.{name}") for name, value in needed.items() if not value)
    if not subject.nature and not individual:
        yield _for_organisations("subject.nature", individual)
    yield from _person("subject.principal", subject.principal, individual)
    if not subject.principal.name and not individual:
        yield _for_organisations("subject.principal.name", individual)


def _person(path: str, principal: Principal, individual: bool | None) -> Iterator[Missing]:  # noqa: FBT001
    if not principal.mobile:
        yield _empty(f"{path}.mobile")
    if not principal.email:
        yield _empty(f"{path}.email")
    if not principal.office_phone and not individual:
        yield _for_organisations(f"{path}.office_phone", individual)


def _whole_site(path: str, site: Site, individual: bool | None, kind: Kind) -> Iterator[Missing]:  # noqa: FBT001
    if kind is Kind.CHANGE:
        if not site.authority_id:
            yield _unpublished(f"{path}.authority_id")
        if not site.licence_number:
            yield _empty(f"{path}.licence_number")
    needed = {
        "name": site.name,
        "contents": site.contents,
        "languages": site.languages,
        "domains": site.domains,
        "accesses": site.accesses,
        "principal.name": site.principal.name,
    }
    yield from (_empty(f"{path}.{name}") for name, value in needed.items() if not value)
    yield from _person(f"{path}.principal", site.principal, individual)
    for number, access in enumerate(site.accesses):
        yield from _whole_access(f"{path}.accesses.{number}", access, kind)
    for number, approval in enumerate(site.pre_approvals):
        if not approval.number:
            yield _empty(f"{path}.pre_approvals.{number}.number")
        if not approval.scans:
            yield _empty(f"{path}.pre_approvals.{number}.scans")


def _whole_access(path: str, access: Access, kind: Kind) -> Iterator[Missing]:
    if kind is Kind.CHANGE and not access.authority_id:
        yield _unpublished(f"{path}.authority_id")
    needed = {"places": access.places, "modes": access.modes, "addresses": access.addresses}
    yield from (_empty(f"{path}.{name}") for name, value in needed.items() if not value)


def _one_site(kind: Kind, sites: tuple[Site, ...]) -> Iterator[Missing]:
    """A transfer_in, a cancel_site and a cancel_access are each about one site; the first and last about one access."""
    if len(sites) != 1:
        yield _missing("sites", f"{kind.zh}只针对一个网站；请填写一个。", f"A {kind.en} is about one site: enter one.")
        return
    site = sites[0]
    if kind is Kind.CANCEL_SITE and not site.authority_id:
        yield _unpublished("sites.0.authority_id")
    if kind is Kind.TRANSFER_IN and not (site.licence_number or site.authority_id):
        yield _empty("sites.0.licence_number")
    if kind is Kind.CANCEL_SITE:
        return
    if len(site.accesses) != 1:
        yield _missing("sites.0.accesses", "请填写一条接入信息。", "Exactly one access is needed: enter it.")
    elif kind is Kind.TRANSFER_IN:
        yield from _whole_access("sites.0.accesses.0", site.accesses[0], kind)
    elif not site.accesses[0].authority_id:
        yield _unpublished("sites.0.accesses.0.authority_id")


def _empty(path: str) -> Missing:
    label = label_of(path)
    return _missing(path, f"请填写{label.zh}。", f"Enter {label.en}.", code="missing")


def _unpublished(path: str) -> Missing:
    return _missing(
        path,
        "管局尚未下发这条记录的标识，暂时不能上报；收到下发数据后再提交。",
        "The authority has not published this record to us with its id yet: hand the filing in once it has.",
        code="unpublished",
    )


def _for_organisations(path: str, individual: bool | None) -> Missing:  # noqa: FBT001
    label = label_of(path)
    return _missing(
        path,
        f"单位主办的网站必须填写{label.zh}。",
        f"Where an organisation files, {label.en} is needed.",
        Severity.WARN if individual is None else Severity.REFUSE,
        "missing",
    )


def _texts(particulars: Particulars, known: Known) -> Iterator[Missing]:
    """What the interface cannot carry: texts too short, too long, or with characters that GBK or XML lacks."""
    for path, value in values(particulars):
        if not isinstance(value, str):
            continue
        form = field_at(path)
        if form.max and len(value) > form.max:
            yield _missing(path, f"最多 {form.max} 个字符。", f"At most {form.max} characters.", code="too_long")
        if len(value) < form.min:
            yield _missing(
                path,
                f"至少 {form.min} 个字符，现在是 {len(value)} 个；请补全。",
                f"At least {form.min} characters; these are {len(value)}.",
                code="too_short",
            )
        if control_characters(value):
            yield _missing(
                path, "含有换行或控制字符；请删除。", "Line breaks or control characters stand in it: remove them."
            )
        elif strange := outside_gbk(value):
            yield _strange(path, strange, agreed=form.name and not known.goes_out)


def _strange(path: str, characters: str, *, agreed: bool) -> Missing:
    """A character that GBK lacks: in a name staff agree on a spelling with the authority, else another one is typed."""
    shown = "、".join(f"“{char}”" for char in characters)
    if agreed:
        return _missing(
            path,
            f"含有接口不能传送的字 {shown}；可以提交，写法由备案专员与管局商定后填写。",
            f"The interface cannot carry the character {' '.join(characters)}: it may be handed in, and staff agree on "
            f"a spelling with the authority.",
            Severity.WARN,
            "gbk",
        )
    return _missing(
        path,
        f"含有接口不能传送的字 {shown}；请换用管局认可的写法。",
        f"The interface cannot carry the character {' '.join(characters)}: use a spelling that the authority accepts.",
        code="gbk",
    )


#: Kinds whose material is looked at: certificates, photographs and the verification sheet.
WITH_MATERIAL = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CHANGE})


def _material(kind: Kind, particulars: Particulars, known: Known) -> Iterator[Missing]:
    """The filing password (FAQ 36, 53), attachments and the sheet."""
    if not known.has_password:
        changes = rules.name_changes(kind, particulars, known)
        if kind.needs_password(filed_elsewhere=known.filed_elsewhere, name_changes=changes):
            yield _missing(
                "password",
                "此项业务需要备案密码；请填写，忘记的可在工信部网站找回或向当地管局申请重置（FAQ 36）。",
                "This kind of filing needs the filing password: enter it; one that is forgotten is recovered on the "
                "ministry's site or reset by the authority (FAQ 36).",
                code="missing",
            )
        elif kind.password is Password.ASKED:
            yield _missing(
                "password",
                "请填写备案密码；没有密码也可提交，但可能被退回（FAQ 53）。",
                "Enter the filing password; without it the filing may be handed in, and may be sent back (FAQ 53).",
                Severity.WARN,
                "missing",
            )
    if kind is Kind.MATERIAL and not known.attachments:
        yield _empty("attachments")
    if kind not in WITH_MATERIAL:
        return
    if not known.attachments:
        yield _missing(
            "attachments", "尚未上传证件和核验材料。", "No certificates or photographs yet.", Severity.WARN, "missing"
        )
    if not known.sheet:
        yield _missing(
            "sheet", "尚无有效的核验单。", "There is no valid verification sheet yet.", Severity.WARN, "missing"
        )
