"""Print what a machine knows into the documents, between `<!-- generated: NAME -->` and `<!-- /generated -->`.

`scripts/docs.py` writes README*.md and docs/; with `--check` it writes nothing, names every stale file and ends with 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
FAQ = ROOT / "beian_plugin" / "filing" / "data" / "faq.toml"

_OPENING = re.compile(r"^<!-- generated: ", re.MULTILINE)
_BLOCK = re.compile(r"^<!-- generated: (?P<name>[^ ]+) -->\n.*?^<!-- /generated -->$", re.DOTALL | re.MULTILINE)

_AREAS_ZH = {
    "authority link": "管局对接",
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


#: What may be asked for between markers: a name and the function that prints it.
BLOCKS: dict[str, Callable[[], str]] = {"faq": faq}


def render(text: str) -> str:
    """`text` with every generated block printed anew.

    Raises DocumentError for a block that nobody prints and for one without an end.
    """

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
