"""What the form says besides its fields: kinds, and the steps at its end."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Why a filing is of its kind (FAQ 31, 53).
KINDS: Mapping[Kind, Text] = MappingProxyType(
    {
        Kind.NEW: Text("主体和域名都没有备过案。", "Neither the subject nor the domain was ever filed."),
        Kind.TRANSFER_IN: Text(
            "网站已在别处备案，要把接入转到（或加上）我们这里。",
            "The site is filed through another provider and its access comes, or is added, here.",
        ),
        Kind.ADD_SITE: Text("主体已备案，这个网站还没有。", "The subject is filed, this site is not."),
        Kind.CHANGE: Text(
            "备案信息有变化，或要增减域名；审核期间网站照常访问（FAQ 46）。",
            "What is on record has changed; the site stays open meanwhile (FAQ 46).",
        ),
        Kind.CANCEL_SUBJECT: Text(
            "整个备案都不再需要：主体和所有网站的备案号都会取消（FAQ 53）。",
            "The whole filing goes: the numbers of the subject and of all its sites (FAQ 53).",
        ),
        Kind.CANCEL_SITE: Text(
            "这个网站不再使用，主体和其他网站保留（FAQ 53）。",
            "This site is not used any more; the subject and its other sites stay (FAQ 53).",
        ),
        Kind.CANCEL_ACCESS: Text(
            "网站已转到其他接入商，备案保留，只取消我们的接入（FAQ 53）。",
            "The site has left for another provider: the filing stays, our access goes (FAQ 53).",
        ),
        Kind.MATERIAL: Text("只补交核验材料。", "Only verification material is handed in."),
    }
)

#: What is said to whoever hands in without having acknowledged them, and once it is handed in: to staff or a customer.
NOT_ACKNOWLEDGED = {
    False: Text(
        "请阅读并勾选“九不准”承诺后再提交（FAQ 42）。",
        "Read the nine prohibitions and tick that you keep to them, then hand it in (FAQ 42).",
    ),
    True: Text(
        "请先向客户告知“九不准”，得到承诺后勾选，再代为提交（FAQ 42）。",
        "Tell the customer the nine prohibitions, tick that they were acknowledged, then hand it in (FAQ 42).",
    ),
}
HANDED_IN = {
    False: Text("已提交，等待接入商核实。", "It is handed in; our filing staff check it next."),
    True: Text("已代客户提交，请核实后送管局。", "It is handed in for the customer; check it and pass it."),
}
