"""The review of a filing: masked unless opened, returned with reasons at the fields, passed, taken back, mended."""

from __future__ import annotations

import re

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from returned_filings import given_back
from sqlalchemy import select

from beian_plugin import Identity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import AttachmentRow, BlacklistEntry, FilingRow
from beian_plugin.operations import claims, drafts, filings, review
from beian_plugin.operations.queue import line_of

#: What a masked page must not say.
PERSONAL = ("10000000001", "sample1@example.com", samples.credit_code(1), samples.resident_id(1), "示例路1号")


def state(desk, filing):
    return filings.filing_of(desk.context, filing).state


def audited(desk, action):
    with desk.context.database.read() as session:
        return list(session.execute(select(AuditEntry.actor, AuditEntry.target).where(AuditEntry.action == action)))


def picture(desk, filing):
    with desk.context.database.write() as session:
        row = AttachmentRow(
            filing_id=filing, purpose=1, format=1, holder=1, content=b"\xff\xd8\xffpicture", added_at=desk.context.now()
        )
        session.add(row)
        session.flush()
        return row.id


def test_a_filing_is_masked_and_opening_it_shows_it_once_and_is_audited(desk):
    filing = desk.submitted()
    masked = desk.text(f"filings/{filing}")
    assert [word for word in PERSONAL if word in masked] == []
    whole = desk.post(f"filings/{filing}/open").text
    assert [word for word in PERSONAL if word not in whole] == []
    assert audited(desk, "view_filing") == [("officer", f"filing:{filing}")]
    again = desk.text(f"filings/{filing}")
    assert [word for word in PERSONAL if word in again] == []


def test_pictures_are_looked_at_by_who_works_on_filings_and_each_look_is_audited(desk):
    filing, other = desk.submitted(1), desk.submitted(2)
    number = picture(desk, filing)
    found = desk.get(f"filings/{filing}/material/{number}")
    assert (found.data, found.mimetype) == (b"\xff\xd8\xffpicture", "image/jpeg")
    assert found.headers["Cache-Control"] == "no-store"
    assert audited(desk, "view_attachment") == [("officer", f"filing:{filing}")]
    assert desk.get(f"filings/{other}/material/{number}").status_code == 404
    assert desk.as_("ops").get(f"filings/{filing}/material/{number}").status_code == 403
    assert f"/material/{number}" not in desk.text(f"filings/{filing}")
    assert desk.as_("auditor").get(f"filings/{filing}/material/{number}").status_code == 200
    assert audited(desk, "view_attachment")[-1] == ("auditor", f"filing:{filing}")


def test_pictures_are_shown_beside_the_data_once_opened(desk):
    filing = desk.submitted()
    number = picture(desk, filing)
    tag = f'<img class="preview" src="/beian/desk/filings/{filing}/material/{number}"'
    assert tag not in desk.text(f"filings/{filing}")
    assert tag in desk.post(f"filings/{filing}/open").text


def test_reasons_by_field_reach_the_customer_at_those_fields(desk):
    filing = desk.submitted()
    typed = {"at:sites.0.name": "名称与内容不符", "at:subject.name": " ", "reason": "请修改"}
    assert "已退回客户" in desk.does(f"filings/{filing}/return", typed)
    last = review.last_reasons(desk.context, filing)
    assert (last.reason, dict(last.fields), last.actor) == ("请修改", {"sites.0.name": "名称与内容不符"}, "officer")
    assert "名称与内容不符" in desk.text(f"filings/{filing}")


def test_what_the_desk_returned_stands_at_the_customers_fields(desk):
    filing = desk.submitted()
    page = desk.text(f"filings/{filing}")
    paths = re.findall(r'name="at:([^"]+)"', page)
    desk.does(f"filings/{filing}/return", {f"at:{path}": f"原因-{path}-完" for path in paths})
    desk.who = Identity("customer-1", "客户")
    check = desk.text(f"/beian/filings/{filing}/check")
    steps = set(re.findall(rf'href="(/beian/filings/{filing}/[^"?]+)', check))
    shown = "".join(desk.text(step) for step in sorted(steps))
    assert [path for path in paths if f"原因-{path}-完" not in shown] == []


def test_a_switch_of_the_reporting_mode_says_what_comes_of_it(desk):
    assert "客户只能查看，不能自己修改" in desk.text(f"filings/{desk.submitted()}")
    said = replace(samples.new(), subject=samples.subject(reporting=Reporting.ON_BEHALF))
    returned = given_back(desk.context, 1004, particulars=said)
    assert "本申请会随即退回客户" in desk.text(f"filings/{returned}")
    assert "goes back to the customer" in desk.text(f"filings/{returned}?lang=en")


def test_an_officer_goes_from_one_of_theirs_to_the_next_and_then_to_one_that_nobody_has(desk):
    first, second, third = (desk.submitted(serial) for serial in (1, 2, 3))
    for filing in (first, second):
        claims.claim(desk.context, filing, actor="officer")
    claims.claim(desk.context, third, actor="supervisor")
    page = desk.text(f"filings/{first}")
    assert f'rel="next" href="/beian/desk/filings/{second}"' in page
    assert 'rel="prev"' not in page
    page = desk.text(f"filings/{second}")
    assert f'rel="next" href="/beian/desk/filings/{first}"' in page
    assert f'rel="prev" href="/beian/desk/filings/{first}"' in page
    desk.does(f"filings/{first}/step", {"verb": "provider_pass"})
    assert f'rel="next" href="/beian/desk/filings/{second}"' in desk.text(f"filings/{first}")
    desk.does(f"filings/{second}/return", {"reason": "请修改"})
    assert 'action="/beian/desk/take"' in desk.text(f"filings/{second}")
    assert "没有无人领取的待处理申请" in desk.does("take")
    claims.release(desk.context, third, actor="supervisor")
    assert desk.post("take").headers["Location"] == f"/beian/desk/filings/{third}"
    assert line_of(desk.context, third).claimed_by == "officer"


def test_a_return_without_a_reason_is_not_taken(desk):
    filing = desk.submitted()
    response = desk.post(f"filings/{filing}/return")
    assert response.status_code == 422
    assert "请说明退回原因" in response.text
    assert state(desk, filing) is State.PROVIDER_REVIEW


def test_what_was_typed_stays_where_the_filing_has_moved_on_meanwhile(desk):
    filing = desk.submitted()
    desk.step(filing, Verb.PROVIDER_PASS)
    desk.step(filing, Verb.TAKE_BACK)
    desk.step(filing, Verb.RETURN_TO_CUSTOMER, reason="other")
    response = desk.post(f"filings/{filing}/return", {"at:sites.0.name": "仔细写的原因", "reason": "总体"})
    assert response.status_code == 422
    assert "状态已变" in response.text
    assert "仔细写的原因" in response.text
    assert "总体" in response.text
    assert state(desk, filing) is State.RETURNED_TO_CUSTOMER


def test_a_filing_that_lacks_something_is_not_passed_and_the_page_says_what(desk):
    filing = desk.submitted(particulars=replace(samples.new(), sites=(samples.site(contents=()),)))
    page = desk.text(f"filings/{filing}")
    assert "不能通过" in page
    assert "网站服务内容" in desk.does(f"filings/{filing}/step", {"verb": "provider_pass"})
    assert state(desk, filing) is State.PROVIDER_REVIEW


def test_a_filing_in_order_is_passed_and_taken_back(desk):
    filing = desk.submitted()
    assert "已办理" in desk.does(f"filings/{filing}/step", {"verb": "provider_pass"})
    assert state(desk, filing) is State.QUEUED
    assert "已办理" in desk.does(f"filings/{filing}/step", {"verb": "take_back"})
    assert state(desk, filing) is State.PROVIDER_REVIEW


@pytest.mark.parametrize("verb", ["", "approve", "upload", "withdraw"])
def test_steps_that_are_not_the_staffs_are_not_taken(desk, verb):
    filing = desk.submitted()
    assert desk.post(f"filings/{filing}/step", {"verb": verb}).status_code == 400
    assert state(desk, filing) is State.PROVIDER_REVIEW


#: An invented person whose number ends with X.
X_SERIAL = next(serial for serial in range(1000) if samples.resident_id(serial).endswith("X"))


def test_a_remedy_of_the_authoritys_code_is_accepted_with_one_button(desk):
    number = samples.resident_id(X_SERIAL)
    person = replace(samples.principal(), certificate_number=number.lower())
    said = replace(samples.new(), subject=samples.subject(principal=person))
    filing = given_back(desk.context, 1015, particulars=said)
    page = desk.text(f"filings/{filing}")
    assert "管局意见与处理办法" in page
    assert number.lower() not in page.lower()
    assert "已按处理办法办理" in desk.does(f"filings/{filing}/remedy", {"codes": "1015"})
    assert state(desk, filing) is State.QUEUED
    assert drafts.particulars_of(desk.context, filing).subject.principal.certificate_number == number


def test_codes_that_nothing_is_offered_for_change_nothing(desk):
    filing = given_back(desk.context, 1015)
    for codes in ("", "x", "1004", "1015 1004", "9" * 20):
        assert desk.does(f"filings/{filing}/remedy", {"codes": codes}) != ""
        assert state(desk, filing) is State.RETURNED_TO_PROVIDER


def test_the_reporting_mode_is_switched_and_then_staff_hand_in_from_the_form(desk):
    filing = desk.filing()
    assert "代为备案" in desk.does(f"filings/{filing}/reporting", {"mode": "1"})
    assert drafts.particulars_of(desk.context, filing).subject.reporting is Reporting.ON_BEHALF
    assert desk.post(f"filings/{filing}/reporting", {"mode": "7"}).status_code == 400
    assert f"/beian/desk/filings/{filing}/fill/fill" in desk.text(f"filings/{filing}")
    assert desk.post(f"filings/{filing}/step", {"verb": "submit"}).status_code == 400
    desk.post(f"filings/{filing}/fill/check", {"acknowledged": "1"})
    assert state(desk, filing) is State.PROVIDER_REVIEW


def test_blacklists_and_duplicates_are_found(desk):
    first, second = (
        desk.submitted(1),
        desk.submitted(2, particulars=replace(samples.new(2), subject=samples.subject(1))),
    )
    with desk.context.database.write() as session:
        session.add(BlacklistEntry(domain="beian-sample-2.cn", source="test", since=desk.context.now()))
    page = desk.text(f"filings/{second}")
    assert "beian-sample-2.cn 在管局黑名单中" in page
    assert f"同一证件另有申请 {first}" in page
    assert "在管局黑名单中" not in desk.text(f"filings/{first}")


def test_claiming_leads_to_the_review_and_the_second_officer_is_told(desk):
    filing = desk.submitted()
    assert "已领取" in desk.does(f"filings/{filing}/claim")
    assert "已由 officer 领取" in desk.as_("supervisor").does(f"filings/{filing}/claim")
    assert "已释放" in desk.does(f"filings/{filing}/release")
    assert line_of(desk.context, filing).claimed_by == ""
    desk.does(f"filings/{filing}/claim")
    assert "只有其本人或主管" in desk.as_("officer").does(f"filings/{filing}/release")
    assert line_of(desk.context, filing).claimed_by == "supervisor"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_and_state_has_a_page_in_both_languages(desk, kind):
    filing = desk.filing(
        kind=kind, particulars=replace(samples.new(), subject=None) if kind is Kind.TRANSFER_IN else None
    )
    for one in State:
        with desk.context.database.write() as session:
            row = session.get_one(FilingRow, filing)
            row.state, row.approved_on = one.value, desk.context.now().date() if one is State.APPROVED else None
        assert one.zh in desk.text(f"filings/{filing}")
        assert one.en in desk.text(f"filings/{filing}?lang=en")
        desk.text("?lang=zh")


@pytest.mark.parametrize("number", ["0", "99", "2147483647", "99999999999999"])
def test_a_filing_that_is_none_is_not_found(desk, number):
    assert desk.get(f"filings/{number}").status_code == 404
    assert desk.post(f"filings/{number}/claim").status_code == 404


def test_what_a_customer_wrote_is_shown_as_text(desk):
    script = "<script>alert(1)</script>"
    filing = desk.submitted(particulars=replace(samples.new(), subject=samples.subject(name=script)))
    for path in ("", f"filings/{filing}"):
        page = desk.text(path)
        assert script not in page
        assert "&lt;script&gt;" in page
