"""The form of a filing, step by step: the same pages for its customer and for staff who fill it in on their behalf."""

from __future__ import annotations

from functools import partial, update_wrapper
from typing import TYPE_CHECKING

from beian_plugin.blueprints.form import material, papers, password, wizard

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.form.place import Place


def add_form(blueprint: Blueprint, place: Place, at: str) -> None:
    """Add the form's pages to a blueprint, under the address `at`, which holds `filing_id`."""

    def add(rule: str, endpoint: str, view: Callable[..., ResponseReturnValue], method: str = "GET") -> None:
        # Flask-WTF's CSRFProtect, which a panel may have, asks each view for its name.
        blueprint.add_url_rule(f"{at}{rule}", endpoint, update_wrapper(partial(view, place), view), methods=[method])

    add("/fill", "fill", wizard.go_on)
    add("/check", "check", wizard.check)
    add("/check", "hand_in", wizard.hand_in, "POST")
    add("/material", "material", material.page)
    add("/material", "upload", material.upload, "POST")
    add("/material/<int(max=2147483647):attachment_id>", "preview", material.preview)
    add("/material/<int(max=2147483647):attachment_id>/remove", "remove_picture", material.remove, "POST")
    add("/password", "password", password.page)
    add("/password", "give_password", password.give, "POST")
    add("/sheet", "sheet", papers.sheet)
    add("/sheet.pdf", "sheet_pdf", papers.sheet_pdf)
    add("/reset-form.pdf", "reset_form", papers.reset_form)
    add("/now", "now", password.now)
    add("/<slug>", "step", wizard.page)
    add("/<slug>", "save_step", wizard.save, "POST")
    add("/<slug>/look", "look", wizard.look, "POST")
    add("/counties/<int:province>", "counties", wizard.counties)
