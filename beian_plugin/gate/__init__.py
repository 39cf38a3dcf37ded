"""The gate at the edge: web servers ask it before they serve a host. `gunicorn "beian_plugin.gate:create_gate()"`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beian_plugin.gate.app import Gate


def create_gate() -> Gate:
    """The gate as the environment describes it, its states kept fresh by a thread; BEIAN_INSTANCE names its folder.

    Raises SettingError; DatabaseUnavailable only where no file of states is there to go on with.
    """
    from beian_plugin.gate.opening import open_gate
    from beian_plugin.settings import load_settings

    return open_gate(load_settings({}), Path(os.environ.get("BEIAN_INSTANCE") or "instance").absolute())
