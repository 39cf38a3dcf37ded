"""What providers report beside filings: answers to errands, and where their addresses come from and go to."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from beian_plugin.authority.answers import IpAllocation, IpRelease, IpSource, UnfiledAnswer, VerificationResult
from beian_plugin.authority.items import IpResult, Result
from beian_plugin.filing.kinds import Kind
from beian_plugin.sandbox.base_codes import valid
from beian_plugin.sandbox.decisions import BAJG, coded
from beian_plugin.sandbox.tables import AddressBlock, Errand

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Office

IP_BAJG = "IP/BAJG"
_ACCEPTED = 2998
_NEW, _DELETE = 1, 3
_Answer = VerificationResult | UnfiledAnswer | IpSource | IpAllocation | IpRelease


def receive(office: Office, provider_id: int, record: _Answer) -> None:
    """Take the record in, and answer it where the interface has an answer for it."""
    match record:
        case VerificationResult():
            _verified(office, provider_id, record)
        case UnfiledAnswer():
            _about_unfiled(office, provider_id, record)
        case IpRelease():
            _released(office, provider_id, record)
        case _:
            _address_block(office, provider_id, record)


def _verified(office: Office, provider_id: int, answer: VerificationResult) -> None:
    subject = answer.subject
    errand = _open_errand(office, provider_id, "verification", str(subject.authority_id if subject else ""))
    if errand:
        errand.answered_at = office.now()
        errand.answer = f"{'属实' if answer.passed else '有误'}：{answer.opinion} {answer.errors}".strip()


def _about_unfiled(office: Office, provider_id: int, answer: UnfiledAnswer) -> None:
    address = int(IPv4Address(answer.address))
    known = select(Errand).filter_by(
        provider_id=provider_id, kind="unfiled", about=answer.domain.lower(), address=address
    )
    errands = office.session.scalars(known.order_by(Errand.answered_at, Errand.id)).all()
    if not errands:
        _refuse(office, provider_id, 5005, answer.domain)
    elif errands[0].answered_at:
        _refuse(office, provider_id, 5006, answer.domain)
    elif not valid("Cljg", answer.outcome):
        _refuse(office, provider_id, 5007, answer.domain)
    else:
        errands[0].answered_at = office.now()
        errands[0].answer = answer.opinion


def _refuse(office: Office, provider_id: int, code: int, domain: str) -> None:
    """Answer with a code; results have no number of their own for such answers, so it is that of a change."""
    result = Result(operation=Kind.CHANGE.result_type, mark=domain, codes=(coded(code),), note="WBACLJG")
    office.tell(provider_id, BAJG, result)


def _open_errand(office: Office, provider_id: int, kind: str, about: str) -> Errand | None:
    found = select(Errand).filter_by(provider_id=provider_id, kind=kind, about=about, answered_at=None)
    return office.session.scalar(found.order_by(Errand.id).limit(1))


def _address_block(office: Office, provider_id: int, block: IpSource | IpAllocation) -> None:
    what: Literal["source", "allocation"] = "source" if isinstance(block, IpSource) else "allocation"
    first, last = int(IPv4Address(block.first)), int(IPv4Address(block.last))
    code = _block_fault(office, provider_id, what, first, last)
    number = None
    if not code:
        number = office.next_id()
        office.session.add(
            AddressBlock(id=number, provider_id=provider_id, kind=what, own_id=block.own_id, first=first, last=last)
        )
        office.session.flush()
    result = IpResult(
        what=what, operation=_NEW, authority_id=number, own_id=block.own_id, codes=(coded(code or _ACCEPTED),)
    )
    office.tell(provider_id, IP_BAJG, result)


def _block_fault(office: Office, provider_id: int, what: str, first: int, last: int) -> int:
    if first > last:
        return 2002
    same = select(AddressBlock.id).where(
        AddressBlock.kind == what, AddressBlock.first <= last, AddressBlock.last >= first
    )
    if office.session.scalar(same.limit(1)):
        return 2003
    source = select(AddressBlock.id).where(
        AddressBlock.kind == "source",
        AddressBlock.provider_id == provider_id,
        AddressBlock.first <= first,
        AddressBlock.last >= last,
    )
    return 0 if what == "source" or office.session.scalar(source.limit(1)) else 2005


def _released(office: Office, provider_id: int, release: IpRelease) -> None:
    block = office.session.get(AddressBlock, release.authority_id)
    if block is None or block.kind != release.what:
        code = 2055
    elif block.provider_id != provider_id:
        code = 2054
    else:
        code = _ACCEPTED
        office.session.delete(block)
    result = IpResult(what=release.what, operation=_DELETE, authority_id=release.authority_id, codes=(coded(code),))
    office.tell(provider_id, IP_BAJG, result)
