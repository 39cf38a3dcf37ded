"""Print what a machine knows into the documents, between `<!-- generated: NAME -->` and `<!-- /generated -->`.

A document whose first line is `<!-- generated file: NAME ... -->` is printed as a whole.

`scripts/docs.py` writes README*.md and docs/; with `--check` it writes nothing, names every stale file and ends with 1.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from beian_plugin.filing.faq import Paragraph
    from beian_plugin.providers.registry import Entry

ROOT = Path(__file__).resolve().parent.parent
FAQ = ROOT / "beian_plugin" / "filing" / "data" / "faq.toml"

_OPENING = re.compile(r"^<!-- generated: ", re.MULTILINE)
_WHOLE = re.compile(r"<!-- generated file: (?P<name>[^ ]+) ").match
_BLOCK = re.compile(r"^<!-- generated: (?P<name>[^ ]+) -->\n.*?^<!-- /generated -->$", re.DOTALL | re.MULTILINE)

_AREAS_ZH = {
    "provinces": "省份规则",
    "portal and desk": "客户页面与工作台",
    "panels": "面板接入",
}


class DocumentError(Exception):
    """A document's markers cannot be used."""


def faq() -> str:
    """The 58 questions and what the software does about each, one table a language."""
    questions = tomllib.loads(FAQ.read_text(encoding="utf-8"))["question"]
    chinese = [[str(q["number"]), q["zh"], q["does_zh"], _status_zh(q), _tests(q)] for q in questions]
    english = [[str(q["number"]), q["en"], q["does_en"], _status_en(q), _tests(q)] for q in questions]
    return "\n\n".join(
        [
            "## 中文",
            _table(["编号", "问题", "软件怎么做", "状态", "测试"], chinese),
            "## English",
            _table(["No.", "Question", "What the software does", "Status", "Tests"], english),
        ]
    )


def faq_answers() -> str:
    """The answers that the help gives, by section, in both languages."""
    from beian_plugin.filing import faq as answers

    parts = []
    for lang, heading in (("zh", "回答"), ("en", "Answers")):
        parts.append(f"## {heading}")
        for section in answers.sections():
            parts.append(f"### {section.title.to(lang)}")
            for one in answers.questions().values():
                if one.section == section.name:
                    parts.append(f"#### {one.number}. {one.title.to(lang)}")
                    parts += [_paragraph(paragraph, lang) for paragraph in one.paragraphs()]
    return "\n\n".join(parts)


def _paragraph(paragraph: Paragraph, lang: str) -> str:
    mark = "- " if paragraph.is_list else ""
    return "\n".join(mark + line.to(lang) for line in paragraph.lines)


def _status_zh(question: Mapping[str, Any]) -> str:
    area = _AREAS_ZH.get(question.get("area", ""), "")
    if question["status"] == "done":
        return f"已有；更多待做：{area}" if area else "已有"
    return f"待做：{area}"


def _status_en(question: Mapping[str, Any]) -> str:
    area = question.get("area", "")
    if question["status"] == "done":
        return f"done; more to come: {area}" if area else "done"
    return f"to come: {area}"


def _tests(question: Mapping[str, Any]) -> str:
    return "<br>".join(f"`{test}`" for test in question["tests"])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def hooks() -> str:
    """Every hook with its signature and what its docstring says."""
    from beian_plugin.hooks import specs

    found = [getattr(specs, name) for name in vars(specs) if name.startswith("beian_")]
    parts = []
    for spec in found:
        signature = str(inspect.signature(spec)).replace("'", "")
        parts.append(f"```python\n{spec.__name__}{signature}\n```\n\n{inspect.getdoc(spec)}")
    return "\n\n".join(parts)


def settings() -> str:
    """Every setting with its default and help."""
    from beian_plugin.settings import settings_table

    rows = [[f"`{name}`", f"`{default}`" if default else "", text] for name, default, text in settings_table()]
    return _table(["Setting", "Default", "What it is for"], rows)


def commands() -> str:
    """The help text of every command and subcommand."""
    import click

    from beian_plugin.cli import main as beian

    def walk(command: click.Command, path: str) -> list[str]:
        context = click.Context(command, info_name=path, max_content_width=100)
        parts = [f"```text\n$ {path} --help\n{command.get_help(context)}\n```"]
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                if child is not None:
                    parts += walk(child, f"{path} {name}")
        return parts

    return "\n\n".join(walk(beian, "beian"))


def provinces() -> str:
    """The 31 provinces, how many rules each has of its own, and when they were checked."""
    from beian_plugin.providers.registry import STATUS_WORDS, Status
    from beian_plugin.providers.wording import rule_views

    rows = []
    for entry in _entries():
        words, own = STATUS_WORDS[entry.status], entry.book.own
        is_own = entry.status is Status.OWN
        rules = str(len(rule_views(entry.book))) if is_own else f"{words.zh} {words.en}"
        checked = str(own.checked_on) if is_own else ""
        rows.append([entry.code, f"{entry.name_zh} {entry.name_en}", entry.book.authority, rules, checked])
    return _table(["代码", "省份", "管局", "本省规则 own rules", "核对日期 checked on"], rows)


def province_rules() -> str:
    """Every rule of the files that we ship."""
    from beian_plugin.cli.province_document import document

    return document(_entries())


def _entries() -> tuple[Entry, ...]:
    """The provinces as the files that we ship have them."""
    from beian_plugin.hooks.manager import Plugins

    plugins = Plugins()
    plugins.load()
    return plugins.registry.entries()


def columns() -> str:
    """The columns of a mirror file, with the Chinese names that a header may use."""
    from beian_plugin.operations.mirror_row import COLUMNS

    return _table(["Column", "中文列名"], [[f"`{name}`", "、".join(aliases)] for name, (_, aliases) in COLUMNS.items()])


def kinds() -> str:
    """The kinds of filing, how each travels, and when the filing password belongs to it."""
    from beian_plugin.filing.kinds import Kind, Password

    wanted = {
        Password.NEVER: "不要 never",
        Password.ALWAYS: "必须 always",
        Password.FILED_ELSEWHERE: "主体在别处备案的 if the subject is filed elsewhere",
        Password.NAME_CHANGES: "变更主办单位名称的 if its name changes",
        Password.ASKED: "询问，可以不填 asked for, may be missing",
    }
    rows = [[kind.zh, kind.en, f"`{kind.operation}`", wanted[kind.password]] for kind in Kind]
    return _table(["种类", "Kind", "接口 document", "备案密码 filing password"], rows)


def states() -> str:
    """Every state of a filing with the steps that lead out of it."""
    from beian_plugin.filing.states import TRANSITIONS, State, allowed

    rows = []
    for state in State:
        steps = [(verb, TRANSITIONS[state, verb]) for verb in allowed(state)]
        ways = [f"{verb.zh} → {after.zh}" for verb, after in steps if after is not state]
        rows.append([state.zh, f"{state.en} (`{state}`)", "<br>".join(ways) or "办结 closed"])
    return _table(["状态", "State", "下一步 next"], rows)


def stages() -> str:
    """What a round and a resync do, in order."""
    from beian_plugin.operations.sync.engine import STAGES, stages_of

    orders = [stages_of(again=again) for again in (False, True)]
    rows = []
    for name, counts in STAGES.items():
        places = [str(order.index(name) + 1) if name in order else "" for order in orders]
        rows.append([f"`{name}`", counts, *places])
    return _table(["Stage", "What it counts", "`run`", "`resync`"], rows)


def call_codes() -> str:
    """What a call of the interface may return, what the software then does, and what is left to a person."""
    from beian_plugin.filing.codes import Step, message_codes

    does = {
        Step.DONE: "goes on",
        Step.WAIT: "waits and tries again",
        Step.SEND_MISSING: "sends the missing files, then this one",
        Step.RECOVER_PASSWORD: "asks no more for this filing",
    }
    rows = []
    for remedy in message_codes():
        (code,) = remedy.codes
        what = does.get(remedy.step, "opens a task, tries slowly")
        rows.append([str(code), remedy.message.zh, remedy.message.en, what, remedy.next_step.en])
    return _table(["Code", "中文", "English", "The software", "A person"], rows)


def tasks() -> str:
    """The kinds of task and how each is closed."""
    from beian_plugin.filing.tasks import TaskKind
    from beian_plugin.operations.tasks import ANSWERED

    rows = [
        [kind.zh, kind.en, f"`{kind}`", "`beian tasks answer`" if kind in ANSWERED else "`beian tasks settle`"]
        for kind in TaskKind
    ]
    return _table(["任务", "Task", "`--kind`", "办结 closed by"], rows)


def faults() -> str:
    """The faults that the simulated authority can be made to show."""
    from beian_plugin.sandbox.faults import KINDS

    return _table(["Fault", "中文", "English"], [[f"`{name}`", text.zh, text.en] for name, (_, text) in KINDS.items()])


#: What may be asked for between markers: a name and the function that prints it.
def gate_states() -> str:
    """Every state at the edge, and whether it passes where the mirror is complete and all settings are as they come."""
    from beian_plugin.filing.gate import GateState, Policy
    from beian_plugin.gate.exports import value_of

    policy = Policy(enforces=True, subdomain_elsewhere=True, unknown=False)
    words = {
        "pass": "放行 passes",
        "stop": "拦截 stopped",
        "part": "域名拦截、子域名放行 stopped, what lies below passes",
    }
    rows = [
        [f"`{state.value}`", state.zh, state.en, words[value_of(state, policy).partition("-")[0]]]
        for state in GateState
    ]
    return _table(["`X-Beian-State`", "中文", "English", "Edge"], rows)


def configurations() -> str:
    """Every configuration that we hand out."""
    from beian_plugin.gate.trials import CONFIGURATIONS, configuration

    values = {"gate": "http://127.0.0.1:8453", "file": "/var/lib/beian/beian.map", "sites": "127.0.0.1:8080"}
    return "\n\n".join(f"`{name}`\n\n```\n{configuration(name, **values)}```" for name in CONFIGURATIONS)


BLOCKS: dict[str, Callable[[], str]] = {
    "faq": faq,
    "faq-answers": faq_answers,
    "hooks": hooks,
    "settings": settings,
    "commands": commands,
    "provinces": provinces,
    "columns": columns,
    "kinds": kinds,
    "states": states,
    "stages": stages,
    "call-codes": call_codes,
    "tasks": tasks,
    "faults": faults,
    "gate-states": gate_states,
    "configurations": configurations,
}


#: Documents that are printed as a whole, by the name in their first line.
WHOLE: dict[str, Callable[[], str]] = {"provinces": province_rules}


def render(text: str) -> str:
    """`text` with every generated block, or the whole, printed anew.

    Raises DocumentError for a block or a whole that nobody prints and for a block without an end.
    """
    if whole := _WHOLE(text):
        if whole["name"] not in WHOLE:
            raise DocumentError(f"no document is called {whole['name']!r}; known: {', '.join(sorted(WHOLE))}")
        return WHOLE[whole["name"]]()

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in BLOCKS:
            raise DocumentError(f"no block is called {name!r}; known: {', '.join(sorted(BLOCKS))}")
        return f"<!-- generated: {name} -->\n{BLOCKS[name]()}\n<!-- /generated -->"

    rendered, blocks = _BLOCK.subn(block, text)
    if blocks != len(_OPENING.findall(text)):
        raise DocumentError("a <!-- generated: NAME --> has no <!-- /generated --> after it")
    return rendered


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write the documents below `root`, or compare them; the exit status."""
    parser = argparse.ArgumentParser(description="Print generated blocks into README*.md and docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if a file is stale")
    check = parser.parse_args(arguments).check
    status = 0
    for document in [*sorted(root.glob("README*.md")), *sorted((root / "docs").rglob("*.md"))]:
        name = document.relative_to(root)
        before = document.read_text(encoding="utf-8")
        try:
            after = render(before)
        except DocumentError as error:
            print(f"{name}: {error}", file=sys.stderr)
            status = 1
            continue
        if after == before:
            continue
        if check:
            print(f"{name} is stale: run scripts/docs.py", file=sys.stderr)
            status = 1
        else:
            document.write_text(after, encoding="utf-8")
            print(f"{name} written")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
