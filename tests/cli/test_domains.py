"""`beian domains`, run as a person runs it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from registries import name_server, whois
from sqlalchemy import select

from beian_plugin.cli import main
from beian_plugin.models.service import AuditEntry

NAME = "beian-sample-1.cn"
ANSWER = f"Domain Name: {NAME}\nRegistrant: 王示例\nExpiration Time: 2030-01-02 00:00:00\n"


@pytest.fixture
def domains(context, tmp_path, monkeypatch):
    """Runs `beian domains` in the instance folder, with a registry and a name server to ask; what it says."""
    with whois(lambda _: ANSWER.encode()) as (port, _), name_server({(NAME, "A"): ["203.0.113.8"]}) as (host, at):
        monkeypatch.setenv("BEIAN_INSTANCE", str(tmp_path / "instance"))
        monkeypatch.setenv("BEIAN_RDAP_SERVERS", f"cn=whois://127.0.0.1:{port}")
        monkeypatch.setenv("BEIAN_DNS_SERVERS", f"{host}:{at}")
        yield lambda *words: CliRunner().invoke(main, ["domains", *words], catch_exceptions=False)


def test_what_is_known_of_a_domain_is_shown_and_asked_for_only_when_told(domains, context):
    assert domains(NAME).output.count("尚未查询") == 2
    shown = domains(f"www.{NAME}", "--ask", "--lang", "en").output
    assert "until: 2030-01-02" in shown
    assert "points to: 203.0.113.8" in shown
    assert "王示例" not in shown
    assert json.loads(domains(NAME, "--json").output)["holder"] == "王**"
    assert json.loads(domains(NAME, "--json", "--whole").output)["holder"] == "王示例"
    with context.database.read() as session:
        looked = select(AuditEntry.target).where(AuditEntry.action == "view_registration")
        assert session.scalars(looked).all() == [f"domain:{NAME}"]


def test_what_is_no_domain_is_refused_in_one_sentence(domains):
    found = domains("127.0.0.1")
    assert (found.exit_code, found.output.count("\n")) == (2, 1)
