"""One filing as its customer has it before them: whether it is theirs, whether it asks for the filing password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.rules import name_changes
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import review
from beian_plugin.operations.drafts import refuse_edit
from beian_plugin.operations.filings import filing_of, filing_value, parse_particulars
from beian_plugin.operations.needs import known_around
from beian_plugin.operations.passwords import MOST_TRIES, Asks, asks_password

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Text
    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True)
class PasswordAsked:
    """Whether a filing asks for the filing password, and whether it has one."""

    asks: Asks
    given: bool
    #: False after too many wrong tries, until staff allow more.
    may_try: bool


def own_filing(context: Context, filing_id: int, customer: str) -> Filing | None:
    """The filing, if it is the customer's; None for somebody else's and for one that does not exist."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        mine = row is not None and row.customer is not None and row.customer.user == customer
        return filing_value(row) if row is not None and mine and customer else None


def why_not_editable(context: Context, filing_id: int, customer: str) -> Text | None:
    """Why the customer cannot edit the filing now; None where they can. Raises InvalidValue for no such filing."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        try:
            refuse_edit(row, parse_particulars(row.particulars), customer)
        except FilingRefused as refusal:
            text: Text = refusal.missing[0].text
            return text
    return None


def password_asked(context: Context, filing_id: int) -> PasswordAsked:
    """Whether the filing as it stands needs the filing password (FAQ 36). Raises InvalidValue for no such filing."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        kind, particulars = Kind(row.kind), parse_particulars(row.particulars)
        known = known_around(context, session, row)
        asks = asks_password(
            kind,
            filed_elsewhere=known.filed_elsewhere,
            name_changes=name_changes(kind, particulars, known),
        )
        return PasswordAsked(asks, bool(row.password), row.password_tries < MOST_TRIES)


def hand_in(context: Context, filing_id: int, *, actor: str) -> Filing:
    """The filing, handed in or sent on again by a customer who acknowledged the nine prohibitions (FAQ 42).

    The acknowledgement stands in the audit log with the step. Raises what `review.submit` raises.
    """
    if filing_of(context, filing_id).state is State.RETURNED_TO_CUSTOMER:
        return review.step(context, filing_id, Verb.RESUBMIT, actor=actor, acknowledged=True)
    return review.step(context, filing_id, Verb.SUBMIT, actor=actor, acknowledged=True)
