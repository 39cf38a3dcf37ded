"""The desk: pages for the panel's staff, mounted under `BEIAN_URL_PREFIX/desk`."""

from __future__ import annotations

from flask import Blueprint

from beian_plugin.blueprints.desk import accounts, checks, figures, fill, link, provinces, queue, review, sheets, tasks
from beian_plugin.blueprints.desk.access import shared
from beian_plugin.blueprints.form import add_form
from beian_plugin.blueprints.web.frame import MenuItem, frame
from beian_plugin.filing.verdict import Text

_MENU = (
    MenuItem("beian_desk.queue", Text("备案申请", "Filings")),
    MenuItem("beian_desk.sheets", Text("核验单", "Sheets")),
    MenuItem("beian_desk.tasks", Text("任务", "Tasks")),
    MenuItem("beian_desk.accounts", Text("帐号", "Accounts")),
    MenuItem("beian_desk.link", Text("管局接口", "Link")),
    MenuItem("beian_desk.figures", Text("统计", "Figures")),
    MenuItem("beian_desk.provinces", Text("各省规则", "Provinces")),
)
_CLAIM = "/accounts/claims/<int(max=2147483647):number>"
_TASK = "/tasks/<int(max=2147483647):number>"
_FILING = "/filings/<int(max=2147483647):number>"


def create_desk() -> Blueprint:
    """The desk's pages, each for staff alone; who is staff the panel's `identity_loader` says."""
    blueprint = Blueprint("beian_desk", __name__, template_folder="templates", static_folder="static")
    get, post = blueprint.get, blueprint.post
    get("/", endpoint="queue")(queue.overview)
    post("/find", endpoint="find")(queue.find)
    post("/take", endpoint="take")(queue.take)
    get("/filings/new", endpoint="new")(fill.new)
    post("/filings/new", endpoint="open_filing")(fill.open_filing)
    post(f"{_FILING}/tries", endpoint="allow_tries")(fill.allow_tries)
    post(f"{_FILING}/claim", endpoint="claim")(queue.claim)
    post(f"{_FILING}/release", endpoint="release")(queue.release)
    get(_FILING, endpoint="filing")(review.page)
    post(f"{_FILING}/open", endpoint="open")(review.opened)
    post(f"{_FILING}/step", endpoint="take_step")(review.step)
    post(f"{_FILING}/return", endpoint="return")(review.give_back)
    post(f"{_FILING}/remedy", endpoint="remedy")(review.remedy)
    post(f"{_FILING}/reporting", endpoint="reporting")(review.reporting)
    post(f"{_FILING}/ask", endpoint="ask")(checks.ask)
    get(f"{_FILING}/material/<int(max=2147483647):attachment>", endpoint="picture")(review.picture)
    get("/sheets", endpoint="sheets")(sheets.overview)
    post("/sheets", endpoint="register")(sheets.register)
    post("/sheets/<int(max=2147483647):number>/judge", endpoint="judge")(sheets.judge)
    get("/tasks", endpoint="tasks")(tasks.overview)
    get(_TASK, endpoint="task")(tasks.page)
    post(f"{_TASK}/open", endpoint="open_task")(tasks.opened)
    post(f"{_TASK}/answer", endpoint="answer")(tasks.answer)
    post(f"{_TASK}/close", endpoint="close")(tasks.close)
    get("/obligations", endpoint="obligations")(tasks.due)
    post("/obligations/<int(max=2147483647):number>/settle", endpoint="settle")(tasks.settle)
    get("/accounts", endpoint="accounts")(accounts.overview)
    post("/accounts/find", endpoint="find_account")(accounts.find)
    post("/accounts", endpoint="create_account")(accounts.create)
    post("/accounts/<int(max=2147483647):number>/reset", endpoint="reset_account")(accounts.reset)
    get("/accounts/<int(max=2147483647):number>/reset", endpoint="after_reset")(accounts.after_reset)
    get(_CLAIM, endpoint="subject_claim")(accounts.claim)
    post(f"{_CLAIM}/grant", endpoint="grant_subject_claim")(accounts.grant)
    post(f"{_CLAIM}/refuse", endpoint="refuse_subject_claim")(accounts.refuse)
    get("/link", endpoint="link")(link.overview)
    post("/link/resync", endpoint="resync")(link.resync)
    get("/figures", endpoint="figures")(figures.overview)
    get("/provinces", endpoint="provinces")(provinces.overview)
    get("/provinces/<code>", endpoint="province")(provinces.page)
    add_form(blueprint, fill.DESK, "/filings/<int(max=2147483647):filing_id>/fill")
    blueprint.context_processor(shared)
    return frame(
        blueprint, title=Text("备案工作台", "Filing desk"), menu=_MENU, may_enter=lambda identity: identity.is_staff
    )
