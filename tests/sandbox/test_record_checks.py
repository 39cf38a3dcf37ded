"""Every result code comes from the state of the authority's own records, never from a magic value."""

from __future__ import annotations

from datetime import timedelta

import particulars_samples as samples
import pytest
from msgspec import structs
from sandbox.reports import (
    addition,
    cancel_site,
    cancel_subject,
    site_of,
    subject_of,
    transfer,
)

from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Domain,
    Particulars,
    Subject,
)
from beian_plugin.sandbox import actions


def test_a_filing_without_fault_waits_for_review(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []
    assert len(sandbox.pending()) == 1


def test_certificate_that_is_filed_already(ours, filed):
    ours.send(Kind.NEW, structs.replace(samples.new(2), subject=samples.subject(1)))
    assert ours.codes() == (1003,)


def test_certificate_that_another_filing_in_review_names(ours):
    ours.send(Kind.NEW, samples.new(1))
    ours.send(Kind.NEW, structs.replace(samples.new(2), subject=samples.subject(1)))
    assert ours.codes() == (1003,)


def test_domain_that_is_filed_already(ours, filed):
    ours.send(Kind.NEW, structs.replace(samples.new(2), sites=(samples.site(1),)))
    assert ours.codes() == (1005,)


def test_subject_and_domain_filed_elsewhere_give_both_codes(sandbox, ours):
    actions.file_elsewhere(sandbox.store, samples.new(3))
    ours.send(Kind.NEW, samples.new(3))
    assert ours.codes() == (1003, 1005)


def test_number_that_does_not_exist(ours):
    ours.send(Kind.ADD_SITE, addition("浙ICP备2099000999号"), password="any")
    assert ours.codes() == (1016,)


def test_ids_that_the_authority_has_replaced(sandbox, ours, filed):
    actions.renumber(sandbox.store, filed.subject.authority_id)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1016,)
    ours.send(Kind.CHANGE, ours.published())
    assert ours.results() == []


def test_change_of_a_subject_that_another_provider_changes(sandbox, ours, other, filed):
    other.send(
        Kind.TRANSFER_IN,
        transfer(filed.sites[0].licence_number),
        password=sandbox.password_of(filed.subject.licence_number),
    )
    sandbox.approve_all()
    other.send(Kind.CHANGE, other.published())
    assert len(sandbox.pending()) == 1
    ours.send(Kind.CHANGE, ours.published())
    assert ours.codes() == (1017,)


def test_change_while_the_subject_is_being_cancelled(ours, filed, password):
    ours.send(Kind.CANCEL_SUBJECT, cancel_subject(filed), password)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1017,)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_filing_password_that_is_wrong_or_missing(ours, sandbox, password):
    number = actions.file_elsewhere(sandbox.store, samples.new(3))
    ours.send(Kind.ADD_SITE, addition(number), password=password)
    assert ours.codes() == (1018,)


def test_change_of_name_needs_the_password(sandbox, ours, filed):
    renamed = subject_of(filed, name="杭州示例新名有限公司")
    ours.send(Kind.CHANGE, renamed)
    assert ours.codes() == (1018,)
    ours.send(Kind.CHANGE, renamed, password=sandbox.password_of(filed.subject.licence_number))
    assert ours.results() == []


def test_access_that_stands_already_or_is_in_review(sandbox, ours, filed):
    number = actions.file_elsewhere(sandbox.store, samples.new(3))
    password = sandbox.password_of(number)
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    assert ours.codes() == (1029,)
    sandbox.approve_all()
    ours.fetch()
    ours.send(Kind.TRANSFER_IN, transfer(f"{number}-1"), password=password)
    assert ours.codes() == (1029,)


def test_domain_without_its_id_that_stands_on_the_site(ours, filed):
    bare = tuple(structs.replace(domain, authority_id=None, own_id=None) for domain in filed.sites[0].domains)
    ours.send(Kind.CHANGE, site_of(filed, domains=bare))
    assert ours.codes() == (1039,)


def test_address_without_its_id_that_stands_on_the_access(ours, filed):
    [access] = filed.sites[0].accesses
    bare = tuple(structs.replace(one, authority_id=None, own_id=None) for one in access.addresses)
    ours.send(Kind.CHANGE, site_of(filed, accesses=(structs.replace(access, addresses=bare),)))
    assert ours.codes() == (1040,)


def test_address_whose_id_does_not_stand_on_the_access(ours, filed):
    [access] = filed.sites[0].accesses
    foreign = tuple(structs.replace(one, authority_id=1) for one in access.addresses)
    ours.send(Kind.CHANGE, site_of(filed, accesses=(structs.replace(access, addresses=foreign),)))
    assert ours.codes() == (1023,)


@pytest.mark.parametrize(("field", "code"), [("licence_number", 1016), ("authority_id", 1016)])
def test_site_whose_number_or_id_is_another_one_s(sandbox, ours, filed, field, code):
    actions.file_elsewhere(sandbox.store, samples.new(3))
    foreign = {"licence_number": "浙ICP备2099000002号-1", "authority_id": filed.subject.authority_id}[field]
    ours.send(Kind.CHANGE, site_of(filed, **{field: foreign}))
    assert ours.codes() == (code,)


def test_change_to_another_province(ours, filed):
    address = structs.replace(filed.subject.address, province=310000, city=310100, county=310101)
    ours.send(Kind.CHANGE, subject_of(filed, address=address))
    assert ours.codes() == (1046,)


def test_record_that_this_provider_does_not_serve(sandbox, ours, filed, password):
    actions.remove_access(sandbox.store, filed.sites[0].accesses[0].authority_id)
    for kind, particulars in (
        (Kind.CANCEL_SITE, cancel_site(filed.sites[0])),
        (Kind.CANCEL_SUBJECT, cancel_subject(filed)),
    ):
        ours.send(kind, particulars, password)
        assert ours.codes() == (1048,)
    ours.send(Kind.CHANGE, filed)
    assert 1048 in ours.codes()


def test_second_change_of_one_subject(ours, filed):
    ours.send(Kind.CHANGE, filed)
    ours.send(Kind.CHANGE, filed)
    assert ours.codes() == (1051,)


def test_blacklisted_domain_and_subject(sandbox, ours):
    actions.bar_domain(sandbox.store, "beian-sample-1.cn")
    subject = samples.subject(2)
    actions.bar_subject(sandbox.store, 1, subject.certificate_number, subject.name)
    ours.fetch()
    ours.send(Kind.NEW, samples.new(1))
    assert ours.codes() == (1064,)
    ours.send(Kind.NEW, samples.new(2))
    assert ours.codes() == (1065,)
    actions.unbar(sandbox.store, "domain beian-sample-1.cn")
    ours.fetch()
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []


def test_own_ids_are_unique_for_ever(ours, filed):
    again = samples.site(
        5,
        own_id=filed.sites[0].own_id,
        domains=(Domain(name="beian-sample-5.cn", own_id=filed.sites[0].domains[0].own_id),),
        accesses=(samples.access(5, own_id=filed.sites[0].accesses[0].own_id),),
    )
    ours.send(Kind.ADD_SITE, Particulars(subject=Subject(licence_number=filed.subject.licence_number), sites=(again,)))
    assert ours.codes() == (1037, 1038, 1039)


def test_province_of_the_provider_is_checked_when_a_file_is_processed(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    sandbox.provider(province="31")
    sandbox.work()
    sandbox.provider(province="33")
    assert ours.codes() == (1045,)


def test_officer_refuses_with_an_opinion(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    assert sandbox.refuse_all("请补充材料") == 1
    [opinion] = ours.opinions()
    assert (opinion.passed, opinion.text) == (False, "请补充材料")
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []


def test_checks_run_again_before_an_approval(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    [waiting] = sandbox.pending()
    actions.bar_domain(sandbox.store, "beian-sample-1.cn")
    assert sandbox.decide(waiting.id) == "failed"
    assert ours.codes() == (1064,)


def test_answers_come_late_where_the_switch_says_so(sandbox, ours, filed):
    sandbox.switch("answer_after", "3600")
    ours.send(Kind.NEW, samples.new(1))
    assert ours.results() == []
    sandbox.move_clock(timedelta(hours=1))
    assert [codes for _, _, codes in ours.results()] == [(1003, 1005)]
