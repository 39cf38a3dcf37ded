"""A self-hosted service that crawls the public query, as a record source.

The public query has blocked such crawlers after some 150 questions and then answers with an empty list, so an empty
list alone is never "not filed". It counts only where the service, asked right after, still finds a domain that is known
to be filed; that costs a second question.
"""

from __future__ import annotations

import io
import json
import time
from typing import TYPE_CHECKING, Any

import requests
from urllib3.exceptions import HTTPError

from beian_plugin.errors import InvalidValue, SourceUnavailable
from beian_plugin.filing.facts import Filed
from beian_plugin.filing.hostname import parse_host, to_unicode
from beian_plugin.filing.licence import parse_licence
from beian_plugin.filing.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

#: Most bytes of an answer; one with a page of entries has some 10 KB.
_LONGEST = 1024 * 1024
_CHUNK = 16 * 1024
_FAILURES = (requests.RequestException, HTTPError, OSError)


class PublicQuery:
    """`GET {base}/query/web?search=DOMAIN`, answered with JSON that has a `params.list`."""

    name = "public_query"

    def __init__(
        self, base: str, *, known_filed: Callable[[str], str], now: Callable[[], datetime], timeout: float
    ) -> None:
        """`known_filed` gives a domain other than the one named that is filed for certain, or nothing.

        A question may take `timeout` seconds.
        """
        self._base = base
        self._known_filed = known_filed
        self._now = now
        self._timeout = timeout

    def look_up(self, domain: str) -> Record:
        """Whether the registrable `domain` is filed.

        Raises SourceUnavailable where the answer cannot be read or the service finds nothing any more.
        """
        if found := self._find(domain):
            return found
        proof = self._known_filed(domain)
        if not proof:
            return Record(filed=Filed.UNKNOWN, known_at=self._now())
        if self._find(proof) is None:
            raise SourceUnavailable("finds nothing any more, not even a domain that is filed")
        return Record(filed=Filed.NO, known_at=self._now())

    def _find(self, domain: str) -> Record | None:
        """The entry for `domain`, or None where there is none."""
        for entry in self._entries(to_unicode(domain)):
            if isinstance(entry, dict) and _domain(entry.get("domain")) == domain:
                return self._record(entry)
        return None

    def _record(self, entry: dict[str, Any]) -> Record:
        site, subject = _licence(entry.get("serviceLicence")), _licence(entry.get("mainLicence"))
        if not (site or subject):
            raise SourceUnavailable("gave an entry without a licence number")
        name = entry.get("unitName")
        return Record(
            filed=Filed.YES,
            # `updateRecordTime` is when the record last changed, not when it was last seen.
            known_at=self._now(),
            subject_number=subject,
            site_number=site,
            subject_name=name if isinstance(name, str) else "",
        )

    def _entries(self, search: str) -> list[Any]:
        try:
            entries = json.loads(self._get(search))["params"]["list"]
        except (*_FAILURES, ValueError, LookupError, TypeError, RecursionError) as problem:
            raise SourceUnavailable(f"gave no answer that can be read ({type(problem).__name__})") from None
        if not isinstance(entries, list):
            raise SourceUnavailable("gave no list")
        return entries

    def _get(self, search: str) -> bytes:
        end = time.monotonic() + self._timeout
        with requests.get(
            f"{self._base}/query/web",
            params={"search": search},
            headers={"Accept-Encoding": "identity"},
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != requests.codes.ok:
                raise SourceUnavailable(f"answered with HTTP status {response.status_code}")
            body = io.BytesIO()
            while chunk := response.raw.read1(_CHUNK):
                body.write(chunk)
                if body.tell() > _LONGEST or time.monotonic() > end:
                    raise SourceUnavailable("gave an answer that is too large or too slow")
            return body.getvalue()


def _domain(value: object) -> str:
    """The registrable domain of an entry, or nothing."""
    try:
        return parse_host(value).registrable if isinstance(value, str) else ""
    except InvalidValue:
        return ""


def _licence(value: object) -> str:
    """A licence number as we write it, or nothing."""
    try:
        return str(parse_licence(value)) if isinstance(value, str) else ""
    except InvalidValue:
        return ""
