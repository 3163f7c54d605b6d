"""What the worker does for a shop when it is time, or when somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import bindparam, select

from core.channels.adapter import Can
from core.channels.models import channel_shops
from core.channels.registry import Shop
from core.channels.syncing import Synced, sync
from core.database import Database
from core.orders.intake.rules import Rules
from core.transaction import Transaction, reading


def due(tx: Transaction, shop: Shop) -> bool:
    """Whether a shop is to be asked now: never one that is paused or not connected."""
    row = tx.execute(_row, {"b_shop": shop.name}).first()
    if row is None:
        return Can.AUTHORISE not in shop.adapter.can
    if row.paused_at is not None or (Can.AUTHORISE in shop.adapter.can and row.sealed is None):
        return False
    return bool(row.wanted or row.next_at is None or row.next_at <= tx.now)


def round_of(
    database: Database, shop: Shop, rules: Rules, goes_on: Callable[[], bool] = lambda: True
) -> Synced | None:
    """Bring a shop up to now where it is due; None where it is not."""
    with reading(database) as tx:
        if not due(tx, shop):
            return None
    return sync(database, shop, rules, lambda _synced, _part: goes_on())


_of = channel_shops.c.name == bindparam("b_shop")
_row = select(
    channel_shops.c.paused_at,
    channel_shops.c.sealed,
    channel_shops.c.wanted,
    channel_shops.c.next_at,
).where(_of)
