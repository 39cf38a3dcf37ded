"""What comes back: read record by record, whatever is wrong with one of them."""

from __future__ import annotations

import itertools

import pytest
from authority_strategies import several
from download_strategies import code_values, ip_results, of_icp, published
from hypothesis import given, settings
from lxml import etree

from beian_plugin.authority.download import (
    CodeValue,
    Head,
    IllegalAccess,
    Notice,
    Opinion,
    Result,
    Unreadable,
    Untreated,
    read_download,
)
from beian_plugin.authority.download_writer import write_download
from beian_plugin.errors import DocumentRefused, DocumentUnreadable

DECLARED = b'<?xml version="1.0" encoding="GBK"?>'


def document(inner, *, encoding="gbk"):
    """A download around `inner`."""
    return DECLARED + f'<DownloadData version="V.3.0">{inner}</DownloadData>'.encode(encoding)


def notices(*texts):
    """`ICP/XGTZ` with these notices, markup and all."""
    records = "".join(f"<Tzxx><Tzlb>0</Tzlb>{text}</Tzxx>" for text in texts)
    return document(f"<ICP><XGTZ>{records}</XGTZ></ICP>")


@pytest.fixture(scope="module")
def official(shared):
    """The authority's own schema of the download document."""
    return etree.XMLSchema(file=str(shared / "spec" / "xsd" / "download_data.xsd"))


KINDS = [
    *((f"ICP/{name}", values, False) for name, values in of_icp.items()),
    ("IP/BAJG", ip_results, False),
    ("JCDM", code_values(), False),
    ("SJTB/ICP", published, True),
    ("SJTB/JCDM", code_values(), True),
]


def _sorted(items):
    """In no order: a document groups its records."""
    return sorted(map(repr, items))


@pytest.mark.parametrize(("name", "values", "resync"), KINDS, ids=[row[0] for row in KINDS])
def test_what_is_written_is_read_again_and_the_official_schema_takes_it(official, name, values, resync):
    @given(several(values))
    @settings(max_examples=40)
    def run(items):
        head = Head(document=name, resync=resync)
        content = write_download([head, *items])
        first, *read = read_download(content)
        assert first == head
        assert _sorted(read) == _sorted(items)
        official.assertValid(etree.fromstring(content))

    run()


def test_one_record_that_breaks_the_schema_leaves_the_others_readable():
    content = notices("<Tznr>甲</Tznr>", "<Tznr></Tznr>", "", "<Tznr>丁</Tznr>")

    head, first, second, third, fourth = read_download(content)

    assert head == Head(document="ICP/XGTZ")
    assert (first.text, fourth.text) == ("甲", "丁")
    assert (second.position, third.position) == (2, 3)
    assert "Tznr" in second.reason
    assert {second.path, third.path} == {"ICP/XGTZ/Tzxx"}


def test_the_reason_why_a_record_is_unreadable_quotes_no_value():
    secret = "王示例" * 100

    _, unreadable = read_download(notices(f"<Tznr>{secret}</Tznr>"))

    assert isinstance(unreadable, Unreadable)
    assert "王示例" not in repr(unreadable)


def test_an_element_that_the_interface_does_not_know_is_told():
    content = document("<ICP><XGTZ><Tzxx><Tzlb>0</Tzlb><Tznr>甲</Tznr></Tzxx></XGTZ><NEU><A>1</A></NEU></ICP>")

    _, notice, stray = read_download(content)

    assert isinstance(notice, Notice)
    assert (type(stray), stray.path) == (Unreadable, "ICP/NEU")


def test_a_record_that_is_of_no_use_here_is_told_apart_from_a_broken_one():
    content = document(
        "<YM><BAJG><Jg_xx><Jgxx><Dmms>x</Dmms><Jgdm>3001</Jgdm></Jgxx><Czlx>1</Czlx></Jg_xx></BAJG></YM>"
    )

    assert list(read_download(content))[1:] == [Untreated(position=1, path="YM/BAJG/Jg_xx")]


def test_results_and_opinions_come_in_one_document():
    items = [
        Result(operation=1, mark="7", codes=((1001, "管局审核通过"),)),
        Opinion(operation=1, mark="7", passed=True, text="同意", at="2024-01-02"),
    ]

    assert list(read_download(write_download(items))) == [Head(document="ICP/BAJG"), *items]


def test_a_document_without_records_is_read_as_empty():
    assert list(read_download(document("<ICP><HCJG><Jgxx/></HCJG></ICP>"))) == [Head(document="ICP/HCJG")]


def test_a_chinese_domain_is_kept_in_punycode():
    [_, item] = read_download(
        document(
            "<ICP><FFJRHMD><Ffjrxx><Id>1</Id><Ym>例子.中国</Ym><Ip>3405803778</Ip><Zjjrz>2</Zjjrz><Szs>330000</Szs>"
            "<Dqjcsj>2024-01-02</Dqjcsj></Ffjrxx></FFJRHMD></ICP>"
        )
    )

    assert isinstance(item, IllegalAccess)
    assert (item.domain, item.address) == ("xn--fsqu00a.xn--fiqs8s", "203.0.113.2")


def test_tables_are_named_by_the_field_that_uses_them():
    content = document(
        "<JCDM><Jcdm_xx><Wzjylx_dms><Wzjylx_xx><Id>1</Id><Ysid>2</Ysid><Mc>新闻</Mc><Sfqzsp>1</Sfqzsp><Sfyx>0</Sfyx>"
        "</Wzjylx_xx></Wzjylx_dms><Wbacl_dms><Wbacl_xx><Id>3</Id><Ztmc>已关闭</Ztmc></Wbacl_xx></Wbacl_dms></Jcdm_xx></JCDM>"
    )

    assert list(read_download(content))[1:] == [
        CodeValue(table="Nrlx", code=1, name="新闻", valid=False, detail={"Ysid": "2", "Sfqzsp": "1"}),
        CodeValue(table="Cljg", code=3, name="已关闭"),
    ]


NO_DOCUMENTS = {
    "nothing": b"",
    "no XML": b"PK\x03\x04",
    "no declaration": b"<DownloadData version='V.3.0'><ICP/></DownloadData>",
    "UTF-8": b'<?xml version="1.0" encoding="UTF-8"?><DownloadData version="V.3.0"><ICP/></DownloadData>',
    "another root": DECLARED + b'<UploadData version="V.3.0"><ICP/></UploadData>',
    "an unknown branch": document("<XYZ/>"),
    "no branch": document(""),
    "a document type": DECLARED + b'<!DOCTYPE DownloadData><DownloadData version="V.3.0"><ICP/></DownloadData>',
    "entities": DECLARED
    + b'<!-- <a> --><!DOCTYPE DownloadData [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    + b'<DownloadData version="V.3.0"><ICP><XGTZ><Tzxx><Tzlb>0</Tzlb><Tznr>&e;</Tznr></Tzxx></XGTZ></ICP>'
    + b"</DownloadData>",
}


@pytest.mark.parametrize("content", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS.keys())
def test_what_is_no_document_of_the_interface_is_unreadable(content):
    with pytest.raises(DocumentUnreadable):
        list(read_download(content))


def test_entities_that_would_grow_without_end_are_never_expanded():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE D [<!ENTITY a0 "aaaa">{lines}]><DownloadData version="V.3.0">&a11;</DownloadData>'.encode()

    with pytest.raises(DocumentUnreadable):
        list(read_download(DECLARED + bomb))


@pytest.mark.parametrize(
    "end",
    [b"<Tzxx><Tzlb>0</Tzlb>", b"<Tzxx><Tzlb>0</Tzlb><Tznr>\xff\xff\xff</Tznr></Tzxx></XGTZ></ICP></DownloadData>"],
    ids=["cut off", "not GBK"],
)
def test_a_file_that_breaks_late_still_gives_what_stands_before(end):
    whole = notices(*["<Tznr>甲</Tznr>"] * 5000)
    broken = whole[: whole.index(b"</XGTZ>")] + end
    items = read_download(broken)

    assert [type(item) for item in itertools.islice(items, 1001)] == [Head, *[Notice] * 1000]
    with pytest.raises(DocumentUnreadable) as unreadable:
        list(items)
    assert "甲" not in str(unreadable.value)


def test_a_text_node_of_more_than_ten_million_characters_is_refused():
    with pytest.raises(DocumentUnreadable):
        list(read_download(notices(f"<Tznr>{'a' * 10_100_000}</Tznr>")))


def test_what_the_schema_forbids_is_not_handed_out():
    with pytest.raises(DocumentRefused):
        write_download([CodeValue(table="Dwxz", code=0, name="国防机构")])
