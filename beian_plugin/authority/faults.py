"""What is wrong with a report, field by field, in the words of the form."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from beian_plugin.filing.form import fields
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from lxml import etree


class FaultCode(StrEnum):
    """Which rule is broken; stable, machine-readable."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_SMALL = "too_small"
    TOO_GREAT = "too_great"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY = "too_many"
    #: GBK, in which the authority takes documents, has no such character: agree a spelling with the authority.
    NOT_IN_GBK = "not_in_gbk"
    CONTROL_CHARACTER = "control_character"
    NOT_IPV4 = "not_ipv4"
    NOT_JPEG = "not_jpeg"
    TOO_LARGE = "too_large"
    #: An attachment, or the site it belongs to, is named but not there.
    NOT_THERE = "not_there"
    OTHER = "other"


_RULES = {
    FaultCode.MISSING: Text("不能为空", "must be filled in"),
    FaultCode.TOO_LONG: Text("最多{0}个字符", "at most {0} characters"),
    FaultCode.TOO_SHORT: Text("至少{0}个字符", "at least {0} characters"),
    FaultCode.TOO_SMALL: Text("不得小于{0}", "not less than {0}"),
    FaultCode.TOO_GREAT: Text("不得大于{0}", "not more than {0}"),
    FaultCode.NOT_A_NUMBER: Text("应为整数", "a whole number"),
    FaultCode.TOO_MANY: Text("项数超出接口允许的数量", "more entries than the interface takes"),
    FaultCode.NOT_IN_GBK: Text(
        "含有GBK编码没有的字“{0}”，管局系统无法接收，请与管局商定写法",
        "the authority's encoding GBK has no character “{0}”; agree a spelling with the authority",
    ),
    FaultCode.CONTROL_CHARACTER: Text("含有不可见的控制字符{0}", "holds the invisible control character {0}"),
    FaultCode.NOT_IPV4: Text("应为IPv4地址", "an IPv4 address"),
    FaultCode.NOT_JPEG: Text("应为JPEG图片", "a JPEG picture"),
    FaultCode.TOO_LARGE: Text("不得超过{0}KB", "not larger than {0} KB"),
    FaultCode.NOT_THERE: Text("所指的对象不存在", "it names something that is not there"),
    FaultCode.OTHER: Text("不符合接口规范", "not as the interface asks"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that the authority would not take."""

    #: Which report of the file, from 0.
    record: int
    #: Within Particulars, such as `sites.0.name`; also `attachments.0.content`, `password`, `provider_id`.
    path: str
    #: The words of the form.
    label: Text
    #: What the value should be.
    rule: Text
    code: FaultCode = FaultCode.OTHER

    @property
    def text(self) -> Text:
        """Field and rule as one sentence."""
        english = f"{self.label.en}: {self.rule.en}."
        return Text(f"{self.label.zh}：{self.rule.zh}。", english[:1].upper() + english[1:])


def fault(record: int, path: str, code: FaultCode, *limit: object) -> Fault:
    """The fault at `path`, with its label and its rule in words."""
    rule = _RULES[code]
    return Fault(record, path, label_of(path), Text(rule.zh.format(*limit), rule.en.format(*limit)), code)


_NUMBER = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")


def label_of(path: str) -> Text:
    """The words of the form for a path; the path itself where there are none."""
    general = _NUMBER.sub("*", path)
    for name in (general, general.removesuffix(".*"), general.rpartition(".")[2]):
        if field := fields().get(name):
            return field.label
        if label := _other_labels().get(name):
            return label
    return Text(path, path)


@cache
def _other_labels() -> dict[str, Text]:
    """Words for what is reported beside the form of a filing."""
    table = tomllib.loads(files("beian_plugin.filing").joinpath("data/fields.toml").read_text("utf-8"))
    return {path: Text(**words) for path, words in table.items()}


_FACETS = {
    "SCHEMAV_CVC_MAXLENGTH_VALID": FaultCode.TOO_LONG,
    "SCHEMAV_CVC_MINLENGTH_VALID": FaultCode.TOO_SHORT,
    "SCHEMAV_CVC_MININCLUSIVE_VALID": FaultCode.TOO_SMALL,
    "SCHEMAV_CVC_MAXINCLUSIVE_VALID": FaultCode.TOO_GREAT,
}
#: The limit closes the schema's message; what stands before it may quote the value.
_LIMIT = re.compile(r"'(-?\d+)'\)?\.$").search


def schema_rule(error: etree._LogEntry, element: etree._Element) -> tuple[FaultCode, str]:
    """Which rule of the schema `element` breaks, and its limit."""
    if not len(element) and not (element.text or "").strip():
        return FaultCode.MISSING, ""
    if code := _FACETS.get(error.type_name):
        limit = _LIMIT(error.message)
        return code, limit[1] if limit else "?"
    if error.type_name == "SCHEMAV_CVC_DATATYPE_VALID_1_2_1":
        return FaultCode.NOT_A_NUMBER, ""
    if error.type_name == "SCHEMAV_ELEMENT_CONTENT":
        return FaultCode.TOO_MANY, ""
    return FaultCode.OTHER, ""
