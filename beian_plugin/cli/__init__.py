"""The `beian` command. A subcommand's module is imported when it is used, so that the others stay fast."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from beian_plugin.errors import BeianError

#: Each subcommand: its module, the name of its command there, and its line in the list.
COMMANDS = {
    "accounts": ("accounts", "accounts", "Accounts of our own: list, open, reset, close."),
    "calendar": ("calendar", "calendar", "The years whose working days are known; load another."),
    "check": ("check", "check", "Ask whether an event may go on."),
    "codes": ("codes", "codes", "Explain codes that the authority answered."),
    "daemon": ("daemon", "daemon", "Answer panels that have no Flask."),
    "db": ("db", "db", "Look after the database and its keys."),
    "demo": ("demo", "demo", "Run a small hosting panel that has the plugin installed."),
    "domains": ("domains", "domains", "Show who holds a domain, until when and where it points; ask now."),
    "filings": ("filings", "filings", "List filings, show one with what it lacks, take a step."),
    "gate": ("gate", "gate", "Tell web servers and resolvers which hosts may be served."),
    "import": ("imports", "import_", "Load a mirror of filings from CSV or JSON lines."),
    "obligations": ("obligations", "obligations", "List what somebody must do by a date."),
    "plugins": ("plugins", "plugins", "List plugins, or check one file."),
    "provinces": ("provinces", "provinces", "List the 31 provinces and where their rules come from."),
    "record": ("record", "record", "Put on record what staff know: barred, linked, shell, verified."),
    "remedy": ("remedy", "remedy", "Tell what can be done about a filing that came back, and do it."),
    "sandbox": ("sandbox", "sandbox", "Run a simulated authority that speaks the national interface."),
    "scan": ("scan", "scan", "Decide every name in a file."),
    "settings": ("settings", "settings", "List the settings."),
    "sync": ("sync", "sync", "Send to the authority, fetch and apply its answers; how that stands."),
    "tasks": ("tasks", "tasks", "What staff have to look at: list, show, answer, settle."),
    "token": ("token", "token", "Make, list and revoke tokens of the API."),
    "verdict": ("verdict", "verdict", "Explain a stored verdict from what was known then."),
    "worker": ("worker", "worker", "Do the background work: send, fetch, apply, remind."),
}


class LazyGroup(click.Group):
    """A group that lists its commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the list from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in sorted(COMMANDS.items())])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; an error of ours is one sentence and exit status 2."""
        try:
            return super().invoke(ctx)
        except BeianError as error:
            click.echo(f"beian: {error}", err=True)
            ctx.exit(2)


@click.group(cls=LazyGroup, context_settings={"max_content_width": 100})
@click.version_option(package_name="beian_plugin", prog_name="beian")
def main() -> None:
    """Keep a hosting panel within China's website filing law (ICP 备案).

    Settings come from the environment (`beian settings` lists them); the SQLite file stands in the folder that
    BEIAN_INSTANCE names, else in ./instance.
    """
