"""Which remedy is offered for a code, from what is known around the filing."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from msgspec.structs import replace

from beian_plugin.filing import codes
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.offers import Numbers, Refusal, Way, mend, offers
from beian_plugin.filing.particulars import Domain, Particulars, Subject
from beian_plugin.filing.verdict import Actor

NUMBER = "浙ICP备20260001号"
FILED = Numbers(subject=NUMBER, site=f"{NUMBER}-1")
NOT_FILED = Numbers()


def refusal(*given, kind=Kind.NEW, particulars=None, **known):
    return Refusal(kind=kind, codes=given, particulars=particulars or samples.new(), **known)


def only(*given, **known):
    (offer,) = offers(refusal(*given, **known))
    return offer


def record(*sites):
    """A subject with its sites as the authority published them."""
    stands = tuple(
        replace(site, authority_id=200 + n, licence_number=f"{NUMBER}-{n}") for n, site in enumerate(sites, 1)
    )
    return Particulars(subject=samples.subject(authority_id=100, licence_number=NUMBER), sites=stands)


def test_an_approval_asks_for_nothing():
    assert offers(refusal(1001)) == ()


def test_a_code_without_a_mechanical_remedy_says_who_has_to_do_what():
    offer = only(1004)
    assert (offer.way, offer.actor, offer.text) == (Way.NONE, Actor.CUSTOMER, codes.result_code(1004).next_step)


def test_every_code_gets_its_own_offer():
    assert [offer.codes for offer in offers(refusal(1015, 1041))] == [(1015,), (1041,)]


def test_an_offer_names_the_fields_that_its_own_codes_are_about():
    offers_made = offers(refusal(1004, 1020))
    assert [list(offer.fields) for offer in offers_made] == [["sites.0.domains.0.name"], ["sites.0.name"]]


def test_a_broken_schema_is_for_whoever_our_own_checks_point_to():
    wrong = {"subject.name": codes.result_code(1044).message}
    offer = only(5001, wrong=wrong)
    assert (offer.actor, offer.fields) == (Actor.STAFF, wrong)
    assert only(5001).actor is Actor.TECHNICIAN


class TestSubjectConflict:
    def test_a_number_that_is_found_leads_to_adding_the_site(self):
        offer = only(1003, subject=Numbers(subject=NUMBER))
        assert (offer.way, offer.opens[0].kind) == (Way.REPLACE, Kind.ADD_SITE)
        assert offer.opens[0].particulars.subject.licence_number == NUMBER
        assert offer.opens[0].hosts == ("beian-sample-1.cn",)

    def test_no_number_means_a_shell_and_the_authority(self):
        offer = only(1003, subject=NOT_FILED)
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1003).cases[1].next_step)

    def test_an_authority_that_could_not_be_asked_leaves_both_ways_open(self):
        assert only(1003).text == codes.result_code(1003).next_step

    def test_subject_and_domain_both_filed_make_a_transfer_of_each_site(self):
        draft = Particulars(subject=samples.subject(), sites=(samples.site(1), samples.site(2)))
        second = Numbers(subject=NUMBER, site=f"{NUMBER}-2")
        known = {"beian-sample-1.cn": FILED, "beian-sample-2.cn": second}
        offer = only(1003, 1005, particulars=draft, domains=known)
        assert offer.codes == (1003, 1005)
        assert [one.kind for one in offer.opens] == [Kind.TRANSFER_IN] * 2
        assert [one.particulars.sites[0].licence_number for one in offer.opens] == [f"{NUMBER}-1", f"{NUMBER}-2"]

    def test_a_site_whose_domains_stand_under_two_numbers_is_for_a_person(self):
        site = samples.site(1, domains=(Domain(name="beian-sample-1.cn"), Domain(name="beian-sample-2.cn")))
        draft = Particulars(subject=samples.subject(), sites=(site,))
        known = {"beian-sample-1.cn": FILED, "beian-sample-2.cn": Numbers(subject=NUMBER, site=f"{NUMBER}-2")}
        assert only(1003, 1005, particulars=draft, domains=known).way is Way.NONE


class TestDomainConflict:
    def test_a_domain_of_somebody_else_is_for_the_authority(self):
        offer = only(1005, subject=NOT_FILED, domains={"beian-sample-1.cn": FILED})
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1005).cases[0].next_step)

    def test_a_domain_of_our_own_record_is_split_off_first(self):
        both = samples.site(1, domains=(Domain(name="beian-sample-1.cn"), Domain(name="moved-sample.cn")))
        added = samples.site(2, domains=(Domain(name="moved-sample.cn"),))
        draft = Particulars(subject=record().subject, sites=(added,))
        offer = only(
            1005, kind=Kind.ADD_SITE, particulars=draft, published=record(both), domains={"moved-sample.cn": FILED}
        )
        assert (offer.way, offer.opens[0].kind) == (Way.PRECEDE, Kind.CHANGE)
        assert [one.name for one in offer.opens[0].particulars.sites[0].domains] == ["beian-sample-1.cn"]

    def test_a_number_is_the_same_in_every_way_of_writing_it(self):
        both = samples.site(1, domains=(Domain(name="beian-sample-1.cn"), Domain(name="moved-sample.cn")))
        subject = replace(record().subject, licence_number="浙 ICP 备 20260001 号")
        draft = Particulars(subject=subject, sites=(samples.site(2, domains=(Domain(name="moved-sample.cn"),)),))
        known = {"moved-sample.cn": FILED}
        offer = only(1005, kind=Kind.ADD_SITE, particulars=draft, published=record(both), domains=known)
        assert offer.way is Way.PRECEDE

    def test_the_only_domain_of_a_site_cannot_be_split_off(self):
        draft = Particulars(subject=record().subject, sites=(samples.site(1),))
        stands = record(samples.site(1))
        offer = only(
            1005, kind=Kind.ADD_SITE, particulars=draft, published=stands, domains={"beian-sample-1.cn": FILED}
        )
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1005).cases[1].next_step)

    def test_nothing_is_guessed_where_the_authority_could_not_be_asked(self):
        assert only(1005).text == codes.result_code(1005).next_step
        assert only(1005, domains={"beian-sample-1.cn": FILED}).text == codes.result_code(1005).next_step


class TestMend:
    def test_a_number_that_only_a_person_can_mend_is_not_offered(self):
        assert only(1015).way is Way.NONE

    def test_one_successor_is_offered_and_several_are_a_choice(self):
        address = replace(samples.subject().address, county=330103)
        draft = Particulars(subject=samples.subject(address=address))
        offer = only(1019, particulars=draft)
        assert offer.way is Way.MEND
        assert [code for code, _ in offer.choices] == ["330105"]
        assert offer.changes
        # 330104 江干区 went to 上城区 and 钱塘区.
        address = replace(address, county=330104)
        draft = Particulars(subject=samples.subject(address=address))
        offer = only(1019, particulars=draft)
        assert (offer.way, len(offer.choices), offer.changes) == (Way.MEND, 2, ())
        chosen = offer.choices[1][0]
        assert mend(refusal(1019), 1019, draft, chosen).particulars.subject.address.county == int(chosen)
        assert mend(refusal(1019), 1019, draft) is None

    @pytest.mark.parametrize("code", [1016, 1039, 1040])
    def test_sent_again_once_in_vain_it_is_for_a_technician(self, code):
        stands = record(samples.site(1))
        offer = only(code, kind=Kind.CHANGE, particulars=stands, published=stands)
        assert offer.way is Way.MEND
        offer = only(code, kind=Kind.CHANGE, particulars=stands, published=stands, resent=frozenset({code}))
        assert (offer.way, offer.actor) == (Way.NONE, Actor.TECHNICIAN)

    @pytest.mark.parametrize("code", [1039, 1040])
    def test_a_filing_without_a_record_goes_again_as_it_is(self, code):
        offer = only(code)
        assert (offer.way, offer.changes) == (Way.MEND, ())


def test_a_change_behind_another_waits_for_it():
    assert only(1051, kind=Kind.CHANGE, running=7).way is Way.WAIT
    assert only(1017, kind=Kind.CHANGE).text != only(1017, kind=Kind.CHANGE, running=7).text


def test_a_wrong_password_tells_both_ways_to_a_right_one():
    offer = only(1018, kind=Kind.TRANSFER_IN)
    assert (offer.way, offer.actor) == (Way.PASSWORD, Actor.CUSTOMER)
    assert all(case.next_step.zh in offer.text.zh for case in codes.result_code(1018).cases)


def test_a_change_of_province_is_a_cancellation_and_a_new_filing_behind_it():
    stands = record(samples.site(1))
    address = replace(stands.subject.address, province=310000, city=310100, county=310101)
    draft = replace(stands, subject=replace(stands.subject, address=address))
    offer = only(1046, kind=Kind.CHANGE, particulars=draft, published=stands)
    cancel, again = offer.opens
    assert (cancel.kind, cancel.after, cancel.hosts) == (Kind.CANCEL_SUBJECT, False, ("beian-sample-1.cn",))
    assert cancel.particulars.subject == Subject(authority_id=100, licence_number=NUMBER)
    assert (again.kind, again.after) == (Kind.NEW, True)
    assert again.particulars.subject.address.province == 310000
    assert again.particulars.subject.licence_number == ""
    assert again.particulars.sites[0].authority_id is None


class TestShell:
    def test_a_site_that_stands_without_us_gets_an_access_again(self):
        offer = only(1048, kind=Kind.CHANGE, particulars=record(samples.site(1)), domains={"beian-sample-1.cn": FILED})
        assert (offer.way, offer.opens[0].kind) == (Way.REPLACE, Kind.TRANSFER_IN)

    def test_a_subject_without_sites_is_for_the_authority(self):
        known = {"beian-sample-1.cn": NOT_FILED}
        offer = only(1048, particulars=record(samples.site(1)), domains=known, subject=Numbers(subject=NUMBER))
        assert (offer.way, offer.text) == (Way.NONE, codes.result_code(1048).cases[0].next_step)

    def test_what_is_not_known_is_left_to_a_person(self):
        assert only(1048, particulars=record(samples.site(1))).text == codes.result_code(1048).next_step


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NEW])
def test_only_a_first_filing_becomes_a_transfer_for_being_filed(kind):
    draft = Particulars(subject=samples.subject(), sites=(samples.site(1),))
    offer = only(1003, 1005, kind=kind, particulars=draft, domains={"beian-sample-1.cn": FILED})
    assert offer.way is Way.NONE


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.CHANGE])
def test_only_a_change_is_followed_by_an_access_to_add(kind):
    offer = only(1048, kind=kind, particulars=record(samples.site(1)), domains={"beian-sample-1.cn": FILED})
    assert offer.way is Way.NONE


@pytest.mark.parametrize("code", [*range(1002, 1070), 5001, 5999, 9999])
def test_no_code_is_without_an_answer_whatever_the_filing(code):
    settled = codes.explain((code,))[0].step is codes.Step.DONE
    for kind in Kind:
        for particulars in (Particulars(), samples.new(), record(samples.site(1))):
            found = offers(refusal(code, kind=kind, particulars=particulars))
            assert [bool(offer.text.zh and offer.text.en) for offer in found] == ([] if settled else [True])
