"""Commercial sites and subjects from outside: what the province's rules ask of them, and of nobody else."""

from __future__ import annotations

import dataclasses

import particulars_samples as samples
import pytest
from providers.cases import TABLES, TODAY, individual, replace
from providers.cases.domains import know

from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Commercial, Particulars
from beian_plugin.providers.requirement import Asked, Form
from beian_plugin.providers.rule import Force, Rule, Source, SubjectKind
from beian_plugin.providers.sections import domains, permits
from beian_plugin.providers.situation import Holder, Situation

ACTS = {**domains.ACTS, **permits.ACTS}
GUIDE = "https://authority.example/guide"


def filing(said=Commercial.APPLIES, *, kind=Kind.NEW, number="", **facts):
    subject = samples.subject(7, licence_number=number)
    return Situation(
        kind=kind,
        province="33",
        today=TODAY,
        particulars=Particulars(subject=subject, sites=(samples.site(7, commercial=said),)),
        subject=SubjectKind.ORGANISATION,
        tables=TABLES,
        **facts,
    )


def ask(name, situation, value, force=Force.ADVICE):
    return list(ACTS[name](Asked(name, Rule(value, Source("示例")), force, "示例省通信管理局"), situation))


def test_a_commercial_site_is_sent_to_the_counter_with_our_permit_number():
    found = ask("commercial_permit_guide", filing(permit_number="浙B2-20260001"), GUIDE)
    assert [one.form for one in found] == [Form.HINT, Form.MATERIAL, Form.CHECKLIST]
    assert GUIDE in found[0].text.zh
    assert "浙B2-20260001" in found[1].text.zh
    assert "浙B2-20260001" in found[1].text.en
    assert "请向我们索取" in ask("commercial_permit_guide", filing(), GUIDE)[1].text.zh


@pytest.mark.parametrize("said", [None, Commercial.NO])
def test_a_free_site_is_sent_nowhere(said):
    assert ask("commercial_permit_guide", filing(said), GUIDE) == []
    assert ask("commercial_permit_change_guide", filing(said, kind=Kind.CHANGE), GUIDE) == []


def test_a_change_is_told_of_the_permit_where_the_site_becomes_commercial_and_of_its_change_where_it_is():
    becomes, is_one = (filing(kind=Kind.CHANGE, number=number) for number in ("浙ICP备20260001号", "浙B2-20260001"))
    told = {
        name: [bool(ask(name, situation, GUIDE)) for situation in (becomes, is_one)]
        for name in ("commercial_permit_guide", "commercial_permit_change_guide")
    }
    assert told == {"commercial_permit_guide": [True, False], "commercial_permit_change_guide": [False, True]}


def test_the_legal_representatives_domain_serves_no_commercial_site_whatever_the_province_allows():
    name = "domain_owner_may_be_legal_representative"
    held = {"holder": Holder.LEGAL_REPRESENTATIVE}
    (found,) = ask(name, know(filing(), **held), value=True)
    assert (found.form, found.severity) == (Form.CHECK, Severity.REFUSE)
    assert "FAQ 30" in found.text.zh
    free = ask(name, know(filing(Commercial.NO), **held), value=True)
    assert Form.CHECK not in {one.form for one in free}
    (other,) = ask(name, know(filing(), holder=Holder.OTHER), value=True)
    assert other.severity is Severity.WARN


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        ("香港特别行政区中西区示例道1号", Severity.REFUSE),
        ("中国台湾省台北市示例路1号", Severity.REFUSE),
        ("青岛市市南区香港中路1号", None),
        ("香港中路1号", None),
        ("浙江省杭州市西湖区示例路1号", None),
    ],
)
def test_only_an_address_that_surely_lies_outside_is_refused(address, severity):
    situation = filing(Commercial.NO)
    subject = replace(situation.particulars.subject, certificate_address=address)
    situation = dataclasses.replace(situation, particulars=replace(situation.particulars, subject=subject))
    found = ask("overseas_subject_admitted", situation, value=False, force=Force.REJECT)
    assert [one.severity for one in found] == ([severity] if severity else [])
    admitted = ask("overseas_subject_admitted", situation, value=True, force=Force.ADVICE)
    assert [one.form for one in admitted] == ([Form.HINT] if severity else [])


@pytest.mark.parametrize(
    ("certificate", "told"), [("境外公司注册证书", True), ("外国企业常驻代表机构登记证", False), ("营业执照", False)]
)
def test_the_certificate_of_a_mainland_office_is_what_faq_48_wants(certificate, told):
    situation = filing(Commercial.NO)
    tables = {**TABLES, "Zjlx": {**TABLES["Zjlx"], 1: certificate}}
    found = ask(
        "overseas_subject_admitted", dataclasses.replace(situation, tables=tables), value=False, force=Force.REJECT
    )
    assert [one.severity for one in found] == [Severity.WARN] * told


def test_a_person_with_a_mainland_address_is_not_sent_away():
    situation = dataclasses.replace(filing(), particulars=individual(), subject=SubjectKind.INDIVIDUAL)
    assert ask("overseas_subject_admitted", situation, value=False, force=Force.REJECT) == []
    assert ask("commercial_permit_guide", situation, GUIDE) == []
