"""What a subject and its sites show while several filings run."""

from __future__ import annotations

import pytest

from beian_plugin.filing.application import Filing
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.showing import DONE, NOT_SUBMITTED, show
from beian_plugin.filing.states import State


def filing(number, kind, state, *domains):
    return Filing(id=number, kind=kind, state=state, domains=domains or ("tea.cn",))


def test_a_filed_subject_with_nothing_running_is_done():
    shown = show([], filed=True, filed_domains=["tea.cn", "shop.cn"])
    assert shown.subject.text == DONE
    assert {name: one.text for name, one in shown.sites.items()} == {"tea.cn": DONE, "shop.cn": DONE}


@pytest.mark.parametrize(
    ("state", "zh"),
    [
        (State.DRAFT, "报备阶段-信息提交"),
        (State.PROVIDER_REVIEW, "报备阶段-接入者核实"),
        (State.AUTHORITY_REVIEW, "管局审核"),
        (State.RETURNED_TO_PROVIDER, "报备阶段-退回接入商修改"),
        (State.RETURNED_TO_CUSTOMER, "备案阶段-退回网站主办者修改"),
    ],
)
def test_a_first_filing_shows_its_state_in_the_words_of_faq_44(state, zh):
    shown = show([filing(1, Kind.NEW, state)], filed=False, filed_domains=[])
    assert (shown.subject.text.zh, shown.subject.filing) == (zh, 1)


def test_nothing_filed_and_nothing_running_is_not_handed_in():
    assert show([filing(1, Kind.NEW, State.WITHDRAWN)], filed=False, filed_domains=[]).subject.text == NOT_SUBMITTED


def test_faq_49_the_change_passed_and_the_new_site_came_back():
    running = [
        filing(1, Kind.CHANGE, State.APPROVED),
        filing(2, Kind.ADD_SITE, State.RETURNED_TO_PROVIDER, "new.cn"),
    ]
    shown = show(running, filed=True, filed_domains=["tea.cn"])
    assert shown.subject.text == DONE
    assert (shown.sites["new.cn"].text, shown.sites["new.cn"].filing) == (NOT_SUBMITTED, 2)
    assert "FAQ 49" in shown.sites["new.cn"].next_step.zh
    assert shown.sites["tea.cn"].text == DONE


def test_faq_50_one_filing_passed_and_the_new_site_is_still_in_review():
    running = [filing(1, Kind.CHANGE, State.APPROVED), filing(2, Kind.ADD_SITE, State.PROVIDER_REVIEW, "new.cn")]
    shown = show(running, filed=True, filed_domains=["tea.cn"])
    assert shown.subject.text == DONE
    assert shown.sites["new.cn"].text.zh == "报备阶段-接入者核实"
    assert "FAQ 50" in shown.sites["new.cn"].next_step.zh


@pytest.mark.parametrize(
    ("state", "zh"), [(State.DRAFT, "变更阶段-未提交"), (State.RETURNED_TO_PROVIDER, "变更阶段-待接入商修改")]
)
def test_faq_57_a_change_shows_the_stage_of_the_change(state, zh):
    shown = show([filing(1, Kind.CHANGE, state)], filed=True, filed_domains=["tea.cn", "shop.cn"])
    assert shown.subject.text.zh == zh
    assert shown.sites["tea.cn"].text.zh == zh
    assert shown.sites["shop.cn"].text == DONE


def test_a_cancellation_shows_its_own_stage():
    shown = show([filing(1, Kind.CANCEL_SITE, State.QUEUED)], filed=True, filed_domains=["tea.cn"])
    assert shown.subject.text == DONE
    assert shown.sites["tea.cn"].text.zh == "注销阶段-待上报"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("filed", [True, False])
def test_every_kind_in_every_state_shows_something_in_both_languages(kind, state, filed):
    shown = show([filing(1, kind, state)], filed=filed, filed_domains=["tea.cn"] if filed else [])
    for one in (shown.subject, *shown.sites.values()):
        assert one.text.zh
        assert one.text.en
