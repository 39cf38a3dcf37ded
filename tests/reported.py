"""Reports that the authority would take, and ways to make them differ."""

from __future__ import annotations

import particulars_samples as samples
from authority_strategies import JPEG
from msgspec.structs import replace

from beian_plugin.authority.report import Attachment, Report
from beian_plugin.filing.kinds import Kind

PROVIDER = 100001


def numbered(particulars, start=1):
    """The particulars with ids of ours on every new record."""

    def site(one):
        accesses = [
            replace(a, own_id=start, addresses=tuple(replace(i, own_id=start) for i in a.addresses))
            for a in one.accesses
        ]
        domains = tuple(replace(d, own_id=start) for d in one.domains)
        return replace(one, own_id=start, domains=domains, accesses=tuple(accesses))

    subject = replace(particulars.subject, own_id=start)
    return replace(particulars, subject=subject, sites=tuple(map(site, particulars.sites)))


def new(serial=1, **changes):
    """A first filing that the authority would take."""
    return Report(kind=Kind.NEW, particulars=replace(numbered(samples.new(serial), serial), **changes))


def with_subject(**changes):
    """A first filing whose subject differs."""
    return new(subject=replace(new().particulars.subject, **changes))


def with_site(**changes):
    """A first filing whose site differs."""
    return new(sites=(replace(new().particulars.sites[0], **changes),))


def picture(size=10, *, number=1, purpose=1):
    """An attachment of so many bytes."""
    return Attachment(id=number, purpose=purpose, format=1, content=JPEG + b"x" * (size - 3))
