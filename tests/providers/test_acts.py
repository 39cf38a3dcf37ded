"""What holds for every rule's act, whatever is filed: it does not fail, and it repeats nobody's data."""

from __future__ import annotations

import re
from pathlib import Path

import authority_strategies as draw
import particulars_samples as samples
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from providers.cases import TABLES, TODAY, individual
from providers.cases.invented import credit_code, resident_id

from beian_plugin.filing.form import fields
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Address, Particulars
from beian_plugin.hooks.loader import Origin, load_source
from beian_plugin.providers.evaluate import ACTS
from beian_plugin.providers.national import NATIONAL
from beian_plugin.providers.requirement import Asked, Form
from beian_plugin.providers.rule import SubjectKind
from beian_plugin.providers.rulebook import force_of
from beian_plugin.providers.situation import DomainFacts, Holder, Situation

PLUGINS = Path(__file__).parents[2] / "plugins"
#: Shorter values, such as a name of two characters, may stand in any sentence.
LEAST = 4


def every_rule():
    """Every rule that is stated anywhere, once for each value and force, as its act asks it."""
    provinces = [NATIONAL]
    for path in sorted(PLUGINS.glob("[!_]*.py")):
        plugin = load_source(path.read_text("utf-8"), name=path.stem, origin=Origin.PACKAGE, file=str(path))
        provinces.extend(plugin.provinces)
    found = {}
    for province in provinces:
        for name, rules in province.stated().items():
            for rule in rules:
                asked = Asked(name, rule, force_of(name, rule), province.authority)
                found.setdefault((name, repr(rule.value), asked.force), asked)
    return [asked for (name, _, _), asked in found.items() if name in ACTS]


RULES = every_rule()

phones = st.sampled_from(["10000000001", "10000000002", "0571-00000003", "+86 10000000001", "10000000004;10000000005"])
births = st.dates(TODAY.replace(year=TODAY.year - 25), TODAY) | st.dates(TODAY.replace(year=1900), TODAY)
regions = st.sampled_from(["11", "33", "44", "81", "83", "90", "00"])
#: Code of the certificate's type with its number: most of them fit, as in what customers enter.
certificates = st.one_of(
    st.tuples(st.just(2), st.builds(resident_id, regions, births, st.integers(0, 999))),
    st.tuples(st.just(1), st.builds(credit_code, regions, st.integers(0, 99))),
    st.sampled_from([(3, "EX0000000"), (4, "H00000000"), (5, "00000000")]),
    st.sampled_from([(6, "无"), (2, "330999010101001"), (2, "")]),
    st.tuples(st.none() | st.integers(1, 9), draw.text(1, 20) | st.from_regex(r"[0-9]{15,18}", fullmatch=True)),
)
names = st.sampled_from(["王示例子", "欧阳示例", "Ulugbek Sample"])
addresses = st.builds(
    Address,
    province=st.sampled_from([330000, 440000]) | draw.none_or(draw.divisions),
    city=st.sampled_from([330100, 440300]) | draw.none_or(draw.divisions),
    county=st.none() | st.sampled_from([330101, 419001]) | draw.divisions,
    detail=st.sampled_from(["", "示例路", "市辖区示例路口", "示例路888号"]) | draw.text(1, 20),
)
written = st.sampled_from(["", "浙江省杭州市示例路1号", "广东省深圳市", "示例市"]) | draw.text(1, 20)


@st.composite
def real_people(draw_one, particulars):
    """Particulars whose people show numbers that can be read, and whose subject stands at an address."""

    def person(one):
        kind, number = draw_one(certificates)
        one = replace(one, certificate_type=kind, certificate_number=number, name=draw_one(names))
        return replace(one, mobile=draw_one(phones), office_phone=draw_one(st.just("") | phones))

    sites = tuple(replace(site, principal=person(site.principal)) for site in particulars.sites)
    subject = particulars.subject
    if subject is not None:
        kind, number = draw_one(certificates)
        subject = replace(
            subject,
            nature=draw_one(st.none() | st.sampled_from(sorted(TABLES["Dwxz"]))),
            address=draw_one(addresses),
            certificate_type=kind,
            certificate_number=number,
            certificate_address=draw_one(written),
            principal=person(subject.principal),
        )
    return replace(particulars, subject=subject, sites=sites)


drafts = draw.reports().map(lambda report: report.particulars)
complete = st.sampled_from([samples.new(7), individual()])
particulars = complete.flatmap(real_people) | complete | drafts.flatmap(real_people) | drafts | st.just(Particulars())
facts = st.builds(
    DomainFacts,
    expires=st.none() | st.dates(),
    holder=st.none() | st.sampled_from(Holder),
    registered_abroad=st.none() | st.booleans(),
    resolves_to=st.none() | st.lists(draw.ipv4, max_size=2).map(tuple),
)
paths = st.sets(st.sampled_from(["subject.principal", "sites.0.principal", "sites.7.principal"]))
situations = st.builds(
    Situation,
    kind=st.sampled_from(Kind),
    province=st.sampled_from(["11", "33", "44", ""]),
    today=st.sampled_from([TODAY, TODAY.replace(2028, 2, 29)]) | st.dates(),
    particulars=particulars,
    subject=st.sampled_from(SubjectKind),
    tables=st.sampled_from([TABLES, TABLES, {}]),
    published=st.none() | complete | complete.flatmap(real_people),
    filed_sites=st.none() | st.integers(0, 40),
    filed_domains=st.none() | st.sets(draw.domains),
    principals_elsewhere=paths,
    mobiles_elsewhere=paths,
    second_number=st.booleans(),
    domains=st.dictionaries(draw.domains, facts, max_size=2),
)


def asked_of(situation):
    for asked in RULES:
        yield from ACTS[asked.name](asked, situation)


def personal(situation):
    """Everything in a situation that a text must not repeat."""
    for filing in (situation.particulars, situation.published):
        if filing is None:
            continue
        people = [site.principal for site in filing.sites]
        if filing.subject is not None:
            people.append(filing.subject.principal)
            yield from (filing.subject.certificate_number, filing.subject.address.detail)
        for person in people:
            yield from (person.name, person.certificate_number, person.email)
            yield from (person.mobile, person.office_phone)


def test_rules_are_found():
    assert {asked.name for asked in RULES} <= set(ACTS)
    assert len(RULES) > len(ACTS) / 2


@settings(max_examples=300)
@given(situations)
def test_no_act_fails_on_anything_filed_and_none_repeats_a_persons_data(situation):
    secrets = {value for value in personal(situation) if len(value) >= LEAST}
    for one in asked_of(situation):
        assert one.text.zh
        assert one.text.en
        told = f"{one.text.zh}\n{one.text.en}"
        assert not [value for value in secrets if value in told], one.rule


def is_of_the_form(path):
    """Whether a path is a field of the form, or a group of them."""
    pattern = re.sub(r"\b[0-9]+\b", "*", path)
    return any(field == pattern or field.startswith(f"{pattern}.") for field in fields())


@given(situations)
def test_every_requirement_points_to_a_field_of_the_form_or_to_the_filing(situation):
    for one in asked_of(situation):
        assert one.path in ("", "attachments") or is_of_the_form(one.path), one


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_held_against_an_empty_draft(kind):
    situation = Situation(kind=kind, province="33", today=TODAY, particulars=Particulars())
    assert [one.rule for one in asked_of(situation) if one.form is Form.CHECK] == []
