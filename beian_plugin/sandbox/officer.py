"""What the officer does on the pages beside reviews: news for providers, work on records, clock, switches, faults."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import NoResultFound

from beian_plugin.authority.soap import METHODS
from beian_plugin.errors import InvalidValue
from beian_plugin.sandbox import accounts, actions, clock, faults, forms
from beian_plugin.sandbox.invented import elsewhere
from beian_plugin.sandbox.store import SWITCHES
from beian_plugin.sandbox.tables import Provider

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as Redirect

blueprint = Blueprint("officer", __name__)
#: Switches that the page shows, with what each may be.
_NUMBERS = {"answer_after": (0, 86_400 * 60), "most_waiting": (0, 1_000_000)}


@blueprint.before_request
def _before() -> None:
    if request.method == "POST":
        forms.guard()


@blueprint.post("/news/<action>")
def tell(action: str) -> Redirect:
    """Tell providers something of the authority's own accord."""
    return _do(_NEWS, action, "pages.news")


@blueprint.post("/records/<int:subject_id>/<action>")
def about_subject(subject_id: int, action: str) -> Redirect:
    """Do something about a subject, one of its sites or one of its accesses."""
    return _do(_RECORDS, action, "pages.subject", subject_id)


@blueprint.get("/switches")
def switches() -> str:
    """The clock, who decides, and the faults that stand."""
    with forms.store().read() as office:
        return render_template(
            "switches.html",
            now=office.now().astimezone(clock.CHINA),
            **{name: office.switch(name) for name in SWITCHES},
            faults=faults.listed(office),
            kinds=faults.KINDS,
            methods=(faults.ANY_METHOD, *METHODS),
            providers=accounts.providers(office),
        )


@blueprint.post("/switches/<action>")
def switch(action: str) -> Redirect:
    """Move the clock, set a switch, or set and remove faults."""
    return _do(_SWITCHES, action, "officer.switches")


def _do(table: dict[str, Callable[..., object]], action: str, page: str, subject_id: int | None = None) -> Redirect:
    """Carry out the action of the table, and go to the page with a word about it."""
    if action not in table:
        abort(404)
    try:
        result = table[action]() if subject_id is None else table[action](subject_id)
        flash("已办理。 Done.")
        if action == "renumber":
            subject_id = int(str(result))
    except InvalidValue as problem:
        flash(str(problem), "error")
    except (LookupError, NoResultFound):
        flash("没有这条记录。 There is no such record.", "error")
    except ValueError:
        flash("填写的内容不合要求。 A value has not the form that it should have.", "error")
    return redirect(url_for(page) if subject_id is None else url_for(page, subject_id=subject_id))


def _provider() -> int:
    return forms.whole("provider")


_NEWS: dict[str, Callable[..., object]] = {
    "bar_domain": lambda: actions.bar_domain(forms.store(), forms.text("domain").lower()),
    "bar_subject": lambda: actions.bar_subject(
        forms.store(), forms.whole("certificate_type", 1, 999), forms.text("certificate_number"), forms.text("name")
    ),
    "unbar": lambda: actions.unbar(forms.store(), forms.text("key", most=400)),
    "unfiled": lambda: actions.report_unfiled(
        forms.store(), forms.text("domain").lower(), forms.text("address"), _provider()
    ),
    "illegal": lambda: actions.report_illegal_access(
        forms.store(), forms.text("domain").lower(), forms.text("address"), _provider()
    ),
    "elsewhere": lambda: actions.file_elsewhere(
        forms.store(),
        elsewhere(forms.store(), forms.text("name"), forms.text("certificate_number"), forms.text("domain")),
    ),
    "resync": lambda: actions.resync(forms.store(), _provider()),
    "base_codes": lambda: actions.send_base_codes(forms.store(), _provider()),
}
_RECORDS: dict[str, Callable[..., object]] = {
    "verify": lambda subject_id: actions.ask_verification(forms.store(), subject_id, _provider()),
    "wrong": lambda subject_id: actions.find_subject_wrong(forms.store(), subject_id, forms.text("reason")),
    "notice": lambda subject_id: actions.give_notice(forms.store(), forms.text("text"), subject_id=subject_id),
    "renumber": lambda subject_id: actions.renumber(forms.store(), subject_id),
    "reset_tries": lambda subject_id: actions.reset_tries(forms.store(), subject_id),
    "site_notice": lambda subject_id: actions.give_notice(  # noqa: ARG005  the page it leads back to
        forms.store(), forms.text("text"), site_id=forms.whole("site")
    ),
    "dead": lambda subject_id: actions.find_dead(forms.store(), forms.whole("site")),  # noqa: ARG005
    "shell": lambda subject_id: actions.find_shell(forms.store(), forms.whole("site"), _provider()),  # noqa: ARG005
    "too_much": lambda subject_id: actions.find_access_wrong(  # noqa: ARG005
        forms.store(), forms.whole("site"), _provider(), finding=1
    ),
    "too_little": lambda subject_id: actions.find_access_wrong(  # noqa: ARG005
        forms.store(), forms.whole("site"), _provider(), finding=2, address=forms.text("address")
    ),
    "cancel_site": lambda subject_id: actions.cancel_site(forms.store(), forms.whole("site")),  # noqa: ARG005
    "remove_access": lambda subject_id: actions.remove_access(forms.store(), forms.whole("access")),  # noqa: ARG005
}


def _show_time() -> None:
    moment = datetime.fromisoformat(forms.text("moment", most=40))
    clock.show(forms.store(), moment.replace(tzinfo=moment.tzinfo or clock.CHINA))


def _set_auto() -> None:
    from beian_plugin.sandbox.app import read_auto

    value = read_auto(forms.text("auto"))
    with forms.store().write() as office:
        office.set_switch("auto", value)


def _set_number() -> None:
    name = forms.text("name")
    if name not in _NUMBERS:
        raise InvalidValue("没有这个开关。 There is no such switch.", what="name")
    value = forms.whole("value", *_NUMBERS[name])
    with forms.store().write() as office:
        office.set_switch(name, str(value))


def _compare() -> None:
    value = "1" if forms.text("value") == "1" else "0"
    with forms.store().write() as office:
        office.set_switch("compare_addresses", value)


def _permit() -> None:
    allowed, number = forms.text("allowed") == "1", _provider()
    with forms.store().write() as office:
        office.session.get_one(Provider, number).allowed = allowed


def _add_fault() -> None:
    count = forms.text("count", required=False)
    faults.add(
        forms.store(),
        forms.text("kind"),
        method=forms.text("method"),
        count=int(count) if count else None,
        probability=forms.number("probability", 0, 1),
        seed=forms.whole("seed", 0),
        amount=forms.number("amount", 0, 3600),
    )


_SWITCHES: dict[str, Callable[..., object]] = {
    "days": lambda: clock.move(forms.store(), timedelta(days=forms.number("days", -3660, 3660))),
    "moment": _show_time,
    "machine": lambda: clock.follow_machine(forms.store()),
    "auto": _set_auto,
    "number": _set_number,
    "compare": _compare,
    "permit": _permit,
    "add_fault": _add_fault,
    "remove_fault": lambda: faults.remove(forms.store(), forms.whole("fault")),
    "clear_faults": lambda: faults.clear(forms.store()),
}
