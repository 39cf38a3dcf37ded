"""`beian record`, run as a person runs it."""

from __future__ import annotations

import filing_ways as ways
import particulars_samples as samples
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from beian_plugin.cli import main
from beian_plugin.filing.kinds import Kind
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import Subject
from beian_plugin.operations.drafts import prefill
from beian_plugin.operations.filings import filing_of, open_filing


@pytest.fixture
def record(context, tmp_path, monkeypatch):
    """Runs `beian record` in the instance folder; what it says, on success."""
    monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))

    def run(*arguments, fails=False, **more):
        result = CliRunner().invoke(main, ["record", *map(str, arguments)], catch_exceptions=False, **more)
        assert (result.exit_code != 0) == fails
        return result.output

    return run


def test_a_domain_is_barred_and_freed_by_whoever_is_signed_in(context, record):
    assert record("bar", "www.beian-sample-1.cn", "--reason", "样例") == "beian-sample-1.cn is barred\n"
    assert record("unbar", "beian-sample-1.cn") == "beian-sample-1.cn is barred no more\n"
    assert "not on the blacklist" in record("unbar", "beian-sample-1.cn", fails=True)
    with context.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.target == "domain:beian-sample-1.cn")).all()
    assert [one.action for one in entries] == ["bar", "unbar"]
    assert {one.actor.partition(":")[0] for one in entries} == {"command line"}


def test_a_subject_is_barred_by_a_number_that_is_not_shown(record):
    number = samples.resident_id(1)
    said = record("bar-subject", "resident_id", input=f"{number}\n")
    assert "is barred" in said
    assert number not in said


def test_a_customer_is_let_to_file_for_a_subject(context, record):
    ways.put_on_record(context, ways.published(), user="u-2")
    filing = open_filing(context, Kind.CHANGE, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    assert not prefill(context, filing.id).sites
    assert record("link", "u-1", ways.NUMBER) == f"u-1 files for {ways.NUMBER}\n"
    assert prefill(context, filing.id).sites
    assert "No subject has the number" in record("link", "u-1", "京ICP备09051301号", fails=True)


def test_a_shell_is_marked_and_unmarked(context, record):
    subject = ways.put_on_record(context, ways.published())
    for options, shell in (((), True), (("--no",), False)):
        record("shell", ways.NUMBER, *options)
        with context.database.read() as session:
            assert session.get(Subject, subject).shell is shell


def test_material_that_was_checked_verifies_its_filing(context, record):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    assert record("verified", filing.id) == f"filing {filing.id} is verified\n"
    assert filing_of(context, filing.id).verified
    assert "no filing 99" in record("verified", 99, fails=True)
