"""The draft in steps: each is saved as it is sent, and may be left and resumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request
from msgspec.structs import replace

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.draft import Draft, tables
from beian_plugin.blueprints.form.fields import label
from beian_plugin.blueprints.form.steps import ACCESS, PEOPLE, SITES_GROW
from beian_plugin.blueprints.form.summary import lines_of
from beian_plugin.blueprints.form.tree import planted
from beian_plugin.blueprints.form.words import KINDS, PROHIBITIONS
from beian_plugin.blueprints.form.wrong import sentences
from beian_plugin.blueprints.web.frame import me, t, tell
from beian_plugin.errors import BeianError, FilingRefused, TransitionError
from beian_plugin.filing.completeness import refusals
from beian_plugin.filing.particulars import Site, Subject
from beian_plugin.filing.verdict import Text
from beian_plugin.operations import customer_filing, drafts, handing_over

if TYPE_CHECKING:
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
    step = draft.step(slug)
    form = draft.form(step)
    if not form.validate():
        return _shown(draft, step, form, []), 422
    try:
        drafts.save_particulars(context(), filing_id, _said(draft, step, form), actor=me().id)
        return redirect(_do(draft, step) or _onward(place, filing_id, slug), 303)
    except BeianError as refusal:
        return _shown(draft, step, form, sentences(refusal)), 422


def _shown(draft: Draft, step: Step, form: StepForm, elsewhere: list[str]) -> str:
    asked = draft.asked(step)
    return render_template(
        "beian_form/step.html",
        draft=draft,
        step=step,
        form=form,
        elsewhere=elsewhere,
        groups=_groups(form, len(draft.particulars.sites)),
        asked=[one for one in asked if one.path not in form],
        hints=[one for one in asked if one.path in form],
        told=draft.told if step.slug == ACCESS else {},
        grows=draft.filing.kind in SITES_GROW and step.site is not None,
        copies=_copies(draft, step),
        why=KINDS[draft.filing.kind],
        label=label,
    )


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


def _said(draft: Draft, step: Step, form: StepForm) -> Particulars:
    said = planted(draft.particulars, form.said)
    subject = said.subject or Subject()
    same = {place for place in _copies(draft, step) if request.form.get(f"same.{place}")}
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
        said = drafts.particulars_of(context(), filing.id)
        another = Site(principal=said.sites[0].principal, accesses=said.sites[0].accesses)
        more = replace(said, sites=(*said.sites, another))
        drafts.save_particulars(context(), filing.id, more, actor=me().id)
        return draft.address(f"site-{len(more.sites)}")
    if asked == "remove_site" and len(draft.particulars.sites) > 1:
        handing_over.remove_site(context(), filing.id, step.site, actor=me().id)
        return draft.address("site-1")
    return None


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
    if not request.form.get("acknowledged"):
        words = t(
            "请阅读并勾选“九不准”承诺后再提交（FAQ 42）。",
            "Read the nine prohibitions and tick that you keep to them, then hand it in (FAQ 42).",
        )
        return _checked(draft, [words]), 422
    try:
        # What the panel told since the last step was saved goes with it.
        drafts.save_particulars(context(), filing_id, draft.particulars, actor=me().id)
        customer_filing.hand_in(context(), filing_id, actor=me().id)
    except TransitionError:
        tell(Text("这项申请已经提交过了。", "This filing was handed in already."))
    except FilingRefused as refusal:
        return _checked(Draft.of(place, filing_id), sentences(refusal)), 422
    else:
        tell(Text("已提交，等待接入商核实。", "It is handed in; our filing staff check it next."))
    return redirect(page_of_it, 303)


def _checked(draft: Draft, elsewhere: list[str]) -> str:
    step = draft.steps[-1]
    stops = refusals(draft.missing)
    return render_template(
        "beian_form/check.html",
        draft=draft,
        step=step,
        stops=stops,
        advised=[one for one in draft.missing if one not in stops],
        elsewhere=elsewhere,
        lines=lines_of(draft, tables()),
        prohibitions=PROHIBITIONS,
        label=label,
    )
