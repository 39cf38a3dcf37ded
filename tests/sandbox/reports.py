"""What a provider reports, in few words."""

from __future__ import annotations

import particulars_samples as samples
from msgspec import structs

from beian_plugin.authority.report import Attachment, Holder
from beian_plugin.filing.particulars import (
    Access,
    Cancellation,
    Particulars,
    Site,
    Subject,
)

STOPPED = Cancellation(reason=2)
JPEG = b"\xff\xd8\xff\xe0 a picture"


def site_of(particulars, index=0, **changes):
    """The particulars with changes to one site."""
    sites = list(particulars.sites)
    sites[index] = structs.replace(sites[index], **changes)
    return structs.replace(particulars, sites=tuple(sites))


def subject_of(particulars, **changes):
    return structs.replace(particulars, subject=structs.replace(particulars.subject, **changes))


def addition(number, serial=2, **changes):
    """A site to be added to the subject with that number."""
    return Particulars(subject=Subject(licence_number=number), sites=(samples.site(serial, **changes),))


def transfer(number, **access):
    return Particulars(sites=(Site(licence_number=number, accesses=(samples.access(9, **access),)),))


def cancel_subject(filed):
    return Particulars(subject=Subject(authority_id=filed.subject.authority_id), cancellation=STOPPED)


def cancel_site(site):
    return Particulars(sites=(Site(authority_id=site.authority_id),), cancellation=STOPPED)


def cancel_access(access):
    return Particulars(sites=(Site(accesses=(Access(authority_id=access.authority_id),)),), cancellation=STOPPED)


def picture(**changes):
    return Attachment(**{"id": 1, "purpose": 1, "format": 1, "holder": Holder.SUBJECT, "content": JPEG} | changes)
