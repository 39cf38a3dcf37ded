"""A customer's sites: add one, read the answer, ask again, start the filing, remove it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _  # type: ignore[import-untyped]
from flask_login import login_required  # type: ignore[import-untyped]

from beian_plugin import FilingRefused
from beian_plugin.demo import hosting, sample_filing
from beian_plugin.demo.access import customer_only, me, mine_or_404
from beian_plugin.demo.extensions import beian, database
from beian_plugin.demo.forms import PanelForm, SiteForm
from beian_plugin.demo.models import Check, Server, Site

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from beian_plugin.demo.models import Order, Transfer

blueprint = Blueprint("sites", __name__)


def page_of(thing: Site | Order | Transfer | Check) -> str:
    """Address of the page that shows `thing`."""
    return url_for(f"{thing.__tablename__}s.page", number=thing.id)


@blueprint.get("/")
@login_required  # type: ignore[untyped-decorator]
def overview() -> ResponseReturnValue:
    """A customer's sites, servers, orders and transfers; for staff the way to the filing desk."""
    if me().is_staff:
        return render_template("staff.html")
    return render_template("overview.html", filings=beian.filings_of(me().get_id()))


@blueprint.route("/sites/new", methods=["GET", "POST"])
@customer_only
def new() -> ResponseReturnValue:
    """Add a host name to a server: the plugin is asked before anything is created."""
    form = SiteForm(me().servers, host=request.args.get("host"))
    if not form.validate_on_submit():
        return render_template("site_new.html", form=form), 422 if form.errors else 200
    server = database().get_one(Server, form.server.data)
    try:
        created = hosting.request_for(Site(owner=me(), server=server, host=form.host.data))
    except hosting.NotFree as taken:
        form.host.errors = [not_free(taken)]
        return render_template("site_new.html", form=form), 422
    return redirect(page_of(created))


@blueprint.get("/sites/<int:number>")
@customer_only
def page(number: int) -> ResponseReturnValue:
    """One site and the answer that decides it."""
    site = mine_or_404(Site, number)
    filings = [one for one in beian.filings_of(site.owner.get_id()) if site.domain in one.domains]
    running = hosting.running_filing(site)
    return render_template("site.html", site=site, filings=filings, running=running, form=PanelForm())


@blueprint.post("/sites/<int:number>/check")
@customer_only
def check(number: int) -> ResponseReturnValue:
    """Ask again."""
    site = mine_or_404(Site, number)
    hosting.ask_again(site)
    flash(_("Asked again."))
    return redirect(page_of(site))


@blueprint.post("/sites/<int:number>/filing")
@customer_only
def start_filing(number: int) -> ResponseReturnValue:
    """Start the filing that the answer asks for."""
    return to_filing(mine_or_404(Site, number))


@blueprint.post("/sites/<int:number>/remove")
@customer_only
def remove(number: int) -> ResponseReturnValue:
    """Take the site off the panel."""
    site = mine_or_404(Site, number)
    hosting.remove(site)
    flash(_("%(host)s was removed.", host=site.shown))
    return redirect(url_for("sites.overview"))


def to_filing(thing: Site | Transfer) -> ResponseReturnValue:
    """Start the filing that the answer asks for, or go on with it: in the portal, where its form is."""
    filing = hosting.start_filing(thing)
    if filing is None:
        flash(_("Nothing to start: see the answer below."))
        return redirect(page_of(thing))
    if "sample" in request.form:
        with suppress(FilingRefused):  # handed in meanwhile: the page that follows says so
            sample_filing.fill_in(thing, filing)
    return redirect(url_for("beian_portal.fill", filing_id=filing.id))


def not_free(taken: hosting.NotFree) -> str:
    """Why a host cannot be added, in the words of the customer."""
    if taken.mine:
        return str(_("You have this site on another server already; use “Move” to bring it here."))
    return str(_("Another customer has a site with this host name."))
