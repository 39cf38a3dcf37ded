"""The Flask extension: the only place that wires the parts of an app together."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, request

from beian_plugin.blueprints.api import create_api
from beian_plugin.blueprints.base import KEY, AppState, Identity, state
from beian_plugin.errors import SettingError
from beian_plugin.filing.events import Direction, DomainBind, ServerOrder, SiteTransfer, Use
from beian_plugin.jobs.background import Background, WakeOnQueued
from beian_plugin.operations import decide, drafts, filings, notices, review, starting
from beian_plugin.operations.context import open_context
from beian_plugin.panels.guard import Guard, check, report_unknown
from beian_plugin.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from beian_plugin.filing.application import Filing
    from beian_plugin.filing.events import Event, Subject
    from beian_plugin.filing.kinds import Kind
    from beian_plugin.filing.particulars import Particulars
    from beian_plugin.filing.states import Verb
    from beian_plugin.filing.verdict import Verdict
    from beian_plugin.operations.context import Context
    from beian_plugin.settings import Settings

logger = logging.getLogger(__name__)


class Beian:
    """Makes a Flask panel ask before it serves a site: `beian = Beian(app)`, then `beian.domain_bind("example.cn")`.

    One object may serve several apps; what belongs to an app is kept on the app. The panel's own error pages, logging,
    database and sign-in stay as they are.
    """

    def __init__(self, app: Flask | None = None) -> None:
        self._load_identity: Callable[[], Identity | None] | None = None
        self._load_addresses: Callable[[str, str], Iterable[str]] = lambda _customer, _domain: ()
        self._guards: list[Guard] = []
        self._plugins: list[tuple[object, str]] = []
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings, open and migrate the database, load the plugins, mount API and pages on `app`.

        Raises SettingError for a setting that cannot be used, DatabaseUnavailable where the database cannot be reached.
        """
        if KEY in app.extensions:
            raise SettingError("beian_plugin is already initialised on this app; call init_app once.")
        context = open_context(load_settings(app.config), Path(app.instance_path), self._plugins)
        notices.remember_panel_plugins(context, [name for _, name in self._plugins])
        app.extensions[KEY] = AppState(
            context,
            self._identity,
            lambda: context.settings.accounts and self._load_identity is None,
            load_addresses=lambda customer, domain: self._load_addresses(customer, domain),
        )
        if context.settings.authority_url:
            waker = WakeOnQueued(Background(context).wake)
            context.plugins.register(waker, notices.WAKER)
            app.extensions[KEY].wake = waker.wake
        app.register_blueprint(create_api(), url_prefix=f"{context.settings.url_prefix}/api/v1")
        _mount_pages(app, context.settings)
        app.before_request(self._guarded)

    def identity_loader(self, load: Callable[[], Identity | None]) -> Callable[[], Identity | None]:
        """Register the function that gives the panel's signed-in user, or None; nobody signs in twice."""
        self._load_identity = load
        return load

    def address_loader(self, load: Callable[[str, str], Iterable[str]]) -> Callable[[str, str], Iterable[str]]:
        """Register the function that gives the IP addresses at which the panel serves a domain for a customer.

        It takes the panel's id of the customer and the registrable domain in punycode. A filing then names them by
        itself; without it, or where it gives none, the customer is asked.
        """
        self._load_addresses = load
        return load

    def register_plugin(self, plugin: object, name: str = "") -> None:
        """Register an object with hooks of the panel's own under a name that stays the same; call before `init_app`.

        Raises SettingError without a name: workers know by it which of the panel's plugins they lack.
        """
        if not isinstance(name, str) or not name.strip():
            raise SettingError(
                f"The plugin {type(plugin).__name__} has no name, by which workers know it: call "
                f'`beian.register_plugin(plugin, "a name")`.'
            )
        self._plugins.append((plugin, name))

    @property
    def context(self) -> Context:
        """The parts of the current app, for operations that have no method here."""
        return state().context

    def domain_bind(
        self,
        host: str,
        *,
        region: str = "",
        use: Use = Use.WEB,
        customer: str = "",
        subject: Subject | None = None,
        address: str = "",
    ) -> Verdict:
        """Whether a customer's host name may be served from that region, stored and explained."""
        return self.ask(
            DomainBind(host=host, region=region, use=use, customer=customer, subject=subject, address=address)
        )

    def server_order(self, *, region: str = "", product: str = "", **facts: Any) -> Verdict:
        """Whether a customer may order that server; `facts` are the other fields of ServerOrder."""
        return self.ask(ServerOrder(region=region, product=product, **facts))

    def site_transfer(self, host: str, direction: Direction, *, region: str = "", **facts: Any) -> Verdict:
        """Whether a site may come in, go out or move; `facts` are the other fields of SiteTransfer."""
        return self.ask(SiteTransfer(host=host, direction=direction, region=region, **facts))

    def ask(self, event: Event) -> Verdict:
        """The verdict on any event."""
        return decide.ask(self.context, event)

    def start_filing(self, verdict: Verdict, *, actor: str) -> Filing:
        """A draft of the filing that `verdict` asks for; starting it twice gives the same one."""
        return starting.start_filing(self.context, verdict, actor=actor)

    def open_filing(self, kind: Kind, hosts: Iterable[str], *, customer: str, actor: str) -> Filing:
        """A draft of `kind` for the domains of `hosts`."""
        return filings.open_filing(self.context, kind, hosts, customer=customer, actor=actor)

    def advance(
        self,
        filing_id: int,
        verb: Verb,
        *,
        actor: str,
        reason: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> Filing:
        """The filing after a step that the customer or a member of staff took; `fields` are reasons by field.

        Raises FilingRefused with all that it still needs, TransitionError where the step is not possible now.
        """
        return review.step(self.context, filing_id, verb, actor=actor, reason=reason, fields=fields)

    def particulars(self, filing_id: int) -> Particulars:
        """What a filing says, as far as it is filled in; a fresh one begins with what is on record."""
        return drafts.prefill(self.context, filing_id)

    def save(self, filing_id: int, particulars: Particulars, *, actor: str) -> Filing:
        """The filing, saying `particulars` from now on. Raises FilingRefused while nobody may edit it."""
        return drafts.save_particulars(self.context, filing_id, particulars, actor=actor)

    def filings_of(self, customer: str) -> list[Filing]:
        """The filings of a customer, the newest first."""
        return filings.filings_of(self.context, customer)

    def guard(self, endpoint: str, **profile: Any) -> Guard:
        """Ask before an endpoint that the panel already has; `profile` are the fields of Guard."""
        guard = Guard(endpoint=endpoint, **profile)
        self._guards.append(guard)
        return guard

    def _identity(self) -> Identity | None:
        """Who is signed in: to the panel, or to an account of our own where the panel has no users."""
        return state().load_account() if self._load_identity is None else self._load_identity()

    def _guarded(self) -> ResponseReturnValue | None:
        if not self._guards:
            return None
        here = state()
        if not here.guards_reported:
            here.guards_reported = True
            report_unknown(self._guards, current_app.view_functions)
        for guard in self._guards:
            refusal = check(guard, request, self.ask, here.context.settings)
            if refusal is not None:
                return refusal
        return None


def _mount_pages(app: Flask, settings: Settings) -> None:
    """Mount portal, desk, accounts, help and public query, which need the extra `web`; without it one line says so."""
    prefix = settings.url_prefix
    try:
        from beian_plugin.blueprints.accounts import create_account, create_sign_in
        from beian_plugin.blueprints.accounts.session import signed_in
        from beian_plugin.blueprints.desk import create_desk
        from beian_plugin.blueprints.help import create_help
        from beian_plugin.blueprints.portal import create_portal
        from beian_plugin.blueprints.query import create_query
        from beian_plugin.blueprints.web import create_web
    except ModuleNotFoundError as error:
        if error.name not in {"flask_wtf", "wtforms"}:
            raise
        logger.info(
            "The pages of portal, desk and help are not mounted: pip install 'beian_plugin[web]' brings what they need."
        )
        return
    app.register_blueprint(create_web(), url_prefix=f"{prefix}/web")
    app.register_blueprint(create_portal(), url_prefix=prefix)
    app.register_blueprint(create_desk(), url_prefix=f"{prefix}/desk")
    app.register_blueprint(create_help(), url_prefix=f"{prefix}/help")
    app.register_blueprint(create_query(), url_prefix=prefix)
    app.register_blueprint(create_account(), url_prefix=f"{prefix}/account")
    if settings.accounts:
        app.register_blueprint(create_sign_in(), url_prefix=f"{prefix}/account")
        app.extensions[KEY].load_account = signed_in
