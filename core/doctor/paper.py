"""Checks of labels and shipments: one live one a parcel, and only what may be on a box."""

from __future__ import annotations

from sqlalchemy import case, exists, func, literal, or_, select

from core.doctor.findings import Level
from core.doctor.looking import Look, Rows, by, named, told, within
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.outbox import OutboxState, outbox
from core.paper.models import labels
from core.paper.states import LabelState
from core.shipping.models import shipments
from core.shipping.shipments import BOOK, RECALL, recall_key
from core.shipping.states import LIVE, VAIN, ShipmentState

LABELS = Rows("labels", labels.c.id)
PARCELS = Rows("parcels", parcels.c.id)
SHIPMENTS = Rows("shipments", shipments.c.id)
_S, _P = ShipmentState, ParcelState
NOT_BOOKED = tuple(state.value for state in (_S.DRAFT, _S.REQUESTED, _S.UNKNOWN, *sorted(VAIN)))
"""Shipments that no courier has taken, or that were taken back."""
_LIVE = [state.value for state in sorted(LIVE)]
_CURRENT = LabelState.CURRENT.value

_other = labels.alias("other")
_second = exists().where(
    _other.c.parcel_id == labels.c.parcel_id,
    _other.c.state == _CURRENT,
    _other.c.id < labels.c.id,
)
_wrong_label = case(
    (_second, "label_second"),
    (parcels.c.state.in_([_P.OPEN.value, _P.VOID.value]), "label_unpacked"),
    (shipments.c.parcel_id != labels.c.parcel_id, "label_mixed"),
    (shipments.c.state.in_(NOT_BOOKED), "label_unbooked"),
    else_="",
)
_current_labels = (
    select(
        _wrong_label.label("code"),
        labels.c.id.label("label"),
        parcels.c.code.label("parcel"),
        orders.c.order_no,
        shipments.c.waybill,
        shipments.c.state,
    )
    .select_from(labels)
    .join(parcels, parcels.c.id == labels.c.parcel_id)
    .join(orders, orders.c.id == parcels.c.order_id)
    .outerjoin(shipments, shipments.c.id == labels.c.shipment_id)
    .where(within(labels.c.id), labels.c.state == _CURRENT, _wrong_label != "")
)
_bare = (
    select(
        parcels.c.id.label("parcel_id"),
        parcels.c.code.label("parcel"),
        parcels.c.state,
        orders.c.order_no,
    )
    .join(orders, orders.c.id == parcels.c.order_id)
    .where(
        within(parcels.c.id),
        parcels.c.state.in_([_P.LABELLED.value, _P.CLOSED.value]),
        ~exists().where(labels.c.parcel_id == parcels.c.id, labels.c.state == _CURRENT),
    )
)
_before = shipments.alias("before")
_another = exists().where(
    _before.c.parcel_id == shipments.c.parcel_id,
    _before.c.state.in_(_LIVE),
    _before.c.id < shipments.c.id,
)
_intended = exists().where(
    outbox.c.key == literal(f"{BOOK}:") + shipments.c.own_code,
    outbox.c.state.not_in([OutboxState.DONE.value, OutboxState.REJECTED.value]),
)
_gone = parcels.c.state == _P.HANDED_OVER.value
_ON_ITS_WAY = [state.value for state in (_S.IN_TRANSIT, _S.DELIVERED, _S.FAILED, _S.RETURNING)]
_wrong_shipment = case(
    (_another, "shipment_second"),
    (
        (parcels.c.state == _P.VOID.value)
        & shipments.c.state.in_([_S.BOOKED.value, _S.IN_TRANSIT.value]),
        "shipment_of_void",
    ),
    ((shipments.c.state == _S.BOOKED.value) & (shipments.c.waybill == ""), "shipment_nameless"),
    (_gone & (shipments.c.state == _S.BOOKED.value), "shipment_behind"),
    (~_gone & shipments.c.state.in_(_ON_ITS_WAY), "shipment_ahead"),
    ((shipments.c.state == _S.REQUESTED.value) & ~_intended, "shipment_forgotten"),
    else_="",
)
_live_shipments = (
    select(
        _wrong_shipment.label("code"),
        shipments.c.id.label("shipment"),
        shipments.c.own_code,
        shipments.c.state,
        shipments.c.courier,
        shipments.c.waybill,
        parcels.c.code.label("parcel"),
        orders.c.order_no,
    )
    .select_from(shipments)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(
        within(shipments.c.id),
        or_(shipments.c.state.in_(_LIVE), shipments.c.state.in_(_ON_ITS_WAY)),
        _wrong_shipment != "",
    )
)

_asked_back = exists().where(
    outbox.c.kind == RECALL,
    outbox.c.state.not_in([OutboxState.DONE.value, OutboxState.REJECTED.value]),
    func.substr(outbox.c.key, len(recall_key("", 1)) + 1) == shipments.c.own_code,
)
_kept_by_courier = (
    select(
        shipments.c.id.label("shipment_id"),
        shipments.c.own_code,
        shipments.c.courier,
        parcels.c.code.label("parcel"),
        orders.c.order_no,
    )
    .select_from(shipments)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(within(shipments.c.id), shipments.c.state == _S.CANCELLING.value, ~_asked_back)
)
_kept = named("shipment_kept", "shipment_id", level=Level.HINT)

LOOKS = (
    Look("labels", LABELS, by(_current_labels, told("label"))),
    Look("labels", PARCELS, by(_bare, named("label_missing", "parcel_id"))),
    Look("shipments", SHIPMENTS, by(_live_shipments, told("shipment"))),
    Look("shipments", SHIPMENTS, by(_kept_by_courier, _kept)),
)
"""Live labels, parcels without one, shipments that are not over, and those not taken back."""
