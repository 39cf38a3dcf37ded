"""What the provinces ask: the list of 31, and one with all its rules and their sources."""

from __future__ import annotations

from itertools import groupby

from flask import abort, render_template

from beian_plugin.blueprints.base import context
from beian_plugin.providers.registry import STATUS_WORDS
from beian_plugin.providers.wording import rule_views


def overview() -> str:
    """All provinces with where their rules come from."""
    plugins = context().plugins
    plugins.refresh()
    return render_template("beian_desk/provinces.html", entries=plugins.registry.entries(), words=STATUS_WORDS)


def page(code: str) -> str:
    """One province: its authority, its rules by section with source and confidence, and what is not covered."""
    plugins = context().plugins
    plugins.refresh()
    entry = next((one for one in plugins.registry.entries() if one.code == code), None) or abort(404)
    views = rule_views(entry.book, baseline=True)
    sections = [(title, list(rules)) for title, rules in groupby(views, key=lambda view: view.section)]
    return render_template("beian_desk/province.html", entry=entry, sections=sections, words=STATUS_WORDS)
