"""Every POST of the desk carries the token of the page that it came from."""

from __future__ import annotations

import re

from beian_plugin.operations.queue import line_of


def test_a_post_without_the_pages_token_changes_nothing_and_one_with_it_works(desk):
    desk.app.config["WTF_CSRF_ENABLED"] = True
    filing = desk.submitted()
    refused = desk.post(f"filings/{filing}/claim")
    assert refused.status_code == 400
    assert "未作任何更改" in refused.text
    assert line_of(desk.context, filing).claimed_by == ""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', desk.text())[1]
    desk.does(f"filings/{filing}/claim", {"csrf_token": token})
    assert line_of(desk.context, filing).claimed_by == "officer"


def test_every_form_that_posts_has_a_token(desk):
    desk.app.config["WTF_CSRF_ENABLED"] = True
    filing = desk.submitted()
    for path in ("", f"filings/{filing}", "sheets", "tasks", "link"):
        forms = re.findall(r'<form method="post".*?</form>', desk.as_("supervisor").text(path), re.DOTALL)
        assert [form for form in forms if 'name="csrf_token"' not in form] == [], path


def test_a_get_changes_nothing(desk):
    filing = desk.submitted()
    for path in ("claim", "release", "open", "step", "return", "remedy", "reporting"):
        assert desk.get(f"filings/{filing}/{path}").status_code == 405
