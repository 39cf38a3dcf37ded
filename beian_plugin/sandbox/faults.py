"""Faults that calls of the interface can be made to meet, switched from any process that opens the store."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from beian_plugin.authority.soap import METHODS
from beian_plugin.errors import InvalidValue
from beian_plugin.filing.verdict import Text
from beian_plugin.sandbox.tables import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.sandbox.store import Office, Store

ANY_METHOD = "*"
#: Every kind of fault: at which moment of a call it strikes, and what it is in words.
KINDS = {
    "delay": ("before", Text("处理前延迟（秒）", "delay before the call is dealt with, in seconds")),
    "late_answer": (
        "after",
        Text("处理后延迟应答（秒）", "delay between dealing with the call and its answer, in seconds"),
    ),
    "cut_before": ("before", Text("处理前断开连接", "connection cut, nothing was done")),
    "cut_after": ("after", Text("处理后断开连接", "connection cut, the call was dealt with")),
    "error_before": ("before", Text("处理前返回 HTTP 503", "HTTP 503, nothing was done")),
    "error_after": ("after", Text("处理后返回 HTTP 503", "HTTP 503, the call was dealt with")),
    "maintenance": ("gate", Text("系统维护（901、902）", "maintenance (901, 902)")),
    "closed_hours": ("gate", Text("非报备时间（20）", "outside reporting hours (20)")),
    "full_queue": ("gate", Text("报备队列已满（15）", "queue full (15)")),
    "not_permitted": ("gate", Text("报备权限未开放（19）", "not permitted to report (19)")),
    "repeat_acked": ("choice", Text("重发已确认的文件", "a file that was acknowledged comes again")),
    "out_of_order": ("choice", Text("不按顺序下发文件", "files come out of order")),
    "wrong_hash": ("content", Text("下发文件哈希值错误", "wrong hash of a download")),
    "broken_zip": ("content", Text("下发文件压缩包损坏", "broken zip in a download")),
    "wrong_encoding": ("content", Text("下发文件编码错误", "a download in another encoding than it says")),
    "broken_record": ("content", Text("备案数据中一条记录不符合规范", "one record of a BASJ breaks the schema")),
}
#: What can only happen to a download.
_DOWNLOAD = {name for name, (moment, _) in KINDS.items() if moment in {"choice", "content"}}
_DELAYS = {"delay", "late_answer"}
_UPLOAD = {"closed_hours", "full_queue", "not_permitted"}


class Struck(NamedTuple):
    """A fault that strikes this call."""

    kind: str
    #: Seconds of a delay.
    amount: float


def add(
    store: Store,
    kind: str,
    *,
    method: str = ANY_METHOD,
    count: int | None = 1,
    probability: float = 1.0,
    seed: int = 0,
    amount: float = 0.0,
) -> int:
    """Let the next `count` calls of `method` meet the fault, each with the probability; None means until it is removed.

    With the same seed the same calls meet it. `amount` is the seconds of a delay. Gives the fault's id; raises
    InvalidValue for a kind or method that there is not.
    """
    if kind not in KINDS:
        raise InvalidValue(f"There is no fault {kind}; one of {', '.join(KINDS)}.", what="fault")
    if method != ANY_METHOD and method not in METHODS:
        raise InvalidValue(f"There is no method {method}; one of {', '.join(METHODS)}, or *.", what="method")
    if not 0 <= probability <= 1 or not 0 <= amount <= 3600 or (count is not None and count < 1):
        raise InvalidValue(
            "A probability lies from 0 to 1, a delay from 0 to 3600 s, a count is 1 or more.", what="fault"
        )
    with store.write() as office:
        fault = Fault(method=method, kind=kind, remaining=count, probability=probability, seed=seed, amount=amount)
        office.session.add(fault)
        office.session.flush()
        return fault.id


def remove(store: Store, fault_id: int) -> None:
    """Take one fault back."""
    with store.write() as office:
        if fault := office.session.get(Fault, fault_id):
            office.session.delete(fault)


def clear(store: Store) -> None:
    """Take all faults back."""
    with store.write() as office:
        for fault in listed(office):
            office.session.delete(fault)


def listed(office: Office) -> Sequence[Fault]:
    """The faults that stand, in the order in which they were set."""
    return office.session.scalars(select(Fault).order_by(Fault.id)).all()


def strike(office: Office, method: str, moment: str, document: str = "") -> list[Struck]:
    """The faults that strike this call at that moment; their counts go down.

    `document` is what a download carries: a broken record waits for a `BASJ`.
    """
    struck = []
    for fault in listed(office):
        if KINDS[fault.kind][0] != moment or fault.method not in (ANY_METHOD, method):
            continue
        if not _fits(fault.kind, method, document):
            continue
        fault.calls += 1
        if Random(f"{fault.seed}:{fault.calls}").random() >= fault.probability:  # noqa: S311  no secret hangs on it
            continue
        struck.append(Struck(fault.kind, fault.amount))
        if fault.remaining is not None:
            fault.remaining -= 1
            if fault.remaining == 0:
                office.session.delete(fault)
    return struck


def _fits(kind: str, method: str, document: str) -> bool:
    if kind == "broken_record":
        return document == "BASJ"
    if kind in _DOWNLOAD:
        return method == "isp_download"
    return kind not in _UPLOAD or method == "isp_upload"


def has_amount(kind: str) -> bool:
    """Whether the kind is a delay, whose seconds `amount` gives."""
    return kind in _DELAYS
