"""Where an individual comes from: ID cards of the province and what stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import Origin, Person, once, people, principal_people
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import ResidenceProof

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


@dataclass(frozen=True, kw_only=True)
class ResidenceRules:
    """The rules of this section."""

    local_id_required: Stated[bool] = stated(
        "个人须持本省身份证",
        "individuals need an ID card of the province",
        Force.REJECT,
        otherwise=Force.MATERIAL,
        subject=SubjectKind.INDIVIDUAL,
    )
    residence_permit_accepted: Stated[bool] = stated(
        "外省身份证可凭居住证备案",
        "a residence permit makes an outside ID card acceptable",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    residence_permit_min_remaining_days: Stated[int] = stated(
        "居住证剩余有效期（天）须超过",
        "days for which the residence permit stays valid, at least",
        Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    temporary_residence_permit_accepted: Stated[bool] = stated(
        "可用暂住证", "a temporary residence permit serves as well", Force.MATERIAL, subject=SubjectKind.INDIVIDUAL
    )
    student_card_accepted: Stated[bool] = stated(
        "可用学生证",
        "a local student card serves as well",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    other_residence_proofs: Stated[tuple[ResidenceProof, ...]] = stated(
        "可替代居住证的证明", "papers that replace the residence permit", Force.MATERIAL, subject=SubjectKind.INDIVIDUAL
    )
    temporary_id_accepted: Stated[bool] = stated(
        "可用临时身份证",
        "a temporary ID card is accepted",
        Force.REJECT,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )
    non_local_principal_residence_permit_required: Stated[bool] = stated(
        "外省负责人须提供居住证",
        "principals with an outside ID card add a residence permit",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreigner_individual_allowed: Stated[bool] = stated(
        "外籍个人可备案",
        "a foreigner may file as an individual",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.INDIVIDUAL,
    )


def _from_elsewhere(persons: tuple[Person, ...], situation: Situation) -> tuple[Person, ...]:
    """The persons whose ID number begins with another province's code.

    The number keeps the place of the first registration: the card may show an address in the province all the same.
    """
    return tuple(person for person in once(persons) if person.province not in (None, situation.province))


def _local_id(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in _from_elsewhere(people(situation), situation):
        where = f"{person.path}.certificate_number"
        if asked.value:
            yield asked.check(
                where,
                Text(
                    f"身份证号码的前两位不是本省的；{asked.authority}只受理住址在本省的身份证，请核对证件住址，在外省的请向"
                    "户籍所在省备案。",
                    f"The ID number begins with another province's code. {asked.authority} takes only ID cards with an "
                    "address in the province: look at the card, and where it shows another one file there.",
                ),
                certain=False,
            )
        elif asked.force is Force.MATERIAL:
            yield asked.material(
                Text(
                    f"身份证住址不在本省的，{asked.authority}要求提供在本省居住的证明；请上传其认可的任一种。",
                    f"Where the ID card's address is in another province, {asked.authority} wants proof of residence "
                    "here: hand in any one of the papers that it accepts.",
                )
            )
        else:
            yield asked.hint(
                where,
                Text(
                    f"{asked.authority}受理外省身份证，无需居住证明。",
                    f"{asked.authority} takes ID cards from other provinces without proof of residence.",
                ),
            )


def _residence_permit(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    return _proof(asked, situation, Text("本省居住证", "a residence permit of the province"))


def _temporary_residence_permit(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    return _proof(asked, situation, Text("本省暂住证", "a temporary residence permit of the province"))


def _student_card(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    return _proof(asked, situation, Text("本省学校的有效学生证", "a valid student card of a school in the province"))


def _proof(asked: Asked, situation: Situation, paper: Text) -> Iterator[Requirement]:
    for _ in _from_elsewhere(people(situation), situation)[:1]:
        if asked.value:
            yield asked.material(
                Text(
                    f"身份证住址不在本省的，{asked.authority}认可{paper.zh}；请上传，或上传其认可的其他居住证明。",
                    f"Where the ID card's address is in another province, {asked.authority} accepts {paper.en}: hand "
                    "it in, or another proof of residence that it accepts.",
                )
            )
            continue
        text = Text(
            f"{asked.authority}不认可以{paper.zh}代替本省身份证；请勿仅凭它备案。",
            f"{asked.authority} does not accept {paper.en} in place of an ID card of the province: do not file with it "
            "alone.",
        )
        yield asked.hint("attachments", text)
        yield asked.checklist(text)


def _permit_stays_valid(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for _ in _from_elsewhere(people(situation), situation)[:1]:
        text = Text(
            f"{asked.authority}要求居住证的剩余有效期超过 {asked.value} 天；请核对，不足的请先续签。",
            f"{asked.authority} wants a residence permit that stays valid for more than {asked.value} days: look at "
            "its date, and renew it first where it does not.",
        )
        yield asked.hint("attachments", text)
        yield asked.checklist(text)


def _other_proofs(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for _ in _from_elsewhere(people(situation), situation)[:1]:
        yield asked.material(
            Text(
                f"{asked.authority}认可以{'、'.join(one.zh for one in asked.value)}代替居住证；请上传其中一种。",
                f"In place of the residence permit {asked.authority} accepts any one of these: "
                f"{', '.join(one.en for one in asked.value)}. Hand one in where there is no permit.",
            )
        )


def _temporary_id(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """The number does not tell a temporary card from a lasting one."""
    for person in people(situation):
        if person.kind is not CertificateKind.RESIDENT_ID:
            continue
        where = f"{person.path}.certificate_number"
        if asked.value:
            zh, en = f"{asked.authority}接受有效的临时身份证。", f"{asked.authority} accepts a valid temporary ID card."
            yield asked.hint(where, Text(zh, en))
            continue
        text = Text(
            f"{asked.authority}不接受临时身份证；请使用正式的居民身份证。",
            f"{asked.authority} does not accept a temporary ID card: use the lasting one.",
        )
        yield asked.hint(where, text)
        yield asked.checklist(text)


def _principals_permit(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value:
        return
    for person in _from_elsewhere(principal_people(situation), situation):
        yield asked.material(
            Text(
                f"{person.label.zh}的身份证住址不在本省的，{asked.authority}要求本省居住证；请上传。",
                f"Where the ID card of {person.label.en} shows an address in another province, {asked.authority} wants "
                "a residence permit of the province: hand it in.",
            )
        )


def _foreigner(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A passport may be a Chinese citizen's from abroad; a card of permanent residence is a foreigner's."""
    for person in once(people(situation)):
        if person.origin is not Origin.FOREIGN:
            continue
        if asked.value:
            yield asked.material(
                Text(
                    f"{asked.authority}允许外籍个人备案；请上传有效护照，以及管局要求的居留证明。",
                    f"{asked.authority} lets foreigners file: hand in the valid passport, and the proof of residence "
                    "that it asks for.",
                )
            )
        else:
            yield asked.check(
                f"{person.path}.certificate_type",
                Text(
                    f"{asked.authority}不受理外籍个人的备案；请以单位名义备案，或改由持居民身份证的人备案。",
                    f"{asked.authority} takes no filings from foreigners: let an organisation file, or a person with a "
                    "resident ID card.",
                ),
                certain=person.kind is not CertificateKind.PASSPORT,
            )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "local_id_required": _local_id,
        "residence_permit_accepted": _residence_permit,
        "residence_permit_min_remaining_days": _permit_stays_valid,
        "temporary_residence_permit_accepted": _temporary_residence_permit,
        "student_card_accepted": _student_card,
        "other_residence_proofs": _other_proofs,
        "temporary_id_accepted": _temporary_id,
        "non_local_principal_residence_permit_required": _principals_permit,
        "foreigner_individual_allowed": _foreigner,
    }
)
