"""What the desk asks of each kind of database besides its queue: checks, figures, sheets, personal data."""

from __future__ import annotations

from datetime import UTC, datetime

import particulars_samples as samples
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import Verb
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import BlacklistEntry, FilingRow, Subject
from beian_plugin.operations import checks, drafts, figures, filings, material, personal
from beian_plugin.operations.context import Context
from beian_plugin.operations.open_sheets import count_open, open_sheets
from beian_plugin.settings import Settings

#: A Monday in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def context(database):
    return Context(settings=Settings(), database=database, plugins=Plugins(), now=lambda: NOW)


def made(context, serial=1, *verbs, particulars=None):
    filing = filings.open_filing(context, Kind.NEW, [f"beian-sample-{serial}.cn"], customer=f"c{serial}", actor="test")
    drafts.save_particulars(context, filing.id, particulars or samples.new(serial), actor=f"c{serial}")
    for verb in verbs:
        with context.database.write() as session:
            filings.take_step(context, session, filing.id, verb, actor="test", fields={"sites.0.name": "x"})
    return filing.id


def index(context, serial):
    certificate = Certificate(CertificateKind.CREDIT_CODE, samples.credit_code(serial))
    return context.database.keys.certificate_index(certificate.kind, certificate.number)


def all_found(context, filing):
    with context.database.read() as session:
        return checks.findings(context, session, session.get(FilingRow, filing))


def found(context, filing, word):
    return [one for one in all_found(context, filing) if word in one.text.zh]


def test_a_blacklisted_domain_or_subject_stops_the_filing(context):
    filing, other = made(context, 1), made(context, 2)
    for entry in ({"domain": "beian-sample-1.cn"}, {"certificate_index": index(context, 1)}):
        with context.database.write() as session:
            session.add(BlacklistEntry(**entry, source="test", since=NOW))
    by_domain, by_subject = found(context, filing, "黑名单")
    assert {by_domain.severity, by_subject.severity} == {Severity.REFUSE}
    assert (by_domain.path, by_subject.path) == ("", "subject.certificate_number")
    assert found(context, other, "黑名单") == []


def test_another_open_filing_of_the_same_certificate_is_told_and_a_closed_one_not(context):
    filing = made(context, 1)
    twin = made(context, 2, particulars=replace(samples.new(2), subject=samples.subject(1)))
    assert [one.filing for one in found(context, filing, "同一证件")] == [twin]
    with context.database.write() as session:
        filings.take_step(context, session, twin, Verb.WITHDRAW, actor="test")
    assert found(context, filing, "同一证件") == []


def test_the_same_name_on_record_under_another_certificate_is_told(context):
    filing = made(context, 1)
    name = samples.subject(1).name
    for serial, known in ((1, "浙ICP备20260001号"), (2, "浙ICP备20260002号")):
        with context.database.write() as session:
            values = {"name": name, "licence_number": known, "certificate_index": index(context, serial)}
            session.add(Subject(**values, updated_at=NOW))
    (told,) = found(context, filing, "同名主体")
    assert "浙ICP备20260002号" in told.text.zh


def test_no_check_repeats_a_certificate_number(context):
    filing = made(context, 1)
    made(context, 2, particulars=replace(samples.new(2), subject=samples.subject(1)))
    assert samples.credit_code(1) not in repr(all_found(context, filing))


def test_figures_count_on_each_database(context):
    made(context, 1, Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD, Verb.APPROVE)
    made(context, 2, Verb.SUBMIT, Verb.RETURN_TO_CUSTOMER)
    assert figures.days(context)[-1] == (NOW.date(), 2, 1, 1)
    assert [one[-1] for one in figures.waits(context).values()] == [
        (NOW.date(), 2, 0.0, 0.0),
        (NOW.date(), 1, 0.0, 0.0),
    ]
    assert [(one.text.zh, one.times) for one in figures.return_reasons(context)] == [("网站名称", 1)]


def test_sheets_that_nobody_judged_wait_the_oldest_first(context):
    first, second = made(context, 1), made(context, 2)
    for filing in (second, first, second):
        material.receive_sheet(context, filing, [f"beian-sample-{filing}.cn"], actor="test")
    assert [(one.sheet.id, one.filing.id) for one in open_sheets(context)] == [(1, second), (2, first), (3, second)]
    material.judge_sheet(context, 2, valid=True, actor="test")
    assert [one.sheet.id for one in open_sheets(context, limit=1)] == [1]
    assert count_open(context) == 2
    assert [one.sheet.id for one in open_sheets(context)] == [1, 3]


def test_masked_particulars_hold_nothing_personal_and_whole_ones_are_audited(context):
    filing = made(context, 1)
    masked = repr(personal.masked_particulars(context, filing))
    for word in (samples.credit_code(1), samples.resident_id(1), "10000000001", "sample1@example.com", "王示例"):
        assert word not in masked
    assert personal.open_particulars(context, filing, actor="anna") == samples.new(1)
    with context.database.read() as session:
        line = session.execute(
            select(AuditEntry.actor, AuditEntry.target).where(AuditEntry.action == "view_filing")
        ).one()
    assert tuple(line) == ("anna", f"filing:{filing}")


def test_a_filing_that_is_none_is_named(context):
    for ask in (personal.masked_particulars, lambda *one: personal.open_particulars(*one, actor="a")):
        with pytest.raises(InvalidValue, match="no filing 7"):
            ask(context, 7)
