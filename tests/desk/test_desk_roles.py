"""Who may do what at the desk: every POST route, each role."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from beian_plugin import Identity
from beian_plugin.filing.tasks import TaskKind
from beian_plugin.models.service import AuditEntry
from beian_plugin.models.tables import ObligationRow
from beian_plugin.operations import material, subject_claims, tasks

ALL = {"officer", "supervisor", "auditor", "ops", "staff"}
WORK = {"officer", "supervisor", "staff"}
#: An auditor looks at what was decided upon; each look is on record.
READ = WORK | {"auditor"}
DECIDE = {"supervisor", "staff"}
MIND = {"ops", "supervisor", "staff"}
OBLIGATION = (
    '{"text": {"zh": "请更正", "en": "Correct it"}, "actor": "customer", "days": 30, "working_days": false,'
    ' "starts": "approval", "source": "FAQ 38"}'
)
#: Who may post to each endpoint of the desk.
MAY = {
    "find": ALL,
    "take": WORK,
    "open_filing": WORK,
    "allow_tries": WORK,
    "save_step": WORK,
    "look": WORK,
    "upload": WORK,
    "remove_picture": WORK,
    "give_password": WORK,
    "hand_in": WORK,
    "claim": WORK,
    "release": WORK,
    "open": READ,
    "take_step": WORK,
    "return": WORK,
    "remedy": WORK,
    "reporting": WORK,
    "ask": WORK,
    "register": WORK,
    "judge": WORK,
    "open_task": READ,
    "answer": WORK,
    "close": WORK,
    "settle": WORK,
    "find_account": ALL,
    "create_account": WORK,
    "reset_account": WORK,
    "grant_subject_claim": DECIDE,
    "refuse_subject_claim": DECIDE,
    "resync": MIND,
}
PAGES = (
    "",
    "filings/1",
    "sheets",
    "tasks",
    "tasks/1",
    "accounts",
    "accounts/claims/1",
    "link",
    "figures",
    "obligations",
    "provinces",
    "provinces/33",
)


def filled(desk):
    """Something of each kind, each with the number 1."""
    filing = desk.submitted()
    material.receive_sheet(desk.context, filing, ["beian-sample-1.cn"], actor="test")
    subject_claims.claim_subject(desk.context, "mia", "浙ICP备20260001号", "原经办人已离职")
    with desk.context.database.write() as session:
        session.add(ObligationRow(filing_id=filing, code="x", document=OBLIGATION, due=desk.clock().date()))
        tasks.open_task(desk.context, session, TaskKind.NOTICE, ("1",), {"about": "site", "text": "整改"})


def posts(desk):
    """Endpoint and address of every route that takes a POST."""
    with desk.app.test_request_context():
        adapter = desk.app.url_map.bind("localhost")
        rules = [rule for rule in desk.app.url_map.iter_rules() if rule.endpoint.startswith("beian_desk.")]
        return {
            rule.endpoint.removeprefix("beian_desk."): adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
            for rule in rules
            if "POST" in rule.methods
        }


def test_every_post_route_says_who_may(desk):
    assert set(posts(desk)) == set(MAY)


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor", "ops", "staff"])
def test_each_role_may_post_what_it_is_for_and_nothing_else(desk, role):
    filled(desk)
    desk.as_(role)
    refused = {name for name, address in posts(desk).items() if desk.post(address).status_code == 403}
    assert refused == {name for name, roles in MAY.items() if role not in roles}


def test_an_auditor_changes_nothing_and_leaves_no_trace_of_having_tried(desk):
    filled(desk)
    before = trace(desk)
    for name, address in posts(desk.as_("auditor")).items():
        if "auditor" not in MAY[name]:
            assert desk.post(address).status_code == 403
    assert trace(desk) == before


def test_an_auditor_opens_personal_data_and_each_look_is_on_record(desk):
    filled(desk)
    before = trace(desk)
    assert "10000000001" in desk.as_("auditor").post("filings/1/open").text
    assert desk.post("tasks/1/open").status_code == 200
    with desk.context.database.read() as session:
        lines = session.execute(select(AuditEntry.actor, AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [tuple(line) for line in lines[before:]] == [("auditor", "view_filing"), ("auditor", "view_task")]


def trace(desk):
    with desk.context.database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry))


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor", "ops", "staff"])
def test_all_staff_read_every_page(desk, role):
    filled(desk)
    for path in PAGES:
        desk.as_(role).text(path)


def test_a_customer_and_a_stranger_read_none(desk):
    filled(desk)
    for who, status in ((None, 401), (Identity("7", "客户"), 403)):
        desk.who = who
        assert {path: desk.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, status)


@pytest.mark.parametrize("path", ["", "filings/1", "sheets", "tasks/1", "obligations"])
@pytest.mark.parametrize("role", ["auditor", "ops"])
def test_who_may_not_work_on_filings_sees_no_button_for_it(desk, path, role):
    filled(desk)
    assert 'method="post"' in desk.text(path)
    page = desk.as_(role).text(path)
    for name, address in posts(desk).items():
        if role not in MAY[name]:
            assert f'action="{address}"' not in page, name
