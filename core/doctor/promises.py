"""Checks of what is promised: reservations of orders, and soft holds whose time is over."""

from __future__ import annotations

from sqlalchemy import BigInteger, case, cast, func, literal, or_, select

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, told, within
from core.orders.models import LIVE, order_lines, orders
from core.orders.states import Fulfilment
from core.stock.models import bins, reservations, stock_holds
from core.tables import db_now_ms

ORDERS = Rows("orders", orders.c.id)
PROMISES = Rows("reservations", reservations.c.id, at_once=1_000)
HOLDS = Rows("holds", stock_holds.c.id)
HOLD_GRACE_MS = 300_000
"""So long after its time a hold is still on its way out: a worker ends it within seconds."""

_live = [one.value for one in LIVE]
_r = reservations.c
_wrong = case(
    (orders.c.fulfilment.not_in(_live), "promise_over"),
    (bins.c.warehouse_id != orders.c.warehouse_id, "promise_elsewhere"),
    else_="promise_mixed",
)
_of_others = (
    select(
        _wrong.label("code"),
        _r.id.label("reservation"),
        _r.quantity,
        orders.c.order_no,
        orders.c.fulfilment,
        products.c.sku,
        bins.c.code.label("bin"),
    )
    .select_from(reservations)
    .join(orders, orders.c.id == _r.order_id)
    .join(order_lines, order_lines.c.id == _r.order_line_id)
    .join(bins, bins.c.id == _r.bin_id)
    .join(products, products.c.id == _r.product_id)
    .where(
        within(_r.id),
        or_(
            orders.c.fulfilment.not_in(_live),
            bins.c.warehouse_id != orders.c.warehouse_id,
            order_lines.c.order_id != _r.order_id,
            order_lines.c.product_id != _r.product_id,
        ),
    )
)
_lines = order_lines.c
_held = (
    select(cast(func.coalesce(func.sum(_r.quantity), literal(0)), BigInteger))
    .where(_r.order_line_id == _lines.id)
    .correlate(order_lines)
    .scalar_subquery()
)
_needed = _lines.quantity - _lines.boxed - _lines.excepted
_by_line = (
    select(
        order_lines.c.id.label("line"),
        order_lines.c.order_id,
        orders.c.order_no,
        orders.c.fulfilment,
        products.c.sku,
        _needed.label("needed"),
        _held.label("held"),
    )
    .join(orders, orders.c.id == _lines.order_id)
    .join(products, products.c.id == _lines.product_id)
    .where(within(_lines.order_id))
)
_WHOLE = (Fulfilment.READY.value, Fulfilment.PICKED.value)
_too_many = _by_line.where(orders.c.fulfilment.in_(_live), _held > _needed)
_too_few = _by_line.where(orders.c.fulfilment.in_(_WHOLE), _held < _needed)
_expired = (
    select(
        stock_holds.c.id.label("hold"),
        stock_holds.c.quantity,
        products.c.sku,
        bins.c.code.label("bin"),
        ((db_now_ms() - stock_holds.c.lease_until_ms) // 60_000).label("minutes"),
    )
    .join(products, products.c.id == stock_holds.c.product_id)
    .join(bins, bins.c.id == stock_holds.c.bin_id)
    .where(
        within(stock_holds.c.id),
        stock_holds.c.lease_until_ms < db_now_ms() - HOLD_GRACE_MS,
    )
)

LOOKS = (
    Look("promises", PROMISES, by(_of_others, told("reservation"))),
    Look("promises", ORDERS, by(_too_many, named("promise_too_many", "line"))),
    Look("promises", ORDERS, by(_too_few, named("promise_too_few", "line"))),
    Look("holds", HOLDS, by(_expired, named("hold_expired", "hold"))),
)
"""Whose promises they are, how many units, and holds that nobody ended."""
