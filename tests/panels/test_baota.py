"""The hook file of BaoTa and aaPanel, in a panel with their calls, their order of loading and their replies."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from panels.test_hook_command import daemon

__all__ = ["daemon"]

HOOK = files("beian_plugin.panels") / "files" / "baota_beian.py"
PANEL = Path(__file__).parent / "panel_like_baota"
#: Asks the panel in a process of its own, since its modules have names that are anybody's.
ASK = """
import json, sys
from BTPanel import app
import panelSite, public
client = app.test_client()
answers = []
for path, form, headers in json.load(sys.stdin):
    answer = client.post(path, data=form, headers=headers)
    answers.append([answer.status_code, answer.get_json(silent=True)])
print(json.dumps({"answers": answers, "bound": panelSite.BOUND, "log": public.LOG}))
"""


def panel(config, *requests, signed_in=True):
    headers = {"x-http-token": "signed-in"} if signed_in else {}
    hooks = Path(config).parent / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "beian.py").write_text(HOOK.read_text("utf-8"), "utf-8")
    environ = os.environ | {"BAOTA_HOOKS": str(hooks), "BEIAN_HOOK_CONFIG": str(config), "PYTHONPATH": str(PANEL)}
    given = json.dumps([(path, form, headers) for path, form in requests])
    command = [sys.executable, "-c", ASK]
    result = subprocess.run(command, env=environ, input=given, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def add_site(domain, *others):
    named = {"domain": domain, "domainlist": others, "count": len(others)}
    return "/site?action=AddSite", {"webname": json.dumps(named), "path": "/www", "port": "80"}


def test_it_runs_on_the_oldest_python_of_the_panel():
    ast.parse(HOOK.read_text("utf-8"), feature_version=(3, 7))


def test_one_name_that_may_not_be_bound_refuses_the_whole_request(daemon):
    said = panel(
        daemon / "tcp.json",
        add_site("teahouse-demo.cn", "shop.teahouse-demo.cn:81"),
        add_site("teahouse-demo.cn", "stranger-demo.cn"),
        (
            "/site?action=AddDomain",
            {"id": "1", "webname": "teahouse-demo.cn", "domain": "a.teahouse-demo.cn,stranger-demo.cn:8080"},
        ),
        ("/site?action=AddDirBinding", {"id": "1", "domain": "stranger-demo.cn", "dirName": "x"}),
    )
    first, *refused = [answer for _, answer in said["answers"]]
    assert first["siteStatus"] is True
    for answer in refused:
        assert answer["status"] is False
        assert "stranger-demo.cn" in answer["msg"]
    assert said["bound"] == ["teahouse-demo.cn", "shop.teahouse-demo.cn:81"]


def test_projects_are_asked_about_before_they_are_made(daemon):
    said = panel(
        daemon / "tcp.json",
        ("/project/nodejs/create_project/x", {"domains": "teahouse-demo.cn"}),
        ("/project/nodejs/create_project/x", {"domains": "teahouse-demo.cn stranger-demo.cn"}),
    )
    (_, made), (_, refused) = said["answers"]
    assert made["status"] is True
    assert refused["status"] is False
    assert said["bound"] == ["teahouse-demo.cn"]


def test_a_stranger_is_told_nothing_and_markup_is_escaped(daemon):
    request = add_site("<b>x</b>.stranger-demo.cn")
    assert panel(daemon / "tcp.json", request, signed_in=False)["answers"] == [[404, None]]
    ((_, answer),) = panel(daemon / "tcp.json", request)["answers"]
    assert answer["status"] is False
    assert "<b>" not in answer["msg"]


@pytest.mark.parametrize(("on_error", "goes_on"), [("allow", True), ("deny", False)])
def test_without_a_daemon_the_configuration_decides(tmp_path, on_error, goes_on):
    config = tmp_path / "hook.json"
    config.write_text(json.dumps({"url": "http://127.0.0.1:1", "token": "never-logged", "on_error": on_error}))
    said = panel(config, add_site("teahouse-demo.cn"))
    assert (said["bound"] == ["teahouse-demo.cn"]) is goes_on
    assert said["log"]
    assert "never-logged" not in json.dumps(said)
