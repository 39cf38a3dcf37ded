"""Files that arrived: checked against the schema, taken apart, and each record checked or put up for review."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import json, structs
from sqlalchemy import func, select

from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import claims, decisions
from beian_plugin.sandbox.intake import take_apart
from beian_plugin.sandbox.record_checks import check
from beian_plugin.sandbox.tables import Submission, SubmittedAttachment, Upload

if TYPE_CHECKING:
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.sandbox.filed import Filed
    from beian_plugin.sandbox.store import Office, Store

STORED = 1060


def work(store: Store) -> None:
    """Do everything that is due by the authority's clock: automatic checks of files, automatic approvals."""
    while _next_file(store):
        pass
    with store.read() as office:
        due = _due_for_approval(office)
    if due:
        with store.write() as office:
            for submission in _due_for_approval(office):
                decisions.settle(office, submission, approve=True)


def waiting_files(office: Office, provider_id: int) -> int:
    """How many of the provider's files wait for the automatic checks."""
    count = select(func.count()).select_from(Upload).filter_by(provider_id=provider_id, processed_at=None)
    return office.session.scalar(count) or 0


def _next_file(store: Store) -> bool:
    """Deal with the oldest file that is due, and say whether there was one."""
    with store.read() as office:
        if _due_file(office) is None:
            return False
    with store.write() as office:
        upload = _due_file(office)
        if upload is None:
            return False
        for filed in take_apart(office, upload):
            _receive(office, upload, filed)
        upload.processed_at = office.now()
    return True


def _due_file(office: Office) -> Upload | None:
    latest = office.now() - timedelta(seconds=float(office.switch("answer_after")))
    due = select(Upload).where(Upload.processed_at.is_(None), Upload.received_at <= latest)
    return office.session.scalar(due.order_by(Upload.id).limit(1))


def _receive(office: Office, upload: Upload, filed: Filed) -> None:
    """Check one record; what passes waits for review, what fails is answered at once."""
    codes = check(office, filed)
    state = "failed" if codes else "waiting"
    if not codes and filed.kind is Kind.MATERIAL:
        codes, state = (STORED,), "approved"
    submission = Submission(
        provider_id=filed.provider_id,
        upload_id=upload.id,
        kind=filed.kind.value,
        particulars=b"{}",
        password_md5=filed.password_md5,
        state=state,
        received_at=upload.received_at,
        decided_at=office.now() if codes else None,
        codes=" ".join(map(str, codes)),
        attachments=[
            SubmittedAttachment(
                purpose=one.purpose,
                format=one.format,
                holder=int(one.holder),
                site=one.site,
                content=one.content,
                note=one.note,
            )
            for one in filed.attachments
        ],
    )
    office.session.add(submission)
    office.session.flush()
    submission.particulars = json.encode(_with_kept_scans(filed, submission))
    if codes:
        decisions.tell_result(office, filed, codes)
    else:
        claims.claim(office, filed, submission.id)


def _with_kept_scans(filed: Filed, submission: Submission) -> Particulars:
    """The particulars with the scans of pre-approvals named by the ids under which they are kept."""
    kept = {one.id: row.id for one, row in zip(filed.attachments, submission.attachments, strict=True)}
    sites = tuple(
        structs.replace(
            site,
            pre_approvals=tuple(
                structs.replace(permit, scans=tuple(kept[number] for number in permit.scans))
                for permit in site.pre_approvals
            ),
        )
        for site in filed.particulars.sites
    )
    return structs.replace(filed.particulars, sites=sites)


def _due_for_approval(office: Office) -> list[Submission]:
    auto = office.switch("auto")
    if auto == "off":
        return []
    latest = office.now() - timedelta(seconds=0 if auto == "approve" else float(auto))
    due = select(Submission).where(Submission.state == "waiting", Submission.received_at <= latest)
    return list(office.session.scalars(due.order_by(Submission.id)))
