"""`beian-hook PANEL [EVENT]`: what cPanel, DirectAdmin and Virtualmin run before they add a domain or an account.

It asks the daemon over HTTP or a Unix socket and answers as the panel expects. Panels start it for each click, so it
imports nothing but plain parts of the standard library; and it never fails the panel: what goes wrong is settled by
`on_error` of its configuration, a JSON file that BEIAN_HOOK_CONFIG names, else /etc/beian/hook.json.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TextIO

CONFIG = "/etc/beian/hook.json"
_LONGEST = 1 << 20
_CANNOT_ASK = {
    "zh": "备案检查暂时不可用，请稍后再试，或联系接入商。",
    "en": "The filing check is not available at the moment; try again later, or ask your provider.",
}


class HookError(Exception):
    """The daemon could not be asked, the configuration cannot be used, or the panel calls otherwise than it should."""


class Config(NamedTuple):
    """How the daemon is reached, and what becomes of a request that it cannot be asked about."""

    #: `http://host:port`, or `unix:/run/beian.sock`.
    url: str
    token: str
    prefix: str = "/beian"
    region: str = ""
    #: `allow` or `deny`.
    on_error: str = "allow"
    lang: str = "zh"
    #: Seconds for all names of a request: the panel and its user wait.
    deadline: float = 3.0


class Question(NamedTuple):
    """One event to ask about, as the API takes it."""

    event: str
    body: Mapping[str, Any]

    @property
    def about(self) -> str:
        """What a sentence about it begins with."""
        return str(self.body.get("host") or self.body.get("product") or "")


class Reply(NamedTuple):
    """What the panel gets."""

    text: str
    status: int


class Panel(NamedTuple):
    """How one panel tells what it is about to do, and how it is answered."""

    questions: Callable[[str, Mapping[str, str], TextIO], Iterable[Question]]
    allow: Reply
    refuse: Callable[[str], Reply]


def main() -> None:
    """Run the hook as the panel does."""
    reply = run(sys.argv[1:], os.environ, sys.stdin)
    if reply.text:
        sys.stdout.write(f"{reply.text}\n")
    sys.exit(reply.status)


def run(arguments: list[str], environ: Mapping[str, str], stdin: TextIO) -> Reply:
    """The reply to a panel; whatever fails is settled by `on_error`, and said on standard error."""
    name, event = (*arguments, "", "")[:2]
    panel = PANELS.get(name)
    if panel is None:
        return Reply(f"beian-hook: name a panel: {', '.join(PANELS)}", 2)
    if name == "cpanel" and event == "--describe":
        return Reply(json.dumps(CPANEL_HOOKS), 0)
    config = None
    try:
        config = read_config(environ.get("BEIAN_HOOK_CONFIG") or CONFIG)
        refusals = ask(config, panel.questions(event, environ, stdin))
    except Exception as error:  # noqa: BLE001  a panel must go on whatever is wrong here
        sys.stderr.write(f"beian-hook: {error}\n")
        closed = config is not None and config.on_error == "deny"
        return panel.refuse(_CANNOT_ASK[config.lang]) if config and closed else panel.allow
    return panel.refuse(" ".join(refusals)) if refusals else panel.allow


def read_config(path: str) -> Config:
    """The configuration in a JSON file. Raises HookError, which names the file and never what stands in it."""
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123  pathlib takes as long to import as all the rest
            found = json.load(file)
        config = Config(**found)
    except (OSError, ValueError, TypeError) as error:
        raise HookError(f"{path} cannot be used ({type(error).__name__}): see docs/panels.md.") from None
    return config._replace(lang="en" if config.lang == "en" else "zh", deadline=float(config.deadline))


def ask(config: Config, questions: Iterable[Question]) -> list[str]:
    """A sentence for each question that is refused; all are asked before anything is answered.

    Raises HookError where one of them could not be asked in time.
    """
    end = time.monotonic() + config.deadline
    sentences = []
    for question in questions:
        body = {key: value for key, value in question.body.items() if value}
        if config.region:
            body.setdefault("region", config.region)
        verdict = _post(config, f"{config.prefix}/api/v1/events/{question.event}", body, end)
        if verdict["decision"] != "allow" and verdict["enforced"]:
            reason = verdict["findings"][0]
            said = reason["message"][config.lang] + reason["next_step"][config.lang]
            sentences.append(_one_line(f"{question.about}: {said}"))
    return sentences


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _post(config: Config, path: str, body: Mapping[str, Any], end: float) -> Any:
    """What the daemon answers, as JSON; a client of its own, for the library's takes longer to import than to run."""
    content = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.0\r\nHost: beian\r\nAuthorization: Bearer {config.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    try:
        with _connected(config.url, _left(end)) as connection:
            connection.sendall(head.encode("latin-1") + content)
            answer = _read(connection, end)
        status, _, text = answer.partition(b"\r\n\r\n")
        number = int(status.split(None, 2)[1])
        if number != 200:
            raise HookError(f"the daemon answered {number}")
        return json.loads(text)
    except (OSError, ValueError, IndexError) as error:
        raise HookError(f"the daemon could not be asked ({type(error).__name__})") from None


def _connected(url: str, seconds: float) -> socket.socket:
    if url.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        connection.connect(url.removeprefix("unix:"))
        return connection
    host, _, port = url.removeprefix("http://").rstrip("/").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _read(connection: socket.socket, end: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < _LONGEST:
        connection.settimeout(_left(end))
        part = connection.recv(65536)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    raise HookError("the daemon's answer is too long")


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise HookError("the deadline passed")
    return left


def _bind(host: str, customer: str) -> Question:
    return Question("domain-bind", {"host": host, "customer": customer})


def _comes_in(host: str, customer: str) -> Question:
    return Question("site-transfer", {"host": host, "direction": "in", "customer": customer})


def _order(product: str, customer: str) -> Question:
    return Question("server-order", {"product": product, "customer": customer})


def _cpanel(_event: str, _environ: Mapping[str, str], stdin: TextIO) -> Iterable[Question]:
    """One JSON document on standard input; the event stands in its context."""
    told = json.loads(stdin.read(_LONGEST))
    data, event = told.get("data") or {}, str(told["context"]["event"])
    given, user = data.get("args") or data, str(data.get("user") or "")
    if event == "Accounts::Create":
        return [_order(str(given.get("plan") or given.get("pkgname") or ""), user), _bind(str(given["domain"]), user)]
    if event == "Api2::AddonDomain::addaddondomain":
        return [_bind(str(given["newdomain"]), user)]
    if event == "Api2::Park::park":
        return [_bind(str(given["domain"]), user)]
    if event in ("Api2::SubDomain::addsubdomain", "UAPI::SubDomain::addsubdomain"):
        below = str(given.get("rootdomain") or "")
        return [_bind(f"{given['domain']}.{below}" if below else str(given["domain"]), user)]
    return []


def _directadmin(event: str, environ: Mapping[str, str], _stdin: TextIO) -> Iterable[Question]:
    """Variables of the environment; the event is the name of the script."""
    user, domain = environ.get("username", ""), environ.get("domain", "")
    if event == "user_create_pre":
        return [_order(environ.get("package", ""), user), *([_bind(domain, user)] if domain else [])]
    if event == "domain_create_pre":
        return [(_comes_in if environ.get("skip_template") == "1" else _bind)(domain, user)]
    if event == "domain_change_pre":
        return [_bind(environ["newdomain"], user)]
    if event == "subdomain_create_pre":
        return [_bind(f"{environ['subdomain']}.{domain}", user)]
    if event == "domain_pointer_create_pre":
        return [_bind(environ.get("from") or environ["FROM"], user)]
    return []


def _virtualmin(_event: str, environ: Mapping[str, str], _stdin: TextIO) -> Iterable[Question]:
    """Variables of the environment, for every action of the panel; most are none of ours."""
    action = environ.get("VIRTUALSERVER_ACTION", "")
    host, user = environ.get("VIRTUALSERVER_DOM", ""), environ.get("VIRTUALSERVER_USER", "")
    if action == "CREATE_DOMAIN":
        own_server = not environ.get("VIRTUALSERVER_PARENT") and not environ.get("VIRTUALSERVER_ALIAS")
        return [*([_order(environ.get("VIRTUALSERVER_PLAN", ""), user)] if own_server else []), _bind(host, user)]
    if action == "MODIFY_DOMAIN":
        renamed = environ.get("VIRTUALSERVER_NEWSERVER_DOM", host)
        return [_bind(renamed, user)] if renamed != host else []
    if action == "CLONE_DOMAIN":
        return [_bind(host, user)]
    return [_comes_in(host, user)] if action == "RESTORE_DOMAIN" else []


_CPANEL_SCRIPT = "/usr/local/cpanel/3rdparty/bin/beian-cpanel"
#: What `manage_hooks add script` is told; as root, since the token is for nobody else to read.
CPANEL_HOOKS = [
    {
        "category": category,
        "event": event,
        "stage": "pre",
        "hook": _CPANEL_SCRIPT,
        "exectype": "script",
        "blocking": 1,
        "escalateprivs": 1,
    }
    for category, event in (
        ("Whostmgr", "Accounts::Create"),
        ("Cpanel", "Api2::AddonDomain::addaddondomain"),
        ("Cpanel", "Api2::SubDomain::addsubdomain"),
        ("Cpanel", "UAPI::SubDomain::addsubdomain"),
        ("Cpanel", "Api2::Park::park"),
    )
]

PANELS = {
    "cpanel": Panel(_cpanel, Reply("1 ok", 0), lambda text: Reply(f"0 BAILOUT {text}", 0)),
    "directadmin": Panel(_directadmin, Reply("", 0), lambda text: Reply(text, 1)),
    "virtualmin": Panel(_virtualmin, Reply("", 0), lambda text: Reply(text, 1)),
}
