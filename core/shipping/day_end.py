"""What is left over at the end of the day: boxes that did not leave, and what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, exists, select, text

from core.fulfilment.models import IN_HOUSE_SQL, parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.outbox import OutboxState, outbox
from core.paper.models import labels, print_jobs
from core.paper.states import JobState, LabelState
from core.people.models import stations
from core.shipping.handover.models import manifest_parcels
from core.shipping.handover.queries import standing
from core.shipping.models import shipments
from core.shipping.shipments import BOOK, RECALL
from core.shipping.states import LIVE, VAIN, ShipmentState
from core.transaction import Transaction


class Loose(StrEnum):
    """What is wrong with it; each has a cure of its own."""

    STANDING = "standing"
    """Packed and labelled, and no courier has it: it is scanned out."""
    UNPROVED = "unproved"
    """It has a label, and is not packed to the end: its label is scanned at the table."""
    UNLABELLED = "unlabelled"
    """Packed, and without a label: it is booked."""
    BOOKING = "booking"
    """Its courier is being asked, or will be asked again: it is waited for."""
    HELD = "held"
    """Packed, and its order is on hold: that is looked at."""
    UNKNOWN = "unknown"
    """Nobody knows whether the courier has it, or has forgotten it: the courier is asked."""
    UNLISTED = "unlisted"
    """It counts as gone, and no driver signed for it: it is scanned out, or taken back."""
    PAPER = "paper"
    """Nobody knows whether it came out of the printer: a person says so."""


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """One thing that is left over; times in UTC."""

    kind: Loose
    parcel: str
    order_no: str
    channel: str
    courier: str
    """By its code."""
    waybill: str
    place: str
    """Where it was seen last; of a paper its printer."""
    since: datetime | None
    job: int = 0
    """The number of a print job."""


def loose_ends(tx: Transaction, warehouse_id: int) -> tuple[LooseEnd, ...]:
    """All that is left over in a warehouse, what is nearest to leaving first."""
    unknown = _unknown(tx, warehouse_id)
    asked = {one.parcel for one in unknown}
    found = [
        LooseEnd(
            Loose.STANDING,
            one.parcel,
            one.order_no,
            one.channel,
            one.courier,
            one.waybill,
            one.last_place,
            one.last_seen,
        )
        for one in standing(tx, warehouse_id)
    ]
    known = {one.parcel for one in found} | asked
    rows: list[Any] = [*tx.execute(_packed, {"w": warehouse_id})]
    rows += tx.execute(_begun, {"w": warehouse_id})
    found += [_end(row) for row in rows if row.code not in known]
    gone = {"w": warehouse_id, "since": tx.now - _LATELY}
    found += [_gone(row) for row in tx.execute(_unlisted, gone)]
    rank = list(Loose)
    found.sort(key=lambda one: (rank.index(one.kind), one.since is None, one.since, one.parcel))
    return (*found, *unknown, *_papers(tx, warehouse_id))


def _end(row: Any) -> LooseEnd:
    state = ParcelState(row.state)
    shipment = row.shipment_state
    kind = Loose.UNLABELLED
    if row.fulfilment == Fulfilment.HELD.value:
        kind = Loose.HELD
    elif state in {ParcelState.OPEN, ParcelState.LABELLED}:
        kind = Loose.UNPROVED
    elif shipment == ShipmentState.REQUESTED.value:
        kind = Loose.BOOKING
    since = row.completed_at or row.opened_at
    return LooseEnd(
        kind,
        row.code,
        row.order_no,
        row.channel,
        row.courier or row.wanted,
        row.waybill or "",
        row.station,
        since,
    )


def _gone(row: Any) -> LooseEnd:
    return LooseEnd(
        Loose.UNLISTED,
        row.code,
        row.order_no,
        row.channel,
        row.courier,
        row.waybill,
        row.station,
        row.handed_over_at,
    )


def _unknown(tx: Transaction, warehouse_id: int) -> list[LooseEnd]:
    """Bookings and cancellations of which nobody knows what came, the oldest first."""
    found = []
    for row in tx.execute(_asked):
        one: Any = tx.execute(
            _of_shipment, {"s": int(row.payload["shipment"]), "w": warehouse_id}
        ).first()
        if one is not None:
            found.append(
                LooseEnd(
                    Loose.UNKNOWN,
                    one.code,
                    one.order_no,
                    one.channel,
                    one.courier,
                    one.waybill,
                    one.station,
                    row.created_at,
                )
            )
    return found


def _papers(tx: Transaction, warehouse_id: int) -> list[LooseEnd]:
    return [
        LooseEnd(
            Loose.PAPER,
            row.code or "",
            row.order_no or "",
            row.channel or "",
            "",
            "",
            row.printer,
            row.created_at,
            row.id,
        )
        for row in tx.execute(_unseen, {"w": warehouse_id})
    ]


_LATELY = timedelta(days=2)
"""What left before that without a manifest is no business of today's end any more."""
_what = (
    select(
        parcels.c.code,
        parcels.c.state,
        parcels.c.opened_at,
        parcels.c.completed_at,
        orders.c.channel,
        orders.c.order_no,
        orders.c.fulfilment,
        orders.c.courier.label("wanted"),
        shipments.c.state.label("shipment_state"),
        shipments.c.courier,
        shipments.c.waybill,
        stations.c.name.label("station"),
    )
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .outerjoin(
        shipments,
        (shipments.c.parcel_id == parcels.c.id)
        & shipments.c.state.in_(sorted(state.value for state in LIVE)),
    )
)
_packed = _what.where(parcels.c.warehouse_id == bindparam("w"), text(f"parcels.{IN_HOUSE_SQL}"))
_labelled = exists().where(
    labels.c.parcel_id == parcels.c.id, labels.c.state == LabelState.CURRENT.value
)
_begun = _what.where(
    parcels.c.warehouse_id == bindparam("w"),
    orders.c.fulfilment.in_([Fulfilment.PACKING.value, Fulfilment.HELD.value]),
    parcels.c.state == ParcelState.OPEN.value,
    _labelled | (shipments.c.state == ShipmentState.BOOKED.value),
)
_unlisted = (
    select(
        parcels.c.code,
        parcels.c.handed_over_at,
        orders.c.channel,
        orders.c.order_no,
        shipments.c.courier,
        shipments.c.waybill,
        stations.c.name.label("station"),
    )
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(
        parcels.c.warehouse_id == bindparam("w"),
        parcels.c.state == ParcelState.HANDED_OVER.value,
        parcels.c.handed_over_at >= bindparam("since"),
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
        ~exists().where(manifest_parcels.c.parcel_id == parcels.c.id),
    )
    .order_by(parcels.c.handed_over_at, parcels.c.id)
    .limit(500)
)
_asked = (
    select(outbox.c.payload, outbox.c.created_at)
    .where(outbox.c.state == OutboxState.UNKNOWN.value, outbox.c.kind.in_([BOOK, RECALL]))
    .order_by(outbox.c.id)
)
_of_shipment = (
    select(
        parcels.c.code,
        orders.c.channel,
        orders.c.order_no,
        shipments.c.courier,
        shipments.c.waybill,
        stations.c.name.label("station"),
    )
    .select_from(shipments)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .where(shipments.c.id == bindparam("s"), parcels.c.warehouse_id == bindparam("w"))
)
_unseen = (
    select(
        print_jobs.c.id,
        print_jobs.c.printer,
        print_jobs.c.created_at,
        orders.c.channel,
        orders.c.order_no,
        parcels.c.code,
    )
    .select_from(print_jobs)
    .outerjoin(orders, orders.c.id == print_jobs.c.order_id)
    .outerjoin(parcels, parcels.c.id == print_jobs.c.parcel_id)
    .where(
        print_jobs.c.state == JobState.UNKNOWN.value,
        (print_jobs.c.warehouse_id == bindparam("w")) | print_jobs.c.warehouse_id.is_(None),
    )
    .order_by(print_jobs.c.id)
    .limit(500)
)
