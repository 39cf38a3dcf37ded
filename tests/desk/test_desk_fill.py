"""Staff open a filing for a customer and fill it in on their behalf; what they look at and do is on record (FAQ 57)."""

from __future__ import annotations

import io
import re

import lxml.html
import particulars_samples as samples
import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Reporting
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Customer, FilingRow, Mirror
from beian_plugin.operations import base_codes, drafts, filings, material, review

HOST = "beian-sample-1.cn"
FORM_PAGES = ("fill", "subject", "people", "site-1", "access", "material", "check")


def opened(desk, customer="10086", host=HOST, **said):
    """The answer to the form that opens a filing."""
    return desk.post("filings/new", {"customer": customer, "host": host, "confirmed": customer, **said})


@pytest.fixture
def draft(desk):
    """A filing that was opened for a customer."""
    know_all(desk)
    opened(desk)
    return 1


def know_all(desk):
    """What the mirror does not know is filed nowhere."""
    with desk.context.database.write() as session:
        session.get(Mirror, 1).coverage = "all"


def send(desk, path, **said):
    """Send the first form of a page whose action is the page, with other values where they are given."""
    document = lxml.html.fromstring(desk.text(path))
    form = next(one for one in document.forms if one.get("action").endswith(path.rpartition("/")[2]))
    shown = MultiDict(form.form_values())
    for name, value in said.items():
        shown.setlist(name, value if isinstance(value, list) else [value])
    return desk.post(form.get("action"), shown)


def log(desk, filing=1):
    with desk.context.database.read() as session:
        found = select(AuditEntry).where(AuditEntry.target == f"filing:{filing}").order_by(AuditEntry.id)
        return [(one.actor, one.action, one.detail) for one in session.scalars(found)]


def said(desk, filing=1):
    return drafts.particulars_of(desk.context, filing)


def test_a_filing_is_opened_on_the_customers_behalf_and_begins_at_its_first_step(desk):
    know_all(desk)
    answer = opened(desk)
    assert answer.status_code == 303
    assert answer.location == "/beian/desk/filings/1/fill/fill"
    assert desk.get(answer.location).location.endswith("/fill/subject")
    filing = filings.filing_of(desk.context, 1)
    assert (filing.customer, filing.kind, filing.on_behalf) == ("10086", Kind.NEW, True)
    assert said(desk).subject.reporting is Reporting.ON_BEHALF
    assert [one.name for one in said(desk).sites[0].domains] == [HOST]


def test_a_customer_who_was_never_seen_is_shown_back_before_anything_is_made(desk):
    know_all(desk)
    page = desk.post("filings/new", {"customer": "1OO86", "host": HOST})
    assert "没有过编号为“1OO86”的客户" in page.text.replace("还没有过", "没有过")
    # A confirmation counts for the id that was shown alone.
    assert "confirmed" in desk.post("filings/new", {"customer": "10086", "host": HOST, "confirmed": "1OO86"}).text
    with desk.context.database.read() as session:
        assert session.scalars(select(Customer)).all() == []
        assert session.scalars(select(FilingRow)).all() == []
    opened(desk)
    # Once seen, nobody is asked again.
    assert desk.post("filings/new", {"customer": "10086", "host": "beian-sample-2.cn"}).status_code == 303


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"customer": ""}, "客户在控制面板中的编号"),
        ({"customer": "x" * 129}, "客户在控制面板中的编号"),
        ({"kind": "change"}, "不在这个客户名下"),
    ],
)
def test_what_cannot_be_opened_says_why_in_words_for_staff(desk, given, words):
    know_all(desk)
    answer = opened(desk, **given)
    assert answer.status_code == 422
    assert words in answer.text


def test_where_no_filing_is_needed_staff_read_why(desk):
    assert "无需在这里开始备案" in opened(desk, host="localhost").text


def test_where_nothing_tells_the_kind_staff_say_what_they_found_out(desk):
    page = opened(desk)
    assert 'name="said"' in page.text
    assert opened(desk, said="new").status_code == 303
    assert filings.filing_of(desk.context, 1).on_behalf


def test_what_the_customer_has_begun_is_not_taken_out_of_their_hands(desk):
    know_all(desk)
    mine = filings.open_filing(desk.context, Kind.NEW, [HOST], customer="10086", actor="10086")
    drafts.save_particulars(desk.context, mine.id, samples.new(), actor="10086")
    answer = opened(desk)
    assert filings.filing_of(desk.context, mine.id).on_behalf is False
    assert [one.id for one in filings.filings_of(desk.context, "10086")] == [mine.id]
    assert answer.location == f"/beian/desk/filings/{mine.id}"
    assert "该客户已有这项申请" in desk.text(answer.location)


def test_each_page_with_personal_data_leaves_one_line_and_each_save_another(desk, draft):
    before = len(log(desk))
    desk.text("filings/1/fill/subject")
    send(desk, "filings/1/fill/subject", **{"subject.name": "杭州示例茶叶第1有限公司"})
    lines = log(desk)[before:]
    assert [(action, detail.get("page")) for _, action, detail in lines] == [
        ("view_filing", "subject"),
        ("view_filing", "subject"),
        ("save_particulars", None),
    ]
    assert {actor for actor, _, _ in lines} == {"officer"}
    assert lines[-1][2] == {"paths": ["subject.name"], "on_behalf": True}


@pytest.mark.parametrize("role", ["auditor", "ops"])
def test_who_only_reads_enters_no_page_of_the_form(desk, draft, role):
    # What was told to the officer is gone with the next page.
    desk.text("filings/1")
    before = log(desk)
    desk.as_(role)
    assert {path: desk.get(f"filings/1/fill/{path}").status_code for path in FORM_PAGES} == dict.fromkeys(
        FORM_PAGES, 403
    )
    assert desk.get("filings/new").status_code == 403
    page = desk.text("filings/1")
    assert "/fill/" not in page
    assert "代客户" not in page.replace("由接入商代客户填写和修改", "")
    assert log(desk) == before


def test_a_filing_on_behalf_is_handed_in_with_what_the_customer_acknowledged(desk):
    filing = desk.filing()
    review.switch_reporting(desk.context, filing, Reporting.ON_BEHALF, actor="officer")
    page = desk.text(f"filings/{filing}/fill/check")
    assert "客户承诺遵守" in page
    assert "我已阅读" not in page
    refused = send(desk, f"filings/{filing}/fill/check")
    assert refused.status_code == 422
    assert "请先向客户告知" in refused.text
    done = send(desk, f"filings/{filing}/fill/check", acknowledged="1")
    assert done.location == f"/beian/desk/filings/{filing}"
    assert filings.filing_of(desk.context, filing).state is State.PROVIDER_REVIEW
    assert ("officer", "acknowledge_prohibitions", {"on_behalf": True}) in log(desk, filing)


def test_what_the_customer_files_alone_is_not_handed_in_at_the_desk(desk):
    filing = desk.filing()
    page = desk.text(f"filings/{filing}/fill/check")
    assert "由客户自己提交" in page
    assert "acknowledged" not in page
    assert desk.post(f"filings/{filing}/fill/check", {"acknowledged": "1"}).status_code == 422
    assert filings.filing_of(desk.context, filing).state is State.DRAFT


def test_a_filing_in_review_is_mended_in_place_and_goes_back_to_the_review(desk):
    filing = desk.submitted()
    assert "/fill/fill" in desk.text(f"filings/{filing}")
    send(desk, f"filings/{filing}/fill/site-1", **{"sites.0.name": "示例茶叶知识天地"})
    assert said(desk, filing).sites[0].name == "示例茶叶知识天地"
    assert "无需再提交" in desk.text(f"filings/{filing}/fill/check")
    assert filings.filing_of(desk.context, filing).state is State.PROVIDER_REVIEW


@pytest.mark.parametrize(
    ("verbs", "words"),
    [
        ((Verb.SUBMIT, Verb.PROVIDER_PASS), "先撤出待上报"),
        ((Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD), "等管局的结果"),
        ((Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE), "新建一项变更备案"),
        ((Verb.WITHDRAW,), "新建一项申请"),
    ],
)
def test_where_it_cannot_be_filled_in_the_review_says_what_to_do_first(desk, verbs, words):
    filing = desk.filing(1, *verbs)
    page = desk.text(f"filings/{filing}")
    assert words in page
    assert "/fill/fill" not in page
    assert 'data-key="a"' not in page  # the key that passed it does not take it back
    assert desk.get(f"filings/{filing}/fill/subject").location == f"/beian/desk/filings/{filing}"


def test_staff_hand_pictures_in_and_take_them_off(desk):
    rows = {("Fjyt", 2): "身份证", ("Fjwjgs", 1): "JPG"}
    tables = [{"table": t, "code": c, "name": n, "valid": True, "detail": {}} for (t, c), n in rows.items()]
    with desk.context.database.write() as session:
        base_codes.replace_tables(session, tables, desk.clock())
    filing = desk.submitted()
    content = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(content, "PNG")
    at = f"filings/{filing}/fill/material"
    desk.post(at, {"purpose": "2", "file": (io.BytesIO(content.getvalue()), "paper.png")})
    (picture,) = material.attachments_of(desk.context, filing)
    assert desk.get(f"{at}/{picture.id}").mimetype == "image/jpeg"
    desk.post(f"{at}/{picture.id}/remove")
    assert material.attachments_of(desk.context, filing) == []
    actions = [(actor, action) for actor, action, _ in log(desk, filing)]
    for action in ("add_attachment", "view_attachment", "remove_attachment"):
        assert ("officer", action) in actions


def test_the_password_that_the_customer_told_is_kept_sealed_and_tried_anew_once_recovered(desk):
    made = filings.open_filing(desk.context, Kind.TRANSFER_IN, [HOST], customer="10086", actor="officer")
    at = f"filings/{made.id}/fill/password"
    desk.post(at, {"password": "Invented-1"})
    assert "Invented-1" not in desk.text(at)
    with desk.context.database.write() as session:
        row = session.get(FilingRow, made.id)
        assert row.password == "Invented-1"
        row.password, row.password_tries = None, 5
    assert f"/beian/desk/filings/{made.id}/tries" in desk.text(at)
    desk.post(f"filings/{made.id}/tries")
    assert "/tries" not in desk.text(at)


def test_words_to_the_customer_are_marked_for_staff_as_such(desk):
    filing = desk.submitted(2)
    assert "请转告客户" in desk.text(f"filings/{filing}/fill/sheet")
    assert not re.search("您的备案|我的备案", desk.text(f"filings/{filing}/fill/subject"))
