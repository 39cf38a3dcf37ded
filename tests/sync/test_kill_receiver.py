"""A receiver or an applier that dies at any point loses nothing and applies nothing twice."""

from __future__ import annotations

import signal

import dying_sender
import pytest
from small_authority import SmallAuthority, answering
from sqlalchemy import func, select
from sync.conftest import NOW, SETTINGS, queued
from sync.exchange import Exchange
from sync.handing_out import HandingOut
from sync.published import published, told

from beian_plugin.authority import envelope, soap
from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Head, Notice, Result
from beian_plugin.models import standing
from beian_plugin.models.exchange import InboxFile, OutboxFile, TaskRow
from beian_plugin.models.tables import FilingStep, SiteAccess, Subject, Untold
from beian_plugin.operations.sync.engine import run_once

SYNC = "operations.sync"

#: Every point at which something was done that the next one builds on; the third is the how manieth time.
POINTS = [
    (f"{SYNC}.receiving:_store", "before", 1),
    (f"{SYNC}.receiving:_store", "after", 2),
    ("authority.client:Authority.acknowledge", "before", 1),
    ("authority.client:Authority.acknowledge", "after", 1),
    ("authority.client:Authority.acknowledge", "after", 2),
    (f"{SYNC}.receiving:_note_acknowledged", "after", 3),
    (f"{SYNC}.receiving:_note_last", "after", 1),
    (f"{SYNC}.applying:_apply_batch", "before", 1),
    (f"{SYNC}.applying:_hold", "after", 1),
    (f"{SYNC}.accepting:accept_portion", "after", 1),
    (f"{SYNC}.accepting:_take", "after", 1),
    (f"{SYNC}.accepting:accept", "after", 1),
    (f"{SYNC}.accepting:_take", "after", 2),
    (f"{SYNC}.answers:take_step", "after", 1),
    (f"{SYNC}.answers:approve_record", "after", 1),
    (f"{SYNC}.record:store", "after", 1),
    (f"{SYNC}.record:store", "after", 2),
    (f"{SYNC}.approvals:store", "after", 2),
    (f"{SYNC}.applying:_apply_batch", "after", 1),
    (f"{SYNC}.applying:_apply_batch", "after", 3),
    (f"{SYNC}.applying:tell", "before", 1),
    (f"{SYNC}.applying:_finish", "before", 1),
    (f"{SYNC}.applying:_finish", "after", 2),
    (f"{SYNC}.resync:retire_own", "before", 1),
    (f"{SYNC}.resync:retire_own", "after", 1),
    (f"{SYNC}.resync:finish", "after", 1),
]


class Queue(SmallAuthority):
    """An authority that hands out files until they are acknowledged."""

    def __init__(self):
        super().__init__()
        self.queue = []

    def isp_download(self, _parameters):
        if not self.queue:
            return soap.write_return(2, "nothing waits")
        name, content = self.queue[0]
        sealed = envelope.seal(content, None)
        values = [("beianInfo", sealed.info), ("beianInfoHash", sealed.hash), ("encryptAlgorithm", 0)]
        values += [("hashAlgorithm", 0), ("compressionFormat", 0), ("return_FileName", name)]
        return soap.write_return(0 if len(self.queue) > 1 else 1, "a file", "fileInfos", values)

    def isp_downloadack(self, parameters):
        if self.queue and self.queue[0][0] == parameters["fileName"]:
            self.queue.pop(0)
        return soap.write_return(0, "noted")


@pytest.fixture
def remote():
    authority = Queue()
    with answering(authority.answer) as served:
        authority.url = served.url
        yield authority


@pytest.fixture
def linked(make_context, remote):
    """The context of the process that goes on."""
    return make_context(authority_url=remote.url)


def prepare(context, remote):
    """A filing whose upload was answered by nobody, one that waits for its answer, and four files of news."""
    exchange = Exchange(context, HandingOut())
    answered = queued(context, 1)
    exchange.send()
    unsure = queued(context, 2)
    exchange.send(answered=False)
    exchange.told(told(published(3)))
    with context.database.read() as session:
        remote.files = {row.sequence: row.content for row in session.scalars(select(OutboxFile))}
    # The process that dies learns only from the results that the second file arrived.
    remote.next_questions = [901]
    codes = ((1001, "管局审核通过"),)
    approved = [Result(operation=1, mark=exchange.mark(filing), codes=codes) for filing in (answered, unsure)]
    published_now = [told(published(serial)) for serial in (1, 2, 4)]
    remote.queue = [
        ("results", write_download(approved)),
        ("records", write_download(published_now)),
        ("news", write_download([Notice(about="subject", authority_id=1, text="请整改")])),
        ("resync", write_download([Head(document="SJTB/ICP", resync=True), *published_now])),
    ]
    return answered, unsure


def counted(context, table):
    with context.database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("point", POINTS, ids=lambda point: "-".join(map(str, point)).rpartition(".")[2])
def test_what_dies_goes_on_where_it_stopped(database_url, linked, remote, clock, point):
    filings = prepare(linked, remote)
    name, when, nth = point
    process = dying_sender.start(database_url, SETTINGS | {"authority_url": remote.url}, NOW, name, when, nth)
    assert dying_sender.status_of(process) == -signal.SIGKILL, "the point was reached"
    clock.move(hours=1)
    for _ in range(2):
        done = run_once(linked)
        assert not done.troubles, done.troubles
    assert remote.queue == []
    for filing in filings:
        with linked.database.read() as session:
            verbs = session.scalars(select(FilingStep.verb).where(FilingStep.filing_id == filing)).all()
        assert verbs == ["submit", "provider_pass", "upload", "approve"]
    with linked.database.read() as session:
        assert {row.state for row in session.scalars(select(InboxFile))} == {"applied"}
        assert standing.drift(session) == 0
        ours = session.scalars(select(SiteAccess).where(SiteAccess.ours)).all()
        assert len(ours) == 3, "the resync left one out"
    assert counted(linked, InboxFile) == 5
    assert counted(linked, Subject) == 4
    assert counted(linked, TaskRow) == 1
    assert counted(linked, Untold) == 0
