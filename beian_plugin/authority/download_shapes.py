"""Where the records of a download stand, and how each corresponds to an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from beian_plugin.authority import items, shapes
from beian_plugin.authority.mapping import DOMAIN, FLAG, IPV4, NUMBER, PAGE, Form, Part, Shape, Writer, choice
from beian_plugin.filing.particulars import Domain, IpRange, Particulars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record: its place, the type of our schema, and how it is read and written."""

    #: Below the root.
    path: str
    type_name: str
    #: None where this package has no use for it.
    read: Callable[[etree._Element], items.Item] | None = None
    write: Callable[[Writer, etree._Element, Any], None] | None = None
    #: What an item must be to be written here.
    item: type[items.Item] | None = None
    #: What tells apart items of one type: `what` of an IpResult, `table` of a CodeValue.
    mark: str = ""

    @property
    def tag(self) -> str:
        """The element's name."""
        return self.path.rsplit("/", 1)[1]


def _plain(path: str, type_name: str, item: type[items.Item], parts: Mapping[str, Part], tags: str) -> Record:
    """A record whose elements are the item's attributes."""
    shape = Shape(item, parts, tags)
    return Record(path, type_name, lambda element: shape.read(element, {}), _writer(path, shape), item)


def _writer(path: str, shape: Shape) -> Callable[[Writer, etree._Element, Any], None]:
    tag = path.rsplit("/", 1)[1]

    def write(writer: Writer, parent: etree._Element, item: Any) -> None:
        writer.members(etree.SubElement(parent, tag), shape, item, "")

    return write


def _filing(path: str, type_name: str, item: type[items.Item], subject: Shape, site: Shape) -> Record:
    """A record that holds a subject and its sites."""
    shape = Shape(
        dict,
        {"Zt_xx": Part("subject"), "Wz_xx": Part("sites", many=True), "Bz": Part("note", aside=True)},
        "Zt_xx! Wz_xx! Bz",
        Zt_xx=subject,
        Wz_xx=site,
    )
    tag = path.rsplit("/", 1)[1]

    def read(element: etree._Element) -> items.Item:
        aside: dict[str, Any] = {}
        particulars = Particulars(**shape.read(element, aside))
        aside.pop("reporting", None)
        if "scans" in aside:
            aside["scans"] = tuple(aside["scans"])
        return item(particulars=particulars, **aside)

    def write(writer: Writer, parent: etree._Element, one: Any) -> None:
        particulars = one.particulars
        writer.scans = dict(enumerate(one.scans, 1))
        aside = {name: getattr(one, name) for name in one.__struct_fields__}
        aside["reporting"] = particulars.subject.reporting if particulars.subject else None
        writer.members(etree.SubElement(parent, tag), shape, particulars, "", aside)

    return Record(path, type_name, read, write, item)


_BARRED_SITE = Shape(
    dict,
    {
        "Wz_xx": Part(
            shape=Shape(
                None,
                {"Wzmc": Part("name"), "Ym_xx": Part("domains", many=True), "Syurl": Part("home_page", PAGE)},
                "Wzmc! Ym_xx! Syurl",
                Ym_xx=Shape(Domain, {"Ym": Part("name", DOMAIN)}, "Ym!"),
            )
        ),
        "Czlx": Part("change", NUMBER),
        "Bz": Part("note"),
    },
    "Wz_xx! Czlx! Bz",
)


def _read_barred_site(element: etree._Element) -> items.Item:
    values = _BARRED_SITE.read(element, {})
    return items.BarredSite(**values | {"domains": tuple(domain.name for domain in values["domains"])})


class _Named(NamedTuple):
    name: str
    domains: tuple[Domain, ...]
    home_page: str
    change: int
    note: str


def _write_barred_site(writer: Writer, parent: etree._Element, item: items.BarredSite) -> None:
    domains = tuple(Domain(name=name) for name in item.domains)
    value = _Named(item.name, domains, item.home_page, item.change, item.note)
    writer.members(etree.SubElement(parent, "Wzhmdxxs"), _BARRED_SITE, value, "")


class _Code(NamedTuple):
    """Compares and stores as a plain pair."""

    code: int
    text: str = ""


_CODE = {"Jgdm": Part("code", NUMBER), "Dmms": Part("text")}


class _IpCode(NamedTuple):
    code: int
    text: str = ""
    related: tuple[IpRange, ...] = ()


_IP_RESULT = Shape(
    dict,
    {
        "Jgxx": Part("codes", many=True),
        "Id": Part("authority_id", NUMBER),
        "Czlx": Part("operation", NUMBER),
        "IspId": Part("own_id", NUMBER),
        "Bz": Part("note"),
    },
    "Jgxx! Id Czlx! IspId Bz",
    Jgxx=Shape(
        _IpCode,
        _CODE | {"Xgsj": Part("related", many=True)},
        "Jgdm! Dmms! Xgsj",
        Xgsj=Shape(
            IpRange,
            {
                "Id": Part("authority_id", NUMBER),
                "IspId": Part("own_id", NUMBER),
                "Qsip": Part("first", IPV4),
                "Zzip": Part("last", IPV4),
            },
            "Id IspId Qsip! Zzip!",
        ),
    ),
)


class _IpAnswer(NamedTuple):
    codes: tuple[_IpCode, ...]
    authority_id: int | None
    operation: int
    own_id: int | None
    note: str


def _ip_result(tag: str, what: Any) -> Record:
    def read(element: etree._Element) -> items.Item:
        values = _IP_RESULT.read(element, {})
        codes = values.pop("codes")
        related = tuple(one for code in codes for one in code.related)
        return items.IpResult(
            what=what, codes=tuple((code.code, code.text) for code in codes), related=related, **values
        )

    def write(writer: Writer, parent: etree._Element, item: items.IpResult) -> None:
        codes = [_IpCode(*code) for code in item.codes]
        if codes:
            codes[0] = codes[0]._replace(related=item.related)
        value = _IpAnswer(tuple(codes), item.authority_id, item.operation, item.own_id, item.note)
        writer.members(etree.SubElement(parent, tag), _IP_RESULT, value, "")

    return Record(f"IP/BAJG/{tag}", "IpResult", read, write, items.IpResult, what)


def _code_table(path: str, type_name: str, table: str, name_tag: str = "Mc") -> Record:
    tag = path.rsplit("/", 1)[1]

    def read(element: etree._Element) -> items.Item:
        texts = {str(child.tag): child.text or "" for child in element}
        code, name, valid = texts.pop("Id"), texts.pop(name_tag), texts.pop("Sfyx", "1")
        return items.CodeValue(table=table, code=int(code), name=name, valid=bool(int(valid)), detail=texts)

    def write(writer: Writer, parent: etree._Element, item: items.CodeValue) -> None:
        row = etree.SubElement(parent, tag)
        texts = {"Id": str(item.code), name_tag: item.name}
        if table != "Cljg":
            texts["Sfyx"] = str(int(item.valid))
        for child, text in (texts | item.detail).items():
            writer.leaf(row, child, Part(), text, child)

    return Record(path, type_name, read, write, items.CodeValue, table)


_HOME = Form(None, str)
_SUBJECT_OR_SITE = choice("subject", "site")
_ALIVE = Form(lambda text: int(text) == 0, lambda alive: str(int(not alive)))
_BARRED_SUBJECT = Shape(
    None,
    {
        "Dwmc": Part("name"),
        "Dwxz": Part("nature", NUMBER),
        "Zj": Part(
            shape=Shape(
                None,
                {"Zjlx": Part("certificate_type", NUMBER), "Zjhm": Part("certificate_number")},
                "Zjlx! Zjhm!",
            )
        ),
    },
    "Dwmc! Dwxz Zj!",
)
_NOTE = {"Bz": Part("note")}

_ICP = (
    _filing("ICP/BASJ/Baxx", "PublishedFiling", items.Published, shapes.PUBLISHED_SUBJECT, shapes.PUBLISHED_SITE),
    _plain(
        "ICP/ZXSJ/Zxxx",
        "Cancelled",
        items.Cancelled,
        {"Zxlb": Part("what", _SUBJECT_OR_SITE), "Jlid": Part("authority_id", NUMBER)} | _NOTE,
        "Zxlb! Jlid! Bz",
    ),
    _plain(
        "ICP/HMDLB/Zthmdxxs",
        "BarredSubject",
        items.BarredSubject,
        {"Zt_xx": Part(shape=_BARRED_SUBJECT), "Czlx": Part("change", NUMBER)} | _NOTE,
        "Zt_xx Czlx! Bz",
    ),
    Record("ICP/HMDLB/Wzhmdxxs", "BarredSite", _read_barred_site, _write_barred_site, items.BarredSite),
    _plain(
        "ICP/FFJRHMD/Ffjrxx",
        "IllegalAccess",
        items.IllegalAccess,
        {
            "Id": Part("authority_id", NUMBER),
            "Ym": Part("domain", DOMAIN),
            "Ip": Part("address", IPV4),
            "Zjjrz": Part("provider", NUMBER),
            "Szs": Part("province", NUMBER),
            "Dqjcsj": Part("seen_at"),
        }
        | _NOTE,
        "Id! Ym! Ip! Zjjrz! Szs! Dqjcsj! Bz",
    ),
    _plain(
        "ICP/WBAWZLB/Wbawz_xx",
        "UnfiledSite",
        items.UnfiledSite,
        {
            "Id": Part("authority_id", NUMBER),
            "Wzym_mc": Part("domain", DOMAIN),
            "Yylb": Part(shape=Shape(None, {"Yylb_id": Part("languages", NUMBER, many=True)}, "Yylb_id!")),
            "IP": Part("address", IPV4),
            "Dqjcsj": Part("seen_at"),
            "Jccs": Part("times", NUMBER),
            "Sssh": Part("province", NUMBER),
            "Scjcsj": Part("first_seen_at"),
            "Jrs": Part("provider", NUMBER),
            "Yys": Part("carrier", NUMBER),
        }
        | _NOTE,
        "Id! Wzym_mc! Yylb IP! Dqjcsj Jccs Sssh Scjcsj Jrs Yys! Bz",
    ),
    _plain(
        "ICP/BAJG/Jg_xx",
        "Result",
        items.Result,
        {
            "Jgxx": Part("codes", shape=Shape(_Code, _CODE, "Jgdm! Dmms"), many=True),
            "Czlx": Part("operation", NUMBER),
            "Bs": Part("mark"),
        }
        | _NOTE,
        "Jgxx! Czlx! Bs Bz",
    ),
    _plain(
        "ICP/BAJG/GJSHS/Gjsh",
        "Opinion",
        items.Opinion,
        {
            "Shrxm": Part("reviewer"),
            "Shr_dhhm": Part("phone"),
            "Shsj": Part("at"),
            "Shyj": Part("text"),
            "Shjg": Part("passed", FLAG),
            "Czlx": Part("operation", NUMBER),
            # xs:long may be written with a sign or zeros in front; marks are compared as texts.
            "Jlid": Part("mark", Form(lambda text: str(int(text)), str)),
        },
        "Shrxm Shr_dhhm Shsj! Shyj Shjg! Czlx Jlid",
    ),
    _filing("ICP/HSRW/Baxx", "VerificationTask", items.VerificationTask, shapes.TASK_SUBJECT, shapes.TASK_SITE),
    _plain(
        "ICP/HCJG/Jgxx/Zthc",
        "SubjectCheck",
        items.SubjectCheck,
        {
            "Ztid": Part("authority_id", NUMBER),
            "Dwmc": Part("name"),
            "Zjlx": Part("certificate_type", NUMBER),
            "Zjhm": Part("certificate_number"),
            "Cwyy": Part("reason"),
        }
        | _NOTE,
        "Ztid! Dwmc! Zjlx! Zjhm! Cwyy Bz",
    ),
    _plain(
        "ICP/HCJG/Jgxx/Jrhc",
        "AccessCheck",
        items.AccessCheck,
        {
            "Wzid": Part("site_id", NUMBER),
            "Wz_Baxh": Part("site_number"),
            "Ym": Part("domain", DOMAIN),
            "Jxip": Part("address", IPV4),
            "Bbisp": Part("provider", NUMBER),
            "Hcjg": Part("finding", NUMBER),
            "Hcsj": Part("at"),
            "Jrid": Part("access_id", NUMBER),
        }
        | _NOTE,
        "Wzid! Wz_Baxh! Ym Jxip Bbisp Hcjg! Hcsj! Jrid Bz",
    ),
    _plain(
        "ICP/HCJG/Jgxx/Kkwzhc",
        "ShellCheck",
        items.ShellCheck,
        {
            "Wzid": Part("site_id", NUMBER),
            "Wz_Baxh": Part("site_number"),
            "Hcjg": Part("alive", _ALIVE),
            "Hcsj": Part("at"),
            # The schema asks for seven characters here, which only a scheme may give; it stays as it is.
            "Syurl": Part("home_page", _HOME),
        }
        | _NOTE,
        "Wzid! Wz_Baxh! Hcjg! Hcsj! Syurl Bz",
    ),
    _plain(
        "ICP/HCJG/Jgxx/Wzch",
        "DeadSite",
        items.DeadSite,
        {
            "Wzid": Part("site_id", NUMBER),
            "Wz_Baxh": Part("site_number"),
            "Syurl": Part("home_page", _HOME),
            "Hcsj": Part("at"),
        }
        | _NOTE,
        "Wzid! Wz_Baxh! Syurl Hcsj! Bz",
    ),
    _plain(
        "ICP/XGTZ/Tzxx",
        "Notice",
        items.Notice,
        {
            "Tzlb": Part("about", _SUBJECT_OR_SITE),
            "Baxh": Part("licence_number"),
            "Jlid": Part("authority_id", NUMBER),
            "Tznr": Part("text"),
        }
        | _NOTE,
        "Tzlb! Baxh Jlid Tznr! Bz",
    ),
)

_IP = (
    _ip_result("Lyjg", "source"),
    _ip_result("Fpjg", "allocation"),
    _ip_result("Gbjs", "announcement"),
    _ip_result("Zdip", "own"),
    Record("IP/HCJG/Jgxx/Yj", "IpOutOfRange"),
    Record("IP/HCJG/Jgxx/Ct", "IpConflict"),
    Record("IP/HCJG/Jgxx/Wb", "IpUnreported"),
)

#: Element of the table, of a row, type of a row, and the field that takes its values from it.
_TABLES = (
    ("Dwfl_dms", "Dwfl_xx", "Code", "Dwfl"),
    ("Dwxz_dms", "Dwxz_xx", "Code", "Dwxz"),
    ("Qy_dms", "Qy_xx", "RegionCode", "Qy"),
    ("Gj_dms", "Gj_dm_xx", "AuthorityCode", "Gj"),
    ("Hyfl_dms", "Hyfl_xx", "IndustryCode", "Dwhyfl"),
    ("Xzjb_dms", "Xzjb_xx", "Code", "Xzjb"),
    ("Zjlx_dms", "Zjlx_xx", "CertificateTypeCode", "Zjlx"),
    ("Wzjylx_dms", "Wzjylx_xx", "PreApprovalCode", "Nrlx"),
    ("Wzfwlx_dms", "Wzfwlx_xx", "NumberedCode", "Fwnr"),
    ("Wzjrfs_dms", "Wzjrfs_xx", "NumberedCode", "Jrfs"),
    ("Hsyj_dms", "Hsyj", "Code", "Hsyj"),
    ("Ymlx_dms", "Ymlx", "Code", "Ymlx"),
    ("Fjwjgs_dms", "Fjwjgs", "Code", "Fjwjgs"),
    ("Fjytlx_dms", "Fjzjlx", "AttachmentPurposeCode", "Fjyt"),
    ("Yylb_dms", "Yylb", "Code", "Yylb"),
)

_JCDM = (
    _code_table("JCDM/Bbdwlb/Bbdw", "Provider", "Bbdw", "Dwmc"),
    *(_code_table(f"JCDM/Jcdm_xx/{group}/{row}", kind, table) for group, row, kind, table in _TABLES),
    _code_table("JCDM/Jcdm_xx/Yjfk_Wtfls/Yjfk_Wtfl_xx", "FeedbackCode", "Yjfk_Wtfl", "Fl1"),
    _code_table("JCDM/Jcdm_xx/Zxly_dms/Zxly_xx", "CancellationCode", "Zxly", "Nr"),
    _code_table("JCDM/Jcdm_xx/Wbacl_dms/Wbacl_xx", "UnfiledAnswerCode", "Cljg", "Ztmc"),
)

_SJTB = (
    _filing("SJTB/ICP/Baxx", "ResyncedFiling", items.Published, shapes.PUBLISHED_SUBJECT, shapes.PUBLISHED_SITE),
    Record("SJTB/IP/Iply/Lyxx", "PublishedIpSource"),
    Record("SJTB/IP/Ipfp/Fpxx", "PublishedIpAllocation"),
    Record("SJTB/IP/Ipgb/Gbxx", "PublishedIpAnnouncement"),
    Record("SJTB/IP/Zdip/Zdxx", "PublishedOwnIp"),
    Record("SJTB/YM/Ymxx", "PublishedName"),
    *(Record(f"SJTB/{one.path}", one.type_name, one.read, one.write, one.item, one.mark) for one in _JCDM),
)

#: Every record of a download, in the order in which a document holds them.
RECORDS: dict[str, Record] = {
    record.path: record for record in (*_ICP, *_IP, Record("YM/BAJG/Jg_xx", "NameResult"), *_JCDM, *_SJTB)
}
