"""What somebody else saved between the opening of a page and its sending: kept, or shown at the fields that clash.

The page carries a mark of every value that its fields began with. A field that only the other changed stays as the
other left it; one that both changed is shown to whoever comes second, who decides.
"""

from __future__ import annotations

from hashlib import blake2s
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from beian_plugin.blueprints.base import context
from beian_plugin.blueprints.form.tree import shown
from beian_plugin.blueprints.web.frame import me, t
from beian_plugin.operations import editing
from beian_plugin.operations.consequences import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from beian_plugin.blueprints.form.draft import Draft
    from beian_plugin.blueprints.form.fields import StepForm
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.operations.editing import Save


class Meanwhile(NamedTuple):
    """A sent form held against what the filing says now; the values are by path, as `StepForm.said` gives them."""

    #: What was sent, without what only somebody else changed.
    said: dict[str, Any]
    #: What the filing says now at the same paths.
    now: Mapping[str, Any]
    #: The fields that only somebody else changed, and those that both changed.
    theirs: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()


def mark_of(particulars: Particulars) -> str:
    """A mark of everything that a filing says."""
    return _mark(msgspec.json.encode(particulars).decode())


def marks_of(draft: Draft, form: StepForm) -> str:
    """The marks of what the filing says now at the form's fields, for the page to carry."""
    return " ".join(f"{path}={mark}" for path, mark in _marks(_now(draft, form), form).items())


def held_against(draft: Draft, form: StepForm, marks: str, said: dict[str, Any]) -> Meanwhile:
    """What was `said` in a form that began with the values of those marks; one without marks stands as it was sent."""
    now = _now(draft, form)
    began = dict(pair.rpartition("=")[::2] for pair in marks.split())
    if not draft.saved:
        return Meanwhile(said, now)
    sent, stands = _marks(said, form), _marks(now, form)
    changed = [path for path, mark in stands.items() if began.get(path, mark) != mark]
    theirs = tuple(path for path in changed if sent[path] == began[path])
    clashes = tuple(path for path in changed if sent[path] not in (began[path], stands[path]))
    return Meanwhile(_without(said, now, theirs, form), now, theirs, clashes)


def show(draft: Draft, form: StepForm, found: Meanwhile) -> list[str]:
    """Put what somebody else saved into the form, and at each field that clashes who it was; what heads the page."""
    saves = editing.saves_of(context(), draft.filing.id)
    for path in found.theirs:
        _set(form, path, found.now)
    for path in found.clashes:
        form.show(path, _clash(draft, path, _words(form, path, found.now), saves))
    return [
        t(
            "您打开这一页之后，申请有改动：没有冲突的已保留；标出的字段请您决定，再保存一次。",
            "The filing was changed since you opened this page. What does not clash is kept; decide on the fields that "
            "are marked below, and save again.",
        )
    ]


def changed_by(draft: Draft) -> str:
    """Who saved the filing last and when, as a sentence for a page that is not up to date."""
    last = next(iter(editing.saves_of(context(), draft.filing.id)), None)
    who, at = _who(draft, last)
    return t(f"{who}{at}修改了申请：请核对后再提交。", f"{who} changed the filing{at}: look it over, then hand it in.")


def _clash(draft: Draft, path: str, value: str, saves: Iterable[Save]) -> str:
    # A category of pre-approval has no path of its own there, nor have province and city apart from the county.
    above = path.partition(".pre_approvals.")[0] if ".pre_approvals." in path else path
    above = "subject.address" if path.startswith("subject.address.") and not path.endswith("detail") else above
    who, at = _who(draft, next((save for save in saves if save.touched(above)), None))
    done = t(f"改成了“{value}”", f"changed this to “{value}”") if value else t("清空了这一项", "emptied this")
    return t(
        f"{who}{at}{done}。您填的还在框里：再保存一次即以您的为准，也可以改成对方的。",
        f"{who} {done}{at}. What you entered still stands here: save again to keep it, or enter theirs.",
    )


def _who(draft: Draft, save: Save | None) -> tuple[str, str]:
    """Who saved it and when; the customer is not told the names of staff."""
    if save is None:
        return t("他人", "Somebody else"), ""
    moment = save.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    at = t(f"于 {moment} ", f" on {moment}")
    if save.actor == me().id:
        return t("您（在另一个窗口）", "You, in another window,"), at
    if not save.on_behalf:
        return t("客户", "The customer"), at
    return (
        t(f"同事 {save.actor}", f"Your colleague {save.actor}") if draft.place.staff else t("接入商", "The provider")
    ), at


def _now(draft: Draft, form: StepForm) -> dict[str, Any]:
    return {path: shown(draft.particulars, path) for path in (*form.paths, *form.permits)}


def _marks(values: Mapping[str, Any], form: StepForm) -> dict[str, str]:
    """The mark of every field's value; each category of pre-approval is a field, province and county go together."""
    found: dict[str, str] = {}
    for path, value in values.items():
        if path in form.permits:
            found |= {f"{path}.{category}": _mark(_permit(value, category)) for category in form.permits[path]}
        elif path.endswith((".address.province", ".address.county")):
            above = path.rpartition(".")[0]
            found[path] = _mark([values.get(f"{above}.province"), values.get(f"{above}.county")])
        else:
            found[path] = _mark(value)
    return found


def _permit(permits: Mapping[int, str], category: int) -> str:
    return f"+{permits[category]}" if category in permits else ""


def _mark(value: Any) -> str:
    """Values that mean the same have the same mark, however browsers write spaces and the order of ticks."""
    if isinstance(value, list | tuple):
        text = " ".join(sorted(map(str, value)))
    else:
        text = "" if value is None else " ".join(str(value).split())
    return blake2s(text.encode(), digest_size=6).hexdigest()


def _without(said: dict[str, Any], now: Mapping[str, Any], theirs: Iterable[str], form: StepForm) -> dict[str, Any]:
    kept = {path: dict(value) if path in form.permits else value for path, value in said.items()}
    for path in theirs:
        above, _, last = path.rpartition(".")
        if above in form.permits:
            kept[above].pop(int(last), None)
            kept[above] |= {category: number for category, number in now[above].items() if category == int(last)}
        else:
            kept.pop(path)
    return kept


def _set(form: StepForm, path: str, now: Mapping[str, Any]) -> None:
    above, _, last = path.rpartition(".")
    if above not in form.permits:
        form[path].data = now[path]
        return
    permit, number = form.permits[above][int(last)], now[above].get(int(last))
    form[permit.needed].data, form[permit.number].data = number is not None, number or ""


def _words(form: StepForm, path: str, now: Mapping[str, Any]) -> str:
    """The value that stands at a field now, in the words of the form."""
    above, _, last = path.rpartition(".")
    if above in form.permits:
        permits = now[above]
        return f"{form[path].label.text} {permits[int(last)]}".strip() if int(last) in permits else ""
    value = now[path]
    choices = {str(choice.value): choice.label for choice in getattr(form[path], "choices", None) or ()}
    several = value if isinstance(value, list | tuple) else () if value in (None, "") else (value,)
    return "、".join(choices.get(str(one), str(one)) for one in several)
