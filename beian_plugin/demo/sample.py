"""What the panel holds at its first start: its users, their servers, and a few sites that asked the plugin already."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from beian_plugin.demo import hosting
from beian_plugin.demo.extensions import beian, database
from beian_plugin.demo.models import CUSTOMER, Server, Site, User
from beian_plugin.demo.regions import free_addresses
from beian_plugin.operations.imports import import_mirror
from beian_plugin.operations.records import link_customer

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from beian_plugin.demo.instance import Secrets


class Sample(NamedTuple):
    """One user of the panel, staff where there is no certificate; everything about them is invented."""

    login: str
    name: str
    certificate_kind: str = ""
    #: Number of the subject on record, where there is one.
    licence: str = ""
    #: Product and region of each server.
    servers: tuple[tuple[str, str], ...] = ()
    #: Hosts, each with the place of its server in `servers`.
    sites: tuple[tuple[str, int], ...] = ()


SAMPLES = (
    Sample(
        "teahouse",
        "杭州演示茶馆有限公司",
        certificate_kind="credit_code",
        licence="浙ICP备2099000101号",
        servers=(("vps-large", "cn-hangzhou"), ("vps-small", "cn-hongkong")),
        sites=(
            ("www.demo-teahouse.cn", 0),
            ("demo-teashop.cn", 0),
            ("www.demo-twohomes.cn", 0),
            ("demo-tea-abroad.com", 1),
        ),
    ),
    Sample(
        "zhang",
        "张示例",
        certificate_kind="resident_id",
        licence="陕ICP备2099000201号",
        servers=(("vps-small", "cn-beijing"),),
    ),
    Sample(
        "newco",
        "北京演示新创科技有限公司",
        certificate_kind="credit_code",
        servers=(("vps-small", "cn-beijing"), ("vps-small", "us-west")),
        sites=(("www.demo-newco.cn", 0),),
    ),
    # The login of staff is their role at the filing desk.
    Sample("officer", "备案专员"),
    Sample("supervisor", "备案主管"),
    Sample("auditor", "审计员"),
    Sample("ops", "运维"),
)
LOGINS = tuple(sample.login for sample in SAMPLES)


@cache
def subjects() -> dict[str, dict[str, Any]]:
    """What the invented subjects of the samples say of themselves, by the fields of a filing's subject."""
    parsed: dict[str, dict[str, Any]] = json.loads(_data("sample_subjects.json").read_text("utf-8"))
    return parsed


def subject_of(certificate_number: str) -> dict[str, Any]:
    """What the invented subject with that certificate says of itself."""
    return next(one for one in subjects().values() if one["certificate_number"] == certificate_number)


def mirror() -> list[dict[str, str]]:
    """The invented filings, line by line as the importer reads them."""
    with _data("sample_mirror.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fill(secrets: Secrets) -> None:
    """Fill the panel at its first start, and let the passwords be those that sign in."""
    users = database().scalars(select(User)).all()
    if not users:
        _load_mirror()
        for sample in SAMPLES:
            _add(sample, secrets.passwords[sample.login])
    elif secrets.fresh:
        for user in users:
            user.password_hash = generate_password_hash(secrets.passwords[user.login])
        database().commit()


def _load_mirror() -> None:
    """Fill the mirror: first the invented filings, as if they were all there are, then the seven public ones."""
    # The other way round the claim of the invented file to be complete would retire the public filings.
    with as_file(_data("sample_mirror.csv")) as invented, as_file(_data("public_filings.csv")) as public:
        import_mirror(beian.context.database, invented, coverage="all")
        import_mirror(beian.context.database, public)


def _data(name: str) -> Traversable:
    return files(__package__) / "data" / name


def _add(sample: Sample, password: str) -> None:
    user = User(
        login=sample.login,
        password_hash=generate_password_hash(password),
        name=sample.name,
        role=CUSTOMER if sample.certificate_kind else sample.login,
        certificate_kind=sample.certificate_kind,
        details=subjects().get(sample.login, {}),
    )
    database().add(user)
    for product, region in sample.servers:
        user.servers.append(Server(product=product, region=region, address=free_addresses(region, 1)[0]))
    database().commit()
    if sample.licence:
        link_customer(beian.context, user.get_id(), sample.licence, actor="demo")
    for host, place in sample.sites:
        hosting.request_for(Site(owner=user, server=user.servers[place], host=host))
