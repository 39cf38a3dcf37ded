"""The authority's own code tables (基础代码): what a number in a filing means, as far as `JCDM` has told.

No value is written into this package: a table is there once the authority has sent it, and whoever needs one says so
until then.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from beian_plugin.errors import InvalidValue
from beian_plugin.filing.verdict import Text
from beian_plugin.models.exchange import BaseCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from beian_plugin.operations.context import Context

#: What screens call a table; each name is the field that uses it.
TABLES: Mapping[str, Text] = MappingProxyType(
    {
        "Dwxz": Text("单位性质", "natures of subjects"),
        "Zjlx": Text("证件类型", "certificate types"),
        "Nrlx": Text("前置或专项审批内容类型", "pre-approval categories"),
        "Fwnr": Text("网站服务内容", "contents of sites"),
        "Yylb": Text("网站语言类别", "languages"),
        "Jrfs": Text("网站接入方式", "access modes"),
        "Fbdd": Text("服务器放置地点", "places of servers"),
        "Zxly": Text("注销理由", "reasons of cancellation"),
        "Cljg": Text("未备案网站处理结果", "what is done about unfiled sites"),
        "Hsyj": Text("核实意见", "opinions on verification"),
        "Fjyt": Text("附件用途", "purposes of attachments"),
        "Fjwjgs": Text("附件格式", "formats of attachments"),
        "Ymlx": Text("域名类型", "types of domains"),
        "Gj": Text("通信管理局", "authorities of provinces"),
        "Bbdw": Text("报备单位", "reporting units"),
    }
)


def table(context: Context, name: str) -> Mapping[int, str]:
    """What each code of the table means that may still be used, in the order of the codes; empty until it is loaded."""
    query = select(BaseCode.code, BaseCode.name).where(BaseCode.table == name, BaseCode.valid).order_by(BaseCode.code)
    with context.database.read() as session:
        return {row.code: row.name for row in session.execute(query)}


def missing(context: Context, *names: str) -> tuple[Text, ...]:
    """A sentence for each table that a form needs and that has not come yet, for those who can fetch it."""
    return tuple(_sentence(name) for name in _absent(context, names))


def cannot_choose_yet(context: Context, *names: str) -> Text | None:
    """What a customer cannot choose yet since its table has not come; None where all are there."""
    absent = [TABLES[name] for name in _absent(context, names)]
    if not absent:
        return None
    return Text(
        f"以下选项暂时不能选择：{'、'.join(text.zh for text in absent)}；其余内容可先填写并保存，选项就绪后再补充。",
        f"These cannot be chosen yet: {', '.join(text.en for text in absent)}. Fill in and save the rest, and add them "
        "once they are there.",
    )


def _absent(context: Context, names: Iterable[str]) -> list[str]:
    with context.database.read() as session:
        there = set(session.scalars(select(BaseCode.table).where(BaseCode.table.in_(names)).distinct()))
    return [name for name in names if name not in there]


def require(context: Context, *names: str) -> None:
    """Raises InvalidValue, reason `no_table`, where a table that is needed has not come yet."""
    if absent := missing(context, *names):
        raise InvalidValue(" ".join(text.en for text in absent), what="base codes", reason="no_table")


def _sentence(name: str) -> Text:
    words = TABLES.get(name, Text(name, name))
    return Text(
        f"“{words.zh}”代码表（{name}）还没有从管局下载：先运行 beian sync run，再填写。",
        f"The authority's table of {words.en} ({name}) has not been downloaded yet: run `beian sync run` first.",
    )


def replace_tables(session: Session, values: Iterable[dict[str, Any]], now: datetime) -> None:
    """Put whole tables in the place of what was there; `values` are columns of `BaseCode` without `loaded_at`."""
    rows = {(value["table"], value["code"]): value | {"loaded_at": now} for value in values}
    if not rows:
        return
    session.execute(delete(BaseCode).where(BaseCode.table.in_({name for name, _ in rows})))
    session.execute(insert(BaseCode), list(rows.values()))
