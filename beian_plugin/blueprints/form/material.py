"""Photographs and scans: handed in, looked at as they will be sent, taken away again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, abort, redirect, render_template, request
from flask_wtf.file import FileField  # type: ignore[import-untyped]
from wtforms import IntegerField, SelectField

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.draft import Draft, tables
from beian_plugin.blueprints.form.fields import label
from beian_plugin.blueprints.form.steps import MATERIAL
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import BeianError, SavedMeanwhile
from beian_plugin.filing.verdict import Text
from beian_plugin.images import MOST_BYTES
from beian_plugin.operations import base_codes, drafts, handing_over, material

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.form.place import Place
    from beian_plugin.blueprints.form.steps import Step
    from beian_plugin.operations.material import HandedIn


class UploadForm(PageForm):
    """A picture, what it shows, to what it belongs, and which page of a PDF it is."""

    purpose = SelectField(coerce=lambda code: int(code or 0), validate_choice=False, render_kw={"required": True})
    belongs = SelectField(validate_choice=False)
    file = FileField()
    page = IntegerField(default=1)


class _Owner(NamedTuple):
    """What a picture belongs to: the subject, a site from 0, or a category of pre-approval of that site."""

    site: int | None = None
    category: int | None = None


def page(place: Place, filing_id: int) -> str:
    """The pictures of a draft, what the province wants of them, and the form for one more."""
    return _page(Draft.of(place, filing_id), [])


def _page(draft: Draft, wrong: list[str], *, at: str = "file") -> str:
    form, step = _form(draft), draft.step(MATERIAL)
    form[at].errors = wrong
    asked = draft.asked(step)
    told = {one.rule for one in asked}
    return render_template(
        "beian_form/material.html",
        draft=draft,
        step=step,
        form=form,
        pictures=material.attachments_of(context(), draft.filing.id),
        purposes=base_codes.table(context(), "Fjyt"),
        reasons=_reasons(draft, step),
        asked=asked,
        faults=[one for one in draft.missing if draft.at(one.path) is step and one.code not in told],
    )


def _reasons(draft: Draft, step: Step) -> list[str]:
    """Why it came back for its material, and for what no step asks, such as a password that this kind never wants."""
    found = [(path, text) for path, text in draft.reasons.items() if draft.at(path) in (step, None)]
    return [label(path) + t("：", ": ") + text for path, text in found]


def upload(place: Place, filing_id: int) -> ResponseReturnValue:
    """Keep a picture with the draft."""
    draft = Draft.of(place, filing_id)
    draft.step(MATERIAL)
    form, chosen = _form(draft), request.files.get("file")
    if form.purpose.data not in base_codes.table(context(), "Fjyt"):
        return _page(draft, [t("请选择这是什么资料，再上传。", "Choose what it shows.")], at="purpose"), 422
    if chosen is None or not chosen.filename:
        return _page(draft, [t("请选择文件，再上传。", "Choose a file.")]), 422
    try:
        kept = _keep(draft, form, chosen.read(MOST_BYTES + 1))
    except BeianError as refusal:
        return _page(draft, sentences(refusal)), 422
    tell(Text("图片已保存；下面是将要上报的样子。", "The picture is kept; below it stands as it will be sent."))
    for note in kept.notes:
        tell(note)
    return redirect(draft.address(MATERIAL), 303)


def _keep(draft: Draft, form: UploadForm, content: bytes) -> HandedIn:
    """What is kept of an upload; where it is not said to what it belongs, that is as usual for its purpose."""
    purpose: int = form.purpose.data
    usual = 0 if handing_over.belongs_to_site(context(), purpose) else None
    owner = _owners(draft).get(form.belongs.data or "") or _Owner(usual)
    if not draft.saved:
        with suppress(SavedMeanwhile):  # somebody else has begun it
            drafts.save_particulars(context(), draft.filing.id, draft.particulars, actor=me().id, base=draft.stored)
    return handing_over.hand_over(
        context(),
        draft.filing.id,
        content,
        purpose=purpose,
        site=owner.site,
        category=owner.category,
        page=form.page.data or 1,
        actor=me().id,
    )


def preview(place: Place, filing_id: int, attachment_id: int) -> Response:
    """The picture as it will be sent; the audit log names who looked."""
    place.filing(filing_id)
    if not handing_over.has_attachment(context(), filing_id, attachment_id):
        abort(404)
    content = material.attachment_content(context(), attachment_id, actor=me().id)
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def remove(place: Place, filing_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a picture off a draft; a second click finds it gone."""
    draft = Draft.of(place, filing_id)
    if handing_over.has_attachment(context(), filing_id, attachment_id):
        handing_over.take_away(context(), filing_id, attachment_id, actor=me().id)
        tell(Text("图片已删除。", "The picture was removed."))
    return redirect(draft.address(MATERIAL), 303)


def _form(draft: Draft) -> UploadForm:
    form = UploadForm()
    form.purpose.label.text = t("这是什么资料", "What it shows")
    form.belongs.label.text = t("属于", "It belongs to")
    form.file.label.text = t("图片或扫描件", "Photograph or scan")
    form.file.description = t(
        "可以用手机拍照；接受 JPEG、PNG 和 PDF，保存后可预览。",
        "A photograph from the phone will do; JPEG, PNG and PDF are taken, and shown as they will be sent.",
    )
    form.file.render_kw = {"accept": "image/jpeg,image/png,application/pdf"}
    form.purpose.choices = [("", t("请选择", "Choose")), *base_codes.table(context(), "Fjyt").items()]
    form.page.label.text = t("PDF 的第几页", "Which page of a PDF")
    as_usual = ("", t("按资料用途", "as usual for what it shows"))
    form.belongs.choices = [as_usual] + [(key, _name(draft, owner)) for key, owner in _owners(draft).items()]
    return form


def _owners(draft: Draft) -> dict[str, _Owner]:
    """What pictures may belong to, by the value of the field."""
    found = {"subject": _Owner()}
    for number, site in enumerate(draft.particulars.sites):
        found[f"site-{number}"] = _Owner(number)
        for permit in site.pre_approvals:
            found[f"site-{number}-{permit.category}"] = _Owner(number, permit.category)
    return found


def _name(draft: Draft, owner: _Owner) -> str:
    if owner.site is None:
        return t("主体", "the subject")
    count = len(draft.particulars.sites)
    site = t("网站", "the site") if count == 1 else t(f"网站{owner.site + 1}", f"site {owner.site + 1}")
    if owner.category is None:
        return site
    category = tables().get("Nrlx", {}).get(owner.category, str(owner.category))
    return t(f"{site}的前置审批：{category}", f"{site}, pre-approval {category}")
