"""The tables of accounts of our own, of claims on subjects, and of the e-mails that wait to be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beian_plugin.models.base import Base
from beian_plugin.models.crypto import Encrypted
from beian_plugin.models.tables import Customer


class Account(Base):
    """An account of ours, for hosts whose panel has none (FAQ 18, 19); its name is the `user` of its customer."""

    __tablename__ = "beian_account"
    __table_args__ = (
        CheckConstraint("(kind = 'staff') = (roles <> '')", name="staff_iff_roles"),
        CheckConstraint("(email IS NULL) = (email_index IS NULL)", name="email_iff_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: In lower case; it stays for ever, for histories name it.
    name: Mapped[str] = mapped_column(String(64), unique=True)
    #: A value of `operations.accounts.AccountKind`.
    kind: Mapped[str] = mapped_column(String(16))
    #: Of staff, separated by spaces.
    roles: Mapped[str] = mapped_column(String(64), default="")
    #: Whose it is, as staff wrote it.
    holder: Mapped[str] = mapped_column(String(128), default="")
    email: Mapped[str | None] = mapped_column(Encrypted("account.email"))
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    #: Salted hash; empty until a password is set.
    password: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class AccountSession(Base):
    """A browser in which somebody is signed in; only the hash of what its cookie says is kept."""

    __tablename__ = "beian_account_session"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("beian_account.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)

    account: Mapped[Account] = relationship()


class AccountLink(Base):
    """A link by which a password is set once: for an account, or for the one that it makes for an e-mail address."""

    __tablename__ = "beian_account_link"
    __table_args__ = (CheckConstraint("(account_id IS NULL) = (email IS NOT NULL)", name="account_or_email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of what stands in the link, which itself is not kept.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("beian_account.id"), index=True)
    email: Mapped[str | None] = mapped_column(Encrypted("account_link.email"))
    ends_at: Mapped[datetime] = mapped_column(index=True)


class SubjectClaim(Base):
    """A customer's wish to file for a subject that stands under another account of this host (FAQ 25)."""

    __tablename__ = "beian_subject_claim"
    __table_args__ = (CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="open_iff_undecided"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("beian_customer.id"), index=True)
    #: As the customer gave it, which may be nobody's.
    licence_number: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(Encrypted("subject_claim.why"))
    #: A value of `operations.subject_claims.ClaimState`.
    state: Mapped[str] = mapped_column(String(8), index=True)
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(128), default="")
    #: The reason that the customer reads.
    answer: Mapped[str] = mapped_column(Text, default="")

    customer: Mapped[Customer] = relationship()


class WaitingMail(Base):
    """An e-mail that waits to be written and sent; it is gone once it was."""

    __tablename__ = "beian_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Which writer writes it.
    kind: Mapped[str] = mapped_column(String(32))
    #: What the writer needs to know: JSON of texts.
    content: Mapped[str] = mapped_column(Encrypted("mail.content"))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(index=True)
