"""`beian filings sheet` and `attachment`, run as a person runs them."""

from __future__ import annotations

import json

import filing_ways as ways
import pytest
from pictures import corners, opened, pdf, quarters, saved, scan
from sqlalchemy import select

from beian_plugin.authority.report import OTHER_BYTES
from beian_plugin.filing.states import State
from beian_plugin.images import MOST_BYTES
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations.filings import filing_of

JPEG = saved(quarters())


@pytest.fixture
def tables(context):
    """The authority's codes of what an attachment shows, and of its format."""
    codes = [("Fjyt", 2, "网站核验单"), ("Fjyt", 3, "主体证件"), ("Fjwjgs", 6, "PNG"), ("Fjwjgs", 7, "jpg")]
    with context.database.write() as session:
        for table, code, name in codes:
            session.add(BaseCode(table=table, code=code, name=name, detail={}, loaded_at=context.now()))


@pytest.fixture
def picture(tmp_path):
    """A file that may go with a filing."""
    file = tmp_path / "front.jpg"
    file.write_bytes(JPEG)
    return file


def test_a_sheet_is_registered_judged_and_verifies_its_filing(context, beian):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    assert "还没有收到核验单" in beian("sheet", "list", filing.id).output
    other = json.loads(beian("sheet", "receive", filing.id, "beian-sample-7.cn", "--json").output)
    assert (other["state"], other["too_many"], other["too_few"]) == (
        "received",
        ["beian-sample-7.cn"],
        ["beian-sample-1.cn"],
    )
    refused = beian("sheet", "judge", other["id"], "valid")
    assert (refused.exit_code, "FAQ 47" in refused.output) == (2, True)
    assert beian("sheet", "judge", other["id"], "invalid").exit_code == 2
    assert "没有盖章" in beian("sheet", "judge", other["id"], "invalid", "--reason", "没有盖章").output
    right = json.loads(beian("sheet", "receive", filing.id, "beian-sample-1.cn", "--json").output)
    assert json.loads(beian("sheet", "judge", right["id"], "valid", "--json").output)["state"] == "valid"
    assert filing_of(context, filing.id).verified
    listed = beian("sheet", "list", filing.id, "--lang", "en").output.splitlines()
    assert listed[0].split() == [str(right["id"]), "valid", "beian-sample-1.cn"]
    assert [line.strip() for line in listed[2:]] == [
        "too many: beian-sample-7.cn",
        "missing: beian-sample-1.cn",
        "没有盖章",
    ]


def test_an_attachment_is_added_listed_looked_at_and_removed(context, beian, tables, picture, tmp_path):
    filing = ways.draft(context)
    assert "没有附件" in beian("attachment", "list", filing.id).output
    assert "主体证件" in beian("attachment", "purposes").output
    assert json.loads(beian("attachment", "purposes", "--json").output)[0] == {"code": 2, "name": "网站核验单"}
    told = ("--purpose", 3, "--holder", "site", "--site", 0, "--note", "正面")
    assert beian("attachment", "add", filing.id, picture, *told).exit_code == 0
    (one,) = json.loads(beian("attachment", "list", filing.id, "--json").output)
    assert {name: one[name] for name in ("purpose", "format", "holder", "size", "note")} == {
        "purpose": 3,
        "format": 7,
        "holder": "site",
        "size": one["size"],
        "note": "正面",
    }
    assert "主体证件  site 0" in beian("attachment", "list", filing.id).output
    copy = tmp_path / "copy.jpg"
    assert beian("attachment", "save", one["id"], copy).exit_code == 0
    assert corners(opened(copy.read_bytes())) == corners(quarters())
    assert copy.stat().st_size == one["size"]
    with context.database.read() as session:
        assert session.scalar(select(AuditEntry.actor).where(AuditEntry.action == "view_attachment"))
    assert beian("attachment", "save", one["id"], tmp_path / "no" / "folder.jpg").exit_code == 2
    assert beian("attachment", "remove", one["id"]).exit_code == 0
    assert json.loads(beian("attachment", "list", filing.id, "--json").output) == []


def test_a_picture_may_come_on_the_standard_input(context, beian, tables):
    filing = ways.draft(context)
    assert beian("attachment", "add", filing.id, "-", "--purpose", 3, input=JPEG).exit_code == 0
    assert len(json.loads(beian("attachment", "list", filing.id, "--json").output)) == 1


@pytest.mark.parametrize(("lang", "said"), [("zh", "共 2 页，这是第 2 页"), ("en", "page 2 of 2")])
def test_a_page_of_a_pdf_is_added_and_what_became_of_it_is_told(context, beian, tables, picture, lang, said):
    filing = ways.draft(context)
    picture.write_bytes(pdf(quarters(), scan()))
    added = beian("attachment", "add", filing.id, picture, "--purpose", 3, "--page", 2, "--lang", lang)
    assert (added.exit_code, said in added.output) == (0, True)
    (one,) = json.loads(beian("attachment", "list", filing.id, "--json").output)
    assert one["size"] <= OTHER_BYTES


def test_a_file_that_is_too_large_is_refused_without_reading_it_whole(context, beian, tables, picture):
    with picture.open("r+b") as file:
        file.truncate(4 * MOST_BYTES)
    refused = beian("attachment", "add", ways.draft(context).id, picture, "--purpose", 3)
    assert (refused.exit_code, "25 MB" in refused.output) == (2, True)


def test_without_the_authority_s_tables_a_format_has_to_be_given(context, beian, picture):
    filing = ways.draft(context)
    assert "beian sync run" in beian("attachment", "purposes").output
    refused = beian("attachment", "add", filing.id, picture, "--purpose", 3)
    assert (refused.exit_code, "Fjwjgs" in refused.output) == (2, True)
    assert beian("attachment", "add", filing.id, picture, "--purpose", 3, "--format", 1).exit_code == 0


@pytest.mark.parametrize("arguments", [("sheet", "list"), ("attachment", "list"), ("sheet", "receive")])
def test_papers_of_a_filing_that_is_not_there_are_none(beian, arguments):
    more = ["beian-sample-1.cn"] if arguments[1] == "receive" else []
    result = beian(*arguments, 99, *more)
    assert (result.exit_code, "no filing 99" in result.output) == (2, True)
