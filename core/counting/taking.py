"""Units that a count did not find leave their bin, from under promises too where it must be."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.counting.books import levels_in
from core.counting.queries import Off
from core.errors import Refusal
from core.fulfilment.freeing import free_up
from core.orders.models import orders
from core.stock.holds import give_up, release_expired
from core.stock.models import reservations
from core.stock.queries import free_in
from core.transaction import Transaction

EVENT = "promise_count"
"""The event of an order that lost what was promised to it."""
_NAMED = 4


def take(
    tx: Transaction, one: Off, units: int, count: str
) -> tuple[list[tuple[str, int]], list[int]]:
    """Make units free that are not there: (lot, units) that can leave, and orders that wait now.

    First what nobody was promised, then what is kept for somebody who types an order in, then
    what idle orders hold, the last of them first. Raises Refusal ``count_in_work`` where it is
    worked on at this moment, or blocked.
    """
    line, product = one.line, one.line.product_id
    there = {
        level.lot: min(level.on_hand - level.reserved, level.on_hand)
        for level in levels_in(tx, one.bin_id, [product], lock=True)
        if level.on_hand and (not line.by_lot or level.lot == line.lot)
    }
    plan: dict[str, int] = {}
    left = units
    for lot, free in there.items():
        plan[lot] = min(free, left)
        left -= plan[lot]
    if not left:
        return [(lot, n) for lot, n in plan.items() if n], []
    waiting: list[int] = []
    release_expired(tx, [product])
    for lot in there:
        wanted = plan[lot] + left
        free = free_in(tx, product, one.bin_id, lot)
        if free < wanted:
            give_up(tx, product, one.bin_id, lot, wanted - free)
            waiting += free_up(
                tx, product, one.bin_id, lot, wanted, EVENT, count=count, bin=one.bin
            )
        got = min(free_in(tx, product, one.bin_id, lot), wanted)
        left -= max(0, got - plan[lot])
        plan[lot] = max(got, plan[lot])
        if not left:
            return [(lot, n) for lot, n in plan.items() if n], waiting
    named = tx.execute(_holding, {"product": product, "bin": one.bin_id}).scalars()
    raise Refusal(
        "count_in_work",
        sku=line.sku,
        bin=one.bin,
        units=left,
        orders=", ".join(dict.fromkeys(named)) or "-",
    )


_holding = (
    select(orders.c.order_no)
    .join(reservations, reservations.c.order_id == orders.c.id)
    .where(
        reservations.c.product_id == bindparam("product"),
        reservations.c.bin_id == bindparam("bin"),
    )
    .order_by(orders.c.id)
    .limit(_NAMED)
)
