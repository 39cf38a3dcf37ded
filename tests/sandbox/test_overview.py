"""The overview shows the calls that carried something; those that only asked are counted."""

from __future__ import annotations

import re

import particulars_samples as samples
import pytest

from beian_plugin.errors import AuthorityRefused
from beian_plugin.filing.kinds import Kind


def calls(sandbox):
    """Method and code of the calls that the overview lists, the newest first, and how many only asked."""
    page = sandbox.app.test_client().get("/").text
    listed = re.findall(r"<td><code>(\w+)</code></td><td>(-?\d*)</td>", page)
    [polls] = re.findall(r"另有 (\d+) 次", page)
    return listed, int(polls)


def test_polls_are_counted_and_do_not_push_out_what_carried_something(sandbox, ours):
    ours.fetch()
    before, polls = calls(sandbox)
    ours.send(Kind.NEW, samples.new(1))
    for _ in range(15):
        assert ours.authority.download() is None
        ours.authority.previous_upload()
    after, more = calls(sandbox)
    assert after == [("isp_upload", "0"), *before][:20]
    assert more == polls + 30


def test_a_download_that_brought_a_file_and_one_that_was_refused_are_shown(sandbox, ours):
    ours.send(Kind.NEW, samples.new(1))
    sandbox.approve_all()
    ours.fetch()
    assert {"isp_download", "isp_downloadack"} <= {method for method, _ in calls(sandbox)[0]}
    before = calls(sandbox)
    sandbox.fault("maintenance", count=1)
    with pytest.raises(AuthorityRefused):
        ours.authority.download()
    assert calls(sandbox) == ([("isp_download", "902"), *before[0]], before[1])
