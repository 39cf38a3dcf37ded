"""The states of all domains in the forms that web servers and resolvers read; one line, or a few, a domain.

A value is `pass-` or `stop-` with the state, so that a server's configuration has to know nothing else; `part-` is for
domains that are stopped while what lies below them passes (FAQ 21).
"""

from __future__ import annotations

import hmac
from hashlib import file_digest
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.errors import BeianError
from beian_plugin.filing.gate import GateState, Policy, passes, settled
from beian_plugin.gate.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from beian_plugin.gate.snapshot import Made

    Lines = Callable[[str, str], Iterable[str]]


class Export(NamedTuple):
    """What an export wrote."""

    domains: int
    stopped: int
    #: False where the file says the same already, and was left alone.
    changed: bool


class Form(NamedTuple):
    """One form of export."""

    #: What it is for, in a line.
    purpose: str
    #: The lines before those of the domains; `{}` is a number that grows with time.
    head: str
    #: The lines of a domain with its value.
    lines: Lines


def _nginx(name: str, value: str) -> Iterable[str]:
    if value.startswith("part-"):
        state = value.removeprefix("part-")
        return f"{name} stop-{state};\n", f"www.{name} stop-{state};\n", f"*.{name} pass-{state};\n"
    return (f".{name} {value};\n",)


def _haproxy(name: str, value: str) -> Iterable[str]:
    return (f"{name} {value}\n",)


def _rpz(name: str, value: str) -> Iterable[str]:
    if value.startswith("pass-"):
        return ()
    if value.startswith("part-"):
        return f"{name} CNAME .\n", f"www.{name} CNAME .\n"
    return f"{name} CNAME .\n", f"*.{name} CNAME .\n"


def _list(name: str, value: str) -> Iterable[str]:
    word, _, state = value.partition("-")
    return (f"{name}\t{word}\t{state}\n",)


FORMS: Mapping[str, Form] = {
    "nginx": Form("a map of nginx with `hostnames`", "", _nginx),
    "haproxy": Form("a map file of HAProxy for map_str", "", _haproxy),
    "rpz": Form(
        "a DNS response policy zone: stopped names do not exist",
        "$TTL 60\n@ SOA localhost. icp.localhost. {} 60 60 86400 60\n@ NS localhost.\n",
        _rpz,
    ),
    "list": Form("a plain list: name, pass or stop or part, state, with tabs between them", "", _list),
}


def value_of(state: GateState, policy: Policy) -> str:
    """What an export says of a state, such as `stop-unfiled`."""
    whole, below = passes(state, policy, subdomain=False), passes(state, policy, subdomain=True)
    word = "pass" if whole else "part" if below else "stop"
    return f"{word}-{state.value}"


def export(
    path: Path, form: Form, states: Iterable[tuple[str, GateState]], *, policy: Policy, made: Made, key: bytes = b""
) -> Export:
    """Write the states to `path`, whole or not at all, and leave the file alone where it says so already.

    With `key` its signature stands beside it, an HMAC-SHA256 of its SHA-256 in hex. Raises BeianError for a place that
    cannot be written.
    """
    values = {state: value_of(settled(state, made.coverage), policy) for state in GateState}
    domains = stopped = 0
    try:
        with replacing(path) as file:
            file.write(form.head.format(made.change).encode())
            for name, state in states:
                value = values[state]
                domains += 1
                stopped += value.startswith("stop-")
                file.write("".join(form.lines(name, value)).encode())
        changed = file.changed
        if key and (changed or not is_signed(path, key)):
            with replacing(_signature(path)) as beside:
                beside.write(f"{_signed(path, key)}\n".encode())
    except OSError as error:
        raise BeianError(
            f"{path} cannot be written ({error.strerror}): name a file in a folder you may write."
        ) from None
    return Export(domains, stopped, changed)


def is_signed(path: Path, key: bytes) -> bool:
    """Whether the file is what was written under that key, by the signature beside it."""
    try:
        said = _signature(path).read_text("ascii").strip()
        return hmac.compare_digest(said, _signed(path, key))
    except (OSError, UnicodeDecodeError):
        return False


def _signature(path: Path) -> Path:
    return path.with_name(f"{path.name}.sig")


def _signed(path: Path, key: bytes) -> str:
    with path.open("rb") as file:
        return hmac.new(key, file_digest(file, "sha256").digest(), "sha256").hexdigest()
