"""The kind of change that a province allows, walked from the draft to the staff's desk or to the refusal."""

from __future__ import annotations

import filing_ways as ways
import particulars_samples as samples
import pytest
from msgspec.structs import replace
from operations.asking import bind, outcome
from operations.conftest import NOW

from beian_plugin.errors import FilingRefused
from beian_plugin.filing.certificate import Certificate, CertificateKind
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.events import Subject
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars
from beian_plugin.filing.particulars import Subject as Said
from beian_plugin.filing.states import State
from beian_plugin.models.exchange import BaseCode
from beian_plugin.operations import review
from beian_plugin.operations.decide import decide
from beian_plugin.operations.drafts import save_particulars
from beian_plugin.operations.filings import open_filing
from beian_plugin.operations.passwords import give_password
from beian_plugin.providers.requirement import Form

TABLES = {"Dwxz": {4: "企业", 5: "个人"}, "Zjlx": {1: "统一社会信用代码", 2: "居民身份证"}}
#: A province's character in a licence number, and the divisions of one of its districts.
PLACES = {
    "浙": (330000, 330100, 330106),
    "京": (110000, 110100, 110101),
    "皖": (340000, 340100, 340104),
    "苏": (320000, 320100, 320102),
    "鲁": (370000, 370100, 370102),
    "粤": (440000, 440100, 440103),
}
STRANGER = {"name": "李示例", "certificate_number": samples.resident_id(2)}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def tables(database):
    rows = [(table, code, name) for table, names in TABLES.items() for code, name in names.items()]
    with database.write() as session:
        session.add_all(BaseCode(table=t, code=c, name=n, valid=True, loaded_at=NOW) for t, c, n in rows)


def record(place, *, individual=False):
    """A subject with one site as the authority of a place published it."""
    published = ways.published()
    province, city, county = PLACES[place]
    number = ways.NUMBER.replace("浙", place)
    changes = {
        "licence_number": number,
        "address": replace(published.subject.address, province=province, city=city, county=county),
    }
    if individual:
        person = published.subject.principal
        changes |= {
            "name": person.name,
            "nature": 5,
            "investor": "",
            "certificate_type": person.certificate_type,
            "certificate_number": person.certificate_number,
        }
    sites = tuple(replace(site, licence_number=f"{number}-1") for site in published.sites)
    return Particulars(subject=replace(published.subject, **changes), sites=sites)


def company(before, serial=9, *, principal=None):
    """The record as the filing of another company under its own credit code."""
    subject = replace(
        before.subject,
        name=f"示例丝绸第{serial}有限公司",
        nature=4,
        investor=before.subject.principal.name,
        certificate_type=1,
        certificate_number=samples.credit_code(serial),
    )
    if principal:
        subject = replace(subject, principal=replace(subject.principal, **principal))
    return replace(before, subject=subject)


def change(context, before, after):
    """A draft that changes what is on record; its id."""
    ways.put_on_record(context, before)
    filing = open_filing(context, Kind.CHANGE, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    save_particulars(context, filing.id, after, actor="u-1")
    give_password(context, filing.id, "sample-password", actor="u-1")
    return filing.id


def refusals(context, filing):
    return {one.code for one in review.missing_of(context, filing) if one.severity is Severity.REFUSE}


def warnings(context, filing):
    return {one.code for one in review.missing_of(context, filing) if one.severity is Severity.WARN}


def asked(context, filing, rule):
    return [one for one in review.requirements_of(context, filing) if one.rule == rule]


def submitted(context, filing):
    return review.submit(context, filing, actor="u-1").state is State.PROVIDER_REVIEW


def test_zhejiang_takes_an_individuals_record_into_the_own_company_and_staff_look_at_the_licence(context):
    before = record("浙", individual=True)
    filing = change(context, before, company(before))
    (looked_at,) = asked(context, filing, "individual_subject_change_scope")
    assert looked_at.form is Form.CHECKLIST
    assert "营业执照" in looked_at.text.zh
    assert not refusals(context, filing)
    assert submitted(context, filing)


def test_zhejiang_is_unsure_of_a_company_whose_principal_is_another(context):
    before = record("浙", individual=True)
    filing = change(context, before, company(before, principal=STRANGER))
    assert "individual_subject_change_scope" in warnings(context, filing)
    assert not refusals(context, filing)


def test_beijing_takes_no_individuals_record_into_a_company_and_says_to_cancel_and_file_anew(context):
    before = record("京", individual=True)
    filing = change(context, before, company(before))
    assert refusals(context, filing) == {"individual_subject_change_scope"}
    (refused,) = asked(context, filing, "individual_subject_change_scope")
    assert refused.path == "subject.certificate_number"
    assert "注销" in refused.text.zh
    assert "新备案" in refused.text.zh
    with pytest.raises(FilingRefused):
        submitted(context, filing)


def test_guangdong_takes_it_by_a_weak_source_so_staff_ask_the_authority(context):
    before = record("粤", individual=True)
    filing = change(context, before, company(before))
    assert [one.form for one in asked(context, filing, "individual_subject_change_scope")] == [Form.CHECKLIST]
    assert not refusals(context, filing)


@pytest.mark.parametrize("place", ["浙", "京", "粤"])
def test_an_individual_who_stays_the_same_meets_none_of_it(context, place):
    before = record(place, individual=True)
    after = replace(before, sites=(replace(before.sites[0], name="示例读书笔记"),))
    filing = change(context, before, after)
    assert not asked(context, filing, "individual_subject_change_scope")


@pytest.mark.parametrize(
    ("place", "principal", "refused", "warned", "papers"),
    [
        # Only a rename: another code, name and principal is surely another organisation.
        ("浙", STRANGER, True, False, False),
        # The same principal may head the same company under a new code: the registry's certificate tells.
        ("浙", None, False, True, False),
        # Jiangsu wants the registry's certificate, Shandong the same legal representative.
        ("苏", STRANGER, False, False, True),
        ("鲁", STRANGER, False, True, False),
        ("鲁", None, False, False, False),
        ("粤", STRANGER, False, False, False),
    ],
)
def test_one_company_becomes_another_as_far_as_the_province_lets(context, place, principal, refused, warned, papers):
    before = record(place)
    filing = change(context, before, company(before, principal=principal))
    found = asked(context, filing, "org_subject_change_scope")
    assert found
    assert ("org_subject_change_scope" in refusals(context, filing)) is refused
    assert ("org_subject_change_scope" in warnings(context, filing)) is (warned or papers)
    assert (Form.MATERIAL in {one.form for one in found}) is papers


def test_a_plain_rename_brings_the_registrys_certificate_and_is_refused_nowhere(context):
    before = record("浙")
    after = replace(before, subject=replace(before.subject, name="杭州示例红茶有限公司"))
    filing = change(context, before, after)
    assert not asked(context, filing, "org_subject_change_scope")
    assert [one.form for one in asked(context, filing, "change_certificate_required")] == [Form.MATERIAL]
    assert not refusals(context, filing)
    assert submitted(context, filing)


def test_anhui_wants_a_rename_with_a_new_credit_code_cancelled_and_filed_anew(context):
    before = record("皖")
    filing = change(context, before, company(before))
    assert "name_change_by_new_uscc_requires_cancel" in refusals(context, filing)
    (refused,) = asked(context, filing, "name_change_by_new_uscc_requires_cancel")
    assert "先注销" in refused.text.zh
    with pytest.raises(FilingRefused):
        submitted(context, filing)


def test_anhui_takes_a_rename_under_the_same_credit_code_and_a_new_code_under_the_same_name(context):
    before = record("皖")
    renamed = replace(before, subject=replace(before.subject, name="合肥示例红茶有限公司"))
    filing = change(context, before, renamed)
    assert not asked(context, filing, "name_change_by_new_uscc_requires_cancel")
    newly_coded = replace(before, subject=replace(before.subject, certificate_number=samples.credit_code(9)))
    save_particulars(context, filing, newly_coded, actor="u-1")
    assert not asked(context, filing, "name_change_by_new_uscc_requires_cancel")


def test_no_change_moves_a_subject_to_another_province(context):
    """FAQ 14, code 1046."""
    before = record("浙")
    elsewhere = record("苏").subject.address
    filing = change(context, before, replace(before, subject=replace(before.subject, address=elsewhere)))
    assert "other_province" in refusals(context, filing)
    (refused,) = [one for one in review.missing_of(context, filing) if one.code == "other_province"]
    assert "先注销主体" in refused.text.zh
    assert "新备案" in refused.text.zh
    with pytest.raises(FilingRefused, match="1046"):
        submitted(context, filing)


@pytest.mark.parametrize(
    ("place", "kind", "row_code"),
    [("浙", Kind.ADD_SITE, "shell_subject_add_site"), ("粤", Kind.NEW, "shell_subject_cancel")],
)
def test_a_shell_subject_adds_a_site_or_is_cancelled_first(context, mirror, place, kind, row_code):
    """FAQ 15, 37: from the domain bind to the filing that it proposes."""
    mirror.covers("all")
    number = ways.NUMBER.replace("浙", place)
    certificate = Certificate(CertificateKind.CREDIT_CODE, samples.credit_code(5))
    code = {"浙": "33", "粤": "44"}[place]
    mirror.subject(number, certificate=certificate, province=code, shell=True)
    verdict = decide(context, bind("fresh-demo.cn", subject=Subject(certificate=certificate)))
    assert outcome(verdict) == ("bind-15", "hold", kind)
    assert verdict.reason.code == row_code
    filing = open_filing(context, Kind.ADD_SITE, ["fresh-demo.cn"], customer="u-1", actor="u-1")
    added = Particulars(subject=Said(licence_number=number), sites=(samples.site(1),))
    save_particulars(context, filing.id, added, actor="u-1")
    told = asked(context, filing.id, "shell_subject_can_add_site")
    assert ["1048" in one.text.zh for one in told] == [kind is Kind.NEW]
