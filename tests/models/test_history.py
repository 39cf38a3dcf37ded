"""History is append-only, whoever writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow, FilingStep

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def written(database):
    with database.write() as session:
        filing = FilingRow(kind="new", state="draft", created_at=NOW, updated_at=NOW)
        session.add(filing)
        session.flush()
        step = {"verb": "submit", "before": "draft", "after": "provider_review", "actor": "u-1", "at": NOW}
        session.add(FilingStep(filing_id=filing.id, **step))
        session.add(AuditEntry(at=NOW, actor="u-1", action="open_filing", target=f"filing:{filing.id}"))
    return database


@pytest.mark.parametrize("table", [FilingStep, AuditEntry])
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'somebody else'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_history(written, table, statement):
    with pytest.raises(DBAPIError, match="append-only"), written.write_connection() as connection:
        connection.execute(text(statement.format(table.__tablename__)))
    with written.read() as session:
        assert session.scalars(select(table.actor)).all() == ["u-1"]
