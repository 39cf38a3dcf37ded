"""The papers at the portal: what has to be signed and sent, whether it came, the PDFs, the filing password's check."""

from __future__ import annotations

import io
import sys

import filing_ways as ways
import particulars_samples as samples
import printed
import pytest
from msgspec.structs import replace
from PIL import Image
from portal_panel import Panel
from sqlalchemy import select, update

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Domain, Particulars
from beian_plugin.filing.states import State, Verb
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import FilingRow
from beian_plugin.operations import base_codes, drafts, filings, handing_over, material, passwords

HOST, OTHER = "beian-sample-1.cn", "beian-sample-2.cn"


@pytest.fixture
def panel(tmp_path):
    """A host that has a postal address and a line to the authority, which nobody calls."""
    made = Panel(
        tmp_path,
        BEIAN_SHEET_ADDRESS="杭州市示例路2号 备案部",
        BEIAN_AUTHORITY_URL="http://127.0.0.1:9",
        BEIAN_ISP_ID="1",
        BEIAN_ISP_USER="u",
        BEIAN_ISP_PASSWORD="p",
    )
    made.load_tables()
    yield made
    made.close()


def filled(*names):
    domains = tuple(Domain(name=name) for name in names)
    return Particulars(subject=samples.subject(), sites=(replace(samples.site(), domains=domains),))


def at(filing, page):
    return f"/beian/filings/{filing.id}/{page}"


def audited(panel, filing):
    with panel.context.database.read() as session:
        query = select(AuditEntry.actor, AuditEntry.action).where(AuditEntry.target == f"filing:{filing.id}")
        return session.execute(query.order_by(AuditEntry.id.desc()).limit(1)).one()


def test_the_sheet_comes_under_a_readable_name_to_its_customer_alone_and_is_on_record(panel, mia):
    filing = ways.draft(panel.context, user="mia")
    assert panel.customer("stranger").get(at(filing, "sheet.pdf")).status_code == 404
    answer = mia.get(at(filing, "sheet.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    named = answer.headers["Content-Disposition"]
    assert named == f"attachment; filename=\"{filing.id}.pdf\"; filename*=UTF-8''%E6%A0%B8%E9%AA%8C%E5%8D%95-1.pdf"
    assert samples.credit_code(1) in printed.text(answer.data)
    assert audited(panel, filing) == ("mia", "print_sheet")
    form = mia.get(at(filing, "reset-form.pdf"))
    assert "重置申请表" in printed.text(form.data)
    assert audited(panel, filing) == ("mia", "print_reset_form")


def test_where_no_pdf_can_be_printed_one_sentence_says_whom_to_ask(panel, mia, monkeypatch):
    filing = ways.draft(panel.context, user="mia")
    monkeypatch.setitem(sys.modules, "segno", None)
    answer = mia.get(at(filing, "sheet.pdf"))
    assert answer.location == at(filing, "sheet")
    assert "请联系我们索取" in mia.text(answer.location)
    assert audited(panel, filing).action != "print_sheet"


def test_an_uploaded_sheet_is_said_to_wait_for_staff(panel, mia):
    filing = ways.draft(panel.context, user="mia")
    (purpose, *_) = [code for code, name in base_codes.table(panel.context, "Fjyt").items() if "核验单" in name]
    content = io.BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(content, "PNG")
    handing_over.hand_over(panel.context, filing.id, content.getvalue(), purpose=purpose, actor="mia")
    for page in ("", "/sheet"):
        assert "您上传的核验单还在等备案专员登记" in mia.text(f"/beian/filings/{filing.id}{page}")


def test_the_page_says_how_many_go_where_and_what_came_of_them(panel, mia):
    filing = ways.draft(panel.context, user="mia")
    page = mia.text(at(filing, "sheet"))
    assert "每份打印 2 份原件" in page
    assert "杭州市示例路2号 备案部" in page
    assert "还没有收到" in page
    sheet = material.receive_sheet(panel.context, filing.id, [HOST], actor="staff")
    assert "已收到，待核验" in mia.text(at(filing, "sheet"))
    material.judge_sheet(panel.context, sheet.id, valid=False, reason="没有盖章", actor="staff")
    page = mia.text(at(filing, "sheet"))
    assert "没有盖章" in page
    assert "下载核验单" in page
    material.judge_sheet(panel.context, sheet.id, valid=True, actor="staff")
    page = mia.text(at(filing, "sheet"))
    assert "您无需再提交核验单" in page
    assert "下载核验单" not in page


def test_faq_47_a_sheet_from_before_a_domain_was_dropped_is_called_void_before_and_after_it_is_posted(panel, mia):
    filing = ways.draft(panel.context, user="mia", particulars=filled(HOST, OTHER))
    code = mia.text(at(filing, "sheet")).partition("<code>")[2].partition("</code>")[0]
    mia.get(at(filing, "sheet.pdf"))
    assert "作废" not in mia.text(at(filing, "sheet"))
    drafts.save_particulars(panel.context, filing.id, filled(HOST), actor="mia")
    page = mia.text(at(filing, "sheet"))
    assert "原核验单作废" in page
    assert code not in page
    assert "您打印核验单以后域名有变动" in mia.text(f"/beian/filings/{filing.id}")
    material.receive_sheet(panel.context, filing.id, [HOST, OTHER], actor="staff")
    page = mia.text(at(filing, "sheet"))
    assert f"核验单多出：{OTHER}" in page
    mia.get(at(filing, "sheet.pdf"))
    material.receive_sheet(panel.context, filing.id, [HOST], actor="staff")
    page = mia.text(at(filing, "sheet"))
    assert "作废" not in page
    assert "核验单多出" not in page


def test_a_sheet_printed_before_something_else_on_it_changed_says_so(panel, mia):
    filing = ways.draft(panel.context, user="mia")
    mia.get(at(filing, "sheet.pdf"))
    assert "申请内容有修改" not in mia.text(at(filing, "sheet"))
    said = drafts.particulars_of(panel.context, filing.id)
    renamed = replace(said, subject=replace(said.subject, name="杭州示例茶叶第3有限公司"))
    drafts.save_particulars(panel.context, filing.id, renamed, actor="mia")
    page = mia.text(at(filing, "sheet"))
    assert "申请内容有修改" in page
    assert "作废" not in page


def test_faq_35_an_extra_sheet_goes_alone_with_its_note(panel, mia):
    sister = ways.draft(panel.context, serial=2, user="mia")
    filing = ways.draft(panel.context, user="mia")
    for one in (filing, sister):
        for verb in (Verb.SUBMIT, Verb.PROVIDER_PASS, Verb.UPLOAD):
            ways.advance(panel.context, one.id, verb, actor="staff")
    ways.advance(panel.context, sister.id, Verb.APPROVE, actor="authority")
    ways.advance(panel.context, filing.id, Verb.RETURN_TO_PROVIDER, actor="authority", reason="1003")
    page = mia.text(at(filing, "sheet"))
    assert "已提交管局审核过，补单" in page
    assert "每份打印 1 份原件" in page
    assert "补单" in printed.text(mia.get(at(filing, "sheet.pdf")).data)


def test_a_province_that_wants_a_sheet_for_each_domain_gets_one_for_each_under_one_code(panel, mia):
    filing = ways.draft(panel.context, user="mia", particulars=filled(HOST, OTHER))
    page = mia.text(at(filing, "sheet"))
    assert "每个域名各打印一份" in page
    first, second = (printed.text(mia.get(at(filing, f"sheet.pdf?domain={name}")).data) for name in (HOST, OTHER))
    assert HOST in first
    assert OTHER not in first
    assert "共2份，此为第2份" in second
    code = page.partition("<code>")[2].partition("</code>")[0]
    assert code in first
    assert code in second
    assert mia.get(at(filing, "sheet.pdf?domain=not-mine.cn")).status_code == 303


@pytest.mark.parametrize("state", [State.APPROVED, State.WITHDRAWN])
def test_a_closed_filing_wants_no_sheet(panel, mia, state):
    filing = ways.draft(panel.context, user="mia")
    ways.bring(panel.context, filing, state)
    assert "不需要核验单" in mia.text(at(filing, "sheet"))


class Authority:
    """Says of a password what `isp_verifybamm` says."""

    def __init__(self, right):
        self.right = right

    def verify_password(self, _number, password):
        return password == self.right


def test_a_password_is_checked_behind_the_page_which_waits_for_the_answer(panel, mia):
    filing = ways.draft(panel.context, Kind.TRANSFER_IN, user="mia")
    answer = mia.send(at(filing, "password"), "/password", password="wrong-sample")
    assert answer.request.path == at(filing, "password")
    assert "正在向管局核对" in answer.text
    before = mia.get(at(filing, "now")).json
    assert mia.get(at(filing, "now")).json == before
    assert passwords.check_asked(panel.context, Authority("right-sample")) == 1
    assert mia.get(at(filing, "now")).json != before
    page = mia.text(at(filing, "password"))
    assert f"还可以再试 {passwords.MOST_TRIES - 1} 次" in page
    assert "wrong, and erased" in mia.text(f"/beian/filings/{filing.id}?lang=en")
    mia.send(at(filing, "password?lang=zh"), "/password", password="right-sample")
    passwords.check_asked(panel.context, Authority("right-sample"))
    assert "管局答复：备案密码正确" in mia.text(at(filing, "password"))
    assert passwords.check_asked(panel.context, Authority("right-sample")) == 0


def test_after_too_many_tries_nobody_asks_the_authority(panel, mia):
    filing = ways.draft(panel.context, Kind.TRANSFER_IN, user="mia")
    with panel.context.database.write() as session:
        session.execute(update(FilingRow).values(password_tries=passwords.MOST_TRIES))
    mia.send(at(filing, "password"), "/password", password="any-sample")
    assert "已停止核对" in mia.text(at(filing, "password"))
    assert passwords.check_asked(panel.context, Authority("any-sample")) == 0


def test_nobody_else_learns_that_anything_happened(panel, mia):
    filing = filings.open_filing(panel.context, Kind.NEW, [HOST], customer="mia", actor="mia")
    stranger = panel.customer("stranger")
    for page in ("now", "sheet", "reset-form.pdf"):
        assert stranger.get(at(filing, page)).status_code == 404, page
    assert set(mia.get(at(filing, "now")).json) == {"now"}
