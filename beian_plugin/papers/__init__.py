"""Papers that customers sign: verification sheet and reset form as PDF. Printing needs the extra `papers`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from beian_plugin.errors import BeianError, ExtraMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTRA_MODULES = frozenset({"segno", "weasyprint"})


@contextmanager
def needs_extra() -> Iterator[None]:
    """Around imports of what the extra `papers` installs, and of the libraries below it.

    Raises ExtraMissing where a module is absent, BeianError where a system library is.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in _EXTRA_MODULES:
            raise
        raise ExtraMissing("papers", module) from None
    except OSError:
        raise BeianError(
            "PDFs cannot be printed: the Pango library is not on this server. Install it and a Chinese font (Debian: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)."
        ) from None
