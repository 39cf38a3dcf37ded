"""`beian scan`: decide a list of names and see what a panel would be told about each."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.environment import open_context
from beian_plugin.operations.scans import scan as scan_names

if TYPE_CHECKING:
    from beian_plugin.operations.scans import Summary

_TEXTS = {
    "zh": {"allow": "允许", "hold": "暂缓", "deny": "拒绝", "names": "个域名", "written": "结果写入"},
    "en": {"allow": "allow", "hold": "hold", "deny": "deny", "names": "names", "written": "Written to"},
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file: a header, a line a name.",
)
@click.option("--region", default="", help="The panel's name of the servers' region.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def scan(*, file: Path, output: Path, region: str, as_json: bool, lang: str) -> None:
    """Decide every name in FILE, one a line, plain or gzip; no verdict is stored and no plugin is told."""
    if output.exists() and (output.samefile(file) or not output.is_file()):
        raise click.BadParameter(
            "name a file of its own for the report, not the list or a device.", param_hint="--output"
        )
    context = open_context()
    draft = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with (
            draft.open("w", encoding="utf-8-sig", newline="") as out,
            click.progressbar(
                length=file.stat().st_size, label=file.name, file=sys.stderr, hidden=not sys.stderr.isatty()
            ) as bar,
        ):
            summary = scan_names(context, file, out, region=region, lang=lang, progress=bar.update)
        draft.replace(output)
    except OSError as error:
        raise click.ClickException(
            f"{output} cannot be written: {error.strerror}; nothing was left behind. Choose another place."
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink()
    click.echo(_as_json(summary, output) if as_json else _readable(summary, output, lang))


def _as_json(summary: Summary, output: Path) -> str:
    return json.dumps(
        {
            "names": summary.names,
            "decisions": dict(summary.decisions),
            "reasons": dict(summary.reasons),
            "output": str(output),
        }
    )


def _readable(summary: Summary, output: Path, lang: str) -> str:
    texts = _TEXTS[lang]
    decisions = "  ".join(f"{texts[key]} {summary.decisions[key]}" for key in ("allow", "hold", "deny"))
    reasons = [f"  {count:>9}  {code}" for code, count in summary.reasons.most_common()]
    return "\n".join([f"{summary.names} {texts['names']}: {decisions}", *reasons, f"{texts['written']} {output}"])
