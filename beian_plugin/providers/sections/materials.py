"""Papers that a province wants, and how they have to look."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import files_subject, principal_paths
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.sections.sole_trader import ACTS as SOLE_TRADER_ACTS
from beian_plugin.providers.sections.trade_papers import ACTS as TRADE_ACTS
from beian_plugin.providers.subject_change import read_certificate
from beian_plugin.providers.trades import describes
from beian_plugin.providers.values import SoleTraderFiling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


@dataclass(frozen=True, kw_only=True)
class MaterialRules:
    """The rules of this section."""

    filing_commitment_letter_required: Stated[bool] = stated(
        "须提供本省备案承诺书", "the province's own commitment letter", Force.MATERIAL
    )
    truthfulness_commitment_required: Stated[bool] = stated(
        "须提供真实性责任告知书", "notice and commitment of truthfulness", Force.MATERIAL
    )
    commitment_video_required: Stated[bool] = stated("须提供承诺视频", "video of the commitment", Force.MATERIAL)
    party_building_letter_required: Stated[bool] = stated(
        "须提供党建确认函", "confirmation letter about party building", Force.MATERIAL
    )
    copies_accepted: Stated[bool] = stated(
        "可用盖章（按手印）的复印件",
        "sealed or thumb-printed copies are accepted",
        Force.MATERIAL,
        otherwise=Force.REJECT,
    )
    unified_licence_required: Stated[bool] = stated(
        "须用统一社会信用代码证件",
        "the certificate with the unified credit code",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    electronic_licence_accepted: Stated[bool] = stated(
        "可用电子营业执照",
        "the electronic business licence is accepted",
        Force.REJECT,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    licence_min_validity_days: Stated[int] = stated(
        "单位证件剩余有效期（天）须超过",
        "days for which the organisation's certificate stays valid, more than",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    id_min_validity_days: Stated[int] = stated(
        "负责人证件剩余有效期（天）须超过",
        "days for which a principal's certificate stays valid, more than",
        Force.REJECT,
    )
    licence_issuer_seal_required: Stated[str] = stated(
        "营业执照须有的发证印章",
        "seal of the issuing office on the licence",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    licence_number_prefix_required: Stated[str] = stated(
        "营业执照编号须含的字", "character in the licence's serial", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    sole_trader_filing_as: Stated[SoleTraderFiling] = stated(
        "个体工商户的备案性质", "how a sole trader files", Force.ADVICE, subject=SubjectKind.ORGANISATION
    )
    sole_trader_seal_required: Stated[bool] = stated(
        "个体工商户须有公章", "a sole trader owns a seal", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    sole_trader_trade_name_required: Stated[bool] = stated(
        "个体工商户执照须有字号",
        "a sole trader's licence carries a trade name",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    preapproval_waiver_letter_accepted: Stated[bool] = stated(
        "涉前置审批字样可凭不涉及承诺书",
        "letter of non-involvement for pre-approval words",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    preapproval_note_required: Stated[bool] = stated(
        "须备注是否涉及前置审批", "a note about pre-approval business", Force.MATERIAL, subject=SubjectKind.ORGANISATION
    )
    finance_keywords_need_approval: Stated[bool] = stated(
        "涉金融字样须提供金融主管部门文件",
        "the finance regulator's paper for finance words",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    education_waiver_letter_required: Stated[bool] = stated(
        "涉教育字样须承诺不从事校外培训",
        "letter for education words that no off-campus training is offered",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )


_LICENCE = "subject.certificate_number"
_TYPE = "subject.certificate_type"
#: Certificates of organisations that the unified credit code has replaced.
_REPLACED = frozenset(
    {
        CertificateKind.BUSINESS_LICENCE,
        CertificateKind.ORGANISATION_CODE,
        CertificateKind.INSTITUTION,
        CertificateKind.SOCIAL_ORGANISATION,
    }
)


def _paper(zh: str, en: str) -> Act:
    """A paper for every filing that says who the subject is or what a site is; False spares it, which staff read."""

    def act(asked: Asked, situation: Situation) -> Iterator[Requirement]:
        if asked.value and describes(situation):
            yield asked.material(Text(f"{asked.authority}要求{zh}；请准备好并上传。", f"{asked.authority} wants {en}."))
        elif not asked.value and situation.kind is not Kind.MATERIAL:
            yield _not_needed(asked, zh, en)

    return act


def _not_needed(asked: Asked, zh: str, en: str) -> Requirement:
    return asked.checklist(
        Text(f"{asked.authority}对本类申请不要求{zh}。", f"For this, {asked.authority} does not want {en}.")
    )


def _party_building(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A change needs it only where it touches a domain (Xinjiang)."""
    zh, en = "党建确认函", "the confirmation letter about party building"
    if not asked.value or situation.kind is not Kind.CHANGE:
        yield from _paper(zh, en)(asked, situation)
        return
    text = Text(
        f"变更涉及域名的，{asked.authority}要求{zh}；请上传。",
        f"Where a change touches a domain, {asked.authority} wants {en}: hand it in.",
    )
    if situation.published is None:
        yield asked.hint("attachments", text)
    elif _domain_names(situation.published) != _domain_names(situation.particulars):
        yield asked.material(text)


def _domain_names(particulars: Particulars) -> set[str]:
    return {domain.name for site in particulars.sites for domain in site.domains}


def _copies(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not describes(situation):
        return
    if asked.value:
        mark = Text("按手印", "a thumb print") if situation.is_individual else Text("加盖公章", "the official seal")
        text = Text(
            f"{asked.authority}接受证件复印件，须{mark.zh}；请{mark.zh}后再拍照或扫描上传。",
            f"{asked.authority} accepts a copy of a certificate with {mark.en} on it: put it there before it is "
            "scanned.",
        )
    else:
        text = Text(
            f"{asked.authority}要求证件原件的彩色扫描件或照片，一般不接受复印件；请用原件拍照或扫描。",
            f"{asked.authority} wants colour scans or photos of originals and does not usually take copies: use the "
            "original.",
        )
        yield asked.checklist(
            Text(
                "请核对上传的证件是原件的彩色扫描件，不是复印件。", "Look whether scans are in colour and of originals."
            )
        )
    yield asked.hint("attachments", text)


def _unified(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    subject = situation.particulars.subject
    certificate = read_certificate(situation, subject) if subject else None
    if asked.value and certificate and certificate.kind in _REPLACED:
        yield asked.check(
            _TYPE,
            Text(
                f"{asked.authority}要求使用载有统一社会信用代码的证件；请改填并上传新证件。",
                f"{asked.authority} wants the certificate with the unified credit code: enter that one and hand it in.",
            ),
        )


def _electronic(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not files_subject(situation):
        return
    if asked.value:
        yield asked.hint(
            "attachments",
            Text(f"{asked.authority}接受电子营业执照。", f"{asked.authority} accepts the electronic licence."),
        )
        return
    yield asked.hint(
        "attachments",
        Text(
            f"{asked.authority}不接受电子营业执照；请上传纸质原件的照片或扫描件。",
            f"{asked.authority} takes no electronic business licence: hand in a photo or scan of the paper one.",
        ),
    )
    yield asked.checklist(
        Text("请核对上传的营业执照不是电子执照。", "Look whether the licence handed in is an electronic one."), _LICENCE
    )


def _licence_validity(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The day on which a licence ends is no part of what is filed."""
    if files_subject(situation):
        yield from _validity(asked, _LICENCE, Text("单位证件", "The organisation's certificate"))


def _id_validity(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for path, label in principal_paths(situation):
        yield from _validity(asked, f"{path}.certificate_number", Text(f"{label.zh}的证件", f"The ID of {label.en}"))


def _validity(asked: Asked, path: str, what: Text) -> Iterator[Requirement]:
    yield asked.hint(
        path,
        Text(
            f"{asked.authority}要求{what.zh}剩余有效期超过 {asked.value} 天；快到期的请先换证。",
            f"{what.en} has to stay valid for more than {asked.value} days ({asked.authority}): have it renewed first "
            "if it does not.",
        ),
    )
    yield asked.checklist(
        Text(
            f"请在扫描件上核对{what.zh}剩余有效期超过 {asked.value} 天。",
            f"{what.en} has to stay valid for more than {asked.value} days: read it on the scan.",
        ),
        path,
    )


def _on_licence(zh: str, en: str) -> Act:
    """What a licence has to show, which only a scan tells."""

    def act(asked: Asked, situation: Situation) -> Iterator[Requirement]:
        if files_subject(situation):
            what = Text(zh.format(asked.value), en.format(asked.value))
            yield asked.hint(
                _LICENCE,
                Text(
                    f"{asked.authority}要求营业执照{what.zh}；没有的请先到登记机关换领。",
                    f"{asked.authority} wants a licence with {what.en}: the registry exchanges one that lacks it.",
                ),
            )
            yield asked.checklist(
                Text(f"请核对营业执照{what.zh}。", f"Look whether the licence has {what.en}."), _LICENCE
            )

    return act


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "filing_commitment_letter_required": _paper(
            "本省的备案承诺书（按管局模板签字盖章）", "the province's own commitment letter, signed and sealed"
        ),
        "truthfulness_commitment_required": _paper(
            "网站负责人签署的《真实性责任告知书》",
            "the notice and commitment of truthfulness, signed by each site's principal",
        ),
        "commitment_video_required": _paper(
            "网站负责人手持已签承诺书的视频", "a video of each site's principal with the signed commitment"
        ),
        "party_building_letter_required": _party_building,
        "copies_accepted": _copies,
        "unified_licence_required": _unified,
        "electronic_licence_accepted": _electronic,
        "licence_min_validity_days": _licence_validity,
        "id_min_validity_days": _id_validity,
        "licence_issuer_seal_required": _on_licence("盖有“{}”", "the seal {}"),
        "licence_number_prefix_required": _on_licence("编号含“{}”字", "the character {} in its serial"),
        **SOLE_TRADER_ACTS,
        **TRADE_ACTS,
    }
)
