"""Which files an import reads, what it refuses of them, and what it leaves when it fails."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from beian_plugin.errors import BeianError, DatabaseUnavailable, InvalidValue
from beian_plugin.filing.licence import parse_licence
from beian_plugin.models.database import Database
from beian_plugin.models.service import ImportRun
from beian_plugin.models.tables import Domain, Site, Subject
from beian_plugin.operations.imports import ImportUnderWay, import_mirror
from beian_plugin.operations.mirror_file import LONGEST_LINE, MirrorFileError, open_mirror
from beian_plugin.operations.mirror_row import COLUMNS, RowReader, column_of
from beian_plugin.operations.refusals import ReportFileError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: The database of these property tests is not looked at.
ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = "域名,主办单位名称,网站备案号\ntea-demo.cn,某茶叶公司,浙ICP备20260001号-1\n"


def packed(content):
    return gzip.compress(content, mtime=0)  # the same at every collection of the tests


@pytest.fixture
def path(tmp_path):
    return tmp_path / "mirror"


def names_of(database):
    with database.read() as session:
        return session.execute(
            select(Domain.name, Subject.name).join(Domain.site).join(Site.subject).order_by(Domain.id)
        ).all()


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        ("\n \n" + TEXT + "\n,,\n").encode(),
        TEXT.rstrip("\n").encode(),
        TEXT.replace("某茶叶公司", '"某茶叶公司"').encode("gb18030"),
        TEXT.replace("域名,", "Domain , ").encode(),
        packed(TEXT.encode("gb18030")),
        b'{"domain": "tea-demo.cn", "organisation": "\xe6\x9f\x90\xe8\x8c\xb6\xe5\x8f\xb6\xe5\x85\xac\xe5\x8f\xb8"}',
        json.dumps({"域名": "tea-demo.cn", "主办单位": "某茶叶公司", "providers": ["ours"], "phone": None}).encode(),
        packed('\ufeff\n{"domain": "tea-demo.cn", "organisation": "某茶叶公司"}\n'.encode()),
    ],
)
def test_a_file_is_read_in_every_form_that_programs_write(database, path, content):
    path.write_bytes(content)
    report = import_mirror(database, path)
    assert (report.accepted, report.refused) == (1, 0)
    assert names_of(database) == [("tea-demo.cn", "某茶叶公司")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04xlsx", "workbook"),
        (b'[{"domain": "a.cn"}]', "one JSON list"),
        (b"domain,nmae,site_licence\n", "nmae"),
        (b"domain,\x1b[31mred\n", "does not know"),
        (b"organisation\nx\n", "no column domain"),
        ("domain,域名\n".encode(), "two columns for domain"),
        (b'domain,"organisation\n', "header"),
        (b"domain,\xff\xff\xff\n", "header"),
        (b"x" * (LONGEST_LINE + 1) + b"\ndomain\n", "header"),
        (packed(TEXT.encode())[:-12], "damaged or cut short"),
        (b"\x1f\x8bno gzip at all", "damaged or cut short"),
    ],
)
def test_a_file_that_is_no_mirror_is_refused_in_one_sentence(database, path, content, said):
    path.write_bytes(content)
    with pytest.raises(MirrorFileError, match=said) as caught:
        import_mirror(database, path)
    assert str(caught.value).isprintable()
    assert "/" not in str(caught.value).replace(path.name, "").split(":")[0]
    assert names_of(database) == []


def test_a_path_that_cannot_be_read_is_said(database, tmp_path):
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(MirrorFileError, match="cannot be read"):
            import_mirror(database, path)


GOOD = b"good-demo.cn,x"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"a.cn", "1 cells"),
        (b"a.cn,x,y", "3 cells"),
        (b"a.cn,x\x00y", "organisation holds control characters"),
        (b"a\x1b[31m.cn,x", "domain holds control characters"),
        (b"a.cn,\xff\xfe", "not UTF-8"),
        (b'a.cn,"\xff"', "not UTF-8"),
        (b'"a.cn,x', "not closed"),
        (b'"a"b.cn,"x', "not closed"),
        (b'a.cn,"x"y', "do not fit"),
        (b"..,x", "(syntax)"),
        (b",x", "(empty)"),
        (b"192.0.2.1,x", "an address"),
        (b"localhost,x", "an address or a local name"),
        (b"com.cn,x", "(suffix)"),
        (b"a.cn," + b"x" * 256, "longer than 255"),
        (b"a.cn," + b"x" * LONGEST_LINE, "longer than 65,536 bytes"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_and_the_rest_goes_on(database, path, line, reason):
    path.write_bytes(b"domain,organisation\nfirst-demo.cn,x\n" + line + b"\n" + GOOD + b"\n")
    report = import_mirror(database, path, batch=1)
    assert [name for name, _ in names_of(database)] == ["first-demo.cn", "good-demo.cn"]
    assert [refusal.line for refusal in report.refusals] == [3]
    assert reason in report.refusals[0].reason
    assert report.refusals[0].reason.isprintable()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not a JSON object"),
        (b"1", "not a JSON object"),
        (b"[" * 60_000, "not a JSON object"),
        (b'{"domain": "\xff"}', "not"),
        (b'{"domain": "\\ud800.cn"}', "not"),
        (b'{"domain": ["a.cn"]}', "domain must be a text"),
        (b'{"domain": "a.cn", "organisation": true}', "organisation must be a text"),
        (b'{"domain": "a.cn", "providers": [1]}', "providers must be a text"),
        (b'{"domain": "a.cn", "nmae": "x"}', "does not know"),
        ('{"domain": "a.cn", "域名": "b.cn"}'.encode(), "two fields for domain"),
        (b'{"organisation": "x"}', "(empty)"),
        (b'{"domain": "a.cn", "addresses": "192.0.2.1/24"}', "single IP addresses"),
        (b'{"domain": "a.cn", "addresses": "192.0.2.1", "providers": "x"}', "does not name it"),
        (b'{"domain": "a.cn", "province": "Mars"}', "province"),
        (b'{"domain": "a.cn", "site_licence": "123"}', "filing or licence number"),
        ('{"domain": "a.cn", "site_licence": "浙ICP备20260001号"}'.encode(), "number of a subject"),
    ],
)
def test_a_json_line_that_cannot_be_read_is_refused_and_the_rest_goes_on(database, path, line, reason):
    path.write_bytes(b'{"domain": "first-demo.cn"}\n' + line + b'\n{"domain": "good-demo.cn"}\n')
    report = import_mirror(database, path)
    assert [name for name, _ in names_of(database)] == ["first-demo.cn", "good-demo.cn"]
    assert [refusal.line for refusal in report.refusals] == [2]
    assert reason in report.refusals[0].reason


def test_a_cell_in_quotation_marks_may_hold_commas_and_line_breaks(database, path):
    path.write_text('domain,organisation\ntea-demo.cn,"甲,\r\n乙 ""丙"""\nnext-demo.cn,丁\n,\n..,x\n', "utf-8")
    report = import_mirror(database, path)
    assert names_of(database) == [("tea-demo.cn", '甲, 乙 "丙"'), ("next-demo.cn", "丁")]
    assert [refusal.line for refusal in report.refusals] == [6]


def test_an_unclosed_quotation_mark_costs_one_line(database, path):
    lines = [f"site-{number}-demo.cn,x" for number in range(100)]
    path.write_text("domain,organisation\n" + '"broken-demo.cn,x\n' + "\n".join(lines), "utf-8")
    report = import_mirror(database, path)
    assert (report.accepted, [refusal.line for refusal in report.refusals]) == (100, [2])


def test_all_refusals_stand_in_the_report_and_the_first_in_the_answer(database, path, tmp_path):
    path.write_text("domain\n" + "..\n" * 50 + "tea-demo.cn\n", "utf-8")
    report = import_mirror(database, path, refused=tmp_path / "refused.csv", batch=7)
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["line"]) for row in rows] == list(range(2, 52))
    assert [refusal.line for refusal in report.refusals] == list(range(2, 22))
    assert (report.accepted, report.refused) == (1, 50)


class Stop(Exception):
    """Thrown by a progress callback, as a killed process stops."""


def stop_after(batches):
    def progress(done, total):
        nonlocal batches
        assert 0 < done <= total
        batches -= 1
        if batches == 0:
            raise Stop

    return progress


@pytest.mark.parametrize("pack", [bytes, packed])
def test_an_import_that_goes_on_continues_its_report(database, path, tmp_path, pack):
    path.write_bytes(pack(b"domain\n" + b"".join(b"..\nsite-%d-demo.cn\n" % number for number in range(40))))
    refused = tmp_path / "refused.csv"
    with pytest.raises(Stop):
        import_mirror(database, path, refused=refused, batch=10, progress=stop_after(3))
    with refused.open("a", encoding="utf-8", newline="") as file:
        file.write("32,written but never kept\r\n3")
    report = import_mirror(database, path, refused=refused, batch=10)
    assert (report.accepted, report.refused, report.resumed_after) == (40, 40, 31)
    assert len(names_of(database)) == 40
    with refused.open(encoding="utf-8", newline="") as file:
        assert [int(row["line"]) for row in csv.DictReader(file)] == list(range(2, 82, 2))


def test_two_imports_of_one_file_at_once_do_not_overtake_each_other(database, path):
    path.write_text("domain\n" + "".join(f"site-{number}-demo.cn\n" for number in range(40)), "utf-8")

    def other_process(done, total):
        with database.write() as session:
            session.execute(update(ImportRun).values(offset=ImportRun.offset + 1))

    with pytest.raises(ImportUnderWay):
        import_mirror(database, path, batch=10, progress=other_process)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Domain)) == 10


def test_a_file_imported_again_starts_anew_only_when_it_was_done(database, path):
    path.write_text("domain\n" + "".join(f"site-{number}-demo.cn\n" for number in range(40)), "utf-8")
    with pytest.raises(Stop):
        import_mirror(database, path, batch=10, progress=stop_after(2))
    assert import_mirror(database, path, again=True).resumed_after == 21
    assert import_mirror(database, path).done_before is not None
    assert import_mirror(database, path, again=True).resumed_after == 0


def test_a_full_disk_leaves_whole_batches_and_the_import_goes_on_later(database, path):
    path.write_text("domain\n" + "".join(f"site-{number}-demo.cn\n" for number in range(3000)), "utf-8")
    limited = Database(str(database.engine.url), database.keys)
    connection = limited.engine.raw_connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 40}")
    connection.close()
    with pytest.raises(DatabaseUnavailable, match="full"):
        import_mirror(limited, path, batch=500)
    limited.close()
    with database.read() as session:
        run = session.scalars(select(ImportRun)).one()
        kept = session.scalar(select(func.count()).select_from(Domain))
    assert (run.accepted, run.finished_at) == (kept, None)
    assert 0 < kept < 3000
    assert kept % 500 == 0
    report = import_mirror(database, path)
    assert (report.accepted, len(names_of(database))) == (3000, 3000)


def test_a_report_that_cannot_be_written_is_said(database, path, tmp_path):
    path.write_text(TEXT, "utf-8")
    with pytest.raises(ReportFileError, match="cannot be written"):
        import_mirror(database, path, refused=tmp_path / "absent" / "refused.csv")
    with pytest.raises(InvalidValue, match="overwrite"):
        import_mirror(database, path, refused=path)
    assert path.read_text("utf-8") == TEXT


@pytest.mark.parametrize("name", [name for tag, (_, aliases) in COLUMNS.items() for name in (tag, *aliases)])
def test_each_name_of_a_column_means_one_column(database_url, name):
    assert column_of(f" {name} ") in COLUMNS
    assert sum(name in (tag, *aliases) for tag, (_, aliases) in COLUMNS.items()) == 1


@ONCE
@given(
    text=st.from_regex(r"[京浙川蜀aA_9]ICP[备证][0-9]{3,15}号-[0-9]{1,7}", fullmatch=True)
    | st.sampled_from(["浙B2-20040180-3", "京ICP备13052560号-5A", "京 ICP 备 10206937 号-2"])
)
def test_the_short_way_to_read_a_number_says_what_the_long_one_says(database_url, text):
    reader = RowReader(["domain", "site_licence"], ())
    try:
        number = parse_licence(text)
    except InvalidValue:
        with pytest.raises(InvalidValue):
            reader.read(["tea-demo.cn", text])
        return
    row = reader.read(["tea-demo.cn", text])
    assert (row.site_number, row.subject_number, row.province) == (str(number), str(number.subject), number.province)


@ONCE
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(database_url, tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "junk"
    path.write_bytes(content)
    try:
        with open_mirror(path) as file:
            ends = [record.end for record in file.records()]
    except BeianError:
        return
    assert ends == sorted(ends)
