"""What subjects show to those who ask how far their filings are (FAQ 44, 49, 50)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.showing import show
from beian_plugin.models.tables import Domain, FilingDomain, FilingRow, Site, Subject
from beian_plugin.operations.filings import filing_value

if TYPE_CHECKING:
    from beian_plugin.filing.showing import SubjectShown
    from beian_plugin.operations.context import Context


def standing_of_subject(context: Context, subject_id: int) -> SubjectShown:
    """What the subject and each of its sites show, by domain. Raises InvalidValue where there is no such subject."""
    with context.database.read() as session:
        subject = session.get(Subject, subject_id)
        if subject is None:
            raise InvalidValue(f"There is no subject {subject_id}.", what="subject", reason="missing")
        of_site = select(Domain.name).join(Site, Site.id == Domain.site_id).where(Site.subject_id == subject_id)
        names = session.scalars(of_site).all()
        touching = select(FilingDomain.filing_id).where(FilingDomain.name.in_(names))
        query = select(FilingRow).where(or_(FilingRow.subject_id == subject_id, FilingRow.id.in_(touching)))
        filings = [filing_value(row) for row in session.scalars(query.order_by(FilingRow.id))]
    return show(filings, filed=bool(subject.licence_number), filed_domains=names)


def standing_of_number(context: Context, licence: str) -> SubjectShown:
    """The same for the subject that has the licence number, or whose site has it. Raises InvalidValue for none."""
    number = str(parse_licence(licence).subject)
    with context.database.read() as session:
        subject_id = session.scalar(select(Subject.id).where(Subject.licence_number == number))
    if subject_id is None:
        raise InvalidValue(f"No subject has the number {number}.", what="licence number", reason="missing")
    return standing_of_subject(context, subject_id)
