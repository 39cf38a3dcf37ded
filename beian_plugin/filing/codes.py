"""What every code of the authority's interface means, who must act on it and what to do (FAQ 2 to 17)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from beian_plugin.filing.verdict import Actor, Text
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Step(Word):
    """What kind of step settles a code."""

    #: Values are wrong or missing.
    FIX_FIELDS = ("fix_fields", "改正内容", "correct the data")
    #: The filing is of the wrong kind, or another one has to come first.
    CHANGE_FLOW = ("change_flow", "换办理流程", "file something else")
    #: Sent again in full, no value altered.
    RESUBMIT_AFTER_TOUCH = ("resubmit_after_touch", "原样重报", "send it again as it is")
    #: Something else has to end first.
    WAIT = ("wait", "等待", "wait")
    RECOVER_PASSWORD = ("recover_password", "找回备案密码", "recover the filing password")
    CONTACT_AUTHORITY = ("contact_authority", "联系管局", "contact the authority")
    CONTACT_TECHNICIAN = ("contact_technician", "联系技术人员", "contact a technician")
    #: This software is set up wrongly.
    FIX_SETTINGS = ("fix_settings", "改正设置", "correct the settings")
    #: Earlier files have to be sent before this one.
    SEND_MISSING = ("send_missing", "补报漏报文件", "send the missing files")
    #: A success, or nothing is left to do.
    DONE = ("done", "已完成", "done")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a code is about."""

    #: Element of the upload document with as many parents as keep it unambiguous: `Zt_xx/Zj/Zjhm`.
    path: str
    #: The words of the form.
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One of the situations that a code may mean, with its own step."""

    #: The FAQ's own mark, such as `情况一` or `A`; empty where it has none.
    mark: str
    when: Text
    actor: Actor
    step: Step
    next_step: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What one code, or several that come together, asks for."""

    codes: tuple[int, ...]
    #: The authority's own words in Chinese, and their meaning in English.
    message: Text
    #: Who acts first; a case may name somebody else.
    actor: Actor
    step: Step
    next_step: Text
    fields: tuple[Field, ...] = ()
    #: Where the code alone does not tell what to do: the situations to tell apart.
    cases: tuple[Case, ...] = ()
    #: Question of the founding FAQ that answers it.
    faq: int | None = None
    #: False for a code that the interface does not define.
    known: bool = True


def result_code(code: int) -> Remedy:
    """The remedy for a code that came back about a record (`Jgdm`); an unknown one says whom to ask."""
    return _tables().results.get(code) or _unknown(code)


def message_code(code: int) -> Remedy:
    """The remedy for a code that a call returned (`msg_code`); an unknown one says whom to ask."""
    return _tables().messages.get(code) or _unknown(code)


def message_codes() -> tuple[Remedy, ...]:
    """The remedies for everything that a call may return, by code."""
    return tuple(remedy for _, remedy in sorted(_tables().messages.items()))


def explain(codes: Iterable[int]) -> tuple[Remedy, ...]:
    """One remedy for each code, in order and without repeats; codes that mean something together share one.

    Codes from 1000 on are result codes, those below message codes.
    """
    asked = dict.fromkeys(codes)
    shared = {
        code: remedy for remedy in _tables().together if asked.keys() >= set(remedy.codes) for code in remedy.codes
    }
    return tuple(dict.fromkeys(shared.get(code) or _alone(code) for code in asked))


def _alone(code: int) -> Remedy:
    return result_code(code) if code >= 1000 else message_code(code)


def _unknown(code: int) -> Remedy:
    return Remedy(
        codes=(code,),
        message=Text(f"接口3.0没有代码 {code}", f"Interface 3.0 defines no code {code}"),
        actor=Actor.TECHNICIAN,
        step=Step.CONTACT_TECHNICIAN,
        next_step=Text(
            "看随代码返回的文字说明，并请技术人员向管局系统的技术支持核实这个代码。",
            "Read the text that came with it; a technician asks the technical support of the authority's system.",
        ),
        known=False,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    results: Mapping[int, Remedy]
    messages: Mapping[int, Remedy]
    together: tuple[Remedy, ...]


@cache
def _tables() -> _Tables:
    """The data file, read once."""
    text = files("beian_plugin.filing").joinpath("data/codes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)

    def read(*families: str) -> dict[int, Remedy]:
        return {
            int(code): _remedy(data, (int(code),), entry) for family in families for code, entry in data[family].items()
        }

    results = read("icp", "ip", "domain", "any")
    together = []
    for joined, entry in data["together"].items():
        codes = tuple(int(code) for code in joined.split("+"))
        messages = [results[code].message for code in codes]
        words = {"zh": "；".join(m.zh for m in messages), "en": "; ".join(m.en for m in messages)}
        together.append(_remedy(data, codes, words | entry))
    return _Tables(results, read("message"), tuple(together))


def _remedy(data: dict[str, Any], codes: tuple[int, ...], entry: dict[str, Any]) -> Remedy:
    """The remedy that `entry` writes down; what it leaves out comes from the shared one it is `like`."""
    entry = data["shared"].get(entry.get("like"), {}) | entry
    fields = tuple(Field(path, Text(**data["field"][path])) for path in entry.get("fields", ()))
    return Remedy(
        codes=codes,
        message=Text(entry["zh"], entry["en"]),
        actor=Actor(entry["actor"]),
        step=Step(entry["step"]),
        next_step=_next_step(entry, fields),
        fields=fields,
        cases=tuple(_case(case) for case in entry.get("cases", ())),
        faq=entry.get("faq"),
    )


def _case(entry: dict[str, Any]) -> Case:
    return Case(
        mark=entry.get("mark", ""),
        when=Text(entry["when_zh"], entry["when_en"]),
        actor=Actor(entry["actor"]),
        step=Step(entry["step"]),
        next_step=Text(entry["next_zh"], entry["next_en"]),
    )


def _next_step(entry: dict[str, Any], fields: tuple[Field, ...]) -> Text:
    """The entry's sentence with the words of the fields in place."""
    english = [field.label.en for field in fields]
    listed = " and ".join(filter(None, (", ".join(english[:-1]), *english[-1:])))
    return Text(
        entry["next_zh"].replace("{fields}", "、".join(field.label.zh for field in fields)),
        entry["next_en"].replace("{fields}", listed),
    )
