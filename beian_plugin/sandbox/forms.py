"""Forms of the pages: guarded by a token, read with a sentence for what does not fit."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, cast

from flask import abort, current_app, request, session

from beian_plugin.errors import InvalidValue

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Store

_TOKEN = "token"  # noqa: S105  the name of a form's field


def store() -> Store:
    """The store of the app that answers."""
    return cast("Store", current_app.extensions["sandbox"])


def token() -> str:
    """The token that a form of this browser's session carries."""
    if _TOKEN not in session:
        session[_TOKEN] = secrets.token_urlsafe(24)
    return str(session[_TOKEN])


def guard() -> None:
    """Refuse a form that no page of ours made."""
    sent = request.form.get(_TOKEN, "")
    if not session.get(_TOKEN) or not hmac.compare_digest(sent.encode(), str(session[_TOKEN]).encode()):
        abort(
            400,
            "表单已过期，请返回、刷新页面后重试。 The form is too old: go back, load the page again and send it again.",
        )


def text(name: str, *, most: int = 255, required: bool = True) -> str:
    """The field's text. Raises InvalidValue where it is missing or too long."""
    value = request.form.get(name, "").strip()
    if (required and not value) or len(value) > most:
        raise InvalidValue(f"“{name}”不能为空，且不超过 {most} 个字符。 {name}: 1 to {most} characters.", what=name)
    return value


def number(name: str, least: float, most: float) -> float:
    """The field's number. Raises InvalidValue where it is none within the bounds."""
    try:
        value = float(text(name, most=20))
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise InvalidValue(
            f"“{name}”应为 {least:g} 至 {most:g} 之间的数字。 {name}: a number from {least:g} to {most:g}.", what=name
        )
    return value


def whole(name: str, least: int = 1, most: int = 2**53) -> int:
    """The field's whole number. Raises InvalidValue where it is none within the bounds."""
    return int(number(name, least, most))
