"""What an edge is told of a host: the domain's standing, and whether that lets it be served (FAQ 21, 46).

It is the decision table's answer to a bare bind, cut down to what holds for a domain whoever asks; docs/edges.md.
"""

from __future__ import annotations

from typing import NamedTuple

from beian_plugin.filing.words import Word


class GateState(Word):
    """The standing of a registrable domain at the edge."""

    #: Filed, with this host as access provider.
    SERVED = ("served", "已备案，接入商为本公司", "filed here")
    #: A transfer in whose material is verified keeps the site open (FAQ 46).
    TRANSFERRING = ("transferring", "转接入办理中，材料已核验", "being transferred in, material verified")
    FILING = ("filing", "备案办理中", "being filed")
    #: Filed, with another provider alone as access provider (FAQ 21).
    ELSEWHERE = ("elsewhere", "在其他接入商处备案", "filed elsewhere")
    #: Filed, with no access provider any more (FAQ 38).
    SHELL = ("shell", "空壳网站", "shell site")
    #: Filed, and nothing tells through whom.
    UNCLEAR = ("unclear", "已备案，接入商待核实", "filed, access unknown")
    UNFILED = ("unfiled", "未备案", "not filed")
    #: Nothing is known, for the mirror does not hold everything.
    UNKNOWN = ("unknown", "尚未核实", "not known")
    BARRED = ("barred", "已列入黑名单", "blacklisted")
    #: An address or `localhost`, which no filing is for.
    ADDRESS = ("address", "IP 地址", "an address")
    #: No host name at all.
    INVALID = ("invalid", "域名无效", "no valid name")


class GateRow(NamedTuple):
    """What is on record of one registrable domain, as far as the edge goes by it."""

    filed: bool
    #: A value of `facts.Access`.
    access: str
    blacklisted: bool
    #: A filing that was handed in is under way; a draft may be a stranger's.
    running: bool
    #: That filing is a transfer in whose material is verified.
    verified: bool


class Policy(NamedTuple):
    """How this host wants its edges to go on where the record leaves a choice."""

    #: Whether anything is stopped at all; while it only observes, everything passes.
    enforces: bool
    #: Whether a subdomain is served whose domain is filed elsewhere (FAQ 21).
    subdomain_elsewhere: bool
    #: Whether a domain of which nothing is known is served.
    unknown: bool


def state_of(row: GateRow) -> GateState:
    """The state that a record shows: rows 4 to 13 of the table for a bind."""
    if row.blacklisted:
        return GateState.BARRED
    if row.verified:
        return GateState.TRANSFERRING
    if row.access == "ours":
        return GateState.SERVED
    if row.running:
        return GateState.FILING
    if not row.filed:
        return GateState.UNKNOWN
    return {"other": GateState.ELSEWHERE, "none": GateState.SHELL}.get(row.access, GateState.UNCLEAR)


def settled(state: GateState, coverage: str) -> GateState:
    """The state where the mirror reaches as far as `coverage` says: what it does not show is then known as well."""
    if state is GateState.UNKNOWN and coverage == "all":
        return GateState.UNFILED
    if state is GateState.UNCLEAR and coverage != "partial":
        return GateState.ELSEWHERE
    return state


_PASS = frozenset({GateState.SERVED, GateState.TRANSFERRING, GateState.ADDRESS})


def passes(state: GateState, policy: Policy, *, subdomain: bool) -> bool:
    """Whether a host whose domain is in that state is served."""
    if state in _PASS or not policy.enforces:
        return True
    if state is GateState.ELSEWHERE:
        return subdomain and policy.subdomain_elsewhere
    return state is GateState.UNKNOWN and policy.unknown
