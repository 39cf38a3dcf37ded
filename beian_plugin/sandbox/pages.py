"""The pages of the simulated authority: what waits for review, what stands on record, and what was mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import and_, func, or_, select

from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox import accounts, actions, decisions, forms, incoming, outgoing, records
from beian_plugin.sandbox.accounts import OURS
from beian_plugin.sandbox.filed import filed_of
from beian_plugin.sandbox.tables import (
    Barred,
    Call,
    Errand,
    SubjectRow,
    Submission,
    SubmittedAttachment,
    Upload,
)

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Redirect

blueprint = Blueprint("pages", __name__)
_MOST_ROWS = 200
#: A call that only asked, and nothing waited: a provider makes two a minute.
_POLL = or_(
    and_(Call.method == "isp_download", func.coalesce(Call.code, 0) == 2),
    and_(Call.method == "isp_querypreviousupload", func.coalesce(Call.code, -1) == 0),
)


@blueprint.before_request
def _before() -> None:
    if request.method == "POST":
        forms.guard()
    else:
        incoming.work(forms.store())


@blueprint.get("/")
def overview() -> str:
    """The accounts, what waits on either side, and the last calls; of those that only asked, how many there were."""
    with forms.store().read() as office:
        rows = [
            (provider, incoming.waiting_files(office, provider.id), outgoing.waiting(office, provider.id))
            for provider in accounts.providers(office)
        ]
        calls = office.session.scalars(select(Call).where(~_POLL).order_by(Call.id.desc()).limit(20)).all()
        polls = office.session.scalar(select(func.count()).select_from(Call).where(_POLL))
        uploads = office.session.scalars(select(Upload).order_by(Upload.id.desc()).limit(20)).all()
        waiting = len(decisions.waiting_submissions(office))
        return render_template("overview.html", rows=rows, calls=calls, polls=polls, uploads=uploads, waiting=waiting)


@blueprint.get("/review")
def review() -> str:
    """The submissions that wait, and the latest that were decided."""
    with forms.store().read() as office:
        decided = select(Submission).where(Submission.state != "waiting").order_by(Submission.id.desc())
        return render_template(
            "review.html",
            waiting=[_line(one) for one in decisions.waiting_submissions(office)[:_MOST_ROWS]],
            decided=[_line(one) for one in office.session.scalars(decided.limit(50))],
        )


@blueprint.get("/review/<int:submission_id>")
def submission(submission_id: int) -> str:
    """One submission, with everything that it says."""
    with forms.store().read() as office:
        found = office.session.get(Submission, submission_id) or abort(404)
        return render_template("submission.html", filed=filed_of(found), attachments=found.attachments, **_line(found))


@blueprint.post("/review/<int:submission_id>")
def decide(submission_id: int) -> Redirect:
    """Approve or refuse a submission."""
    approve = forms.text("verdict") == "approve"
    opinion = forms.text("opinion", most=1000, required=False)
    decisions.decide(forms.store(), submission_id, approve=approve, opinion=opinion)
    return redirect(url_for("pages.review"))


@blueprint.post("/review/all")
def decide_all() -> Redirect:
    """Approve everything that waits."""
    decisions.decide_all(forms.store())
    return redirect(url_for("pages.review"))


@blueprint.get("/attachments/<int:attachment_id>")
def attachment(attachment_id: int) -> Response:
    """A picture that came with a submission."""
    with forms.store().read() as office:
        found = office.session.get(SubmittedAttachment, attachment_id) or abort(404)
        return Response(found.content, mimetype="image/jpeg")


@blueprint.get("/records")
def subjects() -> str:
    """The subjects on record, newest first."""
    with forms.store().read() as office:
        on_record = select(SubjectRow).where(SubjectRow.cancelled_at.is_(None))
        count = office.session.scalar(select(func.count()).select_from(on_record.subquery()))
        rows = office.session.scalars(on_record.order_by(SubjectRow.first_at.desc()).limit(_MOST_ROWS)).all()
        barred = office.session.scalars(select(Barred).order_by(Barred.key)).all()
        return render_template("records.html", rows=rows, count=count, barred=barred)


@blueprint.get("/records/<int:subject_id>")
def subject(subject_id: int) -> str:
    """One subject with its sites and accesses, and what the authority may do about them."""
    with forms.store().read() as office:
        row = office.session.get(SubjectRow, subject_id) or abort(404)
        sites = [(site, records.site_values(site)) for site in row.sites]
        names = {provider.id: provider.name for provider in accounts.providers(office)}
        return render_template("subject.html", subject=row, sites=sites, names=names)


@blueprint.get("/news")
def news() -> str:
    """Forms for what the authority tells of its own accord, and the errands with their answers."""
    with forms.store().read() as office:
        errands = office.session.scalars(select(Errand).order_by(Errand.id.desc()).limit(_MOST_ROWS)).all()
        return render_template("news.html", errands=errands, providers=accounts.providers(office), ours=OURS)


@blueprint.get("/mail")
def mail() -> str:
    """Everything that was mailed to subjects: the only place where a filing password can be read."""
    return render_template("mail.html", mails=actions.mails(forms.store())[:_MOST_ROWS])


def _line(found: Submission) -> dict[str, Any]:
    """What lists and pages show of a submission."""
    filed = filed_of(found)
    site = filed.site
    domains = [domain.name for one in filed.particulars.sites for domain in one.domains]
    about = filed.subject.name or filed.subject.licence_number or site.licence_number
    return {
        "submission": found,
        "kind": Kind(found.kind),
        "provider": found.provider.name,
        "about": about or str(filed.subject.authority_id or site.authority_id or filed.access.authority_id or ""),
        "domains": domains,
    }
