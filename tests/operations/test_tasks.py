"""Tasks: opened once, listed masked, shown whole on record, answered with what the authority takes."""

from __future__ import annotations

from datetime import date

import particulars_samples
import pytest
from lxml import etree
from msgspec import to_builtins
from msgspec.structs import replace
from operations.conftest import NOW
from sqlalchemy import select, text

from beian_plugin.authority.items import UnfiledSite, VerificationTask
from beian_plugin.errors import InvalidValue, SettingError
from beian_plugin.filing.particulars import Address
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.exchange import BaseCode, TaskRow, Unnumbered
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations.sync.news import apply_news
from beian_plugin.operations.tasks import answer_task, masked, open_task, open_tasks, put_task, settle, task

UNFILED = UnfiledSite(
    authority_id=77, domain="beian-sample-1.cn", address="203.0.113.9", carrier=100099, seen_at="2026-05-30"
)


def published():
    """A filing as a verification task shows it."""
    told = particulars_samples.new()

    def numbered(value, key):
        return replace(value, authority_id=key)

    [site] = told.sites
    [access] = site.accesses
    site = replace(
        numbered(site, 2),
        domains=tuple(numbered(one, 3) for one in site.domains),
        accesses=(replace(numbered(access, 4), addresses=tuple(numbered(one, 5) for one in access.addresses)),),
    )
    return replace(told, subject=numbered(told.subject, 1), sites=(site,))


@pytest.fixture
def context(make_context):
    """A context that knows who reports."""
    return make_context(isp_id="100001", province="33")


@pytest.fixture
def put(context):
    """Opens a task and gives its number."""

    def put(kind=TaskKind.NOTICE, key=(1,), document=None, **columns):
        with context.database.write() as session:
            open_task(context, session, kind, key, document or {"text": "请整改"}, **columns)
            return session.scalars(select(TaskRow.id).order_by(TaskRow.id.desc())).first()

    return put


@pytest.fixture
def tell(context):
    """Opens the task of a piece of news and gives its number."""

    def tell(news):
        with context.database.write() as session:
            apply_news(context, session, news)
            return session.scalars(select(TaskRow.id)).one()

    return tell


def load_outcomes(context):
    with context.database.write() as session:
        session.add(BaseCode(table="Cljg", code=2, name="已关闭", detail={}, loaded_at=NOW))


def waiting(context):
    with context.database.read() as session:
        return list(session.scalars(select(Unnumbered)))


def test_the_most_urgent_task_comes_first(context, put):
    late, soon, undated = put(key=(1,), due=date(2026, 7, 1)), put(key=(2,), due=date(2026, 6, 2)), put(key=(3,))
    assert [one.id for one in open_tasks(context)] == [soon, late, undated]
    assert [one.id for one in open_tasks(context, TaskKind.NOTICE)] == [soon, late, undated]
    assert open_tasks(context, TaskKind.SPELLING) == []


def test_the_same_key_opens_one_task_and_a_long_key_is_told_apart(context, put):
    keys = ["一" * 200, "一" * 199 + "二"]
    for key in (*keys, *keys):
        put(key=(key,))
    assert len(open_tasks(context)) == 2


def test_personal_data_are_masked_in_lists_and_sealed_in_the_database(context, tell):
    tell(VerificationTask(particulars=published()))
    [listed] = open_tasks(context)
    number, phone = particulars_samples.resident_id(1), "10000000001"
    assert number not in str(listed.document)
    assert phone not in str(listed.document)
    assert "王示例" not in str(listed.document)
    assert listed.document["particulars"]["subject"]["name"] == particulars_samples.subject().name
    with context.database.read() as session:
        [raw] = session.execute(text("SELECT document FROM beian_task")).scalars()
    assert number.encode() not in bytes(raw)
    assert "particulars" not in repr(listed)


def test_who_looks_at_personal_data_is_on_record(context, tell):
    number = tell(VerificationTask(particulars=published()))
    shown = task(context, number, actor="staff")
    assert shown.document["particulars"]["subject"]["principal"]["mobile"] == "10000000001"
    with context.database.read() as session:
        seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "view_task")).all()
    assert [(entry.actor, entry.target) for entry in seen] == [("staff", f"task:{number}")]


def test_scans_are_not_shown_in_lists():
    assert masked({"scans": ["/9j/"], "name": "某网站"}) == {"name": "某网站"}


@pytest.mark.parametrize("given", [{}, {"email": "a@example.com"}, {"certificate_number": "1"}])
def test_a_person_without_a_phone_is_masked_too(given):
    assert masked({"principal": {"name": "王示例", **given}})["principal"]["name"] == "王**"


def test_who_reported_an_answer_is_masked():
    answer = {"reporter_name": "王示例", "reporter_phone": "10000000001", "reporter_email": "a@example.com"}
    assert not set(answer.values()) & set(masked(answer).values())


def test_what_tells_news_apart_cannot_be_read(context, put):
    put(key=("subject", "电话10000000001为空号"))
    with context.database.read() as session:
        [key] = session.scalars(select(TaskRow.key))
    assert "10000000001" not in key


def test_what_is_known_now_goes_to_the_open_task_and_not_to_the_settled_one(context, put):
    settle(context, put(document={"count": 1}), actor="staff")
    for count in (2, 3):
        with context.database.write() as session:
            put_task(context, session, TaskKind.NOTICE, (1,), {"count": count})
    assert [one.document["count"] for one in open_tasks(context)] == [3]
    assert task(context, 1).document["count"] == 1


def test_a_settled_task_is_closed_with_who_did_it(context, put):
    number = put()
    settle(context, number, actor="staff")
    assert open_tasks(context) == []
    assert (task(context, number).done_by, task(context, number).done_at) == ("staff", NOW)
    with pytest.raises(InvalidValue, match="done"):
        settle(context, number, actor="staff")
    with pytest.raises(InvalidValue, match="no task"):
        settle(context, number + 1, actor="staff")


def test_a_task_that_the_authority_waits_for_is_not_settled_by_hand(context, tell):
    with pytest.raises(InvalidValue, match="answer"):
        settle(context, tell(UNFILED), actor="staff")


def test_an_unfiled_site_is_answered_with_what_was_done(context, tell):
    load_outcomes(context)
    number = tell(UNFILED)
    answer_task(context, number, {"outcome": 2, "opinion": "已关闭该网站"}, actor="staff")
    [document] = waiting(context)
    assert (document.document, document.records) == ("ICP/WBACLJG", 1)
    told = {element.tag: element.text for element in etree.fromstring(document.content).iterfind(".//Clxx/*")}
    assert told == {
        "Ym": "beian-sample-1.cn",
        "IP": str(203 << 24 | 113 << 8 | 9),
        "Yys": "100099",
        "Jrs": "100001",
        "Shengid": "330000",
        "Cljg": "2",
        "Clyj": "已关闭该网站",
        "Rbsj": "2026-06-01",
        "Clsx": "2026-06-06",
    }
    assert open_tasks(context) == []
    assert task(context, number).answer["opinion"] == "已关闭该网站"
    with pytest.raises(InvalidValue, match="done"):
        answer_task(context, number, {"outcome": 2, "opinion": "再次"}, actor="staff")
    assert len(waiting(context)) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"outcome": 9, "opinion": "已关闭"}, "2 已关闭"),
        ({"outcome": 2}, "opinion"),
        ({"outcome": 2, "opinion": ""}, "refuse"),
        ({"outcome": 2, "opinion": "已关闭", "reporter_phone": "1"}, "refuse"),
        ({"outcome": 2, "opinion": "已关闭", "colour": "red"}, "colour"),
        ({"outcome": "two", "opinion": "已关闭"}, "int"),
    ],
)
def test_an_answer_that_the_authority_would_refuse_is_not_taken(context, tell, answer, reason):
    load_outcomes(context)
    number = tell(UNFILED)
    with pytest.raises(InvalidValue, match=reason):
        answer_task(context, number, answer, actor="staff")
    assert waiting(context) == []
    assert len(open_tasks(context)) == 1


def test_an_answer_waits_until_the_table_of_outcomes_has_come(context, tell):
    with pytest.raises(InvalidValue) as refused:
        answer_task(context, tell(UNFILED), {"outcome": 2, "opinion": "已关闭"}, actor="staff")
    assert refused.value.reason == "no_table"


def test_nothing_can_be_answered_without_the_own_id(make_context, tell, context):
    number = tell(UNFILED)
    with pytest.raises(SettingError, match="BEIAN_ISP_ID"):
        answer_task(make_context(), number, {"outcome": 2, "opinion": "已关闭"}, actor="staff")


@pytest.mark.parametrize("passed", [True, False])
def test_a_verification_is_answered_with_what_was_found(context, tell, passed):
    number = tell(VerificationTask(particulars=published()))
    answer = {"passed": passed, "verifier": "李示例", "opinion": "已核实", "errors": "" if passed else "地址有误"}
    answer_task(context, number, answer, actor="staff")
    [document] = waiting(context)
    root = etree.fromstring(document.content)
    assert document.document == "ICP/HSJG"
    assert root.findtext(".//Hsjg") == ("0" if passed else "1")
    assert root.findtext(".//Hssj") == "2026-06-01"
    assert root.findtext(".//Zt_xx/Ztid") == "1"


def test_a_verification_may_put_the_data_right(context, tell):
    told = published()
    number = tell(VerificationTask(particulars=told))
    right = replace(
        told, subject=replace(told.subject, address=Address(province=330000, city=330100, detail="新路2号"))
    )
    answer = {"passed": True, "verifier": "李示例", "opinion": "已改正", "particulars": to_builtins(right)}
    answer_task(context, number, answer, actor="staff")
    [document] = waiting(context)
    assert etree.fromstring(document.content).findtext(".//Txdz/Xxdz") == "新路2号"


def test_a_verification_that_did_not_pass_says_what_is_wrong(context, tell):
    number = tell(VerificationTask(particulars=published()))
    with pytest.raises(InvalidValue, match="errors"):
        answer_task(context, number, {"passed": False, "verifier": "李示例", "opinion": "有误"}, actor="staff")


def test_a_notice_is_settled_not_answered(context, put):
    with pytest.raises(InvalidValue, match="settle"):
        answer_task(context, put(), {"opinion": "好"}, actor="staff")
