"""A parcel whose label an edit took back: booked anew, and labelled with who has it in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from core.errors import Refusal
from core.fulfilment.models import parcels
from core.fulfilment.parcels import Parcel, of_order_parcels, step_parcel
from core.fulfilment.states import ParcelState
from core.orders.commands import head
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.paper.commands import void_label
from core.paper.models import labels, print_jobs
from core.paper.states import ON_PAPER, LabelState
from core.people.models import stations
from core.people.permissions import Permission, require
from core.shipping.cancelling import withdraw
from core.shipping.models import shipments
from core.shipping.settings import ShippingSettings
from core.shipping.shipments import (
    Shipment,
    cancel,
    last_shipment,
    live_shipment,
    plan,
    request,
    settle_contents,
)
from core.shipping.states import LIVE, ShipmentState
from core.transaction import Transaction

REASON = "order_edited"
"""Why an edit made a label void."""
PLANNED = frozenset({"courier", "service", "cod"})
"""Fields of an order that the plan of a parcel's shipment takes over."""


class Step(StrEnum):
    """What a parcel needs whose label was taken back."""

    SCAN = "scan"
    """Its new label prints when somebody who has the box scans it."""
    WAYBILL = "waybill"
    """The number of a new pre-printed label is scanned at the table."""
    COURIER = "courier"
    """The courier is being asked."""
    HAND = "hand"
    """No courier took it: a person sends it anew."""
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Renewed:
    """A parcel that was booked anew, and the outbox row where nobody outside has to be asked."""

    parcel: str
    step: Step
    intent: int | None = None


@dataclass(frozen=True, slots=True)
class Relabel:
    """A packed box that still wears a label that counts no more."""

    parcel_id: int
    parcel: str
    order_id: int
    order_no: str
    step: Step


def take_back(tx: Transaction, parcel: Parcel, names: frozenset[str]) -> Shipment | None:
    """Void a parcel's label and cancel its shipment; gives the latter where there was one.

    The box stays packed. A draft is planned anew only where one of its fields changed. Raises
    Refusal ``edit_gone`` once the courier has it, ``edit_booking`` while a courier is being asked,
    ``edit_unknown`` while nobody knows what it did, or NotAllowed.
    """
    if parcel.state is ParcelState.HANDED_OVER:
        raise Refusal("edit_gone", order=parcel.code)
    shipment = live_shipment(tx, parcel.id)
    if shipment is not None and shipment.state is ShipmentState.DRAFT:
        if not names & PLANNED:
            return None
        cancel(tx, shipment)
        return shipment
    if shipment is not None:
        require(tx, Permission.LABEL_VOID)
        about = {"parcel": parcel.code, "courier": shipment.courier}
        if shipment.state is ShipmentState.UNKNOWN:
            raise Refusal("edit_unknown", **about)
        if not withdraw(tx, shipment):
            raise Refusal("edit_booking", **about)
        cancel(tx, shipment)
    elif parcel.state is ParcelState.COMPLETE:  # what no courier took is offered as it is now
        last = last_shipment(tx, parcel.id)
        return last if last is not None and last.state is ShipmentState.REJECTED else None
    if void_label(tx, parcel.id, REASON) is not None:
        require(tx, Permission.LABEL_VOID)
    if parcel.state in {ParcelState.LABELLED, ParcelState.CLOSED}:
        step_parcel(tx, parcel, ParcelState.COMPLETE)
    return shipment


def renew(
    tx: Transaction,
    settings: ShippingSettings,
    order_id: int,
    gone: dict[int, Shipment],
    names: frozenset[str],
) -> tuple[Renewed, ...]:
    """Book complete parcels anew, as the packing table would; `gone` are their earlier shipments.

    What a person had wished of the earlier one is wished again, unless the edit says otherwise.
    """
    known = {parcel.id: parcel for parcel in of_order_parcels(tx, order_id)}
    todo = [parcel for parcel in known.values() if parcel.id in gone]
    whole = head(tx, order_id).fulfilment is Fulfilment.PACKED
    return tuple(
        _renewed(tx, settings, parcel, gone[parcel.id], names, last=whole and parcel is todo[-1])
        for parcel in todo
        if parcel.state is ParcelState.COMPLETE
    )


def _renewed(
    tx: Transaction,
    settings: ShippingSettings,
    parcel: Parcel,
    before: Shipment,
    names: frozenset[str],
    *,
    last: bool,
) -> Renewed:
    wishes: dict[str, Any] = {
        name: getattr(before, name)
        for name in ("weight_g", "length_mm", "width_mm", "height_mm", "insurance", "fee_payer")
    }
    if not names & {"courier", "service"}:
        wishes |= {"courier": before.courier, "service": before.service}
    if "note" not in names:
        wishes["note"] = before.note
    if before.cod_fixed and "cod" not in names:
        wishes["cod"] = before.cod
    wanted = str(wishes.get("courier") or _courier_of(tx, parcel.order_id))
    courier = settings.couriers.find(wanted)
    if courier is None:
        return Renewed(parcel.code, Step.HAND)
    draft = settle_contents(tx, plan(tx, settings, parcel, wishes), parcel, last=last)
    if courier.needs_waybill:
        return Renewed(parcel.code, Step.WAYBILL)
    intent = request(tx, draft)
    if courier.local:
        return Renewed(parcel.code, Step.SCAN, intent)
    return Renewed(parcel.code, Step.COURIER)


def replaced_by(tx: Transaction, shipment: Shipment) -> str:
    """The waybill of the label that may still be on the box of a new one; empty without."""
    if shipment.attempt == 1:
        return ""
    return str(tx.execute(_on_box, {"p": shipment.parcel_id}).scalar() or "")


def comes_late(tx: Transaction, shipment: Shipment) -> bool:
    """Whether the label of a parcel comes after an edit, while its station packs something else.

    It prints when somebody has the box in hand: nobody there thinks of it now.
    """
    if shipment.attempt == 1:
        return False
    parcel_id, order_id = shipment.parcel_id, shipment.order_id
    if tx.execute(_was_edited, {"p": parcel_id}).first() is None:
        return False
    work = tx.execute(_work, {"p": parcel_id}).scalar() or {}
    busy = work.get("order_id")
    if busy is not None:
        return bool(busy != order_id)
    asked = work.get("asked") or {}
    return bool(work.get("awaiting") in {"waybill", "label"} and asked.get("parcel") != parcel_id)


def old_labels(
    tx: Transaction,
    settings: ShippingSettings,
    *,
    warehouse: int | None = None,
    station: int | None = None,
    order_ids: Sequence[int] | None = None,
) -> tuple[Relabel, ...]:
    """Boxes in the house that wear a label which an edit made void, the oldest order first."""
    query = _wearing if order_ids is None else _wearing.where(orders.c.id.in_(order_ids))
    for column, value in (
        (orders.c.warehouse_id, warehouse),
        (parcels.c.station_id, station),
    ):
        if value is not None:
            query = query.where(column == value)
    found = []
    for parcel_id, code, order, number, parcel_state, state, courier, printed in tx.execute(query):
        step = _step_of(settings, parcel_state, state, courier, printed)
        if step is not Step.PRINTED:
            found.append(Relabel(parcel_id, code, order, number, step))
    return tuple(found)


def _step_of(
    settings: ShippingSettings, parcel: str, shipment: str | None, courier: str | None, printed: int
) -> Step:
    known = settings.couriers.find(courier or "")
    if shipment is None or known is None or shipment == ShipmentState.UNKNOWN:
        return Step.HAND
    if shipment == ShipmentState.DRAFT:
        return Step.WAYBILL if known.needs_waybill else Step.HAND
    if parcel == ParcelState.COMPLETE:
        return Step.COURIER
    ours = known.prints_label and "label" in settings.prints and settings.printers
    return Step.PRINTED if printed or not ours else Step.SCAN


def is_old_label(tx: Transaction, parcel_id: int, waybill: str) -> bool:
    """Whether an edit made this waybill of a parcel void."""
    return tx.execute(_was_on, {"p": parcel_id, "w": waybill}).first() is not None


def parcel_of_old_label(tx: Transaction, waybill: str) -> int | None:
    """The parcel in the house that an earlier waybill of it names; that one counts no more."""
    found = tx.execute(_by_old, {"w": waybill}).scalar()
    return None if found is None else int(found)


def _courier_of(tx: Transaction, order_id: int) -> str:
    return str(tx.execute(select(orders.c.courier).where(orders.c.id == order_id)).scalar_one())


def codes(found: Sequence[Renewed], step: Step) -> str:
    """The parcels that need one and the same, in one text."""
    return ", ".join(one.parcel for one in found if one.step is step)


_IN_HOUSE = sorted(
    state.value for state in (ParcelState.COMPLETE, ParcelState.LABELLED, ParcelState.CLOSED)
)
_void = labels.alias("void")
_current = labels.alias("current")
_void_of_parcel = (
    select(shipments.c.waybill)
    .select_from(labels)
    .join(shipments, shipments.c.id == labels.c.shipment_id)
    .where(labels.c.parcel_id == bindparam("p"), labels.c.state == LabelState.VOID.value)
)
_on_box = (
    _void_of_parcel.where(
        exists().where(
            print_jobs.c.label_id == labels.c.id,
            print_jobs.c.state.in_(sorted(state.value for state in ON_PAPER)),
        )
    )
    .order_by(labels.c.id.desc())
    .limit(1)
)
_was_edited = _void_of_parcel.where(labels.c.void_reason == REASON).limit(1)
_was_on = _void_of_parcel.where(
    labels.c.void_reason == REASON, shipments.c.waybill == bindparam("w")
)
_by_old = (
    select(parcels.c.id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(
        shipments.c.waybill == bindparam("w"),
        shipments.c.state.in_([ShipmentState.CANCELLING.value, ShipmentState.CANCELLED.value]),
        parcels.c.state.in_(_IN_HOUSE),
    )
    .order_by(shipments.c.id.desc())
    .limit(1)
)
_work = (
    select(stations.c.work)
    .join(parcels, parcels.c.station_id == stations.c.id)
    .where(parcels.c.id == bindparam("p"))
)
_printed = (
    select(func.count())
    .select_from(print_jobs)
    .where(print_jobs.c.label_id == _current.c.id)
    .correlate(_current)
    .scalar_subquery()
)
_wearing = (
    select(
        parcels.c.id,
        parcels.c.code,
        orders.c.id,
        orders.c.order_no,
        parcels.c.state,
        shipments.c.state,
        shipments.c.courier,
        _printed,
    )
    .select_from(orders)
    .join(parcels, parcels.c.order_id == orders.c.id)
    .outerjoin(
        _current,
        (_current.c.parcel_id == parcels.c.id) & (_current.c.state == LabelState.CURRENT.value),
    )
    .outerjoin(
        shipments,
        (shipments.c.parcel_id == parcels.c.id)
        & shipments.c.state.in_(sorted(state.value for state in LIVE)),
    )
    .where(
        orders.c.fulfilment.in_([Fulfilment.PACKING.value, Fulfilment.PACKED.value]),
        parcels.c.state.in_(_IN_HOUSE),
        exists().where(
            _void.c.parcel_id == parcels.c.id,
            _void.c.state == LabelState.VOID.value,
            _void.c.void_reason == REASON,
        ),
    )
    .order_by(orders.c.due_at, orders.c.id, parcels.c.number)
)
"""Parcels in the house with a label that an edit made void; seldom more than a handful."""
