"""Records as the authority publishes them: the shared samples with the authority's own ids and numbers."""

from __future__ import annotations

import particulars_samples
from msgspec.structs import replace

from beian_plugin.authority.items import Published
from beian_plugin.filing.particulars import Particulars

OURS = 100001
OTHER = 100002


def number(serial):
    """The licence number of an invented subject."""
    return f"浙ICP备{20260000 + serial}号"


def site(serial=1, part=1, *, providers=(OURS,), **changes):
    """A published site: its id follows from the subject's serial and its part."""
    made = particulars_samples.site(serial, **changes)
    key = 10_000 * serial + part
    domains = tuple(replace(domain, authority_id=10 * key + place) for place, domain in enumerate(made.domains))
    access = made.accesses[0]
    accesses = tuple(
        replace(
            access,
            provider=provider,
            authority_id=10 * key + place,
            addresses=tuple(replace(one, authority_id=10 * key + place) for one in access.addresses),
        )
        for place, provider in enumerate(providers)
    )
    return replace(
        made, authority_id=key, licence_number=f"{number(serial)}-{part}", domains=domains, accesses=accesses
    )


def published(serial=1, *sites, **changes):
    """A published subject with its sites, by default one that we serve."""
    subject = particulars_samples.subject(serial, authority_id=serial, licence_number=number(serial), **changes)
    return Particulars(subject=subject, sites=sites or (site(serial),))


def told(particulars=None, changed_at="2026-05-02 10:00:00"):
    """The item by which the authority publishes it."""
    return Published(particulars=particulars or published(), filed_at="2026-05-01", changed_at=changed_at)


def of_subject(serial, **changes):
    """The item by which the authority publishes the subject of that serial."""
    return told(published(serial, **changes))
