"""Stands in for the filing staff's desk and the authority, so that a filing can be played through to its approval.

A real installation reports over the national interface and learns the answer from it. This is the one module of the
demo that reaches below the public surface.
"""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from beian_plugin import Kind, State, Verb
from beian_plugin.demo.extensions import beian
from beian_plugin.operations.imports import import_mirror

if TYPE_CHECKING:
    from beian_plugin import Filing
    from beian_plugin.demo.models import User

#: What customers may do with a filing, and what staff may; those also play the authority (from `QUEUED` on).
_CUSTOMER = {
    State.DRAFT: (Verb.SUBMIT, Verb.WITHDRAW),
    State.PROVIDER_REVIEW: (Verb.WITHDRAW,),
    State.RETURNED_TO_CUSTOMER: (Verb.RESUBMIT, Verb.WITHDRAW),
}
_STAFF = {
    State.PROVIDER_REVIEW: (Verb.PROVIDER_PASS, Verb.RETURN_TO_CUSTOMER),
    State.QUEUED: (Verb.UPLOAD,),
    State.AUTHORITY_REVIEW: (Verb.APPROVE, Verb.RETURN_TO_PROVIDER),
    State.RETURNED_TO_PROVIDER: (Verb.RESUBMIT, Verb.RETURN_TO_CUSTOMER),
}
_ABBREVIATIONS = {"11": "京", "33": "浙", "61": "陕"}
_ELSEWHERE = "另一家示例接入商"


def load_samples() -> None:
    """Fill the mirror: first the invented filings, as if they were all there are, then the seven public ones."""
    # The other way round the claim of the invented file to be complete would retire the public filings.
    data, mirror = files(__package__) / "data", beian.context.database
    with as_file(data / "sample_mirror.csv") as invented, as_file(data / "public_filings.csv") as public:
        import_mirror(mirror, invented, coverage="all")
        import_mirror(mirror, public)


def steps(filing: Filing, *, staff: bool) -> tuple[Verb, ...]:
    """What this kind of user may do with the filing now."""
    return (_STAFF if staff else _CUSTOMER).get(filing.state, ())


def take_step(filing: Filing, verb: Verb, customer: User, *, actor: str) -> Filing:
    """The filing after the step; with an approval the record changes first, as it does at the authority."""
    if verb is Verb.APPROVE:
        _change_record(filing, customer)
    return beian.advance(filing.id, verb, actor=actor)


def _change_record(filing: Filing, customer: User) -> None:
    lines = [
        json.dumps({"domain": domain, **cells}) for domain in filing.domains if (cells := _cells(filing, customer))
    ]
    if not lines:
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "approved.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        import_mirror(beian.context.database, path, again=True)


def _cells(filing: Filing, customer: User) -> dict[str, str]:
    """What the record of a domain says after the approval, in the columns of the importer."""
    if filing.kind is Kind.TRANSFER_IN:
        return {"providers": "ours"}
    if filing.kind is Kind.CANCEL_ACCESS:
        return {"providers": _ELSEWHERE}
    if filing.kind not in (Kind.NEW, Kind.ADD_SITE):
        return {}
    if not customer.subject_licence:
        # A number of the year 2099 is nobody's.
        customer.subject_licence = f"{_ABBREVIATIONS[customer.subject_province]}ICP备2099{filing.id:06}号"
    return {
        "organisation": customer.subject_name,
        "subject_licence": customer.subject_licence,
        "site_licence": f"{customer.subject_licence}-{filing.id + 10}",
        "certificate_kind": "other",
        "certificate_number": customer.subject_certificate,
        "providers": "ours",
    }
