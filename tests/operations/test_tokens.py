"""Tokens of the API: only a hash is kept, scopes come from a fixed list, revoking works at once."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.models.service import AuditEntry, Token
from beian_plugin.operations.tokens import create_token, find_token, list_tokens, revoke_token

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 2, 0, tzinfo=UTC)


def make(database, name="panel", scopes=("events",)):
    return create_token(database, name, scopes, actor="test", now=NOW)


def test_a_token_is_found_with_its_scopes(database):
    plain = make(database, scopes=["verdicts", "events", "events"])
    assert re.fullmatch(r"beian_[A-Za-z0-9_-]{43}", plain)
    token = find_token(database, plain)
    assert token.name == "panel"
    assert token.scopes == {"events", "verdicts"}


def test_only_the_hash_of_a_token_is_kept(database):
    plain = make(database)
    with database.read() as session:
        row = session.scalar(select(Token))
        kept = [getattr(row, column.name) for column in Token.__table__.columns]
    assert hashlib.sha256(plain.encode()).digest() in kept
    assert plain[6:] not in repr(kept)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "beian_",
        "beian_" + "a" * 43,
        "Beian_" + "a" * 43,
        "a" * 100_000,
        "beian_" + "é" * 43,
        "\x00",
        "beian_a' OR 1=1",
    ],
)
def test_what_is_no_token_finds_nothing(database, given):
    make(database)
    assert find_token(database, given) is None


def test_a_revoked_token_is_found_no_more(database):
    plain = make(database)
    token_id = find_token(database, plain).id
    assert revoke_token(database, token_id, actor="test", now=LATER)
    assert find_token(database, plain) is None
    assert not revoke_token(database, token_id, actor="test", now=LATER), "the second time nothing changes"
    [listed] = list_tokens(database)
    assert listed.revoked_at == LATER


def test_a_token_that_never_was_cannot_be_revoked(database):
    with pytest.raises(InvalidValue, match="no token 7"):
        revoke_token(database, 7, actor="test", now=NOW)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["events", "Events"], ["\x1b[2J"]])
def test_scopes_come_from_a_fixed_list(database, scopes):
    with pytest.raises(InvalidValue, match="events, verdicts") as caught:
        make(database, scopes=scopes)
    assert str(caught.value).isprintable()
    assert list_tokens(database) == []


@pytest.mark.parametrize("name", ["", "  ", "a" * 129, "two\nlines", "\x00"])
def test_a_name_is_short_and_visible(database, name):
    with pytest.raises(InvalidValue, match="1 to 128 visible characters"):
        make(database, name=name)


def test_making_and_revoking_is_audited(database):
    token_id = find_token(database, make(database, scopes=["events", "verdicts"])).id
    revoke_token(database, token_id, actor="someone", now=LATER)
    with database.read() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(line.actor, line.action, line.target) for line in lines] == [
        ("test", "create_token", f"token:{token_id}"),
        ("someone", "revoke_token", f"token:{token_id}"),
    ]
    assert lines[0].detail == {"name": "panel", "scopes": "events verdicts"}
