"""Makes a photograph or a scan fit for the authority: upright, small enough, nothing in it but the picture.

Needs the extra `images`. What was uploaded is opened only in a process of its own.
"""

from __future__ import annotations

from beian_plugin.images.fitting import Fitted, fit, installed, pages
from beian_plugin.images.sentences import MOST_BYTES

__all__ = ["MOST_BYTES", "Fitted", "fit", "installed", "pages"]
