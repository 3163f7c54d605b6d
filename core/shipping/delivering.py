"""The buyer has it: parcels are marked as delivered, and the order ends once it is paid too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.errors import Refusal
from core.fulfilment.parcels import Parcel, of_order_parcels
from core.fulfilment.states import ParcelState
from core.orders.commands import head
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.orders.status import Policy, move_on, stand
from core.people.permissions import Permission, may, require
from core.shipping.handing_over import hand_over_parcel
from core.shipping.models import shipments
from core.shipping.shipments import load_shipment, step_shipment
from core.shipping.states import SHIPMENT_STEPS, VAIN, ShipmentState
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Delivered:
    """What is left after a delivery."""

    status: OrderStatus
    parcels_left: int
    """Parcels of the order that are still on their way."""
    owed: bool
    """Whether COD money has not come in yet."""


def mark_delivered(
    tx: Transaction, policy: Policy, order_id: int, parcel_id: int | None = None
) -> Delivered:
    """Say that the buyer has the parcels of an order, or one of them.

    A parcel that nobody scanned when it was handed over leaves now. The order is *done* when all
    of them arrived and, for COD, the money came in; whichever is later ends it. Raises Refusal
    ``not_sent`` for an order that is not under way, ``parcel_not_delivered`` for a parcel that
    comes back or is lost, and what `hand_over_parcel` raises.
    """
    if not may(tx, Permission.HAND_OVER):
        require(tx, Permission.ORDER_EDIT)
    order = head(tx, order_id, lock=True)
    if order.status is not OrderStatus.SHIPPING:
        raise Refusal("not_sent", order=order.order_no, state=order.status.value)
    parcels = of_order_parcels(tx, order_id)
    for parcel in parcels:
        if parcel_id in {None, parcel.id}:
            _arrive(tx, parcel)
    states = {row.parcel_id: row.state for row in tx.execute(_last_states, {"o": order_id})}
    there = ShipmentState.DELIVERED.value
    left = sum(states.get(parcel.id) != there for parcel in parcels)
    if not left:
        tx.execute(_delivered, {"o": order_id, "now": tx.now})
        record(tx, "delivered", order_id=order_id)
    now = stand(tx, order_id)
    return Delivered(move_on(tx, policy, now), left, not now.settled)


def _arrive(tx: Transaction, parcel: Parcel) -> None:
    if parcel.state is not ParcelState.HANDED_OVER:
        hand_over_parcel(tx, parcel.id)
    found: Any = tx.execute(_sent, {"p": parcel.id}).scalar()
    if found is None:
        return
    shipment = load_shipment(tx, found, lock=True)
    if (shipment.state, ShipmentState.DELIVERED) not in SHIPMENT_STEPS | {_THERE}:
        state = shipment.state.value
        raise Refusal("parcel_not_delivered", parcel=parcel.code, shipment=state)
    if shipment.state is not ShipmentState.DELIVERED:
        step_shipment(tx, shipment, ShipmentState.DELIVERED)
        record(tx, "parcel_delivered", order_id=parcel.order_id, parcel_id=parcel.id)


_THERE = (ShipmentState.DELIVERED, ShipmentState.DELIVERED)
_vain = sorted(state.value for state in VAIN)
_sent = (
    select(shipments.c.id)
    .where(shipments.c.parcel_id == bindparam("p"), shipments.c.state.not_in(_vain))
    .order_by(shipments.c.attempt.desc())
    .limit(1)
)
_last_states = (
    select(shipments.c.parcel_id, shipments.c.state)
    .where(shipments.c.order_id == bindparam("o"), shipments.c.state.not_in(_vain))
    .order_by(shipments.c.attempt)
)
_delivered = (
    update(orders)
    .where(orders.c.id == bindparam("o"))
    .values(delivered_at=bindparam("now"), updated_at=bindparam("now"))
)
