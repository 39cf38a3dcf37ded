"""What the form asks of whom: nothing that is known, and what commercial sites, people and cancellations want."""

from __future__ import annotations

import filing_ways as ways
import lxml.html
import particulars_samples as samples
import pytest
from msgspec.structs import replace
from portal_panel import ADDRESS, Panel

from beian_plugin.filing import faq
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Commercial, Particulars, Site
from beian_plugin.filing.states import State
from beian_plugin.operations import drafts, filings, review

HOST = "beian-sample-1.cn"


@pytest.fixture
def opened(panel):
    """Opens a filing for mia, saved with the particulars that are given; its address."""

    def opened(kind, particulars=None):
        filing = filings.open_filing(panel.context, kind, [HOST], customer="mia", actor="mia")
        if particulars is not None:
            drafts.save_particulars(panel.context, filing.id, particulars, actor="mia")
        return f"/beian/filings/{filing.id}"

    return opened


def said(panel, at):
    return drafts.particulars_of(panel.context, int(at.rpartition("/")[2]))


def words(page):
    """What is read on a page."""
    return " ".join(lxml.html.fromstring(page).text_content().split())


def test_a_commercial_site_meets_the_same_sentences_at_its_field_when_it_is_looked_over_and_to_whoever_asks(
    panel, mia, opened
):
    at = opened(Kind.NEW, samples.new())
    assert "请选择网站是否经营性" in mia.text(f"{at}/check")
    mia.send(f"{at}/site-1", "/site-1", **{"sites.0.commercial": "1"})
    assert said(panel, at).sites[0].commercial is Commercial.APPLIES
    errand, owner = "到浙江省通信管理局窗口", "经营性网站的域名所有人必须与主办单位名称完全一致"
    assert errand in words(mia.text(f"{at}/material"))
    assert owner in words(mia.text(f"{at}/site-1"))
    check = words(mia.text(f"{at}/check"))
    assert "经营性，还没有经营许可证" in check
    assert errand in check
    assert errand in " ".join(one.text.zh for one in review.missing_of(panel.context, 1))
    asked = " ".join(one.text.zh for one in review.requirements_of(panel.context, 1))
    assert errand in asked
    assert owner in asked


def test_a_person_is_not_asked_what_only_companies_have_and_is_their_own_principal(panel, mia, opened):
    subject = samples.subject(nature=5, name="王示例", certificate_type=2, certificate_number=samples.resident_id(1))
    person = Particulars(
        subject=replace(subject, principal=replace(subject.principal, name="", certificate_number="")),
        sites=(samples.site(),),
    )
    at = opened(Kind.NEW, person)
    assert 'name="subject.investor"' not in mia.text(f"{at}/subject")
    assert 'name="sites.0.commercial"' not in mia.text(f"{at}/site-1")
    mia.send(f"{at}/people", "/people")
    principal = said(panel, at).subject.principal
    assert (principal.name, principal.certificate_number) == ("王示例", samples.resident_id(1))


def test_a_person_who_said_commercial_sees_the_question_and_why_it_stops(panel, mia, opened):
    person = samples.subject(nature=5, name="王示例", certificate_type=2, certificate_number=samples.resident_id(1))
    at = opened(Kind.NEW, Particulars(subject=person, sites=(samples.site(commercial=Commercial.APPLIES),)))
    page = mia.text(f"{at}/site-1?look=1")
    assert 'name="sites.0.commercial"' in page
    assert "个人不能办理经营性备案" in page
    refused = mia.send(f"{at}/check", "/check", acknowledged="1")
    assert refused.status_code == 422
    assert filings.filing_of(panel.context, 1).state is State.DRAFT


def test_a_change_shows_the_province_and_does_not_ask_it(panel, mia, opened):
    ways.put_on_record(panel.context, ways.published(), user="mia")
    at = opened(Kind.CHANGE)
    page = mia.text(f"{at}/subject")
    assert 'name="subject.address.province"' not in page
    assert "变更备案不能换省" in page
    mia.send(f"{at}/subject", "/subject", **{"subject.address.county": "330105"})
    address = said(panel, at).subject.address
    assert (address.province, address.county) == (330000, 330105)


def test_the_number_on_record_is_shown_and_tells_that_a_site_is_commercial(panel, mia, opened):
    published = ways.published()
    number = "浙B2-20260001"
    ways.put_on_record(
        panel.context, replace(published, subject=replace(published.subject, licence_number=number)), user="mia"
    )
    at = opened(Kind.ADD_SITE)
    page = mia.text(f"{at}/subject")
    assert number in page
    assert 'name="subject.licence_number"' not in page
    mia.send(f"{at}/subject", "/subject")
    assert said(panel, at).subject.licence_number == number
    page = mia.text(f"{at}/site-1")
    assert 'name="sites.0.commercial"' not in page
    assert "由备案号可知" in page


def test_mode_and_place_of_the_settings_are_shown_and_not_asked(tmp_path):
    panel = Panel(tmp_path, BEIAN_ACCESS_MODES="云主机", BEIAN_SERVER_PLACES="浙江")
    panel.load_tables()
    panel.addresses[HOST] = [ADDRESS]
    mia = panel.customer()
    at = f"/beian/filings/{mia.start(HOST)}"
    page = mia.text(f"{at}/access")
    assert "accesses.0." not in "".join(field.name or "" for field in mia.form(f"{at}/access", "/access").inputs)
    assert "云主机" in page
    mia.send(f"{at}/access", "/access")
    (access,) = said(panel, at).sites[0].accesses
    assert (access.modes, access.places, access.addresses[0].first) == ((4,), (17,), ADDRESS)
    panel.close()


def test_the_last_approved_access_is_what_the_next_filing_begins_with(panel, mia):
    ways.bring(panel.context, ways.draft(panel.context, user="somebody"), State.APPROVED)
    number = mia.start("beian-sample-5.cn")
    (access,) = drafts.prefill(panel.context, number).sites[0].accesses
    assert (access.places, access.modes, access.addresses) == ((1,), (3,), ())


def test_a_whole_subject_goes_for_one_of_two_reasons_and_shows_the_sites_that_go_with_it(panel, mia, opened):
    ways.put_on_record(panel.context, ways.published(sites=2), user="mia")
    at = opened(Kind.CANCEL_SUBJECT)
    form = mia.form(f"{at}/cancellation", "/cancellation")
    assert form.inputs["cancellation.reason"].value_options == ["", "1", "2"]
    assert "beian-sample-2.cn" in mia.text(f"{at}/cancellation")
    mia.send(f"{at}/cancellation", "/cancellation", **{"cancellation.reason": "2"})
    page = mia.text(f"{at}/check")
    assert "请先关闭网站" in page
    assert "请备注原因" in page
    note = {"cancellation.note": "网站已停止使用", "cancellation.closed": "y"}
    mia.send(f"{at}/cancellation", "/cancellation", **note)
    assert said(panel, at).cancellation.closed
    assert "请先关闭网站" not in mia.text(f"{at}/check")
    assert "此项业务需要备案密码" in mia.text(f"{at}/check")


def test_a_site_that_goes_names_the_domains_that_go_with_it(panel, mia, opened):
    published = ways.published()
    pair = replace(published.sites[0], domains=(*published.sites[0].domains, samples.site(9).domains[0]))
    ways.put_on_record(panel.context, replace(published, sites=(pair,)), user="mia")
    page = mia.text(f"{opened(Kind.CANCEL_SITE)}/cancellation")
    assert "beian-sample-9.cn" in page
    assert "只去掉其中一个域名的，请办变更备案" in page


def test_the_prohibitions_are_those_of_the_help_and_each_rule_leads_there(mia, opened):
    at = opened(Kind.NEW, samples.new())
    page = mia.text(f"{at}/check")
    assert all(one.zh in page for one in faq.prohibitions())
    assert len(faq.prohibitions()) == 9
    assert "/beian/help/nine-prohibitions" in page
    assert "/beian/help/commercial-or-not" in mia.text(f"{at}/site-1")
    assert "/beian/help/overseas-subject" in mia.text(f"{at}/subject")


def test_a_shared_number_is_split_before_one_domain_is_transferred(mia, opened):
    at = opened(Kind.TRANSFER_IN, Particulars(sites=(Site(licence_number=f"{ways.NUMBER}-1"),)))
    assert "先在原接入商处变更拆成两个网站" in mia.text(f"{at}/site-1")


def test_the_answer_stays_for_the_next_change(panel, mia, opened):
    ways.put_on_record(panel.context, ways.published(), user="mia")
    before = samples.new()
    free = replace(before.sites[0], commercial=Commercial.NO)
    filing = filings.open_filing(panel.context, Kind.NEW, [HOST], customer="mia", actor="mia")
    drafts.save_particulars(panel.context, filing.id, replace(before, sites=(free,)), actor="mia")
    at = opened(Kind.CHANGE)
    assert drafts.prefill(panel.context, int(at.rpartition("/")[2])).sites[0].commercial is Commercial.NO
