"""What every blueprint needs of its app: the context, and who is signed in to the panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.hostname import parse_host

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from beian_plugin.operations.context import Context

#: Under this name the app's state stands in `app.extensions`.
KEY = "beian"
#: Who works on filings; who besides decides on claims; who reads and changes nothing; who minds link and plugins.
OFFICER, SUPERVISOR, AUDITOR, OPS = "officer", "supervisor", "auditor", "ops"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user of the panel, as the panel itself knows it."""

    id: str
    name: str = ""
    #: `officer`, `supervisor`, `auditor`, `ops` see the desk; `staff` is all but auditor. Others are the panel's.
    roles: frozenset[str] = frozenset()

    def has(self, *roles: str) -> bool:
        """Whether the user has one of these roles."""
        return not self.roles.isdisjoint(roles) or ("staff" in self.roles and set(roles) != {AUDITOR})

    @property
    def is_staff(self) -> bool:
        """Whether the user sees the desk."""
        return self.has(OFFICER, SUPERVISOR, AUDITOR, OPS)


@dataclass(slots=True)
class AppState:
    """The parts of one app."""

    context: Context
    #: Gives the panel's signed-in user, or None for a stranger.
    load_identity: Callable[[], Identity | None] = lambda: None
    #: Whether accounts of our own are signed in to: they are switched on, and the panel has no users of its own.
    uses_accounts: Callable[[], bool] = lambda: False
    #: Gives the user who is signed in to an account of our own.
    load_account: Callable[[], Identity | None] = lambda: None
    #: Gives the addresses at which the panel serves a domain for a customer; none where it does not tell.
    load_addresses: Callable[[str, str], Iterable[str]] = lambda _customer, _domain: ()
    #: Wakes the background work; without a line to the authority there is none.
    wake: Callable[[], None] = lambda: None
    #: Whether guards of endpoints that the app does not have were reported.
    guards_reported: bool = False


def state() -> AppState:
    """The state of the current app. Raises KeyError where beian_plugin was never initialised on it."""
    return cast("AppState", current_app.extensions[KEY])


def context() -> Context:
    """The context of the current app."""
    return state().context


def address_of(customer: str, host: str) -> str:
    """Where the panel says that it serves the customer's domain of that host; empty where it does not tell."""
    try:
        name = parse_host(host).registrable
    except InvalidValue:
        return ""
    return next(iter(state().load_addresses(customer, name)), "")
