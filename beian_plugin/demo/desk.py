"""What the panel asks of the plugin that `Beian` has no method for: drafts, review, material, history, remedies, tasks.

This module and `sample` are the ones of the demo that reach below the public surface.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin import State, Text, Verb
from beian_plugin.demo.draft_form import draft_form
from beian_plugin.demo.extensions import beian, database, language
from beian_plugin.demo.forms import AttachmentForm
from beian_plugin.demo.models import Site
from beian_plugin.demo.prefill import filled_in
from beian_plugin.errors import FilingRefused, PictureRefused
from beian_plugin.filing.completeness import refusals
from beian_plugin.filing.division import full_name
from beian_plugin.filing.form import field_at, label_of, values
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.particulars import Particulars
from beian_plugin.models.tables import FilingStep
from beian_plugin.operations import base_codes, drafts, material, passwords, remedies, review, waiting
from beian_plugin.operations.tasks import open_tasks
from beian_plugin.providers.wording import rule_views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from beian_plugin import BeianError, Filing
    from beian_plugin.demo.draft_form import DraftForm
    from beian_plugin.demo.models import User
    from beian_plugin.filing.completeness import Missing
    from beian_plugin.filing.offers import Offer
    from beian_plugin.operations.material import AttachmentInfo
    from beian_plugin.operations.tasks import Task
    from beian_plugin.providers.requirement import Form, Requirement
    from beian_plugin.providers.wording import RuleView

#: The authority's tables that a draft chooses from, by the table that a field names: places are authorities.
_TABLES = {name: name for name in ("Dwxz", "Zjlx", "Fwnr", "Yylb", "Jrfs", "Zxly")} | {"Fbdd": "Gj"}
#: What customers may do with a filing, and what staff may; the rest is the authority's.
_CUSTOMER = {
    State.DRAFT: (Verb.SUBMIT, Verb.WITHDRAW),
    State.PROVIDER_REVIEW: (Verb.WITHDRAW,),
    State.RETURNED_TO_CUSTOMER: (Verb.RESUBMIT, Verb.WITHDRAW),
}
_STAFF = {
    State.PROVIDER_REVIEW: (Verb.PROVIDER_PASS, Verb.RETURN_TO_CUSTOMER),
    State.QUEUED: (Verb.TAKE_BACK,),
    State.RETURNED_TO_PROVIDER: (Verb.RESUBMIT, Verb.RETURN_TO_CUSTOMER),
}
_RETURNED = frozenset({State.RETURNED_TO_CUSTOMER, State.RETURNED_TO_PROVIDER})


class Step(NamedTuple):
    """One line of a filing's history."""

    verb: Verb
    after: State
    actor: str
    at: datetime
    reason: str
    #: Reasons by field: the words of the form, and what is wrong there.
    fields: tuple[tuple[str, str], ...]
    #: For staff: name, version and hash of the plugins that were asked.
    plugins: tuple[str, ...]


class Line(NamedTuple):
    """One field of a filing, as staff review it."""

    path: str
    label: str
    value: str


class View(NamedTuple):
    """What the page of a filing shows besides the filing itself."""

    history: list[Step]
    #: What stops it and what to think of, before it is handed in.
    missing: list[Missing]
    #: Why it does not go out yet.
    waits: Text | None
    offers: tuple[Offer, ...]
    attachments: list[AttachmentInfo]
    #: None where nothing may be added now.
    upload: AttachmentForm | None
    #: Code to name: what attachments show.
    purposes: Mapping[int, str]
    editable: bool
    #: What the province asks beside what is missing: to observe, for staff to check, to do once approved.
    asked: Mapping[Form, list[Requirement]]


def view_of(filing: Filing, *, staff: bool) -> View:
    """What the page shows of the filing."""
    context, editable = beian.context, may_edit(filing, staff=staff)
    begun = drafts.particulars_of(context, filing.id) != Particulars()
    return View(
        history=_history(filing, staff=staff),
        missing=list(review.missing_of(context, filing.id)) if editable and begun else [],
        waits=waiting.why_waiting(context, filing.id),
        offers=remedies.offers(context, filing.id) if staff else (),
        attachments=material.attachments_of(context, filing.id),
        upload=attachment_form() if editable and begun else None,
        purposes=base_codes.table(context, "Fjyt"),
        editable=editable,
        asked=asked(filing),
    )


class ProvinceView(NamedTuple):
    """A province with what it asks beyond the national rules."""

    name: Text
    authority: str
    rules: tuple[RuleView, ...]


def province_view(code: str) -> ProvinceView:
    """The province with that code."""
    entry = next(one for one in beian.context.plugins.registry.entries() if one.code == code)
    return ProvinceView(Text(entry.name_zh, entry.name_en), entry.book.authority, rule_views(entry.book))


def field_label(path: str) -> str:
    """The words of the form for a path; empty for the filing as a whole."""
    return label_of(path).to(language()) if path else ""


def asked(filing: Filing) -> Mapping[Form, list[Requirement]]:
    """What the filing's province asks, by form."""
    found: defaultdict[Form, list[Requirement]] = defaultdict(list)
    for one in review.requirements_of(beian.context, filing.id):
        found[one.form].append(one)
    return found


def _history(filing: Filing, *, staff: bool) -> list[Step]:
    """Every step that the filing took, the latest first."""
    query = select(FilingStep).where(FilingStep.filing_id == filing.id).order_by(FilingStep.id.desc())
    with beian.context.database.read() as session:
        return [
            Step(
                Verb(row.verb),
                State(row.after),
                row.actor,
                row.at,
                row.reason,
                tuple((label_of(path).to(language()), text) for path, text in row.fields.items()),
                tuple(f"{name} {version} {sha256[:12]}" for name, version, sha256 in row.plugins if staff),
            )
            for row in session.scalars(query)
        ]


def steps(filing: Filing, *, staff: bool) -> tuple[Verb, ...]:
    """What this kind of user may do with the filing now."""
    return (_STAFF if staff else _CUSTOMER).get(filing.state, ())


def take_step(filing: Filing, verb: Verb, reason: str, fields: Mapping[str, str], *, actor: str) -> Filing:
    """The filing after the step. Raises FilingRefused, InvalidValue, TransitionError."""
    if verb is Verb.RETURN_TO_CUSTOMER:
        return review.return_filing(beian.context, filing.id, reason=reason, fields=fields, actor=actor)
    takes = {
        Verb.SUBMIT: review.submit,
        Verb.RESUBMIT: review.resubmit,
        Verb.PROVIDER_PASS: review.pass_filing,
        Verb.TAKE_BACK: review.take_back,
        Verb.WITHDRAW: review.withdraw,
    }
    return takes[verb](beian.context, filing.id, actor=actor)


def sentence(error: BeianError) -> str:
    """Why something was refused, in the language of the page."""
    if isinstance(error, PictureRefused):
        return str(error.text.to(language()))
    if isinstance(error, FilingRefused) and error.missing:
        joined = {"zh": "", "en": " "}[language()]
        return joined.join(one.text.to(language()) for one in error.missing)
    return str(error)


def may_edit(filing: Filing, *, staff: bool) -> bool:
    """Whether this kind of user may change what the filing says."""
    return filing.state in (drafts.STAFF_EDIT if staff else drafts.CUSTOMER_EDITS)


def form_of(filing: Filing, owner: User) -> DraftForm:
    """The form of a draft, begun with what the plugin, then what the panel knows."""
    tables = _tables()
    site = database().scalar(select(Site).where(Site.owner == owner, Site.domain.in_(filing.domains)))
    particulars = filled_in(drafts.prefill(beian.context, filing.id), filing, owner, site, tables)
    return draft_form(filing.kind, particulars, tables)


def missing_tables() -> list[str]:
    """A sentence for each table that has not come from the authority yet."""
    return [text.to(language()) for text in base_codes.missing(beian.context, *_TABLES.values())]


def save(filing: Filing, form: DraftForm, *, actor: str) -> None:
    """Keep what the form says; the filing password is sealed until the authority has it."""
    drafts.save_particulars(beian.context, filing.id, form.said, actor=actor)
    if form.password_given:
        passwords.give_password(beian.context, filing.id, form.password_given, actor=actor)


def faults(filing: Filing) -> list[tuple[str, str]]:
    """Path and sentence of what is wrong: why it was returned, else what a draft that was saved still lacks."""
    last = review.last_reasons(beian.context, filing.id) if filing.state in _RETURNED else None
    if last is not None:
        return [("", last.reason), *last.fields.items()]
    if drafts.particulars_of(beian.context, filing.id) == Particulars():
        return []
    found = refusals(review.missing_of(beian.context, filing.id))
    return [(one.path, one.text.to(language())) for one in found]


def lines(filing: Filing) -> list[Line]:
    """Every field of the filing with its value in words, in the order of the form; several choices are one field."""
    tables = _tables()
    words: dict[str, list[str]] = {}
    for path, value in values(drafts.particulars_of(beian.context, filing.id)):
        if not path.endswith(("_id", ".last", "address.province", "address.city")):
            above, _, last = path.rpartition(".")
            words.setdefault(above if last.isdigit() else path, []).append(_words(path, value, tables))
    return [Line(path, label_of(path).to(language()), "、".join(several)) for path, several in words.items()]


def _words(path: str, value: str | int, tables: Mapping[str, Mapping[int, str]]) -> str:
    above = path.rpartition(".")[0]
    table = field_at(path).table or field_at(above).table
    if table and isinstance(value, int):
        return tables.get(table, {}).get(value, str(value))
    if path.endswith("address.county"):
        return full_name(str(value))
    return to_unicode(str(value)) if ".domains." in path else str(value)


def accept(filing: Filing, codes: str, choice: str, *, actor: str) -> Filing:
    """Do what the plugin offers about these codes; the filing that goes on. Raises FilingRefused, InvalidValue."""
    numbers = [int(code) for code in codes.split()]
    return remedies.accept(beian.context, filing.id, numbers, choice=choice, actor=actor)


def tasks() -> list[Task]:
    """What staff have to look at, the most urgent first, with personal data masked."""
    return open_tasks(beian.context)


def shown(domain: str) -> str:
    """The domain as its owner writes it."""
    return to_unicode(domain)


def attachment_form() -> AttachmentForm:
    """The form for a photograph or a scan, with the authority's own purposes."""
    form = AttachmentForm()
    form.purpose.choices = list(base_codes.table(beian.context, "Fjyt").items())
    return form


def attach(filing: Filing, form: AttachmentForm, *, actor: str) -> list[str]:
    """Add the photograph or the scan to the filing; what the sender should know of it. Raises as `material.hand_in`."""
    formats = base_codes.table(beian.context, "Fjwjgs")
    kept = material.hand_in(
        beian.context,
        filing.id,
        form.file.data.read(),
        purpose=form.purpose.data,
        format=next((code for code, name in formats.items() if name.upper() in ("JPG", "JPEG")), 1),
        page=form.page.data or 1,
        actor=actor,
    )
    return [note.to(language()) for note in kept.notes]


def picture(filing: Filing, attachment: int, *, actor: str) -> bytes | None:
    """The JPEG as the authority gets it, or None where the filing has no such attachment; the audit log names who."""
    if attachment not in {one.id for one in material.attachments_of(beian.context, filing.id)}:
        return None
    return material.attachment_content(beian.context, attachment, actor=actor)


def _tables() -> dict[str, Mapping[int, str]]:
    found = {name: dict(base_codes.table(beian.context, table)) for name, table in _TABLES.items()}
    found["Fbdd"] = {code: name.removesuffix("通信管理局") for code, name in found["Fbdd"].items()}
    return {name: codes for name, codes in found.items() if codes}
