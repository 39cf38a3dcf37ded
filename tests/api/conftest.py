"""A panel's Flask app with the plugin on it, and a caller who has a token."""

from __future__ import annotations

import base64
import shutil
from datetime import UTC, datetime

import pytest
from flask import Flask
from operations.conftest import MirrorFiller

from beian_plugin.extension import Beian
from beian_plugin.operations.tokens import create_token

API = "/beian/api/v1"


@pytest.fixture
def make_app(keys, tmp_path):
    """Makes an app on the database of a URL; `beian` may be prepared before."""
    made = []

    def make(url, *, beian=None, app=None, **config):
        app = app or Flask("panel", instance_path=str(tmp_path))
        app.config.update(
            BEIAN_DATABASE_URL=url,
            BEIAN_DATA_KEYS=base64.b64encode(keys.data_keys[0]).decode(),
            BEIAN_INDEX_KEY=base64.b64encode(keys.index_key).decode(),
            **{"BEIAN_MODE": "enforce"} | config,
        )
        (beian or Beian()).init_app(app)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["beian"].context.database.close()


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    """The URL of an empty SQLite database with all tables."""
    path = tmp_path / "beian.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def app(make_app, sqlite_url):
    """An app on SQLite."""
    return make_app(sqlite_url)


@pytest.fixture
def caller(app):
    """A caller of `app` with both scopes."""
    return Caller(app)


@pytest.fixture
def mirror(app):
    """Fills the mirror of `app`."""
    return MirrorFiller(database_of(app))


def database_of(app):
    """The database of an app."""
    return app.extensions["beian"].context.database


def count(app, table):
    """How many rows a table of the app has."""
    return database_of(app).fetch(f"SELECT count(*) FROM {table}", ())[0][0]


class Caller:
    """Sends requests with a token."""

    def __init__(self, app, *scopes):
        self.app = app
        self.token = create_token(
            database_of(app), "test", scopes or ("events", "verdicts"), actor="test", now=datetime.now(UTC)
        )

    def headers(self, **more):
        """The token, and more headers; an underscore stands for a hyphen."""
        return {"Authorization": f"Bearer {self.token}"} | {name.replace("_", "-"): text for name, text in more.items()}

    def post(self, path, body=None, *, key=None, **options):
        """The answer to an event."""
        headers = self.headers(**({"Idempotency_Key": key} if key is not None else {}))
        given = options if "data" in options else {"json": body, **options}
        return self.app.test_client().post(f"{API}/events/{path}", headers=headers, **given)

    def bind(self, host, *, key=None, **fields):
        """The answer to a domain that is bound in the mainland."""
        return self.post("domain-bind", {"host": host, "region": "cn-hangzhou", **fields}, key=key)

    def get(self, path):
        """The answer to a question."""
        return self.app.test_client().get(API + path, headers=self.headers())


def problem(response, status):
    """The document of an error that has all it must have."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    document = response.get_json()
    assert document["status"] == status
    assert document["type"].startswith("urn:beian:problem:")
    for part in ("title", "detail", "detail_zh"):
        assert document[part].isprintable()
        assert "{" not in document[part]
    return document
