"""What all workers know of drop-ins: the last good version of each, what came of each trial, every text in force."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from beian_plugin.filing.verdict import Text

logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What came of a trial."""

    #: None where the text works.
    refusal: Text | None
    #: When the file was last written, in ns: one that was written again since may work now.
    written: int
    #: What it was tried under; under other conditions a refusal says nothing.
    conditions: str

    def holds(self, written: int, conditions: str) -> bool:
        """Whether a file that was `written` then needs no trial under `conditions`."""
        return self.refusal is None or (self.conditions == conditions and self.written >= written)


class Known(NamedTuple):
    """What is known of a file."""

    #: SHA-256 and source of its last good version.
    good: tuple[str, str] | None = None
    #: Of the text that was asked about.
    outcome: Outcome | None = None


class Source(NamedTuple):
    """A text that is in force."""

    digest: str
    name: str
    source: str


class Versions(Protocol):
    """Keeps what is known of drop-ins."""

    def recall(self, digests: Mapping[str, str], /) -> Mapping[str, Known]:
        """What is known of each file, by its name, whose text has the SHA-256 that `digests` gives."""
        ...

    def accept(self, source: Source, outcome: Outcome, /) -> None:
        """Keep a text that works as the last good version of the file `source.name`, with what came of its trial."""
        ...

    def refuse(self, name: str, digest: str, outcome: Outcome, /) -> None:
        """Keep why a text is refused."""
        ...

    def keep_sources(self, sources: Iterable[Source], /) -> None:
        """Keep texts that come into force, for as long as anything may have been decided by them."""
        ...


class MemoryVersions:
    """What is known for as long as the process lives."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._good: dict[str, tuple[str, str]] = {}
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def recall(self, digests: Mapping[str, str], /) -> Mapping[str, Known]:
        """What is known of each file."""
        return {
            name: Known(self._good.get(name), self._outcomes.get((name, digest))) for name, digest in digests.items()
        }

    def accept(self, source: Source, outcome: Outcome, /) -> None:
        """Keep a text that works."""
        self._good[source.name] = source.digest, source.source
        self._outcomes[source.name, source.digest] = outcome

    def refuse(self, name: str, digest: str, outcome: Outcome, /) -> None:
        """Keep why a text is refused."""
        self._outcomes[name, digest] = outcome

    def keep_sources(self, sources: Iterable[Source], /) -> None:
        """Nothing: who asks for it later asks the database."""


class Patient:
    """The same, where a database that is away takes no plugin out of force: it is logged, and nothing is known."""

    def __init__(self, versions: Versions) -> None:
        """`versions` may raise anything."""
        self._versions = versions

    def recall(self, digests: Mapping[str, str], /) -> Mapping[str, Known]:
        """What is known of each file; nothing where it cannot be read."""
        found: dict[str, Known] = {}
        if digests:
            _tried(lambda: found.update(self._versions.recall(digests)))
        return {name: found.get(name, Known()) for name in digests}

    def accept(self, source: Source, outcome: Outcome, /) -> None:
        """Keep a text that works."""
        _tried(lambda: self._versions.accept(source, outcome))

    def refuse(self, name: str, digest: str, outcome: Outcome, /) -> None:
        """Keep why a text is refused."""
        _tried(lambda: self._versions.refuse(name, digest, outcome))

    def keep_sources(self, sources: Iterable[Source], /) -> bool:
        """Keep texts that come into force; whether they are kept."""
        return _tried(lambda: self._versions.keep_sources(sources))


def _tried(call: Callable[[], None]) -> bool:
    try:
        call()
    except Exception as error:  # noqa: BLE001  whatever a database raises
        logger.warning("What is known of plugins cannot be read or kept: %s", type(error).__name__)
        return False
    return True
