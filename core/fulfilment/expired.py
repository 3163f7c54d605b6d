"""Goods that expired on their shelf are laid aside, and who was promised them waits again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.audit import record
from core.fulfilment.freeing import free_up
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.lot_queries import LotPlace, places_of_lots
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import free_in
from core.transaction import Transaction

REASON = "expired"
"""The reason of moves of expired goods off their shelf."""


@dataclass(frozen=True, slots=True)
class LaidAside:
    """Units of an expired lot that left their bin; `kept` are being worked on and lie there."""

    sku: str
    lot: str
    expires_on: date | None
    bin: str
    units: int
    kept: int
    waiting: int
    """Orders that had been promised some of them and wait again."""


def expired(tx: Transaction, warehouse: int) -> list[LotPlace]:
    """Expired goods that lie on shelves, those that expired first before the others."""
    yesterday = tx.today - timedelta(days=1)
    return places_of_lots(
        tx, warehouse=warehouse, until=yesterday, kinds=(BinKind.SHELF,), limit=10_000
    )


def lay_aside(tx: Transaction, warehouse: int) -> list[LaidAside]:
    """Move all expired goods to the place for damaged ones, where nobody is promised them."""
    require(tx, Permission.STOCK_ADJUST)
    aside = special_bin(tx, warehouse, BinKind.DAMAGED)
    done = []
    for one in sorted(expired(tx, warehouse), key=lambda one: (one.product_id, one.bin_id)):
        place = (one.product_id, one.bin_id, one.lot)
        waiting = free_up(tx, *place, one.on_hand, "promise_expired", batch=one.lot)
        units = min(free_in(tx, *place), one.on_hand)
        if units:
            goods = [Move(one.product_id, one.bin_id, aside, units, one.lot)]
            post(tx, warehouse, goods, reason=REASON, reference=one.lot)
            record(tx, "expired_aside", sku=one.sku, lot=one.lot, units=units, bin=one.bin)
        done.append(
            LaidAside(
                one.sku,
                one.lot,
                one.expires_on,
                one.bin,
                units,
                one.on_hand - units,
                len(waiting),
            )
        )
    return done
