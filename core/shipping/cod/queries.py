"""Reading the money of couriers: what is expected of each parcel, what came, what is overdue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from core.couriers.states import Stage
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.shipping.cod.models import LineState, cod_files, cod_lines
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.shipping.tracking.models import tracks
from core.transaction import Transaction

OPEN = (LineState.DIFFERS, LineState.UNKNOWN, LineState.TWICE)
"""Lines that a person has to look at."""
_USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Expected:
    """Money that a courier owes for a parcel; minor units, times in UTC."""

    order_no: str
    channel: str
    parcel: str
    courier: str
    waybill: str
    currency: str
    cod: int
    """What it was to collect."""
    paid: int
    """What came of it, and was taken although it was less."""
    owed: int
    state: ShipmentState
    since: datetime
    """When it was delivered, as far as that is known; else when it left."""
    overdue_days: int
    """Days beyond what its courier has time for; 0 while that is not over."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement and what it came to; minor units."""

    id: int
    courier: str
    file: str
    line_no: int
    waybill: str
    order_no: str
    channel: str
    parcel: str
    currency: str
    expected: int
    amount: int
    fee: int | None
    paid_on: date | None
    reference: str
    state: LineState


def expected(
    tx: Transaction,
    days: dict[str, int],
    *,
    courier: str = "",
    overdue: bool = False,
) -> tuple[Expected, ...]:
    """Parcels whose money has not come, the longest under way first.

    `days` is how long each courier has from the delivery on; with `overdue` only those beyond it,
    and those that were paid in part.
    """
    query = _expected if not courier else _expected.where(shipments.c.courier == courier)
    found = []
    for row in tx.execute(query):
        there = row.stage_at if row.stage == Stage.DELIVERED.value else None
        since = there or row.delivered_at or row.handed_over_at or row.created_at
        over = 0
        if row.state == ShipmentState.DELIVERED.value:
            room = timedelta(days=days.get(row.courier, _USUAL_DAYS))
            over = max(0, (tx.now - since - room).days + 1) if tx.now > since + room else 0
        if overdue and not over and not row.paid:
            continue
        found.append(
            Expected(
                row.order_no,
                row.channel,
                row.code,
                row.courier,
                row.waybill,
                row.currency,
                row.cod,
                int(row.paid),
                int(row.owed),
                ShipmentState(row.state),
                since,
                over,
            )
        )
    found.sort(key=lambda one: (-one.overdue_days, one.since, one.parcel))
    return tuple(found)


def statement_lines(
    tx: Transaction,
    states: Collection[LineState] = (),
    *,
    courier: str = "",
    only: int | None = None,
    limit: int = 500,
) -> tuple[StatementLine, ...]:
    """Lines of statements, the newest first; `only` the one of this number.

    With `states` only lines in these that nobody settled.
    """
    query = _lines if only is None else _lines.where(cod_lines.c.id == only)
    if states:
        query = query.where(cod_lines.c.state.in_(sorted(states)), cod_lines.c.settled_at.is_(None))
    if courier:
        query = query.where(cod_files.c.courier == courier)
    return tuple(_line(row) for row in tx.execute(query.limit(limit)))


def _line(row: Any) -> StatementLine:
    values = dict(row._mapping)
    values["state"] = LineState(values["state"])
    values["order_no"] = values["order_no"] or ""
    values["channel"] = values["channel"] or ""
    values["parcel"] = values["parcel"] or ""
    return StatementLine(**values)


PAID = (LineState.MATCHED.value, LineState.ACCEPTED.value)
"""Lines whose money counts."""
paid_of_shipment = cast(
    func.coalesce(
        select(func.sum(cod_lines.c.amount))
        .where(cod_lines.c.shipment_id == shipments.c.id, cod_lines.c.state.in_(PAID))
        .correlate(shipments)
        .scalar_subquery(),
        0,
    ),
    BigInteger,
)
"""What came by statements for a shipment; minor units."""
_owed = shipments.c.cod - shipments.c.cod_forgone - paid_of_shipment
_UNDER_WAY = [ShipmentState.IN_TRANSIT.value, ShipmentState.FAILED.value]
_expected = (
    select(
        orders.c.order_no,
        orders.c.channel,
        orders.c.delivered_at,
        parcels.c.code,
        parcels.c.handed_over_at,
        shipments.c.courier,
        shipments.c.waybill,
        shipments.c.currency,
        shipments.c.cod,
        paid_of_shipment.label("paid"),
        _owed.label("owed"),
        shipments.c.state,
        shipments.c.created_at,
        tracks.c.stage,
        tracks.c.stage_at,
    )
    .select_from(orders)
    .join(shipments, shipments.c.order_id == orders.c.id)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .outerjoin(tracks, tracks.c.shipment_id == shipments.c.id)
    .where(
        orders.c.status == OrderStatus.SHIPPING.value,
        shipments.c.cod > 0,
        shipments.c.state.in_([*_UNDER_WAY, ShipmentState.DELIVERED.value]),
        _owed > 0,
    )
)
_lines = (
    select(
        cod_lines.c.id,
        cod_files.c.courier,
        cod_files.c.name.label("file"),
        cod_lines.c.line_no,
        cod_lines.c.waybill,
        orders.c.order_no,
        orders.c.channel,
        parcels.c.code.label("parcel"),
        cod_lines.c.currency,
        cod_lines.c.expected,
        cod_lines.c.amount,
        cod_lines.c.fee,
        cod_lines.c.paid_on,
        cod_lines.c.reference,
        cod_lines.c.state,
    )
    .select_from(cod_lines)
    .join(cod_files, cod_files.c.id == cod_lines.c.file_id)
    .outerjoin(shipments, shipments.c.id == cod_lines.c.shipment_id)
    .outerjoin(orders, orders.c.id == shipments.c.order_id)
    .outerjoin(parcels, parcels.c.id == shipments.c.parcel_id)
    .order_by(cod_lines.c.id.desc())
)
