"""What rules look at in a situation: the people of a filing, what their certificates tell, and who the subject is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.division import province_of
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Principal, Subject
from beian_plugin.filing.rules import certificate_kind_named
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from beian_plugin.providers.situation import Situation

_NATURES = "Dwxz"
_CERTIFICATES = "Zjlx"
#: Resident IDs of people from Hong Kong, Macao and Taiwan, and of foreigners who live here for good.
_HK_MACAO_TAIWAN_NUMBERS = ("81", "82", "83")
_FOREIGN_NUMBERS = "9"


class Sex(StrEnum):
    """What the last digit but one of a resident ID tells."""

    MALE = "male"
    FEMALE = "female"


class Origin(StrEnum):
    """Where a certificate says that its holder is from."""

    MAINLAND = "mainland"
    HK_MACAO_TAIWAN = "hk_macao_taiwan"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A person of a filing: where they stand in it, and what they show."""

    #: Path within the particulars, such as `sites.0.principal`; an individual who files is at `subject`.
    path: str
    #: What the person is called on screens.
    label: Text
    name: str
    #: Name of the certificate type in the authority's table; empty where unknown.
    certificate_name: str
    number: str

    @property
    def kind(self) -> CertificateKind | None:
        """The kind of certificate; None where the authority's table does not tell."""
        return certificate_kind_named(self.certificate_name)

    @property
    def certificate(self) -> Certificate | None:
        """The certificate; None where the kind is unknown or the number cannot be right."""
        try:
            return Certificate.parse(self.kind, self.number) if self.kind else None
        except InvalidValue:
            return None

    def is_same(self, other: Person) -> bool | None:
        """Whether both are one person, by certificate, else by name; None where neither tells."""
        if self.number and self.number == other.number:
            return True
        one, two = self.certificate, other.certificate
        if one and two and one.kind is two.kind:
            return one == two
        if self.name and other.name and self.name != other.name:
            return False
        return None

    @property
    def birth_date(self) -> date | None:
        """The birth date in a resident ID."""
        return self.certificate.birth_date if self.certificate else None

    def age(self, today: date) -> int | None:
        """Full years on `today`, of a resident ID; None for other certificates."""
        born = self.birth_date
        return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    @property
    def sex(self) -> Sex | None:
        """The sex in a resident ID."""
        certificate = self.certificate
        if certificate is None or certificate.kind is not CertificateKind.RESIDENT_ID:
            return None
        return Sex.MALE if int(certificate.number[:17][-1]) % 2 else Sex.FEMALE

    @property
    def province(self) -> str | None:
        """The two-digit code of the province in a resident ID; None where there is none."""
        certificate = self.certificate
        if certificate is None or certificate.kind is not CertificateKind.RESIDENT_ID:
            return None
        return province_of(certificate.division or "")

    @property
    def origin(self) -> Origin | None:
        """Where the certificate says that the person is from; None where it does not tell."""
        kind, name = self.kind, self.certificate_name
        if kind is CertificateKind.PASSPORT or "永久居留" in name:
            return Origin.FOREIGN
        if kind in (CertificateKind.HK_MACAO_PERMIT, CertificateKind.TAIWAN_PERMIT) or "港澳" in name:
            return Origin.HK_MACAO_TAIWAN
        if kind is not CertificateKind.RESIDENT_ID or not self.certificate:
            return None
        if self.certificate.number.startswith(_HK_MACAO_TAIWAN_NUMBERS):
            return Origin.HK_MACAO_TAIWAN
        return Origin.FOREIGN if self.certificate.number.startswith(_FOREIGN_NUMBERS) else Origin.MAINLAND


_SUBJECT = Text("主体（个人）", "the person who files")
_SUBJECT_PRINCIPAL = Text("主体负责人", "the subject's principal")


def files_subject(situation: Situation) -> bool:
    """Whether this kind of filing carries a subject with its principal, filled in or not yet."""
    return situation.kind in (Kind.NEW, Kind.CHANGE)


def principal_paths(situation: Situation) -> tuple[tuple[str, Text], ...]:
    """Where this kind of filing asks for a principal, filled in or not yet, each with a word for it."""
    found = [("subject.principal", _SUBJECT_PRINCIPAL)] if files_subject(situation) else []
    if situation.kind in (Kind.NEW, Kind.CHANGE, Kind.ADD_SITE):
        found += [
            (f"sites.{number}.principal", _site_principal(number))
            for number, _ in enumerate(situation.particulars.sites)
        ]
    return tuple(found)


def principals(situation: Situation) -> tuple[tuple[str, Text, Principal], ...]:
    """The principals that are filled in, each with its path and a word for it."""
    filing = situation.particulars
    found = [("subject.principal", _SUBJECT_PRINCIPAL, filing.subject.principal)] if filing.subject else []
    for number, site in enumerate(filing.sites):
        found.append((f"sites.{number}.principal", _site_principal(number), site.principal))
    return tuple(one for one in found if one[2] != Principal())


def people(situation: Situation) -> tuple[Person, ...]:
    """The people who have to meet what is asked of persons: the individual who files, else the principals."""
    subject = situation.particulars.subject
    if situation.is_individual and subject is not None and subject.certificate_number:
        return (_person(situation, "subject", _SUBJECT, subject),)
    return principal_people(situation)


def principal_people(situation: Situation) -> tuple[Person, ...]:
    """The principals of the filing as people, whoever files."""
    return tuple(_person(situation, path, label, one) for path, label, one in principals(situation))


def subject_principal(situation: Situation) -> Person | None:
    """The subject's principal, of the filing or as published; None where neither tells."""
    for particulars in (situation.particulars, situation.published):
        found = particulars.subject.principal if particulars and particulars.subject else None
        if found and found != Principal():
            return _person(situation, "subject.principal", _SUBJECT_PRINCIPAL, found)
    return None


def once(persons: Iterable[Person]) -> tuple[Person, ...]:
    """The persons without those whose certificate number came before."""
    found: dict[str, Person] = {}
    for person in persons:
        found.setdefault(person.number or person.path, person)
    return tuple(found.values())


def subject(situation: Situation) -> Subject | None:
    """The subject with what tells who it is: the filing's own, else the published one's; None where neither does."""
    for particulars in (situation.particulars, situation.published):
        found = particulars.subject if particulars else None
        if found and (found.nature is not None or found.certificate_number or found.name):
            return found
    return None


def certificate_name(situation: Situation, code: int | None) -> str:
    """Name of a certificate type in the authority's table; empty where it is not there."""
    return situation.tables.get(_CERTIFICATES, {}).get(code or 0, "")


def certificate_kind(situation: Situation, code: int | None) -> CertificateKind | None:
    """The kind behind the code of a certificate type; None where the authority's table does not tell."""
    return certificate_kind_named(certificate_name(situation, code))


def nature(situation: Situation) -> str:
    """Name of the subject's nature (单位性质) in the authority's table; empty where unknown."""
    found = subject(situation)
    return situation.tables.get(_NATURES, {}).get(found.nature or 0, "") if found else ""


def is_institution(situation: Situation) -> bool:
    """Whether the subject is a public institution (事业单位)."""
    return "事业单位" in nature(situation)


def is_party_or_government(situation: Situation) -> bool:
    """Whether the subject is a body of government or of the party."""
    return any(word in nature(situation) for word in ("政府", "机关", "党"))


def subject_certificate(situation: Situation) -> Certificate | None:
    """The subject's certificate; None where its kind is unknown or the number cannot be right."""
    found = subject(situation)
    return _person(situation, "subject", _SUBJECT, found).certificate if found else None


def registry(situation: Situation) -> str | None:
    """The two-digit code of the province that registered an organisation, from its credit code; None for the state's
    own registry and where nothing tells.
    """
    certificate = subject_certificate(situation)
    if certificate is None or certificate.kind is not CertificateKind.CREDIT_CODE:
        return None
    return province_of(certificate.division or "")


def is_sole_trader(situation: Situation) -> bool:
    """Whether the certificate's number is a sole trader's (个体工商户).

    A credit code then begins with 92 (GB 32100); of an old licence number the seventh digit is 6 to 9 (GS 15).
    """
    certificate = subject_certificate(situation)
    if certificate is None:
        return False
    if certificate.kind is CertificateKind.CREDIT_CODE:
        return certificate.number.startswith("92")
    old = certificate.kind is CertificateKind.BUSINESS_LICENCE and len(certificate.number) == 15
    return old and certificate.number[6] in "6789"


def _site_principal(number: int) -> Text:
    return Text(f"第 {number + 1} 个网站的负责人", f"the principal of site {number + 1}")


def _person(situation: Situation, path: str, label: Text, said: Subject | Principal) -> Person:
    return Person(path, label, said.name, certificate_name(situation, said.certificate_type), said.certificate_number)
