"""The desk's queue with many filings on a private PostgreSQL: each page against a bare query of the same database.

Prints medians in milliseconds and their ratio to reading 51 rows by primary key; the goal is 300 ms a page. The
argument is the number of filings.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import msgspec
import particulars_samples as samples
import postgres_server
import psycopg
from flask import Flask
from sqlalchemy import insert, text

from beian_plugin import Beian, Identity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.models.crypto import new_key
from beian_plugin.models.findable import number_index
from beian_plugin.models.tables import FilingDomain, FilingRow, FilingStep
from beian_plugin.operations.queue import Wanted, list_filings

ROUNDS = 15
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
#: Of a hundred filings so many are in each state; the rest are approved.
STATES = {
    State.DRAFT: 6,
    State.PROVIDER_REVIEW: 4,
    State.QUEUED: 1,
    State.AUTHORITY_REVIEW: 8,
    State.RETURNED_TO_CUSTOMER: 4,
    State.RETURNED_TO_PROVIDER: 2,
    State.WITHDRAWN: 5,
}
CHUNK = 5000


def fill(database, count):
    """So many filings of as many invented companies, over three years."""
    spread = [state for state, share in STATES.items() for _ in range(share)]
    spread += [State.APPROVED] * (100 - len(spread))
    for start in range(1, count + 1, CHUNK):
        serials = range(start, min(start + CHUNK, count + 1))
        with database.write() as session:
            session.execute(insert(FilingRow), [row(database, serial, count, spread) for serial in serials])
            domains = [{"filing_id": serial, "name": f"beian-sample-{serial}.cn"} for serial in serials]
            session.execute(insert(FilingDomain), domains)
            session.execute(insert(FilingStep), [step(serial, count) for serial in serials])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def row(database, serial, count, spread):
    state = spread[serial * 37 % 100]
    at = moment(serial, count)
    said = samples.new(serial)
    return {
        "id": serial,
        "kind": Kind.NEW.value,
        "state": state.value,
        "province": f"{11 + serial % 5}",
        "particulars": msgspec.json.encode(said).decode(),
        "subject_name": said.subject.name,
        "certificate_index": number_index(database.keys, said.subject.certificate_number),
        "claimed_by": "officer" if serial % 3 == 0 else "",
        "claimed_at": at if serial % 3 == 0 else None,
        "approved_on": at.date() if state is State.APPROVED else None,
        "due": (at + timedelta(days=28)).date() if state is State.AUTHORITY_REVIEW else None,
        "since": at,
        "created_at": at,
        "updated_at": at,
    }


def step(serial, count):
    at = moment(serial, count)
    fields = {"sites.0.name": "x"} if serial % 7 == 0 else {}
    verb = "return_to_customer" if fields else "submit"
    return {
        "filing_id": serial,
        "verb": verb,
        "before": "draft",
        "after": "draft",
        "actor": "a",
        "at": at,
        "fields": fields,
    }


def moment(serial, count):
    return NOW - timedelta(days=1100) * ((count - serial) / count)


def pages(database, count):
    """What is asked for, by name."""
    middle = list_filings_after(database, count)
    return {
        "queue, by default": "/",
        "any state, by age": "/?state=any",
        "any state, far behind": f"/?state=any&after={middle}",
        "by deadline": "/?state=any&sort=deadline",
        "claimed by me": "/?claimed=me",
        "name, one hit": f"/?state=any&search=茶叶第{count - 1}有限",
        "name, every one hits": "/?state=any&search=茶叶",
        "name, no hit": "/?state=any&search=没有这样的公司",
        "domain": f"/?state=any&search=beian-sample-{count - 2}.cn",
        "licence number": "/?state=any&search=浙ICP备20260001号",
        "certificate number": f"/?state=any&search={samples.credit_code(count // 2)}",
        "review": f"/filings/{count // 2}",
        "link": "/link",
        "chart": "/link/reasons.svg",
    }


def list_filings_after(context, count):
    return list_filings(context, replace(Wanted(states=None), after=""), reader="", limit=count // 2).next


def measure(ask):
    times = []
    for turn in range(ROUNDS + 2):
        began = time.perf_counter()
        ask()
        if turn > 1:  # the first warm up
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), max(times)


def main():
    """Print a line for each page."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with postgres_server.running() as server, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(server.format("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        app = Flask("bench", instance_path=folder)
        app.config.update(
            SECRET_KEY="bench",
            BEIAN_DATABASE_URL=server.format("bench"),
            BEIAN_DATA_KEYS=new_key(),
            BEIAN_INDEX_KEY=new_key(),
        )
        beian = Beian(app)
        beian.identity_loader(lambda: Identity("officer", "officer", frozenset({"officer"})))
        with app.app_context():
            context = beian.context
        context.database.upgrade()
        fill(context.database, count)
        report(app.test_client(), context, count)
        context.database.close()


def report(client, context, count):
    def bare():
        with context.database.read() as session:
            session.execute(text("SELECT id, kind, state, since, due FROM beian_filing WHERE id < 52")).all()

    base, _ = measure(bare)
    print(f"{count} filings on PostgreSQL; a bare query of 51 rows: {base:.1f} ms")
    for name, path in pages(context, count).items():

        def ask(path=path):
            answer = client.get(f"/beian/desk{path}")
            assert answer.status_code == 200, (path, answer.status_code)
            assert len(answer.data) < 150_000, (path, len(answer.data))

        median, worst = measure(ask)
        print(
            f"{name:>24}: {median:6.1f} ms (worst {worst:.1f}), {median / base:6.1f} times the bare query (goal 300 ms)"
        )


if __name__ == "__main__":
    main()
