"""A filing that its customer fills in: its steps, what it says, and what is wrong or asked at each field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import abort, redirect, url_for

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.field_words import reasons_for
from beian_plugin.blueprints.form.fields import step_form
from beian_plugin.blueprints.form.steps import CHECK, MATERIAL, PASSWORD, Step, step_at, steps_of
from beian_plugin.blueprints.form.told import as_person, isp_id, told_of
from beian_plugin.blueprints.form.tree import planted, shown
from beian_plugin.blueprints.web.frame import language, me, tell
from beian_plugin.filing.completeness import Known, refusals
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.rules import is_individual
from beian_plugin.filing.states import State
from beian_plugin.operations import base_codes, customer_filing, drafts, review
from beian_plugin.operations.consequences import CHINA
from beian_plugin.operations.on_record import record_of
from beian_plugin.operations.passwords import Asks
from beian_plugin.providers.requirement import Form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.blueprints.form.fields import StepForm
    from beian_plugin.blueprints.form.place import Place
    from beian_plugin.blueprints.form.told import Told
    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.completeness import Missing
    from beian_plugin.providers.requirement import Requirement

#: The authority's tables that a draft chooses from, by the table that a field names: places are authorities.
_TABLES = {name: name for name in ("Dwxz", "Zjlx", "Fwnr", "Yylb", "Jrfs", "Zxly", "Nrlx")} | {"Fbdd": "Gj"}
#: Where a filing stands that has to be mended: with its customer, or with staff.
_CAME_BACK = frozenset({State.RETURNED_TO_CUSTOMER, State.RETURNED_TO_PROVIDER})


@dataclass(slots=True)
class Draft:
    """A filing that may be edited now."""

    place: Place
    filing: Filing
    #: What it says; while nothing was saved, what it begins with.
    particulars: Particulars
    #: What was saved of it; empty while nothing was.
    stored: Particulars
    steps: tuple[Step, ...]
    #: Everything that it lacks.
    missing: tuple[Missing, ...]
    #: What is known without asking, by path.
    told: Mapping[str, Told]
    #: Its subject with the sites as the authority published them; empty where there is none.
    record: Particulars
    #: The authority's tables.
    tables: Mapping[str, Mapping[int, str]]
    #: Why it was returned, by path; empty where it was not.
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, place: Place, filing_id: int) -> Draft:
        """The draft; ends the request with 404 for somebody else's, and on the filing's page where it is closed."""
        filing, here = place.filing(filing_id), context()
        if refusal := customer_filing.why_not_editable(here, filing_id, me().id):
            tell(refusal, "hold")
            abort(redirect(place.address(filing_id), 303))
        stored = drafts.particulars_of(here, filing_id)
        particulars = stored if stored != Particulars() else drafts.prefill(here, filing_id)
        asked = customer_filing.password_asked(here, filing_id).asks is not Asks.NEVER
        back = review.last_reasons(here, filing_id) if filing.state in _CAME_BACK else None
        record, codes = record_of(here, filing_id), tables()
        known = Known(today=here.now().astimezone(CHINA).date(), tables=codes, published=record)
        individual = is_individual(particulars, known)
        particulars = as_person(particulars) if individual else particulars
        steps = steps_of(filing.kind, particulars, password=asked, isp_id=isp_id(), individual=bool(individual))
        told = told_of(filing, particulars, record, codes)
        differ = {path: one.value for path, one in told.items() if one.value not in (None, shown(particulars, path))}
        return cls(
            place=place,
            filing=filing,
            particulars=planted(particulars, differ) if differ else particulars,
            stored=stored,
            steps=steps,
            missing=review.missing_of(here, filing_id),
            told=told,
            record=record,
            tables={**codes, **_reasons(filing, codes)},
            reasons=back.fields if back is not None else {},
        )

    def saying(self, particulars: Particulars) -> Draft:
        """The draft as it would be with these particulars, and what it would lack; nothing is saved."""
        missing = review.missing_if(context(), self.filing.id, particulars)
        return replace(self, particulars=particulars, missing=missing)

    @property
    def saved(self) -> bool:
        """Whether somebody has begun to fill it in."""
        return self.stored != Particulars()

    @property
    def may_hand_in(self) -> bool:
        """Whether it is handed in from here: by its customer, or by staff where they file on the customer's behalf."""
        return self.filing.state in drafts.CUSTOMER_EDITS and (self.filing.on_behalf or not self.place.staff)

    def step(self, slug: str) -> Step:
        """The step with that address; ends the request with 404 where the filing has none."""
        return next((one for one in self.steps if one.slug == slug), None) or abort(404)

    def after(self, step: Step) -> Step:
        """The step that follows."""
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]

    def at(self, path: str) -> Step | None:
        """The step on whose page a path is filled in."""
        return step_at(path, self.steps) if path else None

    def faults(self, step: Step) -> list[Missing]:
        """What stops the filing at this step."""
        return [one for one in refusals(self.missing) if self.at(one.path) is step]

    def advice(self, step: Step) -> list[Missing]:
        """What may bring the filing back from this step; nothing before it was saved."""
        stops = self.faults(step)
        open_here = [one for one in self.missing if self.at(one.path) is step]
        return [one for one in open_here if one not in stops] if self.saved else []

    def is_done(self, step: Step) -> bool:
        """Whether the step was filled in and nothing is wrong with it; material and password may be only advised.

        The sheet comes by post, after all this.
        """
        open_here = [one for one in self.missing if self.at(one.path) is step and one.path != "sheet"]
        wanted = open_here if step.slug in (MATERIAL, PASSWORD) else self.faults(step)
        return self.saved and step.slug != CHECK and not wanted

    def address(self, slug: str, *, look: bool = False) -> str:
        """The address of a step; with `look` it shows what is missing there."""
        number, shows = self.filing.id, "1" if look else None
        named = {CHECK: "check", MATERIAL: "material", PASSWORD: "password"}
        if slug in named:
            return url_for(f".{named[slug]}", filing_id=number, look=shows)
        return url_for(".step", filing_id=number, slug=slug, look=shows)

    def form(self, step: Step) -> StepForm:
        """The form of a step; what is known is shown beside it and not asked."""
        return step_form([path for path in step.paths if path not in self.told], self.particulars, self.tables)

    def asked(self, step: Step) -> list[Requirement]:
        """What the province asks on this page; for the filing as a whole on the first."""
        return [
            one
            for one in review.requirements_of(context(), self.filing.id)
            if one.form in (Form.HINT, Form.MATERIAL)
            and ((self.at(one.path) is step) if one.path else step is self.steps[0])
        ]

    def came_back(self, step: Step) -> bool:
        """Whether it was returned for something on this page."""
        return any(self.at(path) is step for path in self.reasons)

    def show_wrong(self, step: Step, form: StepForm, *, missing: bool) -> list[str]:
        """Put why it was returned, and what is `missing`, at the fields; the sentences that have no field here."""
        found = [(path, text) for path, text in self.reasons.items() if self.at(path) is step]
        found += [(one.path, one.text.to(language())) for one in self.faults(step) if missing]
        return [text for path, text in found if not form.show(self.place_of(path), text)]

    def place_of(self, path: str) -> str:
        """The path under which a form has a field: pre-approvals go by category there, and a county tells its city."""
        if path == "subject.address.city":
            return "subject.address.county"
        above, found, rest = path.partition(".pre_approvals.")
        if not found:
            return path
        number, _, name = rest.partition(".")
        site = self.particulars.sites[int(above.split(".")[1])]
        return f"{above}.pre_approvals.{site.pre_approvals[int(number)].category}.{name}"

    def missing_tables(self) -> tuple[str, ...]:
        """What cannot be chosen yet, since the authority's tables have not come."""
        text = base_codes.cannot_choose_yet(context(), *_TABLES.values())
        return (text.to(language()),) if text else ()


def tables() -> dict[str, Mapping[int, str]]:
    """The authority's tables by the name that a field gives them; those that have not come are left out."""
    found = {name: dict(base_codes.table(context(), table)) for name, table in _TABLES.items()}
    found["Fbdd"] = {code: name.removesuffix("通信管理局") for code, name in found["Fbdd"].items()}
    return {name: codes for name, codes in found.items() if codes}


def _reasons(filing: Filing, codes: Mapping[str, Mapping[int, str]]) -> dict[str, Mapping[int, str]]:
    """The reasons of cancellation from which this kind chooses; none while their table has not come."""
    return {"Zxly": reasons_for(filing.kind, codes["Zxly"])} if "Zxly" in codes else {}
