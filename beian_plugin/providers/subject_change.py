"""What a change does to the subject: the one on record beside the one that the filing says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import PERSONAL, Certificate, CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.looking import certificate_kind

if TYPE_CHECKING:
    from beian_plugin.filing.particulars import Principal, Subject
    from beian_plugin.providers.situation import Situation

#: Where the organisation's own code stands in a credit code (GB 32100): it stays when the registry changes.
_ORGANISATION_CODE = slice(8, 17)
#: A resident ID keeps its number for life, but for the older one of 15 digits, which became this long.
_ID_DIGITS = 18


class Side(NamedTuple):
    """The subject before or after a change."""

    subject: Subject
    #: None where its number cannot be right, or its kind is not known.
    certificate: Certificate | None
    #: Whether it is a person; None where nature and certificate tell nothing.
    is_person: bool | None


class SubjectChange(NamedTuple):
    """The subject before and after a change."""

    before: Side
    after: Side
    #: Whether the subject's principal stays the same person; None where nothing tells.
    same_principal: bool | None
    #: Whether the person who was the subject is the principal of the new one; None where nothing tells.
    person_stays: bool | None

    @property
    def renamed(self) -> bool:
        """Whether the name is another."""
        before, after = self.before.subject.name, self.after.subject.name
        return bool(before and after) and before != after

    @property
    def new_number(self) -> bool:
        """Whether the certificate's number is another."""
        before, after = (side.certificate for side in (self.before, self.after))
        return before is not None and after is not None and before.number != after.number

    @property
    def new_credit_code(self) -> bool:
        """Whether one credit code became another; an old licence that became a credit code is the same subject."""
        sides = (self.before.certificate, self.after.certificate)
        return self.new_number and all(side and side.kind is CertificateKind.CREDIT_CODE for side in sides)

    @property
    def becomes_organisation(self) -> bool:
        """Whether an individual's record turns into an organisation's."""
        return self.before.is_person is True and self.after.is_person is False

    @property
    def becomes_other_person(self) -> bool:
        """Whether an individual's record turns into another individual's, as far as name and number tell."""
        both = self.before.is_person is True and self.after.is_person is True
        return both and self.renamed and self.new_number

    @property
    def is_surely_other_person(self) -> bool:
        """Whether name and resident ID are both another's: a passport's number is no sign, nor is one of 15 digits."""
        ids = [side.certificate for side in (self.before, self.after)]
        alike = all(one and one.kind is CertificateKind.RESIDENT_ID and len(one.number) == _ID_DIGITS for one in ids)
        return self.becomes_other_person and alike

    @property
    def becomes_other_organisation(self) -> bool:
        """Whether an organisation's record seems to turn into another one's: another name under another number."""
        if not (self.before.is_person is False and self.after.is_person is False and self.renamed and self.new_number):
            return False
        if not self.new_credit_code:
            return True
        return _organisation_code(self.before) != _organisation_code(self.after)

    @property
    def is_surely_other_organisation(self) -> bool:
        """Whether name, credit code and principal are all another's, so that it cannot be a mere rename."""
        return self.becomes_other_organisation and self.new_credit_code and self.same_principal is False


def subject_change(situation: Situation) -> SubjectChange | None:
    """What the filing does to the subject; None for other kinds of filing, and where the record is not known."""
    before = situation.published.subject if situation.published else None
    after = situation.particulars.subject
    if situation.kind is not Kind.CHANGE or before is None or after is None:
        return None
    return SubjectChange(
        _side(situation, before),
        _side(situation, after),
        _same(situation, before.principal, after.principal),
        _same(situation, before, after.principal),
    )


def _side(situation: Situation, subject: Subject) -> Side:
    certificate = read_certificate(situation, subject)
    nature = situation.tables.get("Dwxz", {}).get(subject.nature or 0, "")
    if nature:
        return Side(subject, certificate, "个人" in nature)
    return Side(subject, certificate, certificate.kind in PERSONAL if certificate else None)


def _same(situation: Situation, one: Subject | Principal, other: Subject | Principal) -> bool | None:
    """Whether two are one person: by their certificates of one kind, else only a different name tells."""
    first, second = read_certificate(situation, one), read_certificate(situation, other)
    if first and second and first.kind is second.kind and len(first.number) == len(second.number):
        return first.number == second.number
    return False if one.name and other.name and one.name != other.name else None


def read_certificate(situation: Situation, said: Subject | Principal) -> Certificate | None:
    """The certificate of a subject or principal; None where its kind is unknown or its number cannot be right."""
    kind = certificate_kind(situation, said.certificate_type)
    try:
        return Certificate.parse(kind, said.certificate_number) if kind else None
    except InvalidValue:
        return None


def _organisation_code(side: Side) -> str:
    return side.certificate.number[_ORGANISATION_CODE] if side.certificate else ""
