"""Who of the staff may do what at the desk, and what its templates share."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from flask import abort, g, redirect

from beian_plugin.blueprints.base import AUDITOR, OFFICER, OPS, SUPERVISOR, context
from beian_plugin.blueprints.form.fields import label
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.blueprints.web.refusals import sentence
from beian_plugin.errors import BeianError, InvalidValue
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.filings import filing_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.verdict import Text

_P = ParamSpec("_P")
#: Who works on filings, sheets and tasks; who minds the link with the authority.
WORKERS = (OFFICER, SUPERVISOR)
#: Who may open personal data and pictures, each time with an audit line: an auditor reads what was decided upon.
READERS = (*WORKERS, AUDITOR)
MINDERS = (OPS, SUPERVISOR)


def only(*roles: str) -> Callable[[Callable[_P, ResponseReturnValue]], Callable[_P, ResponseReturnValue]]:
    """Let in who has one of the roles; everybody else gets 403."""

    def decorate(view: Callable[_P, ResponseReturnValue]) -> Callable[_P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: _P.args, **kwargs: _P.kwargs) -> ResponseReturnValue:
            if not me().has(*roles):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def existing(number: int) -> Filing:
    """The filing of that number, or 404."""
    try:
        return filing_of(context(), number)
    except InvalidValue:
        abort(404)


def do(action: Callable[[], object], said: Text, address: str) -> ResponseReturnValue:
    """Do it, go to `address`, and say there what was done or why not."""
    try:
        action()
    except BeianError as error:
        tell(sentence(error), "hold")
    else:
        tell(said)
    return redirect(address)


def moment(at: datetime | None) -> str:
    """Day and time in China."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if at is not None else ""


def shared() -> dict[str, Any]:
    """What the desk's templates may use besides the frame's."""
    identity = g.get("beian_identity")
    return {
        "works": identity is not None and identity.has(*WORKERS),
        "opens": identity is not None and identity.has(*READERS),
        "minds": identity is not None and identity.has(*MINDERS),
        "supervises": identity is not None and identity.has(SUPERVISOR),
        "moment": moment,
        "shown": to_unicode,
        "field_label": field_label,
    }


def field_label(path: str) -> str:
    """The words of the form for a path; empty for the filing as a whole."""
    return label(path) if path else ""
