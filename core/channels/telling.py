"""Tracking numbers go out to shops that send by themselves, once a parcel has left."""

from __future__ import annotations

from functools import partial

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.channels.adapter import Access, Can, Fault, Trouble
from core.channels.asking import ask
from core.channels.models import channel_orders
from core.channels.records import Parcel, RemotePackage
from core.channels.registry import Shop
from core.database import Database
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.rows import AnyRow
from core.shipping.models import shipments
from core.shipping.states import VAIN
from core.transaction import SYSTEM, Transaction, reading, run

_MOST = 50
_OVER = frozenset({Fault.DONE, Fault.CANCELLED, Fault.GONE, Fault.REFUSED})
"""What will be no other the next time."""


def tell_tracking(database: Database, shop: Shop) -> Trouble | None:
    """Tell the numbers of orders that left; the same once more is harmless there."""
    if Can.TRACKING not in shop.adapter.can:
        return None
    with reading(database) as tx:
        waiting = tx.execute(
            _left, {"b_shop": shop.name, "b_channel": shop.channel, "b_most": _MOST}
        ).all()
    for row in waiting:
        parcel = Parcel(row.order_no, row.remote_id)
        courier, number = row.courier, row.waybill

        def call(
            access: Access, parcel: Parcel = parcel, courier: str = courier, number: str = number
        ) -> RemotePackage | Trouble:
            return shop.adapter.tell(access, parcel, courier, number)

        told: RemotePackage | Trouble = ask(database, shop, call)
        said = told.said if isinstance(told, Trouble) else ""
        if isinstance(told, Trouble) and told.fault not in _OVER:
            return told

        run(database, SYSTEM, partial(_write, shop=shop, row=row, said=said))
    return None


def _write(tx: Transaction, shop: Shop, row: AnyRow, said: str) -> None:
    put = {"b_shop": shop.name, "b_no": row.order_no, "b_told": row.waybill}
    tx.execute(_told, put)
    told = {"shop": shop.name, "waybill": row.waybill, "said": said}
    record(tx, "tracking_told", order_id=row.order_id, **told)


_o = channel_orders.c
_left = (
    select(
        _o.order_no,
        _o.remote_id,
        orders.c.id.label("order_id"),
        shipments.c.courier,
        shipments.c.waybill,
    )
    .select_from(channel_orders)
    .join(orders, orders.c.order_no == _o.order_no)
    .join(shipments, shipments.c.order_id == orders.c.id)
    .where(
        _o.shop == bindparam("b_shop"),
        _o.told == "",
        orders.c.channel == bindparam("b_channel"),
        orders.c.fulfilment == Fulfilment.HANDED_OVER.value,
        shipments.c.state.not_in(sorted(state.value for state in VAIN)),
        shipments.c.waybill != "",
    )
    .order_by(_o.order_no, shipments.c.id)
    .limit(bindparam("b_most"))
)
_told = (
    update(channel_orders)
    .where(_o.shop == bindparam("b_shop"), _o.order_no == bindparam("b_no"))
    .values(told=bindparam("b_told"))
)
