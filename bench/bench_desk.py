"""The desk's and the portal's pages with many filings on a private PostgreSQL, held against a bare query of it.

Prints the median and the worst of each page in milliseconds and its size. The goal is 200 ms for a first page, 300 ms
for any list page and 150 KB. The argument is the number of filings.
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
from beian_plugin.filing.states import State, Verb
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.crypto import new_key
from beian_plugin.models.exchange import InboxFile, OutboxFile, ReportRow, TaskRow
from beian_plugin.models.findable import number_index
from beian_plugin.models.tables import Customer, FilingDomain, FilingRow, FilingStep, ObligationRow, Sheet
from beian_plugin.operations.queue import Wanted, list_filings
from beian_plugin.operations.queue_order import Sort

ROUNDS = 15
FIRST_PAGE, LIST_PAGE, SIZE = 200, 300, 150_000
#: Pages after the last working day of which a calendar is known would show no days.
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
#: The steps that led to a state, each with the days after the first.
WAY = ((Verb.SUBMIT, 0), (Verb.PROVIDER_PASS, 1), (Verb.UPLOAD, 1.2))
LED = {
    State.PROVIDER_REVIEW: WAY[:1],
    State.QUEUED: WAY[:2],
    State.AUTHORITY_REVIEW: WAY,
    State.RETURNED_TO_CUSTOMER: (*WAY[:1], (Verb.RETURN_TO_CUSTOMER, 2)),
    State.RETURNED_TO_PROVIDER: (*WAY, (Verb.RETURN_TO_PROVIDER, 12)),
    State.APPROVED: (*WAY, (Verb.APPROVE, 14)),
}
AFTER = {
    Verb.SUBMIT: State.PROVIDER_REVIEW,
    Verb.PROVIDER_PASS: State.QUEUED,
    Verb.UPLOAD: State.AUTHORITY_REVIEW,
    Verb.RETURN_TO_CUSTOMER: State.RETURNED_TO_CUSTOMER,
    Verb.RETURN_TO_PROVIDER: State.RETURNED_TO_PROVIDER,
    Verb.APPROVE: State.APPROVED,
}
CHUNK = 5000
#: One customer has so many filings, the others one each; and so many of each of these wait for staff.
OF_ONE = 200
OPEN = 3000


def fill(database, count):
    """So many filings of as many invented companies, over three years, with what came of them."""
    spread = [state for state, share in STATES.items() for _ in range(share)]
    spread += [State.APPROVED] * (100 - len(spread))
    with database.write() as session:
        session.execute(insert(Customer), [{"id": 1, "user": "mia", "created_at": NOW}])
    for start in range(1, count + 1, CHUNK):
        serials = range(start, min(start + CHUNK, count + 1))
        rows = [row(database, serial, count, spread[serial * 37 % 100]) for serial in serials]
        with database.write() as session:
            session.execute(insert(FilingRow), rows)
            domains = [{"filing_id": serial, "name": f"beian-sample-{serial}.cn"} for serial in serials]
            session.execute(insert(FilingDomain), domains)
            session.execute(insert(FilingStep), [step for one in rows for step in steps(one, count)])
            sent = [one for one in rows if Verb.UPLOAD in dict(LED.get(State(one["state"]), ()))]
            session.execute(insert(OutboxFile), [file(one) for one in sent])
            session.execute(insert(ReportRow), [report_of(one, count) for one in sent])
    fill_what_waits(database, count)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def row(database, serial, count, state):
    at = moment(serial, count)
    said = samples.new(serial)
    return {
        "id": serial,
        "kind": Kind.NEW.value,
        "state": state.value,
        "customer_id": 1 if serial <= OF_ONE else None,
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


def steps(one, count):
    """The steps that led to where a filing stands."""
    before = State.DRAFT
    for verb, later in LED.get(State(one["state"]), ()):
        yield {
            "filing_id": one["id"],
            "verb": verb.value,
            "before": before.value,
            "after": AFTER[verb].value,
            "actor": "a",
            "at": moment(one["id"], count) + timedelta(days=later * (1 + one["id"] % 7 / 7)),
            "fields": {"sites.0.name": "x"} if verb is Verb.RETURN_TO_CUSTOMER else {},
        }
        before = AFTER[verb]


def file(one):
    return {
        "sequence": one["id"],
        "document": "ICP/XZBA",
        "records": 1,
        "digest": b"0" * 32,
        "state": "accepted",
        "made_at": one["since"],
        "next_try_at": one["since"],
        "accepted_at": one["since"],
    }


def report_of(one, count):
    answered = one["state"] != State.AUTHORITY_REVIEW
    codes = [1001] if one["state"] == State.APPROVED else [1003 + one["id"] % 3]
    at = moment(one["id"], count) + timedelta(days=14)
    values = {"codes": codes, "answered_at": at} if answered else {"codes": [], "answered_at": None}
    return {"filing_id": one["id"], "sequence": one["id"], "operation": 1} | values


def fill_what_waits(database, count):
    """Tasks, sheets and obligations that wait for staff, and files that the authority sent."""
    obligation = msgspec.json.encode(
        {
            "text": {"zh": "请更正主体信息", "en": "Correct the subject"},
            "actor": "customer",
            "days": 30,
            "working_days": False,
            "starts": "approval",
            "source": "FAQ 38",
        }
    ).decode()
    document = '{"domain": "unfiled-sample.cn", "address": "203.0.113.9", "note": "请处理"}'
    kinds, numbers = list(TaskKind), range(1, min(OPEN, count) + 1)
    due = NOW.date()
    with database.write() as session:
        tasks = [
            {
                "kind": kinds[serial % len(kinds)].value,
                "key": str(serial),
                "domain": "unfiled-sample.cn",
                "document": document,
                "due": due + timedelta(days=serial % 40) if serial % 2 else None,
                "opened_at": NOW,
            }
            for serial in numbers
        ]
        session.execute(insert(TaskRow), tasks)
        sheets = [{"filing_id": n, "domains": [f"beian-sample-{n}.cn"], "received_at": NOW} for n in numbers]
        session.execute(insert(Sheet), sheets)
        session.execute(
            insert(ObligationRow),
            [
                {"filing_id": n, "code": "x", "document": obligation, "due": due + timedelta(days=n % 60)}
                for n in numbers
            ],
        )
        inbox = {"document": "ICP/BASJ", "state": "applied", "digest": b"1" * 32, "stored_at": NOW}
        session.execute(insert(InboxFile), [inbox | {"name": f"file-{n}"} for n in numbers])


def moment(serial, count):
    return NOW - timedelta(days=1100) * ((count - serial) / count)


def pages(context, count):
    """What is asked for, by name: the address and how many milliseconds it may take."""
    middle = place(context, count // 2)
    by_name = place(context, count // 2, sort=Sort.NAME)
    desk = {
        "queue, by default": ("/", FIRST_PAGE),
        "any state, by age": ("/?state=any", LIST_PAGE),
        "any state, far behind": (f"/?state=any&after={middle}", LIST_PAGE),
        "any state, back from there": (f"/?state=any&before={middle}", LIST_PAGE),
        "by deadline": ("/?state=any&sort=deadline", LIST_PAGE),
        "by name": ("/?sort=name", LIST_PAGE),
        "any state by name, far behind": (f"/?state=any&sort=name&after={by_name}", LIST_PAGE),
        "claimed by me": ("/?claimed=me", LIST_PAGE),
        "name, one hit": (f"/?state=any&search=茶叶第{count - 1}有限", LIST_PAGE),
        "name, every one hits": ("/?state=any&search=茶叶", LIST_PAGE),
        "name, no hit": ("/?state=any&search=没有这样的公司", LIST_PAGE),
        "domain": (f"/?state=any&search=beian-sample-{count - 2}.cn", LIST_PAGE),
        "licence number": ("/?state=any&search=浙ICP备20260001号", LIST_PAGE),
        "certificate number": (f"/?state=any&search={samples.credit_code(count // 2)}", LIST_PAGE),
        "review": (f"/filings/{count * 37 // 100}", LIST_PAGE),
        "sheets": ("/sheets", LIST_PAGE),
        "tasks": ("/tasks", LIST_PAGE),
        "tasks, last page": (f"/tasks?page={OPEN // 100}", LIST_PAGE),
        "obligations": ("/obligations", LIST_PAGE),
        "link": ("/link", LIST_PAGE),
        "figures": ("/figures", LIST_PAGE),
    }
    found = {name: (f"/beian/desk{path}", goal) for name, (path, goal) in desk.items()}
    return found | {f"portal, start ({OF_ONE} filings)": ("/beian/", FIRST_PAGE)}


def place(context, behind, sort=Sort.AGE):
    return list_filings(context, Wanted(states=None, sort=sort), reader="", limit=behind).next


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
        state = app.extensions["beian"]
        state.context = context = replace(state.context, now=lambda: NOW)
        context.database.upgrade()
        fill(context.database, count)
        report(app, beian, context, count)
        context.database.close()


def report(app, beian, context, count):
    def bare():
        with context.database.read() as session:
            session.execute(text("SELECT id, kind, state, since, due FROM beian_filing WHERE id < 52")).all()

    base, _ = measure(bare)
    print(f"{count} filings on PostgreSQL; a bare query of 51 rows takes {base:.1f} ms\n")
    print("| page | ms | worst | goal | × bare | KB |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    client = app.test_client()
    for name, (path, goal) in pages(context, count).items():
        roles = {"officer"} if path.startswith("/beian/desk") else set()
        beian.identity_loader(lambda roles=roles: Identity("officer" if roles else "mia", "示例", frozenset(roles)))

        def ask(path=path):
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            assert len(answer.data) < SIZE, (path, len(answer.data))
            return answer

        median, worst = measure(ask)
        size = len(ask().data) / 1000
        missed = "" if median < goal else " **missed**"
        print(f"| {name} | {median:.1f}{missed} | {worst:.1f} | {goal} | {median / base:.1f} | {size:.0f} |")


if __name__ == "__main__":
    main()
