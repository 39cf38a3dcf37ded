"""The kinds of filing (FAQ 31, 53) and how each travels over the interface."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Self


class Password(Enum):
    """When a filing carries the filing password (FAQ 36, 53)."""

    #: Never: there is none yet, or the operation has no place for it.
    NEVER = auto()
    #: The authority refuses the filing without it.
    ALWAYS = auto()
    #: When the subject was filed through another provider.
    FILED_ELSEWHERE = auto()
    #: When the name of the subject changes.
    NAME_CHANGES = auto()
    #: The customer gives it; the interface lets it be missing.
    ASKED = auto()


class Kind(StrEnum):
    """What a filing asks of the authority."""

    #: Chinese name, as screens show it.
    zh: str
    #: English name, as screens show it.
    en: str
    #: Element under `ICP` that carries the filing.
    operation: str
    #: `Czlx`, by which a result names the kind.
    result_type: int
    #: When the filing password goes with it.
    password: Password
    #: `Zxlb`, which tells the three cancellations apart; None for every other kind.
    cancel_type: int | None

    # The defaults are for type checkers, which hold the look-up `Kind("new")` against this signature.
    def __new__(
        cls,
        tag: str,
        zh: str = "",
        en: str = "",
        operation: str = "",
        result_type: int = 0,
        password: Password = Password.NEVER,
        cancel_type: int | None = None,
    ) -> Self:
        """The member whose value is `tag`."""
        kind = str.__new__(cls, tag)
        kind._value_ = tag
        kind.zh, kind.en = zh, en
        kind.operation, kind.result_type, kind.cancel_type = operation, result_type, cancel_type
        kind.password = password
        return kind

    #: Neither the subject nor the domain was ever filed.
    NEW = ("new", "新备案", "new filing", "XZBA", 1, Password.NEVER)
    #: The site is filed through another provider and comes to this one; on the wire an access is added.
    TRANSFER_IN = ("transfer_in", "转接入", "transfer in", "XZJR", 3, Password.ALWAYS)
    #: The subject is filed, the site is not; covers 新增无主体的网站, where another provider filed the subject.
    ADD_SITE = ("add_site", "新增网站", "add a site", "XZWZ", 2, Password.FILED_ELSEWHERE)
    #: Subject, sites or accesses on record are put right, domains added or taken off.
    CHANGE = ("change", "变更备案", "change", "BGBA", 4, Password.NAME_CHANGES)
    #: The whole filing goes: subject, sites and all their numbers.
    CANCEL_SUBJECT = ("cancel_subject", "注销主体", "cancel the subject", "ZXBA", 6, Password.ALWAYS, 0)
    #: One site goes; the subject and its other sites stay.
    CANCEL_SITE = ("cancel_site", "注销网站", "cancel a site", "ZXBA", 7, Password.ASKED, 1)
    #: The site has left this provider; subject and site stay on record.
    CANCEL_ACCESS = ("cancel_access", "取消接入", "cancel the access", "ZXBA", 5, Password.ASKED, 2)
    #: Verification material on its own; 35 stands in the interface's text, its schema stops at 7.
    MATERIAL = ("material", "补交核验材料", "verification material", "XZHYD", 35, Password.NEVER)

    def needs_password(self, *, filed_elsewhere: bool, name_changes: bool) -> bool:
        """Whether the filing cannot go out without the filing password (FAQ 36).

        Where `password` is `ASKED` the customer is asked for it too, but a filing without it may go.
        """
        return (
            self.password is Password.ALWAYS
            or (self.password is Password.FILED_ELSEWHERE and filed_elsewhere)
            or (self.password is Password.NAME_CHANGES and name_changes)
        )
