"""Staff work at the plugin's desk, each by their role; the panel's own code shows how little that takes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from demo_panel import play, start

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "beian_plugin" / "demo"


def test_staff_are_led_to_the_desk_and_have_no_pages_of_customers(officer):
    assert 'href="/beian/desk/"' in officer.text("/")
    assert "备案工作台" in officer.text("/beian/desk/")
    for path in ("/sites/2", "/answers/1", "/sites/new", "/orders/new", "/transfers/new/in"):
        assert officer.get(path).status_code == 404, path
    for path in ("/sites/2/check", "/sites/2/filing", "/sites/2/remove"):
        assert officer.post(path).status_code == 404, path


def test_customers_do_not_see_the_desk(teahouse):
    assert teahouse.get("/beian/desk/").status_code == 403
    assert "/beian/desk/" not in teahouse.text("/")


@pytest.mark.parametrize(
    ("role", "passes", "minds"), [("auditor", 403, 403), ("ops", 403, 302), ("supervisor", 302, 302)]
)
def test_each_sign_in_of_staff_may_do_what_its_role_may(person, officer, teahouse, role, passes, minds):
    start(teahouse, "www.demo-newshop.cn")
    play(teahouse, officer, ["hand in"])
    one = person(role)
    assert "demo-newshop.cn" in one.text("/beian/desk/")
    assert one.post("/beian/desk/link/resync").status_code == minds
    assert one.post("/beian/desk/filings/1/step", verb="provider_pass").status_code == passes


def test_a_stranger_who_opens_the_desk_is_sent_to_sign_in_and_back(person):
    assert person().get("/beian/desk/").location == "/sign-in?next=%2Fbeian%2Fdesk%2F"


def test_the_demo_uses_the_public_surface_only():
    """All but what runs beside the panel, what is there for who tries it, and a province's rules in words."""
    below = {"authority.py", "background.py", "provinces.py", "sample.py", "sample_filing.py"}
    for path in sorted(DEMO.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("beian_plugin."):
                inside = node.module.startswith("beian_plugin.demo")
                assert inside or path.name in below, (path.name, node.module)


def test_every_message_is_translated_and_compiled():
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "translations.py", "--check"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_pages_follow_the_language_that_was_chosen_on_either_side(teahouse):
    teahouse.post("/language", language="en", back="/")
    for path in ("/", "/sites/2", "/sites/new", "/orders/new", "/transfers/new/in", "/beian/"):
        page = teahouse.text(path)
        for label in ("下一步", "办理人", "服务器", "备案申请", "退出", "请填写"):
            assert label not in page, path
    teahouse.get("/beian/?lang=zh")
    assert "添加网站" in teahouse.text("/")
