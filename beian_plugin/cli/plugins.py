"""`beian plugins`: which plugins are in force, which are not and why; and everything about one file before it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli import plugin_files, plugin_templates, plugin_trials
from beian_plugin.cli.options import as_json, language
from beian_plugin.cli.plugin_list import info_json, info_lines, kept_context, loaded, province_name, read_settings
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.problems import Unusable, printable
from beian_plugin.hooks.reading import read_source
from beian_plugin.operations.good_plugins import plugin_source

if TYPE_CHECKING:
    from collections.abc import Callable

_SUM = Text("共 {all} 个插件，{bad} 个有问题。", "{all} plugins, {bad} with a problem.")
_NO_FOLDER = Text(
    "未设置 BEIAN_PLUGIN_DIR：没有运维插件目录。", "BEIAN_PLUGIN_DIR is not set: there is no folder for drop-ins."
)
_WRITTEN = Text(
    "已写入 {file}。下一步：beian plugins check {file}", "{file} is written. Next: beian plugins check {file}"
)
_THERE = Text(
    "{file} 已存在，未改动；请换一个文件名。", "{file} is there already and was left alone: choose another name."
)
_NOT_WRITTEN = Text("无法写入 {file}（{detail}）。", "{file} cannot be written ({detail}).")
_NEVER_SEEN = Text(
    "数据库中没有 SHA-256 为 {digest} 的插件：它从未在此生效。完整的值见判定记录的 plugins 一项"
    "（beian verdict ID --json）。",
    "No plugin with the SHA-256 {digest} was ever in force here. The hash stands under `plugins` in a verdict's record "
    "(beian verdict ID --json).",
)
_FIRST_SEEN = Text("# {name}，自 {at} 起生效", "# {name}, in force since {at}")

_CODE = click.argument("code", type=click.Choice([*provinces()]), metavar="CODE")
_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group(invoke_without_command=True)
@as_json
@language
@click.option("--strict", is_flag=True, help="Exit with 1 where any plugin has a problem, for CI.")
@click.pass_context
def plugins(ctx: click.Context, *, as_json: bool, lang: str, strict: bool) -> None:
    """List every plugin: file, version, hooks, whether it is in force and why not.

    The list is what a panel would load afresh, with the good versions that its database keeps. What failed when it was
    called stands in the panel's own log.
    """
    if ctx.invoked_subcommand:
        return
    settings = read_settings()
    infos = loaded(settings).list()
    troubled = [info for info in infos if info.status.is_trouble]
    if as_json:
        _print_json([info_json(info) for info in infos])
    else:
        for info in infos:
            click.echo("\n".join(info_lines(info, lang)))
        if not settings.plugin_dir:
            click.echo(_NO_FOLDER.to(lang))
        click.echo(_SUM.to(lang).format(all=len(infos), bad=len(troubled)))
    if strict and troubled:
        ctx.exit(1)


@plugins.command()
@click.argument("code", type=click.Choice([*provinces()]), metavar="[CODE]", required=False)
@click.option("--house", is_flag=True, help="A house rule and a city's rule instead of a province: a file with hooks.")
@click.option("--ours", is_flag=True, help="The file that we ship for the province, to change a few of its rules.")
@click.option("--output", type=click.Path(path_type=Path), help="Write this file, which must not be there yet.")
@language
@click.pass_context
def new(ctx: click.Context, *, code: str | None, house: bool, ours: bool, output: Path | None, lang: str) -> None:
    """Print a starting file for the province CODE, such as 44, or with --house one for rules of this house.

    The file loads and passes `check` as it is; each sort of rule stands in it as a comment that says what it means.
    """
    if house == bool(code) or (house and ours):
        raise click.UsageError("Give either the CODE of a province or --house.")
    if code is None:
        text = plugin_templates.house()
    elif ours:
        text = plugin_files.shipped_source(code)
    else:
        text = plugin_templates.province(code, datetime.now(UTC).date())
    if output is None:
        click.echo(text, nl=False)
        return
    file = printable(str(output))
    try:
        with output.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        ctx.fail(_THERE.to(lang).format(file=file))
    except OSError as error:
        ctx.fail(_NOT_WRITTEN.to(lang).format(file=file, detail=error.strerror))
    click.echo(_WRITTEN.to(lang).format(file=file))


@plugins.command()
@_FILE
@as_json
@language
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings, too.")
@click.pass_context
def check(ctx: click.Context, file: Path, *, as_json: bool, lang: str, strict: bool) -> None:
    """Try FILE in a child process: what it registers, what differs from ours, what looks wrong.

    Exits 1 where it cannot be used; warnings leave it usable, and `--strict` counts them.
    """
    seconds = read_settings().plugin_trial_seconds
    report = plugin_files.examine(file, seconds, datetime.now(UTC).date())
    if as_json:
        _print_json(report.as_json())
    elif report.refusal:
        click.echo(report.refusal.to(lang), err=True)
    else:
        click.echo("\n".join(plugin_files.report_lines(file, report, lang)))
    ctx.exit(1 if report.refusal or (strict and report.faults) else 0)


@plugins.command()
@_CODE
@click.argument("file", type=click.Path(path_type=Path), required=False)
@as_json
@language
@click.pass_context
def diff(ctx: click.Context, code: str, *, file: Path | None, as_json: bool, lang: str) -> None:
    """Show rule by rule how the drop-in in force for CODE, or FILE, differs from the file that we ship."""
    settings = read_settings()
    if file is None:
        entry = next(one for one in loaded(settings).registry.entries() if one.code == code)
        found = plugin_files.entry_differences(entry)
    else:
        found = _or_refused(ctx, lang, lambda: plugin_files.file_differences(code, file, settings.plugin_trial_seconds))
    if as_json:
        _print_json(found.as_json())
    else:
        click.echo("\n".join([province_name(code, lang), *plugin_files.difference_lines(found, lang)]))


@plugins.command(name="try")
@_FILE
@click.option("--case", type=click.Path(path_type=Path), required=True, help="An event or a filing as JSON.")
@as_json
@language
@click.pass_context
def try_(ctx: click.Context, file: Path, *, case: Path, as_json: bool, lang: str) -> None:
    """Answer a case without FILE and with it, and mark what differs; nothing is stored, no plugin is told.

    A case is an event as the API takes it, with its name: {"event": "domain-bind", "host": "example.cn", "subject":
    {"province": "44"}}; or a filing: {"kind": "new", "particulars": {...}}. "today" may name another day.
    """
    settings = read_settings()
    read = _or_refused(ctx, lang, lambda: plugin_trials.read_case(case))
    answer = _or_refused(ctx, lang, lambda: plugin_trials.answer(file, read_source(file), read, settings))
    if as_json:
        _print_json(answer)
    else:
        click.echo("\n".join(plugin_trials.answer_lines(answer, lang)))


@plugins.command()
@click.argument("digest", metavar="SHA256")
@as_json
@language
@click.pass_context
def show(ctx: click.Context, digest: str, *, as_json: bool, lang: str) -> None:
    """Print the source of the plugin version with that hash, which a verdict or a filing's history names."""
    context = kept_context(read_settings())
    found = context and plugin_source(context, digest.strip().lower())
    if not found:
        click.echo(_NEVER_SEEN.to(lang).format(digest=printable(digest, 64)), err=True)
        ctx.exit(1)
    if as_json:
        _print_json({"name": found.name, "first_seen": found.first_seen.isoformat(), "source": found.source})
        return
    click.echo(_FIRST_SEEN.to(lang).format(name=found.name, at=found.first_seen.isoformat(" ", "seconds")), err=True)
    click.echo(found.source, nl=False)


def _or_refused(ctx: click.Context, lang: str, call: Callable[[], Any]) -> Any:
    """What the call returns; a file that cannot be used ends the command with 1 and the reason."""
    try:
        return call()
    except Unusable as error:
        click.echo(error.text.to(lang), err=True)
        ctx.exit(1)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
