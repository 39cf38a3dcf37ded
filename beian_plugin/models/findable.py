"""What staff find and sort filings by, derived from what a filing says whenever its row is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import column, inspect, select, table

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.particulars import Particulars, Reporting
from beian_plugin.models.crypto import keys_of

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from beian_plugin.models.crypto import KeyRing
    from beian_plugin.models.tables import FilingRow

#: A draft may say more than the interface carries.
_LONGEST_NAME = 255
#: The table of `tables.Subject`, which builds on this module.
_SUBJECTS = table("beian_subject", column("id"), column("name"))


def derive(_mapper: Any, connection: Connection, row: FilingRow) -> None:
    """Fill the columns of the queue before the row is written; what the filing says decides, whoever wrote it."""
    changed = inspect(row).attrs
    if changed.state.history.has_changes():
        row.since = row.updated_at
    said_changed = changed.particulars.history.has_changes()
    if said_changed:
        _derive_from_particulars(connection, row)
    # Kept here too, for the names of a mirror are far too many to search on each page.
    if not row.subject_name and row.subject_id and (said_changed or changed.subject_id.history.has_changes()):
        query = select(_SUBJECTS.c.name).where(_SUBJECTS.c.id == row.subject_id)
        row.subject_name = connection.scalar(query) or ""


def _derive_from_particulars(connection: Connection, row: FilingRow) -> None:
    try:
        said = msgspec.json.decode(row.particulars or "{}", type=Particulars)
    except msgspec.MsgspecError:
        return  # found out and told by whoever packs it
    subject = said.subject
    row.subject_name = subject.name[:_LONGEST_NAME] if subject else ""
    numbers = [subject.licence_number if subject else "", *(site.licence_number for site in said.sites)]
    row.licence_number = next(filter(None, map(_subject_number, numbers)), "")
    row.on_behalf = subject is not None and subject.reporting is Reporting.ON_BEHALF
    row.certificate_index = number_index(keys_of(connection.dialect), subject.certificate_number) if subject else None


def number_index(keys: KeyRing, number: str) -> bytes | None:
    """What stands in the index of filings for a certificate number, of whatever type it is; None for none."""
    plain = number.replace("-", "").strip()
    return keys.blind_index("filing.certificate", plain) if plain else None


def subject_indexes(keys: KeyRing, number: str) -> list[bytes]:
    """What stands in the index of subjects for a certificate number, as each type of certificate that it may be."""
    found = set()
    for kind in CertificateKind:
        try:
            certificate = Certificate.parse(kind, number)
        except InvalidValue:
            continue
        found.add(keys.certificate_index(certificate.kind, certificate.number))
    return sorted(found)


def _subject_number(text: str) -> str:
    try:
        return str(parse_licence(text).subject)
    except InvalidValue:
        return ""
