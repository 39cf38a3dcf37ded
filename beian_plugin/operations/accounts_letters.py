"""What accounts are told by e-mail: registering, and finding an account again by filing or by account (FAQ 40).

Who asks learns nothing from the answer: the question is noted, and only the background work looks whether there is
anybody to write to. It writes to addresses that are on record, never to one that was merely typed in, but for a
registration, whose link proves the address.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.errors import AccountRefused, InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.verdict import Text
from beian_plugin.models.accounts import Account
from beian_plugin.models.tables import Customer, CustomerSubject, Subject
from beian_plugin.notify.mail import Letter
from beian_plugin.operations.accounts import AccountKind, checked_email, email_index, folded, slow_down
from beian_plugin.operations.accounts_links import link_address, make_link
from beian_plugin.operations.askers import Limit, network
from beian_plugin.operations.filings import parse_particulars
from beian_plugin.operations.mail import post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.mail import Writer

_BY_ADDRESS = Limit("letter.address", 10, 120_000)
_BY_EMAIL = Limit("letter.email", 3, 1_200_000)
_SUBJECT = Text("备案帐号", "Your filing account")
_IGNORE = Text(
    "如果不是您本人申请，请忽略本邮件，帐号不会有任何变化。",
    "If you did not ask for this, ignore it: nothing changes.",
)
_SET = Text(
    "请在 1 小时内打开下面的链接设置密码，链接只能用一次：\n{link}",
    "Open this link within an hour to set a password; it works once:\n{link}",
)
_REGISTER = Text("您正在注册备案帐号。", "You are registering a filing account.")
_HAS_ACCOUNT = Text(
    "您的邮箱已有备案帐号：{name}，可直接用该帐号或邮箱登录。忘记密码的，用下面的链接。",
    "This e-mail address has an account already: {name}. Sign in with it or with the address. If the password is lost, "
    "use the link below.",
)
_ACCOUNT = Text("您的备案帐号是：{name}", "Your filing account is: {name}")
_NO_ACCOUNT = Text(
    "备案 {number} 在本系统没有可以登录的帐号。请先注册帐号，再申请认领该主体。",
    "No account here files for {number}. Register one, then claim the subject.",
)
_STAFF = Text(
    "该邮箱属于备案人员的帐号 {name}，请联系运维重置密码。",
    "This address belongs to the staff account {name}: ask ops to reset its password.",
)


def ask_to_register(context: Context, email: str, *, address: str) -> None:
    """Send a link to the e-mail address by which its owner makes an account, or is told of the one they have.

    Raises AccountRefused for what is no e-mail address, and where the asker has to wait.
    """
    _ask(context, "register", checked_email(email), address)


def ask_by_account(context: Context, name: str, email: str, *, address: str) -> None:
    """Send a link to the e-mail address of the account, if that is the one (FAQ 40 B). Raises as `ask_to_register`."""
    _ask(context, "by_account", checked_email(email), address, name=folded(name))


def ask_by_filing(context: Context, licence: str, email: str, *, address: str) -> None:
    """Send links to the e-mail address of the filing, if that is the one (FAQ 40 A). Raises as `ask_to_register`."""
    try:
        number = str(parse_licence(licence).subject)
    except InvalidValue:
        raise AccountRefused(
            Text(
                "备案号写法不正确：请照网站底部所写填写，例如 京ICP备10206937号-1。",
                "This is no licence number: write it as at the foot of the site, such as 京ICP备10206937号-1.",
            )
        ) from None
    _ask(context, "by_filing", checked_email(email), address, number=number)


def _ask(context: Context, kind: str, email: str, address: str, **said: str) -> None:
    slow_down(context, (_BY_ADDRESS, network(address)), (_BY_EMAIL, email))
    with context.database.write() as session:
        post(context, session, kind, email=email, **said)


def _write_registration(context: Context, said: Mapping[str, str]) -> Letter | None:
    index = email_index(context.database.keys, said["email"])
    with context.database.write() as session:
        row = session.scalar(select(Account).where(Account.email_index == index))
        if row is None:
            link = make_link(context, session, email=said["email"])
            return _letter(said["email"], _REGISTER, _with_link(context, link))
        if row.closed_at is not None:
            return None
        if row.kind == AccountKind.STAFF:
            return _letter(said["email"], _filled(_STAFF, name=row.name))
        return _letter(said["email"], _filled(_HAS_ACCOUNT, name=row.name), _reset(context, session, row))


def _write_by_account(context: Context, said: Mapping[str, str]) -> Letter | None:
    index = email_index(context.database.keys, said["email"])
    with context.database.write() as session:
        query = select(Account).where(Account.name == said["name"], Account.email_index == index, *_CUSTOMERS)
        row = session.scalar(query)
        if row is None or row.email is None:
            return None
        return _letter(row.email, _filled(_ACCOUNT, name=row.name), _reset(context, session, row))


def _write_by_filing(context: Context, said: Mapping[str, str]) -> Letter | None:
    with context.database.write() as session:
        subject = session.scalar(select(Subject).where(Subject.licence_number == said["number"]))
        on_record = _addresses(subject) if subject else {}
        if subject is None or said["email"] not in on_record:
            return None
        query = (
            select(Account)
            .join(Customer, Customer.user == Account.name)
            .join(CustomerSubject, CustomerSubject.customer_id == Customer.id)
            .where(CustomerSubject.subject_id == subject.id, *_CUSTOMERS)
            .order_by(Account.id)
        )
        parts: list[Text] = []
        for row in session.scalars(query):
            parts += [_filled(_ACCOUNT, name=row.name), _reset(context, session, row)]
        to = on_record[said["email"]]
        return _letter(to, *(parts or [_filled(_NO_ACCOUNT, number=said["number"])]))


_CUSTOMERS = (Account.kind != AccountKind.STAFF.value, Account.closed_at.is_(None))
#: Who writes which kind of e-mail.
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"register": _write_registration, "by_account": _write_by_account, "by_filing": _write_by_filing}
)


def _addresses(subject: Subject) -> dict[str, str]:
    """The e-mail addresses of the subject's principal on record, as compared and as written.

    Those of a site's principal do not count: who looks after one site need not answer for the subject. Nor does one
    with other letters than the interface takes, at which a mail server stops.
    """
    published = parse_particulars(subject.published).subject
    texts = (subject.principal.email if subject.principal else "", published.principal.email if published else "")
    parts = (part.strip() for text in texts for part in (text or "").split(";"))
    return {folded(part): part for part in parts if part.isascii()}


def _reset(context: Context, session: Session, row: Account) -> Text:
    return _with_link(context, make_link(context, session, account_id=row.id))


def _with_link(context: Context, plain: str) -> Text:
    return _filled(_SET, link=link_address(context, plain))


def _filled(text: Text, **values: str) -> Text:
    return Text(text.zh.format(**values), text.en.format(**values))


def _letter(to: str, *parts: Text) -> Letter:
    said = (*parts, _IGNORE)
    words = ("\n\n".join(part.to(lang) for part in said) for lang in ("zh", "en"))
    return Letter(to=to, subject=f"{_SUBJECT.zh} {_SUBJECT.en}", text="\n\n----\n\n".join(words) + "\n")
