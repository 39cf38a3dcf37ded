"""What a provider reports beside filings: answers to the authority's tasks, and its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree

from beian_plugin.authority import shapes, xml
from beian_plugin.authority.mapping import DOMAIN, FLAG, IPV4, NUMBER, Form, Part, Shape, Writer
from beian_plugin.authority.upload_writer import close, root_of
from beian_plugin.errors import DocumentRefused
from beian_plugin.filing.particulars import Particulars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beian_plugin.filing.particulars import Site, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationResult:
    """What became of a verification task (`HSJG`)."""

    passed: bool
    #: Who verified, and when.
    verifier: str
    on: date
    #: The provider's own id (`Bbdw`).
    unit: int
    opinion: str
    #: What is wrong, where it did not pass.
    errors: str = ""
    #: The task's particulars, corrected where that was possible.
    particulars: Particulars
    #: Scans of pre-approvals, as the task has them: the first is number 1.
    scans: tuple[bytes, ...] = ()

    @property
    def subject(self) -> Subject | None:
        """The subject of the filing."""
        return self.particulars.subject

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites of the filing."""
        return self.particulars.sites


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfiledAnswer:
    """What was done about an unfiled site (`WBACLJG`)."""

    domain: str
    address: str
    #: Ids of providers, and the division code of the province.
    carrier: int
    provider: int
    province: int
    #: Base code `Cljg`.
    outcome: int
    opinion: str
    listed_on: date
    due: date
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IpSource:
    """Where a block of addresses comes from (`Xzly`); reported before its allocation."""

    own_id: int
    first: str
    last: str
    #: The unit that gave it (`Lydw`).
    unit: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IpAllocation:
    """What a block of addresses is used for (`Xzfp`)."""

    own_id: int
    first: str
    last: str
    #: 1 allocated for use, 2 re-allocated, 3 own use, 4 reserved; 1 asks for most of what follows.
    way: int
    receiver: int | None = None
    #: 1 static, 2 dynamic, 3 unknown.
    usage: int | None = None
    allocated_on: date | None = None
    redirects: bool | None = None
    name: str = ""
    nature: int | None = None
    unit_class: int | None = None
    industry: int | None = None
    province: int | None = None
    city: int | None = None
    county: int | None = None
    detail: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    gateway: str = ""
    gateway_place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IpRelease:
    """A source or an allocation that is taken back (`SCBA`)."""

    authority_id: int
    what: Literal["source", "allocation"] = "allocation"


_DATE = Form(date.fromisoformat, date.isoformat)
#: 0 passed, 1 refused: the reverse of a review opinion.
_PASSED = Form(lambda text: int(text) == 0, lambda passed: str(int(not passed)))
_BLOCK = {
    "IspId": Part("own_id", NUMBER),
    "Id": Part("authority_id", NUMBER),
    "Qsip": Part("first", IPV4),
    "Zzip": Part("last", IPV4),
    "Bz": Part("note"),
}
_VERIFIED = Shape(
    None,
    {"Zt_xx": Part("subject"), "Wz_xx": Part("sites", many=True)},
    "Zt_xx! Wz_xx!",
    Zt_xx=shapes.VERIFIED_SUBJECT,
    Wz_xx=shapes.VERIFIED_SITE,
)


def _verification_result(subject: Subject, sites: tuple[Site, ...], **values: Any) -> VerificationResult:
    return VerificationResult(particulars=Particulars(subject=subject, sites=sites), **values)


VERIFICATION_RESULT = Shape(
    _verification_result,
    {
        "Hsjg": Part("passed", _PASSED),
        "Hsrxm": Part("verifier"),
        "Hssj": Part("on", _DATE),
        "Bbdw": Part("unit", NUMBER),
        "Hsyj": Part("opinion"),
        "Cwxx": Part("errors"),
        "Baxx": Part(shape=_VERIFIED),
    },
    "Hsjg! Hsrxm! Hssj! Bbdw! Hsyj! Cwxx Baxx!",
)
UNFILED_ANSWER = Shape(
    UnfiledAnswer,
    {
        "Ym": Part("domain", DOMAIN),
        "IP": Part("address", IPV4),
        "Yys": Part("carrier", NUMBER),
        "Jrs": Part("provider", NUMBER),
        "Shengid": Part("province", NUMBER),
        "Cljg": Part("outcome", NUMBER),
        "Clyj": Part("opinion"),
        "Rbsj": Part("listed_on", _DATE),
        "Clsx": Part("due", _DATE),
        "Sbrxm": Part("reporter_name"),
        "Sbrdh": Part("reporter_phone"),
        "Sbrdzyj": Part("reporter_email"),
    },
    "Ym! IP! Yys! Jrs! Shengid! Cljg! Clyj! Rbsj! Clsx! Sbrxm Sbrdh Sbrdzyj",
)
IP_SOURCE = Shape(IpSource, _BLOCK | {"Lydw": Part("unit", NUMBER)}, "IspId! Qsip! Zzip! Lydw! Bz")
IP_ALLOCATION = Shape(
    IpAllocation,
    _BLOCK
    | {
        "Fpfs": Part("way", NUMBER),
        "Fpdx": Part("receiver", NUMBER),
        "Syfs": Part("usage", NUMBER),
        "Fprq": Part("allocated_on", _DATE),
        "Sfymtz": Part("redirects", FLAG),
        "Dwmc": Part("name"),
        "Dwxz": Part("nature", NUMBER),
        "Dwfl": Part("unit_class", NUMBER),
        "Dwhyfl": Part("industry", NUMBER),
        "Shengid": Part("province", NUMBER),
        "Shiid": Part("city", NUMBER),
        "Xianid": Part("county", NUMBER),
        "Xxdz": Part("detail"),
        "Lxrxm": Part("contact_name"),
        "Lxrdh": Part("contact_phone"),
        "Lxrdzyj": Part("contact_email"),
        "Wgip": Part("gateway", IPV4),
        "Wgdz": Part("gateway_place"),
    },
    "IspId! Qsip! Zzip! Fpfs! Fpdx Syfs Fprq Sfymtz Dwmc Dwxz Dwfl Dwhyfl Shengid Shiid Xianid Xxdz "
    "Lxrxm Lxrdh Lxrdzyj Wgip Wgdz Bz",
)


def _release(what: Literal["source", "allocation"]) -> Shape:
    def make(authority_id: int) -> IpRelease:
        return IpRelease(authority_id=authority_id, what=what)

    return Shape(make, _BLOCK, "Id!")


RELEASED_SOURCE = _release("source")
RELEASED_ALLOCATION = _release("allocation")


def build_verification_results(results: Sequence[VerificationResult], provider_id: int) -> bytes:
    """`ICP/HSJG`, in GBK; raises `DocumentRefused`."""
    return _build("ICP/HSJG/Hsjgxx", VERIFICATION_RESULT, results, provider_id)


def build_unfiled_answers(answers: Sequence[UnfiledAnswer], provider_id: int) -> bytes:
    """`ICP/WBACLJG`, in GBK; raises `DocumentRefused`."""
    return _build("ICP/WBACLJG/Clxx", UNFILED_ANSWER, answers, provider_id)


def build_ip_sources(sources: Sequence[IpSource], provider_id: int) -> bytes:
    """`IP/XZBA/Xzly`, in GBK; raises `DocumentRefused`."""
    return _build("IP/XZBA/Xzly/Ly", IP_SOURCE, sources, provider_id)


def build_ip_allocations(allocations: Sequence[IpAllocation], provider_id: int) -> bytes:
    """`IP/XZBA/Xzfp`, in GBK; raises `DocumentRefused`."""
    return _build("IP/XZBA/Xzfp/Fpsy", IP_ALLOCATION, allocations, provider_id)


def build_ip_releases(releases: Sequence[IpRelease], provider_id: int) -> bytes:
    """`IP/SCBA`, all of sources or all of allocations, in GBK; raises `DocumentRefused`."""
    kinds = {release.what for release in releases}
    if len(kinds) > 1:
        raise ValueError("one file releases sources or allocations, not both")
    if kinds == {"source"}:
        return _build("IP/SCBA/Scly/Ly", RELEASED_SOURCE, releases, provider_id)
    return _build("IP/SCBA/Scfp/Fpsy", RELEASED_ALLOCATION, releases, provider_id)


def _build(path: str, shape: Shape, values: Sequence[Any], provider_id: int) -> bytes:
    if not values:
        raise ValueError("a file holds at least one record")
    branch, *around, tag = path.split("/")
    root, element = root_of(branch)
    inner = element
    for name in around:
        inner = etree.SubElement(inner, name)
    writer = Writer()
    for writer.record, value in enumerate(values):
        writer.scans = dict(enumerate(getattr(value, "scans", ()), 1))
        aside = {"reporting": value.subject and value.subject.reporting} if shape is VERIFICATION_RESULT else None
        writer.members(etree.SubElement(inner, tag), shape, value, "", aside)
    if faults := close(writer, root, element, provider_id):
        raise DocumentRefused(faults)
    return xml.serialise(root)
