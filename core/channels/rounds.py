"""What the worker does for a shop when it is time, or when somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

from sqlalchemy import bindparam, select

from core.channels.adapter import Can
from core.channels.listings import pull
from core.channels.models import channel_shops
from core.channels.payouts_in import pull_payouts
from core.channels.publishing.sending import follow
from core.channels.registry import Shop
from core.channels.returns_in import pull_returns
from core.channels.stock_plan import plan
from core.channels.stock_push import push
from core.channels.syncing import Synced, stand, sync
from core.channels.telling import tell_tracking
from core.clock import local
from core.database import Database
from core.orders.intake.rules import Rules
from core.receivables.settings import Terms
from core.transaction import SYSTEM, Transaction, reading, run

_LISTINGS_OLD = timedelta(hours=20)
"""After so long all listings are read again."""


def due(tx: Transaction, shop: Shop) -> bool:
    """Whether a shop is to be asked now: never one that is paused or not connected."""
    row = tx.execute(_row, {"b_shop": shop.name}).first()
    if row is None:
        return Can.AUTHORISE not in shop.adapter.can
    if row.paused_at is not None or (Can.AUTHORISE in shop.adapter.can and row.sealed is None):
        return False
    return bool(row.wanted or row.next_at is None or row.next_at <= tx.now)


def round_of(
    database: Database,
    shop: Shop,
    rules: Rules,
    home: str = "",
    goes_on: Callable[[], bool] = lambda: True,
    terms: Terms | None = None,
) -> Synced | None:
    """Bring a shop up to now where it is due, and tell it what changed; None where nothing was.

    What it is told is worked out after its orders came in. `home` is the warehouse whose stock
    counts where the shop has none of its own. With `terms`, what it pays out is looked for in what
    banks told.
    """
    with reading(database) as tx:
        now = due(tx, shop)
        stock = not now and bool(home) and _is_told(tx, shop) and bool(plan(tx, shop, home).changes)
    if not now and not stock:
        return None
    done = sync(database, shop, rules, lambda _synced, _part: goes_on())
    if done.trouble is None and not done.stopped and not done.busy and goes_on():
        _tell_back(database, shop, home)
        pull_returns(database, shop)
        pull_payouts(database, shop, rules.policy, terms)
    return done


def _tell_back(database: Database, shop: Shop, home: str) -> None:
    """Tracking numbers, listings and stock, as far as they go out from here."""
    with reading(database) as tx:
        row = tx.execute(_row, {"b_shop": shop.name}).one()
        old = row.listed_at is None or tx.now - row.listed_at > _LISTINGS_OLD
        quiet = _is_quiet(shop, local(tx.now, tx.zone).time())
    trouble = tell_tracking(database, shop)
    if trouble is None and old and quiet:
        trouble = pull(database, shop).trouble
    if trouble is None and home and shop.settings.stock.push:
        trouble = push(database, shop, home).trouble
    if trouble is None and home and Can.PUBLISH in shop.adapter.can:
        trouble = follow(database, shop, home)
    if trouble is not None:
        run(database, SYSTEM, lambda tx: stand(tx, shop, trouble))


def _is_told(tx: Transaction, shop: Shop) -> bool:
    """Whether a shop is told the stock, once the first difference was accepted."""
    row = tx.execute(_row, {"b_shop": shop.name}).first()
    if row is None or row.paused_at is not None or not shop.settings.stock.push:
        return False
    at_rest = row.fault != "" and row.next_at is not None and row.next_at > tx.now
    return bool(row.push_allowed and row.brake_changes <= 0 and not at_rest)


def _is_quiet(shop: Shop, now: time) -> bool:
    """Whether it is the time for heavy work; always, where none is said."""
    since, until = shop.settings.quiet_from, shop.settings.quiet_until
    if since is None or until is None:
        return True
    return since <= now < until if since <= until else now >= since or now < until


_of = channel_shops.c.name == bindparam("b_shop")
_row = select(
    channel_shops.c.paused_at,
    channel_shops.c.sealed,
    channel_shops.c.wanted,
    channel_shops.c.next_at,
    channel_shops.c.listed_at,
    channel_shops.c.push_allowed,
    channel_shops.c.brake_changes,
    channel_shops.c.fault,
).where(_of)
