"""A filing (备案申请) as hooks and pages see it: frozen values, never database rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.filing.states import State, Verb
    from beian_plugin.filing.verdict import Obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One request to the authority, of one kind."""

    id: int
    kind: Kind
    state: State
    #: Registrable domains in punycode.
    domains: tuple[str, ...]
    #: The panel's own id of the customer, or empty.
    customer: str = ""
    #: Two-digit code, or None where it is not known yet.
    province: str | None = None
    #: Material handed in and checked for truth (FAQ 46).
    verified: bool = False
    #: A filing that has to be approved before this one goes out.
    waits_for: int | None = None
    #: Last day of the authority's 20 working days (FAQ 43), once it has the filing.
    due: date | None = None
    #: The provider files it on the customer's behalf (代为备案, FAQ 57).
    on_behalf: bool = False
    #: What it says, where a filing is checked; personal data, so it is in no notice and no log.
    particulars: Particulars | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingChange:
    """One step that a filing took."""

    #: Number of the step; a notice that comes twice has the same.
    step: int
    filing: Filing
    verb: Verb
    #: State before the step; the state after it is the filing's own.
    previous: State
    #: Who did it: a user of the panel, a member of staff, or `authority`.
    actor: str
    at: datetime
    reason: str = ""
    #: Reasons by field: path within the particulars, such as `sites.0.name`, to what is wrong there.
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueObligation:
    """An obligation whose last day has come."""

    id: int
    obligation: Obligation
    due: date
    domains: tuple[str, ...]
    customer: str = ""
