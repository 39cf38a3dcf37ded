"""Accounts of our own: who gets in, what a link does, and what nobody learns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from accounts.conftest import PASSWORD, customer
from sqlalchemy import select

from beian_plugin.errors import AccountRefused
from beian_plugin.models.accounts import Account, AccountLink, AccountSession
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import accounts, accounts_links, accounts_sessions
from beian_plugin.operations.accounts_sessions import BY_ADDRESS, BY_NAME, change_password, sign_in, sign_out, who_is
from beian_plugin.operations.askers import network
from beian_plugin.operations.upkeep import rotate_keys

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADDRESS = "192.0.2.7"


def refusal(action, *arguments, **options):
    with pytest.raises(AccountRefused) as caught:
        action(*arguments, **options)
    return caught.value


def test_an_account_is_entered_by_name_or_e_mail_and_left_for_good(context):
    customer(context, email="mei@example.cn", holder="示例茶叶")
    for login in ("C10023 ", "Mei@Example.cn"):
        secret = sign_in(context, login, PASSWORD, address=ADDRESS)
        assert who_is(context, secret)[1:] == ("c10023", "示例茶叶", frozenset())
        sign_out(context, secret)
        assert who_is(context, secret) is None


def test_a_session_ends_when_nobody_used_it_for_hours_and_not_while_somebody_does(context, clock):
    customer(context)
    secret = sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    for _ in range(3):
        clock.move(hours=11)
        assert who_is(context, secret)
    clock.move(hours=12)
    assert who_is(context, secret) is None
    assert accounts_sessions.forget_ended(context) == 2  # this one, and the one that setting the password began


@SQLITE
def test_whoever_does_not_get_in_learns_nothing_and_costs_the_same_work(context, monkeypatch):
    customer(context, email="mei@example.cn")
    accounts.add_account(context, "no-password", actor="test")
    customer(context, "closed")
    accounts.close_account(context, "closed", actor="test")
    hashed, real = [], accounts_sessions.check_password_hash

    def check(stored, password):
        hashed.append(stored.partition("$")[0])
        return real(stored, password)

    monkeypatch.setattr(accounts_sessions, "check_password_hash", check)
    logins = ("c10023", "mei@example.cn", "no-password", "closed", "nobody", "x" * 5000)
    said = {str(refusal(sign_in, context, login, "wrong " + PASSWORD, address=ADDRESS)) for login in logins}
    assert len(said) == 1
    assert len(hashed) == len(logins)
    assert len(set(hashed)) == 1


@SQLITE
def test_a_name_and_an_address_are_slowed_down_alike_for_accounts_and_for_none(context, clock):
    customer(context)
    for login in ("c10023", "nobody"):
        use_up(context, BY_NAME, login)
        assert refusal(sign_in, context, login, PASSWORD, address=ADDRESS).wait == BY_NAME.pace // 1000
    clock.move(milliseconds=BY_NAME.pace)
    assert sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    use_up(context, BY_ADDRESS, network("2001:db8::5"))
    assert refusal(sign_in, context, "another", PASSWORD, address="2001:db8::6").wait


def use_up(context, limit, asker):
    for _ in range(limit.at_once):
        accounts.slow_down(context, (limit, asker))


def test_another_password_ends_every_other_session_and_link(context):
    customer(context)
    first = sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    link = accounts_links.reset_account(context, "c10023", actor="officer")
    assert "当前密码" in refusal(change_password, context, "c10023", "wrong", "lamp over the teapot").text.zh
    fresh = change_password(context, "c10023", PASSWORD, "lamp over the teapot")
    assert who_is(context, first) is None
    assert accounts_links.look_at_link(context, link) is None
    assert who_is(context, fresh).name == "c10023"
    refusal(sign_in, context, "c10023", PASSWORD, address=ADDRESS)


def test_a_link_works_once_for_an_hour_and_signs_in(context, clock):
    customer(context)
    before = sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    late, used = (accounts_links.reset_account(context, "c10023", actor="officer") for _ in range(2))
    assert accounts_links.look_at_link(context, used).name == "c10023"
    refusal(accounts_links.use_link, context, used, "short")
    opened = accounts_links.use_link(context, used, "lamp over the teapot")
    assert who_is(context, opened.secret).name == "c10023"
    assert who_is(context, before) is None
    for secret in (used, late, "", "x"):
        assert refusal(accounts_links.use_link, context, secret, PASSWORD).text == accounts_links.GONE
    late = accounts_links.reset_account(context, "c10023", actor="officer")
    clock.move(hours=1)
    assert refusal(accounts_links.use_link, context, late, PASSWORD).text == accounts_links.GONE


def test_of_uses_of_one_link_at_once_one_succeeds(context):
    customer(context, email="")
    with context.database.write() as session:
        fresh = accounts_links.make_link(context, session, email="new@example.cn")
    for secret in (accounts_links.reset_account(context, "c10023", actor="officer"), fresh):
        with ThreadPoolExecutor(4) as pool:
            came = list(pool.map(partial(use, context, secret), range(4)))
        [opened] = [one for one in came if one != accounts_links.GONE]
        assert who_is(context, opened.secret).name == opened.name


def use(context, secret, number):
    try:
        return accounts_links.use_link(context, secret, f"{PASSWORD} {number}")
    except AccountRefused as refused:
        return refused.text


@SQLITE
def test_staff_reset_customers_and_ops_alone_reset_staff(context):
    customer(context, "mei", roles=["officer", "supervisor"])
    assert "beian accounts reset" in str(refusal(accounts_links.reset_account, context, "mei", actor="officer"))
    assert accounts_links.reset_account(context, "mei", actor="ops", staff=True)
    assert accounts.customer_account(context, 1) is None
    assert [one.roles for one in accounts.list_accounts(context, staff=True)] == [("officer", "supervisor")]
    assert accounts.list_accounts(context) == []


@SQLITE
def test_a_closed_account_keeps_its_name_and_lets_nobody_in(context):
    customer(context)
    secret = sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    link = accounts_links.reset_account(context, "c10023", actor="officer")
    accounts.close_account(context, "c10023", actor="ops")
    assert who_is(context, secret) is None
    refusal(accounts_links.use_link, context, link, PASSWORD)
    refusal(accounts_links.reset_account, context, "c10023", actor="officer")
    refusal(accounts.add_account, context, "c10023", actor="ops")


@SQLITE
@pytest.mark.parametrize("password", ["short", "x" * 129, "c10023c10023", "mei@example.cn", "aaaaabbbbb"])
def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_stays(context, password):
    customer(context, email="mei@example.cn")
    link = accounts_links.reset_account(context, "c10023", actor="officer")
    assert "密码" in refusal(accounts_links.use_link, context, link, password).text.zh
    assert accounts_links.look_at_link(context, link)


def test_staff_find_an_account_by_parts_of_its_words_or_by_the_whole_address(context):
    customer(context, "c1", email="mei@example.cn", holder="示例茶叶_1")
    customer(context, "c2", holder="别家")
    for search in ("C1", "茶叶_", "MEI@example.cn"):
        assert [one.name for one in accounts.list_accounts(context, search)] == ["c1"]
    assert accounts.list_accounts(context, "mei@") == []
    assert accounts.list_accounts(context)[1].email == "m***@example.cn"
    taken = refusal(accounts.add_account, context, "c3", email="Mei@example.cn", actor="officer")
    assert str(taken) == str(refusal(accounts.add_account, context, "C1", actor="officer"))


@SQLITE
def test_what_is_stored_opens_no_door_and_shows_no_address(context):
    customer(context, email="mei@example.cn")
    link = accounts_links.reset_account(context, "c10023", actor="officer")
    with context.database.write() as session:
        accounts_links.make_link(context, session, email="new@example.cn")
    secret = sign_in(context, "c10023", PASSWORD, address=ADDRESS)
    tables = [model.__table__ for model in (Account, AccountLink, AccountSession, AuditEntry)]
    with context.database.engine.connect() as connection:
        stored = repr([connection.exec_driver_sql(f"SELECT * FROM {table.name}").all() for table in tables])
    for hidden in (PASSWORD, link, secret, "mei@", "new@", "example.cn"):
        assert hidden not in stored
    assert rotate_keys(context.database) == 0
    with context.database.read() as session:
        done = [(entry.actor, entry.action) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert done == [
        ("test", "add_account"),
        ("test", "reset_account"),
        ("c10023", "set_password"),
        ("officer", "reset_account"),
        ("c10023", "sign_in"),
    ]
