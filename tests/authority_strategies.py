"""Invented reports and downloads of every kind, drawn by hypothesis."""

from __future__ import annotations

from ipaddress import IPv4Address

from hypothesis import strategies as st
from msgspec.structs import replace

from beian_plugin.authority.answers import IpAllocation, IpSource, UnfiledAnswer, VerificationResult
from beian_plugin.authority.report import Attachment, Holder, Report
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Access,
    Address,
    Cancellation,
    Domain,
    IpRange,
    Particulars,
    PreApproval,
    Principal,
    Reporting,
    Site,
    Subject,
)

LETTERS = "茶叶示例知识园地镕·—“”（）ABCxyz0123456789 ;-@&<>\"'\t\n"
JPEG = b"\xff\xd8\xff"


def text(least, most):
    """Text that GBK and every field hold; kept short, for long values only slow the search down."""
    return st.text(LETTERS, min_size=least, max_size=min(most, least + 6))


def maybe(values):
    """Left out, or one of `values`."""
    return st.just("") | values


def none_or(values):
    """None, or one of `values`."""
    return st.none() | values


def several(values, most=3):
    """One to three."""
    return st.lists(values, min_size=1, max_size=most).map(tuple)


ids = st.integers(1, 2**63 - 1)
codes = st.integers(1, 64)
types = st.integers(1, 999)
divisions = st.integers(100000, 999999)
ipv4 = st.integers(1, 2**32 - 1).map(IPv4Address).map(str)
domains = st.sampled_from(["beian-sample.cn", "a.cn", "xn--fsqu00a.xn--fiqs8s", "xn--7l3i.cn", "sample-2.com"])
pages = st.sampled_from(["www.beian-sample.cn", "a.cn/index", "xn--fsqu00a.xn--fiqs8s"])
pictures = st.binary(max_size=20).map(lambda rest: JPEG + rest)
moments = st.sampled_from(["2013-10-01", "2013-10-01 12:00:00", "2024-02-29 23:59:59.0"])

addresses = st.builds(
    Address, province=divisions, city=divisions, county=none_or(divisions), detail=maybe(text(1, 1024))
)
principals = st.builds(
    Principal,
    name=text(1, 128),
    office_phone=maybe(text(11, 128)),
    mobile=text(11, 128),
    email=text(6, 128),
    msn=maybe(text(6, 128)),
    qq=maybe(text(5, 128)),
    certificate_type=none_or(types),
    certificate_number=maybe(text(1, 128)),
)


def subjects(*, most_type=999, **more):
    """Subjects; `more` adds ids and numbers."""
    return st.builds(
        Subject,
        name=text(1, 255),
        nature=none_or(types),
        investor=maybe(text(1, 255)),
        address=addresses,
        certificate_type=st.integers(1, most_type),
        certificate_number=text(1, 128),
        certificate_address=text(1, 1024),
        principal=principals,
        note=maybe(text(1, 1024)),
        **more,
    )


def ranges(**more):
    """Ranges of addresses."""
    return several(st.builds(IpRange, first=ipv4, last=ipv4, **more))


def accesses(addresses, **more):
    """Accesses on `addresses`."""
    return st.builds(Access, places=several(codes), modes=several(codes), addresses=addresses, **more)


def sites(domains, accesses, *, languages=True, scans=True, **more):
    """Sites; the pre-approval's scans are numbered from 1 on."""
    permit = st.builds(PreApproval, category=codes, number=text(1, 512), scans=st.just((1,)))
    return st.builds(
        Site,
        name=text(1, 512),
        home_page=maybe(pages),
        pre_approvals=st.just(()) | permit.map(lambda one: (one,)) if scans else st.just(()),
        contents=several(codes),
        languages=several(codes) if languages else st.just(()),
        domains=several(domains),
        accesses=accesses,
        principal=principals,
        note=maybe(text(1, 1024)),
        **more,
    )


new_sites = sites(
    st.builds(Domain, name=domains, own_id=ids),
    several(accesses(ranges(own_id=ids), own_id=ids)),
    own_id=ids,
)
changed_sites = sites(
    st.builds(Domain, name=domains, own_id=ids, authority_id=none_or(ids)),
    several(accesses(ranges(own_id=ids, authority_id=none_or(ids)), authority_id=ids)),
    authority_id=ids,
    licence_number=text(1, 128),
)
verified_sites = sites(
    st.builds(Domain, name=domains, authority_id=ids),
    several(accesses(ranges(authority_id=ids), authority_id=ids)),
    languages=False,
    authority_id=ids,
)
reporting = st.sampled_from(Reporting)
known_subjects = st.builds(Subject, licence_number=text(1, 128)) | st.builds(Subject, authority_id=ids)
cancellations = st.builds(Cancellation, reason=types, note=maybe(text(1, 1000)))


@st.composite
def reports(draw, kind=None):
    """Reports that the authority would take, as `parse_upload` gives them back: scans first, numbered from 1."""
    kind = kind or draw(st.sampled_from(Kind))
    particulars = draw(_PARTICULARS[kind])
    scans = bool([permit for site in particulars.sites for permit in site.pre_approvals])
    # Every pre-approval shows a scan of its own.
    particulars, count = _numbered_scans(particulars) if scans else (particulars, 0)
    attachments = [Attachment(id=n, purpose=0, format=0, content=draw(pictures)) for n in range(1, count + 1)]
    if kind.cancel_type is None:
        least = 1 if kind is Kind.MATERIAL else 0
        holders = _holders(particulars)
        for number in range(draw(st.integers(least, 1 if kind is Kind.MATERIAL else 2))):
            holder, site = draw(st.sampled_from(holders))
            attachments.append(
                Attachment(
                    id=count + number + 1,
                    purpose=draw(types),
                    format=draw(types),
                    holder=holder,
                    site=site,
                    content=draw(pictures),
                    note=draw(maybe(text(1, 256))),
                )
            )
    password = draw(text(1, 12)) if kind is Kind.TRANSFER_IN else draw(maybe(text(1, 12)))
    if kind in (Kind.NEW, Kind.MATERIAL):
        password = ""
    return Report(kind=kind, particulars=particulars, attachments=tuple(attachments), password=password)


def _numbered_scans(particulars):
    count, sites = 0, []
    for site in particulars.sites:
        permits = []
        for permit in site.pre_approvals:
            count += 1
            permits.append(replace(permit, scans=(count,)))
        sites.append(replace(site, pre_approvals=tuple(permits)))
    return replace(particulars, sites=tuple(sites)), count


def _holders(particulars):
    found = [(Holder.SITE, index) for index, _ in enumerate(particulars.sites[:1])]
    return found + ([(Holder.SUBJECT, 0)] if particulars.subject else [])


def filings(**parts):
    return st.builds(Particulars, **parts)


_one_access = accesses(ranges(own_id=ids), own_id=ids).map(lambda one: (one,))
_PARTICULARS = {
    Kind.NEW: filings(subject=subjects(own_id=ids, reporting=reporting), sites=several(new_sites, 2)),
    Kind.ADD_SITE: filings(subject=known_subjects, sites=several(new_sites, 2)),
    Kind.TRANSFER_IN: filings(
        sites=(
            st.builds(Site, licence_number=text(1, 128), accesses=_one_access)
            | st.builds(Site, authority_id=ids, accesses=_one_access)
        ).map(lambda one: (one,))
    ),
    Kind.CHANGE: filings(
        subject=subjects(most_type=11, authority_id=ids, licence_number=text(1, 128)), sites=several(changed_sites, 2)
    ),
    Kind.CANCEL_SUBJECT: filings(subject=st.builds(Subject, authority_id=ids), cancellation=cancellations),
    Kind.CANCEL_SITE: filings(
        sites=st.builds(Site, authority_id=ids).map(lambda one: (one,)), cancellation=cancellations
    ),
    Kind.CANCEL_ACCESS: filings(
        sites=st.builds(Access, authority_id=ids).map(lambda one: (Site(accesses=(one,)),)), cancellation=cancellations
    ),
    Kind.MATERIAL: filings(subject=known_subjects)
    | filings(
        sites=(st.builds(Site, licence_number=text(1, 128)) | st.builds(Site, authority_id=ids)).map(lambda one: (one,))
    ),
}


@st.composite
def with_scans(draw, make, particulars, **more):
    """A value that carries the scans of its pre-approvals itself."""
    numbered, count = _numbered_scans(draw(particulars))
    scans = tuple(draw(pictures) for _ in range(count))
    return make(particulars=numbered, scans=scans, **{name: draw(value) for name, value in more.items()})


verification_results = with_scans(
    VerificationResult,
    filings(subject=subjects(authority_id=ids), sites=several(verified_sites, 2)),
    passed=st.booleans(),
    verifier=text(1, 128),
    on=st.dates(),
    unit=ids,
    opinion=text(1, 1024),
    errors=maybe(text(1, 4000)),
)
unfiled_answers = st.builds(
    UnfiledAnswer,
    domain=domains,
    address=ipv4,
    carrier=ids,
    provider=ids,
    province=ids,
    outcome=types,
    opinion=text(1, 255),
    listed_on=st.dates(),
    due=st.dates(),
    reporter_name=maybe(text(1, 128)),
    reporter_phone=maybe(text(11, 128)),
    reporter_email=maybe(text(6, 128)),
)
ip_sources = st.builds(IpSource, own_id=ids, first=ipv4, last=ipv4, unit=ids, note=maybe(text(1, 512)))
ip_allocations = st.builds(
    IpAllocation,
    own_id=ids,
    first=ipv4,
    last=ipv4,
    way=st.integers(1, 4),
    receiver=none_or(ids),
    usage=none_or(st.integers(1, 3)),
    allocated_on=none_or(st.dates()),
    redirects=none_or(st.booleans()),
    name=maybe(text(1, 255)),
    nature=none_or(types),
    province=none_or(divisions),
    detail=maybe(text(1, 512)),
    contact_name=maybe(text(1, 20)),
    contact_phone=maybe(text(11, 255)),
    contact_email=maybe(text(6, 255)),
    gateway=maybe(ipv4),
    gateway_place=maybe(text(1, 512)),
)
