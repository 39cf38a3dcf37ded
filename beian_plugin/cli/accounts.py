"""`beian accounts`: accounts of our own, for staff above all; a one-time link sets the password, never typed here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from beian_plugin.blueprints.base import AUDITOR, OFFICER, OPS, SUPERVISOR
from beian_plugin.cli.environment import actor, open_context
from beian_plugin.cli.options import as_json, language
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import accounts as operations
from beian_plugin.operations import accounts_links

if TYPE_CHECKING:
    from beian_plugin.operations.accounts import AccountInfo
    from beian_plugin.operations.context import Context

_ROLES = (OFFICER, SUPERVISOR, AUDITOR, OPS)
_LINK = Text(
    "帐号 {name}：请在 1 小时内打开下面的链接设置密码，只能用一次：",
    "Account {name}: open this link within an hour to set its password; it works once:",
)
_CLOSED = Text("帐号 {name} 已停用，登录都已退出。", "Account {name} is closed, and nobody is signed in to it.")
_NONE = Text("没有帐号；beian accounts add 可以开通。", "There is no account; `beian accounts add` opens one.")
_CLOSED_MARK = Text("已停用", "closed")


@click.group()
def accounts() -> None:
    """Accounts of our own, for hosts whose panel has no users (BEIAN_ACCOUNTS)."""


@accounts.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(_ROLES),
    help="What staff may do; may be repeated; none is a customer.",
)
@click.option("--holder", default="", help="Whose it is.")
@click.option("--email", default="", help="Where a customer's password is recovered.")
@language
def add(*, name: str, roles: tuple[str, ...], holder: str, email: str, lang: str) -> None:
    """Open the account NAME and print the link by which its password is set."""
    context = open_context()
    made = operations.add_account(context, name, roles=roles, holder=holder, email=email, actor=actor())
    _print_link(context, made.name, lang)


@accounts.command("list")
@click.option("--staff", is_flag=True, help="Those of staff instead of customers.")
@click.option("--search", default="", help="Part of name or holder, or a whole e-mail address.")
@as_json
@language
def list_(*, staff: bool, search: str, as_json: bool, lang: str) -> None:
    """List the newest accounts; e-mail addresses are mostly stars."""
    found = operations.list_accounts(open_context(), search, staff=staff)[: operations.MOST_SHOWN]
    if as_json:
        click.echo(json.dumps([_fields(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        mark = _CLOSED_MARK.to(lang) if one.closed_at else ""
        words = (one.name, one.kind.to(lang), " ".join(one.roles), one.holder, one.email, mark)
        click.echo("  ".join(filter(None, words)))
    if not found:
        click.echo(_NONE.to(lang))


@accounts.command()
@click.argument("name")
@language
def reset(*, name: str, lang: str) -> None:
    """Print a new link by which the password of NAME is set; the present one holds until then."""
    _print_link(open_context(), name, lang)


@accounts.command()
@click.argument("name")
@language
def close(*, name: str, lang: str) -> None:
    """Close the account NAME for good and sign it out everywhere."""
    operations.close_account(open_context(), name, actor=actor())
    click.echo(_CLOSED.to(lang).format(name=name))


def _print_link(context: Context, name: str, lang: str) -> None:
    plain = accounts_links.reset_account(context, name, actor=actor(), staff=True)
    click.echo(_LINK.to(lang).format(name=name), err=True)
    click.echo(accounts_links.link_address(context, plain))


def _fields(one: AccountInfo) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": one.kind.value,
        "roles": one.roles,
        "holder": one.holder,
        "email": one.email,
        "has_password": one.has_password,
        "created_at": one.created_at.isoformat(),
        "closed_at": one.closed_at and one.closed_at.isoformat(),
    }
