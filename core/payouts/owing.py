"""Orders that were delivered long ago and never paid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select

from core.orders.models import orders
from core.orders.states import OrderStatus
from core.payouts.models import payout_orders
from core.people.permissions import Permission, require
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Pays:
    """A shop that pays out: how long it has, and from when on its payouts are read."""

    shop: str
    channel: str
    days: int
    since: datetime | None = None
    """Orders before it may have been paid out before anybody read it; None: there are none."""


@dataclass(frozen=True, slots=True)
class Late:
    """An order that the platform owes; minor units."""

    order_id: int
    order_no: str
    shop: str
    currency: str
    total: int
    delivered_at: datetime
    days: int
    """Whole days since it was delivered."""


def late_orders(tx: Transaction, shops: Iterable[Pays], *, limit: int = 500) -> tuple[Late, ...]:
    """Delivered longer ago than their platform has time, and in no payout; the oldest first."""
    require(tx, Permission.PAYOUTS)
    found = []
    for one in shops:
        put = {"b_shop": one.shop, "b_channel": one.channel, "b_most": limit}
        put |= {"b_before": tx.now - timedelta(days=one.days)}
        query = _late if one.since is None else _late.where(orders.c.ordered_at >= one.since)
        rows: Any = tx.execute(query, put)
        found += [
            Late(
                row.id,
                row.order_no,
                one.shop,
                row.currency,
                row.total - row.credited,
                row.delivered_at,
                (tx.now - row.delivered_at).days,
            )
            for row in rows
        ]
    return tuple(sorted(found, key=lambda late: (late.delivered_at, late.order_id))[:limit])


_o = orders.c
_OWED = (OrderStatus.PROCESSING, OrderStatus.SHIPPING, OrderStatus.DONE)
_late = (
    select(_o.id, _o.order_no, _o.currency, _o.total, _o.credited, _o.delivered_at)
    .where(
        _o.channel == bindparam("b_channel"),
        _o.delivered_at < bindparam("b_before"),
        _o.status.in_([one.value for one in _OWED]),
        ~exists().where(
            payout_orders.c.shop == bindparam("b_shop"), payout_orders.c.order_ref == _o.order_no
        ),
    )
    .order_by(_o.delivered_at, _o.id)
    .limit(bindparam("b_most"))
)
