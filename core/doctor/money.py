"""Checks of an order's money: what is paid, and what it costs."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, or_, select

from core.doctor.looking import Look, by, named, told, within
from core.doctor.promises import ORDERS
from core.orders.models import order_lines, orders
from core.orders.payments.models import order_payments
from core.orders.status import paid_sum
from core.returns.models import returns

_o, _lines = orders.c, order_lines.c
_paid = (
    select(order_payments.c.order_id, paid_sum.label("paid"))
    .where(within(order_payments.c.order_id))
    .group_by(order_payments.c.order_id)
    .subquery()
)
_rebuilt = func.coalesce(_paid.c.paid, literal(0))
_differs = (
    select(
        _o.id.label("order"), _o.order_no, _o.currency, _o.paid.label("kept"), _rebuilt.label("sum")
    )
    .outerjoin(_paid, _paid.c.order_id == _o.id)
    .where(within(_o.id), _o.paid != _rebuilt)
)

_off = (
    select(returns.c.order_id, cast(func.sum(returns.c.credited), BigInteger).label("off"))
    .where(within(returns.c.order_id))
    .group_by(returns.c.order_id)
    .subquery()
)
_off_sum = func.coalesce(_off.c.off, literal(0))
_credited = (
    select(
        _o.id.label("order"),
        _o.order_no,
        _o.currency,
        _o.credited.label("kept"),
        _off_sum.label("sum"),
    )
    .outerjoin(_off, _off.c.order_id == _o.id)
    .where(within(_o.id), _o.credited != _off_sum)
)


def _sum(what: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(what), BigInteger)


_of_lines = (
    select(
        _lines.order_id,
        _sum(_lines.quantity * _lines.unit_price).label("goods"),
        _sum(_lines.discount).label("off"),
        _sum(_lines.quantity).label("units"),
        func.count().label("lines"),
    )
    .where(within(_lines.order_id))
    .group_by(_lines.order_id)
    .subquery()
)
_goods, _line_off, _units, _count = (
    func.coalesce(_of_lines.c[name], literal(0)) for name in ("goods", "off", "units", "lines")
)
_wrong = case(
    (_o.total != _o.goods - _o.discount + _o.shipping_fee, "total_differs"),
    (_o.goods != _goods, "goods_differ"),
    (or_(_o.discount < _line_off, _o.discount > _o.goods), "discount_differs"),
    (or_(_o.units != _units, _o.lines != _count), "units_differ"),
    else_="",
)
_totals = (
    select(
        _wrong.label("code"),
        _o.id.label("order"),
        _o.order_no,
        _o.currency,
        _o.total,
        _o.goods,
        _o.discount,
        _o.shipping_fee,
        _o.units,
        _o.lines,
        _goods.label("line_goods"),
        _line_off.label("line_discounts"),
        _units.label("line_units"),
        _count.label("line_count"),
    )
    .outerjoin(_of_lines, _of_lines.c.order_id == _o.id)
    .where(within(_o.id), _wrong != "")
)

LOOKS = (
    Look("payments", ORDERS, by(_differs, named("paid_differs", "order"))),
    Look("payments", ORDERS, by(_credited, named("credited_differs", "order"))),
    Look("totals", ORDERS, by(_totals, told("order"))),
)
"""The paid sum against the payments, what was taken off against the returns, the totals."""
