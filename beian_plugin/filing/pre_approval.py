"""Contents that need an approval before they are filed (前置审批, FAQ 41): which paper, from whom, by which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.rules import Objection
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beian_plugin.filing.completeness import Known
    from beian_plugin.filing.particulars import Particulars, Site

_DESCRIBING = frozenset({Kind.NEW, Kind.ADD_SITE, Kind.CHANGE})


class Trade(NamedTuple):
    """One sort of contents that needs an approval first."""

    #: A word within the name of its category, as the authority's table (`Nrlx`) has it.
    word: str
    #: Which paper shows the approval, and who issues it.
    paper: Text
    #: Words in the name of a site or of its contents that point to it.
    signs: tuple[str, ...]


TRADES = (
    Trade(
        "新闻",
        Text(
            "《互联网新闻信息服务许可证》，网信部门核发", "互联网新闻信息服务许可证, from the cyberspace administration"
        ),
        ("新闻", "时政", "头条"),
    ),
    Trade(
        "出版",
        Text(
            "《网络出版服务许可证》（原《互联网出版许可证》），新闻出版主管部门核发",
            "网络出版服务许可证, formerly 互联网出版许可证, from the press and publication authority",
        ),
        ("出版", "期刊", "电子书", "小说"),
    ),
    Trade(
        "教育",
        Text("省教育厅出具的文件", "a letter of the province's education department"),
        ("教育", "网校", "家教", "辅导"),
    ),
    Trade("培训", Text("教育主管部门的批准文件", "the education department's approval"), ("培训", "补习")),
    Trade(
        "药品",
        Text(
            "《互联网药品信息服务资格证书》，省药品监督管理部门核发",
            "互联网药品信息服务资格证书, from the province's drug administration",
        ),
        ("药品", "医药", "药店", "医疗器械"),
    ),
    Trade(
        "医疗",
        Text(
            "《互联网医疗保健信息服务审核同意书》，卫生健康主管部门出具",
            "互联网医疗保健信息服务审核同意书, from the health authority",
        ),
        ("医疗", "医院", "保健", "诊所"),
    ),
    Trade(
        "文化",
        Text(
            "《网络文化经营许可证》，省文化和旅游部门核发",
            "网络文化经营许可证, from the province's office for culture and tourism",
        ),
        ("游戏", "动漫", "音乐", "演出"),
    ),
    Trade(
        "广播",
        Text(
            "《信息网络传播视听节目许可证》，广播电视主管部门核发",
            "信息网络传播视听节目许可证, from the radio and television authority",
        ),
        ("视听", "影视", "电影", "广播", "电视台"),
    ),
    Trade(
        "电子公告",
        Text(
            "经营性的：《增值电信业务经营许可证》；非经营性的：电子公告专项备案表，按所在省管局的格式填写",
            "commercial: 增值电信业务经营许可证; otherwise the form 电子公告专项备案表 of the province's authority",
        ),
        ("论坛", "贴吧", "BBS", "社区"),
    ),
    Trade(
        "约车",
        Text(
            "《网络预约出租汽车经营许可证》，交通运输主管部门核发",
            "网络预约出租汽车经营许可证, from the transport authority",
        ),
        ("网约车", "约车"),
    ),
    Trade(
        "金融",
        Text("金融监管部门的批准文件", "the approval of the financial regulator"),
        ("金融", "理财", "贷款", "保险", "基金", "众筹"),
    ),
)


def paper_of(category: str) -> Text:
    """Which paper a category of pre-approval takes and who issues it (FAQ 41); empty where nobody told."""
    trade = _trade_of(category)
    return trade.paper if trade else Text()


def _trade_of(category: str) -> Trade | None:
    """The first whose word is in the name of the category: drugs come with medical devices, before medical care."""
    return next((trade for trade in TRADES if trade.word in category), None)


def check(kind: Kind, particulars: Particulars, known: Known) -> Iterator[Objection]:
    """A warning for each site whose name or contents point to an approval that it does not name."""
    categories = {code: _trade_of(name) for code, name in known.tables.get("Nrlx", {}).items()}
    listed = set(categories.values())
    for number, site in enumerate(particulars.sites if kind in _DESCRIBING else ()):
        named = {categories.get(one.category) for one in site.pre_approvals}
        for trade in TRADES:
            sign = next((word for word in trade.signs if word in _said(site, known)), "")
            if sign and trade in listed - named:
                yield _unnamed(f"sites.{number}.pre_approvals", sign, trade)


def _said(site: Site, known: Known) -> str:
    contents = known.tables.get("Fwnr", {})
    return " ".join((site.name.upper(), *(contents.get(code, "") for code in site.contents)))


def _unnamed(path: str, sign: str, trade: Trade) -> Objection:
    return Objection(
        path,
        f"网站名称或服务内容里有“{sign}”：从事这类服务的，要先办好前置审批并在此填写（{trade.paper.zh}）；不从事的不用填写"
        "（FAQ 41）。",
        f"“{sign}” stands in the site's name or contents: such a service first gets a pre-approval, which is named "
        f"here ({trade.paper.en}); a site without it needs none (FAQ 41).",
        Severity.WARN,
        "pre_approval",
    )
