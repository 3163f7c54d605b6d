"""Orders that nobody has begun go to another warehouse; what was promised to them moves along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import of_order, record
from core.errors import Refusal
from core.fulfilment import claims
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.fulfilment.walks.membership import walks_with
from core.orders.commands import head, step
from core.orders.models import order_lines, orders
from core.orders.promise import promise_orders
from core.orders.routing import Route, Router, Routing, sums
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.stock import reservations, warehouses
from core.stock.reservations import Missing
from core.transaction import Transaction

_MOVABLE = frozenset({Fulfilment.SHORT, Fulfilment.READY, Fulfilment.HELD})


@dataclass(frozen=True, slots=True)
class Where:
    """Where an order is, why it came there, and where the rules would send it now."""

    order_id: int
    order_no: str
    warehouse: str
    came: Mapping[str, Any] | None
    """What was written down when it was routed; None where nobody did."""
    route: Route


@dataclass(frozen=True, slots=True)
class Rerouted:
    """An order that goes to another warehouse now; `missing` is what no shelf there has for it."""

    order_id: int
    order_no: str
    before: str
    warehouse: str
    why: str
    missing: tuple[Missing, ...] = ()
    moved: bool = True
    """False where it was there already."""


def where(tx: Transaction, routing: Routing, order_id: int, home: int) -> Where:
    """Where an order is and where the rules would send it; what it was promised counts as free."""
    order = head(tx, order_id)
    row = tx.execute(_address, {"o": order_id}).one()
    wants = _wants(tx, order_id)
    router = Router(tx, routing, home, list(wants))
    held = reservations.of_order(tx, order_id)
    router.give_back(order.warehouse_id, sums((one.product_id, one.quantity) for one in held))
    told = [event.data for event in of_order(tx, order_id) if event.kind == "routed"]
    here = warehouses.one(tx, order.warehouse_id).code
    found = router.route(row, wants)
    return Where(order_id, order.order_no, here, told[-1] if told else None, found)


def reroute(
    tx: Transaction, order_id: int, warehouse_id: int, *, why: str = "by_hand", partial: bool
) -> Rerouted:
    """Send an order to another warehouse: its goods there are promised, those here given back.

    Raises Refusal ``route_begun`` where somebody works on it, ``warehouse_closed``.
    """
    require(tx, Permission.ORDER_EDIT)
    order = head(tx, order_id, lock=True)
    target = warehouses.one(tx, warehouse_id)
    before = warehouses.one(tx, order.warehouse_id)
    if target.id == before.id:
        return Rerouted(order_id, order.order_no, before.code, target.code, why, moved=False)
    if not target.active:
        raise Refusal("warehouse_closed", warehouse=target.code)
    state = _begun(tx, order_id, order.fulfilment)
    if state:
        raise Refusal("route_begun", order=order.order_no, state=state, warehouse=before.code)
    reservations.release(tx, reservations.of_order(tx, order_id))
    if order.fulfilment is Fulfilment.READY:
        step(tx, order, Fulfilment.SHORT)
    tx.execute(_move, {"o": order_id, "w": target.id, "now": tx.now})
    record(tx, "routed", order_id=order_id, warehouse=target.code, before=before.code, why=why)
    missing: tuple[Missing, ...] = ()
    if order.fulfilment is not Fulfilment.HELD:
        missing = promise_orders(tx, target.id, [order_id], partial=partial).missing
    return Rerouted(order_id, order.order_no, before.code, target.code, why, missing)


def _begun(tx: Transaction, order_id: int, state: Fulfilment) -> str:
    """Why an order cannot move; empty where nobody has begun it."""
    if state not in _MOVABLE:
        return state.value
    if claims.holder(tx, order_id) is not None or walks_with(tx, order_id):
        return "claimed"
    if tx.execute(_worked_on, {"o": order_id}).first() is not None:
        return Fulfilment.PICKING.value
    if tx.execute(_boxes, {"o": order_id}).first() is not None:
        return Fulfilment.PACKING.value
    return ""


def _wants(tx: Transaction, order_id: int) -> dict[int, int]:
    return sums((product, int(units)) for product, units in tx.execute(_lines, {"o": order_id}))


_address = select(orders.c.channel, orders.c.city, orders.c.province, orders.c.postcode).where(
    orders.c.id == bindparam("o")
)
_lines = select(
    order_lines.c.product_id,
    order_lines.c.quantity - order_lines.c.boxed - order_lines.c.excepted,
).where(order_lines.c.order_id == bindparam("o"))
_worked_on = select(order_lines.c.id).where(
    order_lines.c.order_id == bindparam("o"),
    (order_lines.c.picked > 0) | (order_lines.c.packed > 0) | (order_lines.c.excepted > 0),
)
_boxes = select(parcels.c.id).where(
    parcels.c.order_id == bindparam("o"), parcels.c.state != ParcelState.VOID.value
)
_move = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(warehouse_id=bindparam("w"), updated_at=bindparam("now"))
)
