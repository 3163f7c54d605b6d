"""Reading manifests: what is on each, what stands ready beside it, and where that was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, text

from core.errors import NotFound
from core.fulfilment.models import IN_HOUSE_SQL, parcels, scans
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.people.models import operators, stations
from core.shipping.handover.models import manifest_parcels, manifests
from core.shipping.models import shipments
from core.shipping.states import ShipmentState
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class KeptManifest:
    """One manifest; names are empty for the program, times in UTC."""

    id: int
    number: str
    warehouse_id: int
    courier: str
    state: str
    driver: str
    vehicle: str
    signed_by: str
    opened_at: datetime
    closed_at: datetime | None
    closed_on: date | None
    closed_by: str
    parcels: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A packed parcel that its courier does not have yet; COD in minor units."""

    parcel_id: int
    parcel: str
    order_no: str
    channel: str
    courier: str
    waybill: str
    city: str
    currency: str
    cod: int
    due_at: datetime | None
    """The cut-off of its order."""
    packed_at: datetime | None
    last_place: str
    """The station that scanned it last, or packed it."""
    last_seen: datetime | None
    last_who: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A parcel on a manifest; COD in minor units, weight in grams."""

    parcel_id: int
    parcel: str
    order_no: str
    waybill: str
    city: str
    currency: str
    cod: int
    weight_g: int
    scanned_at: datetime


def open_manifest(tx: Transaction, warehouse_id: int, courier: str) -> KeptManifest | None:
    """The open manifest of a courier in a warehouse."""
    row = tx.execute(_open, {"w": warehouse_id, "c": courier}).first()
    return None if row is None else _kept(row)


def manifest(tx: Transaction, manifest_id: int) -> KeptManifest:
    """One manifest; raises NotFound ``manifest_unknown``."""
    row = tx.execute(_by_id, {"m": manifest_id}).first()
    if row is None:
        raise NotFound("manifest_unknown", manifest=str(manifest_id))
    return _kept(row)


def by_number(tx: Transaction, number: str) -> KeptManifest:
    """The manifest of a number as it is printed; raises NotFound ``manifest_unknown``."""
    wanted = clean(number, 20).upper()
    row = tx.execute(_by_number, {"n": wanted}).first()
    if row is None:
        raise NotFound("manifest_unknown", manifest=wanted)
    return _kept(row)


def list_manifests(
    tx: Transaction,
    warehouse_id: int,
    wanted: str = "",
    *,
    courier: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[KeptManifest, ...]:
    """Manifests of a warehouse, the newest first; `wanted` is part of a number, driver or name."""
    query = _narrowed(_all, wanted, courier).order_by(manifests.c.id.desc())
    rows = tx.execute(query.offset(offset).limit(limit), {"w": warehouse_id})
    return tuple(_kept(row) for row in rows)


def count_manifests(tx: Transaction, warehouse_id: int, wanted: str = "", courier: str = "") -> int:
    """How many there are of these."""
    query = _narrowed(select(func.count()).select_from(manifests), wanted, courier)
    return int(tx.execute(query, {"w": warehouse_id}).scalar_one())


def _narrowed(query: Select[Any], wanted: str, courier: str) -> Select[Any]:
    query = query.where(manifests.c.warehouse_id == bindparam("w"))
    if courier:
        query = query.where(manifests.c.courier == courier)
    if wanted:
        told = manifests.c.number + " " + manifests.c.driver + " " + manifests.c.signed_by
        query = query.where(func.lower(told).contains(wanted.casefold(), autoescape=True))
    return query


def scanned_on(tx: Transaction, manifest_id: int) -> tuple[Scanned, ...]:
    """What is on a manifest, in the order of scanning."""
    return tuple(Scanned(*row) for row in tx.execute(_scanned, {"m": manifest_id}))


def standing(tx: Transaction, warehouse_id: int, courier: str = "") -> tuple[Standing, ...]:
    """Packed and labelled parcels that no courier has yet, by cut-off, then as they were packed.

    Those whose order is cancelled or held do not stand ready.
    """
    query = _standing if not courier else _standing.where(shipments.c.courier == courier)
    rows: list[Any] = tx.execute(query, {"w": warehouse_id}).all()
    seen = _seen(tx, [row.parcel_id for row in rows])
    found = []
    for row in rows:
        place, at, who = seen.get(row.parcel_id, (row.station, row.completed_at, row.packer))
        found.append(
            Standing(
                parcel_id=row.parcel_id,
                parcel=row.code,
                channel=row.channel,
                order_no=row.order_no,
                courier=row.courier,
                waybill=row.waybill,
                city=row.city,
                currency=row.currency,
                cod=row.cod,
                due_at=row.due_at,
                packed_at=row.completed_at,
                last_place=place,
                last_seen=at,
                last_who=who,
            )
        )
    return tuple(found)


def how_many_stand(tx: Transaction, warehouse_id: int, courier: str) -> int:
    """How many packed parcels stand ready for a courier."""
    return int(tx.execute(_how_many, {"w": warehouse_id, "c": courier}).scalar_one())


def standing_by_courier(tx: Transaction, warehouse_id: int) -> dict[str, int]:
    """How many packed parcels stand ready for each courier that has any."""
    rows = tx.execute(_by_courier, {"w": warehouse_id})
    return {courier: int(count) for courier, count in rows}


def _seen(tx: Transaction, parcel_ids: list[int]) -> dict[int, tuple[str, datetime, str]]:
    """Where each parcel was scanned last, when and by whom."""
    found: dict[int, tuple[str, datetime, str]] = {}
    for at in range(0, len(parcel_ids), 500):
        rows = tx.execute(_last_scans, {"parcels": parcel_ids[at : at + 500]})
        for parcel_id, station, when, who in rows:  # the oldest first: the last one stays
            found[parcel_id] = station, when, who
    return found


def _kept(row: Any) -> KeptManifest:
    return KeptManifest(**dict(row._mapping))


_m = manifests.c
_count = (
    select(func.count())
    .where(manifest_parcels.c.manifest_id == _m.id)
    .correlate(manifests)
    .scalar_subquery()
)
_all = select(
    _m.id,
    _m.number,
    _m.warehouse_id,
    _m.courier,
    _m.state,
    _m.driver,
    _m.vehicle,
    _m.signed_by,
    _m.opened_at,
    _m.closed_at,
    _m.closed_on,
    func.coalesce(operators.c.name, "").label("closed_by"),
    _count.label("parcels"),
).select_from(manifests.outerjoin(operators, operators.c.id == _m.closed_by))
_by_id = _all.where(_m.id == bindparam("m"))
_by_number = _all.where(_m.number == bindparam("n"))
_open = _all.where(
    _m.warehouse_id == bindparam("w"), _m.courier == bindparam("c"), _m.state == "open"
)
_scanned = (
    select(
        parcels.c.id,
        parcels.c.code,
        orders.c.order_no,
        shipments.c.waybill,
        orders.c.city,
        shipments.c.currency,
        shipments.c.cod,
        func.coalesce(func.nullif(shipments.c.weight_g, 0), parcels.c.weight_g),
        manifest_parcels.c.scanned_at,
    )
    .select_from(manifest_parcels)
    .join(parcels, parcels.c.id == manifest_parcels.c.parcel_id)
    .join(shipments, shipments.c.id == manifest_parcels.c.shipment_id)
    .join(orders, orders.c.id == parcels.c.order_id)
    .where(manifest_parcels.c.manifest_id == bindparam("m"))
    .order_by(manifest_parcels.c.scanned_at, parcels.c.id)
)
_stopped = (Fulfilment.CANCELLED.value, Fulfilment.HELD.value)
_stands = (
    parcels.c.warehouse_id == bindparam("w"),
    text(f"parcels.{IN_HOUSE_SQL}"),
    parcels.c.state == ParcelState.CLOSED.value,
    shipments.c.state == ShipmentState.BOOKED.value,
    orders.c.fulfilment.not_in(_stopped),
)
_standing = (
    select(
        parcels.c.id.label("parcel_id"),
        parcels.c.code,
        parcels.c.completed_at,
        orders.c.channel,
        orders.c.order_no,
        orders.c.city,
        orders.c.due_at,
        shipments.c.courier,
        shipments.c.waybill,
        shipments.c.currency,
        shipments.c.cod,
        stations.c.name.label("station"),
        operators.c.name.label("packer"),
    )
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .join(stations, stations.c.id == parcels.c.station_id)
    .join(operators, operators.c.id == parcels.c.operator_id)
    .where(*_stands)
    .order_by(orders.c.due_at, parcels.c.completed_at, parcels.c.id)
)
_how_many = (
    select(func.count())
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(*_stands, shipments.c.courier == bindparam("c"))
)
_by_courier = (
    select(shipments.c.courier, func.count())
    .select_from(parcels)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(shipments, shipments.c.parcel_id == parcels.c.id)
    .where(*_stands)
    .group_by(shipments.c.courier)
)
_last_scans = (
    select(scans.c.parcel_id, stations.c.name, scans.c.at, operators.c.name)
    .join(parcels, parcels.c.id == scans.c.parcel_id)
    .join(stations, stations.c.id == scans.c.station_id)
    .join(operators, operators.c.id == scans.c.operator_id)
    .where(
        parcels.c.id.in_(bindparam("parcels", expanding=True)),
        scans.c.order_id == parcels.c.order_id,
    )
    .order_by(scans.c.at, scans.c.seq)
)
