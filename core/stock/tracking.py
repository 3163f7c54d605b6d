"""How closely a product is tracked, and goods that are told apart after they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, update

from core.audit import record
from core.catalog.models import products
from core.catalog.tracking import Tracking
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.stock import lots
from core.stock.choosing import with_lot
from core.stock.commands import Move, post
from core.stock.lot_models import lots as lot_rows
from core.stock.models import KEPT, BinKind, bins, levels, warehouses
from core.stock.places import special_bin
from core.stock.put_away import goods_bin
from core.stock.queries import free_in
from core.text import clean
from core.transaction import Transaction

MOST_LIFE = 3_650
"""Days of life that may be asked of a lot at most."""
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Tracked:
    """How a product is tracked now, and was before."""

    sku: str
    tracking: Tracking
    before: Tracking
    min_life_days: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """Units of a bin that belong to another lot from now on."""

    sku: str
    bin: str
    units: int
    lot: str
    expires_on: date | None


def track(
    tx: Transaction, product_id: int, by: Tracking, min_life_days: int | None = None
) -> Tracked:
    """Track a product this way from now on; days of life left that a lot has when promised.

    Raises Refusal where goods are there of which too little is known: ``track_no_lot``,
    ``track_no_day``, ``track_many``; and ``min_life_wrong``.
    """
    require(tx, Permission.STOCK_ADJUST)
    row = tx.execute(_product, {"p": product_id}).first()
    if row is None:
        raise NotFound("product_not_found", sku=product_id, near="")
    sku, before, life = row
    if by is not Tracking.NONE:
        _check_stock(tx, product_id, sku, by)
    days = life if min_life_days is None else min_life_days
    if not 0 <= days <= MOST_LIFE:
        raise Refusal("min_life_wrong", days=days, most=MOST_LIFE)
    tx.execute(_track, {"p": product_id, "by": by.value, "days": days})
    if days != life:
        lots.set_min_life(tx, product_id, days)
    if (by.value, days) != (before, life):
        record(tx, "tracking", sku=sku, by=by.value, before=before, min_life_days=days)
    return Tracked(sku, by, Tracking(before), days)


def now(tx: Transaction, product_id: int) -> Tracked:
    """How a product is tracked."""
    sku, tracking, life = tx.execute(_product, {"p": product_id}).one()
    return Tracked(sku, Tracking(tracking), Tracking(tracking), life)


def assign(
    tx: Transaction,
    warehouse: int,
    product_id: int,
    bin_code: str,
    units: int,
    lot: str,
    *,
    was: str = "",
    expires_on: date | None = None,
) -> Assigned:
    """Say which lot units in a bin are of; nobody may be promised them.

    Raises Refusal ``lot_needed``, ``lot_same``, ``lot_not_free``, those of `lots.lot_text`,
    `lots.learn` and `lots.check_arrivals`; NotFound ``bin_unknown``.
    """
    require(tx, Permission.STOCK_ADJUST)
    sku, tracking, _life = tx.execute(_product, {"p": product_id}).one()
    lot = lots.lot_text(lot)
    if not lot and tracking != Tracking.NONE:
        raise Refusal("lot_needed", sku=sku, tracking=tracking)
    if lot == was:
        raise Refusal("lot_same", sku=sku, lot=lot)
    place = goods_bin(tx, warehouse, bin_code)
    free = free_in(tx, product_id, place.id, was)
    if units > free:
        raise Refusal("lot_not_free", sku=sku, bin=place.code, units=units, free=free)
    day = lots.learn(tx, product_id, lot, expires_on).expires_on if lot else None
    outside = special_bin(tx, warehouse, BinKind.ADJUST)
    # It leaves before it comes in anew: a serial number is never there twice.
    away, back = (
        Move(product_id, place.id, outside, units, was),
        Move(product_id, outside, place.id, units, lot),
    )
    for move in (away, back):
        post(tx, warehouse, [move], reason="lot", reference=lot)
    record(tx, "lot_assigned", sku=sku, units=units, bin=place.code, lot=lot, before=was)
    return Assigned(sku, place.code, units, lot, day)


def describe(
    tx: Transaction,
    product_id: int,
    lot: str,
    *,
    expires_on: date | None = None,
    note: str | None = None,
) -> lots.Lot:
    """Correct what is known of a lot: when it expires, and a note. NotFound ``lot_unknown``."""
    require(tx, Permission.STOCK_ADJUST)
    sku, _tracking, _life = tx.execute(_product, {"p": product_id}).one()
    found = lots.find(tx, product_id, lot)
    if found is None:
        raise NotFound("lot_unknown", sku=sku, lot=clean(lot, lots.LIMIT))
    told: dict[str, Any] = {}
    if expires_on is not None:
        before = found.expires_on
        found = lots.set_day(tx, found, expires_on)
        told["before"] = before.isoformat() if before else ""
        told["day"] = expires_on.isoformat()
    if note is not None:
        told["note"] = clean(note, 200)
        tx.execute(_note, {"number": found.id, "text": told["note"]})
        found = lots.find(tx, product_id, found.lot) or found
    record(tx, "lot_described", sku=sku, lot=found.lot, **told)
    return found


def _check_stock(tx: Transaction, product_id: int, sku: str, by: Tracking) -> None:
    """Refuse where goods are there that could not have come in while tracked this way."""
    rows = tx.execute(_on_hand, {"p": product_id}).all()
    bare = [row for row in rows if not row.lot]
    if bare:
        units = sum(row.on_hand for row in bare)
        raise Refusal("track_no_lot", sku=sku, units=units, **_first_place(bare))
    for lot in {row.lot for row in rows}:
        lots.learn(tx, product_id, lot)
    timeless = [row for row in rows if row.expires_on is None]
    if by is Tracking.EXPIRY and timeless:
        named = ", ".join(sorted({row.lot for row in timeless})[:_NAMED])
        raise Refusal("track_no_day", sku=sku, lots=named, lot=timeless[0].lot)
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.lot] = sums.get(row.lot, 0) + row.on_hand
    many = sorted(lot for lot, units in sums.items() if units > 1)
    if by is Tracking.SERIAL and many:
        named = ", ".join(many[:_NAMED])
        raise Refusal("track_many", sku=sku, lots=named, lot=many[0], units=sums[many[0]])


def _first_place(rows: Sequence[Any]) -> dict[str, object]:
    where = ", ".join(dict.fromkeys(row.bin for row in rows[:_NAMED]))
    return {"bins": where, "bin": rows[0].bin, "here": rows[0].on_hand}


_product = (
    select(products.c.sku, products.c.tracking, products.c.min_life_days)
    .where(products.c.id == bindparam("p"))
    .with_for_update()
)
_track = (
    update(products)
    .where(products.c.id == bindparam("p"))
    .values(tracking=bindparam("by"), min_life_days=bindparam("days"))
)
_note = update(lot_rows).where(lot_rows.c.id == bindparam("number")).values(note=bindparam("text"))
_on_hand = (
    with_lot(
        select(
            levels.c.lot,
            levels.c.on_hand,
            bins.c.code.label("bin"),
            warehouses.c.code.label("warehouse"),
            lot_rows.c.expires_on,
        )
        .select_from(levels)
        .join(bins, bins.c.id == levels.c.bin_id)
        .join(warehouses, warehouses.c.id == bins.c.warehouse_id)
    )
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.on_hand > 0,
        bins.c.kind.in_(sorted(kind.value for kind in KEPT)),
    )
    .order_by(func.length(levels.c.lot), bins.c.code, levels.c.lot)
)
