"""Attachments within the interface's limits, and the register of verification sheets."""

from __future__ import annotations

import filing_ways as ways
import pytest
from filing_ways import advance
from pictures import SECRET, corners, gps, noise, opened, pdf, quarters, saved, scan
from sqlalchemy import select, text

from beian_plugin.authority.report import OTHER_BYTES, SHEET_BYTES, Holder
from beian_plugin.errors import FilingRefused, InvalidValue, PictureRefused
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations.decide import decide
from beian_plugin.operations.filings import filing_of
from beian_plugin.operations.material import (
    EXTRA_NOTE,
    add_attachment,
    attachment_content,
    attachments_of,
    extra_sheet_note,
    hand_in,
    judge_sheet,
    receive_sheet,
    remove_attachment,
    sheets_of,
)
from beian_plugin.operations.review import missing_of, withdraw

JPEG = saved(quarters())
DOMAIN = "beian-sample-1.cn"


def attach(context, filing, content=JPEG, *, actor="u-1", **more):
    return add_attachment(context, filing.id, content, **{"purpose": 2, "format": 1, "actor": actor} | more)


def test_an_attachment_is_kept_sealed_listed_and_looked_at_with_an_audit_line(context):
    filing = ways.draft(context)
    number = attach(context, filing, holder=Holder.SITE, site=0, note="正面")
    (info,) = attachments_of(context, filing.id)
    content = attachment_content(context, number, actor="staff")
    assert corners(opened(content)) == corners(quarters())
    assert (info.id, info.holder, info.size, info.note) == (number, Holder.SITE, len(content), "正面")
    with context.database.read() as session:
        assert content[4:40] not in bytes(session.scalar(text("SELECT content FROM beian_attachment")))
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.target == f"filing:{filing.id}")).all()
    assert actions[-2:] == ["add_attachment", "view_attachment"]
    assert "attachments" not in {one.path for one in missing_of(context, filing.id)}


def test_a_site_before_the_first_holds_nothing(context):
    with pytest.raises(InvalidValue):
        attach(context, ways.draft(context), holder=Holder.SITE, site=-1)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"GIF89a", b"%PDF-1.7", b"\xff\xd8", JPEG[:-40]])
def test_what_is_no_whole_picture_is_refused_and_not_kept(context, content):
    filing = ways.draft(context)
    with pytest.raises(PictureRefused):
        attach(context, filing, content)
    assert attachments_of(context, filing.id) == []


def test_a_certificate_has_100_kb_and_a_sheet_150_once_the_authority_named_the_purposes(context):
    with context.database.write() as session:
        for code, name in ((1, "真实性核验单"), (2, "主办单位有效证件")):
            session.add(BaseCode(table="Fjyt", code=code, name=name, loaded_at=context.now()))
    filing, photograph = ways.draft(context), saved(noise(1200, 900))
    for purpose in (1, 2):
        attach(context, filing, photograph, purpose=purpose)
    sheet, certificate = (one.size for one in attachments_of(context, filing.id))
    assert certificate <= OTHER_BYTES < sheet <= SHEET_BYTES


def test_before_that_any_may_be_as_large_as_a_sheet(context):
    filing = ways.draft(context)
    attach(context, filing, saved(noise(1200, 900)))
    (info,) = attachments_of(context, filing.id)
    assert OTHER_BYTES < info.size <= SHEET_BYTES


def test_what_was_handed_in_is_kept_as_the_authority_gets_it_with_notes_for_the_sender(context):
    filing = ways.draft(context)
    kept = hand_in(context, filing.id, pdf(quarters(), scan()), purpose=2, format=1, page=2, actor="u-1")
    content = attachment_content(context, kept.id, actor="staff")
    assert opened(content).height > 1000
    assert kept.size == len(content)
    assert "第 2 页" in kept.notes[0].zh
    turned = hand_in(context, filing.id, saved(quarters(), exif=gps(6)), purpose=2, format=1, actor="u-1")
    content = attachment_content(context, turned.id, actor="staff")
    assert (opened(content).size, SECRET in content) == ((60, 80), False)


def test_who_may_not_edit_is_told_before_the_picture_is_opened(context):
    filing = ways.bring(context, ways.draft(context), State.PROVIDER_REVIEW)
    with pytest.raises(FilingRefused):
        attach(context, filing, b"no picture")


def test_material_is_added_and_removed_by_whom_the_filing_may_be_edited(context):
    filing = ways.draft(context)
    number = attach(context, filing)
    ways.bring(context, filing, State.PROVIDER_REVIEW)
    for call in (lambda: attach(context, filing), lambda: remove_attachment(context, number, actor="u-1")):
        with pytest.raises(FilingRefused):
            call()
    attach(context, filing, purpose=3, actor="staff")
    remove_attachment(context, number, actor="staff")
    assert len(attachments_of(context, filing.id)) == 1
    for call in (lambda: attachment_content(context, number, actor="x"),
                 lambda: remove_attachment(context, number, actor="x")):  # fmt: skip
        with pytest.raises(InvalidValue, match="no attachment"):
            call()


def test_a_sheet_is_received_and_then_valid_which_verifies_the_filing(context):
    filing = ways.draft(context, Kind.TRANSFER_IN)
    sheet = receive_sheet(context, filing.id, [f"www.{DOMAIN}"], actor="staff")
    assert (sheet.state, sheet.domains, sheet.too_many, sheet.too_few) == ("received", (DOMAIN,), (), ())
    assert not filing_of(context, filing.id).verified
    bind = DomainBind(host=DOMAIN, region="cn-hangzhou")
    ways.bring(context, filing, State.PROVIDER_REVIEW)
    assert decide(context, bind).row != "bind-5"
    judge_sheet(context, sheet.id, valid=True, actor="staff")
    assert filing_of(context, filing.id).verified
    assert decide(context, bind).row == "bind-5"
    assert "sheet" not in {one.path for one in missing_of(context, filing.id)}


def test_faq_58_an_invalid_sheet_is_seen_with_its_reason_and_the_next_one_counts(context):
    filing = ways.draft(context)
    first = receive_sheet(context, filing.id, [DOMAIN], actor="staff")
    with pytest.raises(InvalidValue):
        judge_sheet(context, first.id, valid=False, actor="staff")
    judge_sheet(context, first.id, valid=False, reason="未盖章", actor="staff")
    second = receive_sheet(context, filing.id, [DOMAIN], actor="staff")
    judge_sheet(context, second.id, valid=True, actor="staff")
    assert [(one.id, one.state, one.reason) for one in sheets_of(context, filing.id)] == [
        (second.id, "valid", ""),
        (first.id, "invalid", "未盖章"),
    ]
    judge_sheet(context, second.id, valid=False, reason="印章不符", actor="staff")
    assert not filing_of(context, filing.id).verified


def test_faq_47_a_sheet_says_which_domains_it_has_too_many_or_too_few_and_is_not_valid_then(context):
    filing = ways.draft(context)
    sheet = receive_sheet(context, filing.id, ["other-sample.cn"], actor="staff")
    assert (sheet.too_many, sheet.too_few) == (("other-sample.cn",), (DOMAIN,))
    with pytest.raises(FilingRefused) as caught:
        judge_sheet(context, sheet.id, valid=True, actor="staff")
    (told,) = caught.value.missing
    assert told.code == "sheet_domains"
    assert "多出 other-sample.cn" in told.text.zh
    assert f"缺少 {DOMAIN}" in told.text.zh
    assert sheets_of(context, filing.id)[0].state == "received"


def test_a_closed_filing_takes_no_sheet(context):
    filing = ways.draft(context)
    sheet = receive_sheet(context, filing.id, [DOMAIN], actor="staff")
    withdraw(context, filing.id, actor="u-1")
    for call in (lambda: receive_sheet(context, filing.id, [DOMAIN], actor="staff"),
                 lambda: judge_sheet(context, sheet.id, valid=True, actor="staff")):  # fmt: skip
        with pytest.raises(FilingRefused):
            call()


def test_sheets_of_nothing_and_for_nothing_are_refused(context):
    filing = ways.draft(context)
    for call in (
        lambda: receive_sheet(context, 99, [DOMAIN], actor="staff"),
        lambda: receive_sheet(context, filing.id, [], actor="staff"),
        lambda: receive_sheet(context, filing.id, ["192.0.2.1"], actor="staff"),
        lambda: judge_sheet(context, 99, valid=True, actor="staff"),
        lambda: sheets_of(context, 99),
    ):
        with pytest.raises(InvalidValue):
            call()


def both_sent(context):
    """A change and a new site of one customer, both with the authority."""
    change = ways.bring(context, ways.draft(context, Kind.CHANGE), State.AUTHORITY_REVIEW)
    return change, ways.bring(context, ways.draft(context, Kind.ADD_SITE, 2), State.AUTHORITY_REVIEW)


def test_faq_35_the_one_that_came_back_while_the_other_passed_wants_an_extra_sheet(context):
    change, add = both_sent(context)
    assert extra_sheet_note(context, add.id) is None
    advance(context, change.id, Verb.APPROVE, actor="authority")
    advance(context, add.id, Verb.RETURN_TO_PROVIDER, actor="authority")
    assert extra_sheet_note(context, add.id) == EXTRA_NOTE
    receive_sheet(context, add.id, ["beian-sample-2.cn"], actor="staff")
    assert extra_sheet_note(context, add.id) == EXTRA_NOTE
    assert receive_sheet(context, add.id, ["beian-sample-2.cn"], extra=True, actor="staff").extra
    assert extra_sheet_note(context, add.id) is None


def test_faq_35_no_extra_sheet_where_both_came_back_or_the_filings_are_of_others(context):
    change, add = both_sent(context)
    for filing in (change, add):
        advance(context, filing.id, Verb.RETURN_TO_PROVIDER, actor="authority")
    stranger = ways.bring(context, ways.draft(context, serial=3, user="u-2"), State.APPROVED)
    assert stranger.state is State.APPROVED
    assert extra_sheet_note(context, add.id) is None
    assert extra_sheet_note(context, stranger.id) is None
