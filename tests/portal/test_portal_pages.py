"""Start and the page of a filing: what is shown, to whom, and what a button does."""

from __future__ import annotations

import io
import re

import filing_ways as ways
import particulars_samples as samples
import pytest
from sqlalchemy import update

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import TRANSITIONS, State, Verb
from beian_plugin.models.exchange import ReportRow
from beian_plugin.models.tables import AttachmentRow
from beian_plugin.operations import filings, review

HOST = "beian-sample-1.cn"


@pytest.fixture
def filing(panel):
    """A draft of mia's that lacks nothing, with a picture."""
    made = ways.draft(panel.context, user="mia")
    with panel.context.database.write() as session:
        content = b"\xff\xd8\xff invented"
        session.add(
            AttachmentRow(
                filing_id=made.id, purpose=2, format=1, holder=1, content=content, added_at=panel.context.now()
            )
        )
    return made


PAGES = ("", "/subject", "/people", "/site-1", "/access", "/material", "/material/1", "/check")
BUTTONS = ("/withdraw", "/remedy", "/subject", "/check", "/material", "/material/1/remove", "/password")


def test_nobody_sees_or_touches_what_is_not_theirs(panel, mia, filing):
    at, stranger = f"/beian/filings/{filing.id}", panel.customer("stranger")
    for page in PAGES:
        assert mia.get(at + page).status_code == 200, page
        assert stranger.get(at + page).status_code == 404, page
    for button in BUTTONS:
        assert stranger.post(at + button, acknowledged="1").status_code == 404, button
    assert filings.filing_of(panel.context, filing.id).state is State.DRAFT
    start = stranger.text("/beian/")
    assert HOST not in start


def test_a_stranger_is_let_in_nowhere(panel, filing):
    nobody = panel.customer(None)
    for page in ("/beian/", *(f"/beian/filings/{filing.id}{page}" for page in PAGES)):
        assert nobody.get(page).status_code == 401, page


def test_nothing_is_done_without_the_token(panel, mia, filing):
    for button in BUTTONS:
        mia.get("/beian/")
        answer = mia.client.post(f"/beian/filings/{filing.id}{button}", data={"acknowledged": "1"})
        assert answer.status_code == 400, button
        assert "页面已过期" in answer.text
    assert filings.filing_of(panel.context, filing.id).state is State.DRAFT


def test_a_picture_is_given_to_its_customer_and_kept_by_nobody_on_the_way(panel, mia, filing):
    answer = mia.get(f"/beian/filings/{filing.id}/material/1")
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    other = filings.open_filing(panel.context, Kind.MATERIAL, [HOST], customer="mia", actor="mia")
    assert mia.get(f"/beian/filings/{other.id}/material/1").status_code == 404


def test_a_domain_starts_its_filing_with_the_reason_for_the_kind(panel, mia):
    answer = mia.send("/beian/", "/filings", host=f"www.{HOST}")
    assert answer.request.path == "/beian/filings/1"
    assert "办理类型：新备案" in answer.text
    assert mia.send("/beian/", "/filings", host=HOST).request.path == "/beian/filings/1"
    start = mia.text("/beian/")
    assert "备案办理中" in start
    assert "请填写完毕并提交" in start


def test_where_no_filing_is_needed_or_possible_the_page_says_why(mia):
    answer = mia.send("/beian/", "/filings", host="demo_shop.cn")
    assert answer.status_code == 200
    assert "含有下划线" in answer.text
    assert "下一步" in answer.text


def test_what_is_on_record_may_be_changed_or_cancelled_from_the_start(panel, mia):
    ways.put_on_record(panel.context, ways.published(), user="mia")
    page = mia.text("/beian/")
    assert "已备案，可访问" in page
    assert ways.NUMBER in page
    assert f'href="/beian/domains/{HOST}"' in page
    answer = mia.post("/beian/filings", host=HOST, kind="cancel_site")
    assert answer.location == "/beian/filings/1"
    assert filings.filing_of(panel.context, 1).kind is Kind.CANCEL_SITE
    refused = panel.customer("stranger").post("/beian/filings", host=HOST, kind="change")
    assert refused.status_code == 422
    assert "不在您名下" in refused.text


def kinds_offered(page):
    """The kinds that the page starts, the first one first."""
    return re.findall(r'name="kind" value="([a-z_]+)"', page)


def test_the_cancellation_that_fits_is_offered_with_its_reason(panel, mia):
    ways.put_on_record(panel.context, ways.published(), user="mia")
    alone = mia.text(f"/beian/domains/{HOST}")
    assert kinds_offered(alone) == ["change", "cancel_subject", "material"]
    assert "只有这一个网站" in alone
    assert "现在不能办理" in alone
    assert mia.get("/beian/domains/not-mine.cn").status_code == 404
    assert panel.customer("stranger").get(f"/beian/domains/{HOST}").status_code == 404


def test_one_of_several_sites_and_one_that_another_provider_serves_too_are_cancelled_alone(panel, mia):
    ways.put_on_record(panel.context, ways.published(sites=3), user="mia", other_access=True)
    page = mia.text(f"/beian/domains/{HOST}?lang=en")
    assert kinds_offered(page) == ["change", "cancel_access", "cancel_site", "cancel_subject", "material"]
    assert "its other sites (2) stay" in page
    assert mia.send(f"/beian/domains/{HOST}", "/filings").request.path.startswith("/beian/filings/1")


@pytest.mark.parametrize("state", list(State))
def test_every_state_shows_where_it_stands_and_what_comes_next(panel, mia, filing, state):
    ways.bring(panel.context, filing, state)
    page = mia.text(f"/beian/filings/{filing.id}")
    assert state.zh in page
    assert "下一步" in page
    assert ("确认撤回</button>" in page) == ((state, Verb.WITHDRAW) in TRANSITIONS)
    assert "staff" not in page
    english = mia.text(f"/beian/filings/{filing.id}?lang=en")
    assert state.en in english


def test_the_working_days_run_once_the_authority_has_it(panel, mia, filing):
    ways.bring(panel.context, filing, State.AUTHORITY_REVIEW)
    assert "个工作日" in mia.text(f"/beian/filings/{filing.id}")


def test_withdrawing_twice_takes_one_step(panel, mia, filing):
    at = f"/beian/filings/{filing.id}"
    assert "已撤回" in mia.send(at, "/withdraw").text
    assert mia.post(f"{at}/withdraw").status_code == 303
    assert filings.filing_of(panel.context, filing.id).state is State.WITHDRAWN


def returned(panel, kind, *codes):
    """A filing that the authority gave back with these codes."""
    made = ways.queued(panel.context, kind, user="mia")
    ways.put_in_file(panel.context, made.id, answered=True)
    with panel.context.database.write() as session:
        session.execute(update(ReportRow).values(codes=list(codes)))
    for verb in (Verb.UPLOAD, Verb.RETURN_TO_PROVIDER):
        ways.advance(panel.context, made.id, verb, actor="authority", reason=f"代码{codes[0]}")
    return made.id


def test_a_duplicate_is_withdrawn_by_one_button_of_the_customer(panel, mia):
    number = returned(panel, Kind.NEW, 1029)
    page = f"/beian/filings/{number}"
    assert "同意：撤回" in mia.text(page)
    mia.send(page, "/remedy", codes="1029")
    assert filings.filing_of(panel.context, number).state is State.WITHDRAWN
    assert "已不适用" in mia.post_and_look(page, "/remedy", codes="1029")


def test_what_staff_mend_is_told_and_not_offered(panel, mia):
    number = returned(panel, Kind.NEW, 1015)
    page = f"/beian/filings/{number}"
    assert "1015" in mia.text(page)
    assert "同意：" not in mia.text(page)
    assert "已不适用" in mia.post_and_look(page, "/remedy", codes="1015")
    assert filings.filing_of(panel.context, number).state is State.RETURNED_TO_PROVIDER


def test_an_approval_says_what_the_province_asks_afterwards(panel, mia, filing):
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE):
        ways.advance(panel.context, filing.id, verb, actor="staff")
    asked = [one for one in review.requirements_of(panel.context, filing.id) if one.form.value == "afterwards"]
    page = mia.text(f"/beian/filings/{filing.id}")
    assert asked
    assert all(one.text.zh in page for one in asked)


def test_what_the_province_asks_stands_at_its_field_with_its_source(panel, mia, filing):
    page = mia.text(f"/beian/filings/{filing.id}/subject")
    assert "来源：" in page
    assert samples.credit_code(1) in page


def test_numbers_are_masked_where_the_filing_is_looked_over(mia, filing):
    page = mia.text(f"/beian/filings/{filing.id}/check")
    assert samples.credit_code(1) not in page
    assert samples.principal().mobile not in page
    assert f"{samples.credit_code(1)[:3]}****" in page


def test_pages_are_small_and_load_nothing_from_elsewhere(mia, filing):
    for page in PAGES[:6]:
        answer = mia.get(f"/beian/filings/{filing.id}{page}")
        assert len(answer.data) < 150_000, page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert " style=" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_numbers_that_nothing_can_have_are_looked_for_in_vain(mia):
    number, long = mia.start("beian-sample-1.cn"), "9" * 30
    at = f"/beian/filings/{number}"
    assert mia.get(f"/beian/filings/{long}").status_code == 404
    assert mia.get(f"{at}/material/{long}").status_code == 404
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', mia.text(f"{at}/material"))[1]
    picture = (io.BytesIO(b"no picture"), "a.jpg")
    assert mia.client.post(f"{at}/remedy", data={"csrf_token": token, "codes": "9" * 5000}).status_code == 303
    sent = mia.client.post(f"{at}/material", data={"csrf_token": token, "purpose": long, "file": picture})
    assert sent.status_code == 422
    assert "请选择这是什么资料" in sent.text
