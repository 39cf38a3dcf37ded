"""What a province says of the filing that an event proposes: one event in several provinces, and its neighbours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from particulars_samples import credit_code, resident_id

from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Subject
from beian_plugin.filing.facts import Access, Facts, Filed, SubjectStanding
from beian_plugin.filing.hostname import parse_host
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Severity
from beian_plugin.operations.consequences import consequences
from beian_plugin.operations.provincial import Proposal, before_filing
from beian_plugin.operations.rows import Question, table_for
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.registry import Registry
from beian_plugin.providers.rule import Confidence, Rule, Source, SubjectKind
from beian_plugin.providers.rulebook import RuleBook
from beian_plugin.settings import Settings

TODAY = date(2026, 6, 1)
HOST = parse_host("teahouse-demo.cn")
COMPANY = Subject(certificate=Certificate.parse(CertificateKind.CREDIT_CODE, credit_code(7)))
#: Somebody from Hangzhou.
PERSON = Subject(certificate=Certificate.parse(CertificateKind.RESIDENT_ID, resident_id(7)))
NOBODY_KNOWN = None
FRESH = Facts(host=HOST, filed=Filed.NO)
ELSEWHERE = Facts(host=HOST, filed=Filed.YES, access=Access.OTHER)
SHELL = Facts(host=HOST, filed=Filed.NO, subject=SubjectStanding.SHELL, subject_number="京ICP备20260001号")
ADDS = Facts(host=HOST, filed=Filed.NO, subject=SubjectStanding.ELSEWHERE, subject_number="京ICP备20260001号")


@pytest.fixture
def book(plugins):
    return plugins.current.registry.book


def asked(book, facts, subject=COMPANY, event=None, **changes):
    """The answer of the table and what follows from it."""
    event = event or DomainBind(host="teahouse-demo.cn", subject=subject)
    question = Question(event, facts._replace(**changes), book, Settings(), TODAY)
    _, answer = table_for(event).first_fit(question)
    after = consequences(question, answer, province_broken=False)
    return answer, {found.code: found for found in (answer.finding, *after.findings)}, after.obligations


def transfer(correct, subject=COMPANY):
    return SiteTransfer(
        host="teahouse-demo.cn", direction=Direction.IN, subject=subject, subject_correct=correct, has_password=True
    )


def test_a_company_that_brings_a_filed_domain_reads_something_else_in_each_of_five_provinces(book):
    told = {}
    for code in ("33", "61", "11", "44", "54"):
        answer, found, terms = asked(book(code), ELSEWHERE, province=code)
        assert answer.kind is Kind.TRANSFER_IN
        told[code] = (frozenset(found), tuple((term.days, term.working_days) for term in terms))
        assert all(one.source for one in found.values())
    assert told["33"][1] == ((5, False),)
    assert "subject_data_unchecked" in told["61"][0]
    assert told["11"][1] == ((10, True),)
    assert {"registrar_abroad", "correction_in_time"} <= told["11"][0]
    assert {"province_paper", "correction_with_material"} <= told["44"][0]
    assert "subject_name_must_match" in told["54"][0]
    assert len(set(told.values())) == 5


def test_a_company_with_a_domain_that_nobody_filed_reads_something_else_in_each_of_five_provinces(book):
    found = {code: asked(book(code), FRESH, province=code)[1] for code in ("33", "61", "11", "44", "54")}
    assert (
        "《浙江" in found["33"]["closed_until_approval"].source or "浙江" in found["33"]["closed_until_approval"].source
    )
    assert "suffix_on_list" not in found["11"], "every province takes .cn"
    assert {"closed_until_approval"} <= set(found["11"])
    assert "承诺书" in found["44"]["province_paper"].message("zh")
    assert "closed_until_approval" not in found["44"]
    assert "党建" in found["54"]["province_paper"].message("zh")
    texts = {code: tuple(one.message("zh") for one in each.values()) for code, each in found.items()}
    assert len(set(texts.values())) == 5


@pytest.mark.parametrize(
    ("code", "subject", "correct", "expected", "severity"),
    [
        ("61", COMPANY, None, "subject_data_unchecked", Severity.HOLD),
        ("61", COMPANY, False, "subject_data_wrong", Severity.DENY),
        ("61", PERSON, False, "subject_data_wrong", Severity.DENY),
        ("61", COMPANY, True, None, None),
        ("33", COMPANY, False, None, None),
        # Ningxia says it of organisations: who asks is not known, so nobody is refused.
        ("64", NOBODY_KNOWN, False, "subject_data_wrong", Severity.WARN),
        ("64", COMPANY, False, "subject_data_wrong", Severity.DENY),
        ("64", PERSON, False, None, None),
    ],
)
def test_whether_wrong_subject_data_stops_a_transfer_depends_on_province_and_subject(
    book, code, subject, correct, expected, severity
):
    """FAQ 38."""
    _, found, _ = asked(book(code), ELSEWHERE, event=transfer(correct, subject), province=code)
    hit = found.keys() & {"subject_data_wrong", "subject_data_unchecked"}
    assert hit == ({expected} if expected else set())
    assert [found[one].severity for one in hit] == ([severity] if severity else [])


def test_a_rule_for_organisations_says_so_where_nobody_knows_who_asks(book):
    _, known, _ = asked(book("54"), ELSEWHERE, COMPANY, province="54")
    _, unknown, _ = asked(book("54"), ELSEWHERE, NOBODY_KNOWN, province="54")
    _, person, _ = asked(book("54"), ELSEWHERE, PERSON, province="54")
    assert "单位" not in known["subject_name_must_match"].message("zh")
    assert unknown["subject_name_must_match"].message("zh").startswith("单位备案：")
    assert unknown["subject_name_must_match"].message("en").startswith("For organisations: ")
    assert "subject_name_must_match" not in person


def test_beijings_term_is_for_organisations_and_the_others_read_the_nations(book):
    """FAQ 37, 38: ten working days, as Jiangsu has it."""
    _, found, terms = asked(book("11"), ELSEWHERE, COMPANY, province="11")
    assert [(term.days, term.working_days) for term in terms] == [(10, True)]
    assert "correction_with_material" not in found
    _, found, terms = asked(book("11"), ELSEWHERE, PERSON, province="11")
    assert (terms, "correction_with_material" in found) == ((), True)
    _, found, terms = asked(book("11"), ELSEWHERE, NOBODY_KNOWN, province="11")
    assert terms[0].text.zh.startswith("单位备案：")
    assert found["correction_with_material"].message("zh").startswith("个人备案：")


@pytest.mark.parametrize(
    ("code", "kind", "days"),
    [("33", Kind.ADD_SITE, 5), ("11", Kind.ADD_SITE, 10), ("32", Kind.TRANSFER_IN, 10), ("32", Kind.ADD_SITE, None)],
)
def test_the_term_depends_on_the_kind_of_filing(book, code, kind, days):
    facts = ADDS if kind is Kind.ADD_SITE else ELSEWHERE
    answer, _, terms = asked(book(code), facts, province=code)
    assert answer.kind is kind
    assert [term.days for term in terms] == ([days] if days else [])


@pytest.mark.parametrize(
    ("code", "first", "kind", "source"),
    [
        ("33", "shell_subject_add_site", Kind.ADD_SITE, "FAQ 37 B"),
        ("44", "shell_subject_cancel", Kind.NEW, "华为云《备案注销咨询》（2025-12-31）"),
    ],
)
def test_a_shell_subject_adds_a_site_or_is_cancelled_first_as_the_province_has_it(book, code, first, kind, source):
    """FAQ 37."""
    answer, found, _ = asked(book(code), SHELL, province=code)
    assert (answer.finding.code, answer.kind) == (first, kind)
    assert answer.finding.source == source
    assert "shell_subject_first" not in found


def test_a_weak_source_has_no_number_cancelled():
    weak = stating(shell_subject_can_add_site=Rule(value=False, source=Source("一份旧通知"), confidence=Confidence.LOW))
    answer, found, _ = asked(weak, SHELL, province="44")
    assert answer.kind is Kind.ADD_SITE
    assert found["shell_subject_first"].severity is Severity.WARN
    assert found["shell_subject_first"].source == "一份旧通知"


def test_a_weak_source_is_called_so_and_only_warns(book):
    _, found, _ = asked(book("61"), FRESH, province="61")
    assert found["closed_until_approval"].message("zh").startswith("据较弱的来源，")
    assert found["closed_until_approval"].severity is Severity.WARN
    weak = Rule(value=True, source=Source("一份旧通知"), confidence=Confidence.LOW)
    answer, found, _ = asked(stating(transfer_requires_correct_subject=weak), ELSEWHERE, event=transfer(correct=False))
    assert (answer.kind, found["subject_data_wrong"].severity) == (Kind.TRANSFER_IN, Severity.WARN)


def test_an_outside_id_card_is_told_where_it_may_not_file(book):
    _, outside, _ = asked(book("54"), FRESH, PERSON, province="54")
    assert outside["local_id_only"].severity is Severity.WARN
    _, home, _ = asked(stating(local_id_required=Rule(value=True, source=Source("通知"))), FRESH, PERSON, province="33")
    assert "local_id_only" not in home
    _, company, _ = asked(book("54"), FRESH, COMPANY, province="54")
    assert "local_id_only" not in company


@pytest.mark.parametrize(("host", "told"), [("teahouse-demo.cn", False), ("teahouse-demo.com", True)])
def test_beijings_own_list_of_suffixes_concerns_only_what_is_not_the_states(book, host, told):
    _, found, _ = asked(book("11"), FRESH, province="11", host=parse_host(host))
    assert ("suffix_on_list" in found) is told


def test_an_order_is_told_what_takes_time_and_is_held_up_by_none_of_it(book):
    order = ServerOrder(subject=PERSON)
    answer, found, _ = asked(book("54"), Facts(province="54"), event=order)
    assert {"local_id_only", "province_paper"} <= set(found)
    assert all(one.severity in (Severity.WARN, Severity.NOTICE) for one in found.values())
    assert answer.kind is None
    _, shell, _ = asked(book("44"), Facts(province="44", subject=SubjectStanding.SHELL), event=order)
    assert "shell_subject_first" in shell
    _, plain, _ = asked(book("33"), Facts(province="33", subject=SubjectStanding.SHELL), event=order)
    assert "shell_subject_first" not in plain


def test_nothing_of_the_filing_is_told_where_the_site_may_open_already(book):
    _, found, _ = asked(book("11"), Facts(host=HOST, filed=Filed.YES, access=Access.OURS), province="11")
    assert set(found) == {"access_ours"}


def test_what_a_province_says_is_worked_out_once_for_a_book_and_a_day(book):
    proposal = Proposal(Kind.NEW, SubjectKind.ORGANISATION)
    assert before_filing(book("31"), TODAY, proposal) is before_filing(book("31"), TODAY, proposal)


def test_a_rule_that_starts_later_is_told_from_its_day_on():
    later = stating(
        site_closed_before_filing=Rule(value=True, source=Source("通知"), since=date(2026, 7, 1)),
    )
    proposal = Proposal(Kind.NEW, SubjectKind.ORGANISATION)
    assert before_filing(later, date(2026, 6, 30), proposal) == ()
    assert [one.code for one in before_filing(later, date(2026, 7, 1), proposal)] == ["closed_until_approval"]


def stating(**rules):
    return RuleBook(replace(NATIONAL, **rules), Registry().book(None).own, "某省通信管理局")
