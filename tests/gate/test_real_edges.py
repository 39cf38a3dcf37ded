"""The configurations that we hand out do in the real servers what the gate says."""

from __future__ import annotations

import os
import shutil

import pytest

from beian_plugin.gate.trials import EDGES, try_edge

GOT = {
    "nginx": ["200 the site", "451 elsewhere", "200 the site", "451 unfiled"],
    "nginx-map": ["200 the site", "451", "200 the site", "451"],
    "haproxy": ["200 the site", "451", "200 the site", "451"],
    "caddy": ["200 the site", "no certificate", "200 the site", "no certificate"],
    # A zone of stopped names cannot stop what nobody has on record.
    "bind": ["192.0.2.80", "no such name", "192.0.2.80", "192.0.2.80"],
}


def visited(name, folder, **how):
    edge = EDGES[name]
    if shutil.which(edge.program, path="/usr/sbin:/usr/bin") is None:
        if os.environ.get("CI"):
            pytest.fail(f"CI tries the real {edge.program}: install {edge.package}")
        pytest.skip(f"{edge.package} is not installed")
    return list(try_edge(edge, folder, **how))


@pytest.mark.parametrize("name", sorted(EDGES))
def test_a_real_server_opens_what_is_filed_here_and_stops_the_rest(name, tmp_path):
    visits = visited(name, tmp_path)
    assert [visit.open for visit in visits] == [True, False, True, name == "bind"]
    for visit, expected in zip(visits, GOT[name], strict=True):
        assert visit.got.startswith(expected), visit


@pytest.mark.parametrize(("name", "open_then"), [("nginx", True), ("caddy", False)])
def test_while_the_gate_is_down_nginx_leaves_sites_open_and_caddy_does_not(name, open_then, tmp_path):
    assert {visit.open for visit in visited(name, tmp_path, gate_down=True)} == {open_then}
