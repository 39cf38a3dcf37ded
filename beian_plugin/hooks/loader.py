"""Makes a plugin out of a source text or an object: runs it once, holds it against the specs, asks what it supplies.

Every plugin is registered in a pluggy manager of its own. So each is called by itself, one that raises stops no other,
and neither names nor odd `__eq__` methods of two plugins can meet.
"""

from __future__ import annotations

import hashlib
import inspect
import itertools
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from beian_plugin.hooks import specs
from beian_plugin.hooks.problems import Unusable, describe, printable, sentence
from beian_plugin.providers.check import mismatch
from beian_plugin.providers.contract import Province

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from beian_plugin.filing.record import RecordSource
    from beian_plugin.filing.verdict import Text

#: Every hook there is.
HOOK_NAMES = tuple(name for name in sorted(vars(specs)) if name.startswith("beian_"))

#: What a province file may state.
PROVINCE_FIELDS = tuple(item.name for item in fields(Province))
_UNKNOWN_RULE = re.compile(r"Province\.__init__\(\) got an unexpected keyword argument '(\w+)'")

#: Tells the modules of two managers, or of two loads of one text, apart in `sys.modules`.
_serial = itertools.count(1)


class Origin(StrEnum):
    """Who brought a plugin, the strongest first: of two that bring one province the stronger stands."""

    #: Dropped by ops into the folder.
    FOLDER = "folder"
    #: Registered by the panel's own code.
    PANEL = "panel"
    #: Installed beside us, found through its entry point.
    INSTALLED = "installed"
    #: Part of beian_plugin.
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a plugin is known by."""

    name: str
    origin: Origin
    #: Path of its file; for a plugin without one, what it was registered as.
    file: str
    version: str = ""
    #: SHA-256 of its content, in hex; empty where it has no file.
    sha256: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plugin:
    """A plugin that loaded: every hook it implements can be called."""

    label: Label
    #: Calls this plugin alone, by hook name.
    hooks: Mapping[str, pluggy.HookCaller]
    provinces: tuple[Province, ...]
    record_sources: tuple[RecordSource, ...]
    #: Its entry in `sys.modules`, and the text; empty where it did not come from a text.
    module: str = ""
    source: str = ""

    def forget(self) -> None:
        """Take the plugin's module out of `sys.modules`; calls that are running still end well."""
        sys.modules.pop(self.module, None)


def is_plugin_name(name: str) -> bool:
    """Whether a file of that name is a plugin: helpers begin with `_`, hidden files and editors' locks with a dot."""
    return name.endswith(".py") and not name.startswith(("_", "."))


def digest(source: str) -> str:
    """The SHA-256 of a text as it stands in its UTF-8 file, in hex."""
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


def content_hash(plugin: object) -> str:
    """The SHA-256 of the file that an object's code stands in, in hex; empty where there is none to read."""
    module = plugin if isinstance(plugin, ModuleType) else sys.modules.get(getattr(plugin, "__module__", ""))
    try:
        return hashlib.sha256(Path(module.__file__).read_bytes()).hexdigest()  # type: ignore[union-attr,arg-type]
    except (AttributeError, TypeError, OSError):
        return ""


def load_source(source: str, *, name: str, origin: Origin, file: str) -> Plugin:
    """The plugin that the text `source` of `file` makes; raises Unusable and leaves nothing behind."""
    stem = re.sub(r"\W", "_", name)
    sha256 = digest(source)
    module = ModuleType(f"beian_plugin_file_{next(_serial)}_{stem}_{sha256[:12]}")
    module.__file__ = file
    # Dataclasses look their own module up while they are made.
    sys.modules[module.__name__] = module
    try:
        with explained("raises", file):
            code = compile(source, file, "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102  running the files of ops is what this is for
        label = Label(name=printable(name), origin=origin, file=printable(file), sha256=sha256)
        return replace(load_object(module, label), module=module.__name__, source=source)
    except BaseException:
        sys.modules.pop(module.__name__, None)
        raise


def load_object(plugin: object, label: Label) -> Plugin:
    """The plugin that the object `plugin` makes, asked for what it supplies; raises Unusable."""
    file = label.file
    with explained("raises", file):
        hooks = _hooks(plugin, file)
        provinces = _supplied(hooks, "beian_register_provinces", _province_trouble, file)
        sources = _supplied(hooks, "beian_register_record_sources", _source_trouble, file)
        _refuse_twice([province.code for province in provinces], file)
        version = label.version or _version(plugin, provinces)
    return Plugin(replace(label, version=version), hooks, provinces, sources)


def _hooks(plugin: object, file: str) -> Mapping[str, pluggy.HookCaller]:
    manager = pluggy.PluginManager(specs.PROJECT_NAME)
    manager.add_hookspecs(specs)
    _refuse_unmarked(manager, plugin, file)
    try:
        manager.register(plugin, file)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        unknown = [caller.name for caller in manager.get_hookcallers(plugin) or () if not caller.has_spec()]
        if unknown:
            raise _misspelled(unknown[0], file) from error
        raise Unusable(sentence("bad_hook", file=file, detail=printable(str(error))), file=file) from error
    callers = {caller.name: caller for caller in manager.get_hookcallers(plugin) or () if caller.has_spec()}
    if not callers:
        raise Unusable(sentence("no_hook", file=file), file=file)
    for name, caller in callers.items():
        if not all(_is_plain(implementation) for implementation in caller.get_hookimpls()):
            raise Unusable(sentence("not_plain", file=file, hook=name), file=file, hook=name)
    return MappingProxyType(callers)


def _refuse_unmarked(manager: pluggy.PluginManager, plugin: object, file: str) -> None:
    """Refuse a function that is named like a hook and marked as none: it would be left out in silence."""
    for name in dir(plugin):
        if not name.startswith("beian_") or not inspect.isroutine(inspect.getattr_static(plugin, name, None)):
            continue
        if manager.parse_hookimpl_opts(plugin, name) is None:
            if name not in HOOK_NAMES:
                raise _misspelled(name, file)
            raise Unusable(sentence("unmarked", file=file, hook=name), file=file, hook=name)


def _misspelled(name: str, file: str) -> Unusable:
    nearest = get_close_matches(name, HOOK_NAMES, n=1, cutoff=0)[0]
    return Unusable(sentence("misspelled", file=file, hook=name, nearest=nearest), file=file, hook=name)


def _is_plain(implementation: pluggy.HookImpl) -> bool:
    function = implementation.function
    odd = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    return not (implementation.wrapper or implementation.hookwrapper or any(is_odd(function) for is_odd in odd))


def _supplied(
    hooks: Mapping[str, pluggy.HookCaller], hook: str, trouble: Callable[[Any, str], Text | None], file: str
) -> tuple[Any, ...]:
    """What the plugin returns from a supply hook; nothing where it does not implement the hook."""
    caller = hooks.get(hook)
    if caller is None:
        return ()
    with explained("raises_in_hook", file, hook):
        answers = caller()
        # pluggy leaves out the answer None: here somebody forgot to return.
        answers += [None] * (len(caller.get_hookimpls()) - len(answers))
        for answer in answers:
            if not isinstance(answer, (list, tuple)):
                text = sentence("wrong_return", file=file, hook=hook, expected="list", got=type(answer).__name__)
                raise Unusable(text, file=file, hook=hook)
        items = tuple(item for answer in answers for item in answer)
        for item in items:
            if problem := trouble(item, file):
                raise Unusable(problem, file=file, hook=hook)
    return items


def _province_trouble(item: object, file: str) -> Text | None:
    found = mismatch(item)
    if found is None:
        return None
    return sentence("wrong_value", file=file, attribute=found.attribute, expected=found.expected, got=found.got)


def _source_trouble(item: Any, file: str) -> Text | None:
    name = getattr(item, "name", None)
    if not isinstance(name, str) or not name:
        return sentence(
            "wrong_value", file=file, attribute="RecordSource.name", expected="str", got=type(name).__name__
        )
    look_up = getattr(item, "look_up", None)
    if not callable(look_up):
        return sentence(
            "wrong_value", file=file, attribute="RecordSource.look_up", expected="method", got=type(look_up).__name__
        )
    return None


def _refuse_twice(codes: list[str], file: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise Unusable(sentence("twice", file=file, code=code), file=file, hook="beian_register_provinces")


def _version(plugin: object, provinces: tuple[Province, ...]) -> str:
    version = getattr(plugin, "__version__", None)
    if isinstance(version, str):
        return version
    return provinces[0].version if len(provinces) == 1 else ""


@contextmanager
def explained(code: str, file: str, hook: str = "") -> Iterator[None]:
    """Turn whatever a plugin raises, SystemExit included, into an Unusable that says it in one sentence."""
    try:
        yield
    except (KeyboardInterrupt, Unusable):
        raise
    except BaseException as error:
        if isinstance(error, TypeError) and (unknown := _UNKNOWN_RULE.match(str(error))):
            nearest = get_close_matches(unknown[1], PROVINCE_FIELDS, n=1, cutoff=0)[0]
            detail = describe(error, file)
            text = sentence("unknown_rule", file=file, name=unknown[1], nearest=nearest, detail=detail)
            raise Unusable(text, file=file, hook=hook) from error
        text = sentence(code, file=file, hook=hook, detail=describe(error, file))
        raise Unusable(text, file=file, hook=hook) from error
