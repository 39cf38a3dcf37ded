"""The plugins of one app: loaded from four places, reloaded when the folder changes, swapped as one immutable set."""

from __future__ import annotations

import logging
import time
from copy import copy
from threading import Lock, Thread
from typing import TYPE_CHECKING

from beian_plugin.errors import PluginError
from beian_plugin.hooks.bundled import installed_candidates, object_candidate, package_candidates
from beian_plugin.hooks.calls import Failures, PluginSet
from beian_plugin.hooks.folder import Folder
from beian_plugin.hooks.lineup import Candidate, line_up
from beian_plugin.hooks.loader import Label, Origin
from beian_plugin.hooks.problems import printable, sentence
from beian_plugin.hooks.versions import MemoryVersions, Patient, Source
from beian_plugin.settings import PluginTrust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from beian_plugin.filing.record import RecordSource
    from beian_plugin.filing.verdict import Finding
    from beian_plugin.hooks.calls import Stamp
    from beian_plugin.hooks.lineup import PluginInfo
    from beian_plugin.hooks.loader import Plugin
    from beian_plugin.hooks.versions import Versions
    from beian_plugin.providers.registry import Registry

logger = logging.getLogger(__name__)

#: Shortest time between two looks at the folder, in seconds.
_LOOK_EVERY = 1.0


class Plugins:
    """The plugins of one app; two apps share nothing.

    Whoever needs several answers that belong together takes `current` once and asks that.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        trial_seconds: float = 5,
        versions: Versions | None = None,
        trust: PluginTrust = PluginTrust.OWNER,
        hashes: Path | tuple[str, ...] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`folder` is the ops' own; a drop-in in it may take `trial_seconds` to load. Nothing is loaded yet.

        `versions` is what all workers know of drop-ins; `trust` and `hashes` say which of them may be in force.
        """
        self._clock = clock
        versions = MemoryVersions() if versions is None else versions
        self._versions = Patient(versions)
        self._folder = (
            Folder(folder.absolute(), seconds=trial_seconds, versions=versions, trust=trust, hashes=hashes)
            if folder
            else None
        )
        self._next_look = clock() + _LOOK_EVERY
        self._lock = Lock()
        self._failures = Failures()
        self._registered: list[Candidate] = []
        self._bundled: list[Candidate] = []
        self._loaded: set[Plugin] = set()
        #: Texts in force that are not kept yet, by SHA-256.
        self._unkept: dict[str, Source] = {}
        self._asleep = False
        self._current = PluginSet(line_up(()), self._failures)

    @property
    def current(self) -> PluginSet:
        """The set in force now; it never changes, a reload puts another in its place.

        Asking for it looks at the folder, once a second at most and without waiting for it: see `refresh_soon`.
        """
        if self._asleep:
            self.load()
        self.refresh_soon()
        return self._current

    def load(self) -> None:
        """Load what is installed and what the folder holds; a plugin that fails is listed, never raised."""
        with self._lock:
            self._bundled = [*installed_candidates(), *package_candidates()]
            for _ in self._updates():
                pass
            self._swap()
            self._asleep = False

    def load_later(self) -> None:
        """Load when a plugin is first asked for: for commands that may need none."""
        self._asleep = True

    def held(self) -> Plugins:
        """These plugins as they are now: a reload does not change them between answers that belong together."""
        current, held = self.current, copy(self)
        held._current, held._folder = current, None  # noqa: SLF001  our own copy
        return held

    def refresh(self) -> None:
        """Take up what changed in the folder; cheap enough for every request, since it looks once a second at most.

        One thread reloads; the others go on with the set in force.
        """
        if self._is_due():
            self._take_up()

    def refresh_soon(self) -> None:
        """The same, without waiting for it: a request goes on with the set in force while new files are tried."""
        if self._is_due():
            self._next_look = self._clock() + _LOOK_EVERY
            Thread(target=self._take_up, name="beian-plugins", daemon=True).start()

    def _is_due(self) -> bool:
        return self._folder is not None and not self._asleep and self._clock() >= self._next_look

    def _take_up(self) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._next_look = self._clock() + _LOOK_EVERY
            for _ in self._updates():
                self._swap()
            self._keep_sources()
        finally:
            self._lock.release()

    def _updates(self) -> Iterator[None]:
        """Stops each time when the folder's candidates are others; a fault of ours leaves what is in force."""
        try:
            yield from self._folder.updates() if self._folder else ()
        except Exception:
            logger.exception("The plugin folder could not be taken up; what was in force stays in force")

    def register(self, plugin: object, name: str) -> None:
        """Put an object of the panel's own code in force; one that fails is listed, never raised."""
        label = Label(name=printable(name), origin=Origin.PANEL, file=printable(name))
        with self._lock:
            candidate = object_candidate(plugin, label)
            if any(other.label.name == label.name for other in self._registered):
                candidate = Candidate(label, error=sentence("name_taken", file=label.file), refused=True)
            self._registered.append(candidate)
            self._swap()

    @property
    def registered(self) -> frozenset[str]:
        """The names of the plugins that the panel registered itself."""
        return frozenset(candidate.label.name for candidate in self._registered)

    def require_healthy(self) -> None:
        """Raise PluginError, with every sentence, where a plugin is not in force as it stands."""
        troubled = [info for info in self.list() if info.status.is_trouble]
        if troubled:
            raise PluginError(" ".join(info.error.en for info in troubled if info.error), file=troubled[0].file)

    @property
    def registry(self) -> Registry:
        """The rules of the 31 provinces."""
        return self.current.registry

    @property
    def record_sources(self) -> tuple[tuple[str, RecordSource], ...]:
        """What can say whether a domain is filed, each with its name, in the order to ask."""
        return self.current.record_sources

    def list(self) -> tuple[PluginInfo, ...]:
        """Every plugin that was found, the strongest first, with what went wrong."""
        return self.current.list()

    def check(self, hook_name: str, **kwargs: object) -> tuple[Finding, ...]:
        """What all plugins find in a gate; one that fails yields a hold with the code `could_not_check`."""
        return self.current.check(hook_name, **kwargs)

    def tell(self, hook_name: str, **kwargs: object) -> bool:
        """Tell all plugins of a notice, and whether all took it; one that fails is logged, the others still hear it."""
        return self.current.tell(hook_name, **kwargs)

    def had_a_say(self, hook_name: str) -> tuple[Stamp, ...]:
        """Name, version and SHA-256 of the plugins that implement a hook."""
        return self.current.had_a_say(hook_name)

    def _keep_sources(self) -> None:
        if self._unkept and self._versions.keep_sources(self._unkept.values()):
            self._unkept = {}

    def _swap(self) -> None:
        dropped_in = self._folder.candidates if self._folder else ()
        candidates = (*dropped_in, *self._registered, *self._bundled)
        loaded = {candidate.plugin for candidate in candidates if candidate.plugin}
        for plugin in loaded - self._loaded:
            if plugin.source:
                label = plugin.label
                self._unkept[label.sha256] = Source(label.sha256, label.name, plugin.source)
        # Before anything is decided by them.
        self._keep_sources()
        before, self._current = self._current, PluginSet(line_up(candidates), self._failures)
        for plugin in self._loaded - loaded:
            plugin.forget()
        self._loaded = loaded
        self._failures.keep(loaded)
        for info in sorted(set(self._current.infos) - set(before.infos), key=lambda info: info.file):
            level = logging.ERROR if info.status.is_trouble else logging.INFO
            logger.log(level, "Plugin %s: %s", info.name, info.error.en if info.error else info.status)
