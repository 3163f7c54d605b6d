"""Promises of stock: reserved only by conditional updates, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, Executable, Text, bindparam, delete, select, update

from core.bulk import as_rows, given_rows
from core.errors import Refusal
from core.rows import maker
from core.stock.choosing import Shelf, Shelves, free_shelves, take
from core.stock.commands import Move, post
from core.stock.holds import RESERVE, release_expired
from core.stock.models import bins, levels, reservations
from core.transaction import Transaction
from core.upsert import Upsert


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


_held = maker(Held)


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be promised."""

    order_id: int
    line_id: int
    product_id: int
    quantity: int


def promise(
    tx: Transaction, warehouse: int, orders: Sequence[Sequence[Want]], *, partial: bool = False
) -> list[Missing]:
    """Reserve for several orders, the first first; gives what is missing of each.

    An order is promised whole or not at all, unless `partial`. Whoever races for the same units
    on another connection waits for this transaction and then plans with what is left. Only where
    units are missing it looks for soft holds whose time is over.
    """
    wanted = {want.product_id for wants in orders for want in wants}
    shelves = free_shelves(tx, warehouse, wanted, lock=True)
    plan, missing = _plan_all(shelves, orders, partial=partial)
    if missing and release_expired(tx, {one.product_id for one in missing}):
        shelves = free_shelves(tx, warehouse, wanted, lock=True)
        plan, missing = _plan_all(shelves, orders, partial=partial)
    _reserve(tx, plan)
    return missing


def lacking(tx: Transaction, warehouse: int, wants: Sequence[Want]) -> list[Missing]:
    """By how many units one order could not be promised now; reserves nothing."""
    shelves = free_shelves(tx, warehouse, (want.product_id for want in wants), lock=False)
    return _plan_all(shelves, [wants], partial=False)[1]


def _plan_all(
    shelves: dict[int, Shelves], orders: Sequence[Sequence[Want]], *, partial: bool
) -> tuple[list[tuple[Want, Shelf, int]], list[Missing]]:
    plan: list[tuple[Want, Shelf, int]] = []
    missing: list[Missing] = []
    for wants in orders:
        part, short = _plan(shelves, wants, partial=partial)
        plan += part
        missing += short
    return plan, missing


def _plan(
    shelves: dict[int, Shelves], wants: Sequence[Want], *, partial: bool
) -> tuple[list[tuple[Want, Shelf, int]], list[Missing]]:
    """Take one order's units off the planned shelves."""
    taken: list[tuple[Want, Shelf, int]] = []
    missing: list[Missing] = []
    for want in wants:
        left = want.quantity
        for place, quantity in take(shelves[want.product_id], left):
            taken.append((want, place, quantity))
            left -= quantity
        if left:
            missing.append(Missing(want.order_id, want.line_id, want.product_id, left))
    if missing and not partial:
        for _want, place, quantity in taken:
            place.free += quantity
        return [], missing
    return taken, missing


def _reserve(tx: Transaction, plan: list[tuple[Want, Shelf, int]]) -> None:
    """Carry a plan out, in two statements."""
    if not plan:
        return
    sums: dict[tuple[int, int, str], int] = {}
    for want, place, quantity in plan:
        key = (want.product_id, place.bin_id, place.lot)
        sums[key] = sums.get(key, 0) + quantity
    done = tx.execute(RESERVE, {"given": as_rows((*key, q) for key, q in sums.items())})
    if done.rowcount != len(sums):
        raise Refusal("stock_not_enough")  # somebody wrote levels around the lock
    _hold(
        tx,
        [
            (w.order_id, w.line_id, w.product_id, place.bin_id, place.lot, quantity)
            for w, place, quantity in plan
        ],
    )


def of_order(tx: Transaction, order_id: int) -> list[Held]:
    """What is reserved for an order, in walking order of the bins."""
    rows = tx.execute(_of_order, {"order_id": order_id})
    return [_held(row) for row in rows]


def release(tx: Transaction, held: Iterable[Held]) -> None:
    """Give reservations back: their units can be promised again.

    Raises Refusal ``reservation_changed`` where one is no longer what `held` says.
    """
    held = sorted(held, key=lambda h: (h.product_id, h.bin_id, h.lot))
    if held:
        gone = tx.execute(_delete, [{"gone": h.id, "q": h.quantity} for h in held])
        if gone.rowcount != len(held):
            raise Refusal("reservation_changed")
        rows = [{"p": h.product_id, "b": h.bin_id, "l": h.lot, "q": -h.quantity} for h in held]
        tx.execute(_take, rows)


def shrink(tx: Transaction, held: Held, quantity: int, *, give_back: bool = True) -> None:
    """Take `quantity` units out of one reservation; given back to the shelf unless consumed.

    Raises Refusal ``reservation_changed`` where it is no longer what `held` says.
    """
    if quantity == held.quantity:
        done = tx.execute(_delete, {"gone": held.id, "q": quantity})
    else:
        done = tx.execute(_shrink, {"held": held.id, "was": held.quantity, "q": quantity})
    if done.rowcount != 1:
        raise Refusal("reservation_changed")
    if give_back:
        row = {"p": held.product_id, "b": held.bin_id, "l": held.lot, "q": -quantity}
        tx.execute(_take, [row])


def use_up(tx: Transaction, taken: Sequence[tuple[Held, int]]) -> None:
    """Take units out of reservations, of each at most once; they leave their bins packed.

    Raises Refusal ``reservation_changed`` where one is no longer what was read.
    """
    whole = [{"gone": held.id, "q": units} for held, units in taken if units == held.quantity]
    if whole and tx.execute(_delete, whole).rowcount != len(whole):
        raise Refusal("reservation_changed")
    for held, units in taken:
        if units != held.quantity:
            shrink(tx, held, units, give_back=False)


def carry(
    tx: Transaction,
    warehouse: int,
    held: Held,
    quantity: int,
    to_bin: int,
    *,
    reference: str,
    reason: str = "pick",
) -> None:
    """Move reserved units to a tote or bin; they stay reserved for their line there."""
    move = Move(
        held.product_id,
        held.bin_id,
        to_bin,
        quantity,
        held.lot,
        consume=quantity,
        keep_reserved=True,
    )
    post(tx, warehouse, [move], reason=reason, reference=reference)
    shrink(tx, held, quantity, give_back=False)
    _hold(tx, [_held_in(held, to_bin, quantity)])


def restore(tx: Transaction, held: Held, quantity: int) -> None:
    """Reserve units again that came back to the bin that they had been taken from.

    Raises Refusal ``stock_not_enough`` where they are not free there.
    """
    row = {"p": held.product_id, "b": held.bin_id, "l": held.lot, "q": quantity}
    if tx.execute(_take, row).rowcount != 1:
        raise Refusal("stock_not_enough", product_id=held.product_id, bin_id=held.bin_id)
    _hold(tx, [_held_in(held, held.bin_id, quantity)])


def swap(tx: Transaction, held: Held, units: int, bin_id: int, lot: str) -> None:
    """Promise free units of another bin or lot in place of so many of these.

    Raises Refusal ``stock_not_enough`` where they are not free there.
    """
    shrink(tx, held, units)
    restore(tx, replace(held, bin_id=bin_id, lot=lot), units)


def exchange(tx: Transaction, mine: Held, theirs: Held, units: int) -> None:
    """Promise so many units of each to the line of the other; what is reserved stays the same."""
    shrink(tx, mine, units, give_back=False)
    shrink(tx, theirs, units, give_back=False)
    for one, other in ((mine, theirs), (theirs, mine)):
        row = (one.order_id, one.line_id, one.product_id, other.bin_id, other.lot, units)
        _hold(tx, [row])


def _hold(tx: Transaction, rows: Iterable[tuple[int, int, int, int, str, int]]) -> None:
    """Write reservations as (order, line, product, bin, lot, units), added to what is there."""
    tx.execute(_added(tx), {"given": as_rows(rows)})


def _held_in(held: Held, bin_id: int, quantity: int) -> tuple[int, int, int, int, str, int]:
    return held.order_id, held.line_id, held.product_id, bin_id, held.lot, quantity


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
_COLUMNS = ["order_id", "order_line_id", "product_id", "bin_id", "lot", "quantity"]
_given = given_rows(
    "given", **{name: Text() if name == "lot" else BigInteger() for name in _COLUMNS}
)
_rows = select(_given).where(_given.c.quantity > 0)  # SQLite wants a WHERE before ON CONFLICT


@Upsert
def _added(insert: Any) -> Executable:
    new = insert(reservations).from_select(_COLUMNS, _rows)
    added: Executable = new.on_conflict_do_update(
        index_elements=_KEY,
        set_={"quantity": reservations.c.quantity + new.excluded.quantity},
    )
    return added


_delete = delete(reservations).where(
    reservations.c.id == bindparam("gone"), reservations.c.quantity == bindparam("q")
)
_shrink = (
    update(reservations)
    .where(reservations.c.id == bindparam("held"), reservations.c.quantity == bindparam("was"))
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
    .order_by(bins.c.walk, bins.c.code, reservations.c.id)
)
