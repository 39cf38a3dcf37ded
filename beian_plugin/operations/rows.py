"""The decision table: rows tried in order, of which the first that fits decides.

Plugins and provinces can only worsen what a row says. Numbers are those of the table in docs/decisions.md.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from beian_plugin.filing.certificate import PERSONAL
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, Use
from beian_plugin.filing.facts import Access, Filed, Owner, SubjectStanding
from beian_plugin.filing.findings import finding
from beian_plugin.filing.hostname import HostKind, printable, to_unicode
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.region import Place
from beian_plugin.filing.states import State
from beian_plugin.filing.verdict import Actor, Decision, Severity
from beian_plugin.operations.provincial import sourced
from beian_plugin.providers.rule import Confidence, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from beian_plugin.filing.events import Event
    from beian_plugin.filing.facts import Facts
    from beian_plugin.filing.verdict import Finding
    from beian_plugin.providers.rule import Rule
    from beian_plugin.providers.rulebook import RuleBook
    from beian_plugin.settings import Settings


class Question(NamedTuple):
    """All that a row may look at: the event, what is known, the province's rules, the host's settings."""

    event: Event
    facts: Facts
    book: RuleBook
    settings: Settings
    #: In China.
    today: date

    def rule(self, name: str, kind: Kind | None = None, subject: SubjectKind | None = None) -> Rule[Any] | None:
        """The province's rule `name` for what is asked about; None where nobody knows."""
        asked = self.book.pick(name, self.today, kind=kind, subject=subject or self.subject_kind)
        return asked.rule if asked else None

    @property
    def subject_kind(self) -> SubjectKind:
        """Whether a person or an organisation asks, as far as its certificate tells."""
        subject = self.event.subject
        if subject is None or subject.certificate is None:
            return SubjectKind.ANY
        return SubjectKind.INDIVIDUAL if subject.certificate.kind in PERSONAL else SubjectKind.ORGANISATION

    @property
    def domain(self) -> str:
        """The registrable domain as its owner writes it."""
        host = self.facts.host
        return to_unicode(host.registrable) if host else ""

    @property
    def only_part_is_here(self) -> bool:
        """Whether only a subdomain or mail is at this host, so that the domain itself does not move (FAQ 21)."""
        event, host = self.event, self.facts.host
        mail = isinstance(event, DomainBind) and event.use is Use.MAIL
        return mail or (isinstance(event, DomainBind) and host is not None and host.is_subdomain)


class Answer(NamedTuple):
    """What a row says."""

    decision: Decision
    finding: Finding
    #: The filing that would settle it.
    kind: Kind | None = None


class Row(NamedTuple):
    """One row: when it fits, and what it says then."""

    name: str
    fits: Callable[[Question], bool]
    answer: Callable[[Question], Answer]
    #: The row is about domains of which this is known; None where it does not matter.
    filed: Filed | None = None


class Table:
    """Rows in their order; the last always fits."""

    def __init__(self, name: str, rows: tuple[Row, ...]) -> None:
        named = [row._replace(name=f"{name}-{row.name}") for row in rows]
        self._by_filed = {filed: tuple(row for row in named if row.filed in (None, filed)) for filed in Filed}

    def first_fit(self, question: Question) -> tuple[str, Answer]:
        """The name and the answer of the first row that fits, such as `bind-6`."""
        for row in self._by_filed[question.facts.filed]:
            if row.fits(question):
                return row.name, row.answer(question)
        raise AssertionError("a table ends with a row that always fits")


def _always(_: Question) -> bool:
    return True


def _invalid_host(q: Question) -> Answer:
    shown = printable(getattr(q.event, "host", ""), 80)
    return Answer(Decision.DENY, finding(f"host_{q.facts.host_problem}", host=shown))


def _blacklisted(q: Question) -> Answer:
    code = "domain_blacklisted" if q.facts.domain_blacklisted else "subject_blacklisted"
    return Answer(Decision.DENY, finding(code, domain=q.domain))


#: Who has to do what while a filing is in each state (FAQ 39, 44).
_NEXT: dict[State, tuple[Actor, str, str]] = {
    State.DRAFT: (Actor.CUSTOMER, "请填写完整并提交。", "Complete it and submit it."),
    State.PROVIDER_REVIEW: (
        Actor.STAFF,
        "备案专员正在核实，请等待。",
        "Our filing staff are checking it; please wait.",
    ),
    State.QUEUED: (Actor.STAFF, "即将上报管局，请等待。", "It is about to be sent to the authority; please wait."),
    State.AUTHORITY_REVIEW: (
        Actor.AUTHORITY,
        "请等待管局审核，最长 20 个工作日。",
        "Wait for the authority; it takes up to 20 working days.",
    ),
    State.RETURNED_TO_CUSTOMER: (
        Actor.CUSTOMER,
        "请按退回原因修改后再次提交。",
        "Correct what was returned and submit it again.",
    ),
    State.RETURNED_TO_PROVIDER: (
        Actor.STAFF,
        "管局已退回，备案专员正在处理。",
        "The authority returned it; our filing staff are working on it.",
    ),
}


def _running(q: Question) -> Answer:
    running = q.facts.running
    if running is None:
        raise AssertionError("the row fits only while a filing is running")
    actor, todo_zh, todo_en = _NEXT[running.state]
    found = finding(
        "filing_running",
        None,
        actor,
        domain=q.domain,
        kind_zh=running.kind.zh,
        kind_en=running.kind.en,
        state_zh=running.state.zh,
        state_en=running.state.en,
        todo_zh=todo_zh,
        todo_en=todo_en,
    )
    return Answer(Decision.HOLD, found, running.kind)


def _number(q: Question) -> dict[str, str]:
    number = q.facts.site_number or q.facts.subject_number
    return {"number": number} if number else {"number_zh": "备案号未知", "number_en": "number unknown"}


def _hold(code: str, kind: Kind | None = None) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        return Answer(Decision.HOLD, finding(code, domain=q.domain, **_number(q)), kind)

    return answer


def _subject_hold(code: str, kind: Kind) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        return Answer(Decision.HOLD, finding(code, domain=q.domain, number=q.facts.subject_number), kind)

    return answer


def _part_elsewhere(q: Question) -> Answer:
    decision = Decision(q.settings.subdomain_elsewhere.value)
    severity = Severity.WARN if decision is Decision.ALLOW else Severity(decision.value)
    found = finding("add_access_advised", severity, domain=q.domain, **_number(q))
    return Answer(decision, found, Kind.TRANSFER_IN)


def _access_ours(q: Question) -> Answer:
    return Answer(Decision.ALLOW, finding("access_ours", domain=q.domain, **_number(q)))


def _shell_subject(q: Question) -> Answer:
    """A weak source is not enough to have a number cancelled; it is told beside the answer."""
    rule = q.rule("shell_subject_can_add_site", Kind.ADD_SITE)
    if rule is None:
        return _subject_hold("shell_subject_add_site", Kind.ADD_SITE)(q)
    if rule.value or rule.confidence is Confidence.LOW:
        found = finding("shell_subject_add_site", domain=q.domain, number=q.facts.subject_number)
        return Answer(Decision.HOLD, sourced(found, rule) if rule.value else found, Kind.ADD_SITE)
    found = finding("shell_subject_cancel", number=q.facts.subject_number, authority=q.book.authority)
    return Answer(Decision.HOLD, sourced(found, rule), Kind.NEW)


def _unknown(q: Question) -> Answer:
    decision = Decision(q.settings.on_error.value)
    trouble = q.facts.trouble and f"（{q.facts.trouble}）"
    if decision is Decision.ALLOW:
        return Answer(decision, finding("unknown_allowed", domain=q.domain, trouble=trouble))
    return Answer(decision, finding("could_not_look_up", Severity(decision.value), domain=q.domain, trouble=trouble))


def _refuses_overseas(q: Question) -> bool:
    if q.facts.subject is not SubjectStanding.OVERSEAS:
        return False
    rule = q.rule("overseas_subject_admitted")
    return rule is None or not rule.value


def _subject_is(standing: SubjectStanding) -> Callable[[Question], bool]:
    return lambda q: q.facts.subject is standing


def _access_is(access: Access) -> Callable[[Question], bool]:
    return lambda q: q.facts.access is access


def _special_host(q: Question) -> bool:
    return q.facts.host is not None and q.facts.host.kind is not HostKind.NAME


def _transfer_verified(q: Question) -> bool:
    running = q.facts.running
    return running is not None and running.kind is Kind.TRANSFER_IN and running.verified


def _moves_from_shared_site(q: Question) -> bool:
    return q.facts.access is Access.OTHER and q.facts.shares_site and not q.only_part_is_here


def _deny_overseas(q: Question) -> Answer:
    rule, found = q.rule("overseas_subject_admitted"), finding("overseas_subject")
    return Answer(Decision.DENY, sourced(found, rule) if rule else found)


def _allow(code: str, kind: Kind | None = None) -> Callable[[Question], Answer]:
    return lambda q: Answer(Decision.ALLOW, finding(code, domain=q.domain), kind)


_OUTSIDE = Row("1", lambda q: q.facts.place is Place.OUTSIDE, _allow("outside_mainland"))
_ADDRESS = Row(
    "2",
    _special_host,
    lambda q: Answer(Decision.ALLOW, finding("host_is_address", host=q.facts.host.ascii if q.facts.host else "")),
)
_INVALID = Row("3", lambda q: bool(q.facts.host_problem), _invalid_host)
_BLACKLIST = Row("4", lambda q: q.facts.domain_blacklisted or q.facts.subject_blacklisted, _blacklisted)
_RUNNING = Row("7", lambda q: q.facts.running is not None, _running)

_BIND_ROWS: tuple[Row, ...] = (
    _OUTSIDE,
    _ADDRESS,
    _INVALID,
    _BLACKLIST,
    Row("5", _transfer_verified, _allow("transfer_verified", Kind.TRANSFER_IN)),
    Row("6", _access_is(Access.OURS), _access_ours),
    _RUNNING,
    Row("8", lambda q: q.facts.owner is Owner.OTHER, _hold("filed_for_other"), Filed.YES),
    Row("9", _access_is(Access.NONE), _hold("shell_site", Kind.TRANSFER_IN), Filed.YES),
    Row("10", _moves_from_shared_site, _hold("split_first", Kind.TRANSFER_IN), Filed.YES),
    Row("11", lambda q: q.facts.access is Access.OTHER and q.only_part_is_here, _part_elsewhere, Filed.YES),
    Row("12", _access_is(Access.OTHER), _hold("filed_elsewhere", Kind.TRANSFER_IN), Filed.YES),
    Row("13", _always, _hold("access_unknown"), Filed.YES),
    Row("14", _refuses_overseas, _deny_overseas, Filed.NO),
    Row("15", _subject_is(SubjectStanding.SHELL), _shell_subject, Filed.NO),
    Row("16", _subject_is(SubjectStanding.HERE), _subject_hold("subject_filed_here", Kind.ADD_SITE), Filed.NO),
    Row(
        "17",
        _subject_is(SubjectStanding.OTHER_ACCOUNT),
        _subject_hold("subject_other_account", Kind.ADD_SITE),
        Filed.NO,
    ),
    Row(
        "18", _subject_is(SubjectStanding.ELSEWHERE), _subject_hold("subject_filed_elsewhere", Kind.ADD_SITE), Filed.NO
    ),
    Row("19", _always, _subject_hold("not_filed", Kind.NEW), Filed.NO),
    Row("20", _always, _unknown),
)


def _limit(limits: tuple[tuple[str, int], ...], product: str) -> int | None:
    return next((number for pattern, number in limits if fnmatchcase(product.lower(), pattern)), None)


def _order(q: Question) -> ServerOrder:
    if not isinstance(q.event, ServerOrder):
        raise TypeError("only a server order has these rows")
    return q.event


def _too_short(q: Question) -> bool:
    order = _order(q)
    limit = _limit(q.settings.order_min_months, order.product)
    return limit is not None and 0 < order.months < limit


def _too_many(q: Question) -> bool:
    order = _order(q)
    limit = _limit(q.settings.order_max_servers, order.product)
    return limit is not None and order.held + order.quantity > limit


def _term_answer(q: Question) -> Answer:
    order = _order(q)
    limit = _limit(q.settings.order_min_months, order.product)
    found = finding("term_too_short", product=order.product, limit=str(limit), months=str(order.months))
    return Answer(Decision.DENY, found)


def _quota_answer(q: Question) -> Answer:
    order = _order(q)
    limit = _limit(q.settings.order_max_servers, order.product)
    total = order.held + order.quantity
    return Answer(Decision.DENY, finding("too_many_servers", product=order.product, limit=str(limit), total=str(total)))


_ORDER_ROWS: tuple[Row, ...] = (
    _OUTSIDE,
    Row("2", lambda q: q.facts.subject_blacklisted, _blacklisted),
    Row("3", _refuses_overseas, _deny_overseas),
    Row(
        "4",
        lambda q: q.facts.cancelling,
        lambda _: Answer(Decision.HOLD, finding("subject_being_cancelled"), Kind.CANCEL_SUBJECT),
    ),
    Row("5", _too_short, _term_answer),
    Row("6", _too_many, _quota_answer),
    Row("7", _always, _allow("order_ok")),
)


def _ours(q: Question) -> bool:
    return q.facts.access is Access.OURS


def _surely_not_ours(q: Question) -> bool:
    return q.facts.filed is Filed.NO or q.facts.access in (Access.OTHER, Access.NONE)


def _moves(q: Question) -> bool:
    return _ours(q) and not q.facts.domain_blacklisted and not q.facts.subject_blacklisted


_OUT_ROWS: tuple[Row, ...] = (
    _OUTSIDE,
    _ADDRESS,
    _INVALID,
    Row("4", lambda q: q.facts.running is not None, _running),
    Row("5", lambda q: _ours(q) and q.facts.other_access, _allow("cancel_access", Kind.CANCEL_ACCESS)),
    Row("6", _ours, _hold("last_access")),
    Row("7", _surely_not_ours, _allow("nothing_to_cancel")),
    Row("8", _always, _unknown),
)

_MOVE_ROWS: tuple[Row, ...] = (
    Row("a", lambda q: q.facts.place is Place.OUTSIDE and _moves(q), _allow("leaves_mainland", Kind.CANCEL_SITE)),
    Row("b", _moves, _allow("move_reported", Kind.CHANGE)),
)

_BIND = Table("bind", _BIND_ROWS)
_ORDER = Table("order", _ORDER_ROWS)
#: A transfer in is decided as a bind, and so is a move of what is not ours.
_TRANSFERS = {
    Direction.IN: Table("in", _BIND_ROWS),
    Direction.OUT: Table("out", _OUT_ROWS),
    Direction.MOVE: Table("move", _MOVE_ROWS + _BIND_ROWS),
}


def table_for(event: Event) -> Table:
    """The decision table for `event`."""
    if isinstance(event, DomainBind):
        return _BIND
    return _ORDER if isinstance(event, ServerOrder) else _TRANSFERS[event.direction]
