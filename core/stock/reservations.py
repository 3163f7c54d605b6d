"""Promises of stock: reserved only by conditional updates, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from core.stock.commands import Move, post
from core.stock.models import BinKind, bins, levels, reservations
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Want:
    """What one order line still needs to be promised."""

    order_id: int
    line_id: int
    product_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation: units of one line that wait in one bin."""

    id: int
    order_id: int
    line_id: int
    product_id: int
    bin_id: int
    lot: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be promised."""

    order_id: int
    line_id: int
    product_id: int
    quantity: int


@dataclass(slots=True)
class _Shelf:
    bin_id: int
    lot: str
    free: int


def promise(
    tx: Transaction, warehouse: int, orders: Sequence[Sequence[Want]], *, partial: bool = False
) -> list[Missing]:
    """Reserve for several orders, the first first; gives what is missing of each.

    An order is promised whole or not at all, unless `partial`. Whoever races for the same units
    on another connection gets a clear answer: a lost conditional update plans once more.
    """
    for _attempt in range(8):
        shelves = _free_shelves(tx, warehouse, {w.product_id for wants in orders for w in wants})
        plan: list[tuple[Want, _Shelf, int]] = []
        missing: list[Missing] = []
        for wants in orders:
            part, lacking = _plan(shelves, wants, partial=partial)
            plan += part
            missing += lacking
        if _reserve(tx, plan):
            return missing
    # Eight lost races in a row: the shelf is emptied faster than we can look. Say what is missing.
    return [
        Missing(w.order_id, w.line_id, w.product_id, w.quantity) for wants in orders for w in wants
    ]


def _free_shelves(tx: Transaction, warehouse: int, products: set[int]) -> dict[int, list[_Shelf]]:
    free: dict[int, list[_Shelf]] = {product: [] for product in products}
    ids = sorted(products)
    for start in range(0, len(ids), 500):
        rows = tx.execute(_free, {"wanted": ids[start : start + 500], "warehouse": warehouse})
        for product, bin_id, lot, available in rows.tuples():
            free[product].append(_Shelf(bin_id, lot, available))
    return free


def _plan(
    shelves: dict[int, list[_Shelf]], wants: Sequence[Want], *, partial: bool
) -> tuple[list[tuple[Want, _Shelf, int]], list[Missing]]:
    """Take one order's units off the planned shelves, fewest bins first."""
    taken: list[tuple[Want, _Shelf, int]] = []
    missing: list[Missing] = []
    for want in wants:
        left = want.quantity
        places = shelves[want.product_id]
        enough = [place for place in places if place.free >= left]
        for place in enough[:1] or sorted(places, key=lambda p: -p.free):
            quantity = min(left, place.free)
            if quantity:
                taken.append((want, place, quantity))
                place.free -= quantity
                left -= quantity
        if left:
            missing.append(Missing(want.order_id, want.line_id, want.product_id, left))
    if missing and not partial:
        for _want, place, quantity in taken:
            place.free += quantity
        return [], missing
    return taken, missing


def _reserve(tx: Transaction, plan: list[tuple[Want, _Shelf, int]]) -> bool:
    """Carry a plan out; False, with nothing changed, when another connection was faster."""
    if not plan:
        return True
    sums: dict[tuple[int, int, str], int] = {}
    for want, place, quantity in plan:
        key = (want.product_id, place.bin_id, place.lot)
        sums[key] = sums.get(key, 0) + quantity
    # One order of rows for everybody: two promises can wait for each other, never in a ring.
    rows = [{"p": p, "b": b, "l": lot, "q": sums[p, b, lot]} for p, b, lot in sorted(sums)]
    with tx.connection.begin_nested() as savepoint:
        done = tx.execute(_take, rows)
        if done.rowcount != len(rows):
            savepoint.rollback()
            return False
    tx.execute(
        _upsert(tx),
        [
            {
                "order_id": want.order_id,
                "order_line_id": want.line_id,
                "product_id": want.product_id,
                "bin_id": place.bin_id,
                "lot": place.lot,
                "quantity": quantity,
            }
            for want, place, quantity in plan
        ],
    )
    return True


def of_order(tx: Transaction, order_id: int) -> list[Held]:
    """What is reserved for an order, in walking order of the bins."""
    rows = tx.execute(_of_order, {"order_id": order_id}).tuples()
    return [Held(*row) for row in rows]


def release(tx: Transaction, held: Iterable[Held]) -> None:
    """Give reservations back: their units can be promised again."""
    held = sorted(held, key=lambda h: (h.product_id, h.bin_id, h.lot))
    if held:
        rows = [{"p": h.product_id, "b": h.bin_id, "l": h.lot, "q": -h.quantity} for h in held]
        tx.execute(_take, rows)
        tx.execute(_delete, [{"gone": h.id} for h in held])


def shrink(tx: Transaction, held: Held, quantity: int, *, give_back: bool = True) -> None:
    """Take `quantity` units out of one reservation; given back to the shelf unless consumed."""
    if give_back:
        row = {"p": held.product_id, "b": held.bin_id, "l": held.lot, "q": -quantity}
        tx.execute(_take, [row])
    if quantity == held.quantity:
        tx.execute(_delete, [{"gone": held.id}])
    else:
        tx.execute(_shrink, {"held": held.id, "q": quantity})


def carry(
    tx: Transaction, warehouse: int, held: Held, quantity: int, to_bin: int, *, reference: str
) -> None:
    """Move reserved units to a tote; they stay reserved for their line there."""
    move = Move(
        held.product_id,
        held.bin_id,
        to_bin,
        quantity,
        held.lot,
        consume=quantity,
        keep_reserved=True,
    )
    post(tx, warehouse, [move], reason="pick", reference=reference)
    shrink(tx, held, quantity, give_back=False)
    tx.execute(_upsert(tx), [_row(held, to_bin, quantity)])


def restore(tx: Transaction, held: Held, quantity: int) -> None:
    """Reserve units again that came back to the bin that they had been taken from."""
    row = {"p": held.product_id, "b": held.bin_id, "l": held.lot, "q": quantity}
    tx.execute(_take, [row])
    tx.execute(_upsert(tx), [_row(held, held.bin_id, quantity)])


def _upsert(tx: Transaction) -> Executable:
    return _insert_sqlite if tx.is_sqlite else _insert_postgres


def _row(held: Held, bin_id: int, quantity: int) -> dict[str, Any]:
    return {
        "order_id": held.order_id,
        "order_line_id": held.line_id,
        "product_id": held.product_id,
        "bin_id": bin_id,
        "lot": held.lot,
        "quantity": quantity,
    }


_free = (
    select(levels.c.product_id, levels.c.bin_id, levels.c.lot, levels.c.on_hand - levels.c.reserved)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(
        levels.c.product_id.in_(bindparam("wanted", expanding=True)),
        bins.c.warehouse_id == bindparam("warehouse"),
        bins.c.kind == BinKind.SHELF.value,
        levels.c.on_hand > levels.c.reserved,
    )
    .order_by(levels.c.product_id, bins.c.code, levels.c.lot)
)
_take = (
    update(levels)
    .where(
        levels.c.product_id == bindparam("p"),
        levels.c.bin_id == bindparam("b"),
        levels.c.lot == bindparam("l"),
        levels.c.on_hand - levels.c.reserved >= bindparam("q"),
    )
    .values(reserved=levels.c.reserved + bindparam("q"))
)
_KEY = ["order_line_id", "bin_id", "lot"]
_sqlite = sqlite_insert(reservations)
_insert_sqlite = _sqlite.on_conflict_do_update(
    index_elements=_KEY,
    set_={"quantity": reservations.c.quantity + _sqlite.excluded.quantity},
)
_postgres = postgres_insert(reservations)
_insert_postgres = _postgres.on_conflict_do_update(
    index_elements=_KEY,
    set_={"quantity": reservations.c.quantity + _postgres.excluded.quantity},
)
_delete = delete(reservations).where(reservations.c.id == bindparam("gone"))
_shrink = (
    update(reservations)
    .where(reservations.c.id == bindparam("held"))
    .values(quantity=reservations.c.quantity - bindparam("q"))
)
_of_order = (
    select(
        reservations.c.id,
        reservations.c.order_id,
        reservations.c.order_line_id,
        reservations.c.product_id,
        reservations.c.bin_id,
        reservations.c.lot,
        reservations.c.quantity,
    )
    .join(bins, bins.c.id == reservations.c.bin_id)
    .where(reservations.c.order_id == bindparam("order_id"))
    .order_by(bins.c.code, reservations.c.id)
)


def reserved_of(tx: Transaction, product: int) -> int:
    """How many units of a product are reserved in all bins."""
    found = tx.execute(
        select(func.coalesce(func.sum(reservations.c.quantity), 0)).where(
            reservations.c.product_id == product
        )
    )
    return int(found.scalar_one())
