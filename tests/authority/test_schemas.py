"""Our schema files take and refuse what the authority's own do."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from beian_plugin.authority import xml
from beian_plugin.authority.download_shapes import RECORDS

XS = "{http://www.w3.org/2001/XMLSchema}"
NAMES = ("upload", "download")


@pytest.fixture(scope="module", params=NAMES)
def pair(request, shared):
    """Name, our schema, the authority's, and the field table as a tree of rows."""
    name = request.param
    official = etree.XMLSchema(file=str(shared / "spec" / "xsd" / f"{name}_data.xsd"))
    with (shared / "spec" / f"{name}_data_fields.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = {row["path"]: row | {"inner": []} for row in csv.DictReader(table)}
    for path, row in rows.items():
        above = path.rpartition("/")[0]
        if above:
            rows[above]["inner"].append(row)
    return name, xml.schema(name), official, next(iter(rows.values()))


def _load(path):
    """The root declaration of a schema file, and every named type that it can use."""
    root = etree.parse(str(path)).getroot()
    types = {}
    for include in root.findall(XS + "include"):
        types |= _load(path.parent / include.get("schemaLocation"))[1]
    types |= {one.get("name"): one for one in root if one.tag in (XS + "complexType", XS + "simpleType")}
    return root.find(XS + "element"), types


def _meaning(element, types):
    """What a declaration asks for, with types resolved and facets in order."""
    name = element.get("type")
    if name is not None and name.startswith("xs:"):
        return name, ()
    found = (
        types[name] if name else next((c for c in element if c.tag in (XS + "complexType", XS + "simpleType")), None)
    )
    if found is None:
        return "anything"
    if found.tag == XS + "simpleType":
        restriction = found.find(XS + "restriction")
        facets = {(c.tag, c.get("value")) for c in restriction if isinstance(c.tag, str)} - {(XS + "minLength", "0")}
        return restriction.get("base"), tuple(sorted(facets - {(XS + "annotation", None)}))
    attributes = {(a.get("name"), a.get("type"), a.get("use")) for a in found.findall(XS + "attribute")}
    [group] = [c for c in found if c.tag in (XS + "all", XS + "sequence", XS + "choice")]
    return _group(group, types), tuple(sorted(attributes))


def _group(group, types):
    inner = []
    for one in group:
        if one.tag == XS + "element":
            inner.append((one.get("name"), one.get("minOccurs"), one.get("maxOccurs"), _meaning(one, types)))
        elif one.tag in (XS + "all", XS + "sequence", XS + "choice"):
            inner.append(_group(one, types))
    if group.tag == XS + "all":
        inner.sort(key=lambda one: one[0])
    return group.tag, group.get("minOccurs"), group.get("maxOccurs"), tuple(inner)


@pytest.mark.parametrize("name", NAMES)
def test_our_schema_asks_for_the_same_as_the_official_one(shared, name):
    ours = _load(Path(xml.__file__).parent / "schema" / f"{name}.xsd")
    theirs = _load(shared / "spec" / "xsd" / f"{name}_data.xsd")

    assert _meaning(*ours) == _meaning(*theirs)


def _value(row, chance):
    """A valid value of a field."""
    facets = dict(facet.split("=") for facet in row["facets"].split())
    if row["type"] == "xs:long":
        least, most = int(facets.get("minInclusive", 0)), int(facets.get("maxInclusive", 2**63 - 1))
        return str(chance.choice([least, most, chance.randint(least, most)]))
    least = int(facets.get("minLength", 0))
    most = min(int(facets.get("maxLength", 9)), least + 9)
    size = chance.choice([least, most, int(facets.get("maxLength", most))])
    return "".join(chance.choice("茶叶ab 1;<&") for _ in range(size))


def _build(row, parent, chance):
    """A valid element of the field table, of any content that it allows."""
    element = (
        etree.SubElement(parent, row["path"].rpartition("/")[2])
        if parent is not None
        else etree.Element(row["path"][1:])
    )
    if row["kind"] == "value":
        element.text = _value(row, chance)
        return element
    inner = list(row["inner"])
    if row["kind"] == "choice":
        inner = [chance.choice(inner)]
    elif row["kind"] == "all":
        chance.shuffle(inner)
    for one in inner:
        least, most = one["occurs"].split("..")
        most = 2 if most == "*" else min(int(most), 2)
        # Of the many optional documents few at a time, so that each is small.
        wanted = int(least) or int(chance.random() < (0.5 if one["kind"] == "value" else 0.3))
        for _ in range(max(wanted, chance.randint(wanted, most) if wanted else 0)):
            _build(one, element, chance)
    return element


def _document(root, chance):
    document = _build(root, None, chance)
    document.set("version", "V.3.0")
    return document


def _spoil(document, chance):
    """Change one thing, which may make it invalid."""
    elements = list(document.iter())
    one = chance.choice(elements[1:] or elements)
    parent = one.getparent()
    match chance.randint(0, 7):
        case 0 if parent is not None:
            parent.remove(one)
        case 1 if parent is not None:
            parent.append(one)
        case 2 if parent is not None:
            parent.insert(chance.randint(0, len(parent)), etree.fromstring(etree.tostring(one)))
        case 3:
            one.tag = chance.choice(elements).tag
        case 4:
            one.text = ""
        case 5:
            one.text = chance.choice(["0", "-1", "1.5", "65", "1000", "4294967296", "99999", " 7 ", "茶"])
        case 6:
            one.text = "茶" * chance.choice([5, 10, 11, 32, 33, 129, 256, 513, 1025])
        case _:
            document.attrib.pop("version", None)


@pytest.mark.parametrize("round_", range(2))
def test_a_thousand_generated_documents_are_valid_by_both_and_spoiled_ones_by_both_or_neither(pair, round_):
    _, ours, theirs, root = pair

    @given(st.integers(0, 2**32))
    @settings(max_examples=250, derandomize=False)
    def run(seed):
        chance = random.Random(f"{round_} {seed}")
        document = _document(root, chance)
        assert theirs.validate(document), theirs.error_log
        assert ours.validate(document), ours.error_log
        for _ in range(3):
            _spoil(document, chance)
            assert ours.validate(document) is theirs.validate(document)

    run()


def test_spoiling_makes_most_documents_invalid(pair):
    _, ours, _, root = pair
    chance = random.Random(7)
    spoiled = [_document(root, chance) for _ in range(100)]
    for document in spoiled:
        _spoil(document, chance)

    assert 20 < sum(not ours.validate(document) for document in spoiled) < 100


def test_every_record_has_a_schema_of_its_own():
    for record in RECORDS.values():
        assert not xml.record_schema(record.tag, record.type_name).validate(etree.Element("Other"))


def test_every_record_of_the_download_schema_is_known():
    """Repeated elements below the containers are records; each has its row."""
    declaration, types = _load(Path(xml.__file__).parent / "schema" / "download.xsd")

    def members(found):
        for one in found:
            if one.tag == XS + "element":
                yield one
            elif one.tag in (XS + "complexType", XS + "all", XS + "sequence", XS + "choice"):
                yield from members(one)

    def repeated(element, path):
        for one in members(types.get(element.get("type"), element)):
            inner = f"{path}/{one.get('name')}".lstrip("/")
            if one.get("maxOccurs") == "unbounded":
                yield inner
            else:
                yield from repeated(one, inner)

    assert set(repeated(declaration, "")) == set(RECORDS)
