"""Papers printed from a filing, and sheets registered by the code on them."""

from __future__ import annotations

import filing_ways as ways
import particulars_samples as samples
import printed
import pytest
from filing_ways import advance
from msgspec.structs import replace
from sqlalchemy import select

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, Particulars, Subject
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import CustomerSubject, FilingRow
from beian_plugin.models.tables import Principal as PrincipalRow
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.drafts import save_particulars
from beian_plugin.operations.filings import filing_of, open_filing
from beian_plugin.operations.material import EXTRA_NOTE, judge_sheet, receive_sheet, sheets_of
from beian_plugin.operations.papers import reset_form_pdf, scan, sheet_pdf, sheet_values
from beian_plugin.papers.code import code_of

DOMAIN = "beian-sample-1.cn"
ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def context(make_context):
    """A host with a name and a permit, and the authority's table of certificate types."""
    context = make_context(isp_name="示例网络有限公司", permit_number="B1-20260001")
    with context.database.write() as session:
        for code, name in ((1, "统一社会信用代码证书"), (2, "居民身份证")):
            session.add(BaseCode(table="Zjlx", code=code, name=name, loaded_at=context.now()))
    return context


def audited(context, filing):
    with context.database.read() as session:
        query = select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.target == f"filing:{filing.id}")
        return session.execute(query.order_by(AuditEntry.id.desc()).limit(1)).one()


def with_domains(*names):
    return Particulars(
        subject=samples.subject(), sites=(replace(samples.site(), domains=tuple(Domain(name=name) for name in names)),)
    )


@ONE
def test_a_sheet_says_what_the_filing_says_and_who_took_it_is_noted(context):
    filing = ways.draft(context)
    page = printed.text(sheet_pdf(context, filing.id, actor="staff"))
    subject, person = samples.subject(), samples.principal()
    for said in (
        *(subject.name, subject.certificate_number, "统一社会信用代码证书", "居民身份证", person.certificate_number),
        *(DOMAIN, "示例茶叶知识园地", "浙江省通信管理局", "示例网络有限公司", "B1-20260001", "2026-06-01"),
    ):
        assert said in page, said
    assert audited(context, filing) == ("staff", "print_sheet")


@ONE
def test_the_code_that_a_scanner_reads_from_a_sheet_registers_it(context):
    filing = ways.draft(context)
    (picture,) = printed.pictures(sheet_pdf(context, filing.id, actor="u-1"))
    (code,) = printed.codes(picture)
    found = scan(context, code, actor="staff")
    assert (found.filing.id, found.sheet.state, found.sheet.domains) == (filing.id, "received", (DOMAIN,))
    assert sheets_of(context, filing.id) == [found.sheet]
    judge_sheet(context, found.sheet.id, valid=True, actor="staff")
    assert filing_of(context, filing.id).verified


def test_faq_47_a_sheet_from_before_a_domain_was_dropped_is_not_registered(context):
    filing = ways.draft(context, particulars=with_domains(DOMAIN, "beian-sample-2.cn"))
    code = sheet_values(context, filing.id).code
    save_particulars(context, filing.id, with_domains(DOMAIN), actor="u-1")
    found = scan(context, code, actor="staff")
    assert (found.filing.domains, found.sheet) == ((DOMAIN,), None)
    assert sheets_of(context, filing.id) == []
    assert scan(context, sheet_values(context, filing.id).code, actor="staff").sheet is not None


def test_a_sheet_in_duplicate_is_registered_once_and_one_that_replaces_an_invalid_one_anew(context):
    filing = ways.draft(context)
    code = sheet_values(context, filing.id).code
    first = scan(context, code, actor="staff").sheet
    assert scan(context, code, actor="staff").sheet == first
    judge_sheet(context, first.id, valid=False, reason="未盖章", actor="staff")
    second = scan(context, code, actor="staff").sheet
    assert second.id != first.id
    judge_sheet(context, second.id, valid=True, actor="staff")
    assert scan(context, code, actor="staff").sheet.state == "valid"
    extra = scan(context, code, extra=True, actor="staff").sheet
    assert (extra.extra, extra.id > second.id) == (True, True)


def test_a_sheet_counts_anew_after_another_with_other_domains_came(context):
    filing = ways.draft(context)
    code = sheet_values(context, filing.id).code
    first = scan(context, code, actor="staff").sheet
    receive_sheet(context, filing.id, ["other-sample.cn"], actor="staff")
    assert scan(context, code, actor="staff").sheet.id > first.id


@pytest.mark.parametrize("code", ["", "12", "BA1-AAAAAAAA-AAAAAAAAAAAAAAAA", code_of(b"x" * 32, 1, [DOMAIN])])
@ONE
def test_a_code_that_nobody_printed_registers_nothing(context, code):
    filing = ways.draft(context)
    with pytest.raises(InvalidValue, match="code"):
        scan(context, code, actor="staff")
    assert sheets_of(context, filing.id) == []


@ONE
def test_a_filing_that_does_not_exist_has_no_papers(context):
    for printing in (sheet_pdf, reset_form_pdf):
        with pytest.raises(InvalidValue, match="no filing"):
            printing(context, 99, actor="staff")


@pytest.mark.parametrize("state", [State.APPROVED, State.WITHDRAWN])
@ONE
def test_a_closed_filing_has_no_sheet_any_more_and_takes_none_but_has_a_reset_form(context, state):
    filing = ways.draft(context)
    code = sheet_values(context, filing.id).code
    ways.bring(context, filing, state)
    with pytest.raises(FilingRefused):
        sheet_pdf(context, filing.id, actor="staff")
    with pytest.raises(FilingRefused):
        scan(context, code, actor="staff")
    assert samples.subject().name in printed.text(reset_form_pdf(context, filing.id, actor="u-1"))
    assert audited(context, filing) == ("u-1", "print_reset_form")


def test_faq_35_the_sheet_of_a_filing_that_came_back_alone_carries_the_note(context):
    sister = ways.draft(context, serial=2)
    filing = ways.draft(context)
    assert sheet_values(context, filing.id).note is None
    for one in (filing, sister):
        for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD):
            advance(context, one.id, verb, actor="staff")
    advance(context, sister.id, Verb.APPROVE, actor="authority")
    advance(context, filing.id, Verb.RETURN_TO_PROVIDER, actor="authority", reason="1003")
    assert sheet_values(context, filing.id).note == EXTRA_NOTE


@pytest.mark.parametrize("kind", [Kind.ADD_SITE, Kind.TRANSFER_IN, Kind.MATERIAL])
def test_what_a_filing_only_names_is_taken_from_the_customers_own_record(context, kind):
    subject = ways.put_on_record(context, ways.published())
    filing = ways.draft(context, kind)
    with context.database.write() as session:
        session.get(FilingRow, filing.id).subject_id = subject
    values = sheet_values(context, filing.id)
    assert values.filed.subject == ways.published().subject
    assert values.filed.certificate == "统一社会信用代码证书"
    assert values.filed.domains == (DOMAIN,)
    assert values.filed.authority == "浙江省通信管理局"
    assert [site.name for site in values.filed.sites] == [] if kind is Kind.MATERIAL else ["示例茶叶知识园地"]


@pytest.mark.parametrize("kind", [Kind.ADD_SITE, Kind.TRANSFER_IN])
def test_the_record_of_somebody_else_is_printed_for_nobody(context, kind):
    subject = ways.put_on_record(context, ways.published(), user="u-2")
    filing = ways.draft(context, kind)
    with context.database.write() as session:
        session.get(FilingRow, filing.id).subject_id = subject
    filed = sheet_values(context, filing.id).filed
    assert (filed.subject.name, filed.subject.certificate_number, filed.certificate) == ("", "", "")
    assert [site.name for site in filed.sites] == ["" if kind is Kind.TRANSFER_IN else "示例茶叶知识园地"]


def test_a_subject_that_only_an_import_told_of_is_filled_in_as_far_as_it_is_known(context):
    filing = ways.draft(context, Kind.ADD_SITE)
    with context.database.write() as session:
        person = PrincipalRow(name="李示例", phone="10000000009")
        session.add(person)
        session.flush()
        row = SubjectRow(
            licence_number=ways.NUMBER,
            name="某茶叶公司",
            certificate_kind="credit_code",
            certificate_number=samples.credit_code(9),
            principal_id=person.id,
            updated_at=context.now(),
        )
        session.add(row)
        session.flush()
        mine = session.get(FilingRow, filing.id)
        session.add(CustomerSubject(customer_id=mine.customer_id, subject_id=row.id))
    filed = sheet_values(context, filing.id).filed
    assert (filed.subject.name, filed.certificate) == ("某茶叶公司", "统一社会信用代码")
    assert filed.subject.certificate_number == samples.credit_code(9)
    assert (filed.subject.principal.name, filed.subject.principal.mobile) == ("李示例", "10000000009")


@ONE
def test_a_draft_of_which_nothing_is_known_prints_its_domains_and_blanks(context):
    filing = open_filing(context, Kind.NEW, [DOMAIN], customer="u-1", actor="u-1")
    values = sheet_values(context, filing.id)
    assert (values.filed.subject, values.filed.authority) == (Subject(), "")
    assert DOMAIN in printed.text(sheet_pdf(context, filing.id, actor="u-1"))
