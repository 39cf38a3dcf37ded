"""The help: today's answers to the 58 questions of the FAQ, for everybody, under `BEIAN_URL_PREFIX/help`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request

from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.blueprints.web.help import help_page
from beian_plugin.filing import faq
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def create_help() -> Blueprint:
    """The help's pages, which anybody may read, signed in or not."""
    blueprint = Blueprint("beian_help", __name__, template_folder="templates")
    blueprint.add_url_rule("/", "overview", overview)
    blueprint.add_url_rule("/<topic>", "question", question)
    menu = (
        MenuItem("beian_help.overview", Text("备案说明", "Help")),
        MenuItem("beian_query.page", Text("备案查询", "Look up a filing")),
    )
    return frame(blueprint, title=Text("备案说明", "Help on filing"), menu=menu, may_enter=None)


def overview() -> str:
    """All questions by section; with `q` those that answer it, the best first."""
    query = request.args.get("q", "").strip()[: faq.LONGEST_QUERY]
    by_section = [
        (section, [one for one in faq.questions().values() if one.section == section.name])
        for section in faq.sections()
    ]
    found = faq.search(query) if query else []
    return render_template("beian_help/overview.html", query=query, found=found, by_section=by_section)


def question(topic: str) -> ResponseReturnValue:
    """One question with its answer and those that belong to it; its number in the FAQ leads to it, too."""
    numbered = {str(one.number): one for one in faq.questions().values()}
    found = faq.questions().get(topic) or numbered.get(topic) or abort(404)
    if found.topic != topic:
        return redirect(help_page(found.topic))
    related = [faq.questions()[other] for other in found.see]
    return render_template("beian_help/question.html", question=found, related=related)
