"""Plugins that come with an installation: our own province files, and packages that name an entry point."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path

from beian_plugin.hooks.lineup import Candidate, claims
from beian_plugin.hooks.loader import (
    Label,
    Origin,
    content_hash,
    digest,
    explained,
    is_plugin_name,
    load_object,
    load_source,
)
from beian_plugin.hooks.problems import Unusable, printable, sentence

#: Entry point group of packages that bring plugins.
GROUP = "beian_plugin.plugins"
#: Where `package_dir` puts the top folder `plugins/`.
_PACKAGE = "beian_plugin._plugins"


def package_candidates() -> list[Candidate]:
    """The province files that beian_plugin carries, by file name."""
    try:
        items = [item for item in files(_PACKAGE).iterdir() if is_plugin_name(item.name)]
        return [_shipped(item.name, str(item), item.read_text("utf-8")) for item in sorted(items, key=str)]
    except (ModuleNotFoundError, OSError):
        label = Label(name="beian_plugin", origin=Origin.PACKAGE, file=_PACKAGE)
        return [Candidate(label, error=sentence("package"))]


@lru_cache(maxsize=64)
def _shipped(name: str, file: str, source: str) -> Candidate:
    """The candidate that a text of ours makes; all apps of a process share it, as they share other modules of ours."""
    stem = Path(name).stem
    try:
        plugin = load_source(source, name=stem, origin=Origin.PACKAGE, file=file)
    except Unusable as error:
        label = Label(name=stem, origin=Origin.PACKAGE, file=file, sha256=digest(source))
        return Candidate(label, error=error.text, claims=claims(stem, source))
    return Candidate(plugin.label, plugin)


def installed_candidates() -> list[Candidate]:
    """The plugins of packages installed beside us, by the names of their entry points."""
    return [_installed(point) for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)]


def _installed(point: EntryPoint) -> Candidate:
    file = printable(f"{point.dist.name}: {point.value}" if point.dist else point.value)
    version = point.dist.version if point.dist else ""
    label = Label(name=printable(point.name), origin=Origin.INSTALLED, file=file, version=version)
    try:
        with explained("raises", file):
            loaded = point.load()
    except Unusable as error:
        return Candidate(label, error=error.text)
    return object_candidate(loaded, label)


def object_candidate(plugin: object, label: Label) -> Candidate:
    """The candidate that an object in this process makes; `label` says what it is known by."""
    try:
        with explained("raises", label.file):
            label = replace(label, sha256=content_hash(plugin))
        return Candidate(label, load_object(plugin, label))
    except Unusable as error:
        return Candidate(label, error=error.text)
