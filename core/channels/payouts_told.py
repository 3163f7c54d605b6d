"""What the payouts of the configured shops need to know of their channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from core.channels.adapter import Can
from core.channels.calm import What, want_read
from core.channels.commands import ask_soon
from core.channels.models import channel_shops
from core.channels.registry import Shop
from core.payouts.owing import Pays
from core.people.permissions import Permission, require
from core.transaction import Transaction


def paying(shops: Iterable[Shop]) -> tuple[Shop, ...]:
    """Those that tell what they pay out."""
    return tuple(one for one in shops if Can.PAYOUTS in one.adapter.can)


def pays_of(tx: Transaction, shops: Iterable[Shop]) -> tuple[Pays, ...]:
    """How long each shop has, and from which orders on its payouts are read."""
    found = []
    for shop in paying(shops):
        connected = tx.execute(_connected, {"b_shop": shop.name}).scalar()
        days = timedelta(days=shop.settings.days_back)
        since = None if connected is None else connected - days
        found.append(Pays(shop.name, shop.channel, shop.settings.payout_days, since))
    return tuple(found)


def want_payouts(tx: Transaction, shops: Sequence[Shop]) -> None:
    """Have the worker read what these shops pay out as soon as it comes to them."""
    require(tx, Permission.PAYOUTS)
    for shop in shops:
        want_read(tx, shop.name, What.PAYOUTS)
        ask_soon(tx, shop.name)


_connected = select(channel_shops.c.connected_at).where(channel_shops.c.name == bindparam("b_shop"))
