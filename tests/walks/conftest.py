"""A provider with customers, filing staff and the simulated authority, in one real browser for all walks."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import browser
import particulars_samples as samples
import pytest
import sandbox_server
from flask import request
from portal_panel import Panel
from provider_loop import Loop
from sqlalchemy import select
from walks.walking import OFFICER, Walker
from werkzeug.serving import WSGIRequestHandler, make_server

from beian_plugin import Identity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import State
from beian_plugin.models.tables import Subject

#: Who walks with a subject that is filed here already, by the number of the sample.
FILED = {"add": 2, "change": 3, "closes": 5, "drops": 6, "leaves": 7, "sends": 8}
#: Who walks with a site that is filed through the other provider.
ELSEWHERE = {"moves": 4, "forgets": 10}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine instead of one that Playwright would download."""
    return browser.launch_args()


@pytest.fixture(scope="session")
def base_url():
    """No common address: the walks have a panel of their own. The plugin's own fixture warns under pytest 9."""
    return


@pytest.fixture(scope="module")
def loop(tmp_path_factory):
    """A provider that has filed for some customers; `loop.panel` is the panel with portal and desk."""
    folder = tmp_path_factory.mktemp("walks")
    with sandbox_server.running(folder / "authority", auto="off") as sandbox:
        panel = Panel(folder / "panel", **sandbox.settings)
        panel.beian.identity_loader(_who)
        loop = Loop(panel.context, sandbox)
        loop.panel = panel
        for serial in range(1, 30):
            panel.addresses[f"beian-sample-{serial}.cn"] = [f"203.0.113.{serial}"]
        loop.run()
        _put_on_record(loop)
        yield loop
        panel.close()


def _who():
    """The officer or a customer, as the browser's cookie says."""
    name = request.cookies.get("who", "")
    return Identity(name, name, frozenset({"officer"} if name == OFFICER else ())) if name else None


def _put_on_record(loop):
    """What each customer has on record when the walk begins."""
    loop.numbers = {who: loop.elsewhere(samples.new(serial))[0] for who, serial in ELSEWHERE.items()}
    number, password = loop.elsewhere(samples.new(FILED["leaves"]))
    moved = Particulars(sites=(samples.site(FILED["leaves"], licence_number=f"{number}-1"),))
    loop.numbers["leaves"] = number
    filed = [loop.draft(Kind.TRANSFER_IN, moved, customer="leaves")]
    loop.hand_in(filed[0], password=password)
    for who, serial in FILED.items():
        if who != "leaves":
            sites = (samples.site(serial), *([samples.site(serial + 10)] if who == "drops" else []))
            filed.append(loop.draft(Kind.NEW, Particulars(subject=samples.subject(serial), sites=sites), customer=who))
            loop.hand_in(filed[-1])
    loop.run()
    loop.decide()
    assert {loop.state(one) for one in filed} == {State.APPROVED}
    with loop.context.database.read() as session:
        for serial, who in ((serial, who) for who, serial in FILED.items() if who != "leaves"):
            query = select(Subject.licence_number).where(Subject.name == samples.subject(serial).name)
            loop.numbers[who] = session.scalars(query).one()


@contextmanager
def _serving(app):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, *_message):
        """Write nothing: tests read their own output."""


@pytest.fixture(scope="module")
def address(loop):
    """Where the panel answers."""
    with _serving(loop.panel.app) as address:
        yield address


@pytest.fixture
def person(new_context, address, loop):
    """Let somebody sign in: `person("moves", viewport=...)`; a script that fails or is refused fails the test."""
    troubles = []

    def person(name, lang="zh", **options):
        context = new_context(base_url=address, locale="en-US" if lang == "en" else "zh-CN", **options)
        context.add_cookies([{"name": "who", "value": name, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
        return Walker(page, loop, name, lang, scripts=options.get("java_script_enabled", True))

    yield person
    assert troubles == []
