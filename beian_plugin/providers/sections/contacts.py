"""Phones and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


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


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
