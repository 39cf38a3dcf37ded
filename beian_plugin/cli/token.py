"""`beian token`: make, list and revoke the tokens with which panels use the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from beian_plugin.cli.environment import actor, open_context
from beian_plugin.filing.verdict import Text
from beian_plugin.operations.tokens import Scope, create_token, find_token, list_tokens, revoke_token

if TYPE_CHECKING:
    from beian_plugin.operations.tokens import TokenInfo

_CREATED = Text(
    "令牌 {id} 已创建。请立即保存，以后无法再查看：", "Token {id} was made. Keep it now; it is not shown again:"
)
_REVOKED = Text("令牌 {id} 已撤销。", "Token {id} was revoked.")
_WAS_REVOKED = Text("令牌 {id} 早已撤销。", "Token {id} had been revoked before.")
_NONE = Text("还没有令牌；beian token create 可创建。", "There is no token yet; `beian token create` makes one.")
_IN_FORCE = Text("有效", "in force")
_SINCE = Text("已于 {at} 撤销", "revoked {at}")

_as_json = click.option("--json", "as_json", is_flag=True, help="Print for programs.")
_language = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the text."
)


@click.group()
def token() -> None:
    """Make, list and revoke tokens of the API."""


@token.command()
@click.option("--name", required=True, help="What the token is for, such as the panel that uses it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What the token allows; may be repeated.",
)
@_as_json
@_language
def create(*, name: str, scopes: tuple[str, ...], as_json: bool, lang: str) -> None:
    """Make a token and print it, this once."""
    context = open_context()
    plain = create_token(context.database, name, scopes, actor=actor(), now=context.now())
    made = find_token(context.database, plain)
    if made is None:
        raise AssertionError("a token that was just made is in force")
    if as_json:
        click.echo(json.dumps({"id": made.id, "name": made.name, "scopes": sorted(made.scopes), "token": plain}))
        return
    click.echo(_CREATED.to(lang).format(id=made.id), err=True)
    click.echo(plain)


@token.command("list")
@_as_json
@_language
def list_(*, as_json: bool, lang: str) -> None:
    """List every token that was made; none is shown itself."""
    tokens = list_tokens(open_context().database)
    if as_json:
        click.echo(json.dumps([_fields(one) for one in tokens], ensure_ascii=False, indent=2))
        return
    for one in tokens:
        state = _SINCE.to(lang).format(at=f"{one.revoked_at:%Y-%m-%d}") if one.revoked_at else _IN_FORCE.to(lang)
        click.echo(f"{one.id}  {one.name}  {' '.join(one.scopes)}  {one.created_at:%Y-%m-%d}  {state}")
    if not tokens:
        click.echo(_NONE.to(lang))


@token.command()
@click.argument("token_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@_as_json
@_language
def revoke(*, token_id: int, as_json: bool, lang: str) -> None:
    """Take the token ID out of force at once, in every worker."""
    context = open_context()
    ended = revoke_token(context.database, token_id, actor=actor(), now=context.now())
    if as_json:
        click.echo(json.dumps({"id": token_id, "revoked_now": ended}))
        return
    click.echo((_REVOKED if ended else _WAS_REVOKED).to(lang).format(id=token_id))


def _fields(one: TokenInfo) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "scopes": one.scopes,
        "created_at": one.created_at.isoformat(),
        "revoked_at": one.revoked_at and one.revoked_at.isoformat(),
    }
