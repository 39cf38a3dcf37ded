"""Phones and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.division import Level, divisions, find
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import files_subject, principal_paths, principals, registry
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.filing.particulars import Address
    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """The rules of this section."""

    mobile_must_be_local: Stated[bool] = stated("手机号码须为本省号码", "mobile numbers of the province", Force.ADVICE)
    phone_unique_across_subjects: Stated[bool] = stated(
        "手机号码不得用于其他主体", "a mobile number stands under one subject only", Force.REJECT
    )
    emergency_phone_must_differ: Stated[bool] = stated(
        "应急联系电话须与手机号码不同", "the emergency number differs from the mobile number", Force.REJECT
    )
    emergency_phone_third_person: Stated[bool] = stated(
        "应急联系电话须属第三人",
        "the emergency number belongs to a third person",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    min_distinct_phones_when_principals_differ: Stated[int] = stated(
        "负责人不同时至少需要的不同号码数",
        "different numbers needed where the principals differ",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    cross_city_address_forbidden: Stated[bool] = stated(
        "通信地址与证件住所须在同一市",
        "contact address and certificate address in one city",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    org_document_address_must_be_local: Stated[bool] = stated(
        "单位证件住所须在本省",
        "the organisation's certificate has an address in the province",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    address_needs_house_number: Stated[bool] = stated(
        "通信地址须到门牌号", "the address reaches down to the house number", Force.REJECT
    )
    address_no_municipal_district_placeholder: Stated[bool] = stated(
        "不得以“市辖区”代替区", "a real district instead of the placeholder 市辖区", Force.REJECT
    )


_OFFICE_PHONE = "subject.principal.office_phone"
_PLACEHOLDER = "市辖区"
_HOUSE = re.compile(r"[0-9０-９号號室幢栋楼座弄层]|单元")
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{5,}[0-9]")


def _local_mobile(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """No table of number ranges is public: customer and staff are told, and nothing is found wrong."""
    must = asked.value and asked.force is Force.REJECT
    if must:
        text = Text(
            f"{asked.authority}要求手机号码归属本省；请填写本省号码。",
            f"{asked.authority} asks for a mobile number of the province: enter one.",
        )
    elif asked.value:
        text = Text(
            f"{asked.authority}建议填写本省手机号码；外省号码可能被退回。",
            f"{asked.authority} advises a mobile number of the province: another one may come back.",
        )
    else:
        text = Text(
            f"{asked.authority}不要求手机号码归属本省。",
            f"{asked.authority} does not ask for a mobile number of the province.",
        )
    paths = principal_paths(situation)
    for path, _ in paths:
        yield asked.hint(f"{path}.mobile", text)
    if must and paths:
        yield asked.checklist(
            Text(
                "请核实负责人手机号码的归属地为本省。", "Find out whether the principals' mobiles are of the province."
            )
        )


def _mobile_unique(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Whoever has to head two subjects has one number in both, which an authority may accept."""
    if not asked.value:
        return
    for path, label in principal_paths(situation):
        if path in situation.mobiles_elsewhere:
            yield asked.check(
                f"{path}.mobile",
                Text(
                    f"{label.zh}的手机号码已用于其他主体的备案，{asked.authority}不允许重复使用；请填写另一个号码。",
                    f"The mobile number of {label.en} stands under another subject, which {asked.authority} does not "
                    "allow: enter another one.",
                ),
                certain=path not in situation.principals_elsewhere,
            )


def _emergency_differs(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The interface has no field for an emergency number: the office phone carries it."""
    for path, label, principal in principals(situation):
        where, office = f"{path}.office_phone", _numbers(principal.office_phone)
        if not office & _numbers(principal.mobile):
            continue
        if asked.value:
            text = Text(
                f"{label.zh}的办公电话（应急联系电话）与手机号码相同，{asked.authority}要求二者不同；请填写另一个号码。",
                f"The office phone of {label.en}, which serves in an emergency, is the mobile number: enter another "
                f"one, for {asked.authority} wants two.",
            )
            yield asked.check(where, text, certain=False)
        else:
            text = Text(
                f"{asked.authority}允许应急联系电话与手机号码相同。",
                f"{asked.authority} lets the emergency number be the mobile number.",
            )
            yield asked.hint(where, text)
    subject = situation.particulars.subject
    if asked.value and files_subject(situation) and not (subject and subject.principal.office_phone):
        text = Text(
            f"{asked.authority}要求应急联系电话与手机号码不同；请把应急联系电话填入办公电话。",
            f"{asked.authority} wants an emergency number that differs from the mobile number: enter it as the office "
            "phone.",
        )
        yield asked.hint(_OFFICE_PHONE, text)


def _emergency_third_person(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value or not files_subject(situation):
        return
    found = principals(situation)
    mobiles = frozenset[str]().union(*(_numbers(principal.mobile) for _, _, principal in found))
    for path, label, principal in found:
        if _numbers(principal.office_phone) & mobiles:
            text = Text(
                f"{label.zh}的办公电话（应急联系电话）是某位负责人的手机号码；{asked.authority}要求应急联系电话属第三人，"
                "请填写其他工作人员的号码。",
                f"The office phone of {label.en}, which serves in an emergency, is a principal's mobile number. "
                f"{asked.authority} wants a third person's: enter the number of another member of staff.",
            )
            yield asked.check(f"{path}.office_phone", text, certain=False)
    text = Text(
        f"{asked.authority}要求应急联系人为负责人以外的工作人员；请在主体备注中写明其姓名和号码。",
        f"{asked.authority} wants somebody other than the principals for emergencies: write the name and the number "
        "into the subject's note.",
    )
    yield asked.hint("subject.note", text)
    yield asked.checklist(
        Text(
            "请核实应急联系电话属负责人以外的工作人员，且已在备注中写明。",
            "Find out whether the emergency number is that of a third person, whom the note names.",
        ),
        "subject.note",
    )


def _enough_phones(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Different people have mobiles of their own; further numbers may stand in any field or note."""
    found = [principal for _, _, principal in principals(situation)]
    people = len({principal.certificate_number for principal in found} - {""})
    if people < 2 or not all(principal.mobile for principal in found):
        return
    mobiles = frozenset[str]().union(*(_numbers(principal.mobile) for principal in found))
    everywhere = mobiles.union(*(_numbers(principal.office_phone) for principal in found), _noted(situation))
    if len(mobiles) < min(people, asked.value) or len(everywhere) < asked.value:
        yield asked.check(
            f"{principals(situation)[0][0]}.mobile",
            Text(
                f"负责人不是同一人时，{asked.authority}要求至少填写 {asked.value} 个不同的号码；请为每位负责人填写本人"
                "的手机号码，并补充应急联系电话。",
                f"Where the principals differ, {asked.authority} wants at least {asked.value} different numbers: enter "
                "each principal's own mobile, and add an emergency number.",
            ),
            certain=False,
        )


def _one_city(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    subject = situation.particulars.subject
    if not asked.value or subject is None:
        return
    own, named = _city(subject.address), _named_city(subject.certificate_address)
    if own and named and own != named:
        yield asked.check(
            "subject.address.city",
            Text(
                f"通信地址所在的市与证件住所中的市不同；{asked.authority}要求二者在同一市，请改正通信地址，或先变更证件住所。",
                f"The contact address lies in another city than the one the certificate names. {asked.authority} wants "
                "one city for both: correct the address, or have the certificate changed first.",
            ),
            certain=False,
        )


def _local_document(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Certain only where neither the address nor the credit code's registry is of the province."""
    subject, names = situation.particulars.subject, provinces()
    if not asked.value or subject is None or situation.province not in names:
        return
    written = subject.certificate_address.strip()
    named = next((code for code, name in names.items() if written.startswith(name.name_zh)), None)
    registered = registry(situation)
    elsewhere = (named or registered) not in (None, situation.province)
    if elsewhere and names[situation.province].name_zh not in written:
        yield asked.check(
            "subject.certificate_address",
            Text(
                f"证件住所不在本省；{asked.authority}要求单位证件的住所在本省，请核对，确在外省的请向该省备案。",
                f"The certificate's address is not in the province, as {asked.authority} asks: compare it, and file "
                "in the province that it names.",
            ),
            certain=named is not None and registered not in (None, situation.province),
        )


def _house_number(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    subject = situation.particulars.subject
    if asked.value and subject is not None and subject.address.detail and not _HOUSE.search(subject.address.detail):
        yield asked.check(
            "subject.address.detail",
            Text(
                f"通信地址没有门牌号；{asked.authority}要求详细到门牌号，请补充楼号、单元和房间号，确无门牌的请在备注中说明。",
                f"The address has no house number, which {asked.authority} asks for: add building, unit and room, or "
                "say in the note that there is none.",
            ),
            certain=False,
        )


def _no_placeholder(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    subject = situation.particulars.subject
    if not asked.value or subject is None:
        return
    text = Text(
        f"“{_PLACEHOLDER}”不是具体的区；{asked.authority}要求填写实际所在的区县，请重新选择或改写。",
        f"{_PLACEHOLDER} is no district: {asked.authority} wants the real one; choose or write it.",
    )
    county = subject.address.county
    division = find(f"{county:06d}") if county else None
    if division is not None and division.name == _PLACEHOLDER:
        yield asked.check("subject.address.county", text)
    if _PLACEHOLDER in subject.address.detail:
        yield asked.check("subject.address.detail", text)


def _numbers(text: str) -> frozenset[str]:
    """The phone numbers in a field, digits only, without the country's prefix."""
    digits = (re.sub(r"[^0-9]", "", part) for part in text.split(";"))
    return frozenset(re.sub(r"^(?:00)?86(?=1[0-9]{10}$)", "", one) for one in digits if one)


def _noted(situation: Situation) -> frozenset[str]:
    """The phone numbers in the notes."""
    filing = situation.particulars
    notes = [filing.subject.note if filing.subject else "", *(site.note for site in filing.sites)]
    return frozenset[str]().union(*(_numbers(found) for note in notes for found in _NUMBER.findall(note)))


@cache
def _cities() -> Mapping[str, str]:
    """The cities in force, prefectures and municipalities: name by code."""
    levels, ends = (Level.PREFECTURE, Level.PROVINCE), ("市", "州", "盟", "地区")
    return {
        one.code: one.name
        for one in divisions().values()
        if one.until is None and one.level in levels and one.name.endswith(ends)
    }


def _city(address: Address) -> str | None:
    """Code of the city of an address; None where its codes do not tell."""
    division = find(f"{address.county or address.city or 0:06d}")
    codes = (division.code, division.parent) if division else ()
    return next((code for code in codes if code in _cities()), None)


def _named_city(written: str) -> str | None:
    """Code of the city that an address names first; None where it names none."""
    found = [(written.index(name), code) for code, name in _cities().items() if name in written]
    return min(found)[1] if found else None


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "mobile_must_be_local": _local_mobile,
        "phone_unique_across_subjects": _mobile_unique,
        "emergency_phone_must_differ": _emergency_differs,
        "emergency_phone_third_person": _emergency_third_person,
        "min_distinct_phones_when_principals_differ": _enough_phones,
        "cross_city_address_forbidden": _one_city,
        "org_document_address_must_be_local": _local_document,
        "address_needs_house_number": _house_number,
        "address_no_municipal_district_placeholder": _no_placeholder,
    }
)
