"""`beian import`: load a mirror of filings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.filing.verdict import Text
from beian_plugin.operations.imports import import_mirror

if TYPE_CHECKING:
    from beian_plugin.operations.imports import Coverage, ImportReport

_ACCEPTED = Text("导入 {accepted:,} 行，拒绝 {refused:,} 行。", "{accepted:,} lines imported, {refused:,} refused.")
_RESUMED = Text(
    "接着上次中断处继续：前 {resumed_after:,} 行已完成。",
    "Went on after {resumed_after:,} lines that were done already.",
)
_DONE_BEFORE = Text(
    "这个文件已于 {done_before:%Y-%m-%d %H:%M} 导入过，没有重复导入；用 --again 重新导入。",
    "This file was imported on {done_before:%Y-%m-%d %H:%M}; nothing was done now. --again imports it anew.",
)
_LINE = Text("第 {line:,} 行：{reason}", "line {line:,}: {reason}")
_MORE = Text("其余见 {report}", "the rest stands in {report}")
_NO_REPORT = Text("用 --refused FILE 保存全部被拒绝的行。", "--refused FILE keeps all refused lines.")
_COVERED = {
    "own": Text(
        "备案数据现在包含我们的全部接入；判定从此强制执行。",
        "The mirror now holds every access of ours; verdicts are enforced.",
    ),
    "all": Text(
        "备案数据现在是完整的；判定从此强制执行。", "The mirror now holds every filing; verdicts are enforced."
    ),
}
_NOT_COVERED = Text("备案数据不能算完整：{not_covered}。", "The mirror does not count as complete: {not_covered}.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--covers",
    type=click.Choice(["own", "all"]),
    help="The file is complete: it holds every access of ours (own), or every filing there is (all).",
)
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="CSV file for the refused lines.")
@click.option("--again", is_flag=True, help="Import a file that was imported before.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def import_(
    *, file: Path, covers: Coverage | None, refused: Path | None, again: bool, as_json: bool, lang: str
) -> None:
    """Load a mirror of filings from FILE: CSV with a header or JSON lines, gzip or not.

    An import that was interrupted goes on where it stopped. Exits 1 where lines were refused.
    """
    context = open_context()
    with click.progressbar(
        length=file.stat().st_size, label=file.name, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        report = import_mirror(
            context.database,
            file,
            coverage=covers,
            isp_names=tuple(name for name in (context.settings.isp_name, context.settings.isp_id) if name),
            refused=refused,
            again=again,
            progress=lambda done, _total: bar.update(done - bar.pos),
            now=context.now,
        )
    click.echo(_as_json(report) if as_json else _readable(report, refused, lang))
    sys.exit(1 if report.refused or report.not_covered else 0)


def _as_json(report: ImportReport) -> str:
    return json.dumps(
        {
            "accepted": report.accepted,
            "refused": report.refused,
            "refusals": [one._asdict() for one in report.refusals],
            "resumed_after": report.resumed_after,
            "done_before": report.done_before and report.done_before.isoformat(),
            "coverage": report.coverage,
            "not_covered": report.not_covered,
        },
        ensure_ascii=False,
    )


def _readable(report: ImportReport, refused: Path | None, lang: str) -> str:
    values = {
        "accepted": report.accepted,
        "refused": report.refused,
        "resumed_after": report.resumed_after,
        "done_before": report.done_before,
        "not_covered": report.not_covered,
        "report": refused,
    }
    if report.done_before:
        return _DONE_BEFORE.to(lang).format(**values)
    lines = [_RESUMED] if report.resumed_after else []
    lines.append(_ACCEPTED)
    told = [text.to(lang).format(**values) for text in lines]
    told += ["  " + _LINE.to(lang).format(**one._asdict()) for one in report.refusals]
    if report.refused > len(report.refusals) or (report.refused and not refused):
        told.append("  " + (_MORE if refused else _NO_REPORT).to(lang).format(**values))
    if report.coverage:
        told.append(_COVERED[report.coverage].to(lang))
    if report.not_covered:
        told.append(_NOT_COVERED.to(lang).format(**values))
    return "\n".join(told)
