"""The portal of a customer with 1,000 domains and 500 filings among many others', on a private PostgreSQL.

Prints medians in milliseconds, with the best and with what this process worked for it, which a busy machine does not
lengthen, and their ratio to reading 51 rows by primary key. The goals are 200 ms for the first page and 300 ms for any
other, 150 KB each. The argument is the number of filings of all customers.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import msgspec
import particulars_samples as samples
import postgres_server
import psycopg
from bench_desk import NOW, fill
from flask import Flask
from sqlalchemy import func, insert, select, text

from beian_plugin import Beian, Identity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.models import standing
from beian_plugin.models.crypto import new_key
from beian_plugin.models.tables import (
    Customer,
    CustomerSubject,
    Domain,
    FilingDomain,
    FilingRow,
    FilingStep,
    ObligationRow,
    Site,
    SiteAccess,
    Subject,
)

ROUNDS = 15
SUBJECTS, DOMAINS, FILINGS, DUE = 50, 1000, 500, 40
#: The states of the customer's filings, one after another.
STATES = (State.APPROVED, State.DRAFT, State.AUTHORITY_REVIEW, State.RETURNED_TO_CUSTOMER, State.APPROVED)
#: What is known of the domains of everybody else.
OTHERS = """
INSERT INTO beian_domain (name, updated_at, access, other_access, shares_site, blacklisted, subject_number, site_number,
                          addresses)
SELECT DISTINCT name, CAST(:now AS timestamp), 'unknown', false, false, false, '', '', '' FROM beian_filing_domain
"""
OWED = (
    '{"text":{"zh":"更正主体信息","en":"Correct it."},"actor":"customer","days":9,"working_days":false,'
    '"starts":"approval","source":"FAQ 38"}'
)


def give(database):
    """What the customer has: subjects with filed sites, filings of all kinds of state, terms; its newest filing."""
    with database.write() as session:
        session.execute(text(OTHERS), {"now": NOW.replace(tzinfo=None)})
        # Others were written with ids of their own, of which the sequence knows nothing.
        customer = Customer(id=(session.scalar(select(func.max(Customer.id))) or 0) + 1, user="mei", created_at=NOW)
        session.add(customer)
        session.flush()
        names = [f"mei-sample-{number}.cn" for number in range(DOMAINS)]
        give_subjects(session, customer.id, names[: DOMAINS // 2])
        first = (session.scalar(select(func.max(FilingRow.id))) or 0) + 1
        serials = range(first, first + FILINGS)
        session.execute(insert(FilingRow), [filing(serial, customer.id) for serial in serials])
        rows = [{"filing_id": serial, "name": names[DOMAINS // 2 + place]} for place, serial in enumerate(serials)]
        session.execute(insert(FilingDomain), rows)
        session.execute(insert(Domain), [{"name": row["name"], "updated_at": NOW, "access": "unknown"} for row in rows])
        session.execute(insert(FilingStep), [step(serial) for serial in serials for _ in range(5)])
        session.execute(
            insert(ObligationRow),
            [
                {"filing_id": serial, "code": "subject_data_wrong", "document": OWED, "due": NOW.date()}
                for serial in serials[:DUE]
            ],
        )
        standing.refresh(session, names)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return serials[-1]


def give_subjects(session, customer, names):
    each = len(names) // SUBJECTS
    for serial in range(SUBJECTS):
        number = f"浙ICP备9{serial:07}号"
        subject = Subject(licence_number=number, name=f"示例茶叶第{serial}有限公司", province="33", updated_at=NOW)
        session.add(subject)
        session.flush()
        session.add(CustomerSubject(customer_id=customer, subject_id=subject.id))
        for place, name in enumerate(names[serial * each : (serial + 1) * each], 1):
            site = Site(subject_id=subject.id, licence_number=f"{number}-{place}", updated_at=NOW)
            session.add(site)
            session.flush()
            session.add(Domain(name=name, site_id=site.id, updated_at=NOW))
            session.add(SiteAccess(site_id=site.id, provider="", ours=True, addresses=[], updated_at=NOW))


def filing(serial, customer):
    state = STATES[serial % len(STATES)]
    said = samples.new(serial)
    return {
        "id": serial,
        "kind": Kind.NEW.value,
        "state": state.value,
        "customer_id": customer,
        "particulars": msgspec.json.encode(said).decode(),
        "subject_name": said.subject.name,
        "approved_on": NOW.date() if state is State.APPROVED else None,
        "due": (NOW + timedelta(days=28)).date() if state is State.AUTHORITY_REVIEW else None,
        "since": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }


def step(serial):
    return {
        "filing_id": serial,
        "verb": "submit",
        "before": "draft",
        "after": "provider_review",
        "actor": "mei",
        "at": NOW,
        "fields": {},
    }


def pages(newest):
    """What is asked for, by name, with its goal in milliseconds."""
    of = {state: next(n for n in range(newest, 0, -1) if STATES[n % len(STATES)] is state) for state in set(STATES)}
    return {
        "first page": ("/", 200),
        "those that need me": ("/?show=mine", 300),
        "a domain": ("/?q=mei-sample-777", 300),
        "last page": ("/?page=20", 300),
        "filings": ("/filings", 300),
        "a filing by domain": ("/filings?q=mei-sample-999&show=open", 300),
        "subjects": ("/subjects", 300),
        "progress": (f"/filings/{of[State.AUTHORITY_REVIEW]}", 300),
        "approved": (f"/filings/{of[State.APPROVED]}", 300),
        "whether anything happened": (f"/filings/{of[State.AUTHORITY_REVIEW]}/now", 300),
        "sheet": (f"/filings/{of[State.DRAFT]}/sheet", 300),
        "a step": (f"/filings/{of[State.DRAFT]}/subject", 300),
        "check": (f"/filings/{of[State.DRAFT]}/check", 300),
        "material": (f"/filings/{of[State.DRAFT]}/material", 300),
    }


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
        beian.identity_loader(lambda: Identity("mei", "mei"))
        with app.app_context():
            context = beian.context
        context.database.upgrade()
        fill(context.database, count)
        report(app.test_client(), context, count, give(context.database))
        context.database.close()


def measure(ask):
    """Median time of a call, the best one, and the median of what this process worked for it, in milliseconds."""
    times, work = [], []
    for turn in range(ROUNDS + 2):
        began, worked = time.perf_counter(), time.process_time()
        ask()
        if turn > 1:  # the first warm up
            times.append((time.perf_counter() - began) * 1000)
            work.append((time.process_time() - worked) * 1000)
    return statistics.median(times), min(times), statistics.median(work)


def report(client, context, count, newest):
    def bare():
        with context.database.read() as session:
            session.execute(text("SELECT id, kind, state, since, due FROM beian_filing WHERE id < 52")).all()

    base, _, _ = measure(bare)
    print(f"{count} filings on PostgreSQL; a bare query of 51 rows: {base:.1f} ms")
    for name, (path, goal) in pages(newest).items():
        sizes = []

        def ask(path=path, sizes=sizes):
            answer = client.get(f"/beian{path}")
            assert answer.status_code == 200, (path, answer.status_code)
            assert len(answer.data) < 150_000, (path, len(answer.data))
            sizes.append(len(answer.data))

        median, best, work = measure(ask)
        print(
            f"{name:>26}: {median:6.1f} ms (best {best:.1f}, own work {work:.1f}), {median / base:6.1f} times the bare "
            f"query (goal {goal} ms), {sizes[-1] / 1000:.0f} KB"
        )


if __name__ == "__main__":
    main()
