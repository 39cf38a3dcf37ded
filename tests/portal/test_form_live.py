"""What is typed is looked at before it is saved, outlives a sign-in that ran out, and is kept once if sent twice."""

from __future__ import annotations

import io

import lxml.html
import particulars_samples as samples
import pytest
from PIL import Image
from portal_panel import SUBJECT, Panel, person
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from beian_plugin.filing.particulars import Particulars
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import drafts, filings, material

HOST = "beian-sample-1.cn"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def number(mia):
    """The number of a filing of which nothing was filled in."""
    return mia.start(HOST)


def typed(mia, page, **said):
    """What a page's form holds once somebody typed."""
    return {name: value for name, value in mia.form(page, page.rpartition("/")[2]).form_values() if value} | said


def look(mia, page, **said):
    return mia.client.post(f"{page}/look", data=typed(mia, page, **said), headers=OWN_PAGE)


def test_a_look_says_what_saving_would_say_at_each_field_and_keeps_nothing(panel, mia, number):
    page = f"/beian/filings/{number}/people"
    said = person("subject.principal", samples.principal()) | {
        "subject.principal.mobile": "12", "subject.principal.email": "nobody"
    }  # fmt: skip
    found = look(mia, page, **said).json
    assert drafts.particulars_of(panel.context, number) == Particulars()
    with panel.context.database.read() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["open_filing"]
    mia.send(page, "/people", **said)
    document = lxml.html.fromstring(mia.text(f"{page}?look=1"))
    shown = {
        box.xpath(".//*[@name]/@name")[0]: [error.text_content() for error in box.xpath(".//strong")]
        for box in document.find_class("wrong")
    }
    assert found == shown
    assert {"subject.principal.mobile", "subject.principal.email", "sites.0.principal.name"} <= set(found)
    assert "subject.principal.name" not in found


def test_a_look_at_what_is_right_finds_nothing(mia, number):
    page = f"/beian/filings/{number}/subject"
    right = SUBJECT | {"subject.certificate_number": samples.credit_code(1), "subject.address.county": "330106"}
    assert look(mia, page, **right).json == {}
    assert "最多4000个字符" in look(mia, page, **right | {"subject.name": "长" * 4001}).json["subject.name"][0]


def test_a_page_that_shows_a_clash_is_not_looked_at_since_a_look_knows_nothing_of_it(mia, number):
    page = f"/beian/filings/{number}/subject"
    mia.send(page, "/subject", **{"subject.name": "甲", "do": "stay"})
    mine = typed(mia, page, **{"subject.name": "乙"})
    mia.send(page, "/subject", **{"subject.name": "丙", "do": "stay"})
    clash = mia.client.post(page, data=mine)
    assert clash.status_code == 422
    assert "data-look" not in clash.text
    assert "data-look" in mia.text(page)


def test_a_look_needs_the_token_and_shows_nobody_elses_filing(panel, mia, number):
    page = f"/beian/filings/{number}/subject"
    assert mia.client.post(f"{page}/look", data={"subject.name": "x"}).status_code == 400
    eve = panel.customer("eve")
    assert eve.post(f"{page}/look").status_code == 404
    assert eve.get(f"/beian/filings/{number}/counties/330000").status_code == 404


def test_counties_come_by_city_without_loading_the_page_anew(mia, number):
    cities = dict(mia.get(f"/beian/filings/{number}/counties/330000").json)
    assert ["330106", "西湖区"] in cities["杭州市"]
    assert mia.get(f"/beian/filings/{number}/counties/0").json == []


def test_a_county_of_a_province_that_is_not_saved_yet_stays_where_the_page_comes_back(mia, number):
    page = f"/beian/filings/{number}/subject"
    sent = mia.send(page, "/subject", **SUBJECT | {"subject.address.county": "330106", "subject.investor": "x" * 4001})
    assert sent.status_code == 422
    county = lxml.html.fromstring(sent.text).xpath("//select[@name='subject.address.county']")[0]
    assert county.value == "330106"


def again(response, client):
    """Send what the page offers to send again."""
    form = lxml.html.fromstring(response.text).forms[0]
    return client.post(form.get("action"), data=MultiDict(form.form_values()), headers=OWN_PAGE)


def test_what_was_typed_when_the_sign_in_ran_out_is_sent_again_after_signing_in(panel, mia, number):
    page = f"/beian/filings/{number}/subject"
    data = typed(mia, page, **SUBJECT)
    panel.user = None
    out = mia.client.post(page, data=data, headers=OWN_PAGE)
    assert (out.status_code, out.headers["Cache-Control"]) == (401, "no-store")
    assert "在新标签页登录" in out.text
    panel.user = "mia"
    assert again(out, mia.client).status_code == 303
    assert drafts.particulars_of(panel.context, number).subject.name == SUBJECT["subject.name"]


@pytest.mark.parametrize("headers", [OWN_PAGE, {"Origin": "http://localhost"}])
def test_a_page_that_is_too_old_gives_back_what_was_typed(panel, mia, number, headers):
    page = f"/beian/filings/{number}/subject"
    data = typed(mia, page, **{"subject.name": '杭州"<示例>', "csrf_token": "old"})
    old = mia.client.post(page, data=data, headers=headers)
    assert old.status_code == 400
    assert drafts.particulars_of(panel.context, number) == Particulars()
    again(old, mia.client)
    assert drafts.particulars_of(panel.context, number).subject.name == '杭州"<示例>'


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("user", ["mia", None])
def test_what_another_site_sends_is_never_offered_to_be_sent_again(panel, mia, number, headers, user):
    panel.user = user
    stranger = mia.client.post(f"/beian/filings/{number}/subject", data={"subject.name": "别人的"}, headers=headers)
    assert stranger.status_code in (400, 401)
    assert "别人的" not in stranger.text
    assert "csrf_token" not in stranger.text


def test_files_and_passwords_are_not_carried_along_and_that_is_said(mia, number):
    for page, data in (
        ("material", {"purpose": "2", "file": (io.BytesIO(b"scan"), "scan.jpg")}),
        ("password", {"password": "not-for-a-page"}),
    ):
        old = mia.client.post(f"/beian/filings/{number}/{page}", data=data, headers=OWN_PAGE)
        assert "文件和密码不能保留" in old.text
        assert "not-for-a-page" not in old.text


def test_a_script_is_told_where_to_go_on_and_when_to_sign_in(tmp_path):
    panel = Panel(tmp_path, BEIAN_SIGN_IN_URL="/sign-in?next={next}")
    panel.load_tables()
    mia = panel.customer()
    page = f"/beian/filings/{mia.start(HOST)}/subject"
    script = OWN_PAGE | {"Beian-Send": "script"}
    data = typed(mia, page, do="stay")
    saved = mia.client.post(page, data=data, headers=script)
    assert (saved.status_code, saved.json) == (200, {"location": page})
    panel.user = None
    out = mia.client.post(page, data=data, headers=script | {"Referer": f"http://localhost{page}"})
    assert out.status_code == 401
    assert out.json["sign_in"].startswith("/sign-in?next=")
    assert out.headers["Cache-Control"] == "no-store"
    panel.close()


def picture():
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(content, "JPEG")
    return io.BytesIO(content.getvalue()), "licence.jpg"


def test_the_same_picture_sent_twice_is_kept_once_and_that_is_said(panel, mia, number):
    page = f"/beian/filings/{number}/material"
    mia.send(page, "/material", purpose="2", file=picture())
    twice = mia.send(page, "/material", purpose="2", file=picture())
    assert "只保留一份" in twice.text
    assert len(material.attachments_of(panel.context, number)) == 1


def test_adding_or_taking_off_a_site_twice_does_it_once(panel, mia, number):
    page = f"/beian/filings/{number}/site-1"
    add = typed(mia, page, do="add_site")
    assert [mia.client.post(page, data=add).location.rpartition("/")[2] for _ in range(2)] == ["site-2", "site-2"]
    assert len(drafts.particulars_of(panel.context, number).sites) == 2
    mia.send(page, "/site-1", do="add_site")
    last = f"/beian/filings/{number}/site-3"
    remove = typed(mia, last, do="remove_site")
    assert [mia.client.post(last, data=remove).status_code for _ in range(2)] == [303, 303]
    assert len(drafts.particulars_of(panel.context, number).sites) == 2
    assert len(filings.filings_of(panel.context, "mia")) == 1
