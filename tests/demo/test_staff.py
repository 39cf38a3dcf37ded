"""Staff see the answers of all customers and how the plugin is doing; customers see neither."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from demo_panel import Person

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "beian_plugin" / "demo"


def test_staff_see_what_every_customer_was_answered(person, staff):
    person("zhang").add_site("demo_zhang.cn")
    page = staff.text("/staff/answers")
    for part in ("杭州演示茶馆有限公司", "张示例", "北京演示新创科技有限公司", "demo_zhang.cn", "拒绝", "暂缓", "允许"):
        assert part in page


def test_staff_open_every_customers_pages_and_change_nothing_there(staff):
    page = staff.text("/sites/2")
    assert "开始办理" not in page
    assert "移除网站" not in page
    for path in ("/sites/2/check", "/sites/2/filing", "/sites/2/remove", "/sites/new", "/orders/new"):
        assert staff.post(path).status_code == 404


def test_customers_do_not_see_the_pages_of_staff(teahouse):
    assert teahouse.get("/staff/answers").status_code == 404
    assert teahouse.get("/staff/plugin").status_code == 404


def test_the_plugin_page_names_what_is_broken(open_panel, tmp_path):
    folder = tmp_path / "drop-ins"
    folder.mkdir()
    (folder / "house.py").write_text("import nothing_of_that_name\n")
    with open_panel(BEIAN_PLUGIN_DIR=str(folder)) as app:
        page = Person(app, "staff").text("/staff/plugin")
    assert "nothing_of_that_name" in page
    assert "已损坏" in page
    assert "浙江" in page


def test_the_demo_uses_the_public_surface_only():
    """All but the modules of the filing desk, and of what runs beside the panel, import from the root."""
    below = {
        "app.py",
        "authority.py",
        "background.py",
        "desk.py",
        "draft_form.py",
        "filings.py",
        "prefill.py",
        "sample.py",
    }
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


@pytest.mark.parametrize("path", ["/", "/sites/2", "/sites/new", "/orders/new", "/transfers/new/in", "/filings/"])
def test_english_pages_have_no_chinese_labels(teahouse, path):
    teahouse.post("/language", language="en", back="/")
    page = teahouse.text(path)
    for label in ("下一步", "办理人", "服务器", "备案申请", "退出", "请填写"):
        assert label not in page
