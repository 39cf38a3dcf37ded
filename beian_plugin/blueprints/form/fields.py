"""The form of a step: its fields are the fields of the filing, by their paths, in the words of the filing's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from beian_plugin.blueprints.form.field_words import hint_of, is_optional
from beian_plugin.blueprints.form.tree import shown
from beian_plugin.blueprints.web.forms import PageForm
from beian_plugin.blueprints.web.frame import language, t
from beian_plugin.filing.division import Division, children, find, full_name
from beian_plugin.filing.form import field_at, label_of
from beian_plugin.filing.pre_approval import paper_of
from beian_plugin.filing.region import provinces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wtforms import Field

    from beian_plugin.filing.particulars import Particulars

    Tables = Mapping[str, Mapping[int, str]]

#: Fields of which several values are ticked.
_SEVERAL = frozenset({"contents", "languages", "modes", "places"})
#: More than any field of the interface carries: what is too long is kept, and said.
_LONGEST = 4000
_PROVINCE = "subject.address.province"
_COUNTY = "subject.address.county"
_INPUT = {
    "mobile": {"inputmode": "tel"},
    "office_phone": {"inputmode": "tel"},
    "email": {"inputmode": "email"},
    "home_page": {"inputmode": "url"},
}


class Permit(NamedTuple):
    """The two fields of one category of pre-approval, and which paper it takes."""

    needed: str
    number: str
    paper: str


class StepForm(PageForm):
    """A form whose fields are named by their paths; `step_form` makes one."""

    #: The paths of the filing's own fields, in their order; pre-approvals stand beside them.
    paths: tuple[str, ...] = ()
    #: Category to its fields, by the path of the site's pre-approvals.
    permits: Mapping[str, Mapping[int, Permit]] = {}

    @property
    def said(self) -> dict[str, Any]:
        """The values by path, as `tree.planted` takes them."""
        found = {path: self[path].data for path in self.paths}
        for path, of_site in self.permits.items():
            found[path] = {
                category: (self[permit.number].data or "")
                for category, permit in of_site.items()
                if self[permit.needed].data or self[permit.number].data
            }
        return found

    def show(self, path: str, sentence: str) -> bool:
        """Put what is wrong at the field of its path, or the nearest above; False where the form has none."""
        while path:
            if path in self:
                field: Field = self[path]
                if sentence not in field.errors:
                    field.errors = [*field.errors, sentence]
                return True
            path = path.rpartition(".")[0]
        return False

    @property
    def wrong(self) -> list[Field]:
        """The fields at which something is wrong."""
        return [field for field in self if field.errors]


def step_form(paths: Iterable[str], particulars: Particulars, tables: Tables) -> StepForm:
    """The form for the fields at `paths`, filled with what the filing says.

    What the authority has sent no table for cannot be chosen yet, and is not emptied by saving.
    """
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    permits: dict[str, dict[int, Permit]] = {}
    for path in paths:
        value = shown(particulars, path)
        if path.endswith(".pre_approvals"):
            permits[path] = _permits(path, value, tables.get("Nrlx", {}), fields, data)
        elif field_at(path).table in ("", *tables):
            fields[path] = _field(path, particulars, tables)
            data[path] = value
    own = tuple(path for path in fields if not any(path.startswith(f"{above}.") for above in permits))
    form: StepForm = type("Step", (StepForm,), fields)(data=data)
    form.paths, form.permits = own, {path: of_site for path, of_site in permits.items() if of_site}
    if _COUNTY in form:
        _offer_counties(form, shown(particulars, _PROVINCE))
    return form


def _offer_counties(form: StepForm, on_record: int | None) -> None:
    """Offer the counties of the province that was sent, else those of the one on record: a change asks for none."""
    province, county = form[_PROVINCE].data if _PROVINCE in form else on_record, form[_COUNTY].data
    there = county is not None and county // 10000 * 10000 == province
    form[_COUNTY].choices = _with_present(_counties(str(province or "")), (county,) if there else ())


def _field(path: str, particulars: Particulars, tables: Tables) -> Any:
    """The field for a path: ticks or a list where the authority has a table, else a line of text."""
    known, name = field_at(path), path.rpartition(".")[2]
    optional = t("（选填）", " (optional)") if is_optional(path) else ""
    told: dict[str, Any] = {"label": label(path) + optional, "description": _hint(path)}
    if name in ("province", "county"):
        return _select(told, _provinces() if name == "province" else [_empty()], shown(particulars, path))
    if known.table:
        choices = [SelectChoice(str(code), text) for code, text in tables[known.table].items()]
        if name in _SEVERAL:
            choices = _with_present(choices, shown(particulars, path) or ())
            return SelectMultipleField(
                **told, coerce=int, choices=choices, option_widget=CheckboxInput(), validate_choice=False
            )
        return _select(told, [_empty(), *choices], shown(particulars, path))
    if name == "closed":
        return BooleanField(**told)
    if known.words:
        answers = [SelectChoice(str(code), words.to(language())) for code, words in known.words.items()]
        return RadioField(**told, coerce=_number, choices=answers, validate_choice=False)
    kind = TextAreaField if name in ("domains", "note") else StringField
    keywords = {"autocomplete": "off", **_INPUT.get(name, {})}
    return kind(**told, validators=[_length()], filters=[_stripped], render_kw=keywords)


def _with_present(choices: list[SelectChoice], present: Iterable[int]) -> list[SelectChoice]:
    """The choices, and what is on record and not among them any more: it stays until something else is chosen."""
    offered = {choice.value for choice in choices}
    gone = [str(value) for value in present if str(value) not in offered]
    names = [full_name(value) or value for value in gone]
    marked = [t(f"{name}（已停用）", f"{name} (out of use)") for name in names]
    return [*choices, *map(SelectChoice, gone, marked)]


def _select(told: dict[str, Any], choices: list[SelectChoice], value: int | None) -> Any:
    choices = _with_present(choices, () if value is None else (value,))
    return SelectField(**told, coerce=_number, choices=choices, validate_choice=False)


def _permits(
    path: str, value: Mapping[int, str], table: Mapping[int, str], fields: dict[str, Any], data: dict[str, Any]
) -> dict[int, Permit]:
    """The fields of each category of pre-approval, added to `fields` and `data`."""
    found = {}
    for code, name in table.items():
        permit = Permit(f"{path}.{code}", f"{path}.{code}.number", paper_of(name).to(language()))
        fields[permit.needed] = BooleanField(name)
        number = t(f"{name}：许可证或批准文件号", f"{name}: number of the permit")
        fields[permit.number] = StringField(number, [_length()], filters=[_stripped])
        data[permit.needed], data[permit.number] = code in value, value.get(code, "")
        found[code] = permit
    return found


def label(path: str) -> str:
    """The words of the form for a path, as a label begins."""
    words = label_of(path).to(language()).removeprefix("the ")
    return words[:1].upper() + words[1:]


def _hint(path: str) -> str:
    hint, lang = hint_of(path), language()
    return t("", " ").join(filter(None, (hint.wanted.to(lang), hint.why.to(lang))))


def _empty() -> SelectChoice:
    return SelectChoice("", t("请选择", "Please choose"))


def _provinces() -> list[SelectChoice]:
    names = provinces()
    return [_empty(), *(SelectChoice(f"{code}0000", t(one.name_zh, one.name_en)) for code, one in names.items())]


def _counties(province: str) -> list[SelectChoice]:
    """The counties of a province, each under its city; a city without any stands for itself."""
    return [
        _empty(),
        *(
            SelectChoice(one.code, one.name, None, city or None)
            for city, counties in counties_by_city(province)
            for one in counties
        ),
    ]


def counties_by_city(province: str) -> list[tuple[str, tuple[Division, ...]]]:
    """The counties of a province under the names of their cities; a city without any stands for itself, under none."""
    return [
        (below.name if (counties := children(below.code)) else "", counties or (below,))
        for below in (children(province) if find(province) else ())
    ]


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


def _length() -> Length:
    words = t(
        f"太长，最多{_LONGEST}个字符：请只填写这一项要求的内容，如旁边的例子。",
        f"Too long, {_LONGEST} characters are the most: enter only what is asked, as in the example beside it.",
    )
    return Length(max=_LONGEST, message=words)


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text
