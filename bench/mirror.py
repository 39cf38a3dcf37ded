"""A made-up mirror for the benches: invented names, half of them served by this host, half by another."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, update

from beian_plugin.models import standing
from beian_plugin.models.tables import Domain, Mirror, Site, SiteAccess, Subject

BATCH = 20_000


def fill_mirror(database, domains):
    """Fill `database` with so many domains, each of a subject and a site of its own, and give back their names."""
    now = datetime.now(UTC)
    # Names in no order, so that the index is read as a real one is.
    names = [f"{(number * 2654435761) % 2**32:08x}-{number % 97}.cn" for number in range(domains)]
    for start in range(0, domains, BATCH):
        numbers = range(start + 1, min(start + BATCH, domains) + 1)
        with database.write_connection() as connection:
            connection.execute(
                insert(Subject),
                [
                    {
                        "id": n,
                        "name": f"某公司{n}",
                        "licence_number": f"浙ICP备{n:08d}号",
                        "province": "33",
                        "updated_at": now,
                    }
                    for n in numbers
                ],
            )
            connection.execute(
                insert(Site),
                [
                    {"id": n, "subject_id": n, "licence_number": f"浙ICP备{n:08d}号-1", "updated_at": now}
                    for n in numbers
                ],
            )
            connection.execute(
                insert(Domain), [{"id": n, "name": names[n - 1], "site_id": n, "updated_at": now} for n in numbers]
            )
            connection.execute(
                insert(SiteAccess),
                [
                    {
                        "site_id": n,
                        "provider": "" if n % 2 else "别家",
                        "ours": bool(n % 2),
                        "addresses": [],
                        "updated_at": now,
                    }
                    for n in numbers
                ],
            )
    with database.write_connection() as connection:
        standing.refresh_all(connection)
        connection.execute(update(Mirror).values(coverage="all", completed_at=now))
    return names
