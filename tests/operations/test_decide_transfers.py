"""Servers that are ordered and sites that come, go and move, decided on a real database."""

from __future__ import annotations

import pytest
from operations.asking import REGION, codes, outcome
from operations.conftest import credit_code

from beian_plugin.filing.events import Direction, ServerOrder, SiteTransfer, Subject
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Decision
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import open_filing


@pytest.mark.parametrize(("correct", "decision"), [(True, "hold"), (None, "hold"), (False, "deny")])
def test_shaanxi_refuses_a_transfer_until_the_subjects_data_is_right(context, mirror, correct, decision):
    """FAQ 38."""
    mirror.site("teahouse-demo.cn", subject=mirror.subject("陕ICP备20260001号", province="61"), providers=["别家云"])
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.IN, region=REGION, subject_correct=correct)
    verdict = decide(context, event)
    assert verdict.decision.value == decision
    assert ("subject_data_wrong" in codes(verdict)) is (correct is False)
    assert ("subject_data_unchecked" in codes(verdict)) is (correct is None)
    if correct is False:
        assert verdict.reason.code == "subject_data_wrong", "the reason that decided comes first"


def test_other_provinces_take_the_transfer_and_correct_afterwards(context, mirror):
    """FAQ 38."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.IN, region=REGION, subject_correct=False)
    assert decide(context, event).decision is Decision.HOLD


@pytest.mark.parametrize("province", ["33", "44"])
def test_a_change_of_address_needs_its_material_again_unless_the_province_surely_says_no(context, mirror, province):
    """FAQ 37, 38: that Zhejiang wants none is of low confidence."""
    mirror.site("teahouse-demo.cn", subject=mirror.subject(province=province), providers=["ours"])
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.MOVE, region=REGION)
    assert "change_with_material" in codes(decide(context, event))


def test_the_last_access_is_not_cancelled(context, mirror):
    """FAQ 45, 53; code 1025."""
    mirror.site("teahouse-demo.cn", providers=["ours"])
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.OUT, region=REGION)
    assert outcome(decide(context, event)) == ("out-6", "hold", None)


def test_a_site_with_another_access_may_leave(context, mirror):
    """FAQ 45, 53."""
    mirror.site("teahouse-demo.cn", providers=["ours", "别家云"])
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.OUT, region=REGION)
    assert outcome(decide(context, event)) == ("out-5", "allow", Kind.CANCEL_ACCESS)


def test_nobody_says_there_is_nothing_to_cancel_where_nobody_knows(context, mirror):
    mirror.site("teahouse-demo.cn")
    event = SiteTransfer(host="teahouse-demo.cn", direction=Direction.OUT, region=REGION)
    assert decide(context, event).row == "out-8"


def test_a_barred_subject_moves_no_site(context, mirror):
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(certificate=certificate), providers=["ours"])
    mirror.bar(certificate=certificate)
    event = SiteTransfer(
        host="teahouse-demo.cn", direction=Direction.MOVE, region=REGION, subject=Subject(certificate=certificate)
    )
    assert outcome(decide(context, event)) == ("move-4", "deny", None)


def test_a_subject_that_is_being_cancelled_orders_no_server(context, mirror):
    mirror.site("teahouse-demo.cn", subject=mirror.subject(user="u-1"), providers=["ours"])
    open_filing(context, Kind.CANCEL_SUBJECT, ["teahouse-demo.cn"], customer="u-1", actor="u-1")
    verdict = decide(context, ServerOrder(region=REGION, customer="u-1"))
    assert outcome(verdict) == ("order-4", "hold", Kind.CANCEL_SUBJECT)


def test_an_order_with_ipv6_alone_is_told_that_filings_name_ipv4_only(context):
    verdict = decide(context, ServerOrder(region=REGION, addresses=("2001:db8::1",)))
    assert verdict.decision is Decision.ALLOW
    assert "ipv6_only" in codes(verdict)
