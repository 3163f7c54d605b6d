"""What couriers cost and how fast they are, by courier, area and service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from core.couriers.states import Stage
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.shipping.cod.models import LineState, cod_lines
from core.shipping.models import shipments
from core.shipping.states import VAIN, ShipmentState
from core.shipping.tracking.models import sightings
from core.transaction import Transaction

_BACK = {ShipmentState.RETURNING.value, ShipmentState.RETURNED.value, ShipmentState.LOST.value}


@dataclass(frozen=True, slots=True)
class Fee:
    """The fees of one parcel, in minor units; None where nobody said one."""

    order_no: str
    parcel: str
    courier: str
    service: str
    area: str
    """The province that it went to, else the city."""
    waybill: str
    currency: str
    quoted: int | None
    charged: int | None
    """What the courier said when it took the parcel."""
    billed: int | None
    """What its statements say."""
    state: ShipmentState
    sent_at: datetime | None
    delivered_at: datetime | None
    """When the courier says that it was, else when it became known here."""

    @property
    def cost(self) -> int | None:
        """What is known of it by now."""
        said = (self.billed, self.charged, self.quoted)
        return next((fee for fee in said if fee is not None), None)

    @property
    def over(self) -> int:
        """By how much it cost more than was said before; 0 where two figures are not known."""
        if self.billed is not None:
            said = self.charged if self.charged is not None else self.quoted
            return 0 if said is None else self.billed - said
        if self.charged is None or self.quoted is None:
            return 0
        return self.charged - self.quoted


@dataclass(frozen=True, slots=True)
class Row:
    """One courier, area and service; sums in minor units over parcels where both were said."""

    courier: str
    area: str
    service: str
    currency: str
    parcels: int
    cost: int
    """What is known of the cost: billed, else charged, else quoted."""
    costed: int
    """Parcels of which a cost is known."""
    over: int
    """How much more was billed or charged than was said before."""
    delivered: int
    days: float | None
    """From the hand-over to the delivery, on average."""
    slowest: int | None
    """Whole days of the slowest one."""
    back: int
    """Parcels that come or came back, or are lost."""


def fees(
    tx: Transaction, since: datetime, until: datetime, *, courier: str = ""
) -> tuple[Fee, ...]:
    """The fees of the parcels booked in a time, in the order of booking."""
    query = _fees if not courier else _fees.where(shipments.c.courier == courier)
    found = []
    for row in tx.execute(query, {"since": since, "until": until}):
        values: dict[str, Any] = dict(row._mapping)
        values["state"] = ShipmentState(values["state"])
        values["area"] = values.pop("province") or values["city"]
        del values["city"]
        billed = values["billed"]
        values["billed"] = None if billed is None else int(billed)
        there = values.pop("there")
        if there is not None and values["state"] is ShipmentState.DELIVERED:
            values["delivered_at"] = there
        found.append(Fee(**values))
    return tuple(found)


def report(found: tuple[Fee, ...]) -> tuple[Row, ...]:
    """The same by courier, area and service; the one with most parcels first."""
    groups: dict[tuple[str, str, str, str], list[Fee]] = {}
    for one in found:
        key = one.courier, one.area, one.service, one.currency
        groups.setdefault(key, []).append(one)
    rows = [_row(key, some) for key, some in groups.items()]
    rows.sort(key=lambda row: (row.courier, -row.parcels, row.area, row.service))
    return tuple(rows)


def _row(key: tuple[str, str, str, str], some: list[Fee]) -> Row:
    costs = [one.cost for one in some if one.cost is not None]
    times = [
        max(0.0, (one.delivered_at - one.sent_at).total_seconds() / 86_400)
        for one in some
        if one.delivered_at is not None and one.sent_at is not None
    ]
    courier, area, service, currency = key
    return Row(
        courier=courier,
        area=area,
        service=service,
        currency=currency,
        parcels=len(some),
        cost=sum(costs),
        costed=len(costs),
        over=sum(one.over for one in some),
        delivered=sum(one.state is ShipmentState.DELIVERED for one in some),
        days=round(sum(times) / len(times), 1) if times else None,
        slowest=int(max(times)) if times else None,
        back=sum(one.state.value in _BACK for one in some),
    )


_billed = (
    select(func.sum(cod_lines.c.fee))
    .where(cod_lines.c.shipment_id == shipments.c.id, cod_lines.c.state != LineState.UNKNOWN.value)
    .correlate(shipments)
    .scalar_subquery()
)
_there = (
    select(func.max(sightings.c.said_at))
    .where(sightings.c.shipment_id == shipments.c.id, sightings.c.stage == Stage.DELIVERED.value)
    .correlate(shipments)
    .scalar_subquery()
)
_fees = (
    select(
        orders.c.order_no,
        parcels.c.code.label("parcel"),
        shipments.c.courier,
        shipments.c.service,
        orders.c.province,
        orders.c.city,
        shipments.c.waybill,
        shipments.c.currency,
        shipments.c.quoted_fee.label("quoted"),
        shipments.c.fee.label("charged"),
        _billed.label("billed"),
        shipments.c.state,
        parcels.c.handed_over_at.label("sent_at"),
        orders.c.delivered_at,
        _there.label("there"),
    )
    .select_from(shipments)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(orders, orders.c.id == shipments.c.order_id)
    .where(
        shipments.c.booked_at >= bindparam("since"),
        shipments.c.booked_at < bindparam("until"),
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
    )
    .order_by(shipments.c.id)
)
