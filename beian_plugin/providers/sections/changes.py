"""Changes, transfers and added sites: what may change, when, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import Correction, IndividualChange, OrganisationChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.providers.situation import Act


@dataclass(frozen=True, kw_only=True)
class ChangeRules:
    """The rules of this section."""

    correction: Stated[Correction] = stated(
        "审核通过后更正主体信息", "correction of subject data after approval", Force.REJECT
    )
    change_requires_full_materials: Stated[bool] = stated(
        "变更需重新提交资料", "material again with a change", Force.MATERIAL, filings=(Kind.CHANGE,)
    )
    verification_sheet_resend_on_change: Stated[bool] = stated(
        "变更需重新寄核验单", "verification sheet posted again with a change", Force.REJECT, filings=(Kind.CHANGE,)
    )
    verification_sheet_per_domain: Stated[bool] = stated(
        "每个域名一份核验单", "a verification sheet for each domain", Force.MATERIAL, subject=SubjectKind.ORGANISATION
    )
    return_for_modification_on_request: Stated[bool] = stated(
        "有正当理由可申请管局退回修改", "returned for correction on a justified request", Force.ADVICE
    )
    transfer_requires_correct_subject: Stated[bool] = stated(
        "主体信息正确才能办理", "only with correct subject data", Force.REJECT
    )
    transfer_requires_same_subject_name: Stated[bool] = stated(
        "主体名称须与备案一致",
        "the subject's name equals the filed one",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.TRANSFER_IN,),
    )
    change_and_add_must_be_separate: Stated[bool] = stated(
        "变更与转接入、新增须分开办理", "no change of data within a transfer or an added site", Force.REJECT
    )
    change_must_use_combined_type: Stated[bool] = stated(
        "只受理变更备案，不受理单独变更网站", "only the whole change is taken", Force.REJECT, filings=(Kind.CHANGE,)
    )
    principal_change_needs_new_letter: Stated[bool] = stated(
        "更换主体负责人须重新提供授权书",
        "new letter where the subject's principal changes",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.CHANGE,),
    )
    org_subject_change_scope: Stated[OrganisationChange] = stated(
        "单位主体可变更的范围",
        "how far an organisation's filing may change its subject",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.CHANGE,),
    )
    individual_subject_change_scope: Stated[IndividualChange] = stated(
        "个人主体可变更的范围",
        "how far an individual's filing may change its subject",
        Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
        filings=(Kind.CHANGE,),
    )
    change_certificate_required: Stated[bool] = stated(
        "更名须提供工商变更证明",
        "the registry's certificate with a change of name",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.CHANGE,),
    )
    name_change_by_new_uscc_requires_cancel: Stated[bool] = stated(
        "更名且统一社会信用代码改变的须注销后重新备案",
        "a rename with a new credit code: cancel and file anew",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.CHANGE,),
    )
    multiple_filing_numbers_must_merge: Stated[bool] = stated(
        "一个主体有多个备案号的须先注销一个",
        "a subject with two numbers cancels one first",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    migrate_between_subjects_supported: Stated[bool] = stated(
        "网站可迁移到其他主体",
        "a site may move to another subject",
        Force.ADVICE,
        subject=SubjectKind.ORGANISATION,
        filings=(Kind.CHANGE,),
    )
    shell_subject_can_add_site: Stated[bool] = stated(
        "空壳主体可直接新增网站",
        "shell subject may add a site directly",
        Force.ADVICE,
        otherwise=Force.REJECT,
        filings=(Kind.ADD_SITE,),
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType({})
