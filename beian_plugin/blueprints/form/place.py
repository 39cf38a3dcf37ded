"""Where a filing is filled in: at the portal by its customer, or at the desk on the customer's behalf (FAQ 57)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Text


class Place(NamedTuple):
    """The pages around those of the form; the form's own are found beside them, in the same blueprint."""

    #: The filing of a number, for who may fill it in there; ends the request with 404 for everybody else.
    filing: Callable[[int], Filing]
    #: The address of the page that shows a filing.
    address: Callable[[int], str]
    #: Name of the page from which filings are opened, and its endpoint.
    overview: Text
    endpoint: str
    #: Whether staff fill it in there, on the customer's behalf: what they look at is audited.
    staff: bool = False
