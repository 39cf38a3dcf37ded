"""What a filing's province asks of it, gathered from the filing and from what stands on record."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import filing_ways
import particulars_samples as samples
import pytest
from msgspec.structs import replace

from beian_plugin import Kind, Province, Rule, Source, hookimpl
from beian_plugin.filing.doubt import Severity
from beian_plugin.filing.particulars import Particulars, Subject
from beian_plugin.hooks.manager import Plugins
from beian_plugin.models.exchange import BaseCode
from beian_plugin.models.tables import FilingRow, Principal
from beian_plugin.models.tables import Subject as SubjectRow
from beian_plugin.operations.drafts import save_particulars
from beian_plugin.operations.filings import filing_of, open_filing
from beian_plugin.operations.review import missing_of, requirements_of
from beian_plugin.providers.requirement import Form

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TABLES = {"Dwxz": {4: "企业", 5: "个人"}, "Zjlx": {1: "统一社会信用代码", 2: "居民身份证"}}


@pytest.fixture(autouse=True)
def tables(database):
    rows = [(table, code, name) for table, names in TABLES.items() for code, name in names.items()]
    with database.write() as session:
        session.add_all(BaseCode(table=t, code=c, name=n, valid=True, loaded_at=NOW) for t, c, n in rows)


def draft(context, particulars, kind=Kind.NEW):
    filing = open_filing(context, kind, ["beian-sample-1.cn"], customer="u-1", actor="u-1")
    save_particulars(context, filing.id, particulars, actor="u-1")
    return filing.id


def moved(particulars, code):
    """The same filing in the province `code`."""
    address = replace(particulars.subject.address, province=code * 10000, city=code * 10000 + 100, county=None)
    return replace(particulars, subject=replace(particulars.subject, address=address))


def rules_of(context, filing):
    return {one.rule: one for one in requirements_of(context, filing)}


def test_the_province_of_the_address_decides_and_is_noted(context):
    filing = draft(context, moved(samples.new(), 31))
    assert filing_of(context, filing).province == "31"
    assert rules_of(context, filing)["id_min_validity_days"].source.title.startswith("腾讯云《上海")
    save_particulars(context, filing, moved(samples.new(), 61), actor="u-1")
    assert filing_of(context, filing).province == "61"
    assert "id_min_validity_days" not in rules_of(context, filing)


def test_a_licence_number_says_more_of_the_province_than_an_address(context):
    particulars = moved(samples.new(), 31)
    numbered = replace(particulars, subject=replace(particulars.subject, licence_number="粤ICP备20260001号"))
    filing = draft(context, numbered)
    assert filing_of(context, filing).province == "44"


def test_what_the_province_refuses_stops_the_filing_beside_what_the_form_lacks(context):
    two = replace(samples.new(), sites=(samples.site(1), samples.site(2)))
    filing = draft(context, moved(two, 43))
    (stop,) = [one for one in missing_of(context, filing) if one.code == "max_sites_per_filing"]
    assert stop.severity is Severity.REFUSE
    assert "湖南省通信管理局" in stop.text.zh
    assert "来源：华为云" in stop.text.zh
    one = draft(context, moved(samples.new(), 43))
    assert not [found for found in missing_of(context, one) if found.code == "max_sites_per_filing"]


def test_what_nobody_here_can_check_is_no_need_but_a_hint(context):
    filing = draft(context, moved(samples.new(), 31))
    hints = [one for one in requirements_of(context, filing) if one.form in (Form.HINT, Form.CHECKLIST)]
    assert hints
    needed = {one.text for one in missing_of(context, filing)}
    assert not {one.sentence() for one in hints} & needed


def test_a_principal_who_stands_under_another_subject_is_found_by_certificate_and_by_mobile(context, database):
    particulars = moved(samples.new(), 65)
    person = particulars.subject.principal
    filing = draft(context, particulars)
    before = rules_of(context, filing)
    with database.write() as session:
        other = Principal(
            name="李示例",
            certificate_index=database.keys.certificate_index("resident_id", person.certificate_number),
            phone_index=database.keys.blind_index("phone", person.mobile),
        )
        session.add(SubjectRow(name="示例他人公司", principal=other, updated_at=context.now()))
    after = rules_of(context, filing)
    assert "principal_unique_across_subjects" in after.keys() - before.keys()


def test_the_own_record_of_the_subject_is_not_held_against_it(context, database):
    filing_ways.put_on_record(context, filing_ways.published())
    particulars = moved(samples.new(), 65)
    person = particulars.subject.principal
    with database.write() as session:
        subject = session.query(SubjectRow).one()
        subject.principal = Principal(
            name=person.name,
            certificate_index=database.keys.certificate_index("resident_id", person.certificate_number),
        )
        subject_id = subject.id
    filing = draft(context, particulars)
    with database.write() as session:
        session.get_one(FilingRow, filing).subject_id = subject_id
    assert "principal_unique_across_subjects" not in rules_of(context, filing)


def put_principal(context, database, person, **fields):
    """A subject on record whose principal is `person`."""
    with database.write() as session:
        index = database.keys.certificate_index("resident_id", person.certificate_number)
        principal = Principal(name=person.name, certificate_index=index)
        session.add(SubjectRow(principal=principal, updated_at=context.now(), **fields))


def test_a_second_number_of_the_subject_is_no_other_subject(context, database):
    particulars = moved(samples.new(), 65)
    index = database.keys.certificate_index("credit_code", particulars.subject.certificate_number)
    for number in ("新ICP备20990001号", "新ICP备20990002号"):
        put_principal(context, database, particulars.subject.principal, licence_number=number, certificate_index=index)
    assert "principal_unique_across_subjects" not in rules_of(context, draft(context, particulars))


def test_where_nobody_knows_who_files_no_record_is_held_against_the_principal(context, database):
    site = samples.site()
    put_principal(context, database, site.principal, name="示例茶叶有限公司")
    subject = Subject(licence_number="新ICP备20990001号")
    filing = draft(context, Particulars(subject=subject, sites=(site,)), Kind.ADD_SITE)
    assert filing_of(context, filing).province == "65"
    assert "principal_unique_across_subjects" not in rules_of(context, filing)


class _Lenient:
    """A province that takes English names."""

    @hookimpl
    def beian_register_provinces(self):
        return [
            Province(
                code="33",
                authority="浙江省通信管理局",
                sources=(Source("通知"),),
                checked_on=NOW.date(),
                limitations="测试用。",
                site_name_english_allowed=Rule(True, Source("通知")),
            )
        ]


def test_a_province_softens_what_the_nation_asks_of_site_names(make_context):
    named = replace(samples.new(), sites=(replace(samples.site(), name="Example Tea Garden"),))
    strict = make_context()
    code = "site_name_english"
    filing = draft(strict, named)
    assert code in {one.code for one in missing_of(strict, filing)}
    plugins = Plugins()
    plugins.register(_Lenient(), "lenient")
    plugins.load()
    lenient = make_context(plugins=plugins)
    assert code not in {one.code for one in missing_of(lenient, filing)}


def test_a_broken_province_leaves_its_rules_to_staff(make_context, tmp_path):
    (tmp_path / "zhejiang.py").write_text("raise RuntimeError\n", "utf-8")
    plugins = Plugins(tmp_path, clock=count(step=60).__next__)
    plugins.refresh()
    context = make_context(plugins=plugins)
    assert "province_broken" in {one.code for one in missing_of(context, draft(context, samples.new()))}
    elsewhere = draft(context, moved(samples.new(), 61))
    assert "province_broken" not in {one.code for one in missing_of(context, elsewhere)}
