"""The form of a draft: its fields are the plugin's fields of a filing, so its words and errors are the plugin's too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from flask_babel import lazy_gettext as _  # type: ignore[import-untyped]
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from beian_plugin import Kind
from beian_plugin.demo.extensions import language
from beian_plugin.demo.forms import PanelForm
from beian_plugin.filing.division import children, find
from beian_plugin.filing.form import field_at, label_of
from beian_plugin.filing.kinds import Password
from beian_plugin.filing.particulars import Particulars

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wtforms import Field

_PERSON = ("name", "certificate_type", "certificate_number", "office_phone", "mobile", "email")
_SUBJECT = (
    "name",
    "nature",
    "certificate_type",
    "certificate_number",
    "certificate_address",
    "investor",
    "address.county",
    "address.detail",
)
_SITE = ("name", "home_page", "contents", "languages")
_ACCESS = ("addresses", "modes", "places")
#: Fields of which several values are ticked.
_SEVERAL = frozenset({"contents", "languages", "modes", "places"})
_WHOLE = frozenset({Kind.NEW, Kind.CHANGE})
_WITH_SITE = _WHOLE | {Kind.ADD_SITE}
_WITH_ACCESS = _WITH_SITE | {Kind.TRANSFER_IN}


class Part(NamedTuple):
    """Fields that belong together, by their paths within the particulars."""

    title: str
    paths: tuple[str, ...]


def parts_of(kind: Kind, sites: int) -> tuple[Part, ...]:
    """What a filing of the kind asks, for so many sites."""
    parts = []
    if kind in _WHOLE:
        parts = [Part(_("Subject"), _below("subject", _SUBJECT))]
        parts += [Part(_("Principal of the subject"), _below("subject.principal", _PERSON))]
    elif kind is Kind.ADD_SITE:
        parts = [Part(_("Subject"), ("subject.licence_number",))]
    for number in range(sites if kind in _WITH_ACCESS else 0):
        site = f"sites.{number}"
        fields = _SITE if kind in _WITH_SITE else ("licence_number",)
        parts.append(Part(_("Site"), _below(site, fields)))
        parts.append(Part(_("Access through us"), _below(f"{site}.accesses.0", _ACCESS)))
        if kind in _WITH_SITE:
            parts.append(Part(_("Principal of the site"), _below(f"{site}.principal", _PERSON)))
    if kind.cancel_type is not None:
        parts.append(Part(_("Cancellation"), ("cancellation.reason", "cancellation.note")))
    if kind.password is not Password.NEVER:
        parts.append(Part(_("Filing password"), ("password",)))
    return tuple(parts)


def _below(path: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{path}.{name}" for name in names)


class DraftForm(PanelForm):
    """A form whose fields are named by their paths; `draft_form` makes one for a draft."""

    parts: tuple[Part, ...] = ()
    #: What the draft said when the form was opened.
    begun = Particulars()

    def show_faults(self, faults: Iterable[tuple[str, str]]) -> list[str]:
        """Put each sentence at the field of its path, or the nearest above; those without a field are given back."""
        elsewhere = []
        for path, sentence in faults:
            field = self._nearest(path)
            if field is None:
                elsewhere.append(sentence)
            else:
                field.errors = [*field.errors, sentence]
        return elsewhere

    def _nearest(self, path: str) -> Field | None:
        while path:
            if path in self:
                found: Field = self[path]
                return found
            path = path.rpartition(".")[0]
        return None

    @property
    def said(self) -> Particulars:
        """What the draft says with the values of this form; everything that the form does not ask stays."""
        tree: dict[str, Any] = msgspec.to_builtins(self.begun)
        for part in self.parts:
            for path in part.paths:
                if path != "password":
                    _plant(tree, path, self[path].data)
        return msgspec.convert(tree, Particulars)

    @property
    def password_given(self) -> str:
        """The filing password, where the customer entered one."""
        return (self["password"].data or "") if "password" in self else ""


def draft_form(kind: Kind, particulars: Particulars, tables: Mapping[str, Mapping[int, str]]) -> DraftForm:
    """The form of a draft, filled with what it says."""
    parts = [
        # What the authority has sent no table for cannot be chosen yet, and must not be emptied by saving.
        part._replace(paths=tuple(path for path in part.paths if field_at(path).table in ("", *tables)))
        for part in parts_of(kind, max(len(particulars.sites), 1))
    ]
    tree = msgspec.to_builtins(particulars)
    province = _dig(tree, "subject.address.province")
    fields = {path: _field(path, tables, str(province or "")) for part in parts for path in part.paths}
    form: DraftForm = type("Draft", (DraftForm,), fields)(data={path: _shown(_dig(tree, path)) for path in fields})
    form.parts, form.begun = tuple(parts), particulars
    return form


def _field(path: str, tables: Mapping[str, Mapping[int, str]], province: str) -> Any:
    """The field for a path: ticks or a list where the authority has a table, else a line of text."""
    known, name = field_at(path), path.rpartition(".")[2]
    label = _capital(label_of(path).to(language()))
    if path == "password":
        hint = _(
            "The authority mailed it to the principal; here it stands on the mail page of the simulated authority."
        )
        return PasswordField(label, [Optional()], description=hint, render_kw={"autocomplete": "off"})
    if name == "county":
        return SelectField(label, coerce=_number, choices=_counties(province), validate_choice=False)
    if known.table:
        choices = [SelectChoice(str(code), text) for code, text in tables.get(known.table, {}).items()]
        if name in _SEVERAL:
            return SelectMultipleField(
                label,
                coerce=int,
                choices=choices,
                option_widget=CheckboxInput(),
                widget=ListWidget(prefix_label=False),
                validate_choice=False,
            )
        empty = SelectChoice("", _("Please choose"))
        return SelectField(label, coerce=_number, choices=[empty, *choices], validate_choice=False)
    if name == "addresses":
        return StringField(label, description=_("One, several with spaces, or from-to."))
    return StringField(label, [Length(max=known.max or 1024)], filters=[_stripped])


def _counties(province: str) -> list[SelectChoice]:
    """The counties of a province, each with its city; all that is asked, since its digits tell city and province."""
    found = [SelectChoice("", _("Please choose"))]
    for below in children(province) if find(province) else ():
        for county in children(below.code) or (below,):
            city = "" if county is below else below.name
            found.append(SelectChoice(county.code, f"{city}{county.name}"))
    return found


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


def _capital(words: str) -> str:
    words = words.removeprefix("the ")
    return words[:1].upper() + words[1:]


def _dig(tree: Any, path: str) -> Any:
    """What stands at a path, or None."""
    for step in path.split("."):
        if isinstance(tree, list | tuple):
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            tree = (tree or {}).get(step)
    return tree


def _shown(value: Any) -> Any:
    """A value as its field shows it: ranges of addresses as text."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        pairs = [(one["first"], one["last"]) for one in value]
        return " ".join(first if first == last else f"{first}-{last}" for first, last in pairs)
    return value


def _plant(tree: dict[str, Any], path: str, value: Any) -> None:
    """Put a field's value at its path; an empty one leaves the path as it was never filled in."""
    *steps, last = path.split(".")
    node: Any = tree
    for step, below in zip(steps, [*steps[1:], last], strict=True):
        node = _inside(node, step, [] if below.isdecimal() else {})
    if last == "addresses":
        value = _ranges(value or "", node.get("addresses", []))
    if last == "county" and value:
        node["province"], node["city"] = value // 10000 * 10000, value // 100 * 100
    if value in (None, "", []):
        node.pop(last, None)
    else:
        node[last] = value


def _inside(node: Any, step: str, empty: Any) -> Any:
    """The part of the tree at `step`, made where it is missing."""
    if isinstance(node, dict):
        return node.setdefault(step, empty)
    while len(node) <= int(step):
        node.append({})
    return node[int(step)]


def _ranges(text: str, before: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Ranges of addresses as typed; one that stands already keeps its ids."""
    known = {(one["first"], one["last"]): one for one in before}
    found = []
    for word in re.split(r"[\s,;，；、]+", text.strip()):
        first, _dash, last = word.partition("-")
        if first:
            pair = (first, last or first)
            found.append(known.get(pair, {"first": pair[0], "last": pair[1]}))
    return found
