"""What a change may make of the subject: renamed, another organisation, an individual's own company."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.verdict import Text
from beian_plugin.providers.subject_change import subject_change
from beian_plugin.providers.values import IndividualChange, OrganisationChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.providers.requirement import Asked, Requirement
    from beian_plugin.providers.situation import Act, Situation
    from beian_plugin.providers.subject_change import SubjectChange

_NUMBER = "subject.certificate_number"
_ANEW = Text(
    "请先注销原主体，通过后按新备案提交",
    "cancel the old subject first, then file anew",
)


def _organisation_scope(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    change = subject_change(situation)
    if change is None or not change.becomes_other_organisation:
        return
    match asked.value:
        case OrganisationChange.RENAME_ONLY:
            yield from _rename_only(asked, change)
        case OrganisationChange.SAME_LEGAL_REPRESENTATIVE:
            yield from _same_representative(asked, change)
        case OrganisationChange.WITH_REGISTRY_CERTIFICATE:
            yield asked.material(
                Text(
                    f"{asked.authority}对变更为另一单位的备案要求工商变更证明；请上传登记机关出具的证明。",
                    f"{asked.authority} wants the registry's certificate of change where the filing turns into another "
                    "organisation's: hand it in.",
                )
            )
        case _:
            yield _no_condition(asked)


def _rename_only(asked: Asked, change: SubjectChange) -> Iterator[Requirement]:
    yield asked.check(
        _NUMBER,
        Text(
            f"名称和证件号码都变了，看来是另一家单位；{asked.authority}只受理更名，不受理变更为其他单位。确为更名的请附工商"
            f"变更证明，否则{_ANEW.zh}。",
            "Name and certificate are both another's, so it seems to be another organisation: "
            f"{asked.authority} takes only a rename. Hand in the registry's certificate if it is one; else {_ANEW.en}.",
        ),
        certain=change.is_surely_other_organisation,
    )


def _same_representative(asked: Asked, change: SubjectChange) -> Iterator[Requirement]:
    if change.same_principal is not True:
        yield asked.check(
            "subject.principal.name",
            Text(
                f"{asked.authority}只在两家单位的法定代表人为同一人时受理变更；负责人已不是原来的人，请核对，法定代表人"
                f"不同的{_ANEW.zh}。",
                f"{asked.authority} takes a change to another organisation only under the same legal representative, "
                f"and the principal is not the one on record: check it; where they differ, {_ANEW.en}.",
            ),
            # The principal on record need not be the legal representative.
            certain=False,
        )
    yield asked.checklist(
        Text(
            "请核实前后两家单位证照上的法定代表人为同一人。",
            "Look at both licences: the legal representative has to be one and the same person.",
        ),
        "subject.principal.name",
    )


def _individual_scope(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    change = subject_change(situation)
    if change is None or not (change.becomes_organisation or change.becomes_other_person):
        return
    match asked.value:
        case IndividualChange.NEVER:
            yield _never(asked, change)
        case IndividualChange.OWN_COMPANY:
            yield from _own_company(asked, change)
        case IndividualChange.WITH_DOMAIN_CERTIFICATE:
            yield asked.material(
                Text(
                    f"{asked.authority}要求域名证书证明域名已归单位持有，才受理个人变更为单位；请上传域名证书。",
                    f"{asked.authority} takes a change from an individual to an organisation only with the certificate "
                    "that shows the organisation as the domain's owner: hand it in.",
                )
            )
        case _:
            yield _no_condition(asked)


def _never(asked: Asked, change: SubjectChange) -> Requirement:
    return asked.check(
        _NUMBER,
        Text(
            f"{asked.authority}不受理个人备案变更为其他主体；{_ANEW.zh}。",
            f"{asked.authority} takes no change of an individual's filing into another subject's: {_ANEW.en}.",
        ),
        certain=change.becomes_organisation or change.is_surely_other_person,
    )


def _own_company(asked: Asked, change: SubjectChange) -> Iterator[Requirement]:
    if change.becomes_other_person:
        yield asked.check(
            _NUMBER,
            Text(
                f"{asked.authority}只受理个人变更为本人任法定代表人的单位，不受理变更为其他个人；{_ANEW.zh}。",
                f"{asked.authority} takes an individual's filing only into a company of the same person's, never into "
                f"another individual's: {_ANEW.en}.",
            ),
            certain=change.is_surely_other_person,
        )
        return
    if change.person_stays is False:
        yield asked.check(
            "subject.principal.certificate_number",
            Text(
                f"{asked.authority}只受理个人变更为本人任法定代表人的单位，而主体负责人不是原备案的本人；请核对，法定代表人"
                f"另有其人的{_ANEW.zh}。",
                f"{asked.authority} takes an individual's filing only into a company whose legal representative is the "
                f"same person, and the principal is another: check it; where it is another person, {_ANEW.en}.",
            ),
            # The principal may be another than the legal representative, who counts.
            certain=False,
        )
    yield asked.checklist(
        Text(
            f"个人变更为单位：请对照营业执照核实法定代表人就是原备案的个人（{asked.authority}要求）。",
            "From an individual to an organisation: look at the licence, whose legal representative has to be the "
            f"individual on record ({asked.authority} wants it).",
        ),
        _NUMBER,
    )


def _no_condition(asked: Asked) -> Requirement:
    return asked.checklist(
        Text(
            f"主体变为另一主体：有来源称{asked.authority}可受理，但未列条件；多数省份要求注销后重新备案，请先向管局确认。",
            f"The subject becomes another: a source says that {asked.authority} takes this but names no condition. "
            "Most provinces want it cancelled and filed anew, so ask the authority first.",
        ),
        _NUMBER,
    )


def _change_certificate(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    change = subject_change(situation)
    if asked.value and change and change.renamed and change.before.is_person is not True:
        yield asked.material(
            Text(
                f"单位名称已变更，{asked.authority}要求登记机关出具的名称（工商）变更证明；请上传。",
                f"The organisation's name changes, and {asked.authority} wants the registry's certificate of the "
                "change: hand it in.",
            )
        )


def _new_credit_code(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    """An old licence number that became a credit code is no new credit code."""
    change = subject_change(situation)
    if asked.value and change and change.renamed and change.new_credit_code:
        yield asked.check(
            _NUMBER,
            Text(
                f"名称变更且统一社会信用代码改变的，{asked.authority}不受理变更；{_ANEW.zh}。",
                f"{asked.authority} takes no change where a rename brings a new credit code: {_ANEW.en}.",
            ),
        )


def _new_letter(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    change = subject_change(situation)
    if asked.value and change and change.same_principal is False:
        yield asked.material(
            Text(
                f"更换主体负责人的，{asked.authority}要求重新提供授权书；请上传新负责人的授权书。",
                f"The subject's principal changes, and {asked.authority} wants a new letter: hand in the one for the "
                "new principal.",
            )
        )


def _migrate(asked: Asked, situation: Situation) -> Iterator[Requirement]:
    change = subject_change(situation)
    if asked.value and change and change.becomes_other_organisation:
        yield asked.hint(
            _NUMBER,
            Text(
                f"{asked.authority}支持把网站迁移到另一单位的主体下，网站备案号不必注销；请先联系备案专员，由双方单位出具"
                "同意迁移的材料。",
                f"{asked.authority} lets a site move to another organisation's subject, so that its number need not be "
                "cancelled: talk to filing staff, and have both organisations agree in writing.",
            ),
        )


#: What each rule does, by its name.
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "principal_change_needs_new_letter": _new_letter,
        "org_subject_change_scope": _organisation_scope,
        "individual_subject_change_scope": _individual_scope,
        "change_certificate_required": _change_certificate,
        "name_change_by_new_uscc_requires_cancel": _new_credit_code,
        "migrate_between_subjects_supported": _migrate,
    }
)
