"""What this software can do in one step about the codes that a filing came back with (FAQ 2 to 17).

An offer says what it will change and waits for consent. Where nothing is mechanical it says instead who has to do
what: the case of the FAQ that what is known points to.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from beian_plugin.filing import mending
from beian_plugin.filing.codes import Remedy, Step, explain
from beian_plugin.filing.division import full_name
from beian_plugin.filing.kinds import Kind
from beian_plugin.filing.licence import as_written
from beian_plugin.filing.remedies import field_paths
from beian_plugin.filing.verdict import Actor, Text
from beian_plugin.filing.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from beian_plugin.filing.mending import Change, Mended
    from beian_plugin.filing.particulars import Particulars, Site


class Way(Word):
    """What accepting an offer does."""

    #: The particulars are mended, or stay as they are, and the filing is sent again.
    MEND = ("mend", "改好再报", "mend it and send it again")
    #: The filing is queued behind the one that the authority is working on.
    WAIT = ("wait", "排队再报", "queue it behind the one that runs")
    #: The customer is asked for the filing password again.
    PASSWORD = ("password", "重问备案密码", "ask for the filing password again")
    #: The filing is given up; another one that runs already does the same.
    WITHDRAW = ("withdraw", "撤回", "withdraw it")
    #: Filings of other kinds are opened in its place.
    REPLACE = ("replace", "改办", "file something else instead")
    #: Another filing is opened that goes first; this one waits for it.
    PRECEDE = ("precede", "先办另一件", "file something else first")
    #: Nothing that this software can do by itself.
    NONE = ("none", "需人工办理", "somebody has to act")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the authority's status query says of one domain or subject; both empty where it is not filed."""

    subject: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A filing that the authority gave back, with what is known around it."""

    kind: Kind
    codes: tuple[int, ...]
    particulars: Particulars = field(repr=False)
    #: The subject with its sites as the authority last published them; None where it is not known.
    published: Particulars | None = field(default=None, repr=False)
    #: Codes after which it was sent again as it is, without success.
    resent: frozenset[int] = frozenset()
    #: A filing of ours that is with the authority for the same subject.
    running: int | None = None
    #: Answers of the status query: by domain, and for the subject's certificate; what is missing is not known.
    domains: Mapping[str, Numbers] = field(default_factory=lambda: MappingProxyType({}))
    subject: Numbers | None = None
    #: What our own checks find wrong now, by field: the authority does not say where a file breaks its schema (5001).
    wrong: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A filing that is opened, as a draft, when an offer is accepted."""

    kind: Kind
    #: The domains that it is about.
    hosts: tuple[str, ...]
    particulars: Particulars = field(repr=False)
    #: Whether it waits for the one that is opened before it.
    after: bool = False
    #: Which of the filing's sites it takes over, in its own order: their attachments go along.
    takes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be done about one code, or about several that mean something together."""

    codes: tuple[int, ...]
    way: Way
    #: Who acts, or has to agree.
    actor: Actor
    #: What will be done; for `Way.NONE` what somebody has to do.
    text: Text
    #: What the filing says differently afterwards; empty where it is sent again as it is.
    changes: tuple[Change, ...] = ()
    #: Codes and names to choose one of, where the remedy is not a single one: the county.
    choices: tuple[tuple[str, str], ...] = ()
    opens: tuple[Opening, ...] = ()
    #: The fields that the codes are about, with what is wrong there.
    fields: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))


def offers(refusal: Refusal) -> tuple[Offer, ...]:
    """One offer for each code, or each few that mean something together, in the order in which they came."""
    remedies = [remedy for remedy in explain(refusal.codes) if remedy.step is not Step.DONE]
    return tuple(
        dataclasses.replace(_RECIPES.get(remedy.codes, _advise)(refusal, remedy), fields=_fields(refusal, remedy))
        for remedy in remedies
    )


def _fields(refusal: Refusal, remedy: Remedy) -> Mapping[str, Text]:
    if remedy.codes == (5001,):
        return refusal.wrong
    return field_paths(remedy.codes, refusal.particulars)


def mend(refusal: Refusal, code: int, particulars: Particulars, choice: str = "") -> Mended | None:
    """What the filing says once the remedy of `code` is done to `particulars`; None where it mends nothing.

    `choice` is the code of the county where there are several.
    """
    match code:
        case 1015:
            return mending.write_numbers(particulars)
        case 1019:
            counties = mending.county_choices(particulars)
            chosen = choice or (counties[0].code if len(counties) == 1 else "")
            return mending.move_county(particulars, chosen)
        case 1041:
            return mending.list_home_pages(particulars)
        case 1016 | 1039 | 1040:
            if code in refusal.resent:
                return None
            if code != 1016 and refusal.published is None:
                return mending.Mended(particulars=particulars)
            return mending.send_whole(refusal.kind, particulars, refusal.published, everything=code == 1016)
        case _:
            return None


def _advise(refusal: Refusal, remedy: Remedy, case: int | None = None) -> Offer:  # noqa: ARG001  as every recipe
    """No offer: what somebody has to do, from the case of the remedy with that place where one is known."""
    if case is None:
        return Offer(codes=remedy.codes, way=Way.NONE, actor=remedy.actor, text=remedy.next_step)
    found = remedy.cases[case]
    return Offer(codes=remedy.codes, way=Way.NONE, actor=found.actor, text=found.next_step)


def _mended(refusal: Refusal, remedy: Remedy) -> Offer:
    (code,) = remedy.codes
    counties = mending.county_choices(refusal.particulars) if code == 1019 else ()
    done = mend(refusal, code, refusal.particulars)
    if done is None and len(counties) < 2:
        # Sent again once and refused again: the FAQ hands it to a technician.
        return _advise(refusal, remedy, 0 if remedy.step is Step.RESUBMIT_AFTER_TOUCH else None)
    return Offer(
        codes=remedy.codes,
        way=Way.MEND,
        actor=remedy.actor,
        text=_MEND_TEXTS[code],
        changes=done.changes if done else (),
        choices=tuple((one.code, full_name(one.code)) for one in counties),
    )


_WHOLE = Text(
    "把主体信息和全部网站信息原样完整地重新上报，不改内容，只换用管局现有的记录标识。",
    "The subject and all its sites are sent again in full: no value altered, only the ids that the authority has now.",
)
_SITE = Text(
    "把网站信息原样完整地重新上报，不改内容，只换用管局现有的记录标识。",
    "The site is sent again in full: no value altered, only the ids that the authority has now.",
)
_MEND_TEXTS = {
    1015: Text(
        "把身份证号码末位的小写 x 改成大写 X，再上报。",
        "The last letter of the ID number becomes a capital X, and the filing is sent again.",
    ),
    1016: _WHOLE,
    1019: Text(
        "把主体所在县（区）改为现行的区县，再上报。",
        "The subject's county becomes the one that it is now, and the filing is sent again.",
    ),
    1039: _SITE,
    1040: _SITE,
    1041: Text(
        "把首页地址里的域名加进域名列表，再上报；核验单上的域名要与之一致（FAQ 47）。",
        "The domain of the home page joins the list of domains, and the filing is sent again; the verification sheet "
        "has to list it too (FAQ 47).",
    ),
}


def _wait(refusal: Refusal, remedy: Remedy) -> Offer:
    text = _BEHIND if refusal.running is not None else _LATER
    return Offer(codes=remedy.codes, way=Way.WAIT, actor=Actor.STAFF, text=text)


_BEHIND = Text(
    "排在管局正在审核的那一条后面，等它通过后自动上报，不改内容。",
    "The filing is queued behind the one that the authority works on and is sent by itself once that is approved.",
)
_LATER = Text(
    "管局正在审核的不是本系统报的：等它办结后再上报一次，不改内容。",
    "What the authority works on was not sent by this software: send the filing again once that has ended.",
)


def _ask_password(refusal: Refusal, remedy: Remedy) -> Offer:  # noqa: ARG001  as every recipe
    ways = (remedy.next_step, *(Text(f"{c.when.zh}：{c.next_step.zh}", c.next_step.en) for c in remedy.cases))
    text = Text("".join(one.zh for one in ways), " ".join(one.en for one in ways))
    return Offer(codes=remedy.codes, way=Way.PASSWORD, actor=remedy.actor, text=text)


def _withdraw(refusal: Refusal, remedy: Remedy) -> Offer:  # noqa: ARG001  as every recipe
    return Offer(codes=remedy.codes, way=Way.WITHDRAW, actor=remedy.actor, text=remedy.next_step)


def _transfer(refusal: Refusal, remedy: Remedy) -> Offer:
    """A first filing whose subject and domains are filed: a transfer in of each site (FAQ 4)."""
    opens = _transfers(refusal, refusal.particulars.sites) if refusal.kind is Kind.NEW else ()
    return _replace(remedy, _TRANSFER, opens) if opens else _advise(refusal, remedy)


_TRANSFER = Text(
    "改按转接入办理：按查到的网站备案号开一份转接入，由网站主办者填写备案密码；这一份撤回。",
    "A transfer in is opened with the licence number that the authority gives for the site; the customer adds the "
    "filing password. This filing is withdrawn.",
)


def _transfers(refusal: Refusal, sites: tuple[Site, ...]) -> tuple[Opening, ...]:
    """A transfer in for every site; none at all where one has no number, or its domains have several."""
    opens = []
    for place, site in enumerate(sites):
        known = {refusal.domains.get(domain.name, Numbers()).site for domain in site.domains}
        if len(known) != 1 or "" in known:
            return ()
        transfer = mending.as_transfer(site, known.pop())
        opens.append(Opening(kind=Kind.TRANSFER_IN, hosts=_names(site), particulars=transfer, takes=(place,)))
    return tuple(opens)


def _add_to_subject(refusal: Refusal, remedy: Remedy) -> Offer:
    """A first filing whose subject is filed: its number is found, or it most likely is a shell (FAQ 2)."""
    if refusal.subject is None or refusal.kind is not Kind.NEW:
        return _advise(refusal, remedy)
    if not refusal.subject.subject:
        return _advise(refusal, remedy, 1)
    added = mending.as_added_sites(refusal.particulars, refusal.subject.subject)
    return _replace(remedy, _ADD_SITE, (dataclasses.replace(_opening(Kind.ADD_SITE, added), takes=_all(refusal)),))


_ADD_SITE = Text(
    "改按“新增无主体的网站”办理：按查到的主体备案号开一份新增网站，由网站主办者填写备案密码；这一份撤回。",
    "Adding the sites to the subject's present licence number is opened; the customer adds the filing password. This "
    "filing is withdrawn.",
)


def _domain_conflict(refusal: Refusal, remedy: Remedy) -> Offer:
    """A domain that is filed (FAQ 5): for somebody else, or for the same subject under another site."""
    mine = _subject_number(refusal)
    stand = {
        domain.name: as_written(refusal.domains[domain.name].subject)
        for site in refusal.particulars.sites
        for domain in site.domains
        if refusal.domains.get(domain.name, Numbers()).subject
    }
    if not stand or (not mine and refusal.subject is None):
        return _advise(refusal, remedy)
    if any(number != mine for number in stand.values()):
        return _advise(refusal, remedy, 0)
    split = mending.without_domains(refusal.published, frozenset(stand)) if refusal.published else None
    if split is None or refusal.kind is not Kind.ADD_SITE:
        return _advise(refusal, remedy, 1)
    return Offer(
        codes=remedy.codes,
        way=Way.PRECEDE,
        actor=Actor.CUSTOMER,
        text=_SPLIT_FIRST,
        opens=(_opening(Kind.CHANGE, split),),
    )


_SPLIT_FIRST = Text(
    "先报变更，把这个域名从原网站里拆出来；这一份排在变更后面，变更通过后自动上报。",
    "A change that takes the domain off its present site is opened first; this filing waits and is sent once the "
    "change is approved.",
)


def _subject_number(refusal: Refusal) -> str:
    stands = refusal.published.subject if refusal.published else None
    subject = refusal.particulars.subject
    named = (subject and subject.licence_number) or (stands and stands.licence_number)
    return as_written(named or (refusal.subject.subject if refusal.subject else ""))


def _cancel_then_new(refusal: Refusal, remedy: Remedy) -> Offer:
    """A change of province: the old filing is cancelled, then everything is filed anew (FAQ 14)."""
    whole = mending.send_whole(Kind.CHANGE, refusal.particulars, refusal.published, everything=True)
    if refusal.kind is not Kind.CHANGE or whole is None or whole.particulars.subject is None:
        return _advise(refusal, remedy)
    stands = refusal.published or whole.particulars
    cancel = dataclasses.replace(_opening(Kind.CANCEL_SUBJECT, stands), particulars=mending.as_cancellation(stands))
    again = dataclasses.replace(_opening(Kind.NEW, mending.as_new(whole.particulars)), after=True, takes=_all(refusal))
    return _replace(remedy, _CANCEL, (cancel, again))


_CANCEL = Text(
    "确定要换省的：开一份注销主体和一份新备案，新备案排在注销后面；这一份撤回。不换省的不要接受，改回原省份再报。",
    "To move to the other province after all: a cancellation of the subject and a new filing that waits for it are "
    "opened, and this filing is withdrawn. Otherwise do not accept: put the old province back.",
)


def _shell(refusal: Refusal, remedy: Remedy) -> Offer:
    """A record that is not ours any more: a shell site gets an access again, a shell subject the authority cancels."""
    sites = refusal.particulars.sites
    opens = _transfers(refusal, sites) if refusal.kind is Kind.CHANGE else ()
    if opens:
        return _replace(remedy, _ADD_ACCESS, opens)
    gone = all(refusal.domains.get(one.name) == Numbers() for site in sites for one in site.domains)
    shell = sites and gone and refusal.subject is not None and refusal.subject.subject
    return _advise(refusal, remedy, 0 if shell else None)


_ADD_ACCESS = Text(
    "网站备案号还在，本公司的接入已没有：按转接入重新添加接入，由网站主办者填写备案密码；这一份撤回。",
    "The site's number stands but our access is gone: a transfer in that adds it again is opened; the customer adds "
    "the filing password. This filing is withdrawn.",
)


def _opening(kind: Kind, particulars: Particulars) -> Opening:
    return Opening(
        kind=kind, hosts=tuple(n for site in particulars.sites for n in _names(site)), particulars=particulars
    )


def _all(refusal: Refusal) -> tuple[int, ...]:
    return tuple(range(len(refusal.particulars.sites)))


def _names(site: Site) -> tuple[str, ...]:
    return tuple(domain.name for domain in site.domains)


def _schema(refusal: Refusal, remedy: Remedy) -> Offer:
    """A file that broke the authority's schema: fields to mend, or a technician where none is wrong (FAQ 17)."""
    return _advise(refusal, remedy, None if refusal.wrong else 0)


def _replace(remedy: Remedy, text: Text, opens: tuple[Opening, ...]) -> Offer:
    return Offer(codes=remedy.codes, way=Way.REPLACE, actor=Actor.CUSTOMER, text=text, opens=opens)


_RECIPES: Mapping[tuple[int, ...], Callable[[Refusal, Remedy], Offer]] = MappingProxyType(
    {
        **{(code,): _mended for code in _MEND_TEXTS},
        (1003,): _add_to_subject,
        (1003, 1005): _transfer,
        (1005,): _domain_conflict,
        (1017,): _wait,
        (1018,): _ask_password,
        (1029,): _withdraw,
        (1046,): _cancel_then_new,
        (1048,): _shell,
        (1051,): _wait,
        (5001,): _schema,
    }
)
