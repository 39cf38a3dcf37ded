"""The panel's own tables: users, servers, sites, orders, transfers, and what the plugin answered about each."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin  # type: ignore[import-untyped]
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

#: The role of whoever is no staff; those of staff are the plugin's.
CUSTOMER = "customer"


class SiteState(StrEnum):
    """Whether visitors see a site."""

    SERVED = "served"
    #: It exists, and visitors get a notice.
    HELD = "held"


class JobState(StrEnum):
    """Whether an order or a transfer was carried out."""

    DONE = "done"
    WAITING = "waiting"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Base(DeclarativeBase):
    """The panel's own metadata; the plugin's tables live in another database."""

    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012  SQLAlchemy's


class User(Base, UserMixin):  # type: ignore[misc]
    """A customer or a member of staff."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(32), unique=True)
    password_hash: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default=CUSTOMER)
    #: Who files for this customer's sites: type of the certificate, and what the customer told of itself when it
    #: signed up, by the fields of a filing's subject. Empty for staff.
    certificate_kind: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    servers: Mapped[list[Server]] = relationship(order_by="Server.id")
    sites: Mapped[list[Site]] = relationship(order_by="Site.id")
    orders: Mapped[list[Order]] = relationship(order_by="Order.id.desc()")
    transfers: Mapped[list[Transfer]] = relationship(order_by="Transfer.id.desc()")

    @property
    def is_staff(self) -> bool:
        """Whether the user works at the filing desk."""
        return self.role != CUSTOMER


class Server(Base):
    """A server of a customer."""

    __tablename__ = "server"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    product: Mapped[str]
    region: Mapped[str]
    address: Mapped[str] = mapped_column(unique=True)


class Check(Base):
    """The latest answer of the plugin to one question of one customer."""

    __tablename__ = "check"
    __table_args__ = (UniqueConstraint("owner_id", "question", "about", "region"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    #: `domain_bind`, `server_order`, `transfer_in`, `transfer_out` or `transfer_move`.
    question: Mapped[str]
    #: Host or product; the same question asked again replaces its answer.
    about: Mapped[str]
    region: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=_now)
    #: What the page shows, as `cards.card_of` makes it.
    card: Mapped[dict[str, Any]]

    owner: Mapped[User] = relationship()


class Site(Base):
    """A host name on a server."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    server_id: Mapped[int] = mapped_column(ForeignKey("server.id"))
    check_id: Mapped[int] = mapped_column(ForeignKey("check.id"))
    #: In punycode, as browsers send it.
    host: Mapped[str] = mapped_column(unique=True)
    #: As its owner writes it.
    shown: Mapped[str]
    #: The registrable domain in punycode, by which filings name it; empty for an address.
    domain: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default=SiteState.HELD)

    owner: Mapped[User] = relationship(overlaps="sites")
    server: Mapped[Server] = relationship()
    check: Mapped[Check] = relationship()


class Order(Base):
    """Servers that a customer ordered."""

    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("check.id"))
    product: Mapped[str]
    region: Mapped[str]
    months: Mapped[int]
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    at: Mapped[datetime] = mapped_column(default=_now)

    owner: Mapped[User] = relationship(overlaps="orders")
    check: Mapped[Check] = relationship()


class Transfer(Base):
    """A site that came in, left, or moved to another server."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("check.id"))
    host: Mapped[str]
    domain: Mapped[str] = mapped_column(index=True)
    direction: Mapped[str]
    #: Server that the site goes to (in, move) or stands on (out).
    server_id: Mapped[int] = mapped_column(ForeignKey("server.id"))
    subject_correct: Mapped[bool | None]
    has_password: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    at: Mapped[datetime] = mapped_column(default=_now)

    owner: Mapped[User] = relationship(overlaps="transfers")
    server: Mapped[Server] = relationship()
    check: Mapped[Check] = relationship()
