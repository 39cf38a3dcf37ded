"""What a change does to the subject, told apart by nature, name, certificate and principal; and words of trades."""

from __future__ import annotations

import dataclasses

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from providers.cases import TABLES, TODAY, individual
from providers.cases.invented import with_principal, with_subject

from beian_plugin.filing.certificate import credit_check_digit
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.requirement import Asked
from beian_plugin.providers.rule import Force, Rule, Source, SubjectKind
from beian_plugin.providers.situation import Situation
from beian_plugin.providers.subject_change import subject_change
from beian_plugin.providers.trades import EDUCATION, FINANCE, words_in_names, words_said
from beian_plugin.providers.values import IndividualChange

TABLES = {**TABLES, "Zjlx": {**TABLES["Zjlx"], 8: "营业执照"}}
_OTHER_REGISTRY = "9144010099" + "0000007"


def situation(record=None, **changes):
    """A company that files what stands on record, changed where the test says so."""
    record = record or samples.new(7)
    plain = Situation(
        kind=Kind.CHANGE,
        province="33",
        today=TODAY,
        particulars=record,
        subject=SubjectKind.ORGANISATION,
        tables=TABLES,
        published=record,
    )
    return with_subject(plain, **changes) if changes else plain


def with_record(record, **changes):
    return replace(record, subject=replace(record.subject, **changes))


def test_only_a_change_of_a_known_record_changes_a_subject():
    plain = situation()
    assert subject_change(plain) is not None
    assert subject_change(dataclasses.replace(plain, kind=Kind.NEW)) is None
    assert subject_change(dataclasses.replace(plain, published=None)) is None


def test_what_stays_as_it_is_is_no_change_of_subject():
    change = subject_change(situation())
    told = (change.renamed, change.new_number, change.becomes_organisation, change.becomes_other_organisation)
    assert not any(told)
    assert change.same_principal is True


@pytest.mark.parametrize(
    ("changes", "other", "new_code"),
    [
        ({"name": "杭州示例红茶有限公司"}, False, False),
        ({"certificate_number": samples.credit_code(9)}, False, True),
        ({"name": "杭州示例红茶有限公司", "certificate_number": samples.credit_code(9)}, True, True),
        # The organisation's own code within the credit code stays where another registry takes it over.
        (
            {"name": "示例红茶有限公司", "certificate_number": _OTHER_REGISTRY + credit_check_digit(_OTHER_REGISTRY)},
            False,
            True,
        ),
        ({"name": "杭州示例红茶有限公司", "certificate_number": "看不清"}, False, False),
    ],
)
def test_another_name_under_another_organisations_code_is_another_organisation(changes, other, new_code):
    change = subject_change(situation(**changes))
    assert change.becomes_other_organisation is other
    assert change.new_credit_code is new_code
    assert not change.is_surely_other_organisation, "its principal stays"


def test_it_is_sure_only_where_the_principal_is_another_too():
    changed = situation(name="杭州示例红茶有限公司", certificate_number=samples.credit_code(9))
    changed = with_principal(changed, name="李示例", certificate_number=samples.resident_id(2))
    assert subject_change(changed).is_surely_other_organisation


def test_an_old_licence_that_became_a_credit_code_is_no_new_credit_code():
    """FAQ 2: the same name under another certificate may be the same subject."""
    old = with_record(samples.new(7), certificate_type=8, certificate_number="330100000000001")
    change = subject_change(
        situation(old, certificate_type=1, certificate_number=samples.credit_code(7), name="杭州示例红茶有限公司")
    )
    assert change.new_number
    assert not change.new_credit_code
    assert not change.is_surely_other_organisation


def test_an_individual_becomes_an_organisation_and_whether_the_person_stays_is_told_by_the_id():
    person = individual()
    company = samples.subject(7)
    own = dataclasses.replace(situation(), published=person, particulars=replace(person, subject=company))
    change = subject_change(own)
    assert change.becomes_organisation
    assert change.person_stays is True
    another = with_principal(own, name="李示例", certificate_number=samples.resident_id(2))
    assert subject_change(another).person_stays is False
    unread = with_principal(own, certificate_number="看不清")
    assert subject_change(unread).person_stays is None


def test_an_old_id_number_of_fifteen_digits_says_nothing_of_who_it_is():
    person = individual()
    old = with_record(person, certificate_number="330100850101007")
    plain = dataclasses.replace(situation(), published=old, particulars=person, subject=SubjectKind.INDIVIDUAL)
    assert subject_change(plain).person_stays is None
    assert not subject_change(plain).becomes_other_person, "the name is the same"


@pytest.mark.parametrize(
    ("number", "surely"), [(samples.resident_id(5), True), ("330100850101007", False), ("看不清", None)]
)
def test_another_name_under_an_old_id_number_need_not_be_another_person(number, surely):
    person = individual()
    before = with_record(person, name="李示例", certificate_number=number)
    plain = dataclasses.replace(situation(), published=before, particulars=person, subject=SubjectKind.INDIVIDUAL)
    change = subject_change(plain)
    assert change.becomes_other_person is (surely is not None)
    assert change.is_surely_other_person is bool(surely)
    for value in (IndividualChange.NEVER, IndividualChange.OWN_COMPANY):
        rule = Rule(value, Source("示例"))
        asked = Asked("individual_subject_change_scope", rule, Force.REJECT, "示例管局")
        found = [one.severity for one in ACTS[asked.name](asked, plain)]
        expected = {True: [Severity.REFUSE], False: [Severity.WARN], None: []}[surely]
        assert found == expected


def test_a_nature_that_nobody_knows_leaves_it_to_the_certificate():
    plain = dataclasses.replace(situation(), tables={"Zjlx": TABLES["Zjlx"]})
    assert subject_change(plain).before.is_person is False
    unknown = dataclasses.replace(situation(), tables={})
    assert subject_change(unknown).before.is_person is None


def test_words_of_a_trade_are_found_where_they_stand():
    plain = situation(name="杭州示例教育有限公司")
    site = replace(plain.particulars.sites[0], name="示例p2p平台", note="含贷款")
    plain = dataclasses.replace(plain, particulars=replace(plain.particulars, sites=(site,)))
    assert list(words_in_names(plain, EDUCATION)) == [("subject.name", "教育")]
    assert list(words_in_names(plain, FINANCE)) == [("sites.0.name", "P2P")]
    assert list(words_said(plain, FINANCE)) == [("sites.0.name", "P2P"), ("sites.0.note", "贷款")]
    assert list(words_said(dataclasses.replace(plain, kind=Kind.CANCEL_SITE), FINANCE)) == []
