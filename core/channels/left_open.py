"""Orders that are cancelled here and that their marketplace still waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, select

from core.channels.models import channel_orders
from core.channels.registry import Shop
from core.orders.intake.channels import GONE, Meaning, meaning_of, source_of
from core.orders.models import orders
from core.orders.states import OrderStatus
from core.transaction import Transaction

_LOOKED_AT = timedelta(days=60)
"""What did not change there for so long is nobody's business any more."""


def is_open_there(channel: str, raw_status: str) -> bool:
    """Whether a channel's word says that it waits for goods or money; False for unknown ones."""
    meaning = meaning_of(source_of(channel), raw_status)
    return meaning is not None and meaning not in {*GONE, Meaning.CANCELLED}


def left_open(tx: Transaction, shops: Sequence[Shop]) -> dict[str, tuple[str, ...]]:
    """The numbers of such orders by shop: nothing from here cancels them there."""
    put = {
        "b_shops": [one.name for one in shops],
        "b_channels": [one.channel for one in shops],
        "b_since": tx.now - _LOOKED_AT,
    }
    channels = {one.name: one.channel for one in shops}
    found: dict[str, list[str]] = defaultdict(list)
    for row in tx.execute(_cancelled, put):
        if row.channel == channels[row.shop] and is_open_there(row.channel, row.raw_status):
            found[row.shop].append(row.order_no)
    return {shop: tuple(numbers) for shop, numbers in found.items()}


_c = channel_orders.c
_cancelled = (
    select(_c.shop, _c.order_no, _c.raw_status, orders.c.channel)
    .join(orders, orders.c.order_no == _c.order_no)
    .where(
        _c.shop.in_(bindparam("b_shops", expanding=True)),
        _c.changed_at > bindparam("b_since"),
        orders.c.channel.in_(bindparam("b_channels", expanding=True)),
        orders.c.status == OrderStatus.CANCELLED.value,
    )
    .order_by(_c.order_no)
)
