"""The programs in the READMEs run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_ten_line_install_answers_a_panel(readme, tmp_path, monkeypatch):
    program = re.search(r"```python\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)[1]
    assert len([line for line in program.splitlines() if line.strip()]) <= 10
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEIAN_DATABASE_URL", f"sqlite:///{tmp_path / 'beian.sqlite3'}")
    monkeypatch.setenv("BEIAN_MODE", "enforce")
    made = {"__name__": "panel"}
    exec(compile(program, readme, "exec"), made)
    client = made["app"].test_client()
    held = client.post("/domains", data={"host": "www.fresh-demo.cn"})
    denied = client.post("/domains", data={"host": "com.cn"})
    allowed = client.post("/domains", data={"host": "192.0.2.1"})
    assert [held.status_code, denied.status_code, allowed.status_code] == [200, 409, 200]
    assert held.text != allowed.text
    with made["app"].app_context():
        made["beian"].context.database.close()


def test_the_chinese_readme_shows_the_same_commands():
    def commands(name):
        return re.findall(r"^(?:pip|make|beian)[^#\n]*", (ROOT / name).read_text("utf-8"), re.MULTILINE)

    assert commands("README.md") == commands("README.zh-CN.md")
