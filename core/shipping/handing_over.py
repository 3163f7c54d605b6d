"""Hands parcels to the courier: the last look before they leave."""

from __future__ import annotations

from core.barcodes import Kind, read
from core.errors import NotFound, Refusal
from core.fulfilment.leaving import hand_over
from core.fulfilment.parcels import Parcel, find_parcel, load_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head
from core.orders.states import Fulfilment
from core.paper.queries import current_label
from core.people.permissions import Permission, require
from core.shipping.shipments import live_shipment, parcel_of_waybill, step_shipment
from core.shipping.states import ShipmentState
from core.text import clean
from core.transaction import Transaction


def parcel_by_code(tx: Transaction, code: str) -> Parcel:
    """The parcel of a parcel code or waybill number, as scanned or typed.

    Raises NotFound ``parcel_not_found``.
    """
    scanned = read(code)
    wanted = clean(scanned.value if scanned.kind is Kind.PARCEL else code, 80)
    found = find_parcel(tx, wanted)
    if found is None:
        by_waybill = parcel_of_waybill(tx, wanted)
        if by_waybill is None:
            raise NotFound("parcel_not_found", parcel=wanted)
        found = load_parcel(tx, by_waybill)
    return found


def hand_over_parcel(tx: Transaction, parcel_id: int) -> Parcel:
    """The courier took a parcel: goods are out, its shipment is on its way.

    Raises Refusal ``hand_over_stopped`` for a cancelled or held order, ``hand_over_unlabelled``
    where no booked shipment and live label stand behind the box, ``hand_over_not_ready`` for a
    parcel that is not closed.
    """
    require(tx, Permission.HAND_OVER)
    parcel = load_parcel(tx, parcel_id, lock=True)
    order = head(tx, parcel.order_id, lock=True)
    if order.fulfilment in {Fulfilment.CANCELLED, Fulfilment.HELD}:
        raise Refusal("hand_over_stopped", order=order.order_no, state=order.fulfilment.value)
    if parcel.state is not ParcelState.CLOSED:
        raise Refusal("hand_over_not_ready", parcel=parcel.code, state=parcel.state.value)
    shipment = live_shipment(tx, parcel_id)
    if (
        shipment is None
        or shipment.state is not ShipmentState.BOOKED
        or current_label(tx, parcel_id) is None
    ):
        raise Refusal("hand_over_unlabelled", parcel=parcel.code)
    hand_over(tx, parcel_id)
    step_shipment(tx, shipment, ShipmentState.IN_TRANSIT)
    return load_parcel(tx, parcel_id)
