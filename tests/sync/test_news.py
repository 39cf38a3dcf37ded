"""What the authority tells beside the record: whom it bars, its base codes, and what becomes a task."""

from __future__ import annotations

from datetime import date

import particulars_samples
import pytest
from sync.conftest import on_sqlite
from sync.exchange import rows
from sync.published import OURS, number, published, told

from beian_plugin.authority import items
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.events import Subject as AskingSubject
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.tables import BlacklistEntry
from beian_plugin.models.tables import Domain as DomainRow
from beian_plugin.operations import base_codes, records
from beian_plugin.operations.decide import decide
from beian_plugin.operations.tasks import open_tasks, settle, task

pytestmark = pytest.mark.usefixtures("right_gate")


def test_blacklists_bar_each_domain_of_a_site_until_the_authority_takes_it_back(context, exchange):
    """FAQ 26."""
    bar = {"name": "示例", "domains": ("beian-sample-1.cn", "例子.中国"), "note": "违规"}
    exchange.told(items.BarredSite(change=0, **bar))
    exchange.told(items.BarredSite(change=0, **bar), name="again")
    exchange.told(items.BarredSite(change=1, **bar | {"note": "再次违规"}))
    assert [row.blacklisted for row in rows(context, DomainRow)] == [True, True]
    assert [row.reason for row in rows(context, BlacklistEntry)] == ["再次违规", "再次违规"]
    assert decide(context, DomainBind(host="www.beian-sample-1.cn", region="cn-hangzhou")).row == "bind-4"
    exchange.told(items.BarredSite(change=2, **bar))
    assert [row.blacklisted for row in rows(context, DomainRow)] == [False, False]


@on_sqlite
def test_what_staff_barred_stays_when_the_authority_takes_back_its_own(context, exchange):
    records.bar_domain(context, "beian-sample-1.cn", actor="staff")
    site_ = {"name": "示例", "domains": ("beian-sample-1.cn",)}
    exchange.told(items.BarredSite(change=0, **site_))
    exchange.told(items.BarredSite(change=2, **site_))
    assert [row.source for row in rows(context, BlacklistEntry)] == ["staff"]


def test_a_barred_subject_is_known_by_its_certificate(context, exchange):
    code = particulars_samples.credit_code(1)
    exchange.told(items.BarredSubject(name="某公司", certificate_type=1, certificate_number=code.lower(), change=0))
    asking = AskingSubject(certificate=Certificate(CertificateKind.CREDIT_CODE, code))
    event = DomainBind(host="beian-sample-1.cn", region="cn-hangzhou", subject=asking)
    assert decide(context, event).row == "bind-4"


def test_code_tables_are_replaced_whole(context, exchange):
    def value(code, name, **more):
        return items.CodeValue(table="Dwxz", code=code, name=name, **more)

    assert dict(base_codes.table(context, "Dwxz")) == {}
    exchange.told(value(4, "企业"), value(5, "个人"), value(9, "旧类", valid=False))
    assert dict(base_codes.table(context, "Dwxz")) == {4: "企业", 5: "个人"}
    exchange.told(value(4, "公司"))
    assert dict(base_codes.table(context, "Dwxz")) == {4: "公司"}


NEWS = [
    (
        items.UnfiledSite(authority_id=1, domain="beian-sample-1.cn", address="203.0.113.9", carrier=1),
        TaskKind.UNFILED_SITE,
    ),
    (
        items.IllegalAccess(
            authority_id=1,
            domain="beian-sample-1.cn",
            address="203.0.113.9",
            provider=OURS,
            province=330000,
            seen_at="2026-05-30",
        ),
        TaskKind.BLACKLISTED_SITE,
    ),
    (
        items.VerificationTask(particulars=published(), filed_at="2026-05-01", changed_at="2026-05-02"),
        TaskKind.VERIFICATION,
    ),
    (
        items.SubjectCheck(
            authority_id=1,
            name="某公司",
            certificate_type=1,
            certificate_number=particulars_samples.credit_code(1),
            reason="名称有误",
        ),
        TaskKind.WRONG_SUBJECT,
    ),
    (
        items.AccessCheck(site_id=10_001, site_number=f"{number(1)}-1", finding=1, at="2026-05-30"),
        TaskKind.ACCESS_MISMATCH,
    ),
    (items.DeadSite(site_id=10_001, site_number=f"{number(1)}-1", at="2026-05-30"), TaskKind.DEAD_SITE),
    (
        items.ShellCheck(site_id=10_001, site_number=f"{number(1)}-1", alive=True, at="2026-05-30"),
        TaskKind.SHELL_SITE,
    ),
    (items.Notice(about="site", licence_number=f"{number(1)}-1", text="请整改"), TaskKind.NOTICE),
    (items.Notice(about="subject", authority_id=1, text="请整改"), TaskKind.NOTICE),
    (items.IpResult(what="allocation", operation=1, own_id=1, codes=((2001, "无效"),)), TaskKind.TECHNICAL),
]


@pytest.mark.parametrize(("news", "kind"), NEWS, ids=[type(news).__name__ for news, _ in NEWS])
def test_news_is_one_task_however_often_it_comes(context, exchange, news, kind):
    exchange.told(told())
    exchange.told(news)
    exchange.told(news, name="again")
    [one] = open_tasks(context)
    assert one.kind == kind
    if kind is not TaskKind.TECHNICAL and not (kind is TaskKind.NOTICE and news.about == "subject"):
        assert one.domain in ("beian-sample-1.cn", "")
    if hasattr(news, "certificate_number"):
        assert news.certificate_number not in str(one.document), "lists show personal data masked"
        assert task(context, one.id, actor="staff").document["certificate_number"] == news.certificate_number


@on_sqlite
def test_an_unfiled_site_is_due_soon(context, exchange):
    exchange.told(NEWS[0][0])
    assert open_tasks(context)[0].due == date(2026, 6, 6)


@on_sqlite
def test_news_points_to_the_record(context, exchange):
    exchange.told(told())
    exchange.told(NEWS[4][0], name="a")
    exchange.told(NEWS[3][0], name="b")
    mismatch, wrong = open_tasks(context)
    assert mismatch.document["site"]["domains"] == ["beian-sample-1.cn"]
    assert wrong.document["subject"]["licence_number"] == number(1)


def test_news_that_differs_opens_a_settled_task_anew(context, exchange):
    check = NEWS[3][0]
    exchange.told(check)
    settle(context, open_tasks(context)[0].id, actor="staff")
    exchange.told(check, name="again")
    assert open_tasks(context) == []
    exchange.told(
        items.SubjectCheck(**{name: getattr(check, name) for name in check.__struct_fields__} | {"name": "别的公司"})
    )
    assert len(open_tasks(context)) == 1


@on_sqlite
def test_an_ip_report_that_was_taken_opens_nothing(context, exchange):
    exchange.told(items.IpResult(what="allocation", operation=1, own_id=1, codes=((2998, "成功"),)))
    assert open_tasks(context) == []
