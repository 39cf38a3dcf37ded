"""What stands on record around a filing, for who fills it in: its subject as published, and how this host serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.particulars import Particulars
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations.drafts import may_see, subject_of
from beian_plugin.operations.filings import parse_particulars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.operations.context import Context


def record_of(context: Context, filing_id: int) -> Particulars:
    """The filing's subject with its sites as the authority published them; empty where its customer may not see it.

    Raises InvalidValue where there is no such filing.
    """
    with context.database.read() as session:
        row = session.get(FilingRow, filing_id)
        if row is None:
            raise InvalidValue(f"There is no filing {filing_id}.", what="filing", reason="missing")
        subject = subject_of(session, row)
        if subject is None or not subject.published or not may_see(session, row, subject):
            return Particulars()
        return parse_particulars(subject.published)


def named(words: tuple[str, ...], table: Mapping[int, str]) -> tuple[int, ...]:
    """The codes that a setting names, by number or by words of their names; none where one of them fits no code."""
    found = [
        next((code for code, name in table.items() if word == str(code) or word in name.lower()), 0) for word in words
    ]
    return tuple(dict.fromkeys(found)) if all(found) else ()
