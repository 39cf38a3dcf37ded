"""An import that is killed goes on without a gap or a double, and junk is refused line by line."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from beian_plugin.models.database import Database
from beian_plugin.models.service import ImportRun
from beian_plugin.models.tables import Domain, Site, SiteAccess, Subject
from beian_plugin.operations.imports import import_mirror
from beian_plugin.operations.upkeep import examine

LINES = 30_000
IMPORTER = """
import sys
from pathlib import Path
from beian_plugin.models.crypto import KeyRing
from beian_plugin.models.database import Database
from beian_plugin.operations.imports import import_mirror
database = Database(sys.argv[1], KeyRing((b"data" * 8,), b"indx" * 8))
import_mirror(database, Path(sys.argv[2]), coverage="all", batch=500)
"""


@pytest.fixture
def mirror_file(tmp_path):
    path = tmp_path / "mirror.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("domain", "organisation", "subject_licence", "site_licence", "providers"))
        for number in range(1, LINES + 1):
            licence = f"浙ICP备{number:08d}号"
            writer.writerow(
                (f"site-{number}.cn", f"某公司{number}", licence, f"{licence}-1", "ours" if number % 2 else "别家")
            )
    return path


def counts(database):
    with database.read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) for table in (Subject, Site, Domain, SiteAccess)
        ]


def lines_done(database):
    with database.read() as session:
        return session.scalar(select(func.coalesce(func.max(ImportRun.accepted), 0)))


def test_a_killed_import_goes_on_where_it_stopped(database, database_url, mirror_file):
    killed_at = []
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", IMPORTER, database_url, str(mirror_file)])
        before = lines_done(database)
        while lines_done(database) <= before and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed_at.append(lines_done(database))
    assert killed_at == sorted(killed_at)
    assert 0 < killed_at[0] < LINES, "it was killed in the middle"
    report = import_mirror(database, mirror_file, coverage="all")
    assert report.resumed_after >= killed_at[-1]
    assert (report.accepted, report.refused, report.coverage) == (LINES, 0, "all")
    assert counts(database) == [LINES] * 4
    assert examine(database).drifted == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_line_of_ten_megabytes_is_refused_and_the_rest_goes_on(database, tmp_path):
    path = tmp_path / "m.csv"
    path.write_bytes(b"domain\nfirst-demo.cn\n" + b"x" * 10_000_000 + b".cn\nlast-demo.cn\n")
    report = import_mirror(database, path)
    assert (report.accepted, report.refused) == (2, 1)
    assert len(report.refusals[0].reason) < 300


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refusal_never_repeats_a_certificate_or_a_phone(database, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("domain,certificate_number,phone,province\na-demo.cn,NOT-A-CODE-123,5550001,Mars\n", "utf-8")
    report = import_mirror(database, path, refused=tmp_path / "refused.csv")
    told = str(report) + (tmp_path / "refused.csv").read_text("utf-8")
    assert report.refused == 1
    assert "NOT-A-CODE-123" not in told
    assert "5550001" not in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_complete_file_that_comes_again_without_a_domain_takes_it_out(database, tmp_path):
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text(
        "domain,providers,site_licence\nstay-demo.cn,ours,浙ICP备20260001号-1\ngone-demo.cn,ours,浙ICP备20260001号-2\n",
        "utf-8",
    )
    second.write_text("domain,providers,site_licence\nstay-demo.cn,ours,浙ICP备20260001号-1\n", "utf-8")
    import_mirror(database, first, coverage="own")
    import_mirror(database, second, coverage="own")
    with database.read() as session:
        kept = dict(session.execute(select(Domain.name, Domain.access)).all())
    assert kept["stay-demo.cn"] == "ours"
    assert kept.get("gone-demo.cn") != "ours"
    assert examine(database).drifted == 0


CELL = st.text(max_size=40) | st.sampled_from(
    ["ours", "例子.中国", "192.0.2.1", "浙ICP备20260001号-1", "33", "=cmd()", "\x00", "a.cn"]
)
FIELDS = (
    "domain",
    "organisation",
    "subject_licence",
    "site_licence",
    "providers",
    "addresses",
    "certificate_kind",
    "province",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.dictionaries(st.sampled_from(FIELDS), CELL), min_size=1, max_size=8), as_csv=st.booleans())
def test_any_lines_are_taken_or_refused_and_the_derived_columns_stay_right(database, tmp_path, lines, as_csv):
    path = tmp_path / "m"
    if as_csv:
        text = io.StringIO()
        writer = csv.DictWriter(text, FIELDS)
        writer.writeheader()
        writer.writerows({key: value.replace("\x00", "") for key, value in line.items()} for line in lines)
        path.write_text(text.getvalue(), "utf-8", errors="replace")
    else:
        path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8", errors="replace")
    report = import_mirror(database, path, again=True)
    assert report.accepted <= len(lines)
    assert examine(database).drifted == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_imports_at_once_lose_nothing(database, database_url, tmp_path):
    for name in ("a", "b"):
        lines = [f"{name}-{number}.cn,浙ICP备{number:08d}号-{1 if name == 'a' else 2}" for number in range(3000)]
        (tmp_path / name).write_text("domain,site_licence\n" + "\n".join(lines), "utf-8")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", IMPORTER.replace('coverage="all", ', ""), database_url, str(tmp_path / name)]
        )
        for name in ("a", "b")
    ]
    assert [process.wait() for process in started] == [0, 0]
    assert counts(database)[1:3] == [6000, 6000]
    other = Database(database_url, database.keys)
    assert examine(other).drifted == 0
    other.close()
