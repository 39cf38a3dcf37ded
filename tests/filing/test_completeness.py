"""What a filing lacks before it may be handed in, by field."""

from __future__ import annotations

from datetime import date

import particulars_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beian_plugin.errors import FilingRefused
from beian_plugin.filing.completeness import Known, missing, refusals, refuse
from beian_plugin.filing.division import divisions
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.form import changed_paths, fields, label_of, outside_gbk, values
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import (
    Access,
    Address,
    Cancellation,
    Commercial,
    Domain,
    IpRange,
    Particulars,
    PreApproval,
    Principal,
    Site,
    Subject,
)

TABLES = {
    "Dwxz": {4: "企业", 5: "个人"},
    "Zjlx": {1: "营业执照", 2: "居民身份证", 7: "其他证件"},
    "Fwnr": {1: "综合门户"},
    "Yylb": {1: "中文简体"},
    "Fbdd": {1: "浙江"},
    "Jrfs": {3: "虚拟主机"},
    "Zxly": {1: "停办"},
}
TODAY = date(2026, 6, 1)


def known(**changes):
    return Known(**{"today": TODAY, "tables": TABLES, "attachments": {1}, "sheet": True} | changes)


def found(kind, particulars, **changes):
    return missing(kind, particulars, known(**changes))


def refused(kind, particulars, **changes):
    return {one.path for one in refusals(found(kind, particulars, **changes))}


def warned(kind, particulars, **changes):
    return {one.path for one in found(kind, particulars, **changes) if one.severity is Severity.WARN}


#: Invented people are too old, and invented companies have no organisation code: both are only warned of.
INVENTED = {
    "subject.certificate_number",
    "subject.principal.certificate_number",
    "sites.0.principal.certificate_number",
}


#: What the customer says of a site that is free, and of sites that go.
FREE = samples.site(commercial=Commercial.NO)
GONE = Cancellation(reason=1, note="网站已停止使用", closed=True)


def published(serial=1):
    """The sample filing as the authority would publish it."""
    subject = samples.subject(serial, authority_id=10, licence_number="浙ICP备20260001号")
    access = samples.access(serial, authority_id=40)
    site = samples.site(serial, authority_id=20, licence_number="浙ICP备20260001号-1", accesses=(access,))
    return Particulars(subject=subject, sites=(site,))


def with_subject(**changes):
    return replace(samples.new(), subject=samples.subject(**changes), sites=(FREE,))


def with_site(**changes):
    return replace(samples.new(), sites=(samples.site(**changes),))


def with_principal(**changes):
    return with_site(principal=replace(samples.principal(), **changes))


@pytest.mark.parametrize(
    ("kind", "particulars"),
    [
        (Kind.NEW, replace(samples.new(), sites=(FREE,))),
        (Kind.ADD_SITE, Particulars(subject=Subject(licence_number="浙ICP备20260001号"), sites=(FREE,))),
        (Kind.CHANGE, published()),
        (
            Kind.TRANSFER_IN,
            Particulars(sites=(Site(licence_number="浙ICP备20260001号-1", accesses=(samples.access(),)),)),
        ),
        (Kind.CANCEL_SUBJECT, Particulars(subject=Subject(authority_id=10), cancellation=GONE)),
        (Kind.CANCEL_SITE, Particulars(sites=(Site(authority_id=20),), cancellation=GONE)),
        (
            Kind.CANCEL_ACCESS,
            Particulars(
                sites=(Site(authority_id=20, accesses=(Access(authority_id=40),)),), cancellation=Cancellation(reason=1)
            ),
        ),
        (Kind.MATERIAL, Particulars(subject=Subject(licence_number="浙ICP备20260001号"))),
    ],
    ids=lambda value: value.value if isinstance(value, Kind) else "",
)
def test_a_whole_filing_of_every_kind_lacks_nothing(kind, particulars):
    assert {one.path for one in found(kind, particulars, has_password=True, published=published())} <= INVENTED
    assert refused(kind, particulars, has_password=True, published=published()) == set()


NEEDED = {
    Kind.NEW: {"subject", "sites"},
    Kind.ADD_SITE: {"subject.licence_number", "sites"},
    Kind.CHANGE: {"subject", "sites"},
    Kind.TRANSFER_IN: {"sites"},
    Kind.CANCEL_SUBJECT: {"subject.authority_id", "cancellation.reason"},
    Kind.CANCEL_SITE: {"sites", "cancellation.reason"},
    Kind.CANCEL_ACCESS: {"sites", "cancellation.reason"},
    Kind.MATERIAL: {"subject.licence_number", "attachments"},
}


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_filing_of_every_kind_lacks_its_parts(kind):
    assert refused(kind, Particulars(), has_password=True, attachments=()) == NEEDED[kind]


def test_an_empty_subject_and_site_lack_each_required_value():
    empty = Particulars(subject=Subject(nature=4), sites=(Site(accesses=(Access(),)),))
    assert refused(Kind.NEW, empty) == {
        "subject.name",
        "subject.address.province",
        "subject.address.city",
        "subject.certificate_type",
        "subject.certificate_number",
        "subject.certificate_address",
        *(f"subject.principal.{name}" for name in ("name", "mobile", "email", "office_phone")),
        "sites.0.name",
        "sites.0.contents",
        "sites.0.languages",
        "sites.0.domains",
        "sites.0.accesses.0.places",
        "sites.0.accesses.0.modes",
        "sites.0.accesses.0.addresses",
        *(f"sites.0.principal.{name}" for name in ("name", "mobile", "email", "office_phone")),
    }


def test_an_individual_needs_no_office_phone_and_an_organisation_does():
    person = replace(samples.principal(), office_phone="")
    alone = {"nature": 5, "certificate_type": 2, "certificate_number": samples.resident_id(1), "principal": person}
    assert "subject.principal.office_phone" not in refused(Kind.NEW, with_subject(**alone))
    assert "subject.principal.office_phone" in refused(Kind.NEW, with_subject(principal=person))


def test_without_the_authoritys_tables_nobody_knows_who_files_and_the_office_phone_is_only_missed():
    particulars = with_subject(principal=replace(samples.principal(), office_phone=""))
    assert refused(Kind.NEW, particulars, tables={}) == set()
    assert "subject.principal.office_phone" in warned(Kind.NEW, particulars, tables={})


def test_a_change_needs_the_ids_that_the_authority_published():
    change = found(Kind.CHANGE, samples.new(), published=published())
    assert {one.path for one in change if one.code == "unpublished"} == {
        "subject.authority_id",
        "sites.0.authority_id",
        "sites.0.accesses.0.authority_id",
    }


@pytest.mark.parametrize(
    ("particulars", "path"),
    [
        (with_subject(certificate_number="91330100990000001X"), "subject.certificate_number"),
        (with_principal(certificate_number="330100185001010018"), "sites.0.principal.certificate_number"),
        (with_site(name="tea"), "sites.0.name"),
        (with_site(name="王示例"), "sites.0.name"),
        (with_site(name="中国茶叶知识园地"), "sites.0.name"),
        (with_site(home_page="www.elsewhere-sample.cn"), "sites.0.home_page"),
        (with_site(domains=(Domain(name="www.beian-sample-1.cn"),)), "sites.0.domains.0.name"),
        (with_site(domains=(Domain(name="com.cn"), Domain(name="192.0.2.1"))), "sites.0.domains.1.name"),
        (with_principal(email="nobody"), "sites.0.principal.email"),
        (with_principal(email="a@example.com;nobody"), "sites.0.principal.email"),
        (with_principal(office_phone="0571 00000000"), "sites.0.principal.office_phone"),
        (with_principal(mobile="1000000000a"), "sites.0.principal.mobile"),
        (with_principal(mobile="100000"), "sites.0.principal.mobile"),
        (with_principal(qq="1234"), "sites.0.principal.qq"),
        (with_principal(name="王" * 129), "sites.0.principal.name"),
        (with_site(note="一\n二"), "sites.0.note"),
        (
            with_site(accesses=(samples.access(addresses=(IpRange(first="2001:db8::1", last="2001:db8::1"),)),)),
            "sites.0.accesses.0.addresses.0.first",
        ),
        (
            with_site(accesses=(samples.access(addresses=(IpRange(first="203.0.113.9", last="203.0.113.1"),)),)),
            "sites.0.accesses.0.addresses.0.last",
        ),
        (with_site(pre_approvals=(PreApproval(category=1, scans=(1,)),)), "sites.0.pre_approvals.0.number"),
        (with_site(pre_approvals=(PreApproval(category=1, number="1"),)), "sites.0.pre_approvals.0.scans"),
        (with_site(pre_approvals=(PreApproval(category=1, number="1", scans=(9,)),)), "sites.0.pre_approvals.0.scans"),
    ],
)
def test_what_the_authority_surely_sends_back_is_refused_at_its_field(particulars, path):
    assert path in refused(Kind.NEW, particulars, attachments={1} if "approvals" in path else ())


@pytest.mark.parametrize(
    ("particulars", "path"),
    [
        (with_subject(certificate_type=7), "subject.certificate_number"),
        (with_subject(certificate_number=samples.credit_code(1).lower()), "subject.certificate_number"),
        (with_subject(nature=99), "subject.nature"),
        (with_subject(licence_number="浙ICP备20260001号-1"), "subject.licence_number"),
        (with_subject(licence_number="浙 ICP 备 20260001 号"), "subject.licence_number"),
        (with_site(licence_number="浙ICP备20260001号"), "sites.0.licence_number"),
        (with_site(licence_number="没有"), "sites.0.licence_number"),
        (with_site(contents=(1, 60)), "sites.0.contents.1"),
        (with_site(domains=(Domain(name="sample.newsuffix"),), home_page=""), "sites.0.domains.0.name"),
        (with_site(domains=(Domain(name="twice-sample.cn"),) * 2, home_page=""), "sites.0.domains.1.name"),
        (with_subject(address=Address(province=330000, city=110100)), "subject.address.city"),
    ],
)
def test_what_the_authority_may_take_is_only_warned_of(particulars, path):
    assert path in warned(Kind.NEW, particulars)
    assert path not in refused(Kind.NEW, particulars)


@pytest.mark.parametrize("page", ["beian-sample-1.cn", "http://www.beian-sample-1.cn/tea", "shop.beian-sample-1.cn"])
def test_a_home_page_under_one_of_the_domains_is_fine(page):
    assert refused(Kind.NEW, with_site(home_page=page)) == set()


def test_a_closed_county_is_refused_with_its_successor_unless_the_authority_still_has_it():
    closed = next(one for one in divisions().values() if one.until and one.successors and one.code.startswith("3301"))
    address = Address(province=330000, city=330100, county=int(closed.code))
    told = next(one for one in found(Kind.NEW, with_subject(address=address)) if one.path == "subject.address.county")
    assert told.severity is Severity.REFUSE
    assert divisions()[closed.successors[0]].name in told.text.zh
    tables = TABLES | {"Qy": {330000: "浙江省", 330100: "杭州市", int(closed.code): closed.name}}
    assert {one.path for one in found(Kind.NEW, with_subject(address=address), tables=tables)} <= INVENTED


def test_a_county_that_we_do_not_know_may_be_a_new_one():
    address = Address(province=330000, city=330100, county=330199)
    assert "subject.address.county" in warned(Kind.NEW, with_subject(address=address))


def test_a_change_keeps_the_subject_in_its_province():
    moved = replace(published(), subject=replace(published().subject, address=Address(province=310000, city=310100)))
    told = [one for one in found(Kind.CHANGE, moved, published=published()) if one.code == "other_province"]
    assert [one.path for one in told] == ["subject.address.province"]
    assert "FAQ 14" in told[0].text.zh


def test_a_change_is_not_refused_for_what_the_authority_took_before():
    old = replace(published(), sites=(replace(published().sites[0], name="茶叶99"),))
    assert "sites.0.name" in warned(Kind.CHANGE, old, published=old)
    assert "sites.0.name" in refused(Kind.CHANGE, old, published=published())


def test_a_rare_character_in_a_name_may_be_handed_in_but_does_not_go_out():
    particulars = with_subject(name="杭州㐂示例有限公司")
    for goes_out, severity in ((False, Severity.WARN), (True, Severity.REFUSE)):
        told = next(one for one in found(Kind.NEW, particulars, goes_out=goes_out) if one.code == "gbk")
        assert (told.path, told.severity) == ("subject.name", severity)
        assert "㐂" in told.text.zh
        assert "㐂" in told.text.en


def test_a_rare_character_elsewhere_is_typed_in_another_way():
    assert "sites.0.note" in refused(Kind.NEW, with_site(note="茶🍵"))


@pytest.mark.parametrize(
    ("kind", "changes", "severity"),
    [
        (Kind.NEW, {}, None),
        (Kind.TRANSFER_IN, {}, Severity.REFUSE),
        (Kind.CANCEL_SUBJECT, {}, Severity.REFUSE),
        (Kind.ADD_SITE, {"filed_elsewhere": True}, Severity.REFUSE),
        (Kind.ADD_SITE, {"filed_elsewhere": False}, None),
        (Kind.CANCEL_SITE, {}, Severity.WARN),
        (Kind.CANCEL_ACCESS, {}, Severity.WARN),
        (Kind.MATERIAL, {}, None),
    ],
)
def test_the_filing_password_is_asked_for_where_faq_36_and_53_want_it(kind, changes, severity):
    told = [one.severity for one in found(kind, Particulars(), **changes) if one.path == "password"]
    assert told == ([severity] if severity else [])
    assert "password" not in {one.path for one in found(kind, Particulars(), has_password=True, **changes)}


def test_a_change_of_the_subjects_name_wants_the_password_and_any_other_change_does_not():
    renamed = replace(published(), subject=replace(published().subject, name="杭州新名示例有限公司"))
    assert refused(Kind.CHANGE, renamed, published=published()) == {"password"}
    assert refused(Kind.CHANGE, published(), published=published()) == set()


def test_material_and_sheet_are_missed_but_stop_nothing():
    told = warned(Kind.NEW, with_subject(), attachments=(), sheet=False)
    assert told - INVENTED == {"attachments", "sheet"}
    assert refused(Kind.NEW, with_subject(), attachments=(), sheet=False) == set()


def test_the_error_lists_everything_that_refuses_in_both_languages():
    with pytest.raises(FilingRefused) as caught:
        refuse(found(Kind.NEW, Particulars()))
    assert [one.path for one in caught.value.missing] == ["subject", "sites"]
    assert all(one.text.zh and one.text.en for one in caught.value.missing)
    refuse(found(Kind.NEW, samples.new()))


def test_no_text_repeats_a_personal_datum():
    person = Principal(name="王示例", mobile="100abc99999", email="sample-at-example", certificate_type=2,
                       certificate_number="330100185001010019", office_phone="0571x0000000")  # fmt: skip
    particulars = Particulars(
        subject=samples.subject(principal=person, certificate_number="91330100990000001Z"),
        sites=(samples.site(principal=person),),
    )
    told = " ".join(one.text.zh + one.text.en for one in found(Kind.NEW, particulars))
    for datum in (person.mobile, person.email, person.certificate_number, person.office_phone, "91330100990000001Z"):
        assert datum not in told


def test_every_path_of_a_filing_has_a_label_in_both_languages():
    for particulars in (samples.new(), published()):
        for path, _ in values(particulars):
            trimmed = path.rsplit(".", 1)[0] if path[-1].isdigit() else path
            assert label_of(trimmed).zh != trimmed, path
    assert all(field.label.zh and field.label.en for field in fields().values())


def test_the_second_site_is_named_in_its_labels():
    assert label_of("sites.1.name").zh == "第2个网站的网站名称"


def test_changed_paths_name_what_differs_and_not_how():
    after = with_site(name="新名示例茶叶园地", contents=(1, 2))
    assert changed_paths(samples.new(), after) == ["sites.0.contents.1", "sites.0.name"]
    assert changed_paths(after, after) == []


@given(st.text(max_size=30))
def test_a_text_without_the_characters_found_can_be_written_in_gbk(text):
    strange = outside_gbk(text)
    "".join(char for char in text if char not in strange).encode("gbk")
    assert all(char in text for char in strange)


TEXTS = st.text(max_size=12)
PERSONS = st.builds(Principal, name=TEXTS, office_phone=TEXTS, mobile=TEXTS, email=TEXTS, certificate_number=TEXTS,
                    certificate_type=st.sampled_from([None, 1, 2, 7, 99]))  # fmt: skip


@given(
    st.sampled_from(list(Kind)),
    st.builds(
        Particulars,
        subject=st.none() | st.builds(Subject, name=TEXTS, certificate_number=TEXTS, principal=PERSONS,
                                      certificate_type=st.sampled_from([None, 1, 2]),
                                      address=st.builds(Address, province=st.integers(0, 999999),
                                                        county=st.none() | st.integers(0, 10**9))),
        sites=st.lists(
            st.builds(Site, name=TEXTS, home_page=TEXTS, principal=PERSONS,
                      domains=st.lists(st.builds(Domain, name=TEXTS), max_size=2).map(tuple),
                      accesses=st.lists(st.builds(Access, addresses=st.lists(
                          st.builds(IpRange, first=TEXTS, last=TEXTS), max_size=2).map(tuple)), max_size=2).map(tuple)),
            max_size=2,
        ).map(tuple),
    ),
)  # fmt: skip
def test_whatever_a_customer_types_is_answered_and_never_breaks(kind, particulars):
    for one in found(kind, particulars, published=published()):
        assert one.text.zh
        assert one.text.en
        assert one.label.zh


def commercial(kind=Kind.NEW, said=Commercial.APPLIES, *, subject=None, number="", **changes):
    """The codes with which a commercial site is met, and how gravely."""
    filing = Particulars(
        subject=subject or samples.subject(licence_number=number), sites=(samples.site(commercial=said),)
    )
    told = found(kind, filing, **changes)
    return {
        one.code: one.severity for one in told if one.code.startswith("commercial") or one.path.endswith("commercial")
    }


def test_a_person_files_no_commercial_site():
    person = samples.subject(nature=5)
    assert commercial(subject=person) == {"commercial_individual": Severity.REFUSE}
    assert commercial(subject=person, said=None) == {}
    assert commercial() == {}
    assert commercial(said=None) == {"missing": Severity.WARN}


def test_a_permit_that_the_register_does_not_show_is_brought_up_to_date_first():
    old, new = "浙ICP备20260001号", "浙B2-20260001"
    told = {"commercial_number": Severity.WARN}
    assert commercial(Kind.ADD_SITE, Commercial.HOLDS, number=old) == told
    assert commercial(Kind.ADD_SITE, Commercial.HOLDS, number=new) == {}
    assert commercial(Kind.NEW, Commercial.HOLDS) == {}
    assert commercial(Kind.ADD_SITE, Commercial.APPLIES, number=old) == {}


def test_a_commercial_number_passes_to_no_other_company_and_to_a_new_name_only_with_its_proof():
    before = published()
    record = replace(before, subject=replace(before.subject, licence_number="浙B2-20260001"))
    renamed = replace(record.subject, name="杭州示例新茶叶有限公司")
    other = replace(
        renamed, certificate_number="91330100MA2TEST12X", principal=replace(renamed.principal, name="李示例")
    )

    def told(subject, **changes):
        return commercial(Kind.CHANGE, Commercial.NO, subject=subject, published=record, has_password=True, **changes)

    assert told(record.subject) == {}
    assert told(renamed, attachments=()) == {"commercial_rename": Severity.REFUSE}
    assert told(renamed) == {"commercial_rename": Severity.WARN}
    assert told(other) == {"commercial_transfer": Severity.REFUSE}
    free = commercial(Kind.CHANGE, Commercial.NO, subject=replace(renamed, licence_number=""), published=before)
    assert free == {}


def test_words_in_a_name_point_to_the_approval_that_such_a_site_needs():
    tables = TABLES | {
        "Nrlx": {1: "新闻", 5: "药品和医疗器械", 6: "电子公告服务"},
        "Fwnr": {1: "综合门户", 6: "论坛/社区"},
    }

    def hinted(**changes):
        told = found(Kind.NEW, with_site(commercial=Commercial.NO, **changes), tables=tables)
        return [one.text.zh for one in told if one.code == "pre_approval"]

    assert hinted() == []
    (news,) = hinted(name="示例新闻园地")
    assert "《互联网新闻信息服务许可证》" in news
    assert hinted(name="示例新闻园地", pre_approvals=(PreApproval(category=1, number="1", scans=(1,)),)) == []
    (board,) = hinted(contents=(6,))
    assert "电子公告专项备案表" in board


def test_what_faq_53_wants_said_of_sites_that_go_is_only_warned_of():
    gone = Particulars(subject=Subject(authority_id=10), cancellation=Cancellation(reason=1))
    assert warned(Kind.CANCEL_SUBJECT, gone, has_password=True) == {"cancellation.closed", "cancellation.note"}
    assert refused(Kind.CANCEL_SUBJECT, gone, has_password=True) == set()
