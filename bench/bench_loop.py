"""Filings through the whole loop against the simulated authority with faults on: none may be lost, none come twice.

Every kind of fault strikes one call in ten; the provider's clock leaps an hour a round, so that waiting costs nothing.
The argument is the number of filings.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import msgspec
import particulars_samples
import sandbox_server
from sqlalchemy import func, select

from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.models import standing
from beian_plugin.models.exchange import OutboxFile
from beian_plugin.models.tables import Domain, FilingDomain, FilingRow, FilingStep
from beian_plugin.operations.clock import utc_now
from beian_plugin.operations.context import open_context
from beian_plugin.operations.decide import decide
from beian_plugin.operations.sync.engine import run_once
from beian_plugin.sandbox import faults
from beian_plugin.sandbox.tables import SubjectRow
from beian_plugin.settings import load_settings

#: Faults that last until somebody acts, or that cost seconds of waiting, are left out.
LEFT_OUT = {"delay", "late_answer", "not_permitted"}
MOST_ROUNDS = 500
#: Filings that staff pass between two rounds.
WAVE = 250


class Clock:
    """The provider's clock, which can leap."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return utc_now() + self.ahead


def queue(context, serials):
    """First filings of invented companies, passed by staff and waiting to be sent.

    Put there in bulk: what customers and staff do in days is not what is measured.
    """
    now = context.now()
    with context.database.write() as session:
        for serial in serials:
            particulars = particulars_samples.new(serial)
            names = [domain.name for domain in particulars.sites[0].domains]
            session.add_all(Domain(name=name, updated_at=now) for name in names)
            session.add(
                FilingRow(
                    kind=Kind.NEW.value,
                    state=State.QUEUED.value,
                    province="33",
                    particulars=msgspec.json.encode(particulars).decode(),
                    domains=[FilingDomain(name=name) for name in names],
                    created_at=now,
                    updated_at=now,
                )
            )
        session.flush()
        standing.refresh(session, [f"beian-sample-{serial}.cn" for serial in serials])


def open_filings(context):
    """How many filings are neither approved nor given back, and how many were given back."""
    with context.database.read() as session:
        states = dict(session.execute(select(FilingRow.state, func.count()).group_by(FilingRow.state)).all())
    approved, returned = states.pop(State.APPROVED, 0), states.pop(State.RETURNED_TO_PROVIDER, 0)
    return sum(states.values()), approved, returned


def loop(context, sandbox, clock, count):
    """Rounds until every filing has its answer, a wave more in each; how many rounds, and what held them up."""
    troubles, waiting = Counter(), range(1, count + 1)
    for rounds in range(1, MOST_ROUNDS + 1):
        queue(context, waiting[:WAVE])
        waiting = waiting[WAVE:]
        troubles.update(run_once(context).troubles.keys())
        sandbox.approve_all()
        clock.ahead += timedelta(hours=1)
        left, approved, _ = open_filings(context)
        if rounds % 10 == 0:
            print(f"  round {rounds}: {approved:,} of {count:,} approved", file=sys.stderr)
        if not left and not waiting:
            break
    return rounds, troubles


def check(context, sandbox, count):
    """Stop where a filing is lost, stands twice, or is not released."""
    with context.database.read() as session:
        query = select(FilingStep.filing_id, func.count()).where(FilingStep.verb == Verb.APPROVE)
        steps = dict(session.execute(query.group_by(FilingStep.filing_id)).all())
        sequences = list(session.scalars(select(OutboxFile.sequence).order_by(OutboxFile.sequence)))
    with sandbox.store.read() as office:
        subjects = office.session.scalar(select(func.count()).select_from(SubjectRow))
    held = [
        serial
        for serial in range(1, count + 1)
        if decide(context, DomainBind(host=f"beian-sample-{serial}.cn", region="cn-hangzhou")).decision != "allow"
    ]
    if len(steps) != count or set(steps.values()) != {1} or subjects != count or held:
        raise SystemExit(f"approved {len(steps):,}, at the authority {subjects:,}, not released {len(held):,}")
    if sequences != list(range(1, len(sequences) + 1)):
        raise SystemExit("the files are not numbered without a gap")
    return len(sequences)


def main():
    """Print the rate and what was survived."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    clock = Clock()
    with tempfile.TemporaryDirectory() as name, sandbox_server.running(Path(name) / "authority", auto="off") as sandbox:
        settings = load_settings(sandbox.settings | {"BEIAN_AUTHORITY_TIMEOUT": 600}, {})
        opened = open_context(settings, Path(name) / "provider")
        context = type(opened)(settings=settings, database=opened.database, plugins=opened.plugins, now=clock)
        run_once(context)  # fetches the code tables
        for number, kind in enumerate(sorted(faults.KINDS.keys() - LEFT_OUT)):
            sandbox.fault(kind, count=None, probability=0.1, seed=number)
        start = time.perf_counter()
        rounds, troubles = loop(context, sandbox, clock, count)
        taken = time.perf_counter() - start
        files = check(context, sandbox, count)
        context.database.close()
    print(
        f"{count:,} filings through the loop in {files} files and {rounds} rounds at {count / taken:,.0f} a second: "
        f"none lost, none twice; rounds with trouble: {dict(troubles)}"
    )


if __name__ == "__main__":
    main()
