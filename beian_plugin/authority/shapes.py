"""Subjects, sites and their parts as the documents of the interface write them (field tables, version 3.0)."""

from __future__ import annotations

from beian_plugin.authority.mapping import DOMAIN, IPV4, NUMBER, PAGE, Form, Part, Shape
from beian_plugin.filing.particulars import (
    Access,
    Address,
    Domain,
    IpRange,
    PreApproval,
    Principal,
    Reporting,
    Site,
    Subject,
)

REPORTING = Form(lambda text: Reporting(int(text)), lambda value: str(int(value)))


def _group(tag: str, part: Part) -> Part:
    """An element around values of the outer one."""
    return Part(shape=Shape(None, {tag: part}, f"{tag}!"))


_PRINCIPAL = {
    "Fzr_xm": Part("name"),
    "Fzr_dhhm": Part("office_phone"),
    "Fzr_sjhm": Part("mobile"),
    # HSJG calls it so.
    "sjhm": Part("mobile"),
    "Fzr_dzyj": Part("email"),
    "Msn": Part("msn"),
    "Qq": Part("qq"),
    "Fzr_zjlx": Part("certificate_type", NUMBER),
    "Fzr_zjhm": Part("certificate_number"),
}
_ADDRESS = {
    "Shengid": Part("province", NUMBER),
    "Shiid": Part("city", NUMBER),
    "Xianid": Part("county", NUMBER),
    "Xxdz": Part("detail"),
}
_CERTIFICATE = {
    "Zjlx": Part("certificate_type", NUMBER),
    "Zjhm": Part("certificate_number"),
    "Zjzs": Part("certificate_address"),
}
_SUBJECT = {
    "IspZtid": Part("own_id", NUMBER),
    "Ztid": Part("authority_id", NUMBER),
    "Dwmc": Part("name"),
    "Baxh": Part("licence_number"),
    "Dwxz": Part("nature", NUMBER),
    "Tzr": Part("investor"),
    "Txdz": Part("address"),
    "Zj": Part(shape=Shape(None, _CERTIFICATE, "Zjlx! Zjhm! Zjzs!")),
    "Fzr": Part("principal"),
    "Bbfs": Part("reporting", REPORTING),
    "Bbyhlx": Part("reporting", REPORTING),
    "Bz": Part("note"),
    "Scbbsj": Part("filed_at", aside=True),
    "Zjxgsj": Part("changed_at", aside=True),
    "Zsyxq": Part("certificate_until", aside=True),
    "Zslj": Part("certificate_path", aside=True),
    "Zsxh": Part("certificate_serial", aside=True),
    "Shrxm": Part("reviewer", aside=True),
    "Shsj": Part("reviewed_at", aside=True),
}
_DOMAIN = {
    "IspYmid": Part("own_id", NUMBER),
    "Ymid": Part("authority_id", NUMBER),
    "Ym": Part("name", DOMAIN),
}
_IP_RANGE = {
    "IspIpid": Part("own_id", NUMBER),
    "Ipid": Part("authority_id", NUMBER),
    "Qsip": Part("first", IPV4),
    "Zzip": Part("last", IPV4),
}
_ACCESS = {
    "IspJrid": Part("own_id", NUMBER),
    "Jrid": Part("authority_id", NUMBER),
    "Ispid": Part("provider", NUMBER),
    "Wzfb": _group("Fbdd", Part("places", NUMBER, many=True)),
    "Wzjrfs": _group("Jrfs", Part("modes", NUMBER, many=True)),
    "Ip_xx": Part("addresses", many=True),
    "Bbyhid": Part("provider", NUMBER),
    # The documents of a verification say it of each access, Particulars once, of the subject.
    "Bbyhlx": Part("reporting", REPORTING, aside=True),
    "Bbfs": Part("reporting", REPORTING, aside=True),
}
_PRE_APPROVAL = Shape(
    PreApproval,
    {
        "Nrlx_id": Part("category", NUMBER),
        "Qzsph": Part("number"),
        "Spwj": Part("scans", many=True, scan=True),
    },
    "Nrlx_id! Qzsph! Spwj!",
)
_SITE = {
    "IspWzid": Part("own_id", NUMBER),
    "Wzid": Part("authority_id", NUMBER),
    "Wzmc": Part("name"),
    "Nrlx": Part(shape=Shape(None, {"Nrlx_xx": Part("pre_approvals", many=True)}, "Nrlx_xx", Nrlx_xx=_PRE_APPROVAL)),
    "Fwnr": _group("Fwnr_id", Part("contents", NUMBER, many=True)),
    "Yylb": _group("Yylb_id", Part("languages", NUMBER, many=True)),
    "Ym_xx": Part("domains", many=True),
    "Jr_xx": Part("accesses", many=True),
    "Wz_Fzr": Part("principal"),
    "Baxh": Part("licence_number"),
    "Syurl": Part("home_page", PAGE),
    "Wz_Bz": Part("note"),
}

_PRINCIPAL_TAGS = "Fzr_dzyj! Msn Qq Fzr_zjlx Fzr_zjhm"
_SITE_TAGS = "Wz_Fzr! Syurl Wz_Bz"

_OF_SUBJECT = Shape(Principal, _PRINCIPAL, f"Fzr_xm Fzr_dhhm Fzr_sjhm! {_PRINCIPAL_TAGS}")
_OF_SITE = Shape(Principal, _PRINCIPAL, f"Fzr_xm! Fzr_dhhm Fzr_sjhm! {_PRINCIPAL_TAGS}")
_ADDRESS_UP = Shape(Address, _ADDRESS, "Shengid! Shiid! Xianid Xxdz")
_NEW_RANGE = Shape(IpRange, _IP_RANGE, "IspIpid! Qsip! Zzip!")
_KNOWN_DOMAIN = Shape(Domain, _DOMAIN, "Ymid! Ym!")
_KNOWN_RANGE = Shape(IpRange, _IP_RANGE, "Ipid! Qsip! Zzip!")

NEW_SUBJECT = Shape(
    Subject,
    _SUBJECT,
    "IspZtid! Dwmc! Dwxz Tzr Txdz! Zj! Fzr! Bbfs! Bz",
    Txdz=_ADDRESS_UP,
    Fzr=_OF_SUBJECT,
)
NEW_ACCESS = Shape(Access, _ACCESS, "IspJrid! Wzfb! Wzjrfs! Ip_xx!", Ip_xx=_NEW_RANGE)
NEW_SITE = Shape(
    Site,
    _SITE,
    f"IspWzid! Wzmc! Nrlx Fwnr! Yylb! Ym_xx! Jr_xx! {_SITE_TAGS}",
    Ym_xx=Shape(Domain, _DOMAIN, "IspYmid! Ym!"),
    Jr_xx=NEW_ACCESS,
    Wz_Fzr=_OF_SITE,
)
CHANGED_SUBJECT = Shape(
    Subject,
    _SUBJECT,
    "Ztid! Dwmc! Baxh! Dwxz Tzr Txdz! Zj! Fzr! Bz",
    Txdz=_ADDRESS_UP,
    Fzr=_OF_SUBJECT,
)
CHANGED_SITE = Shape(
    Site,
    _SITE,
    "Wzid! Wzmc! Nrlx Fwnr! Yylb! Ym_xx! Jr_xx! Wz_Fzr! Baxh! Syurl Wz_Bz",
    Ym_xx=Shape(Domain, _DOMAIN, "IspYmid! Ymid Ym!"),
    Jr_xx=Shape(
        Access, _ACCESS, "Jrid! Wzfb! Wzjrfs! Ip_xx!", Ip_xx=Shape(IpRange, _IP_RANGE, "IspIpid! Ipid Qsip! Zzip!")
    ),
    Wz_Fzr=_OF_SITE,
)
VERIFIED_SUBJECT = Shape(
    Subject,
    _SUBJECT,
    "Ztid! Dwmc! Dwxz Txdz! Tzr Zj! Fzr! Bz",
    Txdz=_ADDRESS_UP,
    Fzr=Shape(Principal, _PRINCIPAL, f"Fzr_xm Fzr_dhhm sjhm! {_PRINCIPAL_TAGS}"),
)
VERIFIED_SITE = Shape(
    Site,
    _SITE,
    f"Wzid! Wzmc! Nrlx Fwnr! Ym_xx! Jr_xx! {_SITE_TAGS}",
    Ym_xx=_KNOWN_DOMAIN,
    Jr_xx=Shape(Access, _ACCESS, "Jrid! Wzfb! Wzjrfs! Ip_xx! Bbfs!", Ip_xx=_KNOWN_RANGE),
    Wz_Fzr=Shape(Principal, _PRINCIPAL, f"Fzr_xm! Fzr_dhhm sjhm {_PRINCIPAL_TAGS}"),
)

_PUBLISHED_OF_SUBJECT = Shape(Principal, _PRINCIPAL, f"Fzr_xm Fzr_dhhm Fzr_sjhm {_PRINCIPAL_TAGS}")
_PUBLISHED_OF_SITE = Shape(Principal, _PRINCIPAL, f"Fzr_xm! Fzr_dhhm Fzr_sjhm {_PRINCIPAL_TAGS}")
_ADDRESS_DOWN = Shape(Address, _ADDRESS, "Shengid! Shiid Xianid Xxdz")

PUBLISHED_SUBJECT = Shape(
    Subject,
    _SUBJECT,
    "IspZtid Ztid! Dwmc! Dwxz Txdz! Zj! Fzr! Baxh Bbyhlx! Tzr Scbbsj! Zjxgsj! Zsyxq Zslj Zsxh Shrxm Shsj Bz",
    Txdz=_ADDRESS_DOWN,
    Fzr=_PUBLISHED_OF_SUBJECT,
)
PUBLISHED_SITE = Shape(
    Site,
    _SITE,
    f"IspWzid Wzid! Wzmc! Nrlx Fwnr Yylb Ym_xx! Jr_xx! {_SITE_TAGS} Baxh",
    Ym_xx=Shape(Domain, _DOMAIN, "IspYmid Ymid! Ym!"),
    Jr_xx=Shape(
        Access,
        _ACCESS,
        "IspJrid Jrid! Ispid! Wzfb! Wzjrfs! Ip_xx!",
        Ip_xx=Shape(IpRange, _IP_RANGE, "IspIpid Ipid! Qsip! Zzip!"),
    ),
    Wz_Fzr=_PUBLISHED_OF_SITE,
)
TASK_SUBJECT = Shape(
    Subject,
    _SUBJECT,
    "Ztid! Dwmc! Dwxz Txdz! Zj! Fzr! Tzr Bbyhlx! Scbbsj! Zjxgsj! Bz",
    Txdz=_ADDRESS_DOWN,
    Fzr=_PUBLISHED_OF_SUBJECT,
)
TASK_SITE = Shape(
    Site,
    _SITE,
    f"Wzid! Wzmc! Nrlx Fwnr Yylb Ym_xx! Jr_xx! {_SITE_TAGS}",
    Ym_xx=_KNOWN_DOMAIN,
    Jr_xx=Shape(Access, _ACCESS, "Jrid! Wzfb! Wzjrfs! Ip_xx! Bbyhid! Bbyhlx!", Ip_xx=_KNOWN_RANGE),
    Wz_Fzr=_PUBLISHED_OF_SITE,
)
