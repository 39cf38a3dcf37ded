"""The filing password: where it is asked for, how it is kept, and how often it may be wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import filing_ways as ways
import pytest
from filing_ways import advance
from sqlalchemy import select, text

from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, FilingRefused, InvalidValue, SettingError
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.passwords import (
    MOST_TRIES,
    Asks,
    allow_tries,
    asks_password,
    check_password,
    give_password,
)

RIGHT, WRONG = "sample-password", "another-password"


class Authority:
    """Answers as `isp_verifybamm` does; what it was asked stands in `asked`."""

    def __init__(self, trouble=None):
        self.asked = []
        self.trouble = trouble

    def verify_password(self, number, password):
        self.asked.append(number)
        if self.trouble:
            raise self.trouble
        return password == RIGHT


def transfer(context, password=RIGHT):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    if password:
        give_password(context, filing.id, password, actor="u-1")
    return filing


def kept(context, filing):
    with context.database.read() as session:
        row = session.get(FilingRow, filing.id)
        return row.password, row.password_tries


@pytest.mark.parametrize(
    ("kind", "more", "asks"),
    [
        (Kind.NEW, {}, Asks.NEVER),
        (Kind.MATERIAL, {}, Asks.NEVER),
        (Kind.TRANSFER_IN, {}, Asks.REQUIRED),
        (Kind.CANCEL_SUBJECT, {}, Asks.REQUIRED),
        (Kind.ADD_SITE, {"filed_elsewhere": True}, Asks.REQUIRED),
        (Kind.ADD_SITE, {}, Asks.OPTIONAL),
        (Kind.CHANGE, {"name_changes": True}, Asks.REQUIRED),
        (Kind.CHANGE, {}, Asks.OPTIONAL),
        (Kind.CANCEL_SITE, {}, Asks.OPTIONAL),
        (Kind.CANCEL_ACCESS, {}, Asks.OPTIONAL),
    ],
)
def test_the_password_is_asked_for_as_faq_36_and_53_say(kind, more, asks):
    assert asks_password(kind, **more) is asks


def test_the_password_lies_sealed_and_in_no_audit_line(context):
    filing = transfer(context)
    assert kept(context, filing) == (RIGHT, 0)
    with context.database.read() as session:
        assert RIGHT.encode() not in bytes(session.scalar(text("SELECT password FROM beian_filing")))
        assert RIGHT not in str(session.scalars(select(AuditEntry.detail)).all())


@pytest.mark.parametrize("password", ["", "x" * 129])
def test_what_can_be_no_password_is_refused(context, password):
    filing = transfer(context, password=None)
    with pytest.raises(InvalidValue):
        give_password(context, filing.id, password, actor="u-1")


def test_no_password_is_kept_where_none_is_asked_for_or_the_filing_is_away(context):
    with pytest.raises(InvalidValue):
        give_password(context, ways.draft(context).id, RIGHT, actor="u-1")
    filing = ways.bring(context, transfer(context), State.AUTHORITY_REVIEW)
    with pytest.raises(FilingRefused):
        give_password(context, filing.id, WRONG, actor="u-1")
    assert kept(context, filing)[0] == RIGHT


@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.RETURN_TO_PROVIDER])
def test_the_result_erases_the_password(context, verb):
    filing = ways.bring(context, transfer(context), State.AUTHORITY_REVIEW)
    advance(context, filing.id, verb, actor="authority")
    assert kept(context, filing) == (None, 0)


def test_the_right_password_stays_and_forgets_the_wrong_tries(context):
    filing, authority = transfer(context, WRONG), Authority()
    assert not check_password(context, filing.id, authority).right
    give_password(context, filing.id, RIGHT, actor="u-1")
    checked = check_password(context, filing.id, authority)
    assert (checked.right, checked.tries_left) == (True, MOST_TRIES)
    assert kept(context, filing) == (RIGHT, 0)
    assert authority.asked == [ways.NUMBER] * 2


def test_a_wrong_password_is_erased_with_both_ways_to_get_it_back(context):
    filing = transfer(context, WRONG)
    checked = check_password(context, filing.id, Authority())
    assert (checked.right, checked.tries_left) == (False, MOST_TRIES - 1)
    assert kept(context, filing) == (None, 1)
    assert "找回" in checked.text.zh
    assert "重置" in checked.text.zh
    assert "FAQ 8" in checked.text.en


def test_after_too_many_wrong_tries_nobody_is_asked_until_staff_allow_it(context):
    filing, authority = transfer(context, password=None), Authority()
    for _ in range(MOST_TRIES):
        give_password(context, filing.id, WRONG, actor="u-1")
        check_password(context, filing.id, authority)
    give_password(context, filing.id, RIGHT, actor="u-1")
    with pytest.raises(FilingRefused, match="次数过多"):
        check_password(context, filing.id, authority)
    assert len(authority.asked) == MOST_TRIES
    allow_tries(context, filing.id, actor="staff")
    assert check_password(context, filing.id, authority).right


def test_code_22_of_the_authority_stops_further_tries(context):
    filing = transfer(context)
    with pytest.raises(FilingRefused, match="次数过多"):
        check_password(context, filing.id, Authority(AuthorityRefused(22)))
    authority = Authority()
    with pytest.raises(FilingRefused):
        check_password(context, filing.id, authority)
    assert authority.asked == []


@pytest.mark.parametrize(
    "trouble",
    [AuthorityUnreachable(), AuthorityRefused(901), InvalidValue("no such password", what="filing password")],
)
def test_a_check_without_an_answer_counts_for_nothing(context, trouble):
    filing = transfer(context)
    with pytest.raises(type(trouble)):
        check_password(context, filing.id, Authority(trouble))
    assert kept(context, filing) == (RIGHT, 0)


def test_no_try_is_counted_while_the_authority_cannot_be_asked_at_all(context):
    filing = transfer(context)
    with pytest.raises(SettingError):
        check_password(context, filing.id)
    assert kept(context, filing) == (RIGHT, 0)


def test_a_filing_that_is_in_a_file_takes_no_other_password(context):
    filing = ways.bring(context, transfer(context), State.QUEUED)
    give_password(context, filing.id, WRONG, actor="u-1")
    ways.put_in_file(context, filing.id)
    with pytest.raises(FilingRefused):
        give_password(context, filing.id, RIGHT, actor="u-1")
    assert kept(context, filing)[0] == WRONG


def test_many_checks_at_once_never_make_more_tries_than_are_allowed(context):
    filing, authority = transfer(context, WRONG), Authority()

    def guess(_):
        try:
            give_password(context, filing.id, WRONG, actor="u-1")
            return check_password(context, filing.id, authority).right
        except (FilingRefused, InvalidValue):
            return None

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(guess, range(18)))
    assert len(authority.asked) <= MOST_TRIES


def test_a_check_needs_a_password_and_a_number(context):
    with pytest.raises(InvalidValue, match="no filing password"):
        check_password(context, transfer(context, password=None).id, Authority())
    nameless = ways.draft(context, Kind.CANCEL_SITE, particulars=ways.Particulars())
    give_password(context, nameless.id, RIGHT, actor="u-1")
    with pytest.raises(InvalidValue, match="licence number"):
        check_password(context, nameless.id, Authority())
