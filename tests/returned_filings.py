"""Filings that the authority gave back, made without an authority."""

from __future__ import annotations

import msgspec
import particulars_samples as samples
from sqlalchemy import func, select

from beian_plugin.authority.report import Report, result_marks
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow
from beian_plugin.models.tables import FilingRow, Subject
from beian_plugin.operations import drafts, filings

NUMBER = "浙ICP备20260001号"


def send(context, filing_id):
    """Take the filing to the authority, without the checks on the way."""
    for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS):
        step(context, filing_id, verb)
    upload(context, filing_id)


def step(context, filing_id, verb):
    with context.database.write() as session:
        filings.take_step(context, session, filing_id, verb, actor="test")


def upload(context, filing_id):
    """Let the authority accept a file with the filing."""
    now = context.now()
    with context.database.write() as session:
        row = session.get_one(FilingRow, filing_id)
        report = Report(kind=Kind(row.kind), particulars=filings.parse_particulars(row.particulars))
        sequence = (session.scalar(select(func.max(OutboxFile.sequence))) or 0) + 1
        file = OutboxFile(
            sequence=sequence,
            document="ICP",
            records=1,
            digest=b"0" * 32,
            state="accepted",
            made_at=now,
            next_try_at=now,
        )
        file.accepted_at = now
        session.add(file)
        session.flush()
        marks = [ReportMark(kind="result", mark=mark) for mark in result_marks(report)]
        operation = report.kind.result_type
        session.add(ReportRow(filing_id=filing_id, sequence=sequence, operation=operation, marks=marks))
    step(context, filing_id, Verb.UPLOAD)


def answer(context, filing_id, *codes):
    """Let the authority give the filing back with these codes."""
    with context.database.write() as session:
        query = select(ReportRow).where(ReportRow.filing_id == filing_id).order_by(ReportRow.id.desc()).limit(1)
        report = session.scalars(query).one()
        report.codes, report.answered_at = list(codes), context.now()
    step(context, filing_id, Verb.RETURN_TO_PROVIDER)


def given_back(context, *codes, particulars=None, kind=Kind.NEW, customer="mia"):
    """A filing that came back with these codes."""
    particulars = particulars or samples.new()
    hosts = [domain.name for site in particulars.sites for domain in site.domains]
    filing = filings.open_filing(context, kind, hosts, customer=customer, actor="test")
    drafts.save_particulars(context, filing.id, particulars, actor=customer)
    send(context, filing.id)
    answer(context, filing.id, *codes)
    return filing.id


def record(context, *sites):
    """A subject on record, as the authority published it to us."""
    particulars = samples.on_record(*sites, number=NUMBER)
    with context.database.write() as session:
        session.add(
            Subject(
                licence_number=NUMBER,
                authority_id=100,
                published=msgspec.json.encode(particulars).decode(),
                updated_at=context.now(),
            )
        )
    return particulars
