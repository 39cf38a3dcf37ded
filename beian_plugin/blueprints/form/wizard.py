"""The draft in steps: each is saved as it is sent, and may be left and resumed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, redirect, render_template, request
from msgspec.structs import replace

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form import meanwhile
from beian_plugin.blueprints.form.draft import Draft
from beian_plugin.blueprints.form.fields import counties_by_city, label
from beian_plugin.blueprints.form.steps import PEOPLE, SITES_GROW
from beian_plugin.blueprints.form.summary import lines_of
from beian_plugin.blueprints.form.tree import planted
from beian_plugin.blueprints.form.words import HANDED_IN, KINDS, NOT_ACKNOWLEDGED
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.frame import language, me, t, tell
from beian_plugin.errors import BeianError, FilingRefused, SavedMeanwhile, TransitionError
from beian_plugin.filing import faq
from beian_plugin.filing.completeness import refusals
from beian_plugin.filing.particulars import Site, Subject
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import customer_filing, drafts, editing, handing_over, personal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from beian_plugin.blueprints.form.fields import StepForm
    from beian_plugin.blueprints.form.place import Place
    from beian_plugin.blueprints.form.steps import Step
    from beian_plugin.filing.particulars import Particulars


def go_on(place: Place, filing_id: int) -> ResponseReturnValue:
    """To the first step where something is missing; a panel may link here without knowing the steps of a kind."""
    draft = Draft.of(place, filing_id)
    missing = (step for step in draft.steps if draft.faults(step))
    step = next(missing, draft.steps[-1]) if draft.saved else draft.steps[0]
    return redirect(draft.address(step.slug))


def page(place: Place, filing_id: int, slug: str) -> str:
    """The form of one step, with what it says so far; `look` shows what is missing, too."""
    draft = Draft.of(place, filing_id)
    step = draft.step(slug)
    form = draft.form(step)
    elsewhere = draft.show_wrong(step, form, missing="look" in request.args)
    return _shown(draft, step, form, elsewhere)


def save(place: Place, filing_id: int, slug: str) -> ResponseReturnValue:
    """Keep what the step says; then on to the next one, or back to what is still missing in this one."""
    draft = Draft.of(place, filing_id)
    if request.form.get("do") == "remove_site" and _is_removed(draft):
        return redirect(draft.address("site-1"), 303)
    step = draft.step(slug)
    form = draft.form(step)
    if not form.validate():
        return _shown(draft, step, form, []), 422
    found = meanwhile.held_against(draft, form, request.form.get("was", ""), _sent(draft, step, form))
    if found.clashes or (found.theirs and request.form.get("do") == "remove_site"):
        return _shown(draft, step, form, meanwhile.show(draft, form, found), anew=True), 422
    try:
        said = _said(draft, step, found.said)
        drafts.save_particulars(context(), filing_id, said, actor=me().id, base=draft.stored)
        return redirect(_do(draft, step) or _onward(place, filing_id, slug), 303)
    except SavedMeanwhile:
        # In the very moment: it is held against what the filing says by now.
        return save(place, filing_id, slug)
    except BeianError as refusal:
        return _shown(draft, step, form, sentences(refusal)), 422


def look(place: Place, filing_id: int, slug: str) -> Response:
    """What saving would find wrong with what is typed so far, by field; nothing is kept, and nobody is noted."""
    place.filing(filing_id)
    if customer_filing.why_not_editable(context(), filing_id, me().id):
        return jsonify({})
    draft = Draft.of(place, filing_id)
    step = draft.step(slug)
    form = draft.form(step)
    if form.validate():
        said = _said(draft, step, _sent(draft, step, form))
        draft.saying(said).show_wrong(step, form, missing=True)
    return jsonify({field.name: field.errors for field in form.wrong})


def counties(place: Place, filing_id: int, province: int) -> Response:
    """The counties of a province to choose from, by city; for pages that need not load anew."""
    place.filing(filing_id)
    return jsonify(
        [[city, [[one.code, one.name] for one in below]] for city, below in counties_by_city(f"{province:06d}")]
    )


def _shown(draft: Draft, step: Step, form: StepForm, elsewhere: list[str], *, anew: bool = False) -> str:
    """The step's page; what was sent still goes by the values that it began with, unless it begins `anew`."""
    _note_look(draft, step)
    began = None if anew else request.form.get("was")
    copies = _copies(draft, step)
    asked = draft.asked(step)
    return render_template(
        "beian_form/step.html",
        draft=draft,
        step=step,
        form=form,
        elsewhere=elsewhere,
        groups=_groups(form, len(draft.particulars.sites)),
        asked=[one for one in asked if one.path not in form],
        notes=_notes(draft, step, form),
        told={path: one for path, one in draft.told.items() if draft.at(path) is step},
        grows=draft.filing.kind in SITES_GROW and step.site is not None,
        copies=copies,
        # A look knows nothing of what somebody else saved, and would take the sentences about it away.
        looks=not anew,
        ticked=_same(copies),
        was=meanwhile.marks_of(draft, form) if began is None else began,
        why=KINDS[draft.filing.kind],
        label=label,
    )


def _notes(draft: Draft, step: Step, form: StepForm) -> dict[str, list[str]]:
    """What the province asks at the fields, and what may bring the filing back; by path, "" for what has no field."""
    found: dict[str, list[str]] = {}
    said = [(one.path, one.sentence().to(language())) for one in draft.asked(step) if one.path in form]
    said += [(one.path, one.text.to(language())) for one in draft.advice(step)]
    for path, text in said:
        place = draft.place_of(path)
        while place and place not in form and place not in form.permits:
            place = place.rpartition(".")[0]
        found.setdefault(place, []).append(text)
    return {place: list(dict.fromkeys(texts)) for place, texts in found.items()}


def _note_look(draft: Draft, step: Step) -> None:
    """Whoever of the staff opens a page with personal data stands in the audit log."""
    if draft.place.staff:
        personal.note_look(context(), draft.filing.id, page=step.slug, actor=me().id)


def _groups(form: StepForm, sites: int) -> list[tuple[str, list[str]]]:
    """The fields of a step by what they belong to: a heading, and the paths under it."""
    found: dict[str, list[str]] = {}
    for path in form.paths:
        above = path.rpartition(".")[0]
        found.setdefault(above if above.endswith(".principal") or ".accesses." in above else "", []).append(path)
    return [(_heading(above, sites), paths) for above, paths in found.items()]


def _heading(above: str, sites: int) -> str:
    if not above:
        return ""
    if above == "subject.principal":
        return t("主体负责人", "Principal of the subject")
    number = str(int(above.split(".")[1]) + 1) if sites > 1 else ""
    if above.endswith(".principal"):
        return t(f"网站{number}负责人", f"Principal of the site {number}".rstrip())
    return t(f"网站{number}的接入", f"Access of the site {number}".rstrip())


def _copies(draft: Draft, step: Step) -> list[int]:
    """The sites whose principal may be made that of the subject."""
    subject = draft.particulars.subject
    if step.slug != PEOPLE or subject is None or not any(path.startswith("subject.principal") for path in step.paths):
        return []
    return list(range(len(draft.particulars.sites)))


def _same(copies: list[int]) -> set[int]:
    """The sites for which it is ticked."""
    return {place for place in copies if request.form.get(f"same.{place}")}


def _sent(draft: Draft, step: Step, form: StepForm) -> dict[str, Any]:
    """The values of the form by path, those of the subject's principal also where they are to be copied."""
    said, heads = form.said, tuple(f"sites.{place}.principal." for place in _same(_copies(draft, step)))
    copied = {path: said[f"subject.principal.{path.rpartition('.')[2]}"] for path in said if path.startswith(heads)}
    return said | copied


def _said(draft: Draft, step: Step, values: Mapping[str, Any]) -> Particulars:
    said = planted(draft.particulars, values)
    subject = said.subject or Subject()
    same = _same(_copies(draft, step))
    sites = tuple(
        replace(site, principal=subject.principal) if place in same else site for place, site in enumerate(said.sites)
    )
    return replace(said, sites=sites)


def _do(draft: Draft, step: Step) -> str | None:
    """Add or take off a site, where that button was used; the address to go on at, None for the usual one."""
    asked, filing = request.form.get("do"), draft.filing
    if asked == "stay":
        return draft.address(step.slug)
    if step.site is None or filing.kind not in SITES_GROW:
        return None
    if asked == "add_site":
        counted = request.form.get("sites", len(draft.particulars.sites), int)
        editing.amend(context(), filing.id, partial(_with_another_site, counted), actor=me().id)
        return draft.address(f"site-{len(drafts.particulars_of(context(), filing.id).sites)}")
    if asked == "remove_site" and len(draft.particulars.sites) > 1:
        handing_over.remove_site(context(), filing.id, step.site, actor=me().id)
        return draft.address("site-1")
    return None


def _is_removed(draft: Draft) -> bool:
    """Whether a site was taken off since the page was made: a second click would take off the next."""
    return request.form.get("sites", 0, int) > len(draft.particulars.sites)


def _with_another_site(counted: int, said: Particulars) -> Particulars:
    """One site more than the page had; a second click finds it added."""
    if len(said.sites) != counted:
        return said
    another = Site(principal=said.sites[0].principal, accesses=said.sites[0].accesses)
    return replace(said, sites=(*said.sites, another))


def _onward(place: Place, filing_id: int, slug: str) -> str:
    """What is missing may have changed with what was saved."""
    draft = Draft.of(place, filing_id)
    step = draft.step(slug)
    if draft.faults(step):
        return draft.address(slug, look=True)
    return draft.address(draft.after(step).slug)


def check(place: Place, filing_id: int) -> str:
    """The last step: what is missing, what the filing says, what to acknowledge, and the button that hands it in."""
    return _checked(Draft.of(place, filing_id), [])


def hand_in(place: Place, filing_id: int) -> ResponseReturnValue:
    """Hand the filing in, or send it on again; a second click finds it handed in already."""
    page_of_it = place.address(filing_id)
    if place.filing(filing_id).state not in drafts.CUSTOMER_EDITS:
        return redirect(page_of_it, 303)
    draft = Draft.of(place, filing_id)
    if not draft.may_hand_in:
        return _checked(draft, []), 422
    if customer_filing.asks_acknowledgement(draft.filing.kind) and not request.form.get("acknowledged"):
        return _checked(draft, [NOT_ACKNOWLEDGED[place.staff].to(language())]), 422
    if request.form.get("was") not in (None, meanwhile.mark_of(draft.stored)):
        return _checked(draft, [meanwhile.changed_by(draft)]), 422
    try:
        # What the panel told since the last step was saved goes with it.
        drafts.save_particulars(context(), filing_id, draft.particulars, actor=me().id, base=draft.stored)
        customer_filing.hand_in(context(), filing_id, actor=me().id)
        tell(HANDED_IN[place.staff])
    except (TransitionError, FilingRefused) as refusal:
        if place.filing(filing_id).state in drafts.CUSTOMER_EDITS:
            return _checked(Draft.of(place, filing_id), sentences(refusal)), 422
        tell(Text("这项申请已经提交过了。", "This filing was handed in already."))
    return redirect(page_of_it, 303)


def _checked(draft: Draft, elsewhere: list[str]) -> str:
    step = draft.steps[-1]
    _note_look(draft, step)
    stops = refusals(draft.missing)
    return render_template(
        "beian_form/check.html",
        draft=draft,
        step=step,
        stops=stops,
        advised=[one for one in draft.missing if one not in stops],
        elsewhere=elsewhere,
        lines=lines_of(draft, draft.tables),
        was=meanwhile.mark_of(draft.stored),
        prohibitions=faq.prohibitions() if customer_filing.asks_acknowledgement(draft.filing.kind) else (),
        label=label,
    )
