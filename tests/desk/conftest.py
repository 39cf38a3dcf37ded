"""A panel of a test's own with the desk on it, a clock that the test moves, and the staff who use it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import particulars_samples as samples
import pytest
from flask import Flask

from beian_plugin import Beian, Identity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.models import standing
from beian_plugin.operations import drafts, filings

#: A Monday in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ROLES = ("officer", "supervisor", "auditor", "ops", "staff")
PEOPLE = {role: Identity(role, f"{role} 示例", frozenset({role})) for role in ROLES}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def move(self, **amounts):
        self.now += timedelta(**amounts)


class Desk:
    """The desk, as somebody sees it; `as_` changes who."""

    def __init__(self, app, beian):
        self.app, self.who = app, PEOPLE["officer"]
        self.clock, self.folder = Clock(), Path(app.instance_path)
        beian.identity_loader(lambda: self.who)
        state = app.extensions["beian"]
        state.context = self.context = replace(state.context, now=self.clock)
        self._client = app.test_client()

    def as_(self, role):
        self.who = PEOPLE[role] if role else None
        return self

    def get(self, path="", **options):
        return self._client.get(_address(path), **options)

    def post(self, path, data=None, **options):
        return self._client.post(_address(path), data=data or {}, **options)

    def text(self, path="", **options):
        """The page, which has to be there."""
        response = self.get(path, **options)
        assert response.status_code == 200, (path, response.status_code)
        return response.text

    def does(self, path, data=None):
        """What the page says that comes after the button."""
        response = self.post(path, data, follow_redirects=True)
        assert response.status_code == 200, (path, response.status_code)
        return " ".join(re.findall(r'role="status">(.*?)</p>', response.text))

    def filing(self, serial=1, *verbs, kind=Kind.NEW, particulars=None, customer=None):
        """A filing that took these steps."""
        particulars = particulars or samples.new(serial)
        names = [domain.name for site in particulars.sites for domain in site.domains]
        customer = f"customer-{serial}" if customer is None else customer
        made = filings.open_filing(self.context, kind, names, customer=customer, actor="test")
        drafts.save_particulars(self.context, made.id, particulars, actor=customer)
        for verb in verbs:
            self.step(made.id, verb)
        return made.id

    def step(self, filing, verb, **options):
        """Take a step without the checks on the way."""
        with self.context.database.write() as session:
            names = filings.hold_filing(session, filing)
            filings.take_step(self.context, session, filing, verb, actor="test", **options)
            standing.refresh(session, names)

    def submitted(self, serial=1, **options):
        return self.filing(serial, Verb.SUBMIT, **options)


def _address(path):
    return path if path.startswith("/") else f"/beian/desk/{path}"


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """The folder of an app that has started once: its database with all tables, and its keys."""
    folder = tmp_path_factory.mktemp("desk") / "instance"
    app = Flask(__name__, instance_path=str(folder))
    beian = Beian(app)
    with app.app_context():
        beian.context.database.close()
    return folder


@pytest.fixture
def desk(tmp_path, tables):
    """A desk on SQLite; forms carry no token, which tests/desk/test_desk_forms.py is about."""
    app = Flask(__name__, instance_path=str(shutil.copytree(tables, tmp_path / "instance")))
    app.config.update(SECRET_KEY="test", WTF_CSRF_ENABLED=False, TESTING=True)
    beian = Beian()
    beian.init_app(app)
    yield Desk(app, beian)
    with app.app_context():
        beian.context.database.close()
