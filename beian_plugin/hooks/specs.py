"""Every hook that a plugin can implement: what fires it, what it gets, what its answer means.

Three kinds, each with one rule for a plugin that raises. Supply (`beian_register_*`): it is dropped at load and listed
as broken. Gate (`beian_check_*`): the event is held, "could not check", with the plugin's name. Notice
(`beian_after_*`): it is logged and the others still run; a filing's step is told to all again later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.filing.application import DueObligation, Filing, FilingChange
    from beian_plugin.filing.events import DomainBind, ServerOrder, SiteTransfer
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.record import RecordSource
    from beian_plugin.filing.verdict import Finding, Verdict
    from beian_plugin.providers.contract import Province

PROJECT_NAME = "beian_plugin"

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def beian_register_provinces() -> Sequence[Province]:
    """Return the provinces whose rules this plugin brings; asked once when it is loaded."""
    return ()


@hookspec
def beian_register_record_sources() -> Sequence[RecordSource]:
    """Return sources that can say whether a domain is filed; asked, in order, where the mirror does not know."""
    return ()


@hookspec
def beian_check_domain_bind(event: DomainBind, facts: Facts) -> Sequence[Finding]:
    """Return findings about a domain that is being bound; deny and hold worsen the verdict, nothing betters it."""
    return ()


@hookspec
def beian_check_server_order(event: ServerOrder, facts: Facts) -> Sequence[Finding]:
    """Return findings about a server that is being ordered; deny and hold worsen the verdict."""
    return ()


@hookspec
def beian_check_site_transfer(event: SiteTransfer, facts: Facts) -> Sequence[Finding]:
    """Return findings about a site that is being transferred; deny and hold worsen the verdict."""
    return ()


@hookspec
def beian_check_filing(filing: Filing) -> Sequence[Finding]:
    """Return findings about a filing that is being submitted; deny refuses it, the others are kept for staff."""
    return ()


@hookspec
def beian_after_verdict(verdict: Verdict) -> None:
    """Learn of a verdict after it was stored."""


@hookspec
def beian_after_filing_changed(change: FilingChange) -> None:
    """Learn of a step that a filing took, after it was committed; an approval releases the site."""


@hookspec
def beian_after_obligation_due(obligation: DueObligation) -> None:
    """Learn of an obligation whose last day is today or past; told once a day until it is done."""
