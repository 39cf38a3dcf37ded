"""A case answered without a plugin file and with it: gathered here, answered in a child process."""

# ruff: noqa: TC001  msgspec reads the annotations when it runs
from __future__ import annotations

import difflib
from dataclasses import fields, replace
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import msgspec
from msgspec import Struct

from beian_plugin.blueprints.api.bodies import DomainBindBody, ServerOrderBody, SiteTransferBody, read_event
from beian_plugin.blueprints.api.problems import Problem
from beian_plugin.cli.plugin_list import kept_context
from beian_plugin.cli.rehearsal import EventCase, FilingCase, rehearse
from beian_plugin.filing.completeness import Known
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin
from beian_plugin.hooks.problems import Unusable, printable, sentence
from beian_plugin.operations import base_codes
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.context import open_context as open_parts
from beian_plugin.operations.gather import gather
from beian_plugin.operations.good_plugins import plugin_source
from beian_plugin.operations.requirements import province_said, subject_kind
from beian_plugin.providers.requirement import Form
from beian_plugin.providers.situation import DomainFacts, Holder, Situation
from beian_plugin.sandbox.base_codes import tables as simulated_tables
from beian_plugin.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.filing.events import Event
    from beian_plugin.operations.context import Context

#: Largest case that is read, in bytes.
_MOST_CASE = 1 << 20
_BODIES = {"domain-bind": DomainBindBody, "server-order": ServerOrderBody, "site-transfer": SiteTransferBody}
#: The authority's tables that rules look into.
_TABLES = ("Dwxz", "Zjlx", "Fwnr", "Nrlx")
_DECISION, _ROW, _ASKED = Text("判定", "Decision"), Text("判定行", "row"), Text("本省要求", "What the province asks")
_PLUGIN = Text("插件", "plugin")
_SAME = Text("不用此文件与用此文件，答复相同。", "The answer is the same without the file and with it.")
_MARKS = Text("“-”为不用此文件时，“+”为用此文件时。", "`-` without the file, `+` with it.")
_NOTHING = Text("（没有）", "(nothing)")
_NO_CASE = Text(
    "{file} 不能作为例子：{detail}例子是一个事件（event 为 {events} 之一，其余与接口相同），或一件备案"
    "（kind 和 particulars）。",
    "{file} is no case: {detail} A case is an event with its name ({events}) under `event`, or a filing with `kind` "
    "and `particulars`.",
)


class DomainBody(Struct, forbid_unknown_fields=True, frozen=True):
    """What is known of a domain's registration."""

    expires: date | None = None
    holder: Holder | None = None
    registered_abroad: bool | None = None
    resolves_to: tuple[str, ...] | None = None


class FilingBody(Struct, forbid_unknown_fields=True, frozen=True):
    """A filing with as much around it as the case tells."""

    kind: Kind
    #: As `Beian.save` takes them.
    particulars: Particulars
    #: Two digits; where it is empty the particulars tell.
    province: str = ""
    published: Particulars | None = None
    filed_sites: int | None = None
    filed_domains: tuple[str, ...] | None = None
    principals_elsewhere: tuple[str, ...] = ()
    mobiles_elsewhere: tuple[str, ...] = ()
    second_number: bool = False
    domains: dict[str, DomainBody] = {}
    #: The authority's base codes; where it is empty those of the panel's database, else the simulated authority's.
    tables: dict[str, dict[int, str]] = {}


class Case(NamedTuple):
    """What is to be answered."""

    asked: Event | FilingBody
    #: None for today.
    today: date | None


def read_case(file: Path) -> Case:
    """The case in a JSON file; raises Unusable with a sentence that names the field."""
    shown = printable(str(file))
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_CASE)
        document = msgspec.json.decode(content, type=dict[str, Any])
        today = document.pop("today", None)
        return Case(_asked(document), None if today is None else msgspec.convert(today, date))
    except OSError as error:
        detail = printable(error.strerror or type(error).__name__)
        raise Unusable(sentence("unreadable", file=shown, detail=detail), file=shown) from error
    except Problem as problem:
        raise _no_case(shown, Text(problem.document.detail_zh, problem.document.detail)) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _no_case(shown, Text(f"{error}。", f"{error}.")) from None


def _no_case(file: str, detail: Text) -> Unusable:
    said = zip(_NO_CASE, detail, strict=True)
    return Unusable(Text(*(words.format(file=file, detail=part, events=", ".join(_BODIES)) for words, part in said)))


def _asked(document: dict[str, Any]) -> Event | FilingBody:
    name = document.pop("event", None)
    if name is None:
        filing = msgspec.convert(document, FilingBody, str_keys=True)
        if filing.province and filing.province not in provinces():
            raise msgspec.ValidationError("`province` is none of the 31 codes")
        return filing
    body = _BODIES.get(str(name).replace("_", "-"))
    if body is None:
        raise msgspec.ValidationError("`event` names none")
    return read_event(msgspec.json.Decoder(body), msgspec.json.encode(document))


def answer(file: Path, source: str, case: Case, settings: Settings) -> dict[str, Any]:
    """What is answered without FILE and with it; raises Unusable where the file cannot be used."""
    context = _context(settings)
    beside = _drop_ins(context)
    now = datetime.combine(case.today, time(12), CHINA) if case.today else context.now()
    if isinstance(case.asked, FilingBody):
        job = "filing"
        given: Any = FilingCase(_situation(context, case.asked, now.astimezone(CHINA).date()), beside)
    else:
        job = "event"
        given = EventCase(case.asked, gather(context, case.asked), without_secrets(settings), now, beside)
    sides = rehearse(job, file, source, seconds=settings.plugin_trial_seconds, given=given)
    without, with_it = sides["without"], sides["with_it"]
    told = [_lines(job, side, "zh") for side in (without, with_it)]
    return {"case": job, "differs": told[0] != told[1], "without": without, "with": with_it}


def _context(settings: Settings) -> Context:
    """The panel's own parts; without its database an empty one that is gone with the command."""
    context = kept_context(settings)
    if context is None:
        folder = TemporaryDirectory()
        click.get_current_context().call_on_close(folder.cleanup)
        context = open_parts(replace(settings, database_url="", plugin_strict=False), Path(folder.name))
        click.get_current_context().call_on_close(context.database.close)
    context.plugins.load()
    return context


def _drop_ins(context: Context) -> tuple[tuple[str, str], ...]:
    """Paths and texts of the drop-ins in force."""
    stand = {PluginStatus.OK, PluginStatus.LAST_GOOD}
    infos = [info for info in context.plugins.list() if info.origin is Origin.FOLDER and info.status in stand]
    kept = [(info.file, plugin_source(context, info.sha256)) for info in infos]
    return tuple((file, known.source) for file, known in kept if known)


def without_secrets(settings: Settings) -> Settings:
    """What a decision looks at: no key, no password and no address that may hold one."""
    hidden: dict[str, Any] = {item.name: item.default for item in fields(Settings) if item.metadata["secret"]}
    return replace(settings, **hidden)


def _situation(context: Context, body: FilingBody, today: date) -> Situation:
    tables: Mapping[str, Mapping[int, str]] = body.tables or {
        name: dict(base_codes.table(context, name)) or _simulated(name) for name in _TABLES
    }
    known = Known(today=today, tables=tables, published=body.published)
    new = body.kind is Kind.NEW
    return Situation(
        kind=body.kind,
        province=body.province or province_said(body.particulars) or "",
        today=today,
        particulars=body.particulars,
        subject=subject_kind(body.particulars, known),
        tables=tables,
        published=body.published,
        filed_sites=0 if new and body.filed_sites is None else body.filed_sites,
        filed_domains=() if new and body.filed_domains is None else body.filed_domains,
        principals_elsewhere=body.principals_elsewhere,
        mobiles_elsewhere=body.mobiles_elsewhere,
        second_number=body.second_number,
        domains={name: DomainFacts(**msgspec.structs.asdict(one)) for name, one in body.domains.items()},
    )


def _simulated(table: str) -> dict[int, str]:
    return {code: one.name for code, one in simulated_tables()[table].items()}


def answer_lines(answer: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Both answers in one list, each line marked where only one of them has it."""
    without, with_it = (_lines(answer["case"], answer[side], lang) for side in ("without", "with"))
    if not answer["differs"]:
        yield _SAME.to(lang)
        yield from (f"  {line}" for line in with_it)
        return
    yield _MARKS.to(lang)
    yield from (line for line in difflib.ndiff(without, with_it) if not line.startswith("?"))


def _lines(case: str, side: Mapping[str, Any], lang: str) -> list[str]:
    return list(_event_lines(side, lang) if case == "event" else _filing_lines(side, lang))


def _event_lines(verdict: Mapping[str, Any], lang: str) -> Iterator[str]:
    colon = ": " if lang == "en" else "："
    yield f"{_DECISION.to(lang)}{colon}{verdict['decision']}  {_ROW.to(lang)} {verdict['row']}"
    for found in verdict["findings"]:
        told = f"{found['message'][lang]} {found['next_step'][lang]}".strip()
        yield f"[{found['severity']}] {told}  [{found['source'] or found['code']}]"
    for one in verdict["obligations"]:
        yield f"[{one['code']}] {one['text'][lang]}  [{one['source']}]"


def _filing_lines(asked: Mapping[str, Any], lang: str) -> Iterator[str]:
    if not (asked["requirements"] or asked["findings"]):
        yield f"{_ASKED.to(lang)}{': ' if lang == 'en' else '：'}{_NOTHING.to(lang)}"
    for one in asked["requirements"]:
        form = Form(one["form"]).to(lang)
        where = f" {one['path']}" if one["path"] else ""
        yield f"[{one['severity']}] {form}{where}  {one['text'][lang]}  [{one['rule']}]"
    for found in asked["findings"]:
        yield f"[{found['severity']}] {_PLUGIN.to(lang)} {found['source']}  {found['message'][lang]}  [{found['code']}]"
