"""What a filing says is kept as it is typed, by whom it may be, with its domains in step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import filing_ways as ways
import particulars_samples as samples
import pytest
from filing_ways import advance
from msgspec.structs import replace
from sqlalchemy import select, text

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, Particulars, Reporting, Site, Subject
from beian_plugin.filing.states import State, Verb
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.decide import decide
from beian_plugin.operations.drafts import CUSTOMER_EDITS, STAFF_EDIT, particulars_of, prefill, save_particulars
from beian_plugin.operations.filings import filing_of, hold_filing, open_filing, take_step
from beian_plugin.operations.material import judge_sheet, receive_sheet
from beian_plugin.operations.records import link_customer
from beian_plugin.operations.upkeep import examine

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def opened(context, kind=Kind.NEW, domain="beian-sample-1.cn", user="u-1"):
    return open_filing(context, kind, [domain], customer=user, actor=user)


def test_what_is_saved_is_given_back_whole_and_lies_sealed_in_the_database(context):
    filing = opened(context)
    assert particulars_of(context, filing.id) == Particulars()
    save_particulars(context, filing.id, samples.new(), actor="u-1")
    assert particulars_of(context, filing.id) == samples.new()
    with context.database.read() as session:
        raw = bytes(session.scalar(text("SELECT particulars FROM beian_filing")))
    assert "王示例".encode() not in raw
    assert samples.credit_code(1).encode() not in raw


def test_a_draft_may_be_half_filled_in(context):
    filing = opened(context)
    half = Particulars(subject=Subject(name="杭州"), sites=(Site(domains=(Domain(name="no domain"),)),))
    assert save_particulars(context, filing.id, half, actor="u-1").domains == ("beian-sample-1.cn",)
    assert particulars_of(context, filing.id) == half


@pytest.mark.parametrize("state", list(State))
@ON_SQLITE
def test_customer_and_staff_edit_in_their_own_states_only(context, state):
    filing = ways.bring(context, opened(context), state)
    for actor, states in (("u-1", CUSTOMER_EDITS), ("staff", STAFF_EDIT)):
        particulars = samples.new(1 if actor == "u-1" else 2)
        if state in states:
            save_particulars(context, filing.id, particulars, actor=actor)
            assert particulars_of(context, filing.id) == particulars
            continue
        before = particulars_of(context, filing.id)
        with pytest.raises(FilingRefused) as caught:
            save_particulars(context, filing.id, particulars, actor=actor)
        assert caught.value.missing[0].code in {"not_yours", "not_now"}
        assert particulars_of(context, filing.id) == before


def test_a_customer_cannot_edit_what_is_filed_on_behalf(context):
    filing = opened(context)
    on_behalf = replace(samples.new(), subject=samples.subject(reporting=Reporting.ON_BEHALF))
    save_particulars(context, filing.id, on_behalf, actor="staff")
    with pytest.raises(FilingRefused, match="FAQ 57"):
        save_particulars(context, filing.id, samples.new(), actor="u-1")
    save_particulars(context, filing.id, samples.new(), actor="staff")
    save_particulars(context, filing.id, samples.new(2), actor="u-1")


def test_the_audit_log_names_paths_and_never_values(context):
    filing = opened(context)
    save_particulars(context, filing.id, samples.new(), actor="u-1")
    renamed = replace(samples.new(), subject=samples.subject(name="杭州新名示例有限公司"))
    save_particulars(context, filing.id, renamed, actor="staff")
    save_particulars(context, filing.id, renamed, actor="staff")
    with context.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "save_particulars").order_by(AuditEntry.id)
        first, second = session.scalars(query)
    assert second.detail == {"paths": ["subject.name"], "on_behalf": True}
    assert not first.detail["on_behalf"]
    assert samples.credit_code(1) not in str(first.detail)


def test_the_domains_of_the_filing_follow_its_sites_and_the_gate_with_them(context):
    filing = opened(context)
    sites = (samples.site(2, domains=(Domain(name="www.例子.中国"), Domain(name="beian-sample-2.cn"))),)
    saved = save_particulars(context, filing.id, replace(samples.new(), sites=sites), actor="u-1")
    assert saved.domains == ("beian-sample-2.cn", "xn--fsqu00a.xn--fiqs8s")
    assert particulars_of(context, filing.id).sites[0].domains[0].name == "www.xn--fsqu00a.xn--fiqs8s"
    assert examine(context.database).drifted == 0

    def row(host):
        return decide(context, DomainBind(host=host, region="cn-hangzhou", customer="u-1")).row

    assert row("beian-sample-2.cn") == "bind-7"
    assert row("beian-sample-1.cn") != "bind-7"


def test_a_transfer_keeps_the_domains_that_it_was_opened_for(context):
    filing = opened(context, Kind.TRANSFER_IN)
    saved = save_particulars(context, filing.id, ways.complete(Kind.TRANSFER_IN), actor="u-1")
    assert saved.domains == ("beian-sample-1.cn",)


def test_a_sheet_that_lists_other_domains_verifies_the_filing_no_more(context):
    filing = ways.draft(context)
    sheet = receive_sheet(context, filing.id, ["beian-sample-1.cn"], actor="staff")
    judge_sheet(context, sheet.id, valid=True, actor="staff")
    assert filing_of(context, filing.id).verified
    sites = (samples.site(domains=(*samples.site().domains, Domain(name="second-sample.cn"))),)
    assert not save_particulars(context, filing.id, replace(samples.new(), sites=sites), actor="u-1").verified


def test_saves_and_steps_at_once_neither_deadlock_nor_leave_stale_standing(context):
    numbers = [opened(context, domain=f"beian-sample-{serial}.cn", user=f"u-{serial}").id for serial in range(6)]

    def work(turn):
        filing, serial = numbers[turn % 6], (turn * 5) % 6
        save_particulars(context, filing, samples.new(serial), actor="staff")
        advance(context, filing, Verb.SUBMIT if turn < 6 else Verb.RETURN_TO_CUSTOMER, actor="staff")

    for turns in (range(6), range(6, 12)):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(work, turns))
    assert examine(context.database).drifted == 0


def test_a_save_that_waited_for_a_step_sees_the_state_after_it(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    with ThreadPoolExecutor(1) as pool:
        with context.database.write() as session:
            names = hold_filing(session, filing.id)
            late = pool.submit(save_particulars, context, filing.id, samples.new(2), actor="staff")
            # Long enough for the save to begin and wait; if it begins later it is refused all the same.
            wait([late], timeout=0.3)
            take_step(context, session, filing.id, Verb.PROVIDER_PASS, actor="staff")
            standing.refresh(session, names)
        with pytest.raises(FilingRefused):
            late.result()
    assert particulars_of(context, filing.id) == samples.new()


def test_there_is_nothing_to_save_or_read_of_a_filing_that_is_not_there(context):
    for call in (
        lambda: particulars_of(context, 99),
        lambda: prefill(context, 99),
        lambda: save_particulars(context, 99, samples.new(), actor="u-1"),
    ):
        with pytest.raises(InvalidValue, match="99"):
            call()


def test_a_first_filing_begins_with_its_domains(context):
    draft = prefill(context, opened(context).id)
    assert [domain.name for domain in draft.sites[0].domains] == ["beian-sample-1.cn"]
    assert draft.sites[0].home_page == "www.beian-sample-1.cn"
    assert draft.subject is None


def test_a_later_filing_begins_with_who_filed_before_and_without_the_old_numbers(context):
    filed = replace(samples.new(), subject=samples.subject(own_id=7, licence_number=ways.NUMBER, authority_id=3))
    ways.draft(context, particulars=filed)
    draft = prefill(context, opened(context, domain="beian-sample-2.cn").id)
    assert draft.subject == samples.subject()
    assert draft.sites[0].principal == samples.principal()
    assert prefill(context, opened(context, domain="beian-sample-3.cn", user="u-2").id).subject is None


def test_what_was_saved_comes_before_everything_else(context):
    filing = ways.draft(context, particulars=samples.new(5))
    assert prefill(context, filing.id) == samples.new(5)


@pytest.mark.parametrize("kind", [Kind.CHANGE, Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE,
                                  Kind.CANCEL_ACCESS, Kind.MATERIAL])  # fmt: skip
def test_filings_about_a_record_begin_with_what_the_authority_published(context, kind):
    record = ways.published()
    ways.put_on_record(context, record, other_access=True)
    domain = "beian-sample-9.cn" if kind is Kind.ADD_SITE else "beian-sample-1.cn"
    draft = prefill(context, opened(context, kind, domain).id)
    numbers = Subject(authority_id=10, licence_number=ways.NUMBER)
    if kind is Kind.CHANGE:
        assert draft == record
    elif kind in (Kind.ADD_SITE, Kind.CANCEL_SUBJECT, Kind.MATERIAL):
        assert draft.subject == numbers
    else:
        assert (draft.sites[0].authority_id, draft.sites[0].licence_number) == (21, f"{ways.NUMBER}-1")
    if kind is Kind.CANCEL_ACCESS:
        assert draft.sites[0].accesses[0].authority_id == 401


def test_the_record_of_somebody_else_is_shown_to_nobody(context):
    ways.put_on_record(context, ways.published())
    filing = opened(context, Kind.CHANGE, user="u-2")
    assert prefill(context, filing.id) == Particulars()
    link_customer(context, "u-2", ways.NUMBER, actor="staff")
    assert prefill(context, filing.id) == ways.published()


def test_a_transfer_from_elsewhere_begins_with_the_number_of_the_site(context, mirror):
    mirror.site("elsewhere-demo.cn", providers=["other"], number=f"{ways.NUMBER}-3")
    filing = opened(context, Kind.TRANSFER_IN, "elsewhere-demo.cn")
    assert prefill(context, filing.id).sites[0].licence_number == f"{ways.NUMBER}-3"
    with context.database.read() as session:
        assert session.get(FilingRow, filing.id).particulars is None
