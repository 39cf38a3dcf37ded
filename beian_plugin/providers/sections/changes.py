"""Changes, transfers and added sites: what may change, when, and with what."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.holdings import domains
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.sections.change_scope import ACTS as SCOPE_ACTS
from beian_plugin.providers.values import Correction, IndividualChange, OrganisationChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


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


def _full_materials(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind is not Kind.CHANGE:
        return
    if asked.value:
        yield asked.material(
            Text(
                f"{asked.authority}要求变更备案重新提交资料；请把证件、核验单等资料重新上传。",
                f"{asked.authority} wants the material again with a change: hand in certificates and the verification "
                "sheet anew.",
            )
        )
    else:
        yield asked.hint(
            "attachments",
            Text(
                f"{asked.authority}的变更一般不必重新提交全部资料；请按备案专员的通知补充。",
                f"{asked.authority} does not usually want all material again with a change: add what staff name.",
            ),
        )


def _sheet_again(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind is not Kind.CHANGE:
        return
    if asked.value:
        yield asked.material(
            Text(
                f"{asked.authority}要求变更时重新提交核验单；请重新签署。",
                f"{asked.authority} wants the verification sheet again with a change: sign a new one.",
            )
        )
    else:
        yield asked.hint(
            "attachments",
            Text(
                f"转接入或新增网站通过后为更正主体信息而做的变更，{asked.authority}不要求重新寄送核验单。",
                f"For the change that corrects the subject's data after a transfer or an added site, {asked.authority} "
                "does not want the verification sheet again.",
            ),
        )


def _sheet_per_domain(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    count = len({domain.name for domain in domains(situation)})
    if asked.value and count > 1:
        yield asked.material(
            Text(
                f"{asked.authority}要求每个域名一份核验单；本次共 {count} 个域名，请逐个提供。",
                f"{asked.authority} wants a verification sheet for each domain: this filing has {count}, hand in one "
                "for each.",
            )
        )


def _return_on_request(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind is Kind.MATERIAL:
        return
    if asked.value:
        text = Text(
            f"提交管局后发现有误的，有正当理由可通过我们请{asked.authority}退回修改；请写明理由。",
            f"Once it is at the authority, {asked.authority} can be asked through us to return it for correction, on "
            "a justified request: write down why.",
        )
        yield asked.checklist(text)
    else:
        text = Text(
            "提交管局后须等审核结束才能修改（FAQ 39）；请在提交前仔细核对。",
            "Once it is at the authority it can be changed only after the review (FAQ 39): check it before.",
        )
    yield asked.hint("", text)


def _correct_first(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Nobody here sees the whole record that stands elsewhere: the customer compares it."""
    where = _RECORD.get(situation.kind)
    if where is None:
        return
    if not asked.value:
        yield asked.afterwards(
            Text(
                f"原备案的主体信息有误的，{asked.authority}允许先办理，通过后再变更。",
                f"{asked.authority} takes this filing even where the subject's data on record is wrong: change it once "
                "this is approved.",
            )
        )
        return
    yield asked.hint(
        where,
        Text(
            f"{asked.authority}要求原备案的主体信息正确才能办理；如有变化，请先在原接入商处变更，通过后再提交。",
            f"{asked.authority} takes this filing only when the subject's data on record is right: if anything has "
            "changed, have it changed through the old provider first.",
        ),
    )
    yield asked.checklist(
        Text(
            "请与用户核对原备案的主体名称、证件、负责人和地址是否与现状一致；不一致的不要上报。",
            "Compare name, certificate, principal and address on record with what is true today; where they differ, "
            "do not send it.",
        ),
        where,
    )


#: Where a filing names the record that it builds on.
_RECORD = {Kind.TRANSFER_IN: "sites.0.licence_number", Kind.ADD_SITE: "subject.licence_number"}


def _same_name(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value or situation.kind is not Kind.TRANSFER_IN:
        return
    yield asked.hint(
        _RECORD[Kind.TRANSFER_IN],
        Text(
            f"{asked.authority}要求主体名称与原备案一致才能转接入；名称已变的，请先变更或注销原备案。",
            f"{asked.authority} takes a transfer only under the name on record: if the name has changed, first change "
            "or cancel the old filing.",
        ),
    )
    yield asked.checklist(
        Text(
            "请对照证照核实主体名称与原备案是否一致；不一致的不要上报。",
            "Compare the name on the licence with the one on record; where they differ, do not send it.",
        ),
        _RECORD[Kind.TRANSFER_IN],
    )


def _separate(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if asked.value and situation.kind in _RECORD:
        yield asked.hint(
            "",
            Text(
                f"{asked.authority}不允许在转接入或新增网站中同时变更原有信息；要变更的，请另行提交变更备案。",
                f"{asked.authority} takes no change of data within a transfer or an added site: file the change by "
                "itself.",
            ),
        )


def _combined_type(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """What this interface calls a change is always the whole one."""
    if asked.value and situation.kind is Kind.CHANGE:
        yield asked.hint(
            "",
            Text(
                f"{asked.authority}只受理“变更备案”，不受理单独的“变更网站”；本系统提交的就是变更备案，主体和网站信息"
                "会一并上报，请都核对。",
                f"{asked.authority} takes only the whole change, never that of a site alone. What is filed here is the "
                "whole: subject and sites go together, so check both.",
            ),
        )


def _merge_numbers(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The other number may have been cancelled elsewhere without our knowing."""
    if asked.value and situation.second_number and situation.kind in (Kind.NEW, Kind.ADD_SITE, Kind.TRANSFER_IN):
        yield asked.check(
            "subject.licence_number",
            Text(
                f"该主体名下有两个备案号，{asked.authority}要求先注销其中一个；请保留一个，注销其余的，再把域名加到保留的"
                "备案号下（FAQ 27）。",
                f"Two numbers stand on record for this subject, and {asked.authority} wants one cancelled first: keep "
                "one, cancel the other, then add the domains under the one that stays (FAQ 27).",
            ),
            certain=False,
        )


def _shell(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """How many sites stand elsewhere nobody here knows for certain."""
    if situation.kind is not Kind.ADD_SITE or situation.filed_sites:
        return
    where = _RECORD[Kind.ADD_SITE]
    if asked.value:
        yield asked.hint(
            where,
            Text(
                f"主体名下已没有网站（空壳主体）的，{asked.authority}允许直接新增网站；通过后请核对主体信息。",
                f"Where the subject has no site left (a shell subject), {asked.authority} lets it add one directly: "
                "check the subject's data once it is approved.",
            ),
        )
        return
    text = Text(
        f"主体名下已没有网站（空壳主体）的，{asked.authority}要求先注销主体再重新备案；请先向管局申请注销（我们无法代办，"
        "代码 1048），再按新备案提交。",
        f"Where the subject has no site left (a shell subject), {asked.authority} wants it cancelled and filed anew: "
        "ask the authority to cancel it (we cannot, code 1048), then file as new.",
    )
    known = situation.filed_sites is not None
    yield asked.check(where, text, certain=False) if known else asked.hint(where, text)


def _correction(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if situation.kind not in _RECORD:
        return
    correction: Correction = asked.value
    again_zh = "变更时需重新提交资料" if correction.material_again else "不必重新寄送核验单"
    again_en = "with its material again" if correction.material_again else "without the verification sheet again"
    mail_zh = "，并发邮件到我们的 ICP 邮箱" if correction.by_mail else ""
    mail_en = ", and write to our ICP mailbox" if correction.by_mail else ""
    unit = ("个工作日", "working days") if correction.working_days else ("日", "days")
    in_zh = "及时" if correction.days is None else f"在 {correction.days} {unit[0]}内"
    in_en = "soon" if correction.days is None else f"within {correction.days} {unit[1]}"
    yield asked.afterwards(
        Text(
            f"审核通过后主体信息有误的，请{in_zh}提交变更{mail_zh}；{again_zh}（{asked.authority}）。",
            f"If the subject's data is wrong, file the change {in_en} after the approval{mail_en}, {again_en} "
            f"({asked.authority}).",
        )
    )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "correction": _correction,
        "change_requires_full_materials": _full_materials,
        "verification_sheet_resend_on_change": _sheet_again,
        "verification_sheet_per_domain": _sheet_per_domain,
        "return_for_modification_on_request": _return_on_request,
        "transfer_requires_correct_subject": _correct_first,
        "transfer_requires_same_subject_name": _same_name,
        "change_and_add_must_be_separate": _separate,
        "change_must_use_combined_type": _combined_type,
        "multiple_filing_numbers_must_merge": _merge_numbers,
        "shell_subject_can_add_site": _shell,
        **SCOPE_ACTS,
    }
)
