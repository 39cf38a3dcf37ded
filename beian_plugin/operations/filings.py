"""Open a filing and take it step by step; `take_step` is the only writer of a filing's state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import load_only, selectinload

from beian_plugin.errors import FilingRefused, InvalidValue
from beian_plugin.filing.application import Filing, FilingChange
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import HostKind, parse_host, to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.states import OPEN_STATES, State, Verb, next_state
from beian_plugin.filing.verdict import Severity
from beian_plugin.models import standing
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Customer, Domain, FilingDomain, FilingRow, FilingStep, Untold
from beian_plugin.operations import terms
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from beian_plugin.hooks.calls import Stamp
    from beian_plugin.models.base import Base
    from beian_plugin.operations.context import Context

#: A step whose notice is not noted as given is told again after this, and after a plugin failed on it twice as long
#: each time: for some four hours in all.
TOLD_AGAIN = timedelta(minutes=1)


def open_filing(
    context: Context,
    kind: Kind,
    hosts: Iterable[str],
    *,
    customer: str,
    actor: str,
    province: str | None = None,
    takes_over: bool | None = None,
    kind_said: bool = False,
) -> Filing:
    """A draft of `kind` for the registrable domains of `hosts`; the filing that is open already where there is one.

    The province is that of the domains' record where none is given; a transfer in takes over a record, and what else
    does the caller says, as well as that the customer named the kind. Raises InvalidValue for a host that no filing can
    be made for.
    """
    names = sorted({_registrable(host) for host in hosts})
    now = context.now()
    with context.database.write() as session:
        know_domains(context, session, names)
        if kind is Kind.CANCEL_ACCESS:
            refuse_last_access(session, names)
        owner = customer_row(context, session, customer) if customer else None
        known = session.execute(select(Domain.province, Domain.subject_id).where(Domain.name == names[0])).one()
        province = province or known.province
        for open_one in _open_filings(session, kind, owner):
            if [domain.name for domain in open_one.domains] == names:
                open_one.province = open_one.province or province
                return filing_value(open_one)
        row = FilingRow(
            kind=kind.value,
            state=State.DRAFT.value,
            customer=owner,
            subject_id=known.subject_id,
            province=province,
            takes_over=kind is Kind.TRANSFER_IN if takes_over is None else takes_over,
            kind_said=kind_said,
            domains=[FilingDomain(name=name) for name in names],
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        session.flush()
        standing.refresh(session, names)
        session.add(AuditEntry(at=now, actor=actor, action="open_filing", target=f"filing:{row.id}"))
        return filing_value(row)


def know_domains(context: Context, session: Session, names: Iterable[str]) -> None:
    """Make the domains known and hold them until the transaction ends: two who open the same filing take turns."""
    note_domains(context, session, names)
    hold_domains(session, names)


def note_domains(context: Context, session: Session, names: Iterable[str]) -> None:
    """Make the domains known; before any is held, so that nobody waits crosswise."""
    for name in sorted(names):
        values = {"name": name, "updated_at": context.now(), **_BLANK}
        session.execute(_insert(context, Domain).values(values).on_conflict_do_nothing())


def refuse_last_access(session: Session, names: Iterable[str]) -> None:
    """Raise FilingRefused for the first of the domains whose only access known is ours (code 1025; FAQ 45, 53)."""
    query = select(Domain.name).where(Domain.name.in_(list(names)), Domain.access == "ours", ~Domain.other_access)
    for name in session.scalars(query.order_by(Domain.name).limit(1)):
        found = finding("last_access", domain=to_unicode(name))
        zh, en = (f"{found.message(lang)} {found.step(lang)}" for lang in ("zh", "en"))
        raise refused(zh, en, code=found.code)


def hold_domains(session: Session, names: Iterable[str]) -> None:
    """Lock the domains, in one order for everybody, before what is derived for them is derived from other tables."""
    query = select(Domain.id).where(Domain.name.in_(sorted(names))).order_by(Domain.name).with_for_update()
    session.scalars(query).all()


def _insert(context: Context, table: type[Base]) -> Any:
    """An INSERT that lets another writer have been first."""
    return sqlite.insert(table) if context.database.is_sqlite else postgresql.insert(table)


#: The gate's columns of a domain of which nothing else is known; `standing.refresh` fills them.
_BLANK = {
    "access": "unknown",
    "other_access": False,
    "shares_site": False,
    "blacklisted": False,
    "subject_number": "",
    "site_number": "",
    "addresses": "",
}


def _open_filings(session: Session, kind: Kind, owner: Customer | None) -> list[FilingRow]:
    states = [state.value for state in OPEN_STATES]
    query = select(FilingRow).where(FilingRow.kind == kind.value, FilingRow.state.in_(states))
    whose = FilingRow.customer_id.is_(None) if owner is None else FilingRow.customer_id == owner.id
    return list(session.scalars(query.where(whose).order_by(FilingRow.id)))


def hold_filing(session: Session, filing_id: int, besides: Iterable[str] = ()) -> list[str]:
    """The domains of a filing, and those `besides`, held until the transaction ends, in the order of their names.

    Who changes the filing derives their standing after.
    """
    query = select(FilingDomain.name).where(FilingDomain.filing_id == filing_id)
    names: set[str] = set()
    wanted = set(besides)
    # Whoever held them before may have changed which they are.
    while (wanted := wanted | set(session.scalars(query))) - names:
        names = wanted
        hold_domains(session, names)
    return sorted(names)


def take_step(
    context: Context,
    session: Session,
    filing_id: int,
    verb: Verb,
    *,
    actor: str,
    reason: str = "",
    fields: Mapping[str, str] | None = None,
    plugins: Iterable[Stamp] = (),
) -> FilingChange:
    """One step within the caller's transaction: state, history, audit, obligations, and the note that nobody was told.

    The caller holds the filing's domains before, derives their standing after, and calls `tell` once it committed.
    `fields` are reasons by path within the particulars, `plugins` those that were asked. Raises TransitionError where
    the table has no such step, InvalidValue where there is no such filing.
    """
    now = context.now()
    row = filing_row(session, filing_id)
    before = State(row.state)
    after = next_state(before, verb)
    row.state, row.updated_at = after.value, now
    if after is State.APPROVED and row.approved_on is None:
        row.approved_on = now.astimezone(CHINA).date()
        terms.start_obligations(context, session, row, row.approved_on)
    if verb is Verb.UPLOAD:
        row.due = terms.review_due(session, terms.review_start(session, row, now))
    elif after is not State.AUTHORITY_REVIEW:
        row.due = None
    if verb in _ENDS_PASSWORD:
        row.password, row.password_tries, row.password_check = None, 0, ""
    step = FilingStep(
        filing_id=row.id,
        verb=verb.value,
        before=before.value,
        after=after.value,
        actor=actor,
        at=now,
        reason=reason,
        fields=dict(fields or {}),
        plugins=[list(stamp) for stamp in plugins],
    )
    session.add(step)
    session.flush()
    session.add(Untold(step_id=step.id, next_try_at=now + TOLD_AGAIN))
    session.add(AuditEntry(at=now, actor=actor, action=verb.value, target=f"filing:{row.id}"))
    session.flush()
    return change_of(row, step)


#: The filing password is kept until the result (FAQ 36).
_ENDS_PASSWORD = frozenset({Verb.APPROVE, Verb.RETURN_TO_PROVIDER, Verb.WITHDRAW})


def change_of(row: FilingRow, step: FilingStep) -> FilingChange:
    """The step as plugins are told of it."""
    return FilingChange(
        step=step.id,
        filing=replace(filing_value(row), state=State(step.after)),
        verb=Verb(step.verb),
        previous=State(step.before),
        actor=step.actor,
        at=step.at,
        reason=step.reason,
        fields=MappingProxyType(dict(step.fields)),
    )


def filing_row(session: Session, filing_id: int) -> FilingRow:
    """The row of a filing, locked until the transaction ends. Raises InvalidValue where there is none."""
    # What the session read before the lock may be old by now; what it changed is written first.
    session.flush()
    row = session.get(FilingRow, filing_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
    return row


def ask_plugins(context: Context, filing_id: int) -> str:
    """What plugins find in a filing that is being handed in, as one text. Raises FilingRefused where one denies it."""
    with context.database.read() as session:
        row = filing_row(session, filing_id)
        filing = replace(filing_value(row), particulars=parse_particulars(row.particulars))
    findings = context.plugins.check("beian_check_filing", filing=filing)
    for found in findings:
        if found.severity is Severity.DENY:
            raise FilingRefused(f"{found.message()} {found.step()}".strip())
    return " ".join(f"{found.message()} {found.step()}".strip() for found in findings)


def filings_of(context: Context, customer: str) -> list[Filing]:
    """The filings of the panel's user, the newest first."""
    query = select(*_SHOWN).join(Customer).where(Customer.user == customer).order_by(FilingRow.id.desc())
    about = select(FilingDomain.filing_id, FilingDomain.name).join(FilingRow).join(Customer)
    names: defaultdict[int, list[str]] = defaultdict(list)
    # Columns alone: a customer may have hundreds, and a page shows what they are.
    with context.database.read() as session:
        for filing_id, name in session.execute(about.where(Customer.user == customer)):
            names[filing_id].append(name)
        return [_value(row, names[row.id], customer) for row in session.execute(query)]


def filing_of(context: Context, filing_id: int) -> Filing:
    """The filing with that id. Raises InvalidValue where there is none."""
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        return filing_value(row)


def latest_filings(context: Context, *, state: State | None = None, limit: int = 50) -> list[Filing]:
    """The newest filings of all customers, in one state or in any."""
    query = select(FilingRow).order_by(FilingRow.id.desc()).limit(limit)
    with context.database.read() as session:
        rows = session.scalars(query if state is None else query.where(FilingRow.state == state.value))
        return [filing_value(row) for row in rows]


def _registrable(host: str) -> str:
    parsed = parse_host(host)
    if parsed.kind is not HostKind.NAME:
        raise InvalidValue(
            f"{parsed.ascii} is no domain; a filing is made for a domain.", what="host", reason="address"
        )
    return parsed.registrable


def customer_row(context: Context, session: Session, user: str) -> Customer:
    """The panel's user, noted where nobody knew them; of two who do so at once both get the one row."""
    query = _insert(context, Customer).values(user=user, created_at=context.now()).on_conflict_do_nothing()
    session.execute(query)
    return session.scalars(select(Customer).where(Customer.user == user)).one()


def parse_particulars(stored: str | None) -> Particulars:
    """What a filing or a record says, from the JSON in which it is stored; empty where nothing is."""
    return msgspec.json.decode(stored, type=Particulars) if stored else Particulars()


#: What a filing shows, and nothing that has to be opened.
_SHOWN = (
    FilingRow.id,
    FilingRow.kind,
    FilingRow.state,
    FilingRow.province,
    FilingRow.verified,
    FilingRow.on_behalf,
    FilingRow.waits_for_id,
    FilingRow.due,
)
#: Loads of a filing what `filing_value` takes.
LIGHT = (
    load_only(*_SHOWN, FilingRow.customer_id, FilingRow.subject_id),
    selectinload(FilingRow.domains),
    selectinload(FilingRow.customer),
)


def filing_value(row: FilingRow) -> Filing:
    """A filing as hooks and pages see it."""
    return _value(row, (domain.name for domain in row.domains), row.customer.user if row.customer else "")


def _value(row: FilingRow | Row[*tuple[Any, ...]], domains: Iterable[str], customer: str) -> Filing:
    return Filing(
        id=row.id,
        kind=Kind(row.kind),
        state=State(row.state),
        domains=tuple(sorted(domains)),
        customer=customer,
        province=row.province,
        verified=row.verified,
        waits_for=row.waits_for_id,
        due=row.due,
        on_behalf=row.on_behalf,
    )
