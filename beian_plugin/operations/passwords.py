"""The filing password (备案密码): asked for where needed, kept sealed until the result, checked (FAQ 8, 36, 53)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from beian_plugin.authority import open_authority
from beian_plugin.errors import AuthorityRefused, AuthorityUnreachable, FilingRefused, InvalidValue
from beian_plugin.filing.completeness import refused
from beian_plugin.filing.kinds import Kind, Password
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.states import IN_FLIGHT_STATES, OPEN_STATES, State
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.drafts import subject_of
from beian_plugin.operations.filings import filing_row, parse_particulars
from beian_plugin.operations.sync.patience import passes
from beian_plugin.operations.waiting import has_unanswered

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: Wrong tries of ours before we stop; the authority has a limit of its own and then answers with code 22.
MOST_TRIES = 5
_TOO_MANY = 22
_LONGEST = 128

#: Both ways to get the password back (FAQ 8, 36).
RECOVERY = Text(
    "请到工信部网站找回备案密码；网站上找不回的，持相关证件、域名证书和密码重置申请表向当地管局申请重置（FAQ 8）。",
    "Recover the filing password on the ministry's site; where that fails, ask the authority to reset it with the "
    "certificates, the domain certificate and the reset form (FAQ 8).",
)


class Asks(StrEnum):
    """Whether a filing asks for the filing password."""

    REQUIRED = "required"
    #: The customer gives it; the filing may go without it.
    OPTIONAL = "optional"
    NEVER = "never"


class Check(Word):
    """What came of checking a password with the authority in the background."""

    #: There is none, no line to the authority, or no number yet that it could belong to.
    NONE = ("", "未核对", "not checked")
    ASKED = ("asked", "正在向管局核对", "is being checked with the authority")
    RIGHT = ("right", "正确", "right")
    WRONG = ("wrong", "错误", "wrong")
    #: The authority would not say; it looks at the password with the filing.
    UNANSWERED = ("unanswered", "管局没有答复", "the authority did not say")


class Verifier(Protocol):
    """Who can tell whether a password is right: `authority.client.Authority`."""

    def verify_password(self, number: str, password: str) -> bool:
        """Whether `password` is that of the subject with the licence number."""


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """What came of a check."""

    right: bool
    #: Tries that are left here; the authority may stop earlier.
    tries_left: int
    text: Text


def asks_password(kind: Kind, *, filed_elsewhere: bool = False, name_changes: bool = False) -> Asks:
    """Whether a filing of `kind` needs the password, asks for it, or has no place for it (FAQ 36, 53)."""
    if kind.needs_password(filed_elsewhere=filed_elsewhere, name_changes=name_changes):
        return Asks.REQUIRED
    return Asks.NEVER if kind.password is Password.NEVER else Asks.OPTIONAL


def give_password(context: Context, filing_id: int, password: str, *, actor: str) -> None:
    """Keep the password, sealed, until the result. Raises InvalidValue where none is asked for or it cannot be one."""
    if not password or len(password) > _LONGEST:
        raise InvalidValue("The filing password is empty or longer than 128 characters.", what="filing password")
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if asks_password(Kind(row.kind)) is Asks.NEVER:
            raise InvalidValue("This kind of filing carries no filing password.", what="filing password")
        if State(row.state) not in OPEN_STATES - IN_FLIGHT_STATES or has_unanswered(session, filing_id):
            state = State(row.state)
            raise refused(
                f"备案申请处于“{state.zh}”，现在不能填写备案密码。",
                f"The filing is {state.en}: it takes no filing password now.",
                path="password",
            )
        # Whoever is putting the filing into a file sees by the moment that it is another one now.
        row.password, row.updated_at = password, context.now()
        row.password_check = _may_check(context, session, row).value
        _audit(context, session, row, actor, "give_password")


def check_password(
    context: Context, filing_id: int, authority: Verifier | None = None, *, actor: str = "beian"
) -> PasswordCheck:
    """Ask the authority whether the filing's password is right; one that is wrong is erased, and the try counted.

    Raises InvalidValue without a password or a number to ask about and for a password that cannot be one, FilingRefused
    after too many wrong tries, and AuthorityUnreachable where no answer came; neither counts as a try.
    """
    if authority is None:
        with closing(open_authority(context.settings)) as opened:
            return check_password(context, filing_id, opened, actor=actor)
    number, password = _take_try(context, filing_id)
    try:
        right = authority.verify_password(number, password)
    except (AuthorityUnreachable, InvalidValue):
        _settle(context, filing_id, password, actor, given_back=True)
        raise
    except AuthorityRefused as error:
        stopped = error.code == _TOO_MANY
        _settle(context, filing_id, password, actor, tries=MOST_TRIES if stopped else None, given_back=not stopped)
        if stopped:
            raise _too_many() from error
        raise
    left = _settle(context, filing_id, password, actor, right=right)
    if right:
        return PasswordCheck(right=True, tries_left=left, text=Text("备案密码正确。", "The filing password is right."))
    return PasswordCheck(
        right=False,
        tries_left=left,
        text=Text(
            f"备案密码错误，还可以再试 {left} 次。{RECOVERY.zh}",
            f"The filing password is wrong; {left} more tries are left. {RECOVERY.en}",
        ),
    )


def check_asked(context: Context, authority: Verifier) -> int:
    """Check the passwords that customers gave and that nobody has checked yet; how many answers came.

    Raises AuthorityUnreachable, and AuthorityRefused for what passes by itself: the rest is asked again later.
    """
    states = [state.value for state in _CHECKED_IN]
    query = select(FilingRow.id).where(FilingRow.password_check == Check.ASKED.value, FilingRow.state.in_(states))
    with context.database.read() as session:
        asked = session.scalars(query.order_by(FilingRow.updated_at).limit(_AT_ONCE)).all()
    for filing_id in asked:
        try:
            check_password(context, filing_id, authority)
        except (InvalidValue, FilingRefused):
            _leave_unanswered(context, filing_id)
        except AuthorityRefused as refusal:
            if passes(refusal.code):
                raise
            _leave_unanswered(context, filing_id)
    return len(asked)


#: Passwords of filings that somebody may still edit or return are checked, so many in one round.
_CHECKED_IN = OPEN_STATES - IN_FLIGHT_STATES - {State.QUEUED}
_AT_ONCE = 20


def _leave_unanswered(context: Context, filing_id: int) -> None:
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if row.password_check == Check.ASKED:
            row.password_check = Check.UNANSWERED.value


def _may_check(context: Context, session: Session, row: FilingRow) -> Check:
    """Whether the password that was given is to be checked in the background."""
    if not context.settings.authority_url or row.password_tries >= MOST_TRIES:
        return Check.NONE
    try:
        _subject_number(session, row)
    except InvalidValue:
        return Check.NONE
    return Check.ASKED


def allow_tries(context: Context, filing_id: int, *, actor: str) -> None:
    """Let the password be tried anew, once the customer has recovered it. Raises InvalidValue for no such filing."""
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        row.password_tries = 0
        _audit(context, session, row, actor, "allow_password_tries")


def _take_try(context: Context, filing_id: int) -> tuple[str, str]:
    """The number and password to ask about; the try is counted before it is made, so that none is free."""
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if not row.password:
            raise InvalidValue("The filing has no filing password yet: enter it first.", what="filing password")
        number = _subject_number(session, row)
        if row.password_tries >= MOST_TRIES:
            raise _too_many()
        row.password_tries += 1
        return number, row.password


def _subject_number(session: Session, row: FilingRow) -> str:
    """The subject's licence number, which is what a password belongs to."""
    particulars = parse_particulars(row.particulars)
    said = [particulars.subject.licence_number] if particulars.subject else []
    said += [site.licence_number for site in particulars.sites]
    subject = subject_of(session, row)
    if subject is not None and subject.licence_number:
        said.append(subject.licence_number)
    for text in filter(None, said):
        return str(parse_licence(text).subject)
    raise InvalidValue(
        "The filing names no licence number that a password could belong to: enter it first.", what="licence number"
    )


def _settle(
    context: Context,
    filing_id: int,
    password: str,
    actor: str,
    *,
    right: bool | None = None,
    tries: int | None = None,
    given_back: bool = False,
) -> int:
    """Write down what came of a try; the tries that are left."""
    with context.database.write() as session:
        row = filing_row(session, filing_id)
        if given_back:
            row.password_tries = max(0, row.password_tries - 1)
        if tries is not None:
            row.password_tries = tries
        if right is not None:
            row.password_tries = 0 if right else row.password_tries
            _audit(context, session, row, actor, "check_password", right=right)
        # Meanwhile another one may have been given.
        if right is not None and row.password == password:
            row.password_check = (Check.RIGHT if right else Check.WRONG).value
            row.updated_at = context.now()
            if not right:
                row.password = None
        return max(0, MOST_TRIES - row.password_tries)


def _too_many() -> Exception:
    return refused(
        f"备案密码错误次数过多，已停止核对。{RECOVERY.zh}",
        f"The filing password was wrong too often; no more tries are made. {RECOVERY.en}",
        path="password",
        code="too_many_tries",
    )


def _audit(context: Context, session: Session, row: FilingRow, actor: str, action: str, **detail: object) -> None:
    session.add(AuditEntry(at=context.now(), actor=actor, action=action, target=f"filing:{row.id}", detail=detail))
