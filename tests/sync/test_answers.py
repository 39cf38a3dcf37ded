"""Results and opinions reach the right filing, once."""

from __future__ import annotations

import particulars_samples
import pytest
from filing_ways import advance
from sqlalchemy import select
from sync.conftest import on_sqlite, queued
from sync.exchange import Exchange, put_on_record, result, row_of
from sync.handing_out import HandingOut
from sync.published import number, published, site, told

from beian_plugin.authority.items import Opinion, Result
from beian_plugin.filing.codes import result_code
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars, Subject
from beian_plugin.filing.states import Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.models.exchange import OutboxFile
from beian_plugin.models.tables import CustomerSubject, FilingRow
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.sync.answers import Answers
from beian_plugin.operations.sync.packing import enqueue
from beian_plugin.operations.sync.record_values import load_wording
from beian_plugin.operations.tasks import open_tasks

pytestmark = pytest.mark.usefixtures("right_gate")

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 64 + b"\xff\xd9"


def opinion(exchange, filing, *, passed=True, text="", kind=Kind.NEW, at="2026-06-01 10:00:00"):
    mark = exchange.mark(filing, "opinion")
    return Opinion(operation=kind.result_type, mark=mark, passed=passed, text=text, reviewer="李示例", at=at)


def test_an_approval_lets_the_gate_allow_before_anything_is_published(context, exchange, queue):
    filing = queue()
    exchange.send()
    assert row_of(context) == "bind-7"
    exchange.told(result(exchange, filing, 1001))
    assert exchange.verbs(filing) == ["upload", "approve"]
    assert row_of(context) == "bind-6"
    assert [(report.codes, report.answered_at) for report in exchange.reports(filing)] == [([1001], context.now())]
    with context.database.read() as session:
        row = session.get_one(FilingRow, filing)
        assert session.get(CustomerSubject, (row.customer_id, row.subject_id))
        assert row.site_id == session.scalars(select(SiteRow.id)).one()
    exchange.told(told())
    with context.database.read() as session:
        assert session.scalars(select(SubjectRow.licence_number)).all() == [number(1)]


@on_sqlite
def test_a_panel_that_asks_again_when_it_is_told_may_serve(make_context, queue):
    asked = []

    class Panel:
        @hookimpl
        def beian_after_filing_changed(self, change):
            asked.append((change.verb, row_of(context)))

    plugins = Plugins()
    plugins.register(Panel(), "panel")
    plugins.load()
    context = make_context(plugins=plugins)
    exchange = Exchange(context, HandingOut())
    filing = queued(context)
    exchange.send()
    exchange.told(result(exchange, filing, 1001))
    assert asked[-1] == (Verb.APPROVE, "bind-6")


@on_sqlite
def test_a_refusal_says_why_by_field_and_what_to_do(exchange, queue):
    filing = queue(password="secret")
    exchange.send()
    exchange.told(result(exchange, filing, (1015, "无效身份证号码，请核实后再次报备"), (1002, "照片不清晰，重拍")))
    step = exchange.steps(filing)[-1]
    assert step.verb == "return_to_provider"
    assert "1015 无效身份证号码" in step.reason
    assert "照片不清晰，重拍" in step.reason
    assert any(path.endswith("certificate_number") for path in step.fields)
    assert exchange.reports(filing)[0].codes == [1015, 1002]


@on_sqlite
def test_codes_that_mean_something_else_together_share_one_remedy(exchange, queue):
    """FAQ 4."""
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1003, 1005))
    assert "1003、1005" in exchange.steps(filing)[-1].reason
    assert "转接入" in exchange.steps(filing)[-1].reason


@on_sqlite
def test_words_of_the_authority_lose_what_belongs_to_a_person(exchange, queue):
    filing = queue()
    exchange.send()
    said = f"身份证{particulars_samples.resident_id(1)}与电话10000000001、a@example.com不符"
    exchange.told(result(exchange, filing, (1002, said)))
    for text in (exchange.steps(filing)[-1].reason, exchange.reports(filing)[0].message):
        assert "不符" in text
        assert particulars_samples.resident_id(1) not in text
        assert "10000000001" not in text
        assert "a@example.com" not in text


def test_the_same_answer_twice_changes_nothing(exchange, queue):
    filing = queue()
    exchange.send()
    answer = result(exchange, filing, 1001)
    exchange.told(answer, answer)
    exchange.told(answer, name="again")
    assert exchange.verbs(filing) == ["upload", "approve"]
    assert open_tasks(exchange.context) == []


@on_sqlite
def test_a_later_contrary_answer_is_kept_and_shown_to_a_person(context, exchange, queue):
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1002))
    exchange.told(result(exchange, filing, 1001))
    assert exchange.verbs(filing) == ["upload", "return_to_provider"]
    assert "1001" in exchange.reports(filing)[0].message
    [task] = open_tasks(context, TaskKind.UNKNOWN_RESULT)
    assert task.filing == filing


@on_sqlite
def test_a_success_on_the_way_decides_nothing(exchange, queue):
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1062))
    assert exchange.state(filing) == "authority_review"
    assert exchange.reports(filing)[0].answered_at is None
    exchange.told(result(exchange, filing, 1062, 1001))
    assert exchange.state(filing) == "approved"


@on_sqlite
def test_a_refusal_beside_an_approval_refuses(exchange, queue):
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1001, 1063))
    assert exchange.state(filing) == "returned_to_provider"


def test_an_answer_to_an_upload_whose_call_never_came_back_settles_the_whole_file(context, exchange, queue):
    first, second = queue(1), queue(2)
    exchange.send(answered=False)
    exchange.told(result(exchange, first, 1001))
    assert exchange.verbs(first) == ["upload", "approve"]
    assert exchange.verbs(second) == ["upload"]
    with context.database.read() as session:
        assert session.scalars(select(OutboxFile.state)).all() == ["accepted"]


def test_an_answer_meets_the_report_that_waits_for_one(context, exchange, queue):
    changed = published()
    filing = queue(kind=Kind.CHANGE, particulars=changed)
    exchange.send()
    exchange.told(result(exchange, filing, 1002, kind=Kind.CHANGE))
    advance(context, filing, Verb.RESUBMIT, actor="staff")
    exchange.send()
    exchange.told(result(exchange, filing, 1001, kind=Kind.CHANGE), name="second")
    assert [report.codes for report in exchange.reports(filing)] == [[1002], [1001]]
    assert exchange.state(filing) == "approved"


@on_sqlite
def test_a_result_that_fits_nothing_is_shown_once(context, exchange):
    unknown = Result(operation=1, mark="4711", codes=((1003, result_code(1003).message.zh),))
    exchange.told(unknown)
    exchange.told(unknown, name="again")
    [task] = open_tasks(context, TaskKind.UNKNOWN_RESULT)
    assert task.document["mark"] == "4711"


@on_sqlite
def test_two_refused_files_that_fit_nothing_are_two_tasks(context, exchange):
    for name in ("XZBA1", "XZBA2"):
        exchange.told(Result(operation=1, codes=((5003, result_code(5003).message.zh),), note=name))
    assert {one.document["note"] for one in open_tasks(context, TaskKind.UNKNOWN_RESULT)} == {"XZBA1", "XZBA2"}


@pytest.mark.parametrize("name", ["1000010000000001", "XZBA-1", "no number"])
@on_sqlite
def test_a_refused_file_returns_each_of_its_filings(exchange, queue, name):
    filings = [queue(serial) for serial in (1, 2, 3)]
    exchange.send()
    exchange.told(Result(operation=1, codes=((5001, name),)))
    assert {exchange.state(filing) for filing in filings} == {"returned_to_provider"}


@on_sqlite
def test_a_refused_file_that_could_be_either_of_two_is_shown_to_a_person(context, exchange, queue):
    queue(1)
    exchange.send()
    queue(2)
    exchange.send()
    exchange.told(Result(operation=1, codes=((5001, "no number"),)))
    assert len(open_tasks(context, TaskKind.UNKNOWN_RESULT)) == 1


@on_sqlite
def test_a_refused_file_without_filings_returns_none_of_another_file(context, exchange, queue):
    """The authority has no operation for such a file: it may answer under that of a change."""
    put_on_record(exchange, site(1, 1))
    change = queue(kind=Kind.CHANGE, particulars=published(1))
    exchange.send()
    with context.database.write() as session:
        enqueue(context, session, "ICP/WBACLJG", b"<UploadData/>", 1)
    exchange.send()
    exchange.told(Result(operation=4, codes=((5001, "1000010000000002"),)))
    assert exchange.state(change) == "authority_review"
    assert len(open_tasks(context, TaskKind.UNKNOWN_RESULT)) == 1


@on_sqlite
def test_a_number_in_a_sentence_names_no_file(context, exchange, queue):
    first = queue(1)
    exchange.send()
    second = queue(2)
    exchange.send()
    exchange.told(Result(operation=1, codes=((5001, "第2行格式错误"),), note="共1处"))
    assert {exchange.state(first), exchange.state(second)} == {"authority_review"}


@on_sqlite
def test_a_name_that_fits_two_files_names_neither(context, exchange, queue):
    first = queue(1)
    exchange.send()
    second = queue(2)
    exchange.send()
    exchange.told(Result(operation=1, codes=((5001, "file1-2"),)))
    assert {exchange.state(first), exchange.state(second)} == {"authority_review"}


@on_sqlite
def test_material_is_taken_with_a_code_of_its_own(context, exchange, queue):
    material = Particulars(subject=Subject(authority_id=1, licence_number=number(1)))
    filing = queue(kind=Kind.MATERIAL, particulars=material, attachments=[JPEG])
    exchange.send()
    # The interface's text has operation 35, its schema stops at 7: no valid file holds this one.
    with context.database.write() as session:
        wording = load_wording(session, context.settings)
        answers = Answers(context, session, wording, context.now())
        answers.apply([result(exchange, filing, 1060, kind=Kind.MATERIAL)])
    assert exchange.state(filing) == "approved"


@on_sqlite
def test_material_alone_approves_no_other_filing(exchange, queue):
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1060))
    assert exchange.state(filing) == "authority_review"


@on_sqlite
def test_opinions_are_steps_where_the_table_has_them_and_once(exchange, queue):
    filing = queue()
    exchange.send()
    said = opinion(exchange, filing, text="材料齐全")
    exchange.told(said)
    exchange.told(said, name="again")
    exchange.told(result(exchange, filing, 1001))
    exchange.told(opinion(exchange, filing, text="补充", at="2026-06-02 10:00:00"))
    assert exchange.verbs(filing) == ["upload", "record_opinion", "approve", "record_opinion"]
    assert exchange.steps(filing)[-3].reason == "管局审核意见（2026-06-01）：通过，材料齐全"
    assert "李示例" not in "".join(step.reason for step in exchange.steps(filing))


@on_sqlite
def test_an_opinion_on_a_withdrawn_filing_is_a_note(context, exchange, queue):
    filing = queue()
    exchange.send()
    exchange.told(result(exchange, filing, 1002))
    advance(context, filing, Verb.WITHDRAW, actor="customer")
    exchange.told(opinion(exchange, filing, passed=False, text="主体不符"))
    assert exchange.verbs(filing)[-1] == "withdraw"
    assert "主体不符" in exchange.reports(filing)[0].message


@on_sqlite
def test_an_opinion_that_names_nothing_is_shown(context, exchange):
    exchange.told(Opinion(passed=False, text="请补充材料", at="2026-06-01"))
    assert len(open_tasks(context, TaskKind.UNKNOWN_RESULT)) == 1


def test_a_thousand_answers_of_one_file_are_all_taken(exchange, queue):
    filings = [queue(serial) for serial in range(1, 41)]
    exchange.send()
    answers = [result(exchange, filing, 1001 if filing % 2 else 1002) for filing in filings]
    exchange.told(*answers, *reversed(answers))
    for filing in filings:
        assert exchange.verbs(filing) == ["upload", "approve" if filing % 2 else "return_to_provider"]
