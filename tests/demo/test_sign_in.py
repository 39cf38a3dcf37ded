"""Sign-in and its secrets, CSRF, headers, languages."""

from __future__ import annotations

import re
import sqlite3
import stat

import pytest
from demo_panel import Person, passwords, running

from beian_plugin import BeianError
from beian_plugin.demo.extensions import signed_in
from beian_plugin.demo.instance import SIGN_INS, remove_data

ACTIVE = re.compile(r"<script|<style|\s(?:on\w+|style)=|javascript:", re.IGNORECASE)


def test_a_stranger_is_asked_to_sign_in_and_then_gets_the_page_he_wanted(app, person):
    stranger = person()
    asked = stranger.get("/orders/new")
    assert asked.status_code == 302
    assert asked.location == "/sign-in?next=%2Forders%2Fnew"
    answer = stranger.post(asked.location, login="zhang", password=passwords(app)["zhang"])
    assert answer.location == "/orders/new"


def test_sign_in_never_leads_to_another_site(app, person):
    known = {"login": "zhang", "password": passwords(app)["zhang"]}
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", ""):
        stranger, query = person(), {"next": elsewhere}
        form = known | {"csrf_token": person().token}  # that of somebody else's session
        assert stranger.client.post("/sign-in", query_string=query, data=form).status_code == 400
        form["csrf_token"] = stranger.token
        assert stranger.client.post("/sign-in", query_string=query, data=form).location == "/", elsewhere


def test_a_wrong_password_signs_nobody_in(person):
    for login in ("zhang", "nobody", "' OR 1=1 --"):
        stranger = person()
        refused = stranger.post("/sign-in", login=login, password="wrong")
        assert refused.status_code == 422
        assert "用户名与密码不匹配" in refused.text
        assert stranger.get("/").status_code == 302


def test_signing_out_ends_the_session(teahouse):
    assert teahouse.get("/").status_code == 200
    teahouse.post("/sign-out")
    assert teahouse.get("/").status_code == 302


def test_no_form_is_taken_without_its_token(app, teahouse):
    values = {"number": 1, "direction": "in", "filename": "x", "host": "x"}
    rules = [
        rule for rule in app.url_map.iter_rules() if "POST" in rule.methods and not rule.endpoint.startswith("beian_")
    ]
    assert len(rules) >= 11
    for rule in rules:
        path = re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)
        answer = teahouse.client.post(path, data={"login": "zhang", "host": "www.demo-newshop.cn"})
        assert answer.status_code == 400, path
        assert "表单已过期" in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app, person):
    answer = person().post("/sign-in", login="zhang", password=passwords(app)["zhang"])
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_page_needs_active_content(teahouse, officer, visit):
    teahouse.add_site("www.demo-newshop.cn")
    pages = [teahouse.get(path) for path in ("/sign-in", "/", "/sites/new", "/sites/2", "/orders/new")]
    pages += [teahouse.get(f"/transfers/new/{direction}") for direction in ("in", "out", "move")]
    pages += [officer.get(path) for path in ("/", "/nowhere")]
    pages += [visit("demo-teashop.cn"), visit("www.demo-teahouse.cn")]
    for page in pages:
        assert not ACTIVE.search(page.text)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_the_passwords_are_kept_in_a_file_of_this_user_alone_and_hashed_in_the_database(app, instance):
    assert stat.S_IMODE((instance / SIGN_INS).stat().st_mode) == 0o600
    words = passwords(app).values()
    assert len(set(words)) == 7
    assert all(len(word) >= 14 for word in words)
    with sqlite3.connect(instance / "panel.sqlite3") as connection:
        hashes = [row[0] for row in connection.execute("SELECT password_hash FROM user")]
    connection.close()
    assert all(one.startswith("scrypt:") for one in hashes)


def test_a_second_start_keeps_passwords_and_sites(instance):
    with running(instance) as app:
        before = passwords(app)
        Person(app, "teahouse").add_site("www.demo-newshop.cn")
    with running(instance) as app:
        assert passwords(app) == before
        assert "www.demo-newshop.cn" in Person(app, "teahouse").text("/")


def test_a_lost_file_of_sign_ins_gives_new_passwords_to_the_same_users(instance):
    with running(instance) as app:
        before = passwords(app)
    (instance / SIGN_INS).unlink()
    with running(instance) as app:
        assert passwords(app) != before
        assert "www.demo-teahouse.cn" in Person(app, "teahouse").text("/")


def test_a_damaged_file_of_sign_ins_is_named(instance):
    (instance / SIGN_INS).write_text('{"key": "x"}')
    with pytest.raises(BeianError, match="is damaged"), running(instance):
        pass


def test_a_reset_removes_the_demo_and_nothing_else(instance):
    (instance / "mine.txt").write_text("keep")
    remove_data(instance)
    assert [path.name for path in instance.iterdir()] == ["mine.txt"]


def test_the_language_switch_comes_back_to_the_page_and_stays(person):
    stranger = person()
    assert '<html lang="zh-CN">' in stranger.text("/sign-in")
    answer = stranger.post("/language", language="en", back="/sign-in?next=%2Forders%2Fnew")
    assert answer.location == "/sign-in?next=%2Forders%2Fnew"
    page = stranger.text("/sign-in")
    assert '<html lang="en">' in page
    assert "Password" in page
    stranger.post("/language", language="fr", back="/sign-in")
    assert '<html lang="en">' in stranger.text("/sign-in")
    stranger.post("/language", language="zh", back="//elsewhere.example")
    assert "密码" in stranger.text("/sign-in")


@pytest.mark.parametrize(("login", "roles"), [("teahouse", frozenset()), ("auditor", frozenset({"auditor"}))])
def test_the_plugin_learns_who_is_signed_in(app, person, login, roles):
    with person(login).client as client:
        client.get("/sign-in")
        identity = signed_in()
    assert identity.roles == roles
    assert identity.id


def test_the_plugin_learns_of_no_stranger(person):
    with person().client as client:
        client.get("/sign-in")
        assert signed_in() is None


def test_invented_filings_never_reach_the_database_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("BEIAN_DATABASE_URL", f"sqlite:///{tmp_path / 'real.sqlite3'}")
    with running(tmp_path / "instance"):
        assert not (tmp_path / "real.sqlite3").exists()
        assert (tmp_path / "instance" / "beian.sqlite3").exists()
