"""A filing that comes back from the authority with codes, and what follows."""

from __future__ import annotations

import particulars_samples as samples
from msgspec.structs import replace
from provider_loop import STAFF
from sqlalchemy import select

from beian_plugin.filing import codes
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import State
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations import filings, remedies


def came_back(loop, filing_id, *expected, faq, actor):
    """The offer for a filing that came back with exactly these codes; the FAQ's answer stands in its history."""
    assert loop.codes(filing_id) == expected
    assert loop.state(filing_id) is State.RETURNED_TO_PROVIDER
    (remedy,) = codes.explain(expected)
    assert remedy.faq == faq
    assert remedy.next_step.zh in loop.steps(filing_id)[-1].reason
    (offer,) = remedies.offers(loop.context, filing_id)
    assert (offer.codes, offer.actor) == (expected, actor)
    return offer


def accept(loop, filing_id, *codes, **options):
    return remedies.accept(loop.context, filing_id, codes, actor=STAFF, **options)


def sent(loop, filing_id, **options):
    """Hand the filing in through all our own checks, and let the authority check it."""
    loop.hand_in(filing_id, **options)
    loop.run()
    return filing_id


def approved(loop, filing_id):
    loop.run()
    loop.decide()
    assert loop.state(filing_id) is State.APPROVED


def ours(loop, *sites):
    """A subject that is filed through us, as the authority published it; what a change begins with."""
    loop.approved(Kind.NEW, Particulars(subject=samples.subject(), sites=sites or (samples.site(1),)))
    return published(loop)


def published(loop):
    with loop.context.database.read() as session:
        row = session.scalars(select(SubjectRow).where(SubjectRow.published.is_not(None))).one()
    return filings.parse_particulars(row.published)


def change(loop, particulars):
    return loop.draft(Kind.CHANGE, particulars)


def of_subject(particulars, **changes):
    return replace(particulars, subject=replace(particulars.subject, **changes))


def transfer_of(number, serial=1):
    """What moves the access of the subject's first site to us."""
    return Particulars(sites=(samples.site(serial, licence_number=f"{number}-1"),))
