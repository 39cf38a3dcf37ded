"""Cancellations, and material for a record: what they need, and which codes say that it is not there."""

from __future__ import annotations

from msgspec import structs
from sandbox.reports import (
    addition,
    cancel_access,
    cancel_site,
    cancel_subject,
    picture,
    transfer,
)

from beian_plugin.authority.report import Holder
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Cancellation,
    Particulars,
    Site,
    Subject,
)


def test_cancellations_that_cross(ours, filed, password):
    [site] = filed.sites
    ours.send(Kind.CANCEL_SITE, cancel_site(site))
    ours.send(Kind.CANCEL_SITE, cancel_site(site))
    assert ours.codes() == (1030,)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    assert ours.codes() == (1043,)


def test_cancelling_a_subject_twice_and_its_site_meanwhile(ours, filed, password):
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    assert ours.codes() == (1027,)
    ours.send(Kind.CANCEL_SITE, cancel_site(filed.sites[0]))
    assert ours.codes() == (1042,)


def test_a_subject_is_not_cancelled_without_its_password(ours, filed):
    """FAQ 36, 53."""
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed))
    assert ours.codes() == (1018,)


def test_reason_that_the_table_does_not_have(ours, filed, password):
    ours.send(
        Kind.CANCEL_SUBJECT, structs.replace(cancel_subject(filed), cancellation=Cancellation(reason=99)), password
    )
    assert ours.codes() == (1026,)


def test_only_access_cannot_be_cancelled(ours, filed):
    ours.send(Kind.CANCEL_ACCESS, cancel_access(filed.sites[0].accesses[0]))
    assert ours.codes() == (1025,)


def test_access_of_another_provider_and_the_same_request_twice(sandbox, ours, other, filed):
    password = sandbox.password_of(filed.subject.licence_number)
    other.send(Kind.TRANSFER_IN, transfer(filed.sites[0].licence_number), password=password)
    sandbox.approve_all()
    accesses = {one.provider: one for one in ours.published().sites[0].accesses}
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[other.id]))
    assert ours.codes() == (1047,)
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[ours.id]))
    ours.send(Kind.CANCEL_ACCESS, cancel_access(accesses[ours.id]))
    assert ours.codes() == (1032,)


def test_cancelled_records_are_told_as_such(sandbox, ours, filed, password):
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number))
    sandbox.approve_all()
    both = ours.published()
    ours.send(Kind.CANCEL_SITE, cancel_site(both.sites[0]))
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.CANCEL_SITE, cancel_site(both.sites[0]))
    assert ours.codes() == (1050,)
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.ADD_SITE, addition(filed.subject.licence_number, 4))
    assert ours.codes() == (1049,)


def test_material_for_nobody(ours):
    ours.send(Kind.MATERIAL, Particulars(subject=Subject(authority_id=1)), attachments=(picture(),))
    ours.send(Kind.MATERIAL, Particulars(sites=(Site(authority_id=1),)), attachments=(picture(holder=Holder.SITE),))
    assert [codes for _, _, codes in ours.results()] == [(1058,), (1059,)]


def test_material_that_is_kept(ours, filed):
    subject = Subject(authority_id=filed.subject.authority_id)
    ours.send(Kind.MATERIAL, Particulars(subject=subject), attachments=(picture(),))
    assert [codes for _, _, codes in ours.results()] == [(1060,)]
