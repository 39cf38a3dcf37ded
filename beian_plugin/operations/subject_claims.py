"""A customer asks to file for a subject that stands under another account of this host, and staff decide (FAQ 25)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from beian_plugin.errors import AccountRefused, InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.models.accounts import Account, SubjectClaim
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Customer, CustomerSubject, Subject
from beian_plugin.operations.accounts import masked_email
from beian_plugin.operations.filings import customer_row

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

LONGEST_WHY, LONGEST_ANSWER = 1000, 1000
#: So many wait for staff at most, of one customer.
MOST_OPEN = 5
#: As many are listed, the newest.
_MOST_SHOWN = 100


class ClaimState(Word):
    """How far a claim is."""

    OPEN = ("open", "等待核实", "being checked")
    GRANTED = ("granted", "已同意", "granted")
    REFUSED = ("refused", "未同意", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim as its customer sees it: nothing of the record or of who else files for it."""

    id: int
    number: str
    why: str
    state: ClaimState
    made_at: datetime
    decided_at: datetime | None
    #: The reason that staff gave.
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCase:
    """A claim as staff see it."""

    claim: Claim
    customer: str
    #: E-mail of the customer's own account, mostly stars; empty where the panel signs in its users.
    email: str
    decided_by: str
    #: None where no record has the number.
    subject_id: int | None
    subject_name: str
    #: Who files for the subject now, mostly stars.
    holders: tuple[str, ...]
    #: The customer files for it already.
    linked: bool


def claim_subject(context: Context, customer: str, licence: str, why: str) -> Claim:
    """The claim, for staff to decide; asking again while it is open gives the same one.

    It is taken whether a record has the number or not. Raises AccountRefused for what is no number, for no reason,
    and where too many of the customer's are open.
    """
    number, why = _number(licence), " ".join(why.split())[:LONGEST_WHY]
    if not why:
        raise AccountRefused(
            Text(
                "请说明为什么由您办理，例如“原经办人已离职，公司由我负责备案”。",
                "Say why you file for it, such as “who filed it has left the company; I do it now”.",
            )
        )
    with context.database.write() as session:
        owner = customer_row(context, session, customer)
        # Two wishes at once are one after the other.
        session.refresh(owner, with_for_update=True)
        mine = select(SubjectClaim).where(
            SubjectClaim.customer_id == owner.id, SubjectClaim.state == ClaimState.OPEN.value
        )
        waiting = session.scalars(mine).all()
        if same := next((row for row in waiting if row.licence_number == number), None):
            return _value(same)
        if len(waiting) >= MOST_OPEN:
            raise AccountRefused(
                Text(
                    f"您已有 {MOST_OPEN} 个认领等待核实，请等有结果后再申请。",
                    f"{MOST_OPEN} claims of yours are being checked: wait for a result first.",
                )
            )
        row = SubjectClaim(
            customer_id=owner.id, licence_number=number, why=why, state=ClaimState.OPEN.value, made_at=context.now()
        )
        session.add(row)
        session.flush()
        _note(context, session, customer, "claim_subject", row)
        return _value(row)


def claims_of(context: Context, customer: str) -> list[Claim]:
    """The customer's claims, the newest first."""
    query = (
        select(SubjectClaim)
        .join(Customer, Customer.id == SubjectClaim.customer_id)
        .where(Customer.user == customer)
        .order_by(SubjectClaim.id.desc())
        .limit(_MOST_SHOWN)
    )
    with context.database.read() as session:
        return [_value(row) for row in session.scalars(query)]


def open_claims(context: Context) -> list[ClaimCase]:
    """The claims that wait for staff, the oldest first."""
    query = select(SubjectClaim).where(SubjectClaim.state == ClaimState.OPEN.value)
    with context.database.read() as session:
        rows = session.scalars(query.order_by(SubjectClaim.id).limit(_MOST_SHOWN)).all()
        return [_case(session, row) for row in rows]


def claim_case(context: Context, claim_id: int) -> ClaimCase | None:
    """The claim of that number."""
    with context.database.read() as session:
        row = session.get(SubjectClaim, claim_id)
        return _case(session, row) if row is not None else None


def grant_claim(context: Context, claim_id: int, *, keep: bool, answer: str = "", actor: str) -> None:
    """Let the customer file for the subject; unless `keep`, who filed for it before does so no more.

    Their filings under way stay with them. Raises AccountRefused where the claim was decided, and where no record has
    the number.
    """
    with context.database.write() as session:
        row = _undecided(session, claim_id)
        subject = _subject(session, row.licence_number)
        if subject is None:
            raise AccountRefused(
                Text(
                    "没有该备案号的主体，无法关联：请核对备案号，或写明原因后不同意。",
                    "No subject has that number, so there is nothing to link: check it, or refuse with the reason.",
                )
            )
        others = CustomerSubject.subject_id == subject.id, CustomerSubject.customer_id != row.customer_id
        removed = session.scalar(select(func.count()).select_from(CustomerSubject).where(*others)) or 0
        if keep:
            removed = 0
        else:
            session.execute(delete(CustomerSubject).where(*others))
        session.merge(CustomerSubject(customer_id=row.customer_id, subject_id=subject.id))
        _decide(context, row, ClaimState.GRANTED, answer, actor)
        _note(context, session, actor, "grant_subject_claim", row, subject=str(subject.id), removed=str(removed))


def refuse_claim(context: Context, claim_id: int, *, answer: str, actor: str) -> None:
    """Refuse the claim for a reason that the customer reads.

    Raises AccountRefused without a reason, and where the claim was decided.
    """
    if not answer.strip():
        raise AccountRefused(Text("请写明不同意的原因，客户会看到。", "Say why it is refused: the customer reads it."))
    with context.database.write() as session:
        row = _undecided(session, claim_id)
        _decide(context, row, ClaimState.REFUSED, answer, actor)
        _note(context, session, actor, "refuse_subject_claim", row)


def _decide(context: Context, row: SubjectClaim, state: ClaimState, answer: str, actor: str) -> None:
    row.state, row.answer = state.value, answer.strip()[:LONGEST_ANSWER]
    row.decided_at, row.decided_by = context.now(), actor


def _undecided(session: Session, claim_id: int) -> SubjectClaim:
    row = session.get(SubjectClaim, claim_id, with_for_update=True)
    if row is None or row.state != ClaimState.OPEN:
        raise AccountRefused(
            Text("该认领已由他人办结：请刷新查看。", "The claim was decided by somebody else: reload the page.")
        )
    return row


def _number(licence: str) -> str:
    try:
        return str(parse_licence(licence).subject)
    except InvalidValue:
        raise AccountRefused(
            Text(
                "主体备案号写法不正确：请填写如 京ICP备10206937号 的号码，可用公共查询按域名查到。",
                "This is no licence number: write one such as 京ICP备10206937号; the public query finds it by domain.",
            )
        ) from None


def _subject(session: Session, number: str) -> Subject | None:
    return session.scalar(select(Subject).where(Subject.licence_number == number))


def _note(context: Context, session: Session, actor: str, action: str, row: SubjectClaim, **detail: str) -> None:
    target = f"subject_claim:{row.id}"
    session.add(AuditEntry(at=context.now(), actor=actor, action=action, target=target, detail=dict(detail)))


def _value(row: SubjectClaim) -> Claim:
    return Claim(
        id=row.id,
        number=row.licence_number,
        why=row.why,
        state=ClaimState(row.state),
        made_at=row.made_at,
        decided_at=row.decided_at,
        answer=row.answer,
    )


def _case(session: Session, row: SubjectClaim) -> ClaimCase:
    subject = _subject(session, row.licence_number)
    holders: list[str] = []
    if subject is not None:
        query = (
            select(Customer.user)
            .join(CustomerSubject, CustomerSubject.customer_id == Customer.id)
            .where(CustomerSubject.subject_id == subject.id)
            .order_by(Customer.id)
        )
        holders = list(session.scalars(query))
    user = row.customer.user
    email = session.scalar(select(Account.email).where(Account.name == user))
    return ClaimCase(
        claim=_value(row),
        customer=user,
        email=masked_email(email),
        decided_by=row.decided_by,
        subject_id=subject.id if subject else None,
        subject_name=subject.name if subject else "",
        holders=tuple(_masked(holder) for holder in holders if holder != user),
        linked=user in holders,
    )


def _masked(user: str) -> str:
    """The panel's name of a customer, mostly stars."""
    return masked_email(user) or f"{user[:2]}***{user[-1:] if len(user) > 4 else ''}"
