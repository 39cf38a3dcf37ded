"""The authority's own status query as a record source: filed or not, but not with whom."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

from beian_plugin.filing.certificate import CertificateKind
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.hostname import to_unicode
from beian_plugin.filing.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from beian_plugin.filing.certificate import Certificate

_DOMAIN = 0
_KINDS: dict[CertificateKind, tuple[int, ...]] = {
    CertificateKind.BUSINESS_LICENCE: (1,),
    CertificateKind.RESIDENT_ID: (2,),
    # Which kind of organisation holds the code is not told by the code.
    CertificateKind.ORGANISATION_CODE: (3, 9, 10),
    CertificateKind.INSTITUTION: (4,),
    CertificateKind.MILITARY_CODE: (5,),
    CertificateKind.SOCIAL_ORGANISATION: (6,),
    CertificateKind.PASSPORT: (7,),
    CertificateKind.OFFICER_CARD: (8,),
    CertificateKind.TAIWAN_PERMIT: (11,),
}
#: The interface is older than credit codes; the code stands where the certificate stood that its issuer gave before.
#: GB 32100: 1 the office for public establishment (1 government, 2 public institution), 5 civil affairs, 9 the market
#: regulator.
_CREDIT_CODES = {"11": (9,), "12": (4, 3), "5": (6, 10), "9": (1,)}


def conditions(certificate: Certificate) -> tuple[int, ...]:
    """The `queryConditionType`s under which a certificate may be recorded; none where the query knows no such kind."""
    if certificate.kind is not CertificateKind.CREDIT_CODE:
        return _KINDS.get(certificate.kind, ())
    for prefix, found in _CREDIT_CODES.items():
        if certificate.number.startswith(prefix):
            return found
    return (1, 3, 4, 6, 9, 10)


class Status(Protocol):
    """An answer of the status query."""

    @property
    def filed(self) -> bool: ...
    @property
    def subject_number(self) -> str: ...
    @property
    def site_number(self) -> str: ...


class Asks(Protocol):
    """What can ask the status query: the authority's client."""

    def status(self, condition: int, value: str, *, timeout: float | None = None) -> Status:
        """Whether what `condition` and `value` name is filed."""
        ...


class StatusQuery:
    """`isp_querybeianstatus`."""

    name = "isp_querybeianstatus"

    def __init__(self, connect: Callable[[], Asks], *, now: Callable[[], datetime], timeout: float) -> None:
        """`connect` gives the client when it is first needed; a question may take `timeout` seconds."""
        self._connect = connect
        self._now = now
        self._timeout = timeout
        self._lock = Lock()
        self._client: Asks | None = None

    def look_up(self, domain: str) -> Record:
        """Whether the registrable `domain` is filed; a Chinese one is asked for in both of its spellings.

        Raises what the client raises.
        """
        for spelling in dict.fromkeys((to_unicode(domain), domain)):
            found = self._ask(_DOMAIN, spelling)
            if found.filed:
                return self._record(found)
        return Record(filed=Filed.NO, known_at=self._now())

    def look_up_subject(self, certificate: Certificate) -> Record:
        """Whether a subject is filed under exactly this certificate; unknown for a kind that the query does not know.

        The same subject may be filed under an older certificate (FAQ 2). Raises what the client raises.
        """
        kinds = conditions(certificate)
        for condition in kinds:
            found = self._ask(condition, certificate.number)
            if found.filed:
                return self._record(found)
        return Record(filed=Filed.NO if kinds else Filed.UNKNOWN, known_at=self._now())

    def _record(self, found: Status) -> Record:
        return Record(
            filed=Filed.YES,
            known_at=self._now(),
            subject_number=found.subject_number,
            site_number=found.site_number,
        )

    def _ask(self, condition: int, value: str) -> Status:
        with self._lock:
            self._client = self._client or self._connect()
        return self._client.status(condition, value, timeout=self._timeout)
