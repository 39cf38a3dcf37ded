"""One provider against the simulated authority: what its customers, its staff and its worker do."""

from __future__ import annotations

from sqlalchemy import select

from beian_plugin.filing.states import State, Verb
from beian_plugin.models import standing
from beian_plugin.models.exchange import ReportRow
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations import drafts, filings, passwords, review
from beian_plugin.operations.sync import engine
from beian_plugin.sandbox import accounts, actions

STAFF = "staff:wang"
CUSTOMER = "mia"


class Loop:
    """What customers, staff and the worker of one provider do, against a running authority."""

    def __init__(self, context, sandbox):
        self.context = context
        self.sandbox = sandbox

    def run(self):
        """One round of the worker: pack, send, let the authority check, fetch, apply."""
        self.sandbox.work()
        for _ in range(2):
            done = engine.run_once(self.context)
            assert not done.troubles
            self.sandbox.work()

    def decide(self, approve=True):
        """Let the officer decide all that waits, and fetch the answers."""
        self.sandbox.work()
        decided = self.sandbox.approve_all() if approve else self.sandbox.refuse_all()
        self.run()
        return decided

    def draft(self, kind, particulars, *, customer=CUSTOMER, hosts=None):
        """A filing that says `particulars`, not handed in yet."""
        hosts = hosts or [domain.name for site in particulars.sites for domain in site.domains]
        filing = filings.open_filing(self.context, kind, hosts, customer=customer, actor=customer)
        drafts.save_particulars(self.context, filing.id, particulars, actor=STAFF)
        return filing.id

    def hand_in(self, filing_id, *, password=""):
        """Let the customer hand the filing in, and staff pass it, with all our own checks."""
        if password:
            passwords.give_password(self.context, filing_id, password, actor=CUSTOMER)
        row = self.row(filing_id)
        if row.state == State.DRAFT:
            review.submit(self.context, filing_id, actor=CUSTOMER)
        elif row.state == State.RETURNED_TO_CUSTOMER:
            review.resubmit(self.context, filing_id, actor=CUSTOMER)
        return review.pass_filing(self.context, filing_id, actor=STAFF)

    def force(self, filing_id):
        """Queue a draft past our own checks, as a mistake in them would."""
        with self.context.database.write() as session:
            names = filings.hold_filing(session, filing_id)
            for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS):
                filings.take_step(self.context, session, filing_id, verb, actor="test")
            standing.refresh(session, names)

    def approved(self, kind, particulars, **options):
        """The id of a filing that went all the way."""
        filing_id = self.draft(kind, particulars, **options)
        self.hand_in(filing_id)
        self.run()
        self.decide()
        assert self.state(filing_id) is State.APPROVED
        return filing_id

    def elsewhere(self, particulars):
        """Put a filing of the other provider on record; its subject's number and filing password."""
        number = actions.file_elsewhere(self.sandbox.store, particulars, accounts.OTHER)
        return number, self.sandbox.password_of(number)

    def row(self, filing_id):
        with self.context.database.read() as session:
            return session.get_one(FilingRow, filing_id)

    def state(self, filing_id):
        return State(self.row(filing_id).state)

    def says(self, filing_id):
        """The particulars of the filing."""
        return drafts.particulars_of(self.context, filing_id)

    def codes(self, filing_id):
        """The codes with which the authority answered last."""
        query = select(ReportRow).where(ReportRow.filing_id == filing_id, ReportRow.answered_at.is_not(None))
        with self.context.database.read() as session:
            return tuple(session.scalars(query.order_by(ReportRow.id.desc()).limit(1)).one().codes)

    def steps(self, filing_id):
        query = select(FilingStep).where(FilingStep.filing_id == filing_id).order_by(FilingStep.id)
        with self.context.database.read() as session:
            return session.scalars(query).all()
