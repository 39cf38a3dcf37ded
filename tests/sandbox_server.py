"""The simulated authority, running on a port of this machine, for tests of what talks to it."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from beian_plugin.sandbox import accounts, clock, decisions, faults, records
from beian_plugin.sandbox.app import create_app
from beian_plugin.sandbox.decisions import waiting_submissions


class Sandbox:
    """A running authority: where it answers, what a provider sets to reach it, and what its officer does."""

    def __init__(self, app, url):
        self.app = app
        self.url = url
        self.store = app.extensions["sandbox"]
        #: `BEIAN_*` by name, for the panel under test.
        self.settings = accounts.settings_of(self.store, url)
        #: The same for the other provider, at whom filings stand "elsewhere".
        self.other_settings = accounts.settings_of(self.store, url, accounts.OTHER)

    def pending(self):
        """The submissions that wait for review, oldest first; the checks of what arrived run first."""
        self.work()
        with self.store.read() as office:
            return waiting_submissions(office)

    def work(self):
        """Let the authority do what is due by its clock, as every call of the interface does."""
        from beian_plugin.sandbox.incoming import work

        work(self.store)

    def decide(self, submission_id, approve=True, opinion=""):
        return decisions.decide(self.store, submission_id, approve=approve, opinion=opinion)

    def approve_all(self):
        self.work()
        return decisions.decide_all(self.store)

    def refuse_all(self, opinion=""):
        self.work()
        return decisions.decide_all(self.store, approve=False, opinion=opinion)

    def fault(self, kind, **options):
        """Let calls meet a fault; see `beian_plugin.sandbox.faults.add`."""
        return faults.add(self.store, kind, **options)

    def clear_faults(self):
        faults.clear(self.store)

    def move_clock(self, by):
        return clock.move(self.store, by)

    def password_of(self, number):
        """The filing password, as the customer reads it in the mail."""
        with self.store.read() as office:
            return records.subject_by_number(office, number).password

    def switch(self, name, value):
        """Set one of `beian_plugin.sandbox.store.SWITCHES`."""
        with self.store.write() as office:
            office.set_switch(name, value)

    def provider(self, **values):
        """Alter this provider's account, such as `allowed=False`."""
        from beian_plugin.sandbox.tables import Provider

        with self.store.write() as office:
            row = office.session.get_one(Provider, accounts.OURS)
            for name, value in values.items():
                setattr(row, name, value)


class _Quiet(WSGIRequestHandler):
    def log(self, *_message):
        """Write nothing: tests read their own output."""


@contextmanager
def running(folder, **config):
    """A simulated authority with its database in `folder`, as `create_app` takes it; stopped at the end."""
    app = create_app(folder, **config)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Sandbox(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["sandbox"].close()
