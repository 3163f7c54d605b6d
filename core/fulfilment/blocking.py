"""Blocking goods that orders were promised: these give them up, and are promised others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.errors import Refusal
from core.fulfilment.freeing import free_up
from core.orders.promise import promise_orders
from core.people.permissions import Permission, require
from core.stock.blocks import Block, Spot, block, checked
from core.stock.queries import free_in
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """What was blocked, how many orders gave their goods up for it, and got others at once."""

    block: Block
    gave_up: int
    ready: int


def block_taking(
    tx: Transaction,
    where: Spot,
    quantity: int | None,
    reason: str,
    until: datetime | None = None,
    *,
    partial: bool = False,
) -> Taken:
    """Block units although they are promised, all that lie there without a `quantity`.

    Idle orders give them up, those that are promised last first, and are promised anew from what
    else there is. Raises what `block` raises, and Refusal ``block_worked_on`` where somebody works
    with these units or types an order in for them.
    """
    require(tx, Permission.STOCK_HOLD)
    reason = checked(tx, quantity, reason, until)
    units = where.on_hand if quantity is None else quantity
    if units > where.on_hand:
        raise Refusal(
            "block_too_many", sku=where.sku, bin=where.bin, units=units, on_hand=where.on_hand
        )
    place = (where.product_id, where.bin_id, where.lot)
    waiting = free_up(
        tx, *place, units, "promise_blocked", sku=where.sku, bin=where.bin, reason=reason
    )
    free = free_in(tx, *place)
    if free < units:
        raise Refusal(
            "block_worked_on", sku=where.sku, bin=where.bin, units=units, free=free,
            held=units - free,
        )  # fmt: skip
    made = block(tx, where, units, reason, until)
    ready = 0
    if waiting:
        done = promise_orders(tx, where.warehouse_id, list(reversed(waiting)), partial=partial)
        ready = done.ready
    return Taken(made, len(waiting), ready)
