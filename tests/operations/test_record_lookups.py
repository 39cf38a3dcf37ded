"""Record sources beside a decision: order, cache, pace, and sources that hang or fail."""

from __future__ import annotations

import contextvars
import json
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from answering import answering
from operations.asking import bind
from operations.conftest import NOW, credit_code

from beian_plugin.authority import soap
from beian_plugin.errors import AuthorityUnreachable
from beian_plugin.filing.facts import Access, Filed
from beian_plugin.filing.record import Record
from beian_plugin.hooks.manager import Plugins
from beian_plugin.hooks.specs import hookimpl
from beian_plugin.operations.decide import decide
from beian_plugin.operations.record_lookups import KEPT, Lookups, forget_old_answers, subject_record
from beian_plugin.settings import Mode
from beian_plugin.sources.pace import BURST, FAILURES

ACCOUNT = {"isp_id": "100001", "isp_user": "u", "isp_password": "hunter2"}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Source:
    """A source that answers as told, and remembers what it was asked."""

    def __init__(self, answer=Filed.NO, *, name="register", **fields):
        self.name = name
        self.asked = []
        self.answer = answer
        self.fields = fields

    def look_up(self, domain):
        self.asked.append(domain)
        answer = self.answer(domain) if callable(self.answer) else self.answer
        if isinstance(answer, Filed):
            return Record(filed=answer, known_at=NOW - timedelta(days=1), **self.fields)
        return answer


@pytest.fixture
def ask_of(make_context):
    """A context with sources, whose look-ups wait as long as a test says."""

    def make(*sources, patience=20.0, clock=lambda: 0.0, **settings):
        class Brings:
            @hookimpl
            def beian_register_record_sources(self):
                return sources

        plugins = Plugins()
        plugins.register(Brings(), "brings")
        context = make_context(plugins, **settings)
        return replace(context, lookups=Lookups(patience=patience, clock=clock))

    return make


def look_up(context, domain="fresh-demo.cn"):
    return context.lookups.look_up(context, domain)


def later(context, by):
    return replace(context, now=lambda: NOW + by)


def settle(context):
    """Wait until no question is under way."""
    for thread in threading.enumerate():
        if thread.name.startswith("beian-"):
            thread.join(20)
            assert not thread.is_alive()


def failing(_):
    raise TimeoutError


def test_without_sources_nothing_is_asked_and_nothing_is_read(context, monkeypatch):
    monkeypatch.setattr(type(context.database), "fetch", None)
    assert look_up(context) == (None, "", "")


def test_what_the_mirror_shows_is_asked_of_nobody(ask_of, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"])
    source = Source()
    assert decide(ask_of(source), bind("teahouse-demo.cn")).row == "bind-6"
    assert source.asked == []


def test_an_answer_is_kept_with_all_that_a_decision_uses(ask_of):
    fields = {"subject_number": "浙ICP备20260001号", "site_number": "浙ICP备20260001号-1", "access": Access.OTHER}
    source = Source(Filed.YES, **fields)
    context = ask_of(source)
    first, again = look_up(context), look_up(context)
    assert first == again
    assert first.record == Record(filed=Filed.YES, known_at=NOW - timedelta(days=1), **fields)
    assert first.source == "register"
    assert source.asked == ["fresh-demo.cn"]


def test_an_answer_is_kept_for_other_processes_too(ask_of):
    source = Source(Filed.YES)
    look_up(ask_of(source))
    assert look_up(ask_of(source)).record.filed is Filed.YES
    assert source.asked == ["fresh-demo.cn"]


@SQLITE
@pytest.mark.parametrize("filed", list(Filed))
def test_each_answer_is_kept_as_long_as_it_deserves(ask_of, filed):
    source = Source(filed)
    context = ask_of(source)
    look_up(context)
    look_up(later(context, KEPT[filed] - timedelta(seconds=1)))
    assert len(source.asked) == 1
    look_up(later(context, KEPT[filed]))
    assert len(source.asked) == 2
    look_up(later(context, KEPT[filed]))
    assert len(source.asked) == 2


@SQLITE
def test_an_answer_from_a_clock_that_was_ahead_does_not_count(ask_of):
    source = Source()
    context = ask_of(source)
    look_up(later(context, timedelta(days=400)))
    look_up(context)
    assert len(source.asked) == 2


def test_answers_that_count_no_more_are_forgotten(ask_of):
    context = ask_of(Source())
    look_up(context)
    forget_old_answers(later(context, timedelta(days=7)))
    assert len(context.database.fetch("SELECT domain FROM beian_looked_up", ())) == 1
    forget_old_answers(later(context, timedelta(days=7, seconds=1)))
    assert context.database.fetch("SELECT domain FROM beian_looked_up", ()) == []


@SQLITE
def test_the_first_source_that_can_say_counts_and_later_ones_are_not_asked(ask_of):
    silent, says, spare = Source(Filed.UNKNOWN, name="a"), Source(Filed.NO, name="b"), Source(Filed.YES, name="c")
    found = look_up(ask_of(silent, says, spare))
    assert (found.source, found.record.filed) == ("b", Filed.NO)
    assert (silent.asked, spare.asked) == (["fresh-demo.cn"], [])


@SQLITE
@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        Record(filed=Filed.NO, known_at=NOW.replace(tzinfo=None)),
        Record(filed=Filed.NO, known_at="today"),
        Record(filed=Filed.NO, known_at=NOW, site_number="x" * 65),
        Record(filed=Filed.NO, known_at=NOW, subject_number="a\0"),
        Record(filed=Filed.NO, known_at=NOW, subject_number=None),
        Record(filed="no", known_at=NOW),
    ],
)
def test_a_source_that_answers_nonsense_is_passed_over_and_named(ask_of, nonsense):
    context = ask_of(Source(lambda _: nonsense, name="odd"))
    assert look_up(context) == (None, "", "odd: TypeError")
    assert context.database.fetch("SELECT domain FROM beian_looked_up", ()) == []


@SQLITE
def test_a_source_that_fails_is_named_and_the_next_is_asked(ask_of, caplog):
    found = look_up(ask_of(Source(failing, name="down"), Source(Filed.NO, name="up")))
    assert (found.source, found.trouble) == ("up", "")
    assert look_up(ask_of(Source(failing, name="down")), "other-demo.cn").trouble == "down: TimeoutError"
    assert "down" in caplog.text


@SQLITE
def test_a_source_that_keeps_failing_is_left_in_peace_and_tried_again(ask_of):
    now = [0.0]
    source = Source(failing)
    context = ask_of(source, clock=lambda: now[0])
    for _ in range(FAILURES + 3):
        trouble = look_up(context).trouble
    assert len(source.asked) == FAILURES
    assert trouble == "register: resting after failures"
    now[0] += 60
    source.answer = Filed.NO
    assert look_up(context).record.filed is Filed.NO


@SQLITE
def test_a_source_is_asked_no_faster_than_its_pace(ask_of):
    source = Source()
    context = ask_of(source, patience=0.9)
    found = [look_up(context, f"shop{i}-demo.cn") for i in range(BURST + 5)]
    assert len(source.asked) == BURST
    assert {one.trouble for one in found[BURST:]} == {"register: asked too often"}


def test_a_source_that_hangs_holds_no_decision_and_its_late_answer_is_kept(ask_of):
    release = threading.Event()

    def slow(_):
        release.wait(20)
        return Filed.NO

    source = Source(slow)
    context = ask_of(source, patience=0.1)
    assert look_up(context) == (None, "", "register: no answer in time")
    assert look_up(context) == (None, "", "register: no answer in time")
    assert len(source.asked) == 1
    release.set()
    settle(context)
    assert look_up(context).record.filed is Filed.NO
    assert len(source.asked) == 1


@SQLITE
def test_a_source_that_hangs_leaves_time_for_the_next(ask_of):
    release = threading.Event()
    hanging = Source(lambda _: release.wait(20), name="hangs")
    found = look_up(ask_of(hanging, Source(name="answers"), patience=3.0))
    assert found.source == "answers"
    release.set()
    settle(None)


@SQLITE
def test_a_question_that_nobody_waits_for_any_more_is_a_failure_of_its_source(ask_of):
    release = threading.Event()

    def hang(domain):
        if domain == "broken-demo.cn":
            raise TimeoutError
        release.wait(20)
        return Filed.NO

    context = ask_of(Source(hang))
    look_up(context, "broken-demo.cn")
    context.lookups._patience = 0.05
    for i in range(FAILURES - 1):
        assert look_up(context, f"shop{i}-demo.cn").trouble == "register: no answer in time"
    assert look_up(context, "last-demo.cn").trouble == "register: resting after failures"
    release.set()
    settle(context)
    context.lookups._patience = 20.0
    assert look_up(context, "last-demo.cn").record.filed is Filed.NO


def test_one_question_at_a_time_is_enough_for_all_who_ask_the_same(ask_of):
    release, entered = threading.Event(), threading.Event()

    def slow(_):
        entered.set()
        release.wait(20)
        return Filed.YES

    source = Source(slow)
    context = ask_of(source)
    found = []
    threads = [threading.Thread(target=lambda: found.append(look_up(context))) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert entered.wait(20)
    release.set()
    for thread in threads:
        thread.join(20)
    assert source.asked == ["fresh-demo.cn"]
    assert [one.record.filed for one in found] == [Filed.YES] * 8


@SQLITE
def test_a_source_sees_the_context_variables_of_whoever_asks(ask_of):
    variable = contextvars.ContextVar("variable")
    variable.set("the app that is running")
    seen = []

    def look(_):
        seen.append(variable.get())
        return Filed.NO

    look_up(ask_of(Source(look)))
    assert seen == ["the app that is running"]


@SQLITE
def test_an_answer_that_cannot_be_kept_still_counts(ask_of, caplog):
    context = ask_of(Source(Filed.YES))
    with context.database.write_connection() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON beian_looked_up BEGIN DELETE FROM missing; END"
        )
    assert look_up(context).record.filed is Filed.YES
    assert "could not be kept" in caplog.text


def authority(filed, *, code=0):
    """A server that answers the status query with the numbers of the values in `filed`."""

    def answer(handler, body):
        call = soap.read_call(body)
        asked = (int(call.parameters["queryConditionType"]), call.parameters["queryCondition"])
        values = [("Bazt", 0), ("Ztbah", "浙ICP备20260001号")] if asked in filed else [("Bazt", 1)]
        handler.reply(soap.write_answer(call.method, soap.write_return(code, "", "StatusInfo", values)))

    return answering(answer)


def test_the_authority_is_asked_first_and_its_answer_decides(ask_of):
    plugin = Source(Filed.NO)
    with authority({(0, "teahouse-demo.cn")}) as served:
        context = ask_of(plugin, authority_url=served.url, **ACCOUNT)
        filed = decide(context, bind("www.teahouse-demo.cn"))
        free = decide(context, bind("fresh-demo.cn"))
    assert (filed.row, filed.facts.source, filed.facts.known_at) == ("bind-13", "isp_querybeianstatus", NOW)
    assert filed.facts.subject_number == "浙ICP备20260001号"
    assert (free.row, free.facts.filed) == ("bind-19", Filed.NO)
    assert plugin.asked == []


@SQLITE
def test_filed_and_not_in_a_complete_mirror_means_filed_elsewhere(ask_of, mirror):
    mirror.covers("own")
    with authority({(0, "teahouse-demo.cn")}) as served:
        verdict = decide(ask_of(authority_url=served.url, **ACCOUNT), bind("teahouse-demo.cn"))
    assert (verdict.row, verdict.facts.access) == ("bind-12", Access.OTHER)


@SQLITE
@pytest.mark.parametrize(("code", "trouble"), [(902, "AuthorityRefused"), (5, "AuthorityRefused")])
def test_an_authority_that_refuses_is_unknown_and_never_a_no(ask_of, code, trouble, caplog):
    with authority(set(), code=code) as served:
        verdict = decide(ask_of(authority_url=served.url, mode=Mode.ENFORCE, **ACCOUNT), bind("fresh-demo.cn"))
    assert (verdict.row, verdict.facts.trouble) == ("bind-20", f"isp_querybeianstatus: {trouble}")
    assert "hunter2" not in caplog.text


@SQLITE
def test_settings_that_cannot_work_are_told_when_the_authority_is_first_asked(ask_of, caplog):
    assert look_up(ask_of(authority_url="http://127.0.0.1:1")).trouble == "isp_querybeianstatus: SettingError"
    assert "BEIAN_ISP_ID" in caplog.text


def public(*filed):
    def answer(handler, _):
        search = handler.path.rpartition("=")[2]
        handler.reply(json.dumps({"params": {"list": [
            {"domain": one, "serviceLicence": "浙ICP备20260001号-1"} for one in filed if one == search
        ]}}).encode())  # fmt: skip

    return answering(answer)


def test_the_public_query_is_asked_last_and_proves_an_empty_list_by_a_domain_of_the_mirror(ask_of, mirror):
    plugin = Source(Filed.UNKNOWN)
    with public("teahouse-demo.cn", "bakery-demo.cn") as served:
        context = ask_of(plugin, public_query_url=served.url)
        assert look_up(context, "bakery-demo.cn").record.filed is Filed.YES
        unproven = look_up(context, "first-demo.cn")
        mirror.site("teahouse-demo.cn", providers=["ours"])
        proven = look_up(context, "second-demo.cn")
    assert unproven == (None, "", "")
    assert (proven.record.filed, proven.source) == (Filed.NO, "public_query")
    assert plugin.asked == ["bakery-demo.cn", "first-demo.cn", "second-demo.cn"]


@SQLITE
def test_a_blocked_public_query_is_named_as_the_trouble(ask_of, mirror):
    mirror.site("teahouse-demo.cn", providers=["ours"])
    with public() as served:
        assert "nothing any more" in look_up(ask_of(public_query_url=served.url)).trouble


@SQLITE
def test_a_missing_extra_fails_no_decision(ask_of, monkeypatch):
    monkeypatch.setitem(sys.modules, "beian_plugin.sources.public_query", None)
    found = look_up(ask_of(public_query_url="http://127.0.0.1:1"))
    assert found.trouble.startswith("public_query: ")


@SQLITE
def test_a_subject_is_looked_up_by_its_certificate_and_nothing_is_kept(ask_of):
    certificate = credit_code(1)
    with authority({(1, certificate.number)}) as served:
        context = ask_of(authority_url=served.url, **ACCOUNT)
        assert subject_record(context, certificate).subject_number == "浙ICP备20260001号"
        assert subject_record(context, credit_code(2)).filed is Filed.NO
    assert context.database.fetch("SELECT domain FROM beian_looked_up", ()) == []
    with pytest.raises(AuthorityUnreachable):
        subject_record(context, certificate)
    assert subject_record(ask_of(), certificate).filed is Filed.UNKNOWN
