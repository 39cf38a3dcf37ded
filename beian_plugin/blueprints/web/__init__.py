"""What portal and desk share: the frame of a page, its language, its forms, its styles."""

from __future__ import annotations

from flask import Blueprint


def create_web() -> Blueprint:
    """The shared templates and styles; anybody may fetch these."""
    return Blueprint("beian_web", __name__, template_folder="templates", static_folder="static")
