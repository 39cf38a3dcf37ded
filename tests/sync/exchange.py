"""Both directions by hand: what waits is packed and counts as sent, what is handed out is received and applied."""

from __future__ import annotations

from sqlalchemy import select
from sync.published import published, told

from beian_plugin.authority.items import Result
from beian_plugin.filing.codes import result_code
from beian_plugin.filing.events import DomainBind
from beian_plugin.filing.kinds import Kind
from beian_plugin.models.exchange import OutboxFile, ReportMark, ReportRow
from beian_plugin.models.tables import FilingRow, FilingStep
from beian_plugin.operations.decide import decide
from beian_plugin.operations.notices import tell
from beian_plugin.operations.sync import leases
from beian_plugin.operations.sync.accepting import accept
from beian_plugin.operations.sync.applying import apply_inbox
from beian_plugin.operations.sync.packing import pack
from beian_plugin.operations.sync.receiving import receive


class Exchange:
    """What a test does with the authority, in one place."""

    def __init__(self, context, authority):
        self.context, self.authority = context, authority

    def send(self, *, answered=True):
        """Pack all that waits; the authority has it, and without `answered` we do not know it yet."""
        lease = leases.hold(self.context, "send", "test")
        pack(self.context, lease)
        leases.release(self.context, lease)
        with self.context.database.write() as session:
            changes = []
            for row in session.scalars(select(OutboxFile).where(OutboxFile.state == "ready")).all():
                row.state = "unsure"
                session.flush()
                changes += accept(self.context, session, row.sequence) if answered else []
        tell(self.context, changes)

    def told(self, *items, **file):
        """Let the authority hand out the items, and apply them."""
        self.authority.put(*items, **file)
        return self.run()

    def run(self):
        """Receive and apply what waits."""
        receive(self.context, self.authority)
        return apply_inbox(self.context)

    def mark(self, filing, kind="result"):
        """The mark by which the authority names the newest report of the filing."""
        with self.context.database.read() as session:
            query = (
                select(ReportMark.mark)
                .join(ReportRow)
                .where(ReportRow.filing_id == filing, ReportMark.kind == kind)
                .order_by(ReportRow.id.desc(), ReportMark.mark)
            )
            return session.scalars(query).first()

    def state(self, filing):
        """The state of a filing."""
        with self.context.database.read() as session:
            return session.get_one(FilingRow, filing).state

    def steps(self, filing):
        """The steps of a filing."""
        with self.context.database.read() as session:
            return list(
                session.scalars(select(FilingStep).where(FilingStep.filing_id == filing).order_by(FilingStep.id))
            )

    def verbs(self, filing):
        """The verbs of those steps since it was queued."""
        verbs = [step.verb for step in self.steps(filing)]
        return verbs[verbs.index("provider_pass") + 1 :]

    def reports(self, filing):
        """Its reports, the oldest first."""
        with self.context.database.read() as session:
            return list(session.scalars(select(ReportRow).where(ReportRow.filing_id == filing).order_by(ReportRow.id)))


def rows(context, table):
    """Every row of the table."""
    with context.database.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def row_of(context, host="beian-sample-1.cn"):
    """Which row of the decision table says whether a customer may bind the host."""
    return decide(context, DomainBind(host=host, region="cn-hangzhou")).row


def result(exchange, filing, *codes, kind=Kind.NEW, note=""):
    """The item by which the authority answers the newest report of the filing; a code may come with its own words."""
    pairs = tuple(code if isinstance(code, tuple) else (code, result_code(code).message.zh) for code in codes)
    return Result(operation=kind.result_type, mark=exchange.mark(filing), codes=pairs, note=note)


def put_on_record(exchange, *sites, serial=1):
    """Let the authority publish the subject of that serial with the sites."""
    exchange.told(told(published(serial, *sites)), name=f"record{serial}")
