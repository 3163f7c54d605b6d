"""Checks of the ledger: levels against moves, what is reserved, and where moves may lead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, within
from core.stock.models import (
    BinKind,
    bins,
    levels,
    moves,
    put_away_tasks,
    reservations,
    stock_holds,
)
from core.stock.queries import KEPT_KINDS
from core.stock.task_models import stock_blocks

GOODS = Rows("products", products.c.id, at_once=50)
MOVES = Rows("moves", moves.c.id, at_once=2_000)
_NOTHING = literal(0)
_TRANSIT = BinKind.TRANSIT.value


def _whole(total: ColumnElement[int]) -> ColumnElement[int]:
    return cast(total, BigInteger)  # PostgreSQL sums whole numbers into decimals


_to, _from = bins.alias("to_bin"), bins.alias("from_bin")
_both = union_all(
    select(
        levels.c.product_id,
        levels.c.bin_id,
        levels.c.lot,
        levels.c.on_hand.label("kept"),
        _NOTHING.label("rebuilt"),
    ).where(within(levels.c.product_id)),
    select(moves.c.product_id, moves.c.to_bin_id, moves.c.lot, _NOTHING, moves.c.quantity)
    .join(_to, _to.c.id == moves.c.to_bin_id)
    .where(within(moves.c.product_id), _to.c.kind.in_(KEPT_KINDS)),
    select(moves.c.product_id, moves.c.from_bin_id, moves.c.lot, _NOTHING, -moves.c.quantity)
    .join(_from, _from.c.id == moves.c.from_bin_id)
    .where(within(moves.c.product_id), _from.c.kind.in_(KEPT_KINDS)),
).subquery()
_kept_units = union_all(
    select(
        levels.c.product_id,
        levels.c.bin_id,
        levels.c.lot,
        levels.c.reserved.label("kept"),
        _NOTHING.label("rebuilt"),
    ).where(within(levels.c.product_id)),
    select(
        reservations.c.product_id,
        reservations.c.bin_id,
        reservations.c.lot,
        _NOTHING,
        reservations.c.quantity,
    ).where(within(reservations.c.product_id)),
    select(
        stock_holds.c.product_id,
        stock_holds.c.bin_id,
        stock_holds.c.lot,
        _NOTHING,
        stock_holds.c.quantity,
    ).where(within(stock_holds.c.product_id)),
    select(
        stock_blocks.c.product_id,
        stock_blocks.c.bin_id,
        stock_blocks.c.lot,
        _NOTHING,
        stock_blocks.c.quantity,
    ).where(within(stock_blocks.c.product_id), stock_blocks.c.ended_at.is_(None)),
).subquery()
_off_shelf = union_all(
    select(
        levels.c.product_id,
        levels.c.bin_id,
        levels.c.lot,
        (levels.c.on_hand - levels.c.reserved).label("kept"),
        _NOTHING.label("rebuilt"),
    )
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(within(levels.c.product_id), bins.c.kind == BinKind.TOTE.value),
    select(
        put_away_tasks.c.product_id,
        put_away_tasks.c.from_bin_id,
        put_away_tasks.c.lot,
        _NOTHING,
        put_away_tasks.c.quantity,
    ).where(within(put_away_tasks.c.product_id), put_away_tasks.c.done_at.is_(None)),
).subquery()


def _differing(both: Subquery) -> Select[Any]:
    """Where what is kept is not what follows from the rest, with names."""
    kept, rebuilt = func.sum(both.c.kept), func.sum(both.c.rebuilt)
    sums = (
        select(
            both.c.product_id,
            both.c.bin_id,
            both.c.lot,
            _whole(kept).label("kept"),
            _whole(rebuilt).label("rebuilt"),
        )
        .group_by(both.c.product_id, both.c.bin_id, both.c.lot)
        .having(kept != rebuilt)
        .subquery()
    )
    return (
        select(*sums.c, products.c.sku, bins.c.code.label("bin"))
        .join(products, products.c.id == sums.c.product_id)
        .join(bins, bins.c.id == sums.c.bin_id)
    )


_PLACE = ("product_id", "bin_id", "lot")
_bounds = (
    select(*levels.c, products.c.sku, bins.c.code.label("bin"))
    .join(products, products.c.id == levels.c.product_id)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        within(levels.c.product_id),
        or_(levels.c.reserved < 0, levels.c.reserved > levels.c.on_hand),
    )
)
_across = (
    select(
        moves.c.id.label("move"),
        moves.c.quantity,
        products.c.sku,
        _from.c.code.label("from_bin"),
        _to.c.code.label("to_bin"),
    )
    .join(_from, _from.c.id == moves.c.from_bin_id)
    .join(_to, _to.c.id == moves.c.to_bin_id)
    .join(products, products.c.id == moves.c.product_id)
    .where(
        within(moves.c.id),
        # What is on its way lies in transit where it was sent from, and arrives elsewhere.
        or_(
            (_from.c.warehouse_id != moves.c.warehouse_id) & (_from.c.kind != _TRANSIT),
            (_to.c.warehouse_id != moves.c.warehouse_id) & (_to.c.kind != _TRANSIT),
        ),
    )
)

LOOKS = (
    Look("stock", GOODS, by(_differing(_both), named("stock_differs", *_PLACE))),
    Look("reserved", GOODS, by(_differing(_kept_units), named("reserved_differs", *_PLACE))),
    Look("bounds", GOODS, by(_bounds, named("bounds_broken", *_PLACE))),
    Look("put-back", GOODS, by(_differing(_off_shelf), named("put_back_differs", *_PLACE))),
    Look("moves", MOVES, by(_across, named("move_across", "move"))),
)
"""Levels, reserved units, bounds, goods off the shelf, moves."""
