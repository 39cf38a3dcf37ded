"""One record of an upload, as the authority looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import json

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Access, Particulars, Site, Subject

if TYPE_CHECKING:
    from beian_plugin.authority.report import Attachment
    from beian_plugin.sandbox.tables import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a provider reports, with the password's MD5 as it came."""

    provider_id: int
    kind: Kind
    particulars: Particulars
    password_md5: str = ""
    attachments: tuple[Attachment, ...] = ()
    #: Set where it waits for review already: its own claims do not stand against it.
    submission_id: int | None = None

    @property
    def subject(self) -> Subject:
        """The subject; an empty one where the record has none."""
        return self.particulars.subject or Subject()

    @property
    def site(self) -> Site:
        """The first site; an empty one where the record has none."""
        return self.particulars.sites[0] if self.particulars.sites else Site()

    @property
    def access(self) -> Access:
        """The first access of the first site; an empty one where the record has none."""
        return self.site.accesses[0] if self.site.accesses else Access()


def filed_of(submission: Submission) -> Filed:
    """What a submission says; its attachments are left out, since they were checked when it came."""
    return Filed(
        provider_id=submission.provider_id,
        kind=Kind(submission.kind),
        particulars=json.decode(submission.particulars, type=Particulars),
        password_md5=submission.password_md5,
        submission_id=submission.id,
    )
