"""The migrations of the tables, carried in the package and run from code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import Connection

#: The newest revision; a start compares it with the database before anything heavy is imported.
HEAD = "0002"
VERSION_TABLE = "beian_alembic_version"


def config(connection: Connection) -> Config:
    """Alembic's configuration for these migrations on `connection`."""
    from alembic.config import Config  # heavy, and needed for a migration only

    made = Config()
    made.set_main_option("script_location", "beian_plugin.models:migrations")
    made.attributes["connection"] = connection
    return made


def run(connection: Connection) -> None:
    """Bring the tables behind `connection` to the newest revision, in its transaction."""
    from alembic import command

    command.upgrade(config(connection), "head")
