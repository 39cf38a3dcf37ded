"""Which fields of a filing a result code is about; `filing.mending` has what can be done about it mechanically."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from beian_plugin.errors import InvalidValue
from beian_plugin.filing import division
from beian_plugin.filing.certificate import Certificate, CertificateKind, refusal
from beian_plugin.filing.codes import explain
from beian_plugin.filing.hostname import HostKind, parse_host
from beian_plugin.filing.verdict import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from beian_plugin.filing.particulars import Particulars, Site

#: Element of the upload document, as `codes.toml` writes it, to its path within the particulars; `*` stands for each.
_PATHS: Mapping[str, str] = {
    "Zt_xx/Dwmc": "subject.name",
    "Zt_xx/Dwxz": "subject.nature",
    "Zt_xx/Ztid": "subject.authority_id",
    "Zt_xx/Ztbah": "subject.licence_number",
    "Zt_xx/Txdz/Shengid": "subject.address.province",
    "Zt_xx/Txdz/Shiid": "subject.address.city",
    "Zt_xx/Txdz/Xianid": "subject.address.county",
    "Zt_xx/Zj/Zjlx": "subject.certificate_type",
    "Zt_xx/Zj/Zjhm": "subject.certificate_number",
    "Zt_xx/Fzr/Fzr_xm": "subject.principal.name",
    "Zt_xx/Fzr/Fzr_dhhm": "subject.principal.office_phone",
    "Zt_xx/Fzr/Fzr_sjhm": "subject.principal.mobile",
    "Zt_xx/Fzr/Fzr_dzyj": "subject.principal.email",
    "Zt_xx/Fzr/Msn": "subject.principal.msn",
    "Zt_xx/Fzr/Qq": "subject.principal.qq",
    "Zt_xx/Fzr/Fzr_zjlx": "subject.principal.certificate_type",
    "Zt_xx/Fzr/Fzr_zjhm": "subject.principal.certificate_number",
    "Wz_xx/Wzid": "sites.*.authority_id",
    "Wz_xx/Wzbah": "sites.*.licence_number",
    "Wz_xx/Wzmc": "sites.*.name",
    "Wz_xx/Syurl": "sites.*.home_page",
    "Ym_xx/Ym": "sites.*.domains.*.name",
    "Nrlx_xx/Nrlx_id": "sites.*.pre_approvals.*.category",
    "Fwnr/Fwnr_id": "sites.*.contents",
    "Yylb/Yylb_id": "sites.*.languages",
    "Wz_Fzr/Fzr_dhhm": "sites.*.principal.office_phone",
    "Wz_Fzr/Fzr_sjhm": "sites.*.principal.mobile",
    "Wz_Fzr/Fzr_dzyj": "sites.*.principal.email",
    "Wz_Fzr/Msn": "sites.*.principal.msn",
    "Wz_Fzr/Qq": "sites.*.principal.qq",
    "Wz_Fzr/Fzr_zjlx": "sites.*.principal.certificate_type",
    "Wz_Fzr/Fzr_zjhm": "sites.*.principal.certificate_number",
    "Wzjrfs/Jrfs": "sites.*.accesses.*.modes",
    "Wzfb/Fbdd": "sites.*.accesses.*.places",
    "Ip_xx/Qsip": "sites.*.accesses.*.addresses.*.first",
    "Ip_xx/Zzip": "sites.*.accesses.*.addresses.*.last",
    "Ip_xx/Ipid": "sites.*.accesses.*.addresses.*.authority_id",
    "Zx_xx/Zxly": "cancellation.reason",
    "ICPmm": "password",
}


def field_paths(codes: Iterable[int], particulars: Particulars) -> dict[str, Text]:
    """Reasons by field: the path of each field that the result codes are about, and what the authority says of it.

    Where a code may mean several fields and our own checks find some of them wrong, only those are named. `password`
    stands for the filing password, which is no part of the particulars; what a filing does not hold is left out.
    """
    found: dict[str, Text] = {}
    for remedy in explain(codes):
        paths = [path for field in remedy.fields for path in _expand(particulars, _PATHS.get(field.path, ""))]
        wrong = {path for code in remedy.codes for path in _SUSPECTS.get(code, _nothing)(particulars)}
        for path in [path for path in paths if path in wrong] or paths:
            before = found.get(path)
            text = Text(*(f"{'+'.join(map(str, remedy.codes))} {words}" for words in remedy.message))
            found[path] = Text(f"{before.zh}；{text.zh}", f"{before.en}; {text.en}") if before else text
    return found


def _expand(holder: Any, path: str) -> Iterator[str]:
    """The paths within `holder` that the pattern stands for; none where something on the way is missing."""
    if path in ("", "password"):
        yield from filter(None, [path])
        return
    head, _, rest = path.partition(".")
    if head == "*":
        for place, item in enumerate(holder):
            yield from (f"{place}.{below}" for below in _expand(item, rest))
    elif not rest:
        yield head
    elif (value := getattr(holder, head)) is not None:
        yield from (f"{head}.{below}" for below in _expand(value, rest))


def _nothing(particulars: Particulars) -> Iterator[str]:  # noqa: ARG001  the signature of the others
    yield from ()


def _wrong_numbers(particulars: Particulars) -> Iterator[str]:
    """Certificate numbers that look like a resident ID and are not written as a valid one (1015)."""
    for path, number in _certificate_numbers(particulars):
        compact = number.strip()
        looks_like_one = len(compact) == 18 and compact[:17].isdecimal()
        # A credit code may have digits alone.
        if looks_like_one and resident_number(number) != number and refusal(CertificateKind.CREDIT_CODE, compact):
            yield path


def _certificate_numbers(particulars: Particulars) -> Iterator[tuple[str, str]]:
    if particulars.subject:
        yield "subject.certificate_number", particulars.subject.certificate_number
        yield "subject.principal.certificate_number", particulars.subject.principal.certificate_number
    for place, site in enumerate(particulars.sites):
        yield f"sites.{place}.principal.certificate_number", site.principal.certificate_number


def resident_number(text: str) -> str | None:
    """The resident ID of 18 characters as it has to be written; None where it is none."""
    try:
        number = Certificate.parse(CertificateKind.RESIDENT_ID, text).number
    except InvalidValue:
        return None
    # Older numbers have no check digit that would tell them from a licence's.
    return number if len(number) == 18 else None


def _closed_divisions(particulars: Particulars) -> Iterator[str]:
    """Division codes that are not in force (1019)."""
    if particulars.subject:
        for name in ("province", "city", "county"):
            code = getattr(particulars.subject.address, name)
            if code is not None and division.current(str(code)) is None:
                yield f"subject.address.{name}"


def _unregistrable(particulars: Particulars) -> Iterator[str]:
    """Domains that are no registrable ones (1004)."""
    for place, site in enumerate(particulars.sites):
        for number, domain in enumerate(site.domains):
            if registrable(domain.name) != domain.name:
                yield f"sites.{place}.domains.{number}.name"


def _stray_home_pages(particulars: Particulars) -> Iterator[str]:
    """Home pages and domains of the sites whose home page lies under none of their domains (1041)."""
    for place, site in enumerate(particulars.sites):
        if stray_home_page(site):
            yield f"sites.{place}.home_page"
            yield from (f"sites.{place}.domains.{number}.name" for number in range(len(site.domains)))


_SUSPECTS: Mapping[int, Callable[[Particulars], Iterator[str]]] = {
    1004: _unregistrable,
    1015: _wrong_numbers,
    1019: _closed_divisions,
    1041: _stray_home_pages,
}


def registrable(host: str) -> str | None:
    """The registrable domain of a host; None where it has none."""
    try:
        parsed = parse_host(host)
    except InvalidValue:
        return None
    return parsed.registrable if parsed.kind is HostKind.NAME else None


def stray_home_page(site: Site) -> str | None:
    """The registrable domain of the home page where the site's list lacks it (FAQ 13); None where nothing is amiss."""
    domain = registrable(site.home_page.partition(";")[0]) if site.home_page else None
    return domain if domain and domain not in {one.name for one in site.domains} else None
