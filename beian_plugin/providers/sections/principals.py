"""Principals (负责人): who may be one, and at what age."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.verdict import Text
from beian_plugin.providers.looking import (
    Origin,
    Person,
    Sex,
    files_subject,
    once,
    people,
    principal_paths,
    principal_people,
    subject_principal,
)
from beian_plugin.providers.rule import Force, Stated, SubjectKind, stated
from beian_plugin.providers.values import HkMacaoDocument, MaxAge, UnderageProof

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation


@dataclass(frozen=True, kw_only=True)
class PrincipalRules:
    """The rules of this section."""

    subject_principal_must_be_legal_representative: Stated[bool] = stated(
        "主体负责人须为法定代表人",
        "the subject's principal is the legal representative",
        Force.REJECT,
        otherwise=Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    principal_authorization_letter_allowed: Stated[bool] = stated(
        "凭授权书可由他人担任主体负责人",
        "a letter lets another person be the subject's principal",
        Force.MATERIAL,
        otherwise=Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    same_principal_for_subject_and_site: Stated[bool] = stated(
        "主体负责人非法定代表人时，网站负责人须为同一人",
        "one principal for subject and site where it is not the legal representative",
        Force.REJECT,
        subject=SubjectKind.ORGANISATION,
    )
    site_principal_authorization_letter_required: Stated[bool] = stated(
        "网站负责人非法定代表人须提供授权书",
        "letter for a site's principal who is not the legal representative",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    principal_unique_across_subjects: Stated[bool] = stated(
        "负责人证件号码不得用于其他主体", "a principal stands under one subject only", Force.REJECT
    )
    foreign_principal_must_delegate: Stated[bool] = stated(
        "外籍法定代表人须授权境内人员担任主体负责人",
        "a foreign legal representative delegates the subject's principal",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreign_site_principal_must_delegate: Stated[bool] = stated(
        "外籍法定代表人的网站负责人须持居民身份证",
        "with a foreign legal representative the site's principal holds a resident ID card",
        Force.MATERIAL,
        subject=SubjectKind.ORGANISATION,
    )
    foreign_principal_passport_accepted: Stated[bool] = stated(
        "外籍法定代表人可凭护照担任负责人",
        "a foreign legal representative may be principal with a passport",
        Force.MATERIAL,
    )
    hk_macao_document: Stated[tuple[HkMacaoDocument, ...]] = stated(
        "港澳负责人可用的证件", "certificates for principals from Hong Kong and Macao", Force.MATERIAL
    )
    site_principal_max_age: Stated[MaxAge] = stated(
        "网站负责人年龄上限", "highest age of a site's principal", Force.REJECT, subject=SubjectKind.ORGANISATION
    )
    min_age: Stated[int] = stated("最低年龄（周岁）", "lowest age in years", Force.REJECT)
    underage_proof: Stated[UnderageProof] = stated("低龄须提供证明", "proof from young people", Force.MATERIAL)


_SUBJECT_PATH = "subject.principal"
_SUBJECT_NAME = f"{_SUBJECT_PATH}.name"


def _must_be_legal_representative(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """Nobody here can see who the legal representative is: the customer is told, and staff compare the licence."""
    if not files_subject(situation):
        return
    strict = asked.value and asked.force is Force.REJECT
    if strict:
        text = Text(
            f"{asked.authority}要求主体负责人为证照上的法定代表人；请填写法定代表人本人。",
            f"{asked.authority} takes only the legal representative as the subject's principal: enter that person.",
        )
    elif asked.value:
        text = Text(
            f"{asked.authority}一般要求主体负责人为法定代表人；由他人担任的，请先核对是否需要授权书。",
            f"{asked.authority} expects the legal representative as the subject's principal: where it is another "
            "person, find out first whether a letter is needed.",
        )
    else:
        text = Text(
            f"{asked.authority}允许法定代表人以外的人担任主体负责人，但须符合其条件；请备好授权书。",
            f"{asked.authority} lets somebody other than the legal representative be the subject's principal on "
            "conditions: have the letter ready.",
        )
    yield asked.hint(_SUBJECT_NAME, text)
    yield asked.checklist(
        Text(
            "请对照证照核实主体负责人是否为法定代表人；不是的，按管局要求处理。",
            "Compare the subject's principal with the legal representative on the licence; where they differ, do as "
            "the authority asks.",
        ),
        _SUBJECT_NAME,
    )


def _letter_allowed(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not files_subject(situation):
        return
    if asked.value:
        yield asked.material(
            Text(
                f"主体负责人不是法定代表人的，{asked.authority}要求法定代表人签署的授权书；请上传盖章的授权书。",
                f"Where the subject's principal is not the legal representative, {asked.authority} wants a letter "
                "signed by the latter: hand in the sealed letter.",
            )
        )
        return
    yield asked.hint(
        _SUBJECT_NAME,
        Text(
            f"{asked.authority}不接受凭授权书由他人担任主体负责人；请填写法定代表人本人。",
            f"{asked.authority} accepts no letter for another person as the subject's principal: enter the legal "
            "representative.",
        ),
    )


def _others_than_subject_principal(situation: Situation) -> Iterator[tuple[Person, bool | None]]:
    """The sites' principals, each with whether it is another person than the subject's; None where nothing tells."""
    principal = subject_principal(situation)
    for person in principal_people(situation):
        if person.path != _SUBJECT_PATH:
            same = principal.is_same(person) if principal else None
            yield person, None if same is None else not same


def _one_principal(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value:
        return
    for person, differs in _others_than_subject_principal(situation):
        if differs:
            yield asked.check(
                f"{person.path}.name",
                Text(
                    f"{person.label.zh}与主体负责人不是同一人；主体负责人不是法定代表人的，{asked.authority}要求二者"
                    "为同一人，请核对后改为同一人。",
                    f"{person.label.en.capitalize()} is not the subject's. Where the latter is not the legal "
                    f"representative, {asked.authority} wants one person for both: check it and enter the same person.",
                ),
                certain=False,
            )


def _site_letter(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    if not asked.value:
        return
    for person, differs in _others_than_subject_principal(situation):
        if differs:
            yield asked.material(
                Text(
                    f"{person.label.zh}不是法定代表人的，{asked.authority}要求授权书；请上传法定代表人签字并盖章的授权书。",
                    f"Where {person.label.en} is not the legal representative, {asked.authority} wants a letter: hand "
                    "it in, signed by the legal representative and sealed.",
                )
            )
        elif differs is None:
            yield asked.hint(
                f"{person.path}.name",
                Text(
                    f"网站负责人不是法定代表人的，{asked.authority}要求授权书；请一并备好。",
                    f"For a site's principal who is not the legal representative {asked.authority} wants a letter: "
                    "have it ready.",
                ),
            )


def _one_subject_only(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """A legal representative of two organisations has to head both: only a site's principal is surely refused."""
    if not asked.value:
        return
    for path, label in principal_paths(situation):
        if path in situation.principals_elsewhere:
            yield asked.check(
                f"{path}.certificate_number",
                Text(
                    f"{label.zh}已在其他主体的备案中担任负责人，{asked.authority}不允许一人用于多个主体；请换人，或先变更"
                    "那个主体的备案。",
                    f"{label.en.capitalize()} stands under another subject, which {asked.authority} does not allow: "
                    "name another person, or change the other subject's filing first.",
                ),
                certain=path != _SUBJECT_PATH,
            )


def _subject_delegates(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in principal_people(situation):
        if person.path == _SUBJECT_PATH and _not_mainland(person):
            yield from _delegate(asked, person, Text("主体负责人", "the subject's principal"))


def _site_delegates(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in principal_people(situation):
        if person.path != _SUBJECT_PATH and _not_mainland(person):
            yield from _delegate(asked, person, Text("网站负责人", "a site's principal"))


def _delegate(asked: Asked, person: Person, role: Text) -> Iterator[Requirement]:
    where = f"{person.path}.certificate_type"
    if not asked.value:
        yield asked.hint(
            where,
            Text(
                f"{asked.authority}不要求境外人士另行授权他人担任{role.zh}。",
                f"{asked.authority} does not ask a person from abroad to delegate {role.en}.",
            ),
        )
        return
    yield asked.check(
        where,
        Text(
            f"{person.label.zh}所持证件不是居民身份证；{asked.authority}要求境外法定代表人授权持居民身份证的人担任"
            f"{role.zh}，请改填被授权人。",
            f"{person.label.en.capitalize()} does not show a resident ID card. {asked.authority} wants a legal "
            f"representative from abroad to delegate a holder of one as {role.en}: enter that person.",
        ),
    )
    yield asked.material(
        Text(
            f"请上传境外法定代表人授权境内人员担任{role.zh}的授权书（{asked.authority}要求）。",
            f"Hand in the letter by which the legal representative from abroad delegates {role.en} "
            f"({asked.authority} asks for it).",
        )
    )


def _passport(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in once(principal_people(situation)):
        if person.kind is not CertificateKind.PASSPORT:
            continue
        if asked.value:
            yield asked.material(
                Text(
                    f"{asked.authority}接受外籍法定代表人凭护照担任负责人；请上传{person.label.zh}的有效护照。",
                    f"{asked.authority} accepts a foreign legal representative with a passport: hand in the valid "
                    f"passport of {person.label.en}.",
                )
            )
        else:
            yield asked.check(
                f"{person.path}.certificate_type",
                Text(
                    f"{asked.authority}不接受负责人以护照备案；请改填持居民身份证的负责人。",
                    f"{asked.authority} accepts no principal with a passport: enter one with a resident ID card.",
                ),
            )


def _hk_macao(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    zh = "或".join(one.zh for one in asked.value)
    en = " or ".join(one.en for one in asked.value)
    for person in once(principal_people(situation)):
        shown, where = _hk_macao_document(person), f"{person.path}.certificate_type"
        if shown and shown in asked.value:
            text = Text(
                f"{person.label.zh}为港澳居民：请上传{shown.zh}（{asked.authority}认可{zh}）。",
                f"{person.label.en.capitalize()} is from Hong Kong or Macao: hand in the {shown.en} "
                f"({asked.authority} accepts the {en}).",
            )
            yield asked.material(text)
        elif shown:
            text = Text(
                f"{asked.authority}要求港澳负责人使用{zh}；请改填该证件。",
                f"{asked.authority} asks principals from Hong Kong and Macao for the {en}: enter that certificate.",
            )
            yield asked.check(where, text)
        elif person.kind is CertificateKind.PASSPORT:
            text = Text(
                f"负责人为港澳居民的，{asked.authority}要求使用{zh}，而不是护照。",
                f"From a principal from Hong Kong or Macao {asked.authority} asks for the {en}, not a passport.",
            )
            yield asked.hint(where, text)


def _too_old(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in principal_people(situation):
        age, sex = person.age(situation.today), person.sex
        if person.path == _SUBJECT_PATH or age is None or sex is None:
            continue
        limit = asked.value.male if sex is Sex.MALE else asked.value.female
        if age > limit:
            yield asked.check(
                f"{person.path}.certificate_number",
                Text(
                    f"{person.label.zh}已超过 {limit} 周岁，{asked.authority}不接受；请换人担任。",
                    f"{person.label.en.capitalize()} is older than {limit}, which {asked.authority} does not accept: "
                    "name another person.",
                ),
            )


def _too_young(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    for person in people(situation):
        age = person.age(situation.today)
        if age is not None and age < asked.value:
            yield asked.check(
                f"{person.path}.certificate_number",
                Text(
                    f"{person.label.zh}未满 {asked.value} 周岁，{asked.authority}不接受；请由年满此岁数的人担任。",
                    f"{person.label.en.capitalize()} is younger than {asked.value}, which {asked.authority} does not "
                    "accept: it takes a person of that age or older.",
                ),
            )


def _young_proof(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    zh = "或".join(proof.zh for proof in asked.value.proofs)
    en = " or ".join(proof.en for proof in asked.value.proofs)
    for person in once(people(situation)):
        age = person.age(situation.today)
        if age is not None and age < asked.value.below:
            yield asked.material(
                Text(
                    f"{person.label.zh}未满 {asked.value.below} 周岁，{asked.authority}要求提供{zh}；请上传。",
                    f"{person.label.en.capitalize()} is younger than {asked.value.below}: hand in {en}, which "
                    f"{asked.authority} wants.",
                )
            )


def _not_mainland(person: Person) -> bool:
    return person.origin in (Origin.FOREIGN, Origin.HK_MACAO_TAIWAN)


def _hk_macao_document(person: Person) -> HkMacaoDocument | None:
    """Which certificate a person from Hong Kong or Macao shows; None for everybody else."""
    if person.kind is CertificateKind.HK_MACAO_PERMIT:
        return HkMacaoDocument.HK_MACAO_TRAVEL_PERMIT
    # Residence permits from Taiwan begin with 83.
    resident = person.origin is Origin.HK_MACAO_TAIWAN and person.number.startswith(("81", "82"))
    return HkMacaoDocument.HK_MACAO_TW_RESIDENCE_PERMIT if resident else None


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "subject_principal_must_be_legal_representative": _must_be_legal_representative,
        "principal_authorization_letter_allowed": _letter_allowed,
        "same_principal_for_subject_and_site": _one_principal,
        "site_principal_authorization_letter_required": _site_letter,
        "principal_unique_across_subjects": _one_subject_only,
        "foreign_principal_must_delegate": _subject_delegates,
        "foreign_site_principal_must_delegate": _site_delegates,
        "foreign_principal_passport_accepted": _passport,
        "hk_macao_document": _hk_macao,
        "site_principal_max_age": _too_old,
        "min_age": _too_young,
        "underage_proof": _young_proof,
    }
)
