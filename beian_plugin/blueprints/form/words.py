"""What the portal says at the fields and steps: examples, kinds, prohibitions (FAQ 42), permits (FAQ 41)."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")
#: What a field wants, with an example, by its path; people and accesses by the end of it.
_EXAMPLES: Mapping[str, Text] = MappingProxyType(
    {
        "subject.name": Text(
            "与证件上的名称完全一致，例如：杭州示例茶叶有限公司。",
            "Exactly as on the certificate, such as 杭州示例茶叶有限公司.",
        ),
        "subject.certificate_number": Text(
            "与证件一致，末位字母用大写，例如统一社会信用代码18位。",
            "As on the certificate, letters in capitals; a credit code has 18 characters.",
        ),
        "subject.certificate_address": Text(
            "证件上印的住所，例如：浙江省杭州市西湖区示例路1号。",
            "As printed on the certificate, such as 浙江省杭州市西湖区示例路1号.",
        ),
        "subject.investor": Text(
            "上级单位或投资人，没有的填本单位名称或法定代表人。",
            "The superior unit or investor; without one the organisation itself or its legal representative.",
        ),
        "subject.address.detail": Text(
            "路名和门牌，不含省市县，例如：示例路1号2楼。",
            "Street and number without province, city and county, such as 示例路1号2楼.",
        ),
        "subject.licence_number": Text(
            "主体的备案号，例如：浙ICP备09012345号。", "The number of the subject, such as 浙ICP备09012345号."
        ),
        "sites.*.licence_number": Text(
            "网站的备案号，末尾带序号，例如：浙ICP备09012345号-1（FAQ 28）。",
            "The number of the site, with its part, such as 浙ICP备09012345号-1 (FAQ 28).",
        ),
        "sites.*.name": Text(
            "与网站内容相符，不能只是域名、人名或地名，例如：示例茶叶知识园地（FAQ 54）。",
            "It fits the contents; no bare domain, person or place, such as 示例茶叶知识园地 (FAQ 54).",
        ),
        "sites.*.home_page": Text(
            "不带 http://，例如：www.example.cn；域名须在下面的列表中（FAQ 13）。",
            "Without http://, such as www.example.cn; its domain is on the list below (FAQ 13).",
        ),
        "sites.*.domains": Text(
            "注册的域名本身，每行一个，例如：example.cn（不写 www，FAQ 3）。",
            "The names as they are registered, one a line, such as example.cn (without www, FAQ 3).",
        ),
        "cancellation.note": Text(
            "例如：网站已停止使用；该主体另有备案号。",
            "Such as: the site is not used any more; the subject has another number.",
        ),
        "name": Text("与证件上的姓名一致，例如：王示例。", "As on the certificate, such as 王示例."),
        "certificate_number": Text(
            "身份证末位的 X 用大写（FAQ 6）。", "The last X of a resident ID is a capital (FAQ 6)."
        ),
        "office_phone": Text("区号-号码，例如：0571-00000000。", "Area code and number, such as 0571-00000000."),
        "mobile": Text("11位数字，例如：10000000001。", "11 digits, such as 10000000001."),
        "email": Text("例如：sample@example.com。", "Such as sample@example.com."),
        "addresses": Text(
            "IPv4 地址，多个用空格分开，一段用“-”，例如：192.0.2.1-192.0.2.8。",
            "IPv4 addresses with spaces between them, a range with `-`, such as 192.0.2.1-192.0.2.8.",
        ),
        "modes": Text(
            "网站放在哪种服务器上，例如：虚拟主机。", "On what kind of server the site is, such as 虚拟主机."
        ),
        "places": Text("服务器所在的省。", "The province in which the server stands."),
    }
)


def example_of(path: str) -> Text:
    """What the field at a path wants, with an example; empty where the label says it all."""
    return _EXAMPLES.get(_NUMBER.sub("*", path)) or _EXAMPLES.get(path.rpartition(".")[2], Text())


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

#: The nine prohibitions (九不准, FAQ 42).
PROHIBITIONS = (
    Text("政治性新闻信息；", "political news;"),
    Text("危害国家安全、社会稳定的信息；", "what endangers the security of the state or the stability of society;"),
    Text("泄露国家机密的信息；", "state secrets;"),
    Text("与国家现行政策、法律和法规相抵触的信息；", "what is against the policies, laws and regulations in force;"),
    Text("涉及色情淫秽的信息；", "what is pornographic or obscene;"),
    Text("涉及封建迷信的信息；", "feudal superstition;"),
    Text("开办赌博的信息；", "gambling;"),
    Text("内容虚假或已失效的信息；", "what is false or out of date;"),
    Text("有损社会公德和侵犯他人合法权益的信息。", "what harms public morals or the lawful rights of others."),
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


class Permit(NamedTuple):
    """Which paper a category of pre-approval needs, and who issues it."""

    #: A word within the name of the category, as the authority's table has it.
    word: str
    text: Text


_PERMITS = (
    Permit(
        "新闻",
        Text(
            "《互联网新闻信息服务许可证》，省人民政府新闻办公室",
            "互联网新闻信息服务许可证, by the province's news office",
        ),
    ),
    Permit(
        "出版",
        Text("《互联网出版许可证》，新闻出版行政部门", "互联网出版许可证, by the press and publication authority"),
    ),
    Permit("教育", Text("省教育厅出具的文件", "a letter of the province's education department")),
    Permit(
        "医疗",
        Text("《互联网医疗保健信息服务审核同意书》，卫生局", "互联网医疗保健信息服务审核同意书, by the health bureau"),
    ),
    Permit(
        "药品",
        Text(
            "《互联网药品信息服务资格证书》，药品监督管理部门", "互联网药品信息服务资格证书, by the drug administration"
        ),
    ),
    Permit(
        "文化", Text("《网络文化经营许可证》，省文化厅", "网络文化经营许可证, by the province's department of culture")
    ),
    Permit(
        "广播",
        Text(
            "《信息网络传播视听节目许可证》，省广播电影电视局",
            "信息网络传播视听节目许可证, by the province's broadcasting bureau",
        ),
    ),
    Permit(
        "电子公告",
        Text(
            "经营性：《增值电信业务经营许可证》；非经营性：电子公告专项备案表",
            "commercial: 增值电信业务经营许可证; otherwise the form 电子公告专项备案表",
        ),
    ),
)


def permit_of(category: str) -> Text:
    """Which paper the category of pre-approval needs and who issues it (FAQ 41); empty where the FAQ names none."""
    return next((permit.text for permit in _PERMITS if permit.word in category), Text())
