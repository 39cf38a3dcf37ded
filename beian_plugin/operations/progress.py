"""What subjects show to those who ask how far their filings are (FAQ 44, 49, 50)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.showing import show
from beian_plugin.filing.states import OPEN_STATES
from beian_plugin.models.tables import Domain, FilingDomain, FilingRow, Site, Subject
from beian_plugin.operations.filings import LIGHT, filing_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from beian_plugin.filing.showing import SubjectShown
    from beian_plugin.operations.context import Context


def standing_of_subject(context: Context, subject_id: int) -> SubjectShown:
    """What the subject and each of its sites show, by domain. Raises InvalidValue where there is no such subject."""
    with context.database.read() as session:
        subject = session.get(Subject, subject_id)
        if subject is None:
            raise InvalidValue(f"There is no subject {subject_id}.", what="subject", reason="missing")
        return standings_of(session, [subject])[subject_id]


def standings_of(session: Session, subjects: Sequence[Subject]) -> dict[int, SubjectShown]:
    """The same for several subjects, by id, in as many queries as for one."""
    ids = [subject.id for subject in subjects]
    filed: dict[int, set[str]] = {number: set() for number in ids}
    under = select(Site.subject_id, Domain.name).join(Domain, Domain.site_id == Site.id).where(Site.subject_id.in_(ids))
    for subject_id, name in session.execute(under):
        filed[subject_id].add(name)
    names = sorted(set().union(*filed.values()))
    # Each by its own index: with both in one condition a database reads every filing.
    about = union(
        select(FilingRow.id).where(FilingRow.subject_id.in_(ids)),
        select(FilingDomain.filing_id).where(FilingDomain.name.in_(names)),
    )
    # What is closed shows in the record.
    running_states = [state.value for state in OPEN_STATES]
    query = select(FilingRow).where(FilingRow.id.in_(session.scalars(about).all()), FilingRow.state.in_(running_states))
    rows = session.scalars(query.options(*LIGHT).order_by(FilingRow.id)).all()
    running = [(row.subject_id, filing_value(row)) for row in rows]
    return {
        subject.id: show(
            [one for owner, one in running if owner == subject.id or not filed[subject.id].isdisjoint(one.domains)],
            filed=bool(subject.licence_number),
            filed_domains=filed[subject.id],
        )
        for subject in subjects
    }


def standing_of_number(context: Context, licence: str) -> SubjectShown:
    """The same for the subject that has the licence number, or whose site has it. Raises InvalidValue for none."""
    number = str(parse_licence(licence).subject)
    with context.database.read() as session:
        subject_id = session.scalar(select(Subject.id).where(Subject.licence_number == number))
    if subject_id is None:
        raise InvalidValue(f"No subject has the number {number}.", what="licence number", reason="missing")
    return standing_of_subject(context, subject_id)
