"""How Alembic runs these migrations: on the connection it is given, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from beian_plugin.models.migrations import VERSION_TABLE
from beian_plugin.models.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
