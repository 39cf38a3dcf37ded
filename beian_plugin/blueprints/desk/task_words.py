"""What a task says, in words: what staff have to do about it, and its values line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from beian_plugin.blueprints.desk.lines import Line, Part, parts
from beian_plugin.filing.codes import explain
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from beian_plugin.operations.context import Context
    from beian_plugin.operations.tasks import Task

#: What staff do about a task of each kind.
ASKS: Mapping[TaskKind, Text] = {
    TaskKind.UNFILED_SITE: Text(
        "管局发现我们的地址上有未备案网站：请停止接入或督促备案，并在期限内答复。",
        "The authority found an unfiled site on our addresses: cut it off or have it filed, and answer in time.",
    ),
    TaskKind.BLACKLISTED_SITE: Text(
        "我们的地址上接入了黑名单网站：请立即停止接入。", "A blacklisted site is on our addresses: cut it off at once."
    ),
    TaskKind.VERIFICATION: Text(
        "管局要求核实以下备案信息：请联系主体核对，并答复结果。",
        "The authority wants these data verified: check them with the subject, and answer what was found.",
    ),
    TaskKind.WRONG_SUBJECT: Text(
        "管局核查发现主体信息有误：请通知客户变更备案。",
        "The authority found wrong subject data: have the customer file a change.",
    ),
    TaskKind.ACCESS_MISMATCH: Text(
        "接入信息与实际不符：请核对，并补报或取消接入。",
        "The access on record is not what was found: check it, then report or cancel the access.",
    ),
    TaskKind.SHELL_SITE: Text(
        "网站没有接入信息：请客户转接入，或注销该网站（FAQ 38）。",
        "The site has no access on record: the customer transfers it in, or cancels it (FAQ 38).",
    ),
    TaskKind.DEAD_SITE: Text(
        "网站无法访问：请客户恢复，或注销备案（FAQ 45）。",
        "The site does not answer: the customer brings it back, or cancels the filing (FAQ 45).",
    ),
    TaskKind.NOTICE: Text(
        "管局要求整改：请按通知内容处理。", "The authority wants something put right: do what the notice says."
    ),
    TaskKind.UNKNOWN_RESULT: Text(
        "管局的结果无法对应到申请：请与管局的备案记录核对。",
        "A result of the authority fits no filing: compare with its record.",
    ),
    TaskKind.UNREADABLE_FILE: Text(
        "下载的文件有内容无法读取：请技术人员处理，必要时请管局重新下发。",
        "A downloaded file cannot be read: a technician looks at it, or the authority sends it again.",
    ),
    TaskKind.SPELLING: Text(
        "名称含接口不能传输的生僻字：请与管局商定写法后修改申请。",
        "A name holds a character that the interface cannot carry: agree on a spelling with the authority, then edit.",
    ),
    TaskKind.TECHNICAL: Text(
        "接口出现技术问题：请技术人员处理。", "Trouble with the interface: a technician looks at it."
    ),
}
_LABELS: Mapping[str, Text] = {
    "domain": Text("域名", "Domain"),
    "domains": Text("域名", "Domains"),
    "address": Text("IP 地址", "Address"),
    "home_page": Text("首页地址", "Home page"),
    "site_number": Text("网站备案号", "Site's licence number"),
    "licence_number": Text("备案号", "Licence number"),
    "name": Text("名称", "Name"),
    "certificate_number": Text("证件号码", "Certificate number"),
    "reason": Text("原因", "Reason"),
    "text": Text("通知内容", "What it says"),
    "note": Text("备注", "Note"),
    "seen_at": Text("最近发现", "Last seen"),
    "first_seen_at": Text("首次发现", "First seen"),
    "times": Text("发现次数", "Times seen"),
    "at": Text("核查时间", "Looked at"),
    "finding": Text("核查结果", "Finding"),
    "alive": Text("能否访问", "Answers"),
    "filed_at": Text("备案时间", "Filed at"),
    "changed_at": Text("变更时间", "Changed at"),
    "problem": Text("问题", "Problem"),
    "characters": Text("生僻字", "Characters"),
    "sequence": Text("文件编号", "Number of the file"),
    "code": Text("代码", "Code"),
    "codes": Text("管局代码", "Authority's codes"),
    "mark": Text("结果标识", "Mark"),
    "file": Text("文件名", "File"),
    "count": Text("无法读取的记录数", "Records that cannot be read"),
    "records": Text("记录", "Records"),
    "files": Text("文件", "Files"),
    "accepted": Text("已被接收的文件", "Files taken for accepted"),
    "packed_anew": Text("重新生成的文件", "Files packed anew"),
    "passed": Text("是否通过", "Passed"),
    "reviewer": Text("审核人", "Reviewer"),
    "phone": Text("电话", "Phone"),
    "site": Text("本地记录中的网站", "Site on our record"),
    "subject": Text("本地记录中的主体", "Subject on our record"),
    "state": Text("状态", "State"),
    "operation": Text("操作类型", "Operation"),
    "opinion": Text("意见", "Opinion"),
    "verifier": Text("核实人", "Verified by"),
    "errors": Text("错误内容", "What is wrong"),
    "outcome": Text("处理结果", "Outcome"),
    "due": Text("期限", "Term"),
    "trace": Text("技术细节", "Technical detail"),
}
_VALUES: Mapping[tuple[str, Any], Text] = {
    ("finding", 1): Text("多报：已报备，实际没有接入", "reported, and not there"),
    ("finding", 2): Text("漏报：实际接入，没有报备", "there, and not reported"),
    ("alive", True): Text("能", "yes"),
    ("alive", False): Text("不能", "no"),
    ("passed", True): Text("通过", "yes"),
    ("passed", False): Text("不通过", "no"),
}


def said(context: Context, task: Task, lang: str) -> tuple[Part, ...]:
    """The task's values in words; what a verification is about stands as in a filing."""
    document = {name: value for name, value in task.document.items() if name != "scans"}
    about = document.pop("particulars", None)
    lines = tuple(_lines(document, lang))
    found = [Part(Text("任务内容", "What it says"), lines)] if lines else []
    if about is not None:
        found += parts(context, msgspec.convert(about, Particulars))
    if task.answer is not None:
        found.append(Part(Text("答复", "Answer"), tuple(_lines(task.answer, lang))))
    return tuple(found)


def _lines(document: Mapping[str, Any], lang: str) -> Iterator[Line]:
    """The values that have a name for people; ids of machines have none."""
    for name, value in document.items():
        label = _LABELS.get(name)
        words = _words(name, value, lang)
        if label is not None and words:
            yield Line(name, label, words)


def _words(name: str, value: Any, lang: str) -> str:
    if isinstance(value, str | int) and (name, value) in _VALUES:
        return _VALUES[name, value].to(lang)
    if name == "codes":
        return "；".join(_code(pair, lang) for pair in value)
    if isinstance(value, dict):
        return " ".join(
            filter(
                None, (_words(key, value[key], lang) for key in ("licence_number", "name", "domains") if key in value)
            )
        )
    if isinstance(value, list | tuple):
        return "、".join(_words(name, one, lang) for one in value)
    return to_unicode(value) if name in ("domain", "domains") else str(value if value is not None else "")


def _code(pair: Any, lang: str) -> str:
    """A code with the authority's own words, which may be missing, and what has to be done about it."""
    code, *words = pair if isinstance(pair, list | tuple) else (pair,)
    steps = " ".join(remedy.next_step.to(lang) for remedy in explain((code,)))
    return f"{' '.join(map(str, (code, *words)))}（{steps}）"
