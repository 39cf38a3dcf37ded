"""What the panel holds at its first start: four users, their servers, and a few sites that asked the plugin already."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from werkzeug.security import generate_password_hash

from beian_plugin.demo import hosting, stand_in
from beian_plugin.demo.extensions import database
from beian_plugin.demo.models import STAFF, Server, Site, User
from beian_plugin.demo.regions import free_addresses

if TYPE_CHECKING:
    from beian_plugin.demo.instance import Secrets


class Sample(NamedTuple):
    """One user of the panel; everything about them is invented."""

    login: str
    name: str
    certificate: str = ""
    province: str = ""
    licence: str = ""
    #: Product and region of each server.
    servers: tuple[tuple[str, str], ...] = ()
    #: Hosts, each with the place of its server in `servers`.
    sites: tuple[tuple[str, int], ...] = ()


SAMPLES = (
    Sample(
        "teahouse",
        "杭州演示茶馆有限公司",
        certificate="DEMO-TEAHOUSE",
        province="33",
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
        certificate="DEMO-ZHANG",
        province="61",
        licence="陕ICP备2099000201号",
        servers=(("vps-small", "cn-beijing"),),
    ),
    Sample(
        "newco",
        "北京演示新创科技有限公司",
        certificate="DEMO-NEWCO",
        province="11",
        servers=(("vps-small", "cn-beijing"), ("vps-small", "us-west")),
        sites=(("www.demo-newco.cn", 0),),
    ),
    Sample("staff", "备案专员"),
)
LOGINS = tuple(sample.login for sample in SAMPLES)


def fill(secrets: Secrets) -> None:
    """Fill the panel at its first start, and let the passwords be those that sign in."""
    users = database().scalars(select(User)).all()
    if not users:
        stand_in.load_samples()
        for sample in SAMPLES:
            _add(sample, secrets.passwords[sample.login])
    elif secrets.fresh:
        for user in users:
            user.password_hash = generate_password_hash(secrets.passwords[user.login])
        database().commit()


def _add(sample: Sample, password: str) -> None:
    user = User(
        login=sample.login,
        password_hash=generate_password_hash(password),
        name=sample.name,
        role="customer" if sample.servers else STAFF,
        subject_name=sample.name,
        subject_certificate=sample.certificate,
        subject_province=sample.province,
        subject_licence=sample.licence,
    )
    database().add(user)
    for product, region in sample.servers:
        user.servers.append(Server(product=product, region=region, address=free_addresses(region, 1)[0]))
    database().commit()
    for host, place in sample.sites:
        hosting.request_for(Site(owner=user, server=user.servers[place], host=host))
