"""Several people at one filing: nobody undoes unawares what another saved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import filing_ways as ways
import particulars_samples as samples
import pytest
from msgspec.structs import replace

from beian_plugin.errors import FilingRefused, SavedMeanwhile
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars, Reporting
from beian_plugin.filing.states import State
from beian_plugin.operations import editing
from beian_plugin.operations.drafts import particulars_of, prefill, save_particulars
from beian_plugin.operations.filings import open_filing


def renamed(particulars, **values):
    return replace(particulars, subject=replace(particulars.subject, **values))


def test_a_save_upon_what_the_filing_does_not_say_any_more_is_refused(context):
    filing = ways.draft(context)
    read = particulars_of(context, filing.id)
    save_particulars(context, filing.id, renamed(read, name="他人改的名称"), actor="staff", base=read)
    with pytest.raises(SavedMeanwhile) as caught:
        save_particulars(context, filing.id, renamed(read, investor="王示例"), actor="u-1", base=read)
    assert caught.value.missing[0].code == "saved_meanwhile"
    assert particulars_of(context, filing.id).subject.name == "他人改的名称"


def test_two_who_amend_different_fields_at_once_both_keep_what_they_changed(context):
    filing = ways.draft(context)

    def note(field, number):
        def change(said):
            return renamed(said, **{field: f"{getattr(said.subject, field)}{number}"})

        editing.amend(context, filing.id, change, actor="staff" if field == "note" else "u-1")

    with ThreadPoolExecutor(2) as pool:
        for number in range(4):
            for done in [pool.submit(note, field, number) for field in ("note", "investor")]:
                done.result()
    said = particulars_of(context, filing.id).subject
    assert (said.note, said.investor) == ("0123", f"{samples.subject().investor}0123")


def test_who_saved_which_path_is_told_the_newest_first(context):
    filing = ways.draft(context)
    said = particulars_of(context, filing.id)
    save_particulars(context, filing.id, renamed(said, name="杭州新名称有限公司"), actor="staff:wang")
    newest, oldest = editing.saves_of(context, filing.id)
    assert (newest.actor, newest.on_behalf, newest.paths) == ("staff:wang", True, ("subject.name",))
    assert (oldest.actor, oldest.on_behalf, oldest.touched("sites.0.domains")) == ("u-1", False, True)
    assert not newest.touched("subject.na")


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.TRANSFER_IN])
def test_a_draft_that_says_nothing_is_filed_on_behalf_from_now_on(context, kind):
    filing = open_filing(context, kind, ["beian-sample-1.cn"], customer="u-1", actor="staff")
    begins = prefill(context, filing.id)
    assert editing.file_on_behalf(context, filing.id, actor="staff")
    said = particulars_of(context, filing.id)
    assert said.subject.reporting is Reporting.ON_BEHALF
    assert said.sites == begins.sites
    with pytest.raises(FilingRefused, match="FAQ 57"):
        save_particulars(context, filing.id, Particulars(), actor="u-1")


def test_what_somebody_has_begun_is_left_in_the_mode_that_it_has(context):
    draft = ways.draft(context)
    sent = ways.bring(context, open_filing(context, Kind.NEW, ["b.cn"], customer="u-1", actor="u-1"), State.QUEUED)
    for filing in (draft, sent):
        before = particulars_of(context, filing.id)
        assert not editing.file_on_behalf(context, filing.id, actor="staff")
        assert particulars_of(context, filing.id) == before
