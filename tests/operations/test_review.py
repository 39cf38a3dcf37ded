"""Steps are taken only with what they need: by customer, staff, and never past the authority."""

from __future__ import annotations

from datetime import date, timedelta

import filing_ways as ways
import particulars_samples as samples
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from beian_plugin.errors import FilingRefused, InvalidValue, TransitionError
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, Particulars, Reporting, Subject
from beian_plugin.filing.states import TRANSITIONS, State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Finding, Severity, Text
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models import standing, tables
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations import review, tasks
from beian_plugin.operations.drafts import particulars_of, prefill, save_particulars
from beian_plugin.operations.filings import filing_of, open_filing
from beian_plugin.operations.material import judge_sheet, receive_sheet
from beian_plugin.operations.passwords import give_password
from beian_plugin.operations.progress import standing_of_subject
from beian_plugin.operations.terms import clock_of

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: The steps that people take, and what each is called with.
STEPS = {
    Verb.SUBMIT: (review.submit, {}),
    Verb.RESUBMIT: (review.resubmit, {}),
    Verb.PROVIDER_PASS: (review.pass_filing, {}),
    Verb.RETURN_TO_CUSTOMER: (review.return_filing, {"reason": "看不清"}),
    Verb.TAKE_BACK: (review.take_back, {}),
    Verb.WITHDRAW: (review.withdraw, {}),
}


def steps_of(context, filing):
    with context.database.read() as session:
        return session.scalar(select(func.count()).where(FilingStep.filing_id == filing.id))


@pytest.mark.parametrize("verb", list(STEPS))
@pytest.mark.parametrize("state", list(State))
@ON_SQLITE
def test_each_step_from_each_state_goes_where_the_table_says_or_nowhere(context, state, verb):
    filing = ways.bring(context, ways.draft(context), state)
    step, more = STEPS[verb]
    taken = steps_of(context, filing)
    if (state, verb) in TRANSITIONS:
        assert step(context, filing.id, actor="staff", **more).state is TRANSITIONS[state, verb]
        assert steps_of(context, filing) == taken + 1
        return
    with pytest.raises(TransitionError):
        step(context, filing.id, actor="staff", **more)
    assert filing_of(context, filing.id).state is state
    assert steps_of(context, filing) == taken


@pytest.mark.parametrize("step", [step for step, _ in STEPS.values()])
def test_no_step_is_taken_with_a_filing_that_is_not_there(context, step):
    more = {"reason": "x"} if step is review.return_filing else {}
    with pytest.raises(InvalidValue, match="99"):
        step(context, 99, actor="staff", **more)


def test_an_incomplete_filing_stays_with_the_customer_with_all_that_is_missing(context):
    filing = open_filing(context, Kind.NEW, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    with pytest.raises(FilingRefused) as caught:
        review.submit(context, filing.id, actor="u-1")
    assert {one.path for one in caught.value.missing} == {"subject", "sites"}
    assert filing_of(context, filing.id).state is State.DRAFT
    assert {one.path for one in review.missing_of(context, filing.id)} >= {"subject", "sites", "attachments", "sheet"}


def test_staff_cannot_pass_what_became_incomplete(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    save_particulars(context, filing.id, replace(samples.new(), sites=()), actor="staff")
    with pytest.raises(FilingRefused, match="网站信息"):
        review.pass_filing(context, filing.id, actor="staff")
    assert filing_of(context, filing.id).state is State.PROVIDER_REVIEW


class Doubtful:
    @hookimpl
    def beian_check_filing(self, filing):
        games = filing.particulars.sites[0].name.startswith("游戏")
        severity = Severity.DENY if games else Severity.WARN
        return [Finding("look", severity, Text("请核对网站内容。", "Look at the contents."))]


def test_a_plugin_sees_the_particulars_and_may_deny_or_leave_a_note_for_staff(make_context):
    plugins = Plugins()
    plugins.register(Doubtful(), "doubtful")
    plugins.load()
    context = make_context(plugins)
    filing = ways.draft(context)
    review.submit(context, filing.id, actor="u-1")
    with context.database.read() as session:
        assert "请核对网站内容" in session.scalar(select(FilingStep.reason).where(FilingStep.filing_id == filing.id))
    games = replace(samples.new(2), sites=(samples.site(2, name="游戏知识园地"),))
    denied = ways.draft(context, serial=2, particulars=games)
    with pytest.raises(FilingRefused, match="请核对网站内容"):
        review.submit(context, denied.id, actor="u-1")


def test_a_return_says_why_also_by_field(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    with pytest.raises(InvalidValue):
        review.return_filing(context, filing.id, actor="staff")
    assert review.last_reasons(context, filing.id) is None
    review.return_filing(context, filing.id, actor="staff", reason="请修改", fields={"sites.0.name": "名称不符"})
    told = review.last_reasons(context, filing.id)
    assert (told.verb, told.reason, dict(told.fields), told.actor) == (
        Verb.RETURN_TO_CUSTOMER, "请修改", {"sites.0.name": "名称不符"}, "staff",
    )  # fmt: skip
    assert review.resubmit(context, filing.id, actor="u-1").state is State.PROVIDER_REVIEW
    assert review.last_reasons(context, filing.id).reason == "请修改"


def test_what_the_authority_returned_is_sent_again_by_staff_and_not_by_the_customer(context):
    filing = ways.bring(context, ways.draft(context), State.RETURNED_TO_PROVIDER)
    with pytest.raises(FilingRefused, match="退回接入商"):
        review.resubmit(context, filing.id, actor="u-1")
    assert review.resubmit(context, filing.id, actor="staff").state is State.QUEUED


def test_a_rare_character_opens_one_task_and_is_passed_once_a_spelling_is_agreed(context):
    rare = replace(samples.new(), subject=samples.subject(name="杭州㐂示例有限公司"))
    filing = ways.draft(context, particulars=rare)
    review.submit(context, filing.id, actor="u-1")
    (task,) = tasks.open_tasks(context, TaskKind.SPELLING)
    assert (task.filing, dict(task.document["characters"])) == (filing.id, {"subject.name": "㐂"})
    with pytest.raises(FilingRefused, match="㐂"):
        review.pass_filing(context, filing.id, actor="staff")
    review.return_filing(context, filing.id, actor="staff", reason="写法待定")
    review.resubmit(context, filing.id, actor="u-1")
    assert len(tasks.open_tasks(context, TaskKind.SPELLING)) == 1
    agreed = replace(rare, subject=samples.subject(name="杭州喜示例有限公司"))
    save_particulars(context, filing.id, agreed, actor="staff")
    assert review.pass_filing(context, filing.id, actor="staff").state is State.QUEUED
    assert tasks.open_tasks(context, TaskKind.SPELLING) == []
    assert tasks.task(context, task.id).done_by == "staff"


def test_faq_47_a_filing_and_its_sheet_name_the_same_domains(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    sheet = receive_sheet(context, filing.id, ["beian-sample-1.cn"], actor="staff")
    judge_sheet(context, sheet.id, valid=True, actor="staff")
    more = samples.site(domains=(*samples.site().domains, Domain(name="second-sample.cn")))
    save_particulars(context, filing.id, replace(samples.new(), sites=(more,)), actor="staff")
    with pytest.raises(FilingRefused, match="缺少 second-sample"):
        review.pass_filing(context, filing.id, actor="staff")
    save_particulars(context, filing.id, samples.new(), actor="staff")
    assert review.pass_filing(context, filing.id, actor="staff").state is State.QUEUED


def test_an_invalid_sheet_stops_a_filing_with_its_reason(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    sheet = receive_sheet(context, filing.id, ["beian-sample-1.cn"], actor="staff")
    judge_sheet(context, sheet.id, valid=False, reason="未签字。", actor="staff")
    with pytest.raises(FilingRefused, match="未签字"):
        review.pass_filing(context, filing.id, actor="staff")


def test_what_stands_in_a_file_cannot_be_taken_back_before_it_is_answered(context):
    filing = ways.queued(context)
    ways.put_in_file(context, filing.id)
    with pytest.raises(FilingRefused, match="上报文件"):
        review.take_back(context, filing.id, actor="staff")
    other = ways.queued(context, serial=2)
    ways.put_in_file(context, other.id, answered=True)
    assert review.take_back(context, other.id, actor="staff").state is State.PROVIDER_REVIEW


def test_cancelling_the_only_access_is_refused_when_opened_handed_in_and_passed(context):
    ways.put_on_record(context, ways.published())
    with pytest.raises(FilingRefused, match="1025"):
        open_filing(context, Kind.CANCEL_ACCESS, ["beian-sample-1.cn"], customer="u-1", actor="u-1")


@ON_SQLITE
def test_an_access_whose_sister_left_meanwhile_is_not_cancelled(context):
    subject_id = ways.put_on_record(context, ways.published(), other_access=True)
    filing = ways.draft(context, Kind.CANCEL_ACCESS)
    review.submit(context, filing.id, actor="u-1")
    with context.database.write() as session:
        site = session.get(tables.Subject, subject_id).sites[0]
        for access in site.accesses:
            if not access.ours:
                session.delete(access)
        session.flush()
        standing.refresh(session, ["beian-sample-1.cn"])
    with pytest.raises(FilingRefused, match="1025"):
        review.pass_filing(context, filing.id, actor="staff")


def test_cancellations_beside_each_other_are_only_warned_of(context):
    ways.put_on_record(context, ways.published())
    first = ways.draft(context, Kind.CANCEL_SITE)
    review.submit(context, first.id, actor="u-1")
    second = ways.draft(context, Kind.CANCEL_SUBJECT)
    give_password(context, second.id, "sample-password", actor="u-1")
    assert "conflict" in [one.code for one in review.missing_of(context, second.id)]
    assert review.submit(context, second.id, actor="u-1").state is State.PROVIDER_REVIEW


def test_the_authoritys_tables_are_looked_into_once_they_are_loaded(context):
    filing = ways.draft(context)
    assert not [one for one in review.missing_of(context, filing.id) if one.code == "code"]
    with context.database.write() as session:
        session.add(BaseCode(table="Dwxz", code=5, name="个人", loaded_at=context.now()))
        session.add(BaseCode(table="Dwxz", code=4, name="企业", valid=False, loaded_at=context.now()))
    assert [one.path for one in review.missing_of(context, filing.id) if one.code == "code"] == ["subject.nature"]


def test_faq_57_an_approved_filing_done_on_behalf_is_switched_for_the_next_change(context):
    on_behalf = ways.published()
    on_behalf = replace(on_behalf, subject=replace(on_behalf.subject, reporting=Reporting.ON_BEHALF))
    ways.put_on_record(context, on_behalf)
    done = ways.bring(context, ways.draft(context, Kind.CHANGE), State.APPROVED)
    change = open_filing(context, Kind.CHANGE, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    assert prefill(context, change.id).subject.reporting is Reporting.ON_BEHALF
    review.switch_reporting(context, done.id, Reporting.SELF, actor="staff")
    assert prefill(context, change.id).subject.reporting is Reporting.SELF


def test_faq_57_a_returned_filing_done_on_behalf_is_touched_switched_and_given_to_the_customer(context):
    on_behalf = replace(samples.new(), subject=samples.subject(reporting=Reporting.ON_BEHALF))
    filing = ways.draft(context, particulars=on_behalf)
    filing = ways.bring(context, filing, State.RETURNED_TO_PROVIDER)
    with pytest.raises(FilingRefused):
        save_particulars(context, filing.id, samples.new(), actor="u-1")
    switched = review.switch_reporting(context, filing.id, Reporting.SELF, actor="staff")
    assert switched.state is State.RETURNED_TO_CUSTOMER
    assert particulars_of(context, filing.id) == samples.new()
    save_particulars(context, filing.id, samples.new(2), actor="u-1")
    with context.database.read() as session:
        details = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "save_particulars")).all()
    assert {"paths": ["subject.reporting"], "on_behalf": True} in details


def test_the_mode_of_a_draft_is_switched_where_it_stands(context):
    filing = ways.draft(context)
    review.switch_reporting(context, filing.id, Reporting.ON_BEHALF, actor="staff")
    assert particulars_of(context, filing.id).subject.reporting is Reporting.ON_BEHALF
    assert filing_of(context, filing.id).state is State.DRAFT


def test_the_mode_of_a_filing_that_names_no_subject_is_switched_too(context):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    before = review.missing_of(context, filing.id)
    review.switch_reporting(context, filing.id, Reporting.ON_BEHALF, actor="staff")
    with pytest.raises(FilingRefused, match="FAQ 57"):
        save_particulars(context, filing.id, ways.complete(Kind.TRANSFER_IN), actor="u-1")
    assert review.missing_of(context, filing.id) == before
    with pytest.raises(InvalidValue):
        review.switch_reporting(context, 99, Reporting.SELF, actor="staff")


def test_a_draft_that_says_nothing_yet_keeps_what_it_begins_with_as_its_mode_is_switched(context):
    filing = open_filing(context, Kind.NEW, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    review.switch_reporting(context, filing.id, Reporting.ON_BEHALF, actor="staff")
    said = particulars_of(context, filing.id)
    assert said.subject.reporting is Reporting.ON_BEHALF
    assert [one.name for one in said.sites[0].domains] == ["beian-sample-1.cn"]


def test_the_password_is_gone_once_the_filing_is_withdrawn(context):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    give_password(context, filing.id, "sample-password", actor="u-1")
    review.withdraw(context, filing.id, actor="u-1")
    with context.database.read() as session:
        assert session.get(FilingRow, filing.id).password is None


def test_a_transfer_without_its_password_is_not_handed_in(context):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    with pytest.raises(FilingRefused) as caught:
        review.submit(context, filing.id, actor="u-1")
    assert [one.path for one in caught.value.missing] == ["password"]
    give_password(context, filing.id, "sample-password", actor="u-1")
    assert review.submit(context, filing.id, actor="u-1").state is State.PROVIDER_REVIEW


@pytest.mark.parametrize("ours", [True, False])
def test_the_number_may_be_typed_as_older_footers_show_it(context, ours):
    if ours:
        ways.put_on_record(context, ways.published())
    spaced = Particulars(subject=Subject(licence_number="浙 ICP 备 20260001 号"), sites=(samples.site(2),))
    filing = ways.draft(context, Kind.ADD_SITE, 2, particulars=spaced)
    assert ("password" in {one.path for one in review.missing_of(context, filing.id)}) is not ours


@pytest.mark.parametrize("ours", [True, False])
def test_a_site_is_added_without_a_password_only_to_a_subject_that_is_filed_here(context, ours):
    if ours:
        ways.put_on_record(context, ways.published())
    filing = ways.draft(context, Kind.ADD_SITE, 2)
    wanted = {one.path for one in review.missing_of(context, filing.id)} & {"password"}
    assert wanted == (set() if ours else {"password"})


def test_faq_25_who_is_filed_already_is_told_to_add_a_site(context, mirror):
    code = Certificate(CertificateKind.CREDIT_CODE, samples.credit_code(1))
    mirror.subject("浙ICP备20260007号", certificate=code)
    filing = ways.draft(context)
    assert "filed_already" not in {one.code for one in review.missing_of(context, filing.id)}
    with context.database.write() as session:
        session.add(BaseCode(table="Zjlx", code=1, name="营业执照", loaded_at=context.now()))
    (told,) = [one for one in review.missing_of(context, filing.id) if one.code == "filed_already"]
    assert (told.severity.value, "浙ICP备20260007号" in told.text.zh) == ("warn", True)
    assert review.submit(context, filing.id, actor="u-1").state is State.PROVIDER_REVIEW


def test_faq_49_a_site_that_is_added_shows_under_its_subject(context):
    subject_id = ways.put_on_record(context, ways.published())
    ways.draft(context, Kind.ADD_SITE, 2)
    assert standing_of_subject(context, subject_id).sites["beian-sample-2.cn"].text.zh == "尚未提交"


def test_what_a_subject_shows_comes_from_its_filings(context):
    subject_id = ways.put_on_record(context, ways.published())
    shown = standing_of_subject(context, subject_id)
    assert shown.subject.text.zh == "备案完成"
    ways.draft(context, Kind.CHANGE)
    shown = standing_of_subject(context, subject_id)
    assert (shown.subject.text.zh, shown.sites["beian-sample-1.cn"].text.zh) == ("变更阶段-未提交",) * 2
    with pytest.raises(InvalidValue):
        standing_of_subject(context, 99)


def test_a_new_filing_needs_a_subject_even_where_plugins_are_content(context):
    filing = ways.draft(context, particulars=Particulars(sites=samples.new().sites))
    with pytest.raises(FilingRefused, match="主体信息"):
        review.submit(context, filing.id, actor="u-1")


def test_the_days_of_a_change_count_from_its_last_change_and_those_of_a_first_filing_from_the_receipt(make_context):
    context = make_context()
    later = context.now() + timedelta(days=2)
    for kind, serial, start in ((Kind.NEW, 1, date(2026, 6, 3)), (Kind.CHANGE, 2, date(2026, 6, 1))):
        filing = ways.draft(context, kind, serial)
        late = type(context)(
            settings=context.settings, database=context.database, plugins=context.plugins, now=lambda: later
        )
        ways.bring(late, filing, State.AUTHORITY_REVIEW)
        clock = clock_of(late, filing.id)
        assert (clock.start, clock.due) == (start, filing_of(late, filing.id).due)
        assert clock.passed + clock.left == 20
