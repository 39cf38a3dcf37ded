"""Kinds of filing, and the table that moves a filing from state to state."""

from __future__ import annotations

from itertools import product

import pytest

from beian_plugin.errors import TransitionError
from beian_plugin.filing.kinds import Kind, Password
from beian_plugin.filing.states import (
    IN_FLIGHT_STATES,
    OPEN_STATES,
    TRANSITIONS,
    State,
    Verb,
    allowed,
    next_state,
)

#: The whole table once more, as a person draws it: state, then the verbs that leave it and where they lead.
MAP = {
    "draft": {"submit": "provider_review", "withdraw": "withdrawn"},
    "provider_review": {
        "provider_pass": "queued",
        "return_to_customer": "returned_to_customer",
        "withdraw": "withdrawn",
    },
    "queued": {"upload": "authority_review", "take_back": "provider_review"},
    "authority_review": {
        "approve": "approved",
        "return_to_provider": "returned_to_provider",
        "record_opinion": "authority_review",
    },
    "approved": {"record_opinion": "approved"},
    "returned_to_provider": {
        "resubmit": "queued",
        "return_to_customer": "returned_to_customer",
        "withdraw": "withdrawn",
        "record_opinion": "returned_to_provider",
    },
    "returned_to_customer": {
        "resubmit": "provider_review",
        "withdraw": "withdrawn",
        "record_opinion": "returned_to_customer",
    },
    "withdrawn": {},
}


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)), ids=lambda word: word.value)
def test_every_pair_of_state_and_verb_leads_where_the_map_says_or_is_refused(state, verb):
    expected = MAP[state].get(verb)
    if expected:
        assert next_state(state, verb) is State(expected)
        return
    with pytest.raises(TransitionError) as refused:
        next_state(state, verb)
    assert refused.value.state == state
    assert refused.value.verb == verb
    assert set(refused.value.allowed) == set(MAP[state])
    assert all(way in str(refused.value) for way in MAP[state])


def test_allowed_lists_the_verbs_of_a_state():
    assert {state: set(allowed(state)) for state in State} == {State(s): set(verbs) for s, verbs in MAP.items()}


def test_every_state_is_reached_from_a_draft():
    reached, ahead = set(), [State.DRAFT]
    while ahead:
        state = ahead.pop()
        if state not in reached:
            reached.add(state)
            ahead += [next_state(state, verb) for verb in allowed(state)]
    assert reached == set(State)


def test_every_open_filing_can_still_end_approved_and_no_closed_one_can_be_reopened():
    def ends(state):
        seen, ahead = set(), [state]
        while ahead:
            at = ahead.pop()
            if at not in seen:
                seen.add(at)
                ahead += [next_state(at, verb) for verb in allowed(at)]
        return seen

    for state in State:
        if state in OPEN_STATES:
            assert ends(state) >= {State.APPROVED, State.WITHDRAWN}
        else:
            assert ends(state) == {state}


def test_between_queue_and_result_the_customer_cannot_withdraw():
    assert {state for state in OPEN_STATES if Verb.WITHDRAW not in allowed(state)} == {
        State.QUEUED,
        State.AUTHORITY_REVIEW,
    }


def test_only_the_authority_moves_what_is_in_flight():
    leaving = {verb for (state, verb), to in TRANSITIONS.items() if state in IN_FLIGHT_STATES and to is not state}
    assert leaving == {Verb.APPROVE, Verb.RETURN_TO_PROVIDER}
    assert IN_FLIGHT_STATES <= OPEN_STATES


def test_an_opinion_moves_nothing():
    assert all(to is state for (state, verb), to in TRANSITIONS.items() if verb is Verb.RECORD_OPINION)


def test_screens_show_the_stages_in_the_words_of_the_faq():
    assert {state: state.zh for state in State} == {
        State.DRAFT: "报备阶段-信息提交",
        State.PROVIDER_REVIEW: "报备阶段-接入者核实",
        State.QUEUED: "待上报",
        State.AUTHORITY_REVIEW: "管局审核",
        State.APPROVED: "审核通过",
        State.RETURNED_TO_CUSTOMER: "备案阶段-退回网站主办者修改",
        State.RETURNED_TO_PROVIDER: "报备阶段-退回接入商修改",
        State.WITHDRAWN: "已撤回",
    }


@pytest.mark.parametrize("word", [*State, *Verb, *Kind], ids=repr)
def test_every_word_has_a_name_in_both_languages(word):
    assert any("一" <= letter <= "鿿" for letter in word.zh)
    assert word.en.isascii()
    assert word.en
    assert type(word)(word.value) is word
    assert f"{word}" == word.value


def test_no_two_words_of_a_kind_share_a_name():
    for words in (State, Verb, Kind):
        assert len({word.zh for word in words}) == len({word.en for word in words}) == len(words)


def test_a_result_tells_every_kind_apart():
    assert {kind.result_type: kind for kind in Kind if kind is not Kind.MATERIAL} == {
        1: Kind.NEW,
        2: Kind.ADD_SITE,
        3: Kind.TRANSFER_IN,
        4: Kind.CHANGE,
        5: Kind.CANCEL_ACCESS,
        6: Kind.CANCEL_SUBJECT,
        7: Kind.CANCEL_SITE,
    }


def test_only_the_cancellations_have_a_cancel_type():
    assert {kind: kind.cancel_type for kind in Kind if kind.operation == "ZXBA"} == {
        Kind.CANCEL_SUBJECT: 0,
        Kind.CANCEL_SITE: 1,
        Kind.CANCEL_ACCESS: 2,
    }
    assert all(kind.cancel_type is None for kind in Kind if kind.operation != "ZXBA")


def test_every_kind_travels_as_one_operation():
    assert {kind.value: kind.operation for kind in Kind} == {
        "new": "XZBA",
        "transfer_in": "XZJR",
        "add_site": "XZWZ",
        "change": "BGBA",
        "cancel_subject": "ZXBA",
        "cancel_site": "ZXBA",
        "cancel_access": "ZXBA",
        "material": "XZHYD",
    }


def test_every_operation_is_an_element_of_the_interface(shared):
    paths = (shared / "spec" / "upload_data_fields.csv").read_text(encoding="utf-8-sig")
    assert all(f"\n/UploadData/ICP/{kind.operation}," in paths for kind in Kind)


@pytest.mark.parametrize(
    ("kind", "filed_elsewhere", "name_changes", "needed"),
    [
        (Kind.CANCEL_SUBJECT, False, False, True),
        (Kind.TRANSFER_IN, False, False, True),
        (Kind.ADD_SITE, True, False, True),
        (Kind.ADD_SITE, False, True, False),
        (Kind.CHANGE, False, True, True),
        (Kind.CHANGE, True, False, False),
        (Kind.NEW, True, True, False),
        (Kind.MATERIAL, True, True, False),
        # The interface lets it be missing, so the filing may go without it.
        (Kind.CANCEL_SITE, True, True, False),
        (Kind.CANCEL_ACCESS, True, True, False),
    ],
)
def test_the_filing_password_is_needed_where_faq_36_says(kind, filed_elsewhere, name_changes, needed):
    assert kind.needs_password(filed_elsewhere=filed_elsewhere, name_changes=name_changes) is needed


def test_the_customer_is_asked_for_the_password_where_faq_53_says():
    assert {kind for kind in Kind if kind.password is Password.ASKED} == {Kind.CANCEL_SITE, Kind.CANCEL_ACCESS}
