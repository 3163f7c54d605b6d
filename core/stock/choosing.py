"""Which free units are taken for whom: what expires first, then from the fewest bins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_, select

from core.stock.lot_models import lots
from core.stock.models import BinKind, Purpose, bins, levels
from core.transaction import Transaction


@dataclass(slots=True)
class Shelf:
    """Units of a product and lot in one bin that nobody was promised."""

    bin_id: int
    lot: str
    free: int


Shelves = list[list[Shelf]]
"""Where a product is free: what has to go first comes first, and within that in walking order.

Goods of which no day of expiry is known are one group; each day is a group of its own.
"""


def free_shelves(
    tx: Transaction, warehouse: int, product_ids: Iterable[int], *, lock: bool
) -> dict[int, Shelves]:
    """Where units of some products can be promised from; with `lock`, nobody else may meanwhile.

    Lots that have expired, or have too little life left, are left out.
    """
    ids = sorted(set(product_ids))
    found: dict[int, Shelves] = {product: [] for product in ids}
    query = _locked if lock else _free
    today = tx.today
    for start in range(0, len(ids), 500):
        wanted = {"wanted": ids[start : start + 500], "warehouse": warehouse, "today": today}
        rows = sorted(tx.execute(query, wanted), key=_by_walk)
        for (product, _day), some in groupby(rows, key=_group):
            found[product].append([Shelf(row[1], row[2], row[3]) for row in some])
    return found


def take(groups: Shelves, units: int) -> list[tuple[Shelf, int]]:
    """So many units off these shelves, as far as they go; what is taken is free no more there."""
    taken: list[tuple[Shelf, int]] = []
    for places in groups:
        enough = [place for place in places if place.free >= units]
        for place in enough[:1] or sorted(places, key=_most_first):
            quantity = min(units, place.free)
            if quantity:
                taken.append((place, quantity))
                place.free -= quantity
                units -= quantity
        if not units:
            break
    return taken


def _most_first(place: Shelf) -> int:
    return -place.free


def _group(row: Sequence[Any]) -> tuple[int, date]:
    return row[0], row[7] or date.max


def _by_walk(row: Sequence[Any]) -> tuple[Any, ...]:
    return row[0], row[7] or date.max, row[6] == _BULK, row[5], row[4], row[2]


_BULK = Purpose.BULK.value


def sendable() -> Any:
    """Of a level joined with its lot: whether the lot may still be promised on day `today`."""
    today = bindparam("today", type_=Date())
    return or_(lots.c.promised_until.is_(None), lots.c.promised_until >= today)


def with_lot(query: Select[Any]) -> Select[Any]:
    """The levels of a query, each with what is known of its lot, if it has one."""
    mine = and_(
        levels.c.lot != "", lots.c.product_id == levels.c.product_id, lots.c.lot == levels.c.lot
    )
    return query.outerjoin(lots, mine)


_free = (
    with_lot(
        select(
            levels.c.product_id,
            levels.c.bin_id,
            levels.c.lot,
            levels.c.on_hand - levels.c.reserved,
            bins.c.code,
            bins.c.walk,
            bins.c.purpose,
            lots.c.expires_on,
        )
        .select_from(levels)
        .join(bins, bins.c.id == levels.c.bin_id)
    )
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
        levels.c.on_hand > levels.c.reserved,
        sendable(),
    )
    .order_by(levels.c.product_id, levels.c.bin_id, levels.c.lot)
)
# Levels are locked in one order by everybody, so that two promises never wait in a ring.
_locked = _free.with_for_update(of=levels)
