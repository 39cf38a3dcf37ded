"""One filing as its customer has it before them: whether it is theirs, whether it asks for the filing password."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.rules import name_changes
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.tables import Domain, FilingRow, FilingStep, Sheet
from beian_plugin.operations import review
from beian_plugin.operations.drafts import refuse_edit
from beian_plugin.operations.filings import filing_of, filing_value, parse_particulars
from beian_plugin.operations.needs import known_around
from beian_plugin.operations.passwords import MOST_TRIES, Asks, Check, asks_password

if TYPE_CHECKING:
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Text
    from beian_plugin.operations.context import Context


@dataclass(frozen=True, slots=True)
class PasswordAsked:
    """Whether a filing asks for the filing password, and whether it has one."""

    asks: Asks
    given: bool
    #: What came of checking it with the authority.
    check: Check
    tries_left: int

    @property
    def may_try(self) -> bool:
        """False after too many wrong tries, until staff allow more."""
        return self.tries_left > 0


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
        left = max(0, MOST_TRIES - row.password_tries)
        return PasswordAsked(asks, bool(row.password), Check(row.password_check), left)


def numbers_of(context: Context, filing: Filing) -> dict[str, str]:
    """The licence numbers under which the filing's domains stand on record, by domain; those without are left out."""
    query = select(Domain.name, Domain.site_number).where(Domain.name.in_(filing.domains), Domain.site_number != "")
    with context.database.read() as session:
        return {row.name: row.site_number for row in session.execute(query.order_by(Domain.name))}


def version_of(context: Context, filing_id: int) -> str:
    """A word that changes whenever anything happens to the filing or its sheets; it says nothing by itself.

    Raises InvalidValue for no such filing.
    """
    sheets = select(func.count(), func.count(Sheet.judged_at)).where(Sheet.filing_id == filing_id)
    steps = select(func.max(FilingStep.id)).where(FilingStep.filing_id == filing_id)
    row = select(FilingRow.updated_at, FilingRow.password_check).where(FilingRow.id == filing_id)
    with context.database.read() as session:
        found = session.execute(row).one_or_none()
        if found is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        seen = (*found, session.scalar(steps), *session.execute(sheets).one())
    return sha256(repr(seen).encode()).hexdigest()[:16]


def hand_in(context: Context, filing_id: int, *, actor: str) -> Filing:
    """The filing, handed in or sent on again by a customer who acknowledged the nine prohibitions (FAQ 42).

    The acknowledgement stands in the audit log with the step; a cancellation asks for none. Raises what `review.submit`
    raises.
    """
    filing = filing_of(context, filing_id)
    verb = Verb.RESUBMIT if filing.state is State.RETURNED_TO_CUSTOMER else Verb.SUBMIT
    return review.step(context, filing_id, verb, actor=actor, acknowledged=asks_acknowledgement(filing.kind))


def asks_acknowledgement(kind: Kind) -> bool:
    """Whether the nine prohibitions are acknowledged with it: not where a site goes."""
    return kind.cancel_type is None
