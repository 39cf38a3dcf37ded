"""The three events, decided from what stands in a real database."""

from __future__ import annotations

import pytest
from filing_ways import advance
from operations.asking import REGION, bind, codes, outcome
from operations.conftest import credit_code

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.events import DomainBind, ServerOrder, Subject, Use
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.filing.verdict import Decision
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import open_filing
from beian_plugin.settings import Elsewhere, Mode, OnError


def test_a_domain_that_we_serve_is_allowed_and_so_is_everything_under_it(context, mirror):
    """FAQ 21."""
    mirror.site("teahouse-demo.cn", providers=["ours"])
    assert outcome(decide(context, bind("teahouse-demo.cn"))) == ("bind-6", "allow", None)
    below = decide(context, bind("shop.teahouse-demo.cn"))
    assert outcome(below) == ("bind-6", "allow", None)
    assert "subdomain_covered" in codes(below)


def test_an_address_other_than_the_reported_one_is_said(context, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"], addresses=["192.0.2.7", "192.0.2.8"])
    assert "address_differs" not in codes(decide(context, bind("teahouse-demo.cn", address="192.0.2.8")))
    assert "address_differs" in codes(decide(context, bind("teahouse-demo.cn", address="192.0.2.9")))


def test_a_domain_filed_elsewhere_waits_for_its_transfer(context, mirror):
    """FAQ 21, 32."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    verdict = decide(context, bind("www.teahouse-demo.cn"))
    assert outcome(verdict) == ("bind-12", "hold", Kind.TRANSFER_IN)
    assert "password_needed" in codes(verdict)


def test_a_domain_that_shares_its_site_number_is_split_first(context, mirror):
    """FAQ 34."""
    mirror.site("teahouse-demo.cn", "teapot-demo.cn", providers=["别家云"])
    assert outcome(decide(context, bind("teapot-demo.cn"))) == ("bind-10", "hold", Kind.TRANSFER_IN)


@pytest.mark.parametrize(("setting", "decision"), [(Elsewhere.ALLOW, "allow"), (Elsewhere.HOLD, "hold")])
def test_a_subdomain_or_mail_of_a_domain_elsewhere_is_allowed_or_held_by_setting(
    make_context, mirror, setting, decision
):
    """FAQ 21."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    context = make_context(subdomain_elsewhere=setting)
    for event in (bind("blog.teahouse-demo.cn"), bind("teahouse-demo.cn", use=Use.MAIL)):
        assert outcome(decide(context, event)) == ("bind-11", decision, Kind.TRANSFER_IN)


def test_a_shell_site_comes_back_by_transfer(context, mirror):
    """FAQ 38."""
    mirror.site("teahouse-demo.cn", shell=True)
    assert outcome(decide(context, bind("teahouse-demo.cn"))) == ("bind-9", "hold", Kind.TRANSFER_IN)


def test_a_filing_whose_access_nobody_knows_goes_to_staff(context, mirror):
    mirror.site("teahouse-demo.cn")
    assert outcome(decide(context, bind("teahouse-demo.cn"))) == ("bind-13", "hold", None)


@pytest.mark.parametrize("coverage", ["own", "all"])
def test_a_mirror_that_holds_all_our_accesses_shows_that_the_access_is_elsewhere(context, mirror, coverage):
    mirror.site("teahouse-demo.cn")
    mirror.covers(coverage)
    assert outcome(decide(context, bind("teahouse-demo.cn"))) == ("bind-12", "hold", Kind.TRANSFER_IN)


def test_absence_is_evidence_only_where_the_mirror_holds_every_filing(context, mirror):
    assert outcome(decide(context, bind("absent-demo.cn"))) == ("bind-20", "hold", None)
    mirror.covers("own")
    assert outcome(decide(context, bind("absent-demo.cn"))) == ("bind-20", "hold", None)
    mirror.covers("all")
    assert outcome(decide(context, bind("absent-demo.cn"))) == ("bind-19", "hold", Kind.NEW)


@pytest.mark.parametrize("on_error", list(OnError))
def test_what_nobody_knows_is_decided_as_configured(make_context, on_error):
    verdict = decide(make_context(on_error=on_error), bind("absent-demo.cn"))
    assert (verdict.row, verdict.decision.value) == ("bind-20", on_error.value)


def test_a_blacklisted_domain_is_denied_whoever_asks(context, mirror):
    """FAQ 26."""
    mirror.bar(domain="barred-demo.cn")
    assert outcome(decide(context, bind("www.barred-demo.cn"))) == ("bind-4", "deny", None)


def test_a_blacklisted_subject_is_denied_for_every_domain_and_order(context, mirror):
    """FAQ 26."""
    certificate = credit_code(7)
    mirror.bar(certificate=certificate)
    subject = Subject(certificate=certificate)
    assert outcome(decide(context, bind("fresh-demo.cn", subject=subject))) == ("bind-4", "deny", None)
    assert decide(context, ServerOrder(region=REGION, subject=subject)).decision is Decision.DENY


def test_a_domain_filed_for_another_subject_is_held(context, mirror):
    """FAQ 5 A, 20."""
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=credit_code(1)), providers=["别家云"])
    stranger = Subject(certificate=credit_code(2), name="另一家公司")
    assert outcome(decide(context, bind("teahouse-demo.cn", subject=stranger))) == ("bind-8", "hold", None)
    owner = Subject(certificate=credit_code(1))
    assert decide(context, bind("teahouse-demo.cn", subject=owner)).row == "bind-12"


def test_the_same_name_under_another_certificate_is_not_called_a_stranger(context, mirror):
    """FAQ 2: an old licence may have become a credit code."""
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=credit_code(1)), providers=["别家云"])
    renewed = Subject(certificate=credit_code(3), name="某茶叶公司")
    assert decide(context, bind("teahouse-demo.cn", subject=renewed)).row == "bind-12"


def test_the_customers_own_subject_is_recognised_by_the_account(context, mirror):
    subject = mirror.subject(certificate=credit_code(1), user="u-1")
    mirror.site("teahouse-demo.cn", subject=subject, providers=["别家云"])
    assert decide(context, bind("teahouse-demo.cn", customer="u-1")).row == "bind-12"


def test_a_subject_that_we_serve_adds_a_site(context, mirror):
    """FAQ 31."""
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=certificate, user="u-1"), providers=["ours"])
    mirror.covers("all")
    by_account = decide(context, bind("second-demo.cn", customer="u-1"))
    assert outcome(by_account) == ("bind-16", "hold", Kind.ADD_SITE)
    elsewhere = decide(context, bind("second-demo.cn", customer="u-2", subject=Subject(certificate=certificate)))
    assert outcome(elsewhere) == ("bind-17", "hold", Kind.ADD_SITE)


def test_a_subject_filed_elsewhere_adds_a_site_with_its_password(context, mirror):
    """FAQ 33."""
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=certificate), providers=["别家云"])
    mirror.covers("all")
    verdict = decide(context, bind("second-demo.cn", subject=Subject(certificate=certificate)))
    assert outcome(verdict) == ("bind-18", "hold", Kind.ADD_SITE)
    assert "password_needed" in codes(verdict)


@pytest.mark.parametrize(("province", "kind"), [("33", Kind.ADD_SITE), ("61", Kind.NEW)])
def test_a_shell_subject_adds_a_site_where_the_province_lets_it_and_is_cancelled_elsewhere(
    context, mirror, province, kind
):
    """FAQ 2, 15, 37."""
    certificate = credit_code(1)
    mirror.subject(certificate=certificate, shell=True, province=province)
    mirror.covers("all")
    verdict = decide(context, bind("second-demo.cn", subject=Subject(certificate=certificate)))
    assert outcome(verdict) == ("bind-15", "hold", kind)


def test_an_overseas_subject_without_a_mainland_certificate_is_denied(context, mirror):
    """FAQ 48."""
    mirror.covers("all")
    assert outcome(decide(context, bind("fresh-demo.cn", subject=Subject(overseas=True)))) == ("bind-14", "deny", None)


def test_zhejiang_gives_five_calendar_days_to_correct_without_a_new_sheet(context, mirror):
    """FAQ 37, 38."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    [obligation] = decide(context, bind("teahouse-demo.cn")).obligations
    assert (obligation.days, obligation.working_days) == (5, False)
    assert "不必重新寄送核验单" in obligation.text.zh


def test_other_provinces_want_the_material_again(context, mirror):
    """FAQ 37, 38."""
    subject = mirror.subject("粤ICP备20260001号", province="44")
    mirror.site("teahouse-demo.cn", subject=subject, providers=["别家云"])
    verdict = decide(context, bind("teahouse-demo.cn"))
    assert verdict.obligations == ()
    assert "correction_with_material" in codes(verdict)


def test_a_running_filing_holds_and_says_where_it_stands(context, mirror):
    """FAQ 44."""
    mirror.covers("all")
    filing = open_filing(context, Kind.NEW, ["www.fresh-demo.cn"], customer="u-1", actor="u-1")
    verdict = decide(context, bind("fresh-demo.cn", customer="u-1"))
    assert outcome(verdict) == ("bind-7", "hold", Kind.NEW)
    assert "报备阶段-信息提交" in verdict.reason.message("zh")
    advance(context, filing.id, Verb.SUBMIT, actor="u-1")
    assert "报备阶段-接入者核实" in decide(context, bind("fresh-demo.cn", customer="u-1")).reason.message("zh")


@pytest.mark.parametrize(("number", "possible"), [("浙ICP备20260001号", True), ("粤ICP备20260001号", False)])
def test_zhejiang_returns_a_filing_on_a_justified_request_and_others_do_not(context, mirror, number, possible):
    """FAQ 39."""
    subject = mirror.subject(number, province="33" if possible else "44")
    mirror.site("teahouse-demo.cn", subject=subject, providers=["别家云"])
    filing = open_filing(context, Kind.TRANSFER_IN, ["teahouse-demo.cn"], customer="u-1", actor="u-1")
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS):
        advance(context, filing.id, verb, actor="staff")
        assert "return_on_request" not in codes(decide(context, bind("teahouse-demo.cn")))
    advance(context, filing.id, Verb.UPLOAD, actor="staff")
    assert ("return_on_request" in codes(decide(context, bind("teahouse-demo.cn")))) is possible


@pytest.mark.parametrize(
    ("province", "code"), [("61", "domain_owner_or_representative"), ("54", "domain_owner_matches")]
)
def test_whose_the_domain_must_be_is_said_as_the_province_has_it(context, mirror, province, code):
    """FAQ 20."""
    mirror.covers("all")
    assert code in codes(decide(context, bind("fresh-demo.cn", subject=Subject(province=province))))


def test_a_commercial_filing_is_sent_to_the_counter_with_our_permit_number(make_context, mirror):
    """FAQ 30: and the domain must be the organisation's own."""
    mirror.site(
        "teahouse-demo.cn", subject=mirror.subject("浙B2-20260001"), number="浙B2-20260001-1", providers=["别家云"]
    )
    verdict = decide(make_context(permit_number="浙B1-20260099"), bind("teahouse-demo.cn"))
    [found] = [found for found in verdict.findings if found.code == "commercial_counter"]
    assert "浙B1-20260099" in found.step("zh")
    assert "domain_owner_matches" not in codes(verdict)


def test_a_verified_transfer_never_darkens_the_site(context, mirror):
    """FAQ 46: nor does whatever is opened beside it."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    filing = open_filing(context, Kind.TRANSFER_IN, ["teahouse-demo.cn"], customer="u-1", actor="u-1")
    assert decide(context, bind("teahouse-demo.cn", customer="u-1")).row == "bind-7"
    with context.database.write() as session:
        session.get(FilingRow, filing.id).verified = True
    other = open_filing(context, Kind.NEW, ["teahouse-demo.cn"], customer="u-2", actor="u-2")
    advance(context, filing.id, Verb.SUBMIT, actor="u-1")
    advance(context, other.id, Verb.SUBMIT, actor="u-2")
    assert outcome(decide(context, bind("teahouse-demo.cn"))) == ("bind-5", "allow", Kind.TRANSFER_IN)


def test_somebody_elses_draft_stops_nobody_and_is_not_shown(context, mirror):
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    draft = open_filing(context, Kind.TRANSFER_IN, ["teahouse-demo.cn"], customer="u-2", actor="u-2")
    assert decide(context, bind("blog.teahouse-demo.cn", customer="u-1")).row == "bind-11"
    advance(context, draft.id, Verb.SUBMIT, actor="u-2")
    assert decide(context, bind("blog.teahouse-demo.cn", customer="u-1")).row == "bind-7"


def test_a_filing_that_closes_between_two_look_ups_is_no_filing_under_way(context, mirror):
    mirror.covers("all")
    filing = open_filing(context, Kind.NEW, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    with context.database.write() as session:
        session.get(FilingRow, filing.id).state = "withdrawn"
    assert decide(context, bind("fresh-demo.cn", customer="u-1")).row == "bind-19"


def test_a_change_that_is_running_does_not_matter_to_a_site_that_we_serve(context, mirror):
    """FAQ 46."""
    mirror.site("teahouse-demo.cn", providers=["ours"])
    open_filing(context, Kind.CHANGE, ["teahouse-demo.cn"], customer="u-1", actor="u-1")
    assert decide(context, bind("teahouse-demo.cn")).row == "bind-6"


@pytest.mark.parametrize("customer", ["x" * 129, "a\x00b", "\udcff"])
def test_a_customer_that_cannot_be_stored_is_refused_in_a_sentence(context, customer):
    with pytest.raises(InvalidValue, match="customer"):
        decide(context, bind("fresh-demo.cn", customer=customer))


def test_an_unknown_region_is_treated_as_mainland_and_said_so(context, mirror):
    mirror.covers("all")
    verdict = decide(context, DomainBind(host="fresh-demo.cn", region="rack-7"))
    assert verdict.decision is Decision.HOLD
    assert "region_unknown" in codes(verdict)
    assert "region_not_given" in codes(decide(context, DomainBind(host="fresh-demo.cn")))


@pytest.mark.parametrize(
    ("mode", "coverage", "enforced"),
    [
        (Mode.AUTO, "partial", False),
        (Mode.AUTO, "own", True),
        (Mode.AUTO, "all", True),
        (Mode.OBSERVE, "all", False),
        (Mode.ENFORCE, "partial", True),
    ],
)
def test_installing_darkens_nothing_until_the_first_full_mirror(make_context, mirror, mode, coverage, enforced):
    mirror.covers(coverage)
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    verdict = decide(make_context(mode=mode), bind("teahouse-demo.cn"))
    assert verdict.decision is Decision.HOLD
    assert verdict.enforced is enforced
    assert verdict.effective is (Decision.HOLD if enforced else Decision.ALLOW)
    assert ("not_enforced" in codes(verdict)) is not enforced
