"""What the panel does for its customers: ask the plugin first, then do what the answer lets it do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import select

from beian_plugin import Certificate, CertificateKind, Decision, Direction, Subject, hookimpl
from beian_plugin.demo.cards import card_of, question_of
from beian_plugin.demo.extensions import beian, database
from beian_plugin.demo.models import Check, JobState, Order, Server, Site, SiteState, Transfer, User
from beian_plugin.demo.regions import free_addresses, in_mainland

if TYPE_CHECKING:
    from beian_plugin import Filing, FilingChange, Verdict

Thing = Site | Order | Transfer


class NotFree(Exception):
    """The host is a site already: of this customer on another server (`mine`), or of another customer."""

    def __init__(self, *, mine: bool) -> None:
        super().__init__("the host is a site already")
        self.mine = mine


def request_for(thing: Thing) -> Thing | Check:
    """`thing` as it was created, or, where the plugin refuses it, only the answer. Raises NotFree."""
    verdict = _ask(thing)
    _refuse_taken(thing, verdict)
    check = _remember(thing, verdict)
    if not _may_create(thing, verdict):
        database().commit()
        return check
    existing = _existing(thing)
    if existing is not None:
        thing = existing
    thing.check = check
    database().add(thing)
    _settle(thing, verdict)
    database().commit()
    return thing


def ask_again(thing: Thing) -> Verdict:
    """The answer as of now, carried out: asking twice changes nothing that asking once did not."""
    verdict = _renew(thing)
    database().commit()
    return verdict


def start_filing(thing: Site | Transfer) -> Filing | None:
    """The filing that the plugin asks for, opened as a draft, or the one that is running; None where there is none."""
    verdict = ask_again(thing)
    if not thing.check.card["can_start"]:
        return running_filing(thing)
    filing = beian.start_filing(verdict, actor=thing.owner.get_id())
    ask_again(thing)
    return filing


def running_filing(thing: Site | Transfer) -> Filing | None:
    """The customer's own filing on which the answer waits."""
    mine = beian.filings_of(thing.owner.get_id())
    return next((filing for filing in mine if filing.id == thing.check.card["running"]), None)


@beian.address_loader
def addresses(customer: str, domain: str) -> list[str]:
    """The addresses in the mainland at which a domain of the customer is served, or will be once it may move there."""
    user = database().get(User, int(customer)) if customer.isdecimal() else None
    if user is None:
        return []
    coming = [one for one in user.transfers if one.state == JobState.WAITING and one.direction != Direction.OUT]
    things: list[Site | Transfer] = [*user.sites, *coming]
    servers = [thing.server for thing in things if thing.domain == domain]
    return sorted({server.address for server in servers if in_mainland(server.region)})


def number_sites() -> None:
    """Ask again about sites that are served here without a number: it comes with the record, after the approval."""
    for site in database().scalars(select(Site).where(Site.state == SiteState.SERVED, Site.domain != "")):
        if in_mainland(site.server.region) and not site.check.card["number"]:
            ask_again(site)


def remove(site: Site) -> None:
    """Take the site off the panel, with the transfers that would bring it back."""
    for transfer in site.owner.transfers:
        if transfer.host == site.host and transfer.state == JobState.WAITING:
            database().delete(transfer)
    database().delete(site)
    database().commit()


class ServeApproved:
    """The panel's hooks: when a filing moves, what waited for it is asked again; an approval lets it be carried out."""

    @hookimpl
    def beian_after_filing_changed(self, change: FilingChange) -> None:
        """Ask again about the sites and transfers that waited for this filing, so that their pages are never stale."""
        domains = change.filing.domains
        # The step may have been taken in a request with a database session of its own.
        with current_app.app_context():
            sites = select(Site).where(Site.domain.in_(domains), Site.state == SiteState.HELD)
            transfers = select(Transfer).where(Transfer.domain.in_(domains), Transfer.state == JobState.WAITING)
            waiting: list[Thing] = [*database().scalars(transfers), *database().scalars(sites)]
            for thing in waiting:
                ask_again(thing)


beian.register_plugin(ServeApproved(), "demo panel")


def _ask(thing: Thing) -> Verdict:
    customer, subject = thing.owner.get_id(), _subject_of(thing.owner)
    if isinstance(thing, Order):
        return beian.server_order(
            region=thing.region,
            product=thing.product,
            months=thing.months,
            quantity=thing.quantity,
            held=sum(server.product == thing.product for server in thing.owner.servers),
            customer=customer,
            subject=subject,
        )
    server = thing.server
    if isinstance(thing, Site):
        return beian.domain_bind(
            thing.host, region=server.region, address=server.address, customer=customer, subject=subject
        )
    return beian.site_transfer(
        thing.host,
        Direction(thing.direction),
        region=server.region,
        address=server.address,
        customer=customer,
        subject=subject,
        subject_correct=thing.subject_correct,
        has_password=thing.has_password,
    )


def _renew(thing: Thing) -> Verdict:
    verdict = _ask(thing)
    thing.check = _remember(thing, verdict)
    _settle(thing, verdict)
    return verdict


def _subject_of(user: User) -> Subject:
    details = user.details
    return Subject(
        name=details["name"],
        certificate=Certificate.parse(CertificateKind(user.certificate_kind), details["certificate_number"]),
        province=str(details["address"]["province"])[:2],
    )


def _remember(thing: Thing, verdict: Verdict) -> Check:
    """The panel's record of the answer; the same question asked again replaces it."""
    asked = {
        "owner_id": thing.owner.id,
        "question": question_of(verdict),
        "about": _about(thing, verdict),
        "region": verdict.event.region,
    }
    check = database().scalar(select(Check).filter_by(**asked))
    if check is None:
        check = Check(**asked)
        database().add(check)
    check.card, check.at = dict(card_of(verdict)), verdict.decided_at
    return check


def _about(thing: Thing, verdict: Verdict) -> str:
    if isinstance(thing, Order):
        return f"{thing.product} × {thing.quantity}"
    host = verdict.facts.host
    return host.unicode if host else "".join(mark for mark in thing.host[:80] if mark.isprintable()) or "—"


def _may_create(thing: Thing, verdict: Verdict) -> bool:
    # In observe mode even a name that is no host passes; there is nothing to create for it.
    nameless = not isinstance(thing, Order) and verdict.facts.host is None
    return verdict.effective is not Decision.DENY and not nameless


def _refuse_taken(thing: Thing, verdict: Verdict) -> None:
    host = verdict.facts.host
    if isinstance(thing, Order) or host is None:
        return
    thing.host, thing.domain = host.ascii, host.registrable
    if isinstance(thing, Site):
        thing.shown = host.unicode
    elif thing.direction != Direction.IN:
        return
    site = _site_of(thing.host)
    if site is not None and (site.owner_id != thing.owner.id or site.server is not thing.server):
        raise NotFree(mine=site.owner_id == thing.owner.id)


def _site_of(host: str) -> Site | None:
    return database().scalar(select(Site).where(Site.host == host))


def _existing(thing: Thing) -> Thing | None:
    """What an earlier, equal request created: a form that is sent twice creates nothing twice."""
    if isinstance(thing, Site):
        return _site_of(thing.host)
    if isinstance(thing, Transfer):
        query = select(Transfer).where(
            Transfer.owner == thing.owner,
            Transfer.host == thing.host,
            Transfer.direction == thing.direction,
            Transfer.server == thing.server,
            Transfer.state == JobState.WAITING,
        )
        found = database().scalar(query)
        if found is not None:
            found.subject_correct, found.has_password = thing.subject_correct, thing.has_password
        return found
    return None


def _settle(thing: Thing, verdict: Verdict) -> None:
    """Carry out what the verdict lets the panel do."""
    allowed = verdict.effective is Decision.ALLOW
    if isinstance(thing, Site):
        thing.state = SiteState.SERVED if allowed else SiteState.HELD
        return
    if thing.state == JobState.DONE:
        return
    if allowed:
        _carry_out(thing)
        thing.state = JobState.DONE
    elif isinstance(thing, Transfer) and thing.direction == Direction.IN:
        _take_in(thing, SiteState.HELD)


def _carry_out(job: Order | Transfer) -> None:
    if isinstance(job, Order):
        addresses = free_addresses(job.region, job.quantity)
        job.owner.servers += [Server(product=job.product, region=job.region, address=one) for one in addresses]
        return
    if job.direction == Direction.IN:
        _take_in(job, SiteState.SERVED)
        return
    site = _site_of(job.host)
    if site is None or site.owner_id != job.owner_id:
        return
    if job.direction == Direction.OUT:
        database().delete(site)
        return
    site.server = job.server
    _renew(site)


def _take_in(transfer: Transfer, state: SiteState) -> None:
    """Create the site that comes in, or change the one that was created while the transfer waited."""
    site = _site_of(transfer.host)
    if site is None:
        site = Site(
            owner=transfer.owner,
            server=transfer.server,
            host=transfer.host,
            shown=transfer.check.card["host"],
            domain=transfer.domain,
        )
        database().add(site)
    site.check, site.state = transfer.check, state
