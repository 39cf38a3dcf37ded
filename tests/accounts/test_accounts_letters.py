"""E-mails about accounts over a real SMTP server: who gets one, what it opens, and what waits while it is down."""

from __future__ import annotations

from dataclasses import replace

import mail_server
import msgspec
import pytest
from accounts.conftest import PASSWORD, PUBLIC, customer, secrets_in, send
from operations.conftest import MirrorFiller
from sqlalchemy import select

from beian_plugin.errors import AccountRefused, MailRefused, MailUnavailable, SettingError
from beian_plugin.filing.particulars import Particulars, Principal, Subject
from beian_plugin.models.accounts import WaitingMail
from beian_plugin.models.tables import Principal as PrincipalRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.notify.mail import Letter, open_mail
from beian_plugin.operations import accounts_letters, accounts_links, accounts_sessions
from beian_plugin.operations.accounts_letters import ask_by_account, ask_by_filing, ask_to_register
from beian_plugin.operations.sync.engine import run_once
from beian_plugin.settings import Settings, load_settings

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADDRESS = "192.0.2.7"
LETTER = Letter(to="mei@example.cn", subject="备案", text="一行\n.\n又一行\n")
NUMBER = "浙ICP备20260001号"


def waiting(context):
    with context.database.read() as session:
        return session.scalars(select(WaitingMail).order_by(WaitingMail.id)).all()


def test_registering_proves_the_address_and_makes_one_account(context, mails):
    for _ in range(2):
        ask_to_register(context, " New@Example.cn", address=ADDRESS)
    assert send(context) == 2
    assert waiting(context) == []
    first, second = (secrets_in(letter) for letter in mails.letters)
    assert [letter["To"] for letter in mails.letters] == ["new@example.cn"] * 2
    opened = accounts_links.use_link(context, first[0], PASSWORD)
    again = accounts_links.use_link(context, second[0], PASSWORD + " again")
    assert opened.name == again.name
    assert accounts_sessions.who_is(context, opened.secret) is None
    assert accounts_sessions.sign_in(context, "new@example.cn", PASSWORD + " again", address=ADDRESS)


@SQLITE
def test_who_registers_again_is_told_the_account_and_staff_get_no_link(context, mails):
    customer(context, email="mei@example.cn")
    customer(context, "officer1", email="staff@example.cn", roles=["officer"])
    for email in ("mei@example.cn", "staff@example.cn"):
        ask_to_register(context, email, address=ADDRESS)
    send(context)
    text = mails.letters[0].get_content()
    assert "已有备案帐号：c10023" in text
    assert "has an account already: c10023" in text
    assert [len(secrets_in(letter)) for letter in mails.letters] == [1, 0]


@SQLITE
def test_a_link_made_to_register_never_opens_an_account_of_staff(context, mails):
    ask_to_register(context, "staff@example.cn", address=ADDRESS)
    send(context)
    customer(context, "officer1", email="staff@example.cn", roles=["officer"])
    with pytest.raises(AccountRefused):
        accounts_links.use_link(context, secrets_in(mails.letters[0])[0], PASSWORD + "!")


def test_an_account_is_found_by_its_name_and_address_together(context, mails):
    customer(context, email="mei@example.cn")
    customer(context, "officer1", email="staff@example.cn", roles=["officer"])
    for name, email in (
        ("c10023", "other@example.cn"),
        ("other", "mei@example.cn"),
        ("officer1", "staff@example.cn"),
        ("C10023", "MEI@example.cn"),
    ):
        ask_by_account(context, name, email, address=ADDRESS)
    assert len(waiting(context)) == 4
    assert send(context) == 1
    assert waiting(context) == []
    [letter] = mails.letters
    assert (letter["To"], letter["From"]) == ("mei@example.cn", "备案 <icp@example.cn>")
    assert accounts_links.use_link(context, secrets_in(letter)[0], PASSWORD + "!").name == "c10023"


def on_record(context, email, *, published="", user="c10023"):
    subject = MirrorFiller(context.database).subject(NUMBER, user=user)
    with context.database.write() as session:
        row = session.get(SubjectRow, subject)
        row.principal = PrincipalRow(name="王示例", email=email)
        if published:
            said = Particulars(subject=Subject(principal=Principal(email=published)))
            row.published = msgspec.json.encode(said).decode()


def test_an_account_is_found_by_the_filing_and_told_only_to_the_address_on_record(context, mails):
    customer(context)
    on_record(context, "Old@example.cn; wang@example.cn", published="new@example.cn")
    for email in ("mei@example.cn", "WANG@example.cn", "new@example.cn"):
        ask_by_filing(context, f"{NUMBER}-1", email, address=ADDRESS)
    ask_by_filing(context, "浙ICP备20260002号", "wang@example.cn", address=ADDRESS)
    assert send(context) == 2
    assert [letter["To"] for letter in mails.letters] == ["wang@example.cn", "new@example.cn"]
    assert "您的备案帐号是：c10023" in mails.letters[0].get_content()
    assert accounts_links.use_link(context, secrets_in(mails.letters[0])[0], PASSWORD + "!").name == "c10023"


@SQLITE
def test_a_round_sends_no_longer_than_the_authority_can_wait_and_the_next_goes_on(context, mails, monkeypatch):
    monkeypatch.setattr("beian_plugin.operations.mail._ROUND_SECONDS", -1)
    for name in ("mei", "new"):
        ask_to_register(context, f"{name}@example.cn", address=ADDRESS)
    assert [send(context) for _ in range(3)] == [1, 1, 0]
    assert [letter["To"] for letter in mails.letters] == ["mei@example.cn", "new@example.cn"]


@SQLITE
def test_an_address_on_record_that_no_server_takes_holds_up_no_other_letter(context, mails):
    on_record(context, "wan\N{KELVIN SIGN}@example.cn")
    ask_by_filing(context, NUMBER, "wank@example.cn", address=ADDRESS)
    ask_to_register(context, "new@example.cn", address=ADDRESS)
    assert send(context) == 1
    assert [letter["To"] for letter in mails.letters] == ["new@example.cn"]


@SQLITE
def test_where_no_account_files_for_the_subject_the_letter_says_how_to_get_one(context, mails):
    on_record(context, "wang@example.cn", user="")
    ask_by_filing(context, NUMBER, "wang@example.cn", address=ADDRESS)
    send(context)
    assert "申请认领" in mails.letters[0].get_content()
    assert secrets_in(mails.letters[0]) == []


@SQLITE
def test_asking_does_the_same_whether_there_is_an_account_or_not(context):
    customer(context, email="mei@example.cn")
    for name, email in (("c10023", "mei@example.cn"), ("nobody", "nobody@example.cn")):
        assert ask_by_account(context, name, email, address=ADDRESS) is None
    for row, sealed in zip(waiting(context), stored(context), strict=True):
        assert b"example" not in sealed
        assert (row.kind, row.tries) == ("by_account", 0)
    tries = []
    for email in ["mei@example.cn"] * 4 + ["other@example.cn"] * 4:
        try:
            ask_to_register(context, email, address="192.0.2.8")
            tries.append(0)
        except AccountRefused as refused:
            tries.append(refused.wait)
    # One place was used above by each of the first two, so only the known one has fewer left.
    assert [bool(wait) for wait in tries] == [False, False, True, True, False, False, False, True]


def stored(context):
    with context.database.engine.connect() as connection:
        return [bytes(row[0]) for row in connection.exec_driver_sql("SELECT content FROM beian_mail ORDER BY id")]


def test_what_cannot_be_sent_waits_longer_each_time_and_is_given_up_after_days(context, clock, mails):
    ask_to_register(context, "new@example.cn", address=ADDRESS)
    mails.stop()
    pauses = []
    for _ in range(3):
        with pytest.raises(MailUnavailable):
            send(context)
        assert send(context) == 0
        pauses.append((waiting(context)[0].next_try_at - clock.now).total_seconds())
        clock.now = waiting(context)[0].next_try_at
    assert pauses == [60, 120, 240]
    mails.start(mails.port)
    assert send(context) == 1
    ask_to_register(context, "late@example.cn", address=ADDRESS)
    mails.recipient = "450 later"
    assert (send(context), len(waiting(context))) == (0, 1)
    clock.move(days=4)
    assert (send(context), waiting(context)) == (0, [])


@SQLITE
def test_an_address_that_the_server_refuses_for_good_holds_up_no_other(context, mails, caplog):
    ask_to_register(context, "gone@example.cn", address=ADDRESS)
    mails.recipient = "550 no such user gone@example.cn"
    assert send(context) == 0
    assert waiting(context) == []
    assert "550" in caplog.text
    assert "gone@" not in caplog.text


@SQLITE
def test_the_background_round_sends_them_without_a_line_to_the_authority(context, mails):
    ask_to_register(context, "new@example.cn", address=ADDRESS)
    assert run_once(context).done["mail"] == 1
    assert PUBLIC in mails.letters[0].get_content()
    unset = replace(context, settings=Settings())
    ask_to_register(context, "new@example.cn", address=ADDRESS)
    assert run_once(unset).done["mail"] == 0
    assert len(waiting(context)) == 1


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """A certificate that this process trusts."""
    paths = mail_server.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))
    return paths


def settings_of(url):
    return load_settings({"BEIAN_MAIL_URL": url, "BEIAN_MAIL_FROM": "icp@example.cn", "BEIAN_PUBLIC_URL": PUBLIC}, {})


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_password_travels_under_tls_alone(trusted, scheme):
    with mail_server.running(tls=trusted, at_once=scheme == "smtps", asks=True) as server:
        with open_mail(settings_of(server.url(scheme, "", sign_in=True))) as deliver:
            deliver(LETTER)
        assert server.letters[0].get_content().replace("\r\n", "\n") == LETTER.text
        assert server.letters[0]["Subject"] == "备案"
        assert ("AUTH", True) in server.seen
        assert ("AUTH", False) not in server.seen


def refused_by(url):
    with pytest.raises(MailUnavailable) as caught, open_mail(settings_of(url)) as deliver:
        deliver(LETTER)
    assert "example.cn" not in str(caught.value)
    return str(caught.value)


def test_a_server_that_cannot_be_trusted_or_used_is_said_in_a_sentence(tmp_path, trusted, monkeypatch):
    with mail_server.running() as plain:
        assert "STARTTLS" in refused_by(plain.url(query=""))
    assert "check that it runs" in refused_by(plain.url())
    with mail_server.running(tls=trusted, asks=True) as server:
        wrong = server.url(query="", sign_in=True).replace("word", "words")
        assert "user and password" in refused_by(wrong)
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "certificate" in refused_by(server.url(query="", sign_in=True))
    with mail_server.running() as server:
        server.recipient = "550 no"
        with pytest.raises(MailRefused), open_mail(settings_of(server.url())) as deliver:
            deliver(LETTER)


@pytest.mark.parametrize(
    "config",
    [
        {"BEIAN_MAIL_URL": "http://localhost"},
        {"BEIAN_MAIL_URL": "smtp://user@localhost"},
        {"BEIAN_MAIL_URL": "smtp://localhost:25"},
        {"BEIAN_MAIL_FROM": "nobody"},
        {"BEIAN_MAIL_FROM": "a@b.cn\nBcc: x@y.cn"},
    ],
)
def test_settings_that_would_send_nothing_stop_the_start(config):
    with pytest.raises(SettingError) as caught:
        load_settings(config, {})
    assert "user" not in str(caught.value).partition("such as")[0]


def test_every_kind_of_letter_has_a_writer():
    assert set(accounts_letters.WRITERS) == {"register", "by_account", "by_filing"}
