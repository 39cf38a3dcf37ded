"""A gate over a real database, whose mirror tests fill with a few invented records."""

from __future__ import annotations

import itertools

import pytest
from operations.conftest import MirrorFiller

from beian_plugin.gate.app import Gate
from beian_plugin.gate.keeper import Keeper
from beian_plugin.settings import Settings


class Records(MirrorFiller):
    """Each site has a number of its own, under one subject."""

    def __init__(self, database):
        super().__init__(database)
        self.owner = self.subject()
        self.numbers = itertools.count(1)

    def site(self, *domains, **how):
        return super().site(*domains, subject=self.owner, number=f"浙ICP备20260001号-{next(self.numbers)}", **how)


@pytest.fixture
def mirror(database):
    return Records(database)


@pytest.fixture
def make_keeper(database, tmp_path):
    """A keeper that has looked once; `look` makes it look again."""

    def make(**settings):
        keeper = Keeper(database, Settings(**settings), tmp_path / "edge" / "gate.states")
        keeper.look()
        return keeper

    return make


@pytest.fixture
def ask(make_keeper):
    """Asks a gate: status, state and body for a path, with the headers that an edge sends."""

    def make(**settings):
        keeper = make_keeper(**settings)
        gate = Gate(keeper, Settings(**settings).gate_networks)

        def asked(path, query="", address="127.0.0.1", **headers):
            told = {}

            def start_response(status, sent):
                told.update(status=int(status[:3]), headers=dict(sent))

            environ = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": address, "REQUEST_METHOD": "GET"}
            environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
            body = b"".join(gate(environ, start_response)).decode()
            return told["status"], told["headers"].get("X-Beian-State"), body

        asked.keeper = keeper
        return asked

    return make
