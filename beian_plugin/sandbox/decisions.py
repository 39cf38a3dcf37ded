"""What an officer decides, and what becomes of the records then: approval, refusal, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.authority.items import Cancelled, Opinion, Published, Result
from beian_plugin.authority.report import Report, opinion_marks, result_marks
from beian_plugin.filing.codes import result_code
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import claims, records
from beian_plugin.sandbox.clock import CHINA
from beian_plugin.sandbox.filed import filed_of
from beian_plugin.sandbox.record_checks import check
from beian_plugin.sandbox.tables import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from beian_plugin.sandbox.filed import Filed
    from beian_plugin.sandbox.store import Office, Store
    from beian_plugin.sandbox.tables import SiteRow, SubjectRow

REVIEWER = "模拟审核员"
APPROVED, REFUSED = 1001, 1002
BASJ, ZXSJ, BAJG = "ICP/BASJ", "ICP/ZXSJ", "ICP/BAJG"


def coded(code: int, text: str = "") -> tuple[int, str]:
    """The code with the interface's own words, or with others."""
    return code, text or result_code(code).message.zh


def decide(store: Store, submission_id: int, *, approve: bool = True, opinion: str = "") -> str:
    """Decide one submission that waits; gives its state then: `approved`, `refused`, or `failed` by the checks.

    The checks run once more before an approval, since the records may have changed meanwhile. One that was decided
    already keeps its state.
    """
    with store.write() as office:
        submission = office.session.get_one(Submission, submission_id)
        if submission.state == "waiting":
            settle(office, submission, approve=approve, opinion=opinion)
        return submission.state


def decide_all(store: Store, *, approve: bool = True, opinion: str = "") -> int:
    """Decide every submission that waits, in order; gives how many there were."""
    with store.write() as office:
        waiting = waiting_submissions(office)
        for submission in waiting:
            settle(office, submission, approve=approve, opinion=opinion)
        return len(waiting)


def waiting_submissions(office: Office) -> list[Submission]:
    """The submissions that wait for review, oldest first."""
    return list(office.session.scalars(select(Submission).filter_by(state="waiting").order_by(Submission.id)))


def settle(office: Office, submission: Submission, *, approve: bool, opinion: str = "") -> None:
    """Approve or refuse a waiting submission within a unit of work."""
    filed = filed_of(submission)
    claims.release(office, submission.id)
    codes = check(office, filed) if approve else (REFUSED,)
    submission.decided_at, submission.opinion = office.now(), opinion
    if codes and approve:
        submission.state = "failed"
    elif approve:
        codes, submission.state = (APPROVED,), "approved"
        _opine(office, filed, passed=True, text=opinion or "审核通过")
    else:
        submission.state = "refused"
        _opine(office, filed, passed=False, text=opinion or "审核拒绝")
    submission.codes = " ".join(map(str, codes))
    tell_result(office, filed, codes)
    if submission.state == "approved":
        subject = _EFFECTS[filed.kind](office, filed)
        submission.subject_id = subject.id if subject else None
        office.session.flush()
        if subject:
            publish(office, subject)


def tell_result(office: Office, filed: Filed, codes: Iterable[int], note: str = "") -> None:
    """Tell the provider what became of a report."""
    marks = result_marks(_report(filed))
    texts = tuple(coded(code) for code in codes)
    result = Result(operation=filed.kind.result_type, mark=marks[0] if marks else "", codes=texts, note=note)
    office.tell(filed.provider_id, BAJG, result)


def strike_site(office: Office, site: SiteRow) -> SubjectRow:
    """Take a site off the record, tell every provider of its subject, and give that subject."""
    subject = site.subject
    for provider_id in sorted(records.providers_of(subject)):
        office.tell(provider_id, ZXSJ, Cancelled(what="site", authority_id=site.id))
    records.cancel_site(office, site)
    office.session.flush()
    office.session.refresh(subject)
    return subject


def publish(office: Office, subject: SubjectRow) -> None:
    """Send the subject as it stands to every provider that serves it."""
    for provider_id in sorted(records.providers_of(subject)):
        if item := as_published(office, subject, provider_id):
            office.tell(provider_id, BASJ, item)


def as_published(office: Office, subject: SubjectRow, reader: int) -> Published | None:
    """The subject as `BASJ` and `SJTB` say it to one provider; None for a shell."""
    particulars = records.published(subject, reader)
    if particulars is None:
        return None
    particulars, scans = records.with_scans(office, particulars)
    return Published(
        particulars=particulars,
        filed_at=stamp(subject.first_at),
        changed_at=stamp(subject.changed_at),
        reviewer=REVIEWER,
        reviewed_at=stamp(subject.changed_at),
        scans=scans,
    )


def stamp(moment: datetime) -> str:
    """A moment as the authority writes it, in China's time."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _opine(office: Office, filed: Filed, *, passed: bool, text: str) -> None:
    for mark in opinion_marks(_report(filed)):
        opinion = Opinion(
            operation=filed.kind.result_type,
            mark=mark,
            passed=passed,
            text=text,
            reviewer=REVIEWER,
            at=stamp(office.now()),
        )
        office.tell(filed.provider_id, BAJG, opinion)


def _report(filed: Filed) -> Report:
    return Report(kind=filed.kind, particulars=filed.particulars)


def _new(office: Office, filed: Filed) -> SubjectRow | None:
    subject = records.add_subject(office, filed.provider_id, filed.subject)
    for site in filed.particulars.sites:
        records.add_site(office, subject, filed.provider_id, site)
    return subject


def _add_site(office: Office, filed: Filed) -> SubjectRow | None:
    subject = claims.target_subject(office, filed)
    assert subject is not None  # noqa: S101  the checks have just found it
    for site in filed.particulars.sites:
        records.add_site(office, subject, filed.provider_id, site)
    subject.changed_at = office.now()
    return subject


def _transfer_in(office: Office, filed: Filed) -> SubjectRow | None:
    site = claims.target_site(office, filed)
    assert site is not None  # noqa: S101  the checks have just found it
    records.add_access(office, site, filed.provider_id, filed.access)
    site.subject.changed_at = office.now()
    return site.subject


def _change(office: Office, filed: Filed) -> SubjectRow | None:
    subject = claims.target_subject(office, filed)
    assert subject is not None  # noqa: S101  the checks have just found it
    records.change_subject(office, subject, filed.subject)
    for site in filed.particulars.sites:
        row = records.find_site(office, authority_id=site.authority_id)
        assert row is not None  # noqa: S101  the checks have just found it
        records.change_site(office, row, filed.provider_id, site)
    return subject


def _cancel_subject(office: Office, filed: Filed) -> SubjectRow | None:
    subject = claims.target_subject(office, filed)
    assert subject is not None  # noqa: S101  the checks have just found it
    for provider_id in sorted(records.providers_of(subject)):
        office.tell(provider_id, ZXSJ, Cancelled(what="subject", authority_id=subject.id))
    records.cancel_subject(office, subject)
    return None


def _cancel_site(office: Office, filed: Filed) -> SubjectRow | None:
    site = claims.target_site(office, filed)
    assert site is not None  # noqa: S101  the checks have just found it
    return strike_site(office, site)


def _cancel_access(office: Office, filed: Filed) -> SubjectRow | None:
    access = claims.target_access(office, filed)
    assert access is not None  # noqa: S101  the checks have just found it
    site = access.site
    site.accesses.remove(access)
    site.subject.changed_at = office.now()
    return site.subject


def _material(_office: Office, _filed: Filed) -> SubjectRow | None:
    return None


_EFFECTS: Mapping[Kind, Callable[[Office, Filed], SubjectRow | None]] = {
    Kind.NEW: _new,
    Kind.ADD_SITE: _add_site,
    Kind.TRANSFER_IN: _transfer_in,
    Kind.CHANGE: _change,
    Kind.CANCEL_SUBJECT: _cancel_subject,
    Kind.CANCEL_SITE: _cancel_site,
    Kind.CANCEL_ACCESS: _cancel_access,
    Kind.MATERIAL: _material,
}
