"""The whole schema: `Base.metadata` knows only the tables whose modules were imported, and this imports all of them."""

from __future__ import annotations

from beian_plugin.models import accounts, exchange, service, tables
from beian_plugin.models.base import Base

__all__ = ["METADATA", "accounts", "exchange", "service", "tables"]

METADATA = Base.metadata
