"""The simulated authority that the demo runs beside the panel, where a real provider would report to the real one."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from werkzeug.serving import make_server

from beian_plugin.demo import sample
from beian_plugin.demo.instance import AUTHORITY
from beian_plugin.filing.particulars import Access, Domain, IpRange, Site, Subject
from beian_plugin.sandbox import accounts, base_codes, decisions, records
from beian_plugin.sandbox.app import create_app
from beian_plugin.sandbox.tables import Counter, SubjectRow

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from beian_plugin.sandbox.store import Office, Store

#: Where the other provider serves its sites: nobody's address (RFC 5737).
_ELSEWHERE = "203.0.113.1"
_Row = dict[str, str]


class Authority(NamedTuple):
    """The simulated authority while it answers."""

    url: str
    #: What the panel needs to report there, `BEIAN_*` by name.
    settings: Mapping[str, str]


@contextmanager
def running(folder: Path, listening: socket.socket) -> Iterator[Authority]:
    """The simulated authority at a socket, answering in threads of this process until the end of the block.

    Raises OSError where the folder cannot be written.
    """
    app = create_app(folder / AUTHORITY)
    store: Store = app.extensions["sandbox"]
    put_samples_on_record(store)
    host, port = listening.getsockname()[:2]
    server = make_server(host, port, app, threaded=True, fd=listening.fileno())
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    Thread(target=server.serve_forever, name="authority", daemon=True).start()
    try:
        yield Authority(url, accounts.settings_of(store, url))
    finally:
        server.shutdown()
        server.server_close()
        store.close()


def put_samples_on_record(store: Store) -> None:
    """The authority knows the same filings as the panel's mirror, once: so a sample can be transferred or changed."""
    with store.write() as office:
        if office.session.query(SubjectRow).first() is None:
            for licence, rows in groupby(sample.mirror(), lambda row: row["subject_licence"]):
                _put_on_record(office, licence, list(rows))


def _put_on_record(office: Office, licence: str, rows: list[_Row]) -> None:
    subject = msgspec.convert(sample.subject_of(rows[0]["certificate_number"]), Subject)
    province = str(subject.address.province)[:2]
    # The next number that the authority gives out in the province is the one of the sample.
    office.session.add(Counter(name=f"licence {province}", value=int(licence[-7:-1]) - 1))
    row = records.add_subject(office, accounts.OTHER, subject)
    for _number, same in groupby(rows, lambda one: one["site_licence"]):
        _add_site(office, row, subject, list(same))
    office.session.flush()
    decisions.publish(office, row)


def _add_site(office: Office, subject_row: SubjectRow, subject: Subject, rows: list[_Row]) -> None:
    site = Site(
        name=rows[0]["site_name"],
        home_page=f"www.{rows[0]['domain']}",
        contents=_first("Fwnr"),
        languages=_first("Yylb"),
        domains=tuple(Domain(name=row["domain"]) for row in rows),
        principal=subject.principal,
    )
    row = records.add_site(office, subject_row, accounts.OTHER, site)
    for provider in filter(None, rows[0]["providers"].split(";")):
        if provider != "none":
            number = accounts.OURS if provider == "ours" else accounts.OTHER
            address = rows[0]["addresses"] if provider == "ours" else _ELSEWHERE
            records.add_access(office, row, number, _access(address))


def _access(address: str) -> Access:
    ranges = (IpRange(first=address, last=address),)
    return Access(places=_first("Fbdd"), modes=_first("Jrfs"), addresses=ranges)


def _first(table: str) -> tuple[int, ...]:
    return tuple(base_codes.tables().get(table, base_codes.authorities()))[:1]
