"""Documents say what the code does: generated blocks are current, and every test that the FAQ table names exists."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = tomllib.loads((ROOT / "beian_plugin/filing/data/faq.toml").read_text(encoding="utf-8"))["question"]
AREAS = {"provinces", "portal and desk", "panels"}


@pytest.fixture(scope="module")
def docs():
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def names_in(path):
    """Names of the test functions in a file, read and not run."""
    return {
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_every_generated_block_is_current():
    run = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs.py", "--check"], capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr


def test_a_stale_document_is_named_and_left_alone_by_check(docs, tmp_path, capsys):
    document = tmp_path / "docs" / "faq.md"
    document.parent.mkdir()
    document.write_text("before\n<!-- generated: faq -->\nold\n<!-- /generated -->\nafter\n", encoding="utf-8")
    assert docs.main(["--check"], root=tmp_path) == 1
    assert "docs/faq.md" in capsys.readouterr().err
    assert "old" in document.read_text(encoding="utf-8")

    assert docs.main([], root=tmp_path) == 0
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- generated: faq -->\n## 中文\n")
    assert text.endswith("|\n<!-- /generated -->\nafter\n")
    assert docs.main(["--check"], root=tmp_path) == 0


def test_a_document_that_is_printed_as_a_whole_says_so_in_its_first_line(docs, tmp_path, capsys):
    document = tmp_path / "docs" / "provinces.md"
    document.parent.mkdir()
    document.write_text("<!-- generated file: provinces -->\nold\n", encoding="utf-8")
    assert docs.main(["--check"], root=tmp_path) == 1
    assert "docs/provinces.md" in capsys.readouterr().err
    assert docs.main([], root=tmp_path) == 0
    written = document.read_text(encoding="utf-8")
    assert written.startswith("<!-- generated file: provinces ")
    assert written == (ROOT / "docs" / "provinces.md").read_text(encoding="utf-8")


def test_every_block_stands_in_a_document(docs):
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in docs.BLOCKS if f"<!-- generated: {name} -->" not in text] == []


def test_every_link_between_documents_leads_to_a_file_and_a_heading():
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = []
    for page in pages:
        for file, heading in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
            target = page.parent / file if file else page
            if not target.exists() or (heading and heading not in anchors(target)):
                dead.append((page.name, file, heading))
    assert dead == []


def anchors(page):
    """The names by which the headings of a page are linked to."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readmes_are_checked_too(docs, tmp_path):
    (tmp_path / "README.zh-CN.md").write_text("<!-- generated: faq -->\n<!-- /generated -->\n", encoding="utf-8")
    assert docs.main(["--check"], root=tmp_path) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<!-- generated: nothing -->\n<!-- /generated -->",
        "<!-- generated: faq -->\nno end",
        "<!-- generated: faq -->\n<!-- generated: faq -->\n<!-- /generated -->",
        "<!-- generated file: nothing -->\n",
    ],
)
@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_markers_that_cannot_be_used_are_named_and_nothing_is_written(docs, tmp_path, capsys, text, arguments):
    readme = tmp_path / "README.md"
    readme.write_text(text, encoding="utf-8")
    assert docs.main(arguments, root=tmp_path) == 1
    assert capsys.readouterr().err.startswith("README.md: ")
    assert readme.read_text(encoding="utf-8") == text


def test_the_faq_has_its_58_questions_in_order():
    assert [question["number"] for question in QUESTIONS] == list(range(1, 59))
    assert len({question["topic"] for question in QUESTIONS}) == 58
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", question["topic"]) for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question["number"]))
def test_a_question_says_what_the_software_does_in_both_languages(question):
    for key in ("zh", "does_zh"):
        assert any("一" <= letter <= "鿿" for letter in question[key])
    for key in ("en", "does_en"):
        assert question[key].strip()
    assert question["does_zh"].endswith("。")
    assert question["does_en"].endswith(".")
    text = " ".join(str(value) for value in question.values())
    for gone in ("miitbeian.gov.cn", "srt.cn", "zca.gov.cn", "xinnet.com"):
        assert gone not in text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question["number"]))
def test_what_is_done_names_a_test_and_what_is_to_come_names_its_area(question):
    assert question["status"] in {"done", "to come"}
    if question["status"] == "done":
        assert question["tests"]
        assert question.get("area", "panels") in AREAS
    else:
        assert question["area"] in AREAS


@pytest.mark.parametrize(
    "test", sorted({test for question in QUESTIONS for test in question["tests"]}), ids=lambda test: test.split("::")[1]
)
def test_every_test_that_the_faq_names_exists(test):
    file, name = test.split("::")
    assert file.startswith("tests/")
    assert name in names_in(ROOT / file)
