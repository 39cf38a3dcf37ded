"""The queue: which filings wait for staff, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import redirect, render_template, request, url_for

from beian_plugin.blueprints.base import SUPERVISOR, context
from beian_plugin.blueprints.desk.access import WORKERS, do, existing, only
from beian_plugin.blueprints.web.frame import me, tell
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Text
from beian_plugin.filing.words import Word
from beian_plugin.operations import claims
from beian_plugin.operations.queue import WITH_STAFF, Claimed, Wanted, list_filings, waiting
from beian_plugin.operations.queue_order import Sort
from beian_plugin.operations.search_text import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

_Choice = TypeVar("_Choice", Kind, Claimed, Sort)
_NAMES = ("state", "kind", "province", "claimed", "search", "sort")
#: So many are claimed at once by one button.
HANDFUL = 10


class States(Word):
    """What the filter offers besides each single state."""

    WITH_STAFF = ("", "待处理（接入者核实、退回接入商）", "for staff to do")
    ANY = ("any", "全部状态", "any state")


def overview() -> ResponseReturnValue:
    """The filings that are asked for; those that wait for staff by default."""
    here, wanted = context(), _wanted(request.args)
    found = list_filings(here, wanted, reader=me().id)
    kept = _kept(request.args)
    beyond_the_last = wanted.after and not found.lines
    reaches_the_first = wanted.before and not found.previous
    if beyond_the_last or reaches_the_first:
        return redirect(url_for(".queue", **kept))
    return render_template(
        "beian_desk/queue.html",
        page=found,
        kept=kept,
        search=wanted.search,
        waiting=waiting(here, reader=me().id),
        handful=HANDFUL,
        states=(*States, *State),
        kinds=tuple(Kind),
        claims=tuple(Claimed),
        sorts=tuple(Sort),
        provinces=here.plugins.registry.entries(),
    )


def find() -> ResponseReturnValue:
    """Go to the queue with what was chosen; a name or a certificate number goes there sealed."""
    chosen = _kept(request.form)
    if text := chosen.get("search"):
        chosen["search"] = seal(context(), text)
    return redirect(url_for(".queue", **chosen))


def _kept(asked: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen, as an address carries it."""
    return {name: value for name in _NAMES if (value := asked.get(name))}


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """What the address asks for; what is no choice counts as not asked."""
    state = asked.get("state", "")
    single = frozenset({State(state)}) if state in set(State) else WITH_STAFF
    return Wanted(
        states=None if state == States.ANY else single,
        kind=_choice(asked, "kind", Kind, None),
        province=asked.get("province", "")[:2],
        claimed=_choice(asked, "claimed", Claimed, Claimed.ANYBODY) or Claimed.ANYBODY,
        search=unseal(context(), asked.get("search", "")),
        sort=_choice(asked, "sort", Sort, Sort.AGE) or Sort.AGE,
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )


def _choice(asked: Mapping[str, str], name: str, choices: type[_Choice], other: _Choice | None) -> _Choice | None:
    try:
        return choices(asked.get(name, ""))
    except ValueError:
        return other


@only(*WORKERS)
def claim(number: int) -> ResponseReturnValue:
    """Take the filing to work on it."""
    existing(number)
    told = Text("已领取。", "It is yours now.")
    return do(lambda: claims.claim(context(), number, actor=me().id), told, url_for(".filing", number=number))


@only(*WORKERS)
def take() -> ResponseReturnValue:
    """Claim the next filings that nobody has, and go to the first; of those chosen in the queue where it is one."""
    count = HANDFUL if request.form.get("count") == str(HANDFUL) else 1
    taken = claims.take(context(), _wanted(request.form), actor=me().id, count=count)
    if not taken:
        tell(Text("没有无人领取的待处理申请。", "No filing waits that nobody has claimed."), "hold")
        return redirect(url_for(".queue", **_kept(request.form)))
    tell(Text(f"已领取 {len(taken)} 件。", f"Claimed: {len(taken)}."))
    return redirect(url_for(".filing", number=taken[0]))


@only(*WORKERS)
def release(number: int) -> ResponseReturnValue:
    """Give the filing back to the queue."""
    existing(number)
    anybodys = me().has(SUPERVISOR)
    told = Text("已释放，其他同事可以领取。", "Released: anybody may claim it.")
    return do(
        lambda: claims.release(context(), number, actor=me().id, anybodys=anybodys),
        told,
        url_for(".filing", number=number),
    )
