"""The plugins that a panel would load, opened from the environment, and how a list shows them."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from beian_plugin.cli.environment import instance_folder
from beian_plugin.errors import SettingError
from beian_plugin.filing.region import provinces
from beian_plugin.filing.verdict import Text
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin
from beian_plugin.models.database import open_database
from beian_plugin.operations.context import Context, plugins_of
from beian_plugin.operations.good_plugins import DatabaseVersions
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
VERSION, HOOKS, PROVINCES = Text("版本", "version"), Text("钩子", "Hooks"), Text("省份", "Provinces")
_FAILED = Text("运行出错", "Failed in")


def read_settings() -> Settings:
    """The settings that the environment holds; a bad one ends the command with its sentence."""
    try:
        return load_settings({})
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def loaded(settings: Settings) -> Plugins:
    """The plugins that a panel with these settings would load now."""
    context = kept_context(settings) if settings.plugin_dir else None
    plugins = context.plugins if context else plugins_of(settings, None)
    plugins.load()
    return plugins


def kept_context(settings: Settings) -> Context | None:
    """The parts of the panel where its database is there, closed when the command ends; looking at plugins makes none.

    Its plugins are not loaded yet.
    """
    if not (settings.database_url or (instance_folder() / "beian.sqlite3").exists()):
        return None
    database = open_database(settings, instance_folder())
    click.get_current_context().call_on_close(database.close)
    if not database.revision():
        return None
    return Context(settings=settings, database=database, plugins=plugins_of(settings, DatabaseVersions(database)))


def info_lines(info: PluginInfo, lang: str) -> list[str]:
    """The plugin as a person reads it."""
    colon = ": " if lang == "en" else "："
    version = f"  {VERSION.to(lang)} {info.version}" if info.version else ""
    status = click.style(_STATUS[info.status].to(lang), fg=_COLOUR.get(info.status, "red"))
    lines = [f"{info.name}{version}  {status}  ({_ORIGIN[info.origin].to(lang)})", f"    {info.file}"]
    if info.provinces:
        lines.append(
            f"    {PROVINCES.to(lang)}{colon}{', '.join(province_name(code, lang) for code in info.provinces)}"
        )
    if info.hooks:
        lines.append(f"    {HOOKS.to(lang)}{colon}{', '.join(info.hooks)}")
    if info.error:
        lines.append(f"    {info.error.to(lang)}")
    failed = f"    {_FAILED.to(lang)}{colon}"
    return lines + [f"{failed}{failure.hook} ×{failure.times}  {failure.error}" for failure in info.failures]


def info_json(info: PluginInfo) -> dict[str, Any]:
    """The plugin as a program reads it."""
    return asdict(info) | {"error": info.error and info.error._asdict()}


def province_name(code: str, lang: str) -> str:
    """The province with its code."""
    name = provinces()[code]
    return f"{code} {name.name_en if lang == 'en' else name.name_zh}"
