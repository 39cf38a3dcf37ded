"""Kinds of filing that a customer named where no source could say what is on record; facts that come decide after."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.filing.completeness import Missing
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Decision, Text
from beian_plugin.models.service import LookedUp
from beian_plugin.models.tables import Domain, Mirror

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from beian_plugin.filing.verdict import Verdict
    from beian_plugin.models.tables import FilingRow

#: What a customer says of a domain and its subject by choosing each kind (FAQ 31).
SAID: Mapping[Kind, Text] = MappingProxyType(
    {
        Kind.NEW: Text(
            "域名没有备过案，我（单位）也从来没有备过案", "Neither the domain nor I, or my organisation, was ever filed"
        ),
        Kind.ADD_SITE: Text(
            "域名没有备过案，但我（单位）已经有备案号",
            "The domain was never filed, but I, or my organisation, have a licence number",
        ),
        Kind.TRANSFER_IN: Text(
            "域名已经备过案，在别的接入商处，现在要放到这里",
            "The domain is filed through another provider and moves here",
        ),
    }
)
#: Findings that leave the kind open, and what may be said then.
_LEFT_OPEN: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "could_not_look_up": tuple(SAID),
        "unknown_allowed": tuple(SAID),
        "access_unknown": (Kind.TRANSFER_IN,),
    }
)


def may_say(verdict: Verdict) -> tuple[Kind, ...]:
    """The kinds of which the customer may name one, since nothing tells; empty where the verdict decides."""
    host = verdict.facts.host
    if verdict.filing_kind is not None or verdict.decision is Decision.DENY or host is None or not host.registrable:
        return ()
    return next((_LEFT_OPEN[found.code] for found in verdict.findings if found.code in _LEFT_OPEN), ())


def doubts(session: Session, row: FilingRow) -> Iterator[Missing]:
    """What has to be said of a kind that the customer named: that nobody has looked it up, or that it is another one.

    Nothing where what is known by now agrees.
    """
    if not row.kind_said:
        return
    filed, moves = _filed(session, [domain.name for domain in row.domains]), row.kind == Kind.TRANSFER_IN
    if filed is Filed.UNKNOWN:
        yield _doubt(
            "办理类型由网站主办者自述，尚未查到域名的备案情况；请备案专员查询核实后再通过。",
            "The customer named this kind of filing; nobody knows yet what is on record. Staff look it up before it is "
            "passed.",
        )
    elif moves and filed is Filed.NO:
        yield _doubt(
            "现已查明该域名没有备案，不能转接入：请撤回本申请，重新开始办理，类型由系统判断。",
            "The domain turned out not to be filed, so it cannot be transferred in: withdraw this filing and start "
            "again; the kind is worked out then.",
        )
    elif not moves and filed is Filed.YES:
        yield _doubt(
            "现已查明该域名已有备案，不能按未备案办理：请撤回本申请，重新开始办理，类型由系统判断。",
            "The domain turned out to be filed already: withdraw this filing and start again; the kind is worked out "
            "then.",
        )


def _filed(session: Session, names: list[str]) -> Filed:
    """What is known of the domains without asking anybody; yes where it is known of any."""
    if session.scalar(select(Domain.id).where(Domain.name.in_(names), Domain.site_id.is_not(None)).limit(1)):
        return Filed.YES
    if session.scalar(select(Mirror.coverage)) == "all":
        return Filed.NO
    said = set(session.scalars(select(LookedUp.filed).where(LookedUp.domain.in_(names))))
    return next((one for one in (Filed.YES, Filed.NO) if one.value in said), Filed.UNKNOWN)


def _doubt(zh: str, en: str) -> Missing:
    return Missing("", Text(), Text(zh, en), Severity.WARN, "kind_said")
