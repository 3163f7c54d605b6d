"""Checks of parcels: what lies in them, what the order says of it, and what the ledger says."""

from __future__ import annotations

from sqlalchemy import BigInteger, case, cast, exists, func, literal, or_, select, union_all

from core.catalog.models import products
from core.doctor.findings import Finding
from core.doctor.looking import Look, Means, at_once, by, named, within
from core.doctor.promises import ORDERS
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines, orders
from core.orders.states import Fulfilment
from core.stock.models import BinKind, bins, levels
from core.transaction import Transaction

IN_HOUSE = tuple(
    state.value for state in (ParcelState.COMPLETE, ParcelState.LABELLED, ParcelState.CLOSED)
)
"""Parcels whose goods lie in the place for packed ones."""
_BOXED = (*IN_HOUSE, ParcelState.HANDED_OVER.value)
_lines, _in = order_lines.c, parcel_lines.c
_counted = (
    select(
        _in.order_line_id,
        cast(func.sum(_in.quantity), BigInteger).label("inside"),
        cast(
            func.sum(case((parcels.c.state.in_(_BOXED), _in.quantity), else_=0)), BigInteger
        ).label("in_boxes"),
    )
    .select_from(parcels)
    .join(parcel_lines, _in.parcel_id == parcels.c.id)
    .where(within(parcels.c.order_id), parcels.c.state != ParcelState.VOID.value)
    .group_by(_in.order_line_id)
    .subquery()
)
_inside, _in_boxes = (func.coalesce(_counted.c[name], 0) for name in ("inside", "in_boxes"))
_of_lines = (
    select(
        _lines.id.label("line"),
        orders.c.order_no,
        orders.c.fulfilment,
        products.c.sku,
        _lines.quantity,
        _lines.packed,
        _lines.boxed,
        _lines.short,
        _lines.excepted,
    )
    .select_from(order_lines)
    .join(orders, orders.c.id == _lines.order_id)
    .join(products, products.c.id == _lines.product_id)
    .where(within(_lines.order_id))
)
_contents = (
    _of_lines.add_columns(_inside.label("inside"), _in_boxes.label("in_boxes"))
    .outerjoin(_counted, _counted.c.order_line_id == _lines.id)
    .where(or_(_lines.packed != _inside, _lines.boxed != _in_boxes))
)
_too_much = _of_lines.where(_lines.packed + _lines.short + _lines.excepted > _lines.quantity)
_packed_here = exists().where(
    parcels.c.order_id == _lines.order_id, parcels.c.state != ParcelState.VOID.value
)
_missing = _of_lines.where(
    or_(
        orders.c.fulfilment == Fulfilment.PACKED.value,
        # What was sent from elsewhere, or long before, has no parcels here.
        (orders.c.fulfilment == Fulfilment.HANDED_OVER.value) & _packed_here,
    ),
    _lines.packed + _lines.excepted < _lines.quantity,
)
_strange = (
    select(
        parcels.c.id.label("parcel_id"),
        parcels.c.code.label("parcel"),
        orders.c.order_no,
        products.c.sku,
        _in.quantity,
    )
    .select_from(parcels)
    .join(parcel_lines, _in.parcel_id == parcels.c.id)
    .join(order_lines, _lines.id == _in.order_line_id)
    .join(orders, orders.c.id == parcels.c.order_id)
    .join(products, products.c.id == _lines.product_id)
    .where(within(parcels.c.order_id), _lines.order_id != parcels.c.order_id, _in.quantity > 0)
)

_nothing = literal(0)
_kept = union_all(
    select(
        levels.c.product_id,
        bins.c.warehouse_id,
        levels.c.on_hand.label("kept"),
        _nothing.label("boxed"),
    )
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(bins.c.kind == BinKind.PACKED.value),
    select(_lines.product_id, parcels.c.warehouse_id, _nothing, _in.quantity)
    .select_from(parcels)
    .join(parcel_lines, _in.parcel_id == parcels.c.id)
    .join(order_lines, _lines.id == _in.order_line_id)
    .where(parcels.c.state.in_(IN_HOUSE)),
).subquery()
_sum_kept, _sum_boxed = func.sum(_kept.c.kept), func.sum(_kept.c.boxed)
_packed_sums = (
    select(
        _kept.c.product_id,
        _kept.c.warehouse_id,
        cast(_sum_kept, BigInteger).label("kept"),
        cast(_sum_boxed, BigInteger).label("boxed"),
    )
    .group_by(_kept.c.product_id, _kept.c.warehouse_id)
    .having(_sum_kept != _sum_boxed)
    .subquery()
)
_packed_goods = select(*_packed_sums.c, products.c.sku).join(
    products, products.c.id == _packed_sums.c.product_id
)
_how_many = select(func.count()).select_from(parcels).where(parcels.c.state.in_(IN_HOUSE))


def _ledger(tx: Transaction, _means: Means) -> tuple[int, list[Finding]]:
    make = named("packed_differs", "product_id", "warehouse_id")
    found = [make(row) for row in tx.execute(_packed_goods)]
    return int(tx.execute(_how_many).scalar_one()), found


LOOKS = (
    Look("boxes", ORDERS, by(_contents, named("boxes_differ", "line"))),
    Look("boxes", ORDERS, by(_too_much, named("boxes_too_much", "line"))),
    Look("boxes", ORDERS, by(_missing, named("boxes_not_all", "line"))),
    Look("boxes", ORDERS, by(_strange, named("boxes_strange", "parcel_id", "sku"))),
    at_once("packed", _ledger),
)
"""Contents against what the lines of the order say, and against the ledger."""
