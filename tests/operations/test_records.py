"""What staff put on record by hand acts on the next verdict, and stands in the audit log."""

from __future__ import annotations

import pytest
from filing_ways import advance
from operations.conftest import credit_code
from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.events import DomainBind, Subject
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import records
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.upkeep import examine

NUMBER = "浙ICP备20260001号"


def row(context, host="teahouse-demo.cn", **more):
    return decide(context, DomainBind(host=host, region="cn-hangzhou", **more)).row


def test_a_domain_is_barred_and_let_off_again(context, mirror):
    """FAQ 26."""
    mirror.site("teahouse-demo.cn", providers=["ours"])
    records.bar_domain(context, "www.teahouse-demo.cn", actor="staff")
    records.bar_domain(context, "teahouse-demo.cn", actor="staff")
    assert row(context) == "bind-4"
    records.unbar_domain(context, "teahouse-demo.cn", actor="staff")
    assert row(context) == "bind-6"
    with pytest.raises(InvalidValue, match="not on the blacklist"):
        records.unbar_domain(context, "teahouse-demo.cn", actor="staff")
    with context.database.read() as session:
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["bar", "bar", "unbar"]


def test_a_domain_that_nobody_filed_can_be_barred(context):
    records.bar_domain(context, "unknown-demo.cn", actor="staff")
    assert row(context, "unknown-demo.cn") == "bind-4"
    assert examine(context.database).drifted == 0


def test_a_subject_is_barred_without_its_number_being_kept(context):
    """FAQ 26."""
    certificate = credit_code(5)
    records.bar_subject(context, certificate, actor="staff")
    assert row(context, "fresh-demo.cn", subject=Subject(certificate=certificate)) == "bind-4"


def test_a_linked_account_adds_sites_and_others_are_told_whose_it_is(context, mirror):
    """FAQ 25."""
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(NUMBER, certificate=certificate), providers=["ours"])
    mirror.covers("all")
    records.link_customer(context, "u-1", f"{NUMBER}-1", actor="staff")
    assert row(context, "second-demo.cn", customer="u-1") == "bind-16"
    assert row(context, "second-demo.cn", customer="u-2", subject=Subject(certificate=certificate)) == "bind-17"
    with pytest.raises(InvalidValue, match="No subject"):
        records.link_customer(context, "u-1", "京ICP备99999999号", actor="staff")


def test_shells_are_marked_and_unmarked(context, mirror):
    """FAQ 37, 38."""
    certificate = credit_code(1)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(NUMBER, certificate=certificate))
    mirror.covers("all")
    records.mark_shell(context, f"{NUMBER}-1", shell=True, actor="staff")
    assert row(context) == "bind-9"
    records.mark_shell(context, f"{NUMBER}-1", shell=False, actor="staff")
    assert row(context) == "bind-12"
    records.mark_shell(context, NUMBER, shell=True, actor="staff")
    assert row(context, "second-demo.cn", subject=Subject(certificate=certificate)) == "bind-15"


def test_verified_material_lets_a_transferred_site_stay_online(context, mirror):
    """FAQ 46."""
    mirror.site("teahouse-demo.cn", providers=["别家云"])
    filing = open_filing(context, Kind.TRANSFER_IN, ["teahouse-demo.cn"], customer="u-1", actor="u-1")
    advance(context, filing.id, Verb.SUBMIT, actor="u-1")
    assert row(context) == "bind-7"
    records.mark_verified(context, filing.id, actor="staff")
    assert row(context) == "bind-5"
    with pytest.raises(InvalidValue, match="no filing"):
        records.mark_verified(context, 999, actor="staff")
