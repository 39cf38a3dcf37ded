"""What a subject and its sites show (备案状态), derived from their filings; several may run (FAQ 35, 49, 50)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import OPEN_STATES, State
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from beian_plugin.filing.application import Filing

#: What is filed and nothing else runs.
DONE = Text("备案完成", "filed")
#: A site or subject that is in no record, and whose filing is not with anybody yet or came back (FAQ 49).
NOT_SUBMITTED = Text("尚未提交", "not handed in")

_CHANGE = Text("变更阶段", "change")
_CANCEL = Text("注销阶段", "cancellation")
_FIRST = Text("报备阶段", "filing")
#: How far a filing is, in the words that stand after the stage (FAQ 44, 57).
_HOW_FAR: Mapping[State, Text] = {
    State.DRAFT: Text("未提交", "not handed in"),
    State.PROVIDER_REVIEW: Text("接入者核实", "in review at the provider"),
    State.QUEUED: Text("待上报", "waiting to be sent"),
    State.AUTHORITY_REVIEW: Text("管局审核", "in review at the authority"),
    State.RETURNED_TO_CUSTOMER: Text("退回网站主办者修改", "returned to the customer"),
    State.RETURNED_TO_PROVIDER: Text("待接入商修改", "with the provider for correction"),
}
#: States in which a new site is with nobody who reviews it.
_IDLE = frozenset({State.DRAFT, State.RETURNED_TO_CUSTOMER, State.RETURNED_TO_PROVIDER})
_SUBMIT_SITE = Text(
    "修改该网站（随便修改一下即可），保存后再提交审核；不能自行修改的，请联系接入商（FAQ 49）。",
    "Save the site's filing again and hand it in; where you cannot, ask the provider (FAQ 49).",
)
_ASK_REVIEW = Text(
    "另一项申请已通过，此网站仍在审核；请联系接入商的备案人员确认审核任务（FAQ 50）。",
    "Another filing passed and this site is still in review: ask the provider's filing staff about it (FAQ 50).",
)
_ASK_MODE = Text(
    "变更已退回接入商；如为代为备案，请联系接入商改为自主备案后自行修改（FAQ 57）。",
    "The change is with the provider; where it files on your behalf, ask it to switch to self (FAQ 57).",
)
_NOTHING = Text()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record shows."""

    text: Text
    #: The filing that makes it show so, where there is one.
    filing: int | None = None
    #: What to do where it looks stuck.
    next_step: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """What a subject shows, and each of its sites by domain."""

    subject: Shown
    sites: Mapping[str, Shown]


def show(filings: Iterable[Filing], *, filed: bool, filed_domains: Iterable[str]) -> SubjectShown:
    """What a subject and its sites show from all its filings; `filed_domains` are those that the record has."""
    ordered = sorted(filings, key=lambda filing: filing.id)
    running = [filing for filing in ordered if filing.state in OPEN_STATES]
    on_record = set(filed_domains)
    subject = _subject(running, filed=filed)
    names = sorted(on_record | {name for filing in running for name in filing.domains if filing.kind in _NEW_SITES})
    return SubjectShown(subject, {name: _site(name, running, on_record, filed=filed) for name in names})


_NEW_SITES = frozenset({Kind.NEW, Kind.ADD_SITE})
_CANCELS = {
    Kind.CANCEL_SUBJECT: _CANCEL,
    Kind.CANCEL_SITE: _CANCEL,
    Kind.CANCEL_ACCESS: Text("取消接入阶段", "cancelling the access"),
}


def _subject(running: list[Filing], *, filed: bool) -> Shown:
    about = [
        filing for filing in running if filing.kind in ({Kind.CHANGE, Kind.CANCEL_SUBJECT} if filed else {Kind.NEW})
    ]
    if not about:
        return Shown(DONE if filed else NOT_SUBMITTED)
    latest = about[-1]
    if not filed:
        return Shown(Text(latest.state.zh, latest.state.en), latest.id)
    return _stage(latest)


def _site(name: str, running: list[Filing], on_record: set[str], *, filed: bool) -> Shown:
    about = [filing for filing in running if name in filing.domains]
    if name not in on_record:
        added = [filing for filing in about if filing.kind in _NEW_SITES]
        return _new_site(added[-1], filed=filed)
    about = [filing for filing in about if filing.kind is Kind.CHANGE or filing.kind in _CANCELS]
    return _stage(about[-1]) if about else Shown(DONE)


def _new_site(filing: Filing, *, filed: bool) -> Shown:
    if filing.state in _IDLE:
        return Shown(NOT_SUBMITTED, filing.id, _SUBMIT_SITE if filed else _NOTHING)
    far = _HOW_FAR[filing.state]
    text = Text(f"{_FIRST.zh}-{far.zh}", f"{_FIRST.en}: {far.en}")
    return Shown(text, filing.id, _ASK_REVIEW if filed else _NOTHING)


def _stage(filing: Filing) -> Shown:
    stage, far = _CANCELS.get(filing.kind, _CHANGE), _HOW_FAR[filing.state]
    text = Text(f"{stage.zh}-{far.zh}", f"{stage.en}: {far.en}")
    with_provider = filing.kind is Kind.CHANGE and filing.state is State.RETURNED_TO_PROVIDER
    return Shown(text, filing.id, _ASK_MODE if with_provider else _NOTHING)
