"""The FAQ's mechanical answers, done to what a filing says."""

from __future__ import annotations

import particulars_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beian_plugin.filing import mending
from beian_plugin.filing.certificate import resident_check_digit
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, IpRange, Particulars, Subject

#: A serial whose resident ID ends in X.
SERIAL = next(n for n in range(1, 999) if samples.resident_id(n).endswith("X"))


def with_county(county, city=330100, province=330000):
    subject = samples.subject()
    address = replace(subject.address, county=county, city=city, province=province)
    return Particulars(subject=replace(subject, address=address))


class TestNumbers:
    def test_a_lower_case_x_becomes_a_capital_wherever_it_stands(self):
        number = samples.resident_id(SERIAL)
        person = replace(samples.principal(), certificate_number=number.lower())
        draft = Particulars(
            subject=samples.subject(certificate_number=number.lower(), principal=person),
            sites=(samples.site(principal=person),),
        )
        mended = mending.write_numbers(draft)
        assert mended.particulars.subject.certificate_number == number
        assert mended.particulars.subject.principal.certificate_number == number
        assert mended.particulars.sites[0].principal.certificate_number == number
        assert len(mended.changes) == 3

    def test_what_changes_is_said_without_the_number(self):
        number = samples.resident_id(SERIAL).lower()
        mended = mending.write_numbers(Particulars(subject=samples.subject(certificate_number=number)))
        assert mended.changes[0].path == "subject.certificate_number"
        assert number[:6] not in str(mended.changes)

    def test_a_number_whose_check_digit_fails_is_not_touched(self):
        wrong = "33010018500101001" + "x"
        assert resident_check_digit(wrong[:17]) != "X"
        assert mending.write_numbers(Particulars(subject=samples.subject(certificate_number=wrong))) is None

    def test_a_filing_in_order_is_not_touched(self):
        assert mending.write_numbers(samples.new()) is None

    @given(st.text(max_size=20))
    def test_only_the_spelling_ever_changes(self, text):
        mended = mending.write_numbers(Particulars(subject=samples.subject(certificate_number=text)))
        if mended:
            number = mended.particulars.subject.certificate_number
            assert mending.write_numbers(mended.particulars) is None
            assert number[17:] in ("", resident_check_digit(number[:17]))


class TestHomePage:
    def test_the_domain_of_the_home_page_joins_the_list(self):
        draft = Particulars(sites=(samples.site(1), samples.site(2, home_page="www.other-sample.com.cn/index.html")))
        mended = mending.list_home_pages(draft)
        assert mended.particulars.sites[0] == draft.sites[0]
        assert [one.name for one in mended.particulars.sites[1].domains] == [
            "beian-sample-2.cn",
            "other-sample.com.cn",
        ]
        assert [change.path for change in mended.changes] == ["sites.1.domains"]

    @pytest.mark.parametrize("page", ["", "beian-sample-1.cn", "a.b.beian-sample-1.cn/x", "203.0.113.9", "nonsense"])
    def test_nothing_is_added_where_nothing_lacks_or_the_page_names_no_domain(self, page):
        assert mending.list_home_pages(Particulars(sites=(samples.site(1, home_page=page),))) is None


class TestCounty:
    def test_a_closed_district_has_its_successor(self):
        draft = with_county(330103)
        assert [one.code for one in mending.county_choices(draft)] == ["330105"]
        mended = mending.move_county(draft, "330105")
        assert mended.particulars.subject.address.county == 330105
        assert mended.particulars.subject.address.city == 330100
        assert "下城区" in mended.changes[0].text.zh

    def test_one_of_several_successors_has_to_be_chosen(self):
        draft = next(
            with_county(int(code), int(code[:4] + "00"), int(code[:2] + "0000"))
            for code, one in mending.division.divisions().items()
            if len(one.successors) > 1
            and all(mending.division.find(after).level is mending.division.Level.COUNTY for after in one.successors)
        )
        assert len(mending.county_choices(draft)) > 1

    def test_a_county_under_the_wrong_city_gets_its_own(self):
        mended = mending.move_county(with_county(330106, city=330200), "330106")
        assert mended.particulars.subject.address.city == 330100

    def test_a_district_of_a_municipality_stands_under_its_group_code(self):
        assert mending.county_choices(with_county(110105, city=110100, province=110000)) == ()

    def test_an_address_in_order_and_an_unknown_one_give_no_choice(self):
        assert mending.county_choices(with_county(330106)) == ()
        assert mending.county_choices(with_county(999999)) == ()
        assert mending.county_choices(Particulars()) == ()

    def test_only_a_successor_may_be_chosen(self):
        assert mending.move_county(with_county(330103), "110105") is None


class TestWhole:
    def test_a_change_goes_with_all_sites_and_the_ids_of_the_record(self):
        record = samples.on_record(samples.site(1), samples.site(2))
        stale = replace(samples.site(1), authority_id=9, licence_number="浙ICP备20260001号-1", name="另一个名称")
        draft = Particulars(subject=replace(record.subject, authority_id=8, investor="李示例"), sites=(stale,))
        mended = mending.send_whole(Kind.CHANGE, draft, record, everything=True).particulars
        assert (mended.subject.authority_id, mended.subject.investor) == (100, "李示例")
        assert [site.authority_id for site in mended.sites] == [201, 202]
        assert mended.sites[0].name == "另一个名称"
        assert mended.sites[0].domains[0].authority_id == 301
        assert mended.sites[0].accesses[0].authority_id == 401
        assert mended.sites[0].accesses[0].addresses[0].authority_id == 501
        assert mended.sites[1] == record.sites[1]

    def test_a_domain_and_an_address_that_the_change_adds_stay_new(self):
        record = samples.on_record(samples.site(1))
        address = IpRange(first="203.0.113.200", last="203.0.113.200")
        draft = replace(
            record,
            sites=(
                replace(
                    record.sites[0],
                    domains=(*record.sites[0].domains, Domain(name="more-sample.cn")),
                    accesses=(replace(record.sites[0].accesses[0], addresses=(address,)),),
                ),
            ),
        )
        site = mending.send_whole(Kind.CHANGE, draft, record).particulars.sites[0]
        assert [one.authority_id for one in site.domains] == [301, None]
        assert site.accesses[0].authority_id == 401
        assert site.accesses[0].addresses == (address,)

    def test_a_domain_reported_as_new_gets_the_id_it_has(self):
        record = samples.on_record(samples.site(1))
        blank = tuple(replace(one, authority_id=None) for one in record.sites[0].domains)
        draft = replace(record, sites=(replace(record.sites[0], domains=blank),))
        assert mending.send_whole(Kind.CHANGE, draft, record).particulars == record

    def test_the_same_again_says_that_nothing_changes(self):
        record = samples.on_record(samples.site(1))
        assert mending.send_whole(Kind.CHANGE, record, record) == mending.Mended(particulars=record)

    def test_sites_keep_their_order_so_that_attachments_stay_with_theirs(self):
        record = samples.on_record(samples.site(1), samples.site(2), samples.site(3))
        draft = replace(record, sites=(record.sites[2], record.sites[0]))
        assert mending.send_whole(Kind.CHANGE, draft, record).particulars.sites == draft.sites
        mended = mending.send_whole(Kind.CHANGE, draft, record, everything=True)
        assert mended.particulars.sites == (*draft.sites, record.sites[1])
        assert [change.path for change in mended.changes] == ["sites"]

    def test_nothing_is_offered_where_the_record_lacks_a_site(self):
        record = samples.on_record(samples.site(1))
        gone = replace(samples.site(7), authority_id=77, licence_number="浙ICP备20260001号-7")
        assert mending.send_whole(Kind.CHANGE, replace(record, sites=(*record.sites, gone)), record) is None
        assert mending.send_whole(Kind.CHANGE, record, None) is None

    def test_another_providers_access_keeps_its_own_ids(self):
        other = samples.access(2, provider=100002)
        record = samples.on_record(samples.site(1, accesses=(samples.access(1), other)))
        stale = tuple(replace(one, authority_id=9) for one in record.sites[0].accesses)
        draft = replace(record, sites=(replace(record.sites[0], accesses=stale),))
        assert mending.send_whole(Kind.CHANGE, draft, record).particulars == record

    def test_sites_are_added_to_the_number_and_not_to_an_old_id(self):
        draft = Particulars(subject=Subject(authority_id=9), sites=(samples.site(2),))
        mended = mending.send_whole(Kind.ADD_SITE, draft, samples.on_record(samples.site(1)))
        assert mended.particulars.subject == Subject(licence_number="浙ICP备20260001号")
        assert mending.send_whole(Kind.ADD_SITE, draft, None) is None

    def test_a_transfer_names_the_site_by_its_number(self):
        draft = Particulars(sites=(samples.site(1, authority_id=9, licence_number="浙ICP备20260001号-1"),))
        mended = mending.send_whole(Kind.TRANSFER_IN, draft, None)
        assert mended.particulars.sites[0].authority_id is None
        assert [change.path for change in mended.changes] == ["sites.0.authority_id"]

    def test_a_cancellation_takes_the_id_that_the_record_has_now(self):
        record = samples.on_record(samples.site(1))
        stale = replace(record.sites[0], authority_id=9)
        draft = replace(record, sites=(stale,))
        assert mending.send_whole(Kind.CANCEL_SITE, draft, record).particulars.sites[0].authority_id == 201
        typed = replace(stale, licence_number="浙 ICP 备 20260001 号－1", domains=())
        draft = replace(draft, sites=(typed,))
        assert mending.send_whole(Kind.CANCEL_SITE, draft, record).particulars.sites[0].authority_id == 201
        gone = replace(stale, licence_number="浙ICP备20260001号-7")
        assert mending.send_whole(Kind.CANCEL_SITE, replace(draft, sites=(gone,)), record) is None

    def test_a_first_filing_goes_again_as_it_is(self):
        assert mending.send_whole(Kind.NEW, samples.new(), None) == mending.Mended(particulars=samples.new())


def test_a_first_filing_becomes_a_transfer_or_an_added_site():
    draft = samples.new()
    transfer = mending.as_transfer(draft.sites[0], "浙ICP备20260001号-1")
    assert transfer.subject is None
    assert transfer.sites[0].licence_number == "浙ICP备20260001号-1"
    assert transfer.sites[0].accesses == draft.sites[0].accesses
    assert transfer.sites[0].domains == ()
    added = mending.as_added_sites(draft, "浙ICP备20260001号")
    assert added == Particulars(subject=Subject(licence_number="浙ICP备20260001号"), sites=draft.sites)
