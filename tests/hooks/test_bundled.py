"""Plugins that come with an installation: our own files, and packages with an entry point."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from beian_plugin.filing.region import provinces
from beian_plugin.hooks.lineup import PluginStatus
from beian_plugin.hooks.loader import Origin
from beian_plugin.hooks.manager import Plugins

CHECKOUT = Path(__file__).resolve().parents[2]
SLUGS = sorted(province.slug for province in provinces().values())


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install packages of one module each, with the metadata that pip would write."""

    def install(**modules):
        for name, source in modules.items():
            (tmp_path / f"{name}.py").write_text(source, "utf-8")
            metadata = tmp_path / f"{name}-1.4.dist-info"
            metadata.mkdir()
            (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.4\n")
            (metadata / "entry_points.txt").write_text(f"[beian_plugin.plugins]\n{name} = {name}\n")
            monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.syspath_prepend(tmp_path)
        plugins = Plugins()
        plugins.load()
        return plugins

    return install


def info(plugins, name):
    return next(info for info in plugins.list() if info.name == name)


def test_a_package_with_an_entry_point_is_in_force(installed, gate):
    plugins = installed(acme_rules=gate("acme"))
    found = plugins.check("beian_check_domain_bind", event=None, facts=None)
    assert [(finding.code, finding.source) for finding in found] == [("acme", "acme_rules")]
    acme = info(plugins, "acme_rules")
    assert (acme.origin, acme.version, acme.status) == (Origin.INSTALLED, "1.4", PluginStatus.OK)
    assert acme.file == "acme_rules: acme_rules"
    assert len(acme.sha256) == 64


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("import sys\nsys.exit(1)", "SystemExit"),
        ("import not_installed", "No module named 'not_installed'"),
        ("x = 1", "implements no hook"),
    ],
)
def test_a_package_that_fails_is_listed_and_the_others_answer(source, words, installed, gate):
    plugins = installed(acme_bad=source, acme_fine=gate("fine"))
    assert info(plugins, "acme_bad").status is PluginStatus.BROKEN
    assert words in info(plugins, "acme_bad").error.en
    assert [f.code for f in plugins.check("beian_check_domain_bind", event=None, facts=None)] == ["fine"]


def test_a_package_may_replace_our_province(installed, province):
    plugins = installed(acme_provinces=province("33", "甲"))
    assert plugins.registry.book("33").authority == "甲"
    assert info(plugins, "zhejiang").status is PluginStatus.REPLACED


def test_our_own_province_files_are_plugins_like_any_other():
    plugins = Plugins()
    plugins.load()
    assert [(info.name, info.origin, info.status) for info in plugins.list()] == [
        (slug, Origin.PACKAGE, PluginStatus.OK) for slug in SLUGS
    ]
    assert len(SLUGS) == 31
    assert all(plugins.current.province_plugin(code) for code in provinces())


def in_a_new_process(site):
    """What a fresh interpreter that finds the package in `site` lists."""
    program = (
        "import json; from beian_plugin.hooks.manager import Plugins; p = Plugins(); p.load(); "
        "print(json.dumps([[i.name, i.status, i.file, i.error and i.error.en] for i in p.list()]))"
    )
    found = [entry for entry in sys.path if entry and Path(entry).resolve() != CHECKOUT]
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", program],
        env={"PYTHONPATH": ":".join([str(site), *found])},
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_province_files_load_where_a_wheel_puts_them(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CHECKOUT / "beian_plugin", tmp_path / "beian_plugin", ignore=ignored)
    shutil.copytree(CHECKOUT / "plugins", tmp_path / "beian_plugin" / "_plugins", ignore=ignored)
    listed = in_a_new_process(tmp_path)
    assert [(name, status) for name, status, _, _ in listed] == [(slug, "ok") for slug in SLUGS]
    assert all(Path(file).is_relative_to(tmp_path) for _, _, file, _ in listed)


def test_an_installation_without_its_province_files_says_so(tmp_path):
    shutil.copytree(CHECKOUT / "beian_plugin", tmp_path / "beian_plugin")
    ((name, status, _, error),) = in_a_new_process(tmp_path)
    assert (name, status) == ("beian_plugin", "broken")
    assert "Install beian_plugin again" in error
