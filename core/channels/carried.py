"""What a marketplace says of orders that left goes to their parcels, as what couriers tell does.

No call is made for it: it stands in what was read of the orders. So a parcel that nobody scanned
out leaves here too, and one that arrived is delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import bindparam, select

from core.audit import record
from core.channels.models import channel_orders
from core.channels.records import PackageState
from core.channels.registry import Shop
from core.couriers.states import Stage
from core.couriers.tracking import Sighting, Told
from core.database import Database
from core.orders.intake.channels import Meaning, meaning_of, source_of
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.returns.coming_back import taker
from core.shipping.models import shipments
from core.shipping.shipments import load_shipment, step_shipment
from core.shipping.states import SHIPMENT_STEPS, ShipmentState
from core.shipping.tracking.following import Following
from core.shipping.tracking.states import Source
from core.transaction import SYSTEM, Transaction, reading, run

_AT_ONCE = 1000
"""Of those that changed last: what is new is among them."""
_STAGES = {
    Meaning.UNDER_WAY: Stage.IN_TRANSIT,
    Meaning.ARRIVED: Stage.DELIVERED,
    Meaning.CLOSED: Stage.DELIVERED,
}


def follow_carried(database: Database, shop: Shop, following: Following) -> int:
    """Take in what is new of the parcels that this shop arranged; gives of how many."""
    if not shop.settings.arranges:
        return 0
    with reading(database) as tx:
        rows = tx.execute(
            _under_way, {"b_shop": shop.name, "b_channel": shop.channel, "b_most": _AT_ONCE}
        ).all()
    taken = taker(following, Source.TOLD)
    count = 0
    for row in rows:
        stage = stage_of(shop.channel, row.raw_status, row.packages, row.reference)
        is_known = row.state == ShipmentState.IN_TRANSIT.value and stage is Stage.IN_TRANSIT
        if stage is None or is_known:
            continue
        told = Told(row.waybill, (Sighting(row.raw_status, stage, row.changed_at),))
        if row.status == OrderStatus.DONE.value:  # the shop said that it is closed
            run(database, SYSTEM, partial(_arrive, shipment_id=row.id))
        else:
            run(database, SYSTEM, lambda tx, row=row, told=told: taken(tx, row.id, told))  # type: ignore[misc]
        count += 1
    return count


def stage_of(
    channel: str, raw: str, packages: Sequence[Mapping[str, object]], number: str
) -> Stage | None:
    """How far a package is; None as long as its courier does not have it.

    The order says where it arrived; that a package of it left may show before the others did.
    """
    meaning = meaning_of(source_of(channel), raw)
    if meaning in _STAGES:
        return _STAGES[meaning]
    mine = [one for one in packages if one.get("number") == number]
    gone = bool(mine) and mine[0].get("state") == PackageState.GONE.value
    return Stage.IN_TRANSIT if gone and meaning is Meaning.TO_SEND else None


def _arrive(tx: Transaction, *, shipment_id: int) -> None:
    """Its order is over: the buyer has it."""
    shipment = load_shipment(tx, shipment_id, lock=True)
    if (shipment.state, ShipmentState.DELIVERED) in SHIPMENT_STEPS:
        step_shipment(tx, shipment, ShipmentState.DELIVERED)
        about = {"order_id": shipment.order_id, "parcel_id": shipment.parcel_id}
        record(tx, "parcel_delivered", **about)


_o = channel_orders.c
_s = shipments.c
_under_way = (
    select(
        *(_s.id, _s.state, _s.waybill, _s.reference, orders.c.status),
        *(_o.raw_status, _o.changed_at, _o.packages),
    )
    .select_from(shipments)
    .join(orders, orders.c.id == _s.order_id)
    .join(
        channel_orders,
        (_o.order_no == orders.c.order_no) & (_o.shop == bindparam("b_shop")),
    )
    .where(
        _s.courier == bindparam("b_channel"),
        orders.c.channel == bindparam("b_channel"),
        _s.state.in_([ShipmentState.BOOKED.value, ShipmentState.IN_TRANSIT.value]),
    )
    .order_by(_o.changed_at.desc())
    .limit(bindparam("b_most"))
)
