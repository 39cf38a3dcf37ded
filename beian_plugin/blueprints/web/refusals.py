"""Why something was refused, in both languages: what is wrong, and how it looks when it is right."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.errors import FilingRefused, InvalidValue, TransitionError
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beian_plugin.errors import BeianError


def sentences_of(error: BeianError) -> tuple[Text, ...]:
    """Why something was refused, each reason as one sentence."""
    if isinstance(error, FilingRefused) and error.missing:
        return tuple(one.text for one in error.missing)
    if isinstance(own := getattr(error, "text", None), Text):
        return (own,)
    if isinstance(error, TransitionError):
        return (_MOVED_ON,)
    if isinstance(error, InvalidValue):
        # What the authority would not take is named by whoever looked for it.
        faults = tuple(fault.text for fault in getattr(error.__cause__, "faults", ()))
        return (REFUSALS.get((error.what, error.reason)) or REFUSALS.get((error.what, "")) or _INVALID, *faults)
    # A plugin says why it denies a filing in its own words; what else may happen is for those who run the system.
    return (Text(str(error) if isinstance(error, FilingRefused) else f"{_NOT_NOW}（{error}）", str(error)),)


def sentence(error: BeianError) -> Text:
    """All reasons in one text."""
    found = sentences_of(error)
    return Text("".join(text.zh for text in found), " ".join(text.en for text in found))


_MOVED_ON = Text(
    "备案申请的状态已变，这一步现在不能办理；页面显示的是最新状态。",
    "The filing has moved on, so this step is not possible now; the page shows where it stands.",
)
_INVALID = Text(
    "提交的内容不正确，没有保存；请核对页面上的每一项后重新提交。",
    "What was sent is not right, and nothing was kept: look through the page and send it again.",
)
_NOT_NOW = "系统暂时不能办理；请稍后再试，仍不行请联系接入商。"
_HOST = Text(
    "域名写法不正确：只用字母、数字、汉字、连字符和点，例如 www.example.cn。",
    "The domain is not written right: letters, digits, Chinese characters, hyphens and dots, such as www.example.cn.",
)
_RELOAD = "请刷新页面后再试。"

#: By what is wrong and why, as `InvalidValue` names them; an empty reason stands for all others.
REFUSALS: Mapping[tuple[str, str], Text] = MappingProxyType(
    {
        ("answer", "faults"): Text(
            "答复中有管局不接受的内容：请核对各项的长度和写法后重新提交。",
            "The authority would not take something in the answer: look at the length and spelling of each value.",
        ),
        ("answer", "invalid"): Text(
            "答复填写不完整或写法不正确：请核对各项，日期如 2026-01-31。",
            "The answer is not complete or not written right: look at each value; a date is such as 2026-01-31.",
        ),
        ("attachment", "invalid"): Text(
            f"这张图片不属于这项备案申请，或已删除：{_RELOAD}",
            "This picture does not go with the filing, or was removed: reload the page.",
        ),
        ("attachment", "missing"): Text(
            f"这张图片已经删除：{_RELOAD}", "This picture was removed already: reload the page."
        ),
        ("base codes", "no_table"): Text(
            "管局的代码表还没有下载，暂时不能办理：请运维人员先同步，再答复。",
            "The authority's tables have not come yet: ask ops to fetch them, then answer.",
        ),
        ("certificate number", ""): Text(
            "证件号码不正确：请对照证件重新填写，末位的 X 用大写，例如 91330106XXXXXXXXXX（18位）。",
            "The certificate number is not right: type it as on the certificate, the last X as a capital, such as "
            "91330106XXXXXXXXXX (18 characters).",
        ),
        ("choice", "choice"): Text(
            "没有选择处理办法的区县：请在列表中选择一个，例如 西湖区。",
            "No county was chosen for this remedy: choose one of the list, such as 西湖区.",
        ),
        ("code", "invalid"): Text(
            "核验单代码不是本接入商的：请重新扫描，或按申请编号与域名登记，例如 12 与 example.cn。",
            "The code is not of a sheet of this provider: scan it again, or register the sheet by filing and domains, "
            "such as 12 and example.cn.",
        ),
        ("codes", "invalid"): Text(
            f"处理办法与退回代码不符，或已办理：{_RELOAD}",
            "This remedy does not fit the codes with which the filing came back, or was used already: reload the page.",
        ),
        ("customer", "invalid"): Text(
            "账户名超过128个字符或含有控制字符：请联系接入商更改账户名。",
            "The account's name is longer than 128 characters or holds control characters: ask the provider.",
        ),
        ("domains", "empty"): Text(
            "没有填写域名：请填写核验单上的域名，例如 example.cn。",
            "No domain was given: enter those on the sheet, such as example.cn.",
        ),
        ("errors", "missing"): Text(
            "没有写明错误内容：核验未通过时必须填写，例如 证件号码与证件不符。",
            "What is wrong was not said: it is needed where the check did not pass, such as 证件号码与证件不符.",
        ),
        ("filing", "missing"): Text(
            "没有这个编号的备案申请：请核对编号，例如 12。",
            "There is no filing of that number: look at it again, such as 12.",
        ),
        ("filing password", "invalid"): Text(
            "备案密码没有填写、超过128个字符，或这项申请不需要备案密码：请按管局发给的原样填写，区分大小写。",
            "The filing password is empty, longer than 128 characters, or not asked for here: type it as the authority "
            "gave it, capitals as they are.",
        ),
        ("format", "no_table"): Text(
            "图片暂时不能上传，管局的附件格式表还没有下载：请先填写其余内容，稍后再上传。",
            "Pictures cannot be taken yet, since the authority's table of formats has not come: fill in the rest and "
            "upload them later.",
        ),
        ("host", "address"): Text(
            "这是 IP 地址或本机名称，不是域名：备案以域名办理，请填写域名，例如 www.example.cn。",
            "This is an address or a local name: filings are made for domains, so enter one, such as www.example.cn.",
        ),
        ("host", "empty"): Text(
            "没有填写域名：请填写，例如 www.example.cn。", "No domain was given: enter one, such as www.example.cn."
        ),
        ("host", "invalid"): _HOST,
        ("host", "label"): _HOST,
        ("host", "missing"): Text(
            f"备案申请中没有这个域名：{_RELOAD}", "The filing does not have this domain: reload the page."
        ),
        ("host", "suffix"): Text(
            "域名后缀不正确，或只填写了后缀：请填写注册的完整域名，例如 example.cn。",
            "The domain ends in no known suffix, or is only a suffix: enter the whole domain, such as example.cn.",
        ),
        ("host", "syntax"): _HOST,
        ("host", "too_long"): Text(
            "域名太长，最多253个字符：请只填写一个域名，例如 www.example.cn。",
            "The domain is too long, 253 characters are the most: enter one domain, such as www.example.cn.",
        ),
        ("licence number", "invalid"): Text(
            "备案号没有填写或写法不正确：请按网站底部所示填写，例如 京ICP备10206937号-1。",
            "The licence number is missing or not written right: as in the site's footer, such as 京ICP备10206937号-1.",
        ),
        ("licence number", "missing"): Text(
            "没有查到这个备案号：请核对，例如 京ICP备10206937号。",
            "No record has this licence number: look at it again, such as 京ICP备10206937号.",
        ),
        ("note", "too_long"): Text(
            "说明太长，最多255个字符：请缩短，例如 第2页为背面。",
            "The note is too long, 255 characters are the most: shorten it, such as 第2页为背面.",
        ),
        ("obligation", "missing"): Text(
            f"该限期事项不存在，或已办结：{_RELOAD}", "There is no such obligation, or it is settled: reload the page."
        ),
        ("outcome", "invalid"): Text(
            "处理结果不在管局的代码表中：请在列表中重新选择。",
            "The outcome is not in the authority's table: choose one of the list.",
        ),
        ("province", "invalid"): Text(
            "没有省份，管局也没有说明：请在答复中选择，例如 浙江省。",
            "The province is missing, and the authority did not name it: choose it with the answer, such as 浙江省.",
        ),
        ("reason", "empty"): Text(
            "没有写明原因：客户会看到，请填写，例如 证件照片不清晰，请重新拍摄。",
            "The reason is missing: the customer reads it, such as 证件照片不清晰，请重新拍摄.",
        ),
        ("region", "invalid"): Text(
            "地域名称超过128个字符或含有控制字符：请核对，例如 cn-hangzhou。",
            "The region is longer than 128 characters or holds control characters: such as cn-hangzhou.",
        ),
        ("sheet", "missing"): Text(
            f"没有这张核验单：{_RELOAD}", "There is no such verification sheet: reload the page."
        ),
        ("site", "invalid"): Text(f"没有这个网站：{_RELOAD}", "There is no such site: reload the page."),
        ("site", "missing"): Text(
            f"这个网站已经删除，或是唯一的网站，不能删除：{_RELOAD}",
            "This site was taken off already, or is the only one and stays: reload the page.",
        ),
        ("step", "not_ours"): Text(
            "这一步由管局办理，随管局的结果而来。", "This step is the authority's: it comes with its answer."
        ),
        ("subject", "missing"): Text(
            "管局尚未公布该主体，没有可以查看或更改的内容：请在同步后再试。",
            "The authority has published nothing of this subject yet: try again after the next sync.",
        ),
        ("task", "answer"): Text(
            "这项任务要答复管局，不能直接办结：请填写答复。",
            "The authority waits for an answer to this task: give it instead of settling the task.",
        ),
        ("task", "done"): Text(
            "任务已由他人办结：请刷新查看。", "Somebody settled this task already: reload the page."
        ),
        ("task", "missing"): Text(f"没有这项任务：{_RELOAD}", "There is no such task: reload the page."),
        ("task", "settle"): Text(
            "管局不等待这项任务的答复：处理后直接办结。",
            "The authority waits for no answer to this task: settle it once it was dealt with.",
        ),
    }
)
