"""What the form says at its fields: what is wanted, with an example, and why it is asked."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")


class Hint(NamedTuple):
    """What stands below a field."""

    #: What is wanted, with an example.
    wanted: Text = Text()
    why: Text = Text()


_SUBJECT: Mapping[str, Hint] = {
    "subject.nature": Hint(
        Text(
            "公司选企业；用本人身份证备案的选个人。",
            "A company is 企业; who files with a resident ID is 个人, an individual.",
        ),
        Text("证件类型、要交的资料和各省要求都由它决定。", "It decides on the certificate, the papers and the rules."),
    ),
    "subject.name": Hint(
        Text(
            "与证件上的名称完全一致，例如：杭州示例茶叶有限公司；个人填姓名。",
            "Exactly as on the certificate, such as 杭州示例茶叶有限公司; an individual's own name.",
        ),
        Text(
            "管局按证件逐字核对，也要与域名所有人一致（FAQ 20）。",
            "It is compared word for word, also with the domain's owner (FAQ 20).",
        ),
    ),
    "subject.certificate_type": Hint(
        Text(
            "内地发的证件。港澳台和国外的主体用内地分公司或办事处的证件；没有的无法备案，网站须关闭（FAQ 48）。",
            "One that the mainland gave out. From Hong Kong, Macau, Taiwan or abroad use that of a mainland branch or "
            "office; without any nothing can be filed and the site has to be closed (FAQ 48).",
        ),
    ),
    "subject.certificate_number": Hint(
        Text(
            "与证件一致，字母用大写，例如统一社会信用代码18位，身份证末位 X 大写（FAQ 6）。",
            "As on the certificate, letters in capitals; a credit code has 18 characters, a resident ID may end in X "
            "(FAQ 6).",
        ),
        Text(
            "一个主体只有一个备案号，管局按证件类型和号码认主体（FAQ 27）。",
            "A subject has one number, and is known by type and number of its certificate (FAQ 27).",
        ),
    ),
    "subject.certificate_address": Hint(
        Text(
            "证件上印的住所，照抄，例如：浙江省杭州市西湖区示例路1号；须是内地地址（FAQ 48）。",
            "Copied from the certificate, such as 浙江省杭州市西湖区示例路1号; an address in the mainland (FAQ 48).",
        ),
    ),
    "subject.investor": Hint(
        Text(
            "上级单位或投资人，没有的填本单位名称或法定代表人；个人不用填。",
            "The superior unit or investor; without one the organisation itself or its legal representative. Nothing "
            "for an individual.",
        ),
    ),
    "subject.address.province": Hint(
        Text("证件住所所在的省。", "The province of the certificate's address."),
        Text(
            "备案由这个省的管局审核；以后变更不能换省（FAQ 14）。",
            "Its authority decides, and a change cannot leave it later (FAQ 14).",
        ),
    ),
    "subject.address.county": Hint(
        Text("县（区）有合并的，选现在的名称（FAQ 9）。", "Where counties were merged, the one of today (FAQ 9)."),
    ),
    "subject.address.detail": Hint(
        Text(
            "路名和门牌，不含省市县，例如：示例路1号2楼。",
            "Street and number without province, city and county, such as 示例路1号2楼.",
        ),
    ),
    "subject.licence_number": Hint(
        Text(
            "主体的备案号，不带“-1”，例如：浙ICP备09012345号（FAQ 28）。",
            "Without -1 at its end, such as 浙ICP备09012345号 (FAQ 28).",
        ),
        Text(
            "只凭它找到主体，主体信息不用再填（FAQ 33）。",
            "The subject is known by it and not filled in again (FAQ 33).",
        ),
    ),
}
_SITE: Mapping[str, Hint] = {
    "sites.*.licence_number": Hint(
        Text(
            "网站的备案号，末尾带序号，例如：浙ICP备09012345号-1（FAQ 28）。",
            "The number of the site, with its part, such as 浙ICP备09012345号-1 (FAQ 28).",
        ),
        Text(
            "凭它把接入加到原备案上。号下还有别的域名、只转其中一个的，先在原接入商处变更拆成两个网站，通过后再来"
            "（FAQ 34）。",
            "The access is added to this record. Where other domains stand under the number and one alone comes here, "
            "have the old provider split the site by a change first (FAQ 34).",
        ),
    ),
    "sites.*.name": Hint(
        Text(
            "三个以上汉字，与内容相符，例如：示例茶叶知识园地。不能用人名、域名、地名、英文或数字，不能以“中国”“国家”等开头；"
            "个人网站不用“××企业网”之类（FAQ 54）。",
            "Three Chinese characters or more that fit the contents, such as 示例茶叶知识园地; no person, domain, "
            "place, English or digits, no 中国 or 国家 in front, and for an individual no company's name (FAQ 54).",
        ),
    ),
    "sites.*.home_page": Hint(
        Text("不带 http://，例如：www.example.cn。", "Without http://, such as www.example.cn."),
        Text(
            "它的域名须在下面的列表中，否则被退回（FAQ 13）。",
            "Its domain stands on the list below, or the filing comes back (FAQ 13).",
        ),
    ),
    "sites.*.domains": Hint(
        Text(
            "在注册商处注册的域名本身，每行一个，例如：example.cn（不写 www，FAQ 3）。",
            "The names as they are registered, one a line, such as example.cn (without www, FAQ 3).",
        ),
        Text(
            "每个域名的所有人要与主办单位一致，核验单上的域名也要与这里一致（FAQ 20、47）。",
            "Each belongs to the subject, and the verification sheet lists the same (FAQ 20, 47).",
        ),
    ),
    "sites.*.contents": Hint(
        Text(
            "网站实际提供的内容，可多选，例如公司介绍选单位门户网站。",
            "What the site really holds, such as 单位门户网站 for a company's pages.",
        ),
    ),
    "sites.*.commercial": Hint(
        Text(
            "免费提供公开信息的是非经营性，例如企业介绍、个人网站；通过网站收费提供信息或服务的是经营性，例如收费内容、网上广告、"
            "出租服务器空间、供别人开店的平台。自家产品的展示不收访问者的钱，是非经营性（FAQ 29）。",
            "Public information for free is non-commercial, such as a company's pages or a private site. What is paid "
            "for is commercial: paid content, advertising, rented server space, a platform for other people's shops. "
            "Showing one's own products is not (FAQ 29).",
        ),
        Text(
            "经营性的要有许可证：域名须在本单位名下，提交后还要到管局窗口办理（FAQ 30）。",
            "A commercial site takes a permit: the domain is the organisation's own, and the authority's counter has "
            "to be visited once it is handed in (FAQ 30).",
        ),
    ),
    "sites.*.languages": Hint(
        Text("网站上使用的语言，例如中文简体。", "The languages of its pages, such as 中文简体.")
    ),
    "sites.*.note": Hint(
        Text(
            "网站放什么内容，或管局要求的说明，例如：介绍茶叶知识，不涉及交易。",
            "What the site holds, or what the province wants said, such as 介绍茶叶知识，不涉及交易 "
            "(about tea, no trade).",
        ),
    ),
}
_CANCELLATION: Mapping[str, Hint] = {
    "cancellation.reason": Hint(
        Text(
            "按实际情况选择：主动申请注销，例如主体已有另一个备案号；停办，网站已停止使用（FAQ 53）。",
            "As it is: 主动申请注销 where the subject has another number, say; 停办 where the site is not used "
            "any more (FAQ 53).",
        )
    ),
    "cancellation.note": Hint(
        Text(
            "例如：网站已停止使用；该主体已有另一个备案号：浙ICP备09012345号。",
            "Such as 网站已停止使用 (not used any more) or 该主体已有另一个备案号 with that number (FAQ 53).",
        ),
    ),
    "cancellation.closed": Hint(
        Text("现在用浏览器打开，应已打不开。", "Opened in a browser now, it does not answer."),
        Text(
            "注销时网站必须已停用或关闭，否则会被退回（FAQ 53）。",
            "A site is closed before it is cancelled, or it comes back (FAQ 53).",
        ),
    ),
}
_PEOPLE: Mapping[str, Hint] = {
    "subject.principal.name": Hint(
        Text("与证件上的姓名一致，例如：王示例。", "As on the certificate, such as 王示例."),
        Text(
            "单位的主体负责人一般须是法定代表人，以本页的管局要求为准。",
            "For an organisation mostly the legal representative, as the province's rules on this page say.",
        ),
    ),
    "name": Hint(Text("与证件上的姓名一致，例如：王示例。", "As on the certificate, such as 王示例.")),
    "certificate_type": Hint(Text("一般选居民身份证。", "A resident ID as a rule.")),
    "certificate_number": Hint(
        Text("身份证末位的 X 用大写（FAQ 6）。", "The last X of a resident ID is a capital (FAQ 6).")
    ),
    "office_phone": Hint(
        Text(
            "区号-号码，例如：0571-00000000；个人可不填。",
            "Area code and number, such as 0571-00000000; not needed from an individual.",
        ),
    ),
    "mobile": Hint(
        Text("11位数字，例如：10000000001。", "11 digits, such as 10000000001."),
        Text("管局会打这个电话核实，须能接通。", "The authority calls this number: it has to be answered."),
    ),
    "email": Hint(
        Text("例如：sample@example.com。", "Such as sample@example.com."),
        Text("备案号和备案密码会发到这里。", "The number and the filing password are sent there."),
    ),
}
_ACCESS: Mapping[str, Hint] = {
    "addresses": Hint(
        Text(
            "IPv4 地址，多个用空格分开，一段用“-”，例如：192.0.2.1-192.0.2.8。",
            "IPv4 addresses with spaces between them, a range with `-`, such as 192.0.2.1-192.0.2.8.",
        ),
        Text("与网站实际使用的一致。", "The ones that the site really has."),
    ),
    "modes": Hint(
        Text(
            "网站放在哪种服务器上，例如：虚拟主机；看购买的是什么产品。",
            "On what kind of server the site is, such as 虚拟主机: the product that was bought.",
        )
    ),
    "places": Hint(Text("服务器所在的省，不是您所在的省。", "The province in which the server stands, not your own.")),
}
#: By path, numbers as `*`; people and accesses by the end of it.
_HINTS: Mapping[str, Hint] = MappingProxyType({**_SUBJECT, **_SITE, **_CANCELLATION, **_PEOPLE, **_ACCESS})


def hint_of(path: str) -> Hint:
    """What stands below the field at a path; empty where its label says it all."""
    return _HINTS.get(_NUMBER.sub("*", path)) or _HINTS.get(path.rpartition(".")[2], Hint())


#: Fields that a filing may go without, by the end of their paths.
_OPTIONAL = frozenset({"investor", "note", "detail"})


def is_optional(path: str) -> bool:
    """Whether a filing may go without the field, as far as no province wants it."""
    return path.rpartition(".")[2] in _OPTIONAL and path != "cancellation.note"


def reasons_for(kind: Kind, table: Mapping[int, str]) -> dict[int, str]:
    """The reasons to choose from: for a whole subject the two of FAQ 53, where the authority's table has them."""
    if kind is not Kind.CANCEL_SUBJECT:
        return dict(table)
    return {code: name for code, name in table.items() if "主动" in name or "停办" in name} or dict(table)
