"""However many clicks arrive at the same moment, each makes one thing: on SQLite and on PostgreSQL."""

from __future__ import annotations

import base64
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import filing_ways as ways
import particulars_samples as samples
import pytest
import returned_filings as returned
from msgspec.structs import replace
from PIL import Image
from portal_panel import Panel
from sqlalchemy import select

from beian_plugin.authority.report import Holder
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.models.service import AuditEntry
from beian_plugin.operations import drafts, filings, material

HOST = "beian-sample-1.cn"
CLICKS = 5


@pytest.fixture
def panel(tmp_path, database_url, keys):
    """A panel on each kind of database in turn."""
    made = Panel(
        tmp_path,
        BEIAN_DATABASE_URL=database_url,
        BEIAN_DATA_KEYS=base64.b64encode(keys.data_keys[0]).decode(),
        BEIAN_INDEX_KEY=base64.b64encode(keys.index_key).decode(),
    )
    made.load_tables()
    yield made
    made.close()


def at_once(mia, path, **data):
    """The answers to as many clicks as there are, all sent at the same moment."""
    mia.panel.user = "mia"
    form = dict(mia.form("/beian/", "/filings").form_values())
    token, cookie = form["csrf_token"], mia.client.get_cookie("session").value
    clients = [mia.panel.app.test_client() for _ in range(CLICKS)]
    start = threading.Barrier(CLICKS)

    def click(client):
        client.set_cookie("session", cookie)
        sent = {name: value() if callable(value) else value for name, value in data.items()}
        start.wait(20)
        answer = client.post(path, data={"csrf_token": token} | sent)
        # What the next page would tell whoever clicked.
        with client.session_transaction() as session:
            answer.told = " ".join(text for _, text in session.get("_flashes", ()))
        return answer

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = list(pool.map(click, clients))
    assert {answer.status_code for answer in answers} <= {302, 303}, [answer.status_code for answer in answers]
    return answers


def actions(panel, number):
    with panel.context.database.read() as session:
        query = select(AuditEntry.action).where(AuditEntry.target == f"filing:{number}")
        return session.scalars(query.order_by(AuditEntry.id)).all()


def picture():
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(content, "JPEG")
    return io.BytesIO(content.getvalue()), "licence.jpg"


def test_starting_saving_and_uploading_at_once_makes_one_of_each(panel, mia):
    started = at_once(mia, "/beian/filings", host=f"www.{HOST}")
    (filing,) = filings.filings_of(panel.context, "mia")
    assert {answer.location for answer in started} == {f"/beian/filings/{filing.id}"}
    at = f"/beian/filings/{filing.id}"
    at_once(mia, f"{at}/subject", **{"subject.name": "杭州示例茶叶", "do": "stay"})
    assert actions(panel, filing.id) == ["open_filing", "save_particulars"]
    at_once(mia, f"{at}/site-1", do="add_site", sites="1", **{"sites.0.domains": HOST})
    assert len(drafts.particulars_of(panel.context, filing.id).sites) == 2
    at_once(mia, f"{at}/material", purpose="2", file=picture)
    assert len(material.attachments_of(panel.context, filing.id)) == 1
    assert actions(panel, filing.id).count("add_attachment") == 1


def test_handing_in_at_once_is_one_step(panel, mia):
    filing = ways.draft(panel.context, user="mia")
    at = f"/beian/filings/{filing.id}"
    answers = at_once(mia, f"{at}/check", acknowledged="1")
    assert {answer.location for answer in answers} == {at}
    assert all(("已提交，等待" in answer.told) is not ("已经提交过" in answer.told) for answer in answers)
    assert filings.filing_of(panel.context, filing.id).state is State.PROVIDER_REVIEW
    assert actions(panel, filing.id).count("submit") == 1


def test_agreeing_to_a_remedy_at_once_opens_what_takes_the_filings_place_once(panel, mia):
    stands = returned.record(panel.context, samples.site(1))
    address = replace(stands.subject.address, province=310000, city=310100, county=310101)
    moved = replace(stands, subject=replace(stands.subject, address=address))
    number = returned.given_back(panel.context, 1046, kind=Kind.CHANGE, particulars=moved)
    content = picture()[0].read()
    material.add_attachment(panel.context, number, content, purpose=6, format=1, holder=Holder.SITE, actor="staff")
    at_once(mia, f"/beian/filings/{number}/remedy", codes="1046")
    assert filings.filing_of(panel.context, number).state is State.WITHDRAWN
    assert actions(panel, number).count("accept_remedy") == 1
    opened = {one.kind: one.id for one in filings.filings_of(panel.context, "mia") if one.id != number}
    assert len(filings.filings_of(panel.context, "mia")) == 3
    assert len(material.attachments_of(panel.context, opened[Kind.NEW])) == 1
    assert actions(panel, opened[Kind.NEW]).count("save_particulars") == 1
