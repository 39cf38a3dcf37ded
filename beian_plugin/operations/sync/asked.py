"""A resync that a person asks for from a page: it runs on while the page is answered."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING

from beian_plugin.errors import trace
from beian_plugin.filing.completeness import refused
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations.sync import engine
from beian_plugin.operations.sync.status import status

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

logger = logging.getLogger(__name__)
#: By this name the thread is known.
THREAD = "beian-resync"


def begin_resync(context: Context, *, actor: str) -> None:
    """Begin a resync; what holds it up stands in the status afterwards, as of any round.

    Raises FilingRefused where there is no authority to reach, or somebody is at it already.
    """
    now = status(context)
    if not now.linked:
        raise refused(
            "未设置 BEIAN_AUTHORITY_URL：没有可以同步的管局接口。",
            "BEIAN_AUTHORITY_URL is empty: there is no authority to synchronise with.",
            code="no_link",
        )
    if now.holder:
        raise refused("另一进程正在同步；请稍后再试。", "Another process is at it: try again in a while.", code="busy")
    with context.database.write() as session:
        session.add(AuditEntry(at=context.now(), actor=actor, action="resync", target="link"))
    Thread(target=_resync, args=(context,), name=THREAD, daemon=True).start()


def _resync(context: Context) -> None:
    try:
        engine.resync(context)
    except Exception as error:  # noqa: BLE001  logged: nobody waits for this thread
        logger.error("The resync that was asked for failed\n%s", trace(error))  # noqa: TRY400
