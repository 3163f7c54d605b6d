"""Check of what the shop sees of an order: it fits where its goods and its money stand."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import case, exists, or_, select

from core.doctor.looking import Look, by, told, within
from core.doctor.paper import NOT_BOOKED
from core.doctor.promises import ORDERS
from core.fulfilment.models import parcels
from core.fulfilment.states import ParcelState
from core.orders.models import orders
from core.orders.states import PLACED, Fulfilment, OrderStatus
from core.shipping.models import shipments

_S, _F = OrderStatus, Fulfilment
_IN_THE_HOUSE = tuple(one for one in _F if one not in {_F.HANDED_OVER, _F.CANCELLED})
TOGETHER: Mapping[OrderStatus, tuple[Fulfilment, ...]] = {
    **dict.fromkeys(PLACED, (_F.SHORT, _F.READY, _F.PICKED, _F.HELD)),
    _S.PROCESSING: _IN_THE_HOUSE,
    _S.SHIPPING: (_F.PACKED, _F.HANDED_OVER, _F.HELD),
    _S.DONE: (_F.HANDED_OVER,),
    _S.RETURNED: (_F.HANDED_OVER,),
    _S.CANCELLED: (_F.CANCELLED,),
}
"""Where the goods of an order may stand, by its status."""

_o = orders.c
_fits = or_(
    *(
        (_o.status == status.value) & _o.fulfilment.in_([one.value for one in places])
        for status, places in TOGETHER.items()
    )
)
_booked = exists().where(
    shipments.c.parcel_id == parcels.c.id,
    shipments.c.state.not_in(NOT_BOOKED),
    shipments.c.waybill != "",
)
_mine = (parcels.c.order_id == _o.id) & (parcels.c.state != ParcelState.VOID.value)
_unsent = exists().where(_mine, ~_booked)
_packed = _o.fulfilment == _F.PACKED.value
_waits = _o.status.in_([_S.UNPAID.value, _S.DOWN_PAYMENT.value])
_enough = _o.paid + _o.credited >= _o.total
_settled = or_(_o.cod == 0, _enough)
_wrong = case(
    (~_fits, "status_unfit"),
    (
        _packed & (_o.status == _S.PROCESSING.value) & exists().where(_mine) & ~_unsent,
        "status_behind",
    ),
    (_packed & (_o.status == _S.SHIPPING.value) & _unsent, "status_ahead"),
    (_waits & _enough & (_o.total > 0), "status_paid"),
    ((_o.status == _S.DOWN_PAYMENT.value) & (_o.paid <= 0), "status_nothing_paid"),
    (
        (_o.status == _S.SHIPPING.value) & _o.delivered_at.is_not(None) & _settled,
        "status_not_done",
    ),
    else_="",
)
_statuses = select(
    _wrong.label("code"),
    _o.id.label("order"),
    _o.order_no,
    _o.status,
    _o.fulfilment,
    _o.currency,
    _o.paid,
    _o.total,
).where(within(_o.id), _wrong != "")

LOOKS = (Look("status", ORDERS, by(_statuses, told("order"))),)
"""The status that the shop sees."""
