"""What staff search for, as an address may carry it: names and certificate numbers sealed, for addresses are logged."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.models.crypto import UnreadableValue
from beian_plugin.operations.queue_order import MOST_DIGITS

if TYPE_CHECKING:
    from beian_plugin.operations.context import Context

_MARK = "~"
_PURPOSE = "desk.search"


def seal(context: Context, text: str) -> str:
    """The text for an address: as it is where it is a domain, a licence number or the number of a filing."""
    if not text or _is_public(text):
        return text
    return _MARK + urlsafe_b64encode(context.database.keys.encrypt(text, _PURPOSE)).decode().rstrip("=")


def unseal(context: Context, carried: str) -> str:
    """The text that an address carries; empty where it was sealed and cannot be opened."""
    if not carried.startswith(_MARK):
        return carried
    coded = carried.removeprefix(_MARK)
    try:
        return context.database.keys.decrypt(urlsafe_b64decode(coded + "=" * (-len(coded) % 4)), _PURPOSE)
    except (UnreadableValue, binascii.Error, ValueError):
        return ""


def _is_public(text: str) -> bool:
    plain = text.strip().removeprefix("#")
    if plain.isdecimal():
        return len(plain) <= MOST_DIGITS
    try:
        return bool(parse_licence(plain))
    except InvalidValue:
        return "." in plain and "@" not in plain and plain.isascii()
