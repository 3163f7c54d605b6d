"""Promising stock to orders: whole or not at all, by ship-by and then order time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import BigInteger, bindparam, cast, func, select, update

from core.audit import event_row, record_many
from core.database import Database
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock.models import BinKind, bins, levels, reservations
from core.stock.reservations import Missing, Want, lacking, promise
from core.transaction import Actor, Transaction, reading, run_in_batches

BATCH = 50
"""Orders per background transaction, so that a scan never waits long for the write lock."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What a round of promising did: orders that became ready, and what others still miss."""

    ready: int
    missing: tuple[Missing, ...]


def waiting_orders(tx: Transaction, warehouse: int) -> list[int]:
    """Orders that are short although some of what they miss lies on a shelf, in promise order."""
    o, lines = orders.c, order_lines.c
    free = (
        select(levels.c.product_id)
        .join(bins, bins.c.id == levels.c.bin_id)
        .where(
            bins.c.warehouse_id == warehouse,
            bins.c.kind == BinKind.SHELF.value,
            levels.c.on_hand > levels.c.reserved,
        )
    )
    some = select(lines.order_id).where(lines.product_id.in_(free))
    rows = tx.execute(
        select(o.id)
        .where(o.warehouse_id == warehouse, o.fulfilment == Fulfilment.SHORT.value, o.id.in_(some))
        .order_by(o.ship_by.is_(None), o.ship_by, o.ordered_at, o.id)
    )
    return list(rows.scalars())


def promise_orders(
    tx: Transaction, warehouse: int, order_ids: Sequence[int], *, partial: bool = False
) -> Promised:
    """Promise stock to these short orders, the first first; those that are whole become ready."""
    wants = _wants(tx, order_ids)
    missing = promise(tx, warehouse, [wants.get(i, []) for i in order_ids], partial=partial)
    lacking = {m.order_id for m in missing}
    ready = [order_id for order_id in order_ids if order_id not in lacking]
    if ready:
        tx.execute(_make_ready, {"wanted": ready, "now": tx.now})
        tx.execute(_found_again, {"wanted": ready})
        record_many(tx, [event_row(tx, "promised", o, None, {}) for o in ready])
    return Promised(len(ready), tuple(missing))


def promise_waiting(
    database: Database, actor: Actor, warehouse: int, *, partial: bool = False
) -> int:
    """Promise all that can be promised, in short transactions; gives how many became ready.

    The entry points call it after stock or orders came in; running it again changes nothing.
    """
    with reading(database, actor) as tx:
        todo = waiting_orders(tx, warehouse)

    def some(tx: Transaction, batch: Sequence[int]) -> Promised:
        return promise_orders(tx, warehouse, _still_short(tx, batch), partial=partial)

    return sum(done.ready for done in run_in_batches(database, actor, todo, some, size=BATCH))


def promise_for(
    tx: Transaction, warehouse: int, product_ids: Sequence[int], *, limit: int, partial: bool
) -> int:
    """Promise to orders that wait for goods that just came, the first first, at most `limit`.

    Gives how many became ready. It waits for nobody: orders that somebody works on are left to
    `promise_waiting`.
    """
    wanted = {"products": sorted(set(product_ids)), "warehouse": warehouse, "most": limit}
    ids = list(tx.execute(_waiting_for, wanted).scalars())
    return promise_orders(tx, warehouse, ids, partial=partial).ready if ids else 0


def missing_of(tx: Transaction, order_id: int) -> list[Missing]:
    """What an order still misses: per line, units that are neither promised, boxed nor waived."""
    wants = _wants(tx, [order_id]).get(order_id, [])
    return [Missing(w.order_id, w.line_id, w.product_id, w.quantity) for w in wants]


def short_by(tx: Transaction, order_id: int) -> list[Missing]:
    """What keeps an order short: per line, the units that no shelf has free for it now."""
    warehouse = tx.execute(select(orders.c.warehouse_id).where(orders.c.id == order_id)).scalar()
    if warehouse is None:
        return []
    return lacking(tx, warehouse, _wants(tx, [order_id]).get(order_id, []))


def _still_short(tx: Transaction, batch: Sequence[int]) -> list[int]:
    """Of a batch read earlier, the orders that nobody changed meanwhile; locked until the end."""
    rows = tx.execute(_short_among, {"wanted": list(batch)}).scalars().all()
    left = set(rows)
    return [order_id for order_id in batch if order_id in left]


def _wants(tx: Transaction, order_ids: Sequence[int]) -> dict[int, list[Want]]:
    rows = tx.execute(_open_lines, {"wanted": list(order_ids)}).all()
    wants = [
        Want(order_id, line_id, product, open_units)
        for order_id, line_id, product, open_units in rows
        if open_units > 0
    ]
    return {order_id: list(group) for order_id, group in groupby(wants, lambda w: w.order_id)}


_held = (
    # PostgreSQL sums whole numbers into decimals.
    select(cast(func.coalesce(func.sum(reservations.c.quantity), 0), BigInteger))
    .where(reservations.c.order_line_id == order_lines.c.id)
    .correlate(order_lines)
    .scalar_subquery()
)
_open_lines = (
    select(
        order_lines.c.order_id,
        order_lines.c.id,
        order_lines.c.product_id,
        order_lines.c.quantity - order_lines.c.boxed - order_lines.c.excepted - _held,
    )
    .where(order_lines.c.order_id.in_(bindparam("wanted", expanding=True)))
    .order_by(order_lines.c.order_id, order_lines.c.line_no)
)
_short_among = (
    select(orders.c.id)
    .where(
        orders.c.id.in_(bindparam("wanted", expanding=True)),
        orders.c.fulfilment == Fulfilment.SHORT.value,
    )
    .order_by(orders.c.id)
    .with_for_update()
)
_waiting_for = (
    select(orders.c.id)
    .where(
        orders.c.warehouse_id == bindparam("warehouse"),
        orders.c.fulfilment == Fulfilment.SHORT.value,
        orders.c.id.in_(
            select(order_lines.c.order_id).where(
                order_lines.c.product_id.in_(bindparam("products", expanding=True))
            )
        ),
    )
    .order_by(orders.c.ship_by.is_(None), orders.c.ship_by, orders.c.ordered_at, orders.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_found_again = (
    update(order_lines)
    .where(order_lines.c.order_id.in_(bindparam("wanted", expanding=True)), order_lines.c.short > 0)
    .values(short=0)
)
_make_ready = (
    update(orders)
    .where(
        orders.c.id.in_(bindparam("wanted", expanding=True)),
        orders.c.fulfilment == Fulfilment.SHORT.value,
    )
    .values(fulfilment=Fulfilment.READY.value, updated_at=bindparam("now"))
)
