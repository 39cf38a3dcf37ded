"""mdserver-web: guards of its three endpoints that bind a name, put around the panel's own app.

A module beside the panel's `app.py`, started in its place (`gunicorn -c setting.py beian_mw:app`):

    from app import app
    from beian_plugin import Beian
    from beian_plugin.panels.mdserver_web import guard_mdserver_web

    beian = Beian(app)
    guard_mdserver_web(beian, region=lambda request: "cn-hangzhou")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from flask import jsonify, session

from beian_plugin.panels.guard import as_html, form_field, json_in_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request, Response

    from beian_plugin.panels.guard import Guard


class Guarding(Protocol):
    """A `Beian` on the panel's app."""

    def guard(self, endpoint: str, **profile: Any) -> Guard:
        """Ask before an endpoint."""


#: Each endpoint, and how it is told names: JSON inside a form field, or a list between commas.
ENDPOINTS = {
    "site.add": json_in_field("webinfo", "domain", "domainlist"),
    "site.add_domain": form_field("domain"),
    "site.add_dir_bind": form_field("domain"),
}


def is_signed_in(request: Request) -> bool:
    """Whether somebody is signed in, or a script calls with the headers of an app of the panel.

    Whether those headers fit only the panel can say, which does so next; until then a caller who made them up learns no
    more than the public register tells.
    """
    headers = request.headers
    return bool(headers.get("App-Id") and headers.get("App-Secret")) or ("login" in session and "username" in session)


def refuse(sentences: list[str]) -> Response:
    """A refusal in the panel's own shape; its pages show `msg` as HTML."""
    return jsonify(status=False, msg=as_html(sentences))


def guard_mdserver_web(beian: Guarding, *, signed_in: Callable[[Request], bool] = is_signed_in, **more: Any) -> None:
    """Ask before the panel binds a name; one that may not be bound refuses the whole request, for the panel keeps half.

    `more` are other fields of Guard, such as `region`, `lang` and `deadline`.
    """
    for endpoint, hosts in ENDPOINTS.items():
        beian.guard(
            endpoint,
            hosts=hosts,
            signed_in=signed_in,
            refuse=refuse,
            **more,
        )
