"""Where every record of a download stands, and which element is which attribute of its item."""

from __future__ import annotations

from beian_plugin.authority import items, shapes
from beian_plugin.authority.download_records import (
    RESULT,
    Record,
    code_table,
    filing,
    ip_result,
    plain,
    read_barred_site,
    write_barred_site,
    write_result,
)
from beian_plugin.authority.mapping import DOMAIN, FLAG, IPV4, NUMBER, Form, Part, Shape, choice

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
    filing("ICP/BASJ/Baxx", "PublishedFiling", items.Published, shapes.PUBLISHED_SUBJECT, shapes.PUBLISHED_SITE),
    plain(
        "ICP/ZXSJ/Zxxx",
        "Cancelled",
        items.Cancelled,
        {"Zxlb": Part("what", _SUBJECT_OR_SITE), "Jlid": Part("authority_id", NUMBER)} | _NOTE,
        "Zxlb! Jlid! Bz",
    ),
    plain(
        "ICP/HMDLB/Zthmdxxs",
        "BarredSubject",
        items.BarredSubject,
        {"Zt_xx": Part(shape=_BARRED_SUBJECT), "Czlx": Part("change", NUMBER)} | _NOTE,
        "Zt_xx Czlx! Bz",
    ),
    Record("ICP/HMDLB/Wzhmdxxs", "BarredSite", read_barred_site, write_barred_site, items.BarredSite),
    plain(
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
    plain(
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
    Record("ICP/BAJG/Jg_xx", "ReceivedResult", lambda element: RESULT.read(element, {}), write_result, items.Result),
    plain(
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
    filing("ICP/HSRW/Baxx", "VerificationTask", items.VerificationTask, shapes.TASK_SUBJECT, shapes.TASK_SITE),
    plain(
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
    plain(
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
    plain(
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
    plain(
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
    plain(
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
    ip_result("Lyjg", "source"),
    ip_result("Fpjg", "allocation"),
    ip_result("Gbjs", "announcement"),
    ip_result("Zdip", "own"),
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
    code_table("JCDM/Bbdwlb/Bbdw", "Provider", "Bbdw", "Dwmc"),
    *(code_table(f"JCDM/Jcdm_xx/{group}/{row}", kind, table) for group, row, kind, table in _TABLES),
    code_table("JCDM/Jcdm_xx/Yjfk_Wtfls/Yjfk_Wtfl_xx", "FeedbackCode", "Yjfk_Wtfl", "Fl1"),
    code_table("JCDM/Jcdm_xx/Zxly_dms/Zxly_xx", "CancellationCode", "Zxly", "Nr"),
    code_table("JCDM/Jcdm_xx/Wbacl_dms/Wbacl_xx", "UnfiledAnswerCode", "Cljg", "Ztmc"),
)

_SJTB = (
    filing("SJTB/ICP/Baxx", "ResyncedFiling", items.Published, shapes.PUBLISHED_SUBJECT, shapes.PUBLISHED_SITE),
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
