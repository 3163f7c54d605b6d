"""In whose name the program goes on with a parcel: of those who packed it, at their station."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.fulfilment.models import parcels
from core.people.models import operators, stations
from core.shipping.models import shipments
from core.transaction import SYSTEM, Actor, Transaction


def packer_of(tx: Transaction, shipment_id: int) -> Actor:
    """The program, in the name and at the station of those who packed the parcel of a shipment."""
    row = tx.execute(_packer, {"s": shipment_id}).first()
    if row is None:
        return SYSTEM
    operator_id, name, station_id, station = row
    return Actor(
        operator_id=operator_id,
        name=name,
        station_id=station_id,
        station=station,
        is_system=True,
    )


_packer = (
    select(operators.c.id, operators.c.name, stations.c.id.label("at"), stations.c.name)
    .select_from(shipments)
    .join(parcels, parcels.c.id == shipments.c.parcel_id)
    .join(operators, operators.c.id == parcels.c.operator_id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .where(shipments.c.id == bindparam("s"))
)
