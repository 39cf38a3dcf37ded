"""The pages on which a person plays the authority."""

from __future__ import annotations

import re

import particulars_samples as samples
import pytest

from beian_plugin.authority.report import Attachment
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import actions, clock

PAGES = ("/", "/review", "/records", "/news", "/mail", "/switches")


class Officer:
    """Somebody with a browser on the pages."""

    def __init__(self, app):
        self.client = app.test_client()

    def text(self, path):
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.text

    def send(self, path, **form):
        """Send a form with the token of the page, and give what is said about it."""
        page = self.text("/switches")
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        answer = self.client.post(path, data=form | {"token": token}, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return re.findall(r'class="flash ([a-z]*)"', answer.text)


@pytest.fixture
def officer(sandbox):
    return Officer(sandbox.app)


@pytest.fixture
def waiting(sandbox, ours):
    picture = Attachment(id=1, purpose=1, format=1, content=b"\xff\xd8\xff picture")
    ours.send(Kind.NEW, samples.new(1), attachments=(picture,))
    [submission] = sandbox.pending()
    return submission


@pytest.mark.parametrize("path", PAGES)
def test_every_page_holds_to_the_strict_policy(officer, filed, path):
    response = officer.client.get(path)
    text = response.text
    assert "script" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", text)
    assert ('lang="zh-CN"' in text, 'lang="en"' in text) == (True, True)


def test_submission_shows_what_it_says_and_its_pictures(officer, waiting):
    assert "杭州示例茶叶第1有限公司" in officer.text("/review")
    page = officer.text(f"/review/{waiting.id}")
    for shown in ("beian-sample-1.cn", "浙江省杭州市西湖区", "营业执照", "203.0.113.2", "虚拟主机"):
        assert shown in page
    path = re.search(r'src="(/attachments/\d+)"', page)[1]
    picture = officer.client.get(path)
    assert (picture.mimetype, picture.data) == ("image/jpeg", b"\xff\xd8\xff picture")


def test_customer_s_text_is_escaped(sandbox, ours, officer):
    from msgspec import structs

    name = '<b onclick="x">茶叶</b>'
    ours.send(Kind.NEW, structs.replace(samples.new(1), subject=samples.subject(1, name=name)))
    [submission] = sandbox.pending()
    for path in ("/review", f"/review/{submission.id}"):
        assert "&lt;b onclick" in officer.text(path)
        assert "<b onclick" not in officer.text(path)


def test_officer_approves_and_the_password_stands_in_the_mail_alone(sandbox, ours, officer, waiting):
    officer.send(f"/review/{waiting.id}", verdict="approve")
    number = ours.published().subject.licence_number
    password = sandbox.password_of(number)
    assert password in officer.text("/mail")
    record = re.search(r"/records/\d+", officer.text("/records"))[0]
    pages = [officer.text(path) for path in (*PAGES, record) if path != "/mail"]
    assert not any(password in page for page in pages)


def test_officer_refuses_with_an_opinion(ours, officer, waiting):
    officer.send(f"/review/{waiting.id}", verdict="refuse", opinion="请补充材料")
    [opinion] = ours.opinions()
    assert opinion.text == "请补充材料"
    assert "请补充材料" in officer.text(f"/review/{waiting.id}")


def test_decided_submission_stays_decided(ours, officer, waiting):
    officer.send("/review/all")
    officer.send(f"/review/{waiting.id}", verdict="refuse")
    assert ours.results() == [(1, "1000", (1001,))]


def test_form_without_its_token_changes_nothing(sandbox, officer, waiting):
    for path in (f"/review/{waiting.id}", "/news/resync", "/switches/machine", "/records/1/renumber"):
        assert officer.client.post(path, data={"verdict": "approve"}).status_code == 400
    assert len(sandbox.pending()) == 1


@pytest.mark.parametrize("path", ["/review/99", "/records/99", "/attachments/99", "/nowhere"])
def test_page_that_there_is_not(officer, path):
    assert officer.client.get(path).status_code == 404


NEWS = {
    "bar_domain": {"domain": "one.cn"},
    "bar_subject": {"name": "甲", "certificate_type": "1", "certificate_number": "9133"},
    "unfiled": {"domain": "one.cn", "address": "203.0.113.5", "provider": "100001"},
    "illegal": {"domain": "one.cn", "address": "203.0.113.5", "provider": "100001"},
    "resync": {"provider": "100001"},
    "base_codes": {"provider": "100001"},
}


@pytest.mark.parametrize("action", sorted(NEWS))
def test_news_reach_the_provider(ours, officer, filed, action):
    assert officer.send(f"/news/{action}", **NEWS[action]) == [""]
    assert ours.fetch()


RECORDS = {
    "verify": {"provider": "100001"},
    "wrong": {"reason": "名称有误"},
    "notice": {"text": "请更正"},
    "site_notice": {"text": "请更正"},
    "dead": {},
    "shell": {"provider": "100001"},
    "too_much": {"provider": "100001"},
    "too_little": {"provider": "100001", "address": "203.0.113.7"},
    "renumber": {},
    "cancel_site": {},
}


@pytest.mark.parametrize("action", sorted(RECORDS))
def test_work_on_a_record_reaches_its_provider(ours, officer, filed, action):
    form = RECORDS[action] | {"site": filed.sites[0].authority_id}
    assert officer.send(f"/records/{filed.subject.authority_id}/{action}", **form) == [""]
    assert ours.fetch()


def test_access_taken_away_leaves_a_shell(ours, officer, filed):
    path = f"/records/{filed.subject.authority_id}"
    officer.send(f"{path}/remove_access", access=filed.sites[0].accesses[0].authority_id)
    assert "空壳网站" in officer.text(path)
    assert ours.fetch() == []
    assert ours.authority.status(0, "beian-sample-1.cn").filed


def test_filing_at_the_other_provider(ours, other, officer):
    form = {"name": "杭州示例别家有限公司", "certificate_number": "9133", "domain": "www.elsewhere-sample.cn"}
    assert officer.send("/news/elsewhere", **form) == [""]
    assert officer.send("/news/elsewhere", **form) == ["error"]
    assert ours.authority.status(0, "elsewhere-sample.cn").filed
    assert (len(other.fetch()), ours.fetch()) == (2, [])


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/news/bar_domain", {}),
        ("/news/unfiled", {"domain": "one.cn", "address": "nowhere", "provider": "100001"}),
        ("/news/unbar", {"key": "domain nobody.cn"}),
        ("/switches/days", {"days": "many"}),
        ("/switches/auto", {"auto": "sometimes"}),
        ("/switches/number", {"name": "province", "value": "1"}),
        ("/switches/add_fault", {"kind": "delay", "method": "*", "probability": "3", "seed": "0", "amount": "0"}),
    ],
)
def test_form_that_does_not_fit_is_answered_with_a_sentence(officer, path, form):
    assert officer.send(path, **form) == ["error"]


def test_work_on_a_record_that_there_is_not(officer):
    token = re.search(r'name="token" value="([^"]+)"', officer.text("/switches"))[1]
    answer = officer.client.post("/records/1/notice", data={"token": token, "text": "x"}, follow_redirects=True)
    assert answer.status_code == 404


def test_switches_are_set_on_their_page(sandbox, officer):
    officer.send("/switches/moment", moment="2030-02-01T08:00")
    assert clock.now(sandbox.store).astimezone(clock.CHINA).isoformat().startswith("2030-02-01T08:00")
    officer.send("/switches/auto", auto="approve")
    officer.send("/switches/number", name="answer_after", value="5")
    officer.send("/switches/compare", value="1")
    with sandbox.store.read() as office:
        assert [office.switch(name) for name in ("auto", "answer_after", "compare_addresses")] == ["approve", "5", "1"]
    form = {"kind": "delay", "method": "isp_upload", "count": "3", "probability": "1", "seed": "0", "amount": "2"}
    officer.send("/switches/add_fault", **form)
    assert "×3" in officer.text("/switches")
    officer.send("/switches/clear_faults")
    assert "×3" not in officer.text("/switches")


def test_blacklist_is_shown_and_taken_back(sandbox, officer):
    actions.bar_domain(sandbox.store, "one.cn")
    assert "domain one.cn" in officer.text("/records")
    officer.send("/news/unbar", key="domain one.cn")
    assert "domain one.cn" not in officer.text("/records")


def test_calls_are_listed_without_what_they_carried(ours, officer, filed):
    page = officer.text("/")
    assert "isp_upload" in page
    assert filed.subject.certificate_number not in page
