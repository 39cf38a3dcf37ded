"""Filings brought to where a test needs them, as people bring them there, without a line to the authority."""

from __future__ import annotations

from datetime import timedelta

import particulars_samples as samples

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Access, Cancellation, Particulars, Site, Subject
from beian_plugin.filing.states import State, Verb
from beian_plugin.models import standing
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow
from beian_plugin.models.tables import Customer, CustomerSubject, Domain, SiteAccess
from beian_plugin.models.tables import Site as SiteRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.drafts import dump_particulars, save_particulars
from beian_plugin.operations.filings import ask_plugins, hold_filing, open_filing, take_step
from beian_plugin.operations.notices import tell
from beian_plugin.operations.review import pass_filing, submit

NUMBER = "浙ICP备20260001号"


def published(serial=1, *, sites=1):
    """The sample filing as the authority would publish it."""
    return Particulars(
        subject=samples.subject(serial, authority_id=10 * serial, licence_number=NUMBER),
        sites=tuple(
            samples.site(
                number,
                authority_id=20 * serial + number,
                licence_number=f"{NUMBER}-{number}",
                accesses=(samples.access(number, authority_id=400 * serial + number),),
            )
            for number in range(1, sites + 1)
        ),
    )


def put_on_record(context, particulars, *, user="u-1", other_access=False):
    """The subject row of what the authority published to us, linked to the panel's user."""
    with context.database.write() as session:
        subject = SubjectRow(
            licence_number=particulars.subject.licence_number,
            authority_id=particulars.subject.authority_id,
            name=particulars.subject.name,
            province="33",
            published=dump_particulars(particulars),
            updated_at=context.now(),
        )
        session.add(subject)
        session.flush()
        customer = Customer(user=user, created_at=context.now())
        session.add(customer)
        session.flush()
        session.add(CustomerSubject(customer_id=customer.id, subject_id=subject.id))
        for site in particulars.sites:
            row = SiteRow(
                subject_id=subject.id,
                licence_number=site.licence_number,
                authority_id=site.authority_id,
                updated_at=context.now(),
            )
            session.add(row)
            session.flush()
            session.add_all(Domain(name=one.name, site_id=row.id, updated_at=context.now()) for one in site.domains)
            session.add(SiteAccess(site_id=row.id, provider="", ours=True, addresses=[], updated_at=context.now()))
            if other_access:
                session.add(
                    SiteAccess(site_id=row.id, provider="other", ours=False, addresses=[], updated_at=context.now())
                )
            session.flush()
            standing.refresh(session, [one.name for one in site.domains])
        return subject.id


def draft(context, kind=Kind.NEW, serial=1, *, user="u-1", particulars=None):
    """A complete draft of the kind; its domain is that of the sample site."""
    filing = open_filing(context, kind, [f"beian-sample-{serial}.cn"], customer=user, actor=user)
    return save_particulars(context, filing.id, particulars or complete(kind, serial), actor=user)


def complete(kind, serial=1):
    """What a filing of the kind says when nothing is missing."""
    subject = Subject(authority_id=10, licence_number=NUMBER)
    site = Site(authority_id=20 + serial, licence_number=f"{NUMBER}-{serial}")
    why = Cancellation(reason=1)
    return {
        Kind.NEW: samples.new(serial),
        Kind.ADD_SITE: Particulars(subject=subject, sites=(samples.site(serial),)),
        Kind.CHANGE: published(),
        Kind.TRANSFER_IN: Particulars(
            sites=(Site(licence_number=f"{NUMBER}-{serial}", accesses=(samples.access(serial),)),)
        ),
        Kind.CANCEL_SUBJECT: Particulars(subject=subject, cancellation=why),
        Kind.CANCEL_SITE: Particulars(sites=(site,), cancellation=why),
        Kind.CANCEL_ACCESS: Particulars(
            sites=(Site(authority_id=20 + serial, accesses=(Access(authority_id=400 + serial),)),), cancellation=why
        ),
        Kind.MATERIAL: Particulars(subject=subject),
    }[kind]


def queued(context, kind=Kind.NEW, serial=1, *, user="u-1", particulars=None):
    """A filing that staff passed."""
    filing = draft(context, kind, serial, user=user, particulars=particulars)
    submit(context, filing.id, actor=user)
    return pass_filing(context, filing.id, actor="staff")


#: The steps of the authority and of staff from one state to the next on the way to each state, from a draft on.
WAYS = {
    State.DRAFT: (),
    State.PROVIDER_REVIEW: (Verb.SUBMIT,),
    State.QUEUED: (Verb.SUBMIT, Verb.PROVIDER_PASS),
    State.AUTHORITY_REVIEW: (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD),
    State.APPROVED: (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE),
    State.RETURNED_TO_CUSTOMER: (Verb.SUBMIT, Verb.RETURN_TO_CUSTOMER),
    State.RETURNED_TO_PROVIDER: (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.RETURN_TO_PROVIDER),
    State.WITHDRAWN: (Verb.WITHDRAW,),
}


def advance(context, filing_id, verb, *, actor, reason=""):
    """The filing after any step of the table, without what people have to see to first; plugins are asked and told."""
    if verb in (Verb.SUBMIT, Verb.RESUBMIT):
        reason = " ".join(filter(None, (reason, ask_plugins(context, filing_id))))
    with context.database.write() as session:
        names = hold_filing(session, filing_id)
        change = take_step(context, session, filing_id, verb, actor=actor, reason=reason)
        standing.refresh(session, names)
    tell(context, [change])
    return change.filing


def bring(context, filing, state):
    """The filing, brought to the state by the steps alone."""
    for verb in WAYS[state]:
        filing = advance(context, filing.id, verb, actor="staff")
    return filing


def put_in_file(context, filing_id, marks=(), *, operation=1, sequence=1, answered=False):
    """Note the filing in a file of the outbox, as packing does."""
    now = context.now()
    with context.database.write() as session:
        if session.get(OutboxFile, sequence) is None:
            session.add(
                OutboxFile(
                    sequence=sequence,
                    document="ICP/XZBA",
                    records=1,
                    content=b"<x/>",
                    digest=b"0" * 32,
                    state="ready",
                    made_at=now,
                    next_try_at=now,
                )
            )
            session.flush()
        report = ReportRow(
            filing_id=filing_id,
            sequence=sequence,
            operation=operation,
            answered_at=now + timedelta(days=1) if answered else None,
            marks=[ReportMark(kind="result", mark=mark) for mark in marks],
        )
        session.add(report)
