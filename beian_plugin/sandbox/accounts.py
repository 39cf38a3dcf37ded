"""The access providers' accounts at the simulated authority."""

from __future__ import annotations

import secrets
import string
from typing import TYPE_CHECKING

from sqlalchemy import select

from beian_plugin.sandbox.base_codes import send_tables
from beian_plugin.sandbox.tables import Provider

if TYPE_CHECKING:
    from beian_plugin.sandbox.store import Office, Store

#: The account for the panel, and another provider's, where filings are that stand "elsewhere".
OURS = 100001
OTHER = 100002
_ALPHABET = string.ascii_letters + string.digits


def make_accounts(store: Store, province: str, *, encrypted: bool) -> None:
    """Open both accounts at the first start, with their base code tables in the queue."""
    with store.write() as office:
        if office.session.get(Provider, OURS):
            return
        _open(office, OURS, "示例云主机（本接入商）", "sandbox", province, encrypted=encrypted)
        _open(office, OTHER, "另一家接入商（模拟）", "elsewhere", province, encrypted=encrypted)
        office.session.flush()
        for number in (OURS, OTHER):
            send_tables(office, number)


def _open(office: Office, number: int, name: str, user: str, province: str, *, encrypted: bool) -> None:
    office.session.add(
        Provider(
            id=number,
            name=name,
            user=user,
            password=_text(20),
            aes_key=_text(16) if encrypted else "",
            aes_iv=_text(16) if encrypted else "",
            province=province,
            allowed=True,
            sequence=0,
        )
    )


def settings_of(store: Store, url: str, number: int = OURS) -> dict[str, str]:
    """What the provider puts into its settings, `BEIAN_*` by name, to report to the authority at `url`."""
    with store.read() as office:
        provider = office.session.get_one(Provider, number)
        found = {
            "BEIAN_AUTHORITY_URL": url,
            "BEIAN_ISP_ID": str(provider.id),
            "BEIAN_ISP_USER": provider.user,
            "BEIAN_ISP_PASSWORD": provider.password,
            "BEIAN_PROVINCE": provider.province,
        }
        if provider.aes_key:
            found |= {"BEIAN_AES_KEY": provider.aes_key, "BEIAN_AES_IV": provider.aes_iv}
        return found


def providers(office: Office) -> list[Provider]:
    """All accounts, by number."""
    return list(office.session.scalars(select(Provider).order_by(Provider.id)))


def _text(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
