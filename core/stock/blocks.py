"""Stock that nobody may promise for a while: units in a bin, with a reason and somebody's name.

A block is a part of the level's `reserved`, as promises and soft holds are; so whoever promises
or moves goods need not know of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from core.audit import record
from core.bulk import as_rows
from core.catalog.models import products
from core.database import Database
from core.errors import NotFound, Refusal
from core.files import values
from core.people.models import operators
from core.people.permissions import Permission, require
from core.stock.counting import MOST
from core.stock.holds import RESERVE
from core.stock.models import BinKind, bins, levels
from core.stock.places import find_bin
from core.stock.task_models import stock_blocks
from core.text import clean
from core.transaction import SYSTEM, Transaction, reading, run


@dataclass(frozen=True, slots=True)
class Block:
    """Units of a product in a bin that cannot be promised, and why."""

    id: int
    warehouse_id: int
    product_id: int
    sku: str
    name: str
    bin_id: int
    bin: str
    lot: str
    quantity: int
    reason: str
    until: datetime | None
    at: datetime
    who: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A product (lot) in a bin: how much lies there, and how much of it nobody is promised."""

    warehouse_id: int
    product_id: int
    sku: str
    bin_id: int
    bin: str
    lot: str
    on_hand: int
    reserved: int

    @property
    def free(self) -> int:
        """Units that can be promised, moved or blocked."""
        return self.on_hand - self.reserved


def spot(tx: Transaction, warehouse: int, sku: str, bin_code: str, lot: str | None = None) -> Spot:
    """The goods in a bin, of its one lot where none is named.

    Raises NotFound ``product_not_found``, ``bin_unknown``; Refusal ``bin_not_shelf``,
    ``stock_none_there``, ``stock_which_lot``.
    """
    sku, bin_code = clean(sku, 80), clean(bin_code, 40)
    product = tx.execute(select(products.c.id).where(products.c.sku == sku)).scalar()
    if product is None:
        raise NotFound("product_not_found", sku=sku)
    place = find_bin(tx, warehouse, bin_code)
    if place is None:
        raise NotFound("bin_unknown", bin=bin_code)
    if place.kind is not BinKind.SHELF:
        raise Refusal("bin_not_shelf", bin=place.code)
    rows = tx.execute(_there, {"p": int(product), "b": place.id}).all()
    wanted = [row for row in rows if lot is None or row[0] == lot]
    if not wanted:
        raise Refusal("stock_none_there", sku=sku, bin=place.code)
    if len(wanted) > 1:
        lots = ", ".join(row[0] or "-" for row in wanted)
        raise Refusal("stock_which_lot", sku=sku, bin=place.code, lots=lots)
    found_lot, on_hand, reserved = wanted[0]
    return Spot(warehouse, int(product), sku, place.id, place.code, found_lot, on_hand, reserved)


def until_of(text: str, zone: str) -> datetime | None:
    """Until when: a day, meant to its end, or a moment on the shop's clock; None for no text.

    Raises Refusal ``date_unreadable`` or ``date_out_of_range``.
    """
    return values.moment(text, zone, end_of_day=True) if text.strip() else None


def block(
    tx: Transaction,
    where: Spot,
    quantity: int | None,
    reason: str,
    until: datetime | None = None,
) -> Block:
    """Take units out of what can be promised; all that nobody is promised without a `quantity`.

    Raises Refusal ``reason_needed``, ``block_quantity``, ``block_until_past``, ``block_too_many``
    where less lies there, ``block_promised`` where some of it is promised.
    """
    require(tx, Permission.STOCK_HOLD)
    reason = checked(tx, quantity, reason, until)
    on_hand, reserved = tx.execute(_locked, _key(where)).first() or (0, 0)
    free = on_hand - reserved
    units = free if quantity is None else quantity
    about: dict[str, Any] = {"sku": where.sku, "bin": where.bin, "units": units}
    if units > on_hand:
        raise Refusal("block_too_many", on_hand=on_hand, **about)
    if units > free or units < 1:
        raise Refusal("block_promised", free=free, promised=reserved, **about)
    taken = tx.execute(RESERVE, {"given": as_rows([(*_place(where), units)])})
    if taken.rowcount != 1:
        raise Refusal("block_promised", free=free, promised=reserved, **about)
    row = {
        "warehouse_id": where.warehouse_id,
        "product_id": where.product_id,
        "bin_id": where.bin_id,
        "lot": where.lot,
        "quantity": units,
        "reason": reason,
        "until": until,
        "at": tx.now,
        "operator_id": tx.actor.operator_id,
    }
    made = int(tx.execute(_insert, row).scalar_one())
    record(tx, "stock_blocked", block=made, reason=reason, **about)
    return one_block(tx, made)


def unblock(tx: Transaction, block_id: int, quantity: int | None = None) -> int:
    """Give units of a block back to what can be promised, all of them unless `quantity` says fewer.

    Gives how many came free. Raises NotFound ``block_unknown``, Refusal ``block_ended`` or
    ``block_less``.
    """
    require(tx, Permission.STOCK_HOLD)
    found = one_block(tx, block_id, lock=True)
    if found.ended_at is not None:
        raise Refusal("block_ended", block=block_id, sku=found.sku)
    units = found.quantity if quantity is None else quantity
    if not 1 <= units <= found.quantity:
        raise Refusal(
            "block_less", block=block_id, sku=found.sku, units=units, blocked=found.quantity
        )
    _free(tx, found, units)
    return units


def one_block(tx: Transaction, block_id: int, *, lock: bool = False) -> Block:
    """A block; raises NotFound ``block_unknown``."""
    row = tx.execute(_by_id_locked if lock else _by_id, {"block": block_id}).first()
    if row is None:
        raise NotFound("block_unknown", block=block_id)
    return Block(*row)


def open_blocks(
    tx: Transaction,
    warehouse: int,
    *,
    product_id: int | None = None,
    bin_id: int | None = None,
    ended: bool = False,
    offset: int = 0,
    limit: int = 500,
) -> list[Block]:
    """The blocks of a warehouse, of one product or bin or all; the newest first."""
    query = _any.where(stock_blocks.c.warehouse_id == warehouse)
    query = query.where(
        stock_blocks.c.ended_at.is_not(None) if ended else stock_blocks.c.ended_at.is_(None)
    )
    if product_id is not None:
        query = query.where(stock_blocks.c.product_id == product_id)
    if bin_id is not None:
        query = query.where(stock_blocks.c.bin_id == bin_id)
    rows = tx.execute(query.order_by(stock_blocks.c.id.desc()).offset(offset).limit(limit))
    return [Block(*row) for row in rows]


def how_many(tx: Transaction, warehouse: int) -> int:
    """How many blocks are open."""
    return int(tx.execute(_count, {"warehouse": warehouse}).scalar_one())


def blocked_of(tx: Transaction, warehouse: int, product_id: int) -> tuple[int, str]:
    """How many units of a product are blocked, and the reason of most of them."""
    rows = tx.execute(_sums, {"warehouse": warehouse, "p": product_id}).all()
    return sum(int(units) for units, _reason in rows), rows[0][1] if rows else ""


def expire(database: Database) -> int:
    """End the blocks whose time is over; gives how many. Writes only where there are any."""
    with reading(database) as tx:
        over = list(tx.execute(_over, {"now": tx.now}).scalars())
    if not over:
        return 0
    return run(database, SYSTEM, lambda tx: sum(_ended(tx, block_id) for block_id in over))


def _ended(tx: Transaction, block_id: int) -> int:
    found = one_block(tx, block_id, lock=True)
    if found.ended_at is not None or found.until is None or found.until > tx.now:
        return 0
    _free(tx, found, found.quantity)
    return 1


def _free(tx: Transaction, found: Block, units: int) -> None:
    """Take units out of a block; whoever waits for stock is looked at again after the event."""
    if units == found.quantity:
        stamp = {"block": found.id, "now": tx.now, "who": tx.actor.operator_id}
        tx.execute(_end, stamp)
    else:
        tx.execute(_shrink, {"block": found.id, "q": units})
    level = (found.product_id, found.bin_id, found.lot, -units)
    if tx.execute(RESERVE, {"given": as_rows([level])}).rowcount != 1:
        raise Refusal("stock_not_enough", product_id=found.product_id, bin_id=found.bin_id)
    record(tx, "stock_unblocked", block=found.id, sku=found.sku, bin=found.bin, units=units)


def checked(tx: Transaction, quantity: int | None, reason: str, until: datetime | None) -> str:
    """The reason of a block that is asked for rightly; raises Refusal otherwise."""
    reason = clean(reason, 200)
    if not reason:
        raise Refusal("reason_needed")
    if quantity is not None and not 1 <= quantity <= MOST:
        raise Refusal("block_quantity", units=quantity, most=MOST)
    if until is not None and until <= tx.now:
        raise Refusal("block_until_past", until=until.isoformat())
    return reason


def _place(where: Spot) -> tuple[int, int, str]:
    return where.product_id, where.bin_id, where.lot


def _key(where: Spot) -> dict[str, object]:
    return {"p": where.product_id, "b": where.bin_id, "l": where.lot}


_there = (
    select(levels.c.lot, levels.c.on_hand, levels.c.reserved)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id == bindparam("b"),
        levels.c.on_hand > 0,
    )
    .order_by(levels.c.lot)
)
_locked = (
    select(levels.c.on_hand, levels.c.reserved)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id == bindparam("b"),
        levels.c.lot == bindparam("l"),
    )
    .with_for_update()
)
_any: Select[tuple[object, ...]] = (
    select(
        stock_blocks.c.id,
        stock_blocks.c.warehouse_id,
        stock_blocks.c.product_id,
        products.c.sku,
        products.c.name,
        stock_blocks.c.bin_id,
        bins.c.code,
        stock_blocks.c.lot,
        stock_blocks.c.quantity,
        stock_blocks.c.reason,
        stock_blocks.c.until,
        stock_blocks.c.at,
        operators.c.name.label("who"),
        stock_blocks.c.ended_at,
    )
    .select_from(stock_blocks)
    .join(products, products.c.id == stock_blocks.c.product_id)
    .join(bins, bins.c.id == stock_blocks.c.bin_id)
    .outerjoin(operators, operators.c.id == stock_blocks.c.operator_id)
)
_by_id = _any.where(stock_blocks.c.id == bindparam("block"))
_by_id_locked = _by_id.with_for_update(of=stock_blocks)
_open = stock_blocks.c.ended_at.is_(None)
_count = (
    select(func.count())
    .select_from(stock_blocks)
    .where(stock_blocks.c.warehouse_id == bindparam("warehouse"), _open)
)
_units = func.sum(stock_blocks.c.quantity)
_sums = (
    select(_units, stock_blocks.c.reason)
    .where(
        stock_blocks.c.warehouse_id == bindparam("warehouse"),
        stock_blocks.c.product_id == bindparam("p"),
        _open,
    )
    .group_by(stock_blocks.c.reason)
    .order_by(_units.desc(), stock_blocks.c.reason)
)
_over = (
    select(stock_blocks.c.id)
    .where(_open, stock_blocks.c.until <= bindparam("now"))
    .order_by(stock_blocks.c.id)
)
_insert = insert(stock_blocks).returning(stock_blocks.c.id)
_end = (
    update(stock_blocks)
    .where(stock_blocks.c.id == bindparam("block"))
    .values(ended_at=bindparam("now"), ended_by=bindparam("who"))
)
_shrink = (
    update(stock_blocks)
    .where(stock_blocks.c.id == bindparam("block"))
    .values(quantity=stock_blocks.c.quantity - bindparam("q"))
)
