"""What a station holds of its open work: enough to go on verifying while the database is away."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal_column, select, union_all

from core.barcodes import Code
from core.catalog.models import barcodes, products
from core.frozen import changer
from core.fulfilment.models import parcels
from core.fulfilment.packing.meaning import Product, products_of, spellings_of
from core.fulfilment.packing.opened import Line, OpenOrder, Place, load_order
from core.fulfilment.packing.work import StationRow, Work, load
from core.orders.models import order_lines
from core.orders.states import Fulfilment, OrderStatus
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Named:
    """One code of goods of the open order: a barcode, or the SKU."""

    code: str
    product_id: int
    sku: str
    name: str
    units: int
    tracking: str
    by_barcode: bool


@dataclass(frozen=True, slots=True)
class Held:
    """The open work of one station as of the last verdict, without anything of the buyer's."""

    station_id: int
    station: str
    operator_id: int | None
    operator: str
    session_id: int | None
    language: str
    permissions: tuple[str, ...]
    seq: int
    """The last number that is known to be saved."""
    work: Work
    order: OpenOrder | None
    named: tuple[Named, ...] = ()
    parcel: str = ""
    """The code of the open parcel, or of the one that the next unit opens."""
    counted: tuple[tuple[tuple[int, int], ...], ...] = ()
    """What was counted since the line was lost, as (line, units); UNDO takes the last away."""

    def with_(self, **changes: Any) -> Held:
        """The same with some of it changed."""
        return _held_with(self, changes)

    def working(self, **changes: Any) -> Held:
        """The same with some of the open work changed."""
        return _held_with(self, {"work": _work_with(self.work, changes)})

    def goods(self, code: Code) -> list[Product]:
        """The goods of the open order that a code may mean, found as the database finds them."""
        wanted, spellings = spellings_of(code)
        rows = [
            (one.product_id, one.sku, one.name, one.units, one.tracking, one.by_barcode)
            for one in self.named
            if one.code in (wanted if one.by_barcode else spellings)
        ]
        return products_of(rows, code)


def read(tx: Transaction, station_id: int, before: Held | None = None) -> Held:
    """What a station holds now; what `before` knows of the same order is not asked for again."""
    return held_of(tx, load(tx, station_id, lock=False), before)


def held_of(
    tx: Transaction, row: StationRow, before: Held | None, order: OpenOrder | None = None
) -> Held:
    """The same of a station, and of its order, that were read already."""
    named: tuple[Named, ...] = ()
    parcel = row.work.parcel
    if row.work.order_id is not None:
        order = order or load_order(tx, row.work.order_id, lock=False)
        order = _order_with(order, {"customer": "", "note": "", "hold_reason": ""})
        known = before is not None and before.order is not None and before.order.id == order.id
        same = known and before is not None and before.work.version == row.work.version
        if before is not None and same:
            named = before.named
        else:
            named = tuple(Named(*each) for each in tx.execute(_named, {"o": order.id}).all())
        if not parcel:
            parcel = (before.parcel if before is not None and same else "") or _next(tx, order.id)
    return Held(
        station_id=row.id,
        station=row.name,
        operator_id=row.actor.operator_id,
        operator=row.actor.name,
        session_id=row.actor.session_id,
        language=row.actor.language,
        permissions=tuple(sorted(row.actor.permissions)),
        seq=row.last_seq,
        work=row.work,
        order=order if row.work.order_id is not None else None,
        named=named,
        parcel=parcel,
    )


def as_json(held: Held) -> dict[str, Any]:
    """As the journal keeps it; the last refusal and what else the work remembers stays out."""
    body = dataclasses.asdict(held)
    body["work"] |= {"said": {}, "passed": [], "aside": {}}
    return body


def of_json(body: Mapping[str, Any]) -> Held:
    """As the journal kept it."""
    order = body["order"]
    if order is not None:
        order = OpenOrder(
            **order
            | {
                "status": OrderStatus(order["status"]),
                "fulfilment": Fulfilment(order["fulfilment"]),
                "lines": tuple(Line(**line) for line in order["lines"]),
                "places": tuple(Place(**place) for place in order["places"]),
            }
        )
    counted = tuple(tuple((line, units) for line, units in one) for one in body["counted"])
    return Held(
        **{
            **body,
            "permissions": tuple(body["permissions"]),
            "work": Work(**body["work"]),
            "order": order,
            "named": tuple(Named(**one) for one in body["named"]),
            "counted": counted,
        }
    )


def _next(tx: Transaction, order_id: int) -> str:
    """The code that the next parcel of an order gets, unless somebody else opens one before."""
    last = tx.execute(_last_parcel, {"o": order_id}).scalar()
    return f"{order_id}-{int(last or 0) + 1}"


_held_with = changer(Held)
_work_with = changer(Work)
_order_with = changer(OpenOrder)
_of_order = (
    select(order_lines.c.product_id).where(order_lines.c.order_id == bindparam("o")).distinct()
)
_named = union_all(
    select(
        barcodes.c.code,
        products.c.id,
        products.c.sku,
        products.c.name,
        barcodes.c.quantity,
        products.c.tracking,
        literal_column("1").label("by_barcode"),
    )
    .join(products, products.c.id == barcodes.c.product_id)
    .where(products.c.id.in_(_of_order)),
    select(
        products.c.sku,
        products.c.id,
        products.c.sku,
        products.c.name,
        literal_column("1"),
        products.c.tracking,
        literal_column("0"),
    ).where(products.c.id.in_(_of_order)),
)
_last_parcel = (
    select(parcels.c.number)
    .where(parcels.c.order_id == bindparam("o"))
    .order_by(parcels.c.number.desc())
    .limit(1)
)
