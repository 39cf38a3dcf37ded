"""The national interface: documents, envelope, client. Needs the extra `authority`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from beian_plugin.errors import ExtraMissing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.authority.client import Authority
    from beian_plugin.settings import Settings

_EXTRA_MODULES = frozenset({"huey", "lxml", "requests", "urllib3"})


@contextmanager
def needs_extra() -> Iterator[None]:
    """Around imports of what the extra `authority` installs: raises ExtraMissing, one line, where it is absent."""
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in _EXTRA_MODULES:
            raise
        raise ExtraMissing("authority", module) from None


def open_authority(settings: Settings) -> Authority:
    """The client of the authority that `settings` name. Raises SettingError, and ExtraMissing without the extra."""
    with needs_extra():
        from beian_plugin.authority.client import Authority
    return Authority.from_settings(settings)
