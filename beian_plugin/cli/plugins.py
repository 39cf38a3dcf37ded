"""`beian plugins`: which plugins are in force, which are not and why; and whether one file could be."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import instance_folder
from beian_plugin.errors import SettingError
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin
from beian_plugin.hooks.problems import Unusable, printable
from beian_plugin.hooks.reading import read_source
from beian_plugin.hooks.trial import Report, try_out
from beian_plugin.models.database import open_database
from beian_plugin.operations.context import plugins_of
from beian_plugin.operations.good_plugins import DatabaseVersions
from beian_plugin.providers.contract import RULE_LABELS
from beian_plugin.settings import load_settings

if TYPE_CHECKING:
    from beian_plugin.hooks.lineup import PluginInfo
    from beian_plugin.hooks.manager import Plugins
    from beian_plugin.settings import Settings

# The commands print what went wrong; the log would say it a second time.
logging.getLogger("beian_plugin").addHandler(logging.NullHandler())

_STATUS = {
    PluginStatus.OK: Text("有效", "in force"),
    PluginStatus.LAST_GOOD: Text("沿用上一有效版本", "last good version in force"),
    PluginStatus.REFUSED: Text("未生效：已被拒绝", "not in force: refused"),
    PluginStatus.REPLACED: Text("未生效：已被替代", "not in force: replaced"),
    PluginStatus.BROKEN: Text("未生效：有错误", "not in force: broken"),
}
_COLOUR = {PluginStatus.OK: "green", PluginStatus.REPLACED: None}
_ORIGIN = {
    Origin.FOLDER: Text("插件目录", "from the plugin folder"),
    Origin.PANEL: Text("面板代码", "from the panel's code"),
    Origin.INSTALLED: Text("已安装的软件包", "from an installed package"),
    Origin.PACKAGE: Text("beian_plugin 自带", "part of beian_plugin"),
}
_VERSION, _HOOKS, _PROVINCES = Text("版本", "version"), Text("钩子", "Hooks"), Text("省份", "Provinces")
_RULES, _SOURCES, _FAILED = Text("规则", "Rules"), Text("备案查询来源", "Record sources"), Text("运行出错", "Failed in")
_SUM = Text("共 {all} 个插件，{bad} 个有问题。", "{all} plugins, {bad} with a problem.")
_NO_FOLDER = Text(
    "未设置 BEIAN_PLUGIN_DIR：没有运维插件目录。", "BEIAN_PLUGIN_DIR is not set: there is no folder for drop-ins."
)
_FITS = Text("{file} 可以使用。", "{file} can be used.")

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs, texts in both languages.")
language = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the text."
)


def read_settings() -> Settings:
    """The settings that the environment holds; a bad one ends the command with its sentence."""
    try:
        return load_settings({})
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def loaded(settings: Settings) -> Plugins:
    """The plugins that a panel with these settings would load now."""
    plugins = plugins_of(settings, _good_versions(settings))
    plugins.load()
    return plugins


def _good_versions(settings: Settings) -> DatabaseVersions | None:
    """The good versions that the panel keeps, where its database is there; listing plugins makes none."""
    if not settings.plugin_dir or not (settings.database_url or (instance_folder() / "beian.sqlite3").exists()):
        return None
    database = open_database(settings, instance_folder())
    click.get_current_context().call_on_close(database.close)
    return DatabaseVersions(database) if database.revision() else None


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
        click.echo(json.dumps([_as_json(info) for info in infos], ensure_ascii=False, indent=2))
    else:
        for info in infos:
            click.echo("\n".join(_lines(info, lang)))
        if not settings.plugin_dir:
            click.echo(_NO_FOLDER.to(lang))
        click.echo(_SUM.to(lang).format(all=len(infos), bad=len(troubled)))
    if strict and troubled:
        ctx.exit(1)


@plugins.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@language
@click.pass_context
def check(ctx: click.Context, file: Path, *, as_json: bool, lang: str) -> None:
    """Load FILE in a child process and print what it registers, or what is wrong with it and exit with 1."""
    settings = read_settings()
    try:
        report = try_out(read_source(file), file=str(file.absolute()), seconds=settings.plugin_trial_seconds)
    except Unusable as error:
        report = Report(refusal=error.text)
    if as_json:
        refusal = report.refusal and report.refusal._asdict()
        click.echo(json.dumps(asdict(report) | {"refusal": refusal}, ensure_ascii=False, indent=2))
    elif report.refusal:
        click.echo(report.refusal.to(lang), err=True)
    else:
        click.echo("\n".join(_report_lines(file, report, lang)))
    ctx.exit(1 if report.refusal else 0)


def _lines(info: PluginInfo, lang: str) -> list[str]:
    """The plugin as a person reads it."""
    colon = ": " if lang == "en" else "："
    version = f"  {_VERSION.to(lang)} {info.version}" if info.version else ""
    status = click.style(_STATUS[info.status].to(lang), fg=_COLOUR.get(info.status, "red"))
    lines = [f"{info.name}{version}  {status}  ({_ORIGIN[info.origin].to(lang)})", f"    {info.file}"]
    if info.provinces:
        lines.append(f"    {_PROVINCES.to(lang)}{colon}{', '.join(_province(code, lang) for code in info.provinces)}")
    if info.hooks:
        lines.append(f"    {_HOOKS.to(lang)}{colon}{', '.join(info.hooks)}")
    if info.error:
        lines.append(f"    {info.error.to(lang)}")
    failed = f"    {_FAILED.to(lang)}{colon}"
    return lines + [f"{failed}{failure.hook} ×{failure.times}  {failure.error}" for failure in info.failures]


def _as_json(info: PluginInfo) -> dict[str, Any]:
    return asdict(info) | {"error": info.error and info.error._asdict()}


def _report_lines(file: Path, report: Report, lang: str) -> list[str]:
    colon = ": " if lang == "en" else "："
    lines = [_FITS.to(lang).format(file=printable(str(file)))]
    lines += [f"    {_VERSION.to(lang)}{colon}{report.version}"] if report.version else []
    lines.append(f"    {_HOOKS.to(lang)}{colon}{', '.join(report.hooks)}")
    for code, rules in report.provinces.items():
        lines.append(f"    {_PROVINCES.to(lang)}{colon}{_province(code, lang)}")
        lines += [f"        {_RULES.to(lang)}{colon}{RULE_LABELS[name].to(lang)} ({name})" for name in rules]
    if report.record_sources:
        lines.append(f"    {_SOURCES.to(lang)}{colon}{', '.join(report.record_sources)}")
    return lines


def _province(code: str, lang: str) -> str:
    name = provinces()[code]
    return f"{code} {name.name_en if lang == 'en' else name.name_zh}"
