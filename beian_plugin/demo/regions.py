"""Where the panel's servers stand, what it sells, and the addresses it gives out."""

from __future__ import annotations

import ipaddress
from itertools import islice

from sqlalchemy import select

from beian_plugin import Text
from beian_plugin.demo.extensions import database
from beian_plugin.demo.models import Server

#: Region to its name on screens; the plugin tells by the tag whether it lies in the mainland.
REGIONS = {
    "cn-hangzhou": Text("杭州", "Hangzhou"),
    "cn-beijing": Text("北京", "Beijing"),
    "cn-hongkong": Text("香港", "Hong Kong"),
    "us-west": Text("美国西部", "US West"),
}
#: Mainland region to its province, as the authority's table of places names it.
PLACES = {"cn-hangzhou": "浙江省", "cn-beijing": "北京市"}
PRODUCTS = {
    "vps-small": Text("轻量云主机", "Small cloud server"),
    "vps-large": Text("标准云主机", "Standard cloud server"),
    "metal": Text("独立服务器", "Dedicated server"),
}

# Documentation ranges (RFC 5737): no address of the demo reaches anybody.
_MAINLAND = ipaddress.ip_network("192.0.2.0/24")
_OUTSIDE = ipaddress.ip_network("198.51.100.0/24")


class PoolEmpty(Exception):
    """A region has too few free addresses for an order."""


def in_mainland(region: str) -> bool:
    """Whether what stands in the region needs a filing."""
    return region in PLACES


def free_addresses(region: str, quantity: int) -> list[str]:
    """So many addresses of the region that no server has. Raises PoolEmpty."""
    taken = set(database().scalars(select(Server.address)))
    pool = _MAINLAND if in_mainland(region) else _OUTSIDE
    free = list(islice((text for one in pool.hosts() if (text := str(one)) not in taken), quantity))
    if len(free) < quantity:
        raise PoolEmpty(region)
    return free
