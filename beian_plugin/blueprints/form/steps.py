"""Into which steps a filing of each kind is divided, and which of its fields each asks (FAQ 31, 36, 53)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars, Site
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUBJECT, PEOPLE, ACCESS, CANCELLATION = "subject", "people", "access", "cancellation"
MATERIAL, PASSWORD, CHECK = "material", "password", "check"
#: Kinds that say who files, those that say a whole site, those that say an access, those that take pictures.
WHOLE = frozenset({Kind.NEW, Kind.CHANGE})
WITH_SITE = WHOLE | {Kind.ADD_SITE}
_WITH_ACCESS = WITH_SITE | {Kind.TRANSFER_IN}
_WITH_MATERIAL = _WITH_ACCESS | {Kind.MATERIAL}
#: Kinds whose customer says how many sites there are; a change is about those on record.
SITES_GROW = frozenset({Kind.NEW, Kind.ADD_SITE})

_SUBJECT = (
    "nature",
    "name",
    "certificate_type",
    "certificate_number",
    "certificate_address",
    "investor",
    "address.province",
    "address.county",
    "address.detail",
)
_PERSON = ("name", "certificate_type", "certificate_number", "office_phone", "mobile", "email")
_SITE = ("name", "home_page", "domains", "contents", "commercial", "languages", "pre_approvals", "note")
#: What a transfer says of a site on record.
_NAMED = ("licence_number", "commercial")
_ACCESS = ("addresses", "modes", "places")
#: What is said of a cancellation: that the sites are closed, where they go (FAQ 53).
_CANCELLED = dict.fromkeys((Kind.CANCEL_SUBJECT, Kind.CANCEL_SITE), ("reason", "note", "closed"))


class Step(NamedTuple):
    """One page of the wizard."""

    #: The last part of its address.
    slug: str
    title: Text
    #: The fields that it asks, by path within the particulars.
    paths: tuple[str, ...] = ()
    #: Paths whose faults, reasons and requirements belong here, though it asks no field of that name.
    covers: tuple[str, ...] = ()
    #: Which site it is about, from 0.
    site: int | None = None

    def closeness(self, path: str) -> int:
        """How closely the step names `path`; 0 for a path that belongs elsewhere."""
        named = (one for one in (*self.paths, *self.covers) if path == one or path.startswith(f"{one}."))
        return max(map(len, named), default=0)


def steps_of(
    kind: Kind, particulars: Particulars, *, password: bool, isp_id: int | None = None, individual: bool = False
) -> tuple[Step, ...]:
    """The steps of a filing, in their order; the last is to check it and hand it in.

    `password` says whether the filing password is asked for, `isp_id` which accesses are ours, `individual` whether
    a person files, who has no investor and no commercial site.
    """
    sites = particulars.sites or (Site(),)
    steps = [*_subject(kind, individual=individual), *_people(kind, sites)]
    if kind in _WITH_ACCESS:
        free = [individual and not site.commercial for site in sites]
        steps += [_site(kind, number, len(sites), free=free[number]) for number in range(len(sites))]
        steps.append(_access(sites, isp_id))
    if kind.cancel_type is not None:
        paths = below("cancellation", _CANCELLED.get(kind, ("reason", "note")))
        steps.append(Step(CANCELLATION, Text("注销理由", "Cancellation"), paths, ("cancellation", "subject", "sites")))
    if kind in _WITH_MATERIAL:
        steps.append(Step(MATERIAL, Text("资料", "Material"), covers=("attachments", "sheet")))
    if password:
        steps.append(Step(PASSWORD, Text("备案密码", "Filing password"), covers=("password",)))
    return (*steps, Step(CHECK, Text("核对并提交", "Check and hand in")))


def _subject(kind: Kind, *, individual: bool) -> list[Step]:
    title = Text("主体信息", "Subject")
    if kind in WHOLE:
        names = [name for name in _SUBJECT if not (individual and name == "investor")]
        return [Step(SUBJECT, title, below("subject", names), ("subject",))]
    if kind in (Kind.ADD_SITE, Kind.MATERIAL):
        return [Step(SUBJECT, title, ("subject.licence_number",), ("subject",))]
    return []


def _people(kind: Kind, sites: Sequence[Site]) -> list[Step]:
    if kind not in WITH_SITE:
        return []
    paths = below("subject.principal", _PERSON) if kind in WHOLE else ()
    for number in range(len(sites)):
        paths += below(f"sites.{number}.principal", _PERSON)
    covers = ("subject.principal", *(f"sites.{number}.principal" for number in range(len(sites))))
    return [Step(PEOPLE, Text("负责人", "Principals"), paths, covers)]


def _site(kind: Kind, number: int, count: int, *, free: bool) -> Step:
    path = f"sites.{number}"
    title = Text(f"网站{number + 1}", f"Site {number + 1}") if count > 1 else Text("网站信息", "Site")
    covers = (f"{path}.authority_id", f"{path}.licence_number", f"{path}.commercial", "sites")
    names = [name for name in (_SITE if kind in WITH_SITE else _NAMED) if not (free and name == "commercial")]
    return Step(f"site-{number + 1}", title, below(path, names), covers if number == 0 else covers[:3], number)


def _access(sites: Sequence[Site], isp_id: int | None) -> Step:
    paths: tuple[str, ...] = ()
    for number, site in enumerate(sites):
        paths += below(f"sites.{number}.accesses.{ours(site, isp_id)}", _ACCESS)
    covers = tuple(f"sites.{number}.accesses" for number in range(len(sites)))
    return Step(ACCESS, Text("接入信息", "Access"), paths, covers)


def ours(site: Site, isp_id: int | None) -> int:
    """Which of the site's accesses is through us: the first that names no other provider."""
    found = (place for place, one in enumerate(site.accesses) if one.provider in (None, isp_id))
    return next(found, len(site.accesses))


def below(path: str, names: Iterable[str]) -> tuple[str, ...]:
    """The paths of several fields of one group."""
    return tuple(f"{path}.{name}" for name in names)


def step_at(path: str, steps: Sequence[Step]) -> Step | None:
    """The step on whose page a path is: the one that names it most closely; None where none does."""
    if path.endswith(".scans"):
        return next((step for step in steps if step.slug == MATERIAL), None)
    found = [step for step in steps if step.closeness(path)]
    return max(found, key=lambda step: step.closeness(path), default=None)
