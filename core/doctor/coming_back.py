"""Checks of returns: never more than was sent, and every unit that was found is in the ledger."""

from __future__ import annotations

from sqlalchemy import BigInteger, case, cast, func, literal, select, union_all

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, within
from core.doctor.stock import GOODS
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.states import ParcelState
from core.orders.models import order_lines, orders
from core.returns.commands import REASON, UNDONE
from core.returns.models import return_lines, returns
from core.returns.states import ReturnState
from core.stock.models import moves

LINES = Rows("return_lines", return_lines.c.id)
_nothing = literal(0)
_found = return_lines.c.good + return_lines.c.damaged
_both = union_all(
    select(
        order_lines.c.product_id,
        returns.c.code,
        _found.label("found"),
        _nothing.label("moved"),
    )
    .select_from(return_lines)
    .join(returns, returns.c.id == return_lines.c.return_id)
    .join(order_lines, order_lines.c.id == return_lines.c.order_line_id)
    .where(within(order_lines.c.product_id), _found > 0),
    select(
        moves.c.product_id,
        moves.c.reference,
        _nothing,
        case((moves.c.reason == REASON, moves.c.quantity), else_=-moves.c.quantity),
    ).where(within(moves.c.product_id), moves.c.reason.in_([REASON, UNDONE])),
).subquery()
_sum_found, _sum_moved = func.sum(_both.c.found), func.sum(_both.c.moved)
_sums = (
    select(
        _both.c.product_id,
        _both.c.code.label("returned"),
        cast(_sum_found, BigInteger).label("found"),
        cast(_sum_moved, BigInteger).label("moved"),
    )
    .group_by(_both.c.product_id, _both.c.code)
    .having(_sum_found != _sum_moved)
    .subquery()
)
_units = select(*_sums.c, products.c.sku).join(products, products.c.id == _sums.c.product_id)

_shipped = (
    select(cast(func.coalesce(func.sum(parcel_lines.c.quantity), _nothing), BigInteger))
    .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
    .where(
        parcel_lines.c.order_line_id == return_lines.c.order_line_id,
        parcels.c.state == ParcelState.HANDED_OVER.value,
    )
    .correlate(return_lines)
    .scalar_subquery()
)
_every, _of = return_lines.alias("every"), returns.alias("of_every")
_counted = case(
    (
        _of.c.state.in_([ReturnState.ANNOUNCED.value, ReturnState.ARRIVED.value]),
        _every.c.expected,
    ),
    else_=_every.c.good + _every.c.damaged,
)
_came = (
    select(cast(func.coalesce(func.sum(_counted), _nothing), BigInteger))
    .join(_of, _of.c.id == _every.c.return_id)
    .where(_every.c.order_line_id == return_lines.c.order_line_id)
    .correlate(return_lines)
    .scalar_subquery()
)
_too_many = (
    select(
        return_lines.c.order_line_id.label("line"),
        returns.c.code.label("returned"),
        orders.c.order_no,
        products.c.sku,
        _shipped.label("shipped"),
        _came.label("back"),
    )
    .select_from(return_lines)
    .join(returns, returns.c.id == return_lines.c.return_id)
    .join(orders, orders.c.id == returns.c.order_id)
    .join(order_lines, order_lines.c.id == return_lines.c.order_line_id)
    .join(products, products.c.id == order_lines.c.product_id)
    .where(within(return_lines.c.id), _came > _shipped)
)

LOOKS = (
    Look("returns", GOODS, by(_units, named("return_differs", "product_id", "returned"))),
    Look("returns", LINES, by(_too_many, named("return_too_much", "line"))),
)
"""Units that came back, against the ledger and against what was sent."""
