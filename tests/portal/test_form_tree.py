"""What a form shows and saves again stays what it was, whatever somebody typed; each path has its one page."""

from __future__ import annotations

from datetime import date

import filing_ways as ways
import particulars_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beian_plugin.blueprints.form.steps import step_at, steps_of
from beian_plugin.blueprints.form.tree import planted, shown
from beian_plugin.filing.completeness import Known, missing
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.particulars import Particulars, PreApproval, Site


def whole(kind):
    """What a filing of the kind says, with a pre-approval and two sites where it has any."""
    said = ways.complete(kind)
    permit = PreApproval(category=4, number="示例1", scans=(7,))
    if kind in (Kind.NEW, Kind.CHANGE, Kind.ADD_SITE):
        more = replace(samples.site(2), pre_approvals=(permit,))
        return replace(said, sites=(*said.sites, more))
    return said


@pytest.mark.parametrize("kind", list(Kind))
def test_saving_a_step_as_it_is_shown_changes_nothing(kind):
    said = whole(kind)
    for step in steps_of(kind, said, password=True):
        assert planted(said, {path: shown(said, path) for path in step.paths}) == said, step.slug


@given(st.text(max_size=60))
def test_whatever_is_typed_as_domains_or_addresses_is_kept_and_stays(text):
    for path in ("sites.0.domains", "sites.0.accesses.0.addresses"):
        once = planted(Particulars(), {path: text})
        assert planted(once, {path: shown(once, path)}) == once


@pytest.mark.parametrize("kind", list(Kind))
def test_whatever_is_missing_has_a_page_to_fill_it_in(kind):
    today = date(2026, 6, 1)
    for said in (Particulars(), Particulars(sites=(Site(),)), whole(kind)):
        steps = steps_of(kind, said, password=True)
        for one in missing(kind, said, Known(today=today, filed_elsewhere=True)):
            assert step_at(one.path, steps) is not None, one.path


@pytest.mark.parametrize("kind", list(Kind))
def test_a_field_is_asked_on_one_page_alone(kind):
    steps = steps_of(kind, whole(kind), password=True)
    asked = [path for step in steps for path in step.paths]
    assert len(asked) == len(set(asked))
    assert [step_at(path, steps) for path in asked] == [step for step in steps for _ in step.paths]
