"""Creates, cancels and lists shipments outside of the packing session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core import outbox
from core.errors import Refusal
from core.fulfilment.parcels import Parcel, load_parcel, of_order_parcels, step_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.people.permissions import Permission, require
from core.shipping.models import shipments
from core.shipping.offering import check_offered
from core.shipping.packing_port import PackingPort
from core.shipping.recalling import ask_again, recall_of
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    BOOK,
    last_shipment,
    live_shipment,
    load_shipment,
    plan,
    request,
    settle_contents,
)
from core.shipping.states import LEFT, ShipmentState
from core.transaction import Transaction

_FIELDS = frozenset(
    {
        "courier",
        "service",
        "weight_g",
        "length_mm",
        "width_mm",
        "height_mm",
        "cod",
        "insurance",
        "fee_payer",
        "note",
        "inspection",
        "quoted_fee",
        "quoted_days",
    }
)
_LIMITS = {
    "weight_g": (1, 1_000_000),
    "length_mm": (1, 10_000),
    "width_mm": (1, 10_000),
    "height_mm": (1, 10_000),
    "cod": (0, 10**15),
    "insurance": (0, 10**15),
    "quoted_fee": (0, 10**15),
    "quoted_days": (0, 366),
}


def waiting_parcels(tx: Transaction, order_id: int) -> list[Parcel]:
    """Packed parcels of an order that are not booked: contents verified, no shipment under way."""
    found = []
    for parcel in of_order_parcels(tx, order_id):
        live = live_shipment(tx, parcel.id)
        if parcel.state is ParcelState.COMPLETE and (
            live is None or live.state is ShipmentState.DRAFT
        ):
            found.append(parcel)
    return found


def create_shipment(
    tx: Transaction,
    settings: ShippingSettings,
    parcel_id: int,
    wishes: Mapping[str, Any],
    *,
    waybill: str = "",
    quoted: bool = False,
) -> int:
    """Request the shipment of a packed parcel; gives the outbox row to carry out.

    `wishes` overrides single fields as in `plan`; with `quoted` the courier itself offered the
    service. Raises Refusal ``shipment_not_ready`` while the contents are not verified,
    ``service_unknown``, ``shipment_value``, ``waybill_needed``, ``waybill_unreadable`` or
    ``waybill_taken``, what `check_offered` raises; NotFound ``courier_unknown``.
    """
    require(tx, Permission.SHIPMENT_CREATE)
    parcel = load_parcel(tx, parcel_id, lock=True)
    order = head(tx, parcel.order_id, lock=True)
    if parcel.state is not ParcelState.COMPLETE:
        raise Refusal("shipment_not_ready", order=order.order_no)
    _check(wishes)
    values = with_service(tx, settings, parcel, wishes, quoted=quoted)
    draft = plan(tx, settings, parcel, values)
    alone = len(waiting_parcels(tx, parcel.order_id)) == 1
    last = alone and order.fulfilment is Fulfilment.PACKED
    draft = settle_contents(tx, draft, parcel, last=last)
    courier = settings.couriers.get(draft.courier)
    check_offered(courier, draft)
    if courier.needs_waybill and not waybill:
        raise Refusal("waybill_needed", courier=courier.name)
    if waybill:
        booked = PackingPort(settings).accept_waybill(tx, parcel_id, waybill)
        if isinstance(booked, str):
            raise Refusal(booked, waybill=waybill)
        return booked
    return request(tx, load_shipment(tx, draft.id))


def cancel_shipment(tx: Transaction, settings: ShippingSettings, parcel_id: int) -> Parcel:
    """Take a parcel's shipment back and void its label; the box stays packed, to be sent anew.

    Where none is live but a courier was asked to forget one, it is asked once more. Raises
    NotFound ``shipment_none``, Refusal ``shipment_gone``, and what `ask_again` raises.
    """
    require(tx, Permission.SHIPMENT_CANCEL)
    parcel = load_parcel(tx, parcel_id, lock=True)
    last = last_shipment(tx, parcel_id)
    if last is not None and last.state in LEFT:
        raise Refusal("shipment_gone", parcel=parcel.code)
    if live_shipment(tx, parcel_id) is None:
        ask_again(tx, parcel)
        return parcel
    PackingPort(settings).void(tx, parcel_id)
    if parcel.state in {ParcelState.LABELLED, ParcelState.CLOSED}:
        step_parcel(tx, parcel, ParcelState.COMPLETE)
    return load_parcel(tx, parcel_id)


def list_shipments(
    tx: Transaction,
    *,
    states: tuple[ShipmentState, ...] = (),
    order_id: int | None = None,
    shipment_id: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Shipments with the codes of their parcels and orders, the newest first.

    `recall` says of one that is being cancelled how it stands with its courier, `trouble` why one
    that is not booked is not, as it is kept.
    """
    query = (
        select(shipments, orders.c.order_no, orders.c.channel)
        .join(orders, orders.c.id == shipments.c.order_id)
        .order_by(shipments.c.id.desc())
        .limit(limit)
    )
    if states:
        query = query.where(shipments.c.state.in_([state.value for state in states]))
    if order_id is not None:
        query = query.where(shipments.c.order_id == order_id)
    if shipment_id is not None:
        query = query.where(shipments.c.id == shipment_id)
    rows = [dict(row._mapping) for row in tx.execute(query)]
    return [
        row
        | {"parcel": load_parcel(tx, row["parcel_id"]).code}
        | {"recall": recall_of(tx, row["own_code"], ShipmentState(row["state"]))}
        | {"trouble": _trouble(tx, row["own_code"], ShipmentState(row["state"]))}
        for row in rows
    ]


_NOT_BOOKED = frozenset({ShipmentState.REQUESTED, ShipmentState.UNKNOWN, ShipmentState.REJECTED})


def _trouble(tx: Transaction, own_code: str, state: ShipmentState) -> str:
    known = outbox.latest(tx, [f"{BOOK}:{own_code}"]) if state in _NOT_BOOKED else None
    return known.error if known is not None else ""


def _check(wishes: Mapping[str, Any]) -> None:
    unknown = set(wishes) - _FIELDS
    if unknown:
        raise ValueError(f"no such fields: {unknown}")
    for name, (low, high) in _LIMITS.items():
        if name in wishes and not low <= wishes[name] <= high:
            raise Refusal("shipment_value", field=name, value=wishes[name], low=low, high=high)


def with_service(
    tx: Transaction,
    settings: ShippingSettings,
    parcel: Parcel,
    wishes: Mapping[str, Any],
    *,
    quoted: bool = False,
) -> dict[str, Any]:
    """The wishes with a service that the courier has: the one named, else its own default.

    With `quoted` the courier itself offered it. Raises Refusal ``service_unknown``, NotFound
    ``courier_unknown``.
    """
    values = dict(wishes)
    if "courier" not in values and "service" not in values:
        return values
    courier = settings.couriers.get(values.get("courier", usual_courier(tx, parcel)))
    service = values.setdefault("service", courier.services[0])
    if service not in courier.services and not quoted:
        known = ", ".join(courier.services)
        raise Refusal("service_unknown", courier=courier.name, service=service, known=known)
    return values


def usual_courier(tx: Transaction, parcel: Parcel) -> str:
    """The code of the courier that a parcel is planned for, else of its order's."""
    draft = live_shipment(tx, parcel.id)
    query = select(orders.c.courier).where(orders.c.id == parcel.order_id)
    return draft.courier if draft else str(tx.execute(query).scalar_one())
