"""Whose domains are and until when: asked in the background, kept for a while, held against nobody where unsure."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import particulars_samples as samples
import pytest
from msgspec.structs import replace as changed
from registries import name_server, rdap, registry, whois
from sqlalchemy import select, text, update

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain
from beian_plugin.filing.registration import Registration, Trouble
from beian_plugin.models.service import AuditEntry, Learned
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import drafts, filings, registrations, review
from beian_plugin.operations.check_table import Result, Topic, table_of
from beian_plugin.operations.sync.leases import hold
from beian_plugin.providers.situation import Holder

#: A moment on a working day in June.
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
NAME = "beian-sample-1.com"
PATH = f"/domain/{NAME}"
SUBJECT = samples.subject(1).name


class World:
    """A registry, a name server, a clock that is moved, and a filing of one domain."""

    def __init__(self, make_context, stack):
        self.now = NOW
        self.answers = {PATH: rdap(expires="2028-03-01T04:00:00Z", registrant={"org": SUBJECT})}
        self.names = {(NAME, "A"): ["203.0.113.8"]}
        self.served = stack.enter_context(registry(self.answers))
        servers = (("com", self.served.url),)
        resolver = stack.enter_context(name_server(self.names))
        made = make_context(rdap=True, rdap_bootstrap="", rdap_servers=servers, dns_servers=(resolver,))
        self.context = replace(made, now=lambda: self.now)

    def filing(self, *names, province=330000, person=1, **subject):
        site = samples.site(1, domains=tuple(Domain(name=one) for one in names or (NAME,)), home_page=f"www.{NAME}")
        said = samples.new(1)
        address = changed(said.subject.address, province=province)
        said = changed(said, subject=changed(said.subject, address=address, **subject), sites=(site,))
        made = filings.open_filing(self.context, Kind.NEW, names or (NAME,), customer="c", actor="test")
        drafts.save_particulars(self.context, made.id, said, actor="c")
        return made.id

    def review(self, state="provider_review"):
        """Bring every filing into that state, without the checks on the way."""
        with self.context.database.write() as session:
            session.execute(update(FilingRow).values(state=state))

    def known(self, name=NAME):
        return registrations.known(self.context, name)

    def round(self, **later):
        self.now += timedelta(**later)
        return registrations.ask_due(self.context)

    def asked(self):
        return len(self.served.requests)


@pytest.fixture
def world(make_context):
    with ExitStack() as stack:
        yield World(make_context, stack)


one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_domains_of_a_draft_are_asked_about_once_a_day_and_the_dns_each_hour(world):
    assert world.round() == 0
    world.filing()
    assert world.known().registration is None
    assert world.round() == 2
    found = world.known()
    assert found.registration == Registration(
        expires=date(2028, 3, 1),
        holder=SUBJECT,
        holder_sure=True,
        registrar="示例注册商有限公司",
        registrar_country="CN",
    )
    assert (found.addresses, found.registry.known_at) == (("203.0.113.8",), NOW)
    assert [world.round(minutes=30), world.round(minutes=31), world.round(hours=24)] == [0, 1, 2]
    assert world.asked() == 2


def test_what_is_learned_of_a_holder_stands_sealed_in_the_database(world):
    world.filing()
    world.round()
    with world.context.database.read() as session:
        blobs = list(session.scalars(text("SELECT facts FROM beian_learned")))
    assert len(blobs) == 2
    assert all(SUBJECT.encode() not in bytes(blob) for blob in blobs)


@one_database
def test_a_draft_that_nobody_touches_is_left_alone_and_forgotten_and_one_in_review_is_not(world):
    world.filing()
    reviewed = world.filing("beian-sample-2.com")
    world.answers["/domain/beian-sample-2.com"] = rdap("beian-sample-2.com")
    assert world.round() == 4
    with world.context.database.write() as session:
        session.execute(update(FilingRow).where(FilingRow.id == reviewed).values(state="provider_review"))
    assert world.round(days=8) == 2
    assert world.round(days=31) == 2
    with world.context.database.read() as session:
        assert set(session.scalars(select(Learned.domain))) == {"beian-sample-2.com"}


@one_database
def test_a_registration_that_ends_soon_or_is_not_found_is_asked_for_again_within_the_hour(world):
    world.filing()
    for answer in (rdap(expires="2026-07-01T00:00:00Z"), None):
        world.answers[PATH] = answer
        world.round(days=2)
        before = world.asked()
        world.round(minutes=61)
        assert world.asked() == before + 1
    assert world.known().registration == Registration(found=False)


@one_database
def test_a_registry_that_fails_is_asked_ever_less_often_and_what_it_said_before_counts_for_a_week(world):
    world.filing()
    world.review()
    world.round()
    world.answers[PATH] = lambda handler: handler.reply(b"{")
    world.round(days=1, minutes=1)
    found = world.known()
    assert (found.registry.trouble, found.registry.known_at) == (Trouble.UNREADABLE, NOW)
    assert found.registration.holder == SUBJECT
    pauses = []
    while len(pauses) < 4:
        start, before = world.now, world.asked()
        while world.asked() == before:
            world.round(minutes=5)
        pauses.append((world.now - start).total_seconds() / 60)
    assert pauses == [5, 10, 20, 40]
    world.now = NOW + timedelta(days=7, minutes=1)
    assert world.known().registration is None
    world.answers[PATH] = rdap()
    world.round(days=1)
    assert (world.known().registry.trouble, world.known().registration.found) == (None, True)


@one_database
def test_a_server_that_wants_peace_is_not_asked_about_another_domain_either(world):
    world.answers[PATH] = lambda handler: handler.reply(b"", status=429, headers=[("Retry-After", "7200")])
    world.answers["/domain/beian-sample-2.com"] = rdap("beian-sample-2.com")
    world.filing(NAME)
    world.round()
    assert world.known().registry.trouble is Trouble.BUSY
    world.filing("beian-sample-2.com")
    before = world.asked()
    world.round()
    assert world.asked() == before
    assert world.known("beian-sample-2.com").registry.asked_at is None
    world.round(minutes=119)
    assert world.asked() == before


@one_database
def test_nothing_is_asked_while_it_is_switched_off_or_another_process_is_at_it(world):
    world.filing()
    off = replace(world.context, settings=replace(world.context.settings, rdap=False))
    assert registrations.ask_due(off) == 0
    assert hold(world.context, "registrations", "other") is not None
    assert registrations.ask_due(world.context) == 0
    assert world.asked() == 0


@one_database
def test_staff_let_it_be_asked_again_whatever_the_filings_state_and_the_audit_log_says_who(world):
    filing = world.filing()
    world.round()
    world.review("queued")
    assert world.round(hours=30) == 0
    assert registrations.ask_again(world.context, filing, actor="officer") == 1
    assert world.asked() == 1
    assert world.round() == 2
    assert world.round(hours=30) == 0
    with world.context.database.read() as session:
        assert session.scalar(select(AuditEntry.actor).where(AuditEntry.action == "ask_registrations")) == "officer"


@one_database
def test_a_registry_for_cn_is_asked_by_whois_and_one_that_nobody_knows_is_told(make_context):
    answer = "Domain Name: beian-sample-1.cn\nRegistrant: 王示例\nExpiration Time: 2030-01-01 00:00:00\n"
    with whois(lambda _: answer.encode()) as (port, asked), name_server({}) as resolver:
        servers = (("cn", f"whois://127.0.0.1:{port}"),)
        context = make_context(rdap=True, rdap_bootstrap="", rdap_servers=servers, dns_servers=(resolver,))
        registrations.ask_now(context, "www.beian-sample-1.cn")
        found = registrations.known(context, "beian-sample-1.cn")
        assert (found.registration.expires, found.addresses, asked) == (date(2030, 1, 1), (), ["beian-sample-1.cn"])
        registrations.ask_now(context, NAME)
        assert registrations.known(context, NAME).registry.trouble is Trouble.NO_SERVER
        with pytest.raises(InvalidValue):
            registrations.ask_now(context, "127.0.0.1")


@one_database
def test_the_list_of_services_is_fetched_once_and_its_failure_is_told(make_context):
    with name_server({}) as resolver, registry({PATH: rdap()}) as served:
        context = make_context(rdap=True, rdap_bootstrap=f"{served.url}/dns.json", dns_servers=(resolver,))
        registrations.ask_now(context, NAME)
        assert registrations.known(context, NAME).registry.trouble is Trouble.UNREADABLE
    with name_server({}) as resolver, ExitStack() as stack:
        answers = {PATH: rdap()}
        served = stack.enter_context(registry(answers))
        answers["/dns.json"] = {"services": [[["com"], [f"{served.url}/"]]]}
        context = make_context(rdap=True, rdap_bootstrap=f"{served.url}/dns.json", dns_servers=(resolver,))
        for _ in range(2):
            registrations.ask_now(context, NAME)
            assert registrations.known(context, NAME).registration.found
        assert [path for _, path, _ in served.requests] == ["/dns.json", PATH, PATH]


def test_who_holds_a_domain_is_judged_only_where_names_can_be_compared():
    subject = samples.subject(1)

    def holder(name, *, sure=True, subjects=(subject,)):
        return registrations.holder_of(Registration(holder=name, holder_sure=sure), subjects)

    assert holder(subject.name.replace("有限公司", "有限责任公司")) is Holder.SUBJECT
    assert holder("王示例") is Holder.LEGAL_REPRESENTATIVE
    assert holder("王示例", sure=False) is None
    assert holder("杭州别家有限公司") is Holder.OTHER
    assert holder("Hangzhou Sample Tea Co., Ltd.") is None
    assert holder("") is None
    assert holder("杭州别家有限公司", subjects=()) is None
    renamed = samples.subject(1, name="杭州新名有限公司")
    assert holder(subject.name, subjects=(renamed, subject)) is Holder.SUBJECT


def needs(world, filing, rule):
    return [one for one in review.missing_of(world.context, filing) if one.code == rule]


@one_database
def test_a_term_too_short_for_the_province_refuses_with_its_day_until_the_answer_is_old(world):
    filing = world.filing()
    assert needs(world, filing, "domain_min_validity_days") == []
    world.answers[PATH] = rdap(expires="2026-07-15T04:00:00Z")
    world.round()
    [found] = needs(world, filing, "domain_min_validity_days")
    assert (found.severity, found.path) == (Severity.REFUSE, "sites.0.domains.0.name")
    assert "2026-07-15" in found.text.zh
    world.now += timedelta(days=3)
    assert [one.severity for one in needs(world, filing, "domain_min_validity_days")] == [Severity.WARN]
    world.now += timedelta(days=5)
    assert needs(world, filing, "domain_min_validity_days") == []


def lines(world, filing, topic):
    return [(one.result, one.text.zh) for one in table_of(world.context, filing).lines if one.topic is topic]


def test_the_table_of_checks_says_of_each_what_came_of_it(world):
    filing = world.filing()
    [(result, words)] = lines(world, filing, Topic.HOLDER)
    assert (result, words) == (Result.UNKNOWN, f"{NAME}：尚未查询")
    world.round()
    table = table_of(world.context, filing)
    results = {line.topic: line.result for line in reversed(table.lines)}
    passed = {Topic.SITE_NAME, Topic.HOLDER, Topic.EXPIRY, Topic.REGISTRAR, Topic.BLACKLIST, Topic.DUPLICATE}
    assert {topic for topic in passed if results[topic] is Result.PASSED} == passed
    assert set(results) <= set(Topic)
    assert table.domains[0].registry.known_at == NOW
    assert samples.credit_code(1) not in repr(table)


@one_database
def test_the_table_names_what_is_against_a_domain_once_with_its_source(world):
    filing = world.filing()
    world.answers[PATH] = rdap(expires="2026-05-01T04:00:00Z", registrant={"org": "杭州别家有限公司"})
    world.round()
    [(result, words)] = lines(world, filing, Topic.EXPIRY)
    assert result is Result.STOPS
    assert "2026-05-01" in words
    [(result, words)] = lines(world, filing, Topic.HOLDER)
    assert result is Result.LOOK
    assert "杭州别家" not in words
    world.answers[PATH] = None
    world.round(days=1)
    assert lines(world, filing, Topic.EXPIRY) == [(Result.LOOK, f"{NAME}：注册局查无此域名，可能未注册或已释放")]
    twin = samples.new(1)
    again = filings.open_filing(world.context, Kind.NEW, ["beian-other.cn"], customer="d", actor="test")
    drafts.save_particulars(world.context, again.id, twin, actor="d")
    assert [result for result, _ in lines(world, filing, Topic.DUPLICATE)] == [Result.LOOK]


@one_database
def test_without_registries_the_table_says_why_nothing_is_known(make_context):
    with ExitStack() as stack:
        world = World(make_context, stack)
        filing = world.filing()
        world.context = replace(world.context, settings=replace(world.context.settings, rdap=False))
        assert lines(world, filing, Topic.RESOLVES) == [(Result.UNKNOWN, f"{NAME}：没有启用自动查询，运维可以启用")]


@one_database
def test_an_answer_that_is_too_old_is_not_shown_as_one(world):
    filing = world.filing()
    world.round()
    world.now += timedelta(days=7, minutes=1)
    assert lines(world, filing, Topic.EXPIRY) == [(Result.UNKNOWN, f"{NAME}：结果已过期")]
