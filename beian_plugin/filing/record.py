"""What a record source says about one domain, and what a source is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from beian_plugin.filing.facts import Access, Filed

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One answer: filed, not filed or unknown; an empty list from a crawled source is unknown, never "not filed"."""

    filed: Filed
    #: When the source knew it.
    known_at: datetime
    subject_number: str = ""
    site_number: str = ""
    subject_name: str = ""
    access: Access = Access.UNKNOWN


class RecordSource(Protocol):
    """Something that can say whether a domain is filed."""

    #: Stands in verdicts and logs.
    name: str

    def look_up(self, domain: str) -> Record:
        """What the source knows of the registrable `domain`, in punycode; may raise, which counts as unknown.

        Called in a thread of its own, for several domains at once; a decision waits for it 2 seconds at most.
        """
        ...
