"""An order has all that a walk fetches of it: whole, waiting for other zones, or short."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import bindparam, delete, select, update

from core.audit import record
from core.fulfilment.models import claims
from core.fulfilment.walks.membership import finished, siblings
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.states import Place
from core.orders.commands import head, step
from core.orders.models import order_lines
from core.orders.states import Fulfilment
from core.transaction import Transaction


class Settled(StrEnum):
    """What became of an order."""

    WHOLE = "whole"
    WAITS = "waits"
    """Other walks fetch the rest of it."""
    SHORT = "short"
    """It waits for stock; what was fetched stays in its tote."""


def settle(tx: Transaction, walk_id: int, order_id: int) -> Settled:
    """A walk has brought all it can of an order; takes the order on where it is whole now."""
    finished(tx, walk_id, order_id)
    elsewhere = tx.execute(_elsewhere, {"o": order_id}).first() is not None
    lines = tx.execute(_lines, {"o": order_id}).all()
    if elsewhere:
        _hand_on(tx, walk_id, order_id, tx.actor.station_id)
        return Settled.WAITS
    short = sum(line.short for line in lines)
    open_units = sum(
        line.quantity - line.picked - line.short - line.excepted
        for line in lines
        if line.quantity > line.picked + line.short + line.excepted
    )
    order = head(tx, order_id, lock=True)
    tx.execute(_drop, {"o": order_id})
    if order.fulfilment is not Fulfilment.PICKING:
        return Settled.WAITS
    if short:
        step(tx, order, Fulfilment.SHORT)
        record(tx, "waits_for_stock", order_id=order_id, units=short)
        return Settled.SHORT
    step(tx, order, Fulfilment.READY if open_units else Fulfilment.PICKED)
    return Settled.WAITS if open_units else Settled.WHOLE


def give_back(tx: Transaction, walk_id: int, order_id: int, station_id: int | None) -> None:
    """A station picks an order no more; it can be taken again by whoever goes on."""
    if siblings(tx, walk_id, order_id):
        _hand_on(tx, walk_id, order_id, station_id)
        return
    order = head(tx, order_id, lock=True)
    tx.execute(_drop_mine, {"o": order_id, "s": station_id})
    if order.fulfilment is not Fulfilment.PICKING:
        return
    lines = tx.execute(_lines, {"o": order_id}).all()
    if any(line.short for line in lines):
        step(tx, order, Fulfilment.SHORT)
        return
    all_there = all(line.picked + line.excepted >= line.quantity for line in lines)
    elsewhere = tx.execute(_elsewhere, {"o": order_id}).first() is not None
    step(tx, order, Fulfilment.PICKED if all_there and not elsewhere else Fulfilment.READY)


def _hand_on(tx: Transaction, walk_id: int, order_id: int, station_id: int | None) -> None:
    """The claim goes to whoever fetches the rest; where nobody does yet, the order waits."""
    stations = siblings(tx, walk_id, order_id)
    if stations:
        row = {"o": order_id, "mine": station_id, "theirs": stations[0]}
        tx.execute(_pass_on, row)
        return
    order = head(tx, order_id, lock=True)
    tx.execute(_drop_mine, {"o": order_id, "s": station_id})
    if order.fulfilment is Fulfilment.PICKING:
        step(tx, order, Fulfilment.READY)


_lines = select(
    order_lines.c.quantity, order_lines.c.picked, order_lines.c.short, order_lines.c.excepted
).where(order_lines.c.order_id == bindparam("o"))
_elsewhere = select(walk_orders.c.walk_id).where(
    walk_orders.c.order_id == bindparam("o"), walk_orders.c.state == Place.IN.value
)
_drop = delete(claims).where(claims.c.order_id == bindparam("o"))
_drop_mine = _drop.where(claims.c.station_id == bindparam("s"))
_pass_on = (
    update(claims)
    .where(claims.c.order_id == bindparam("o"), claims.c.station_id == bindparam("mine"))
    .values(station_id=bindparam("theirs"), fence=claims.c.fence + 1)
)
