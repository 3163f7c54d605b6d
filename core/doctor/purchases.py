"""Checks of purchase orders: what came is what was received, and the state says so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select

from core.catalog.models import products
from core.doctor.looking import Look, Rows, by, named, within
from core.purchasing.models import purchase_lines, purchase_orders, receipt_lines
from core.purchasing.states import COMING, PurchaseState

ORDERS = Rows("purchases", purchase_orders.c.id)
LINES = Rows("purchase_lines", purchase_lines.c.id)

_o, _l, _r = purchase_orders.c, purchase_lines.c, receipt_lines.c


def _whole(total: Any) -> Any:
    return cast(func.coalesce(total, 0), BigInteger)


_came = case((_r.takes_back.is_(None), _r.quantity), else_=-_r.quantity)
_net: Any = select(_whole(func.sum(_came))).where(_r.purchase_line_id == _l.id).scalar_subquery()
_lines = (
    select(
        _l.id.label("line"),
        _o.number.label("purchase"),
        products.c.sku,
        _l.received.label("kept"),
        _net.label("rebuilt"),
    )
    .select_from(purchase_lines)
    .join(purchase_orders, _o.id == _l.purchase_id)
    .join(products, products.c.id == _l.product_id)
    .where(within(_l.id), _l.received != _net)
)
_mine = purchase_lines.c.purchase_id == _o.id
_received: Any = select(_whole(func.sum(_l.received))).where(_mine).scalar_subquery()
_left: Any = select(func.count()).where(_mine, _l.received < _l.quantity).scalar_subquery()
_untouched = (PurchaseState.DRAFT, PurchaseState.ORDERED, PurchaseState.CANCELLED)
_states = select(
    _o.id.label("order"),
    _o.number.label("purchase"),
    _o.state,
    _received.label("received"),
    _left.label("lines"),
).where(
    within(_o.id),
    or_(
        and_(_o.state.in_([one.value for one in _untouched]), _received > 0),
        and_(_o.state == PurchaseState.PART_RECEIVED.value, _received == 0),
        and_(_o.state.in_([one.value for one in COMING]), _left == 0),
        and_(_o.state == PurchaseState.RECEIVED.value, _left > 0),
    ),
)

LOOKS = (
    Look("purchases", LINES, by(_lines, named("purchase_line_differs", "line"))),
    Look("purchases", ORDERS, by(_states, named("purchase_unfit", "order"))),
)
"""Lines of which the deliveries say something else, and orders whose state does not fit them."""
