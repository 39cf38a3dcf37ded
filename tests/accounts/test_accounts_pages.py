"""The pages of accounts over HTTP: in by the right door, back to where one was, nothing given away."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import mail_server
import pytest
from accounts.conftest import PASSWORD, PUBLIC, Clock, customer, secrets_in, send
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from operations.conftest import MirrorFiller

from beian_plugin import Beian, Identity
from beian_plugin.blueprints.web.addresses import own_path
from beian_plugin.operations import accounts_links, subject_claims

NUMBER = "浙ICP备20260001号"
NEW = "lamp over the teapot"


class Host:
    """A host without a panel of its own, and a browser."""

    def __init__(self, folder, **config):
        self.app = Flask(__name__, instance_path=str(folder))
        self.app.config.update(SECRET_KEY="test", TESTING=True, BEIAN_ACCOUNTS="1", **config)
        self.beian = Beian(self.app)
        self.clock = Clock()
        state = self.app.extensions["beian"]
        self.context = state.context = replace(state.context, now=self.clock)
        self.client = self.app.test_client()

    def get(self, path, **options):
        return self.client.get(path, **options)

    def send(self, path, action, *, follow=False, **said):
        """Send the form of the page as a browser does, its token with it."""
        page = self.get(path).text
        form = re.search(rf'<form method="post" action="[^"]*{re.escape(action)}"(.*?)</form>', page, re.DOTALL)[1]
        hidden = dict(re.findall(r'type="hidden"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
        hidden |= dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', form))
        address = re.search(rf'action="([^"]*{re.escape(action)})"', page)[1]
        return self.client.post(address, data=hidden | said, follow_redirects=follow)

    def sign_in(self, login="c10023", password=PASSWORD, *, next_="", **said):
        return self.send(f"/beian/account/sign-in?next={next_}", "/sign-in", login=login, password=password, **said)


@pytest.fixture
def mails():
    """A mail server."""
    with mail_server.running() as server:
        yield server


@pytest.fixture
def host(tmp_path, mails):
    """A host that sends e-mail."""
    made = Host(tmp_path, BEIAN_MAIL_URL=mails.url(), BEIAN_MAIL_FROM="icp@example.cn", BEIAN_PUBLIC_URL=PUBLIC)
    yield made
    made.context.database.close()


def words(response):
    return re.sub(r"csrf_token.*?>", "", response.text)


def test_a_stranger_signs_in_and_is_brought_back_to_the_page(host):
    customer(host.context)
    to = host.get("/beian/account/claims?number=1%E5%8F%B7").location
    assert urlsplit(to).path == "/beian/account/sign-in"
    shown = host.get(to).text
    assert "主机托管用户：有服务器放在本公司" in shown
    assert "虚拟主机用户|网站备案用户：只用虚拟主机" in shown
    host.get("/beian/account/sign-in")
    response = host.send(to, "/sign-in", login="c10023", password=PASSWORD, kind="registered")
    assert (response.status_code, response.location) == (303, "/beian/account/claims?number=1%E5%8F%B7")
    cookie = next(value for value in response.headers.getlist("Set-Cookie") if value.startswith("beian_account="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/beian"} <= set(cookie.split("; "))
    assert "c10023" in host.get("/beian/").text


def test_another_site_that_sends_a_stranger_is_not_where_they_come_back_to(host):
    for referrer in ("http://evil.example/x", "http://["):
        to = host.client.post("/beian/filings", headers={"Referer": referrer, "Origin": "http://["}).location
        assert to == "/beian/account/sign-in?next=%2Fbeian%2Ffilings"
    to = host.client.post("/beian/filings", headers={"Referer": "http://localhost/beian/?q=1"}).location
    assert to == "/beian/account/sign-in?next=%2Fbeian%2F%3Fq%3D1"


def test_the_other_language_is_found_where_the_app_is_mounted_below_a_path(host):
    page = host.get("/beian/account/sign-in?next=/a%26b", environ_overrides={"SCRIPT_NAME": "/panel"}).text
    [link] = re.findall(r'<a href="([^"]*)" lang="en">', page)
    assert urljoin("http://localhost/panel/beian/account/sign-in", link.replace("&amp;", "&")) == (
        "http://localhost/panel/beian/account/sign-in?next=/a%26b&lang=en"
    )


def test_what_no_database_keeps_is_turned_away_at_the_door(host):
    assert host.sign_in("c10023\0").status_code == 400
    customer(host.context)
    host.sign_in()
    assert host.get("/beian/?q=%00").status_code == 400


def test_a_browser_gets_a_new_session_and_new_tokens_whenever_it_signs_in_and_none_when_it_leaves(host):
    customer(host.context)
    host.client.set_cookie("beian_account", "planted", path="/beian")
    seen = ["planted"]
    for _ in range(2):
        with host.client.session_transaction() as before:
            token = before.get("csrf_token")
        host.sign_in()
        with host.client.session_transaction() as after:
            assert after.get("csrf_token") != token or token is None
        seen.append(host.client.get_cookie("beian_account", path="/beian").value)
    assert len(set(seen)) == 3
    host.send("/beian/account/", "/sign-out")
    assert host.client.get_cookie("beian_account", path="/beian") is None
    host.client.set_cookie("beian_account", seen[-1], path="/beian")
    assert host.get("/beian/account/").status_code == 302


def test_whoever_is_refused_reads_the_same_whether_there_is_such_an_account_or_not(host):
    customer(host.context, email="mei@example.cn")
    for kind in ("hosted", "registered", ""):
        pages = set()
        for login in ("c10023", "mei@example.cn", "nobody"):
            response = host.sign_in(login, "not the password", kind=kind)
            assert response.status_code == 422
            pages.add(words(response).replace(f'value="{login}"', ""))
        assert len(pages) == 1
    answers = set()
    for said in (
        {"way": "account", "login": "c10023", "account_email": "mei@example.cn"},
        {"way": "account", "login": "nobody", "account_email": "no@example.cn"},
        {"way": "filing", "number": NUMBER, "record_email": "no@example.cn"},
    ):
        response = host.send("/beian/account/recover", "/recover", follow=True, **said)
        assert "不论是否一致" in response.text
        answers.add(response.text)
    assert len(answers) == 1
    asked = [
        host.send("/beian/account/register", "/register", email=f"{n}@example.cn", follow=True) for n in ("mei", "no")
    ]
    assert len({response.text for response in asked}) == 1


def test_a_customer_registers_by_e_mail_and_files(host, mails):
    assert host.send("/beian/account/register", "/register", email="nobody").status_code == 422
    host.send("/beian/account/register", "/register", email="new@example.cn")
    send(host.context)
    [secret] = secrets_in(mails.letters[0])
    response = host.get(f"/beian/account/link/{secret}")
    assert response.location == "/beian/account/password"
    assert host.get(response.location).text.count(secret) == 0
    refused = host.send(response.location, "/password", new_password=NEW, new_password_again="another one")
    assert "两次输入不一致" in refused.text
    done = host.send(response.location, "/password", new_password=NEW, new_password_again=NEW, follow=True)
    assert done.request.path == "/beian/"
    name = re.search(r"您的帐号是 (b\d{8})", done.text)[1]
    assert host.get(f"/beian/account/link/{secret}", follow_redirects=True).status_code == 410
    host.send("/beian/account/", "/sign-out")
    assert host.sign_in(name, NEW, kind="hosted").location == "/beian/"
    assert host.sign_in("new@example.cn", NEW).location == "/beian/"


def test_a_changed_password_signs_out_other_browsers_and_not_this_one(host):
    customer(host.context)
    other = host.app.test_client()
    host.sign_in()
    other.set_cookie("beian_account", host.client.get_cookie("beian_account", path="/beian").value, path="/beian")
    assert other.get("/beian/account/").status_code == 200
    passwords = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    done = host.send("/beian/account/", "/account/", follow=True, **passwords)
    assert "密码已更改" in done.text
    assert other.get("/beian/account/").status_code == 302
    assert host.get("/beian/account/").status_code == 200


def test_a_page_that_offers_to_send_again_holds_no_password(host):
    customer(host.context)
    host.sign_in()
    here = {"Sec-Fetch-Site": "same-origin"}
    for signed_in in (True, False):
        page = host.get("/beian/account/").text
        if not signed_in:
            host.send("/beian/account/", "/sign-out")
        fields = [field for field in re.findall(r"<input[^>]*>", page) if 'type="password"' in field]
        said = {re.search(r'name="([^"]+)"', field)[1]: "lamp and teapot" for field in fields}
        assert len(said) == 3
        offered = host.client.post("/beian/account/", data=said, headers=here)
        assert offered.status_code == (400 if signed_in else 401)
        assert "文件和密码不能保留" in offered.text
        assert "lamp and teapot" not in offered.text


def test_staff_sign_in_and_open_an_account_and_hand_over_a_link_that_works_once(host):
    customer(host.context, "mei", roles=["officer"], holder="王示例")
    assert host.sign_in("mei").location == "/beian/desk/"
    made = host.send("/beian/desk/accounts", "/accounts", name="C20", holder="示例茶叶", email="tea@example.cn")
    address = re.search(rf'value="({PUBLIC}[^"]+)"', made.text)[1]
    assert "tea@" not in host.get("/beian/desk/accounts?search=茶叶").text
    found = host.send("/beian/desk/accounts", "/find", search="tea@example.cn")
    assert "tea" not in found.location
    assert "t***@example.cn" in host.get(found.location).text
    assert "已有帐号使用" in host.send("/beian/desk/accounts", "/accounts", name="c20").text
    again = host.send("/beian/desk/accounts", "/reset").text
    assert address not in again
    assert accounts_links.use_link(host.context, address.rpartition("/")[2], PASSWORD).name == "c20"
    assert host.client.post("/beian/desk/accounts/1/reset").status_code == 400


def test_a_claim_goes_to_a_supervisor_and_the_customer_reads_the_answer(host):
    MirrorFiller(host.context.database).subject(NUMBER, user="old-office")
    customer(host.context, "mia")
    customer(host.context, "officer1", roles=["officer"])
    customer(host.context, "chief", roles=["supervisor"])
    host.sign_in("mia")
    host.send("/beian/account/claims", "/claims", number=NUMBER, why="原经办人已离职")
    shown = host.get("/beian/account/claims").text
    assert "等待核实" in shown
    assert "某茶叶公司" not in shown
    assert "old-office" not in shown
    host.sign_in("officer1")
    page = host.get("/beian/desk/accounts/claims/1").text
    assert "ol***e" in page
    assert "old-office" not in page
    assert "由主管决定" in page
    host.sign_in("chief")
    assert "请选择" in host.send("/beian/desk/accounts/claims/1", "/grant", follow=True).text
    host.send("/beian/desk/accounts/claims/1", "/refuse", answer="证件与主体不符")
    host.sign_in("mia")
    assert "证件与主体不符" in host.get("/beian/account/claims").text


def test_where_no_e_mail_is_set_up_the_pages_lead_to_the_host(tmp_path):
    host = Host(tmp_path)
    for path in ("recover", "register"):
        page = host.get(f"/beian/account/{path}").text
        assert "<form" not in page
    assert "营业执照" in host.get("/beian/account/recover").text
    host.context.database.close()


def test_a_panel_with_users_of_its_own_goes_first_and_its_users_claim_too(host):
    customer(host.context)
    host.sign_in()
    host.beian.identity_loader(lambda: Identity("7", "客户"))
    for path in ("sign-in", "register", "recover", "password", ""):
        assert host.get(f"/beian/account/{path}").status_code == 404
    page = host.get("/beian/").text
    assert "c10023" not in page
    assert "/beian/account/" not in page
    host.send("/beian/account/claims", "/claims", number=NUMBER, why="原经办人已离职")
    assert subject_claims.claims_of(host.context, "7")


def test_switched_off_there_is_no_door(tmp_path):
    app = Flask(__name__, instance_path=str(tmp_path))
    app.config.update(SECRET_KEY="test", TESTING=True)
    Beian(app)
    client = app.test_client()
    assert client.get("/beian/account/sign-in").status_code == 404
    assert client.get("/beian/").status_code == 401
    app.extensions["beian"].context.database.close()


@given(
    wanted=st.text(st.sampled_from("/\\.:?#@a \t\n\r%ht")) | st.text() | st.from_regex(r"https?:[/\\]{0,3}[a-z./\\@:]*")
)
def test_signing_in_never_leads_to_another_site(wanted):
    app = Flask(__name__)
    with app.test_request_context("/", base_url="http://panel.example.cn/"):
        path = own_path(wanted)
    assert path == "" or path.startswith("/")
    # Browsers drop tabs and line ends and read a backslash as a slash.
    read = re.sub(r"[\t\r\n]", "", path).replace("\\", "/").strip()
    assert urlsplit(urljoin("http://panel.example.cn/beian/", read)).netloc == "panel.example.cn"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/beian/filings/1?a=b", "/beian/filings/1?a=b"),
        ("http://panel.example.cn/beian/", "/beian/"),
        ("http://other.example.cn/beian/", ""),
        ("//other.example.cn", ""),
        ("/\\other.example.cn", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_paths_of_this_site_are_gone_back_to(wanted, path):
    with Flask(__name__).test_request_context("/", base_url="http://panel.example.cn/"):
        assert own_path(wanted) == path


def test_who_is_told_that_a_record_is_not_theirs_is_led_to_claiming_it(host):
    mirror = MirrorFiller(host.context.database)
    mirror.site("teahouse-demo.cn", subject=mirror.subject(NUMBER, user="old-office"), providers=["ours"])
    customer(host.context)
    host.sign_in()
    refused = host.send("/beian/", "/filings", host="teahouse-demo.cn", kind="change")
    assert refused.status_code == 422
    assert 'href="/beian/account/claims"' in refused.text
