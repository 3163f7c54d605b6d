"""What shops allow as it is kept: read, put in place by its fence, and renewed by one at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select, update

from core import clock
from core.audit import record
from core.channels.adapter import Access, Can, Fault, Trouble
from core.channels.models import channel_shops
from core.channels.registry import Shop
from core.database import Database
from core.errors import Refusal
from core.tables import db_now_ms
from core.transaction import SYSTEM, Actor, Transaction, reading, run
from core.upsert import Upsert

_LEASE_MS = 60_000
"""How long one that renews may take; after that another may try."""
_LOOK_S = 0.2
_AHEAD = timedelta(minutes=5)
"""An access that ends within this time is renewed before it is used."""
WARN = timedelta(days=14)
"""So long before an authorisation ends people are told."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An access as it is kept, and the fence that it has."""

    access: Access
    fence: int


def know(tx: Transaction, name: str) -> None:
    """Have a row for a shop."""
    tx.execute(_known(tx), {"name": name})


def kept(tx: Transaction, shop: Shop) -> Kept:
    """What a shop allows; Refusal ``channel_not_connected`` where nobody has connected it."""
    row = tx.execute(_row, {"b_shop": shop.name}).first()
    if Can.AUTHORISE not in shop.adapter.can:
        return Kept(Access(), 0)
    if row is None or row.sealed is None:
        raise Refusal("channel_not_connected", shop=shop.name)
    return Kept(shop.vault.open(shop.name, row.sealed), row.fence)


def keep(tx: Transaction, shop: Shop, access: Access, fence: int) -> bool:
    """Put a new access in the place of the one with this fence; False where that is gone."""
    put = {
        "b_shop": shop.name,
        "b_seen": fence,
        "b_sealed": shop.vault.seal(shop.name, access),
        "b_access_until": access.access_until,
        "b_authorised_until": access.authorised_until or access.refresh_until,
        "b_shop_id": access.shop_id[:80],
        "b_title": access.shop_name[:200],
    }
    return tx.execute(_keep, put).rowcount == 1


def fresh(database: Database, shop: Shop) -> Kept | Trouble:
    """An access that lasts a while yet: renewed first where it ends soon."""
    with reading(database) as tx:
        have = kept(tx, shop)
    until = have.access.access_until
    if until is None or until - clock.now() > _AHEAD:
        return have
    return renewed(database, shop, have)


def renewed(database: Database, shop: Shop, old: Kept, actor: Actor = SYSTEM) -> Kept | Trouble:
    """A newer access than `old`: from whoever renews it already, else asked for here.

    That it is asked for stands in the database before the call: a refresh token that is spent by
    its use may be dead after a crash, and only the seller can give a new one then.
    """
    end = time.monotonic() + _LEASE_MS / 1000
    while True:
        now = run(database, actor, lambda tx: _begin(tx, shop, old))
        if isinstance(now, Kept):
            return now
        if now:
            break
        if time.monotonic() > end:
            return Trouble(Fault.AWAY, "renewal_in_hand", wait=10.0)
        time.sleep(_LOOK_S)
    told = shop.adapter.renew(old.access)
    return run(database, actor, lambda tx: _end(tx, shop, old, told))


def _begin(tx: Transaction, shop: Shop, old: Kept) -> Kept | bool:
    """The newer access where there is one; else whether it is up to us to ask for it."""
    row = tx.execute(_locked, {"b_shop": shop.name}).one()
    if row.fence != old.fence:
        return kept(tx, shop)
    return tx.execute(_lease, {"b_shop": shop.name, "b_lease": _LEASE_MS}).rowcount == 1


def _end(tx: Transaction, shop: Shop, old: Kept, told: Access | Trouble) -> Kept | Trouble:
    if isinstance(told, Trouble):
        unsure = told.fault is Fault.UNSURE
        tx.execute(_give_back, {"b_shop": shop.name, "b_begun": unsure})
        return told
    if not keep(tx, shop, told, old.fence):
        return kept(tx, shop)
    record(tx, "channel_renewed", shop=shop.name)
    return Kept(told, old.fence + 1)


_of = channel_shops.c.name == bindparam("b_shop")
_row = select(channel_shops.c.sealed, channel_shops.c.fence).where(_of)
_locked = _row.with_for_update()
_keep = (
    update(channel_shops)
    .where(_of, channel_shops.c.fence == bindparam("b_seen"))
    .values(
        sealed=bindparam("b_sealed"),
        access_until=bindparam("b_access_until"),
        authorised_until=bindparam("b_authorised_until"),
        shop_id=bindparam("b_shop_id"),
        title=bindparam("b_title"),
        fence=channel_shops.c.fence + 1,
        renewing_until_ms=0,
        renewal_begun=False,
    )
)
_lease = (
    update(channel_shops)
    .where(_of, channel_shops.c.renewing_until_ms < db_now_ms())
    .values(renewing_until_ms=db_now_ms() + bindparam("b_lease"), renewal_begun=True)
)
_give_back = (
    update(channel_shops).where(_of).values(renewing_until_ms=0, renewal_begun=bindparam("b_begun"))
)
_known = Upsert(lambda insert: insert(channel_shops).on_conflict_do_nothing())
