"""Orders that a marketplace cancelled because somebody here granted it: they end by themselves.

What is in work is only held when its channel cancels it, and a person decides. Who granted the
buyer's wish has decided: nothing is left to ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import bindparam, select

from core import outbox
from core.channels.models import channel_orders
from core.channels.registry import Shop
from core.errors import Refusal
from core.orders.intake.channels import Meaning, stopped_by
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.outbox import Known
from core.shipping.cancelling import cancel_order
from core.transaction import Transaction

WISH = "channel_wish"
"""The kind of outbox rows that tell a platform what was decided about a wish to cancel."""


def wish_key(order_id: int, number: int) -> str:
    """The key of what was decided about the nth wish of an order's buyer."""
    return f"{WISH}:{order_id}:{number}"


def last_decision(tx: Transaction, order_id: int, number: int) -> Known | None:
    """What was decided about it; None where nothing was yet."""
    return outbox.latest(tx, [wish_key(order_id, number)]) if number else None


def end_granted(tx: Transaction, shop: Shop, numbers: Sequence[str]) -> None:
    """Cancel those of these orders that their channel cancelled and that are held for it.

    Their goods are to be put back. What partly left the house stays held.
    """
    put = {"b_shop": shop.name, "b_channel": shop.channel, "b_numbers": list(numbers)}
    for row in tx.execute(_held, put).all():
        decided = last_decision(tx, row.id, row.wish_no)
        granted = decided is not None and bool(decided.payload.get("grant"))
        if granted and stopped_by(row.hold_reason) is Meaning.CANCELLED:
            with suppress(Refusal):
                cancel_order(tx, row.id, row.hold_reason)


_c = channel_orders.c
_held = (
    select(orders.c.id, orders.c.hold_reason, _c.wish_no)
    .join(channel_orders, _c.order_no == orders.c.order_no)
    .where(
        orders.c.channel == bindparam("b_channel"),
        orders.c.order_no.in_(bindparam("b_numbers", expanding=True)),
        orders.c.fulfilment == Fulfilment.HELD.value,
        _c.shop == bindparam("b_shop"),
        _c.wish_no > 0,
    )
)
