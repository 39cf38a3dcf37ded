"""The wheel works where there is no checkout: installed into an environment of its own, with every file it needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from beian_plugin.filing.region import provinces

ROOT = Path(__file__).resolve().parents[1]
PACKED = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "beian_plugin", "plugins")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: building leaves traces beside its sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in PACKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / name, source / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def beian(wheel, tmp_path_factory):
    """The command of an environment that holds the wheel, and of this one only what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    environment = folder / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    site = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    # A path in a .pth file brings packages and no further .pth files, so the checkout stays out of sight.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    assert subprocess.run(
        [python, "-c", "import beian_plugin; print(beian_plugin.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=folder,
    ).stdout.startswith(str(environment))

    def run(*args):
        named = {name: value for name, value in os.environ.items() if not name.startswith(("BEIAN_", "PYTHON"))}
        return subprocess.run(
            [environment / "bin" / "beian", *args],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=folder,
            env=named,
            check=False,
        )

    return run


def test_the_31_provinces_are_there_with_sources_and_none_is_broken(beian):
    run = beian("provinces", "--json")
    assert run.returncode == 0, run.stderr
    listed = json.loads(run.stdout)
    assert [entry["code"] for entry in listed] == list(provinces())
    assert {entry["status"] for entry in listed} == {"own"}
    assert all(entry["sources"] and entry["rules"] for entry in listed)
    assert not any(str(ROOT) in entry["source"] for entry in listed)


def test_no_plugin_has_a_problem(beian):
    run = beian("plugins", "--strict")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_file_can_be_started_and_checked(beian, tmp_path):
    for number, args in enumerate((("44",), ("44", "--ours"), ("--house",))):
        file = tmp_path / f"plugin{number}.py"
        assert beian("plugins", "new", *args, "--output", str(file)).returncode == 0
        run = beian("plugins", "check", str(file))
        assert run.returncode == 0, run.stderr


def test_every_page_and_what_it_shows_is_in_it(wheel):
    held = set(ZipFile(wheel).namelist())
    for package in ("blueprints", "demo", "sandbox", "cli", "filing", "authority", "providers", "testing"):
        for file in (ROOT / "beian_plugin" / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert file.relative_to(ROOT).as_posix() in held
    assert "beian_plugin/py.typed" in held
    for kind in ("desk/templates/beian_desk/", "/static/"):
        assert any(name.startswith("beian_plugin/blueprints/") and kind in name for name in held)


def test_looking_at_plugins_and_provinces_needs_none_of_the_extras():
    modules = "plugins, provinces, plugin_trials, rehearsal_process"
    code = f"import sys; from beian_plugin.cli import {modules}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "beian_plugin.cli.rehearsal_process" in loaded
    assert not {"lxml", "requests", "huey", "flask_login", "flask_wtf", "wtforms", "psycopg"} & set(loaded)
