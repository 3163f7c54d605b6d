"""Numbers of orders that are typed in: a pattern of the shop's own, one after the other."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, select

from core import numbering
from core.clock import local
from core.errors import Refusal
from core.orders.models import orders
from core.transaction import Transaction

LONGEST = 80
_TRIES = 1_000


def next_number(tx: Transaction, pattern: str, channel: str, zone: str) -> str:
    """The next number that no order of the channel has; the count begins anew with its year.

    It is taken back if the transaction is.
    """
    today = local(tx.now, zone)
    filled = numbering.series_of(pattern, today)
    for _try in range(_TRIES):
        count = numbering.draw(tx, f"order:{filled}"[:60])
        number = numbering.written(filled, count)
        if not is_taken(tx, channel, number):
            return number
    raise Refusal("number_series_used", pattern=pattern)


def with_suffix(tx: Transaction, channel: str, number: str) -> str:
    """The number of a part of an order: its own with the first free suffix from 2 on."""
    base = re.sub(r"-[2-9]\d?$", "", number)[: LONGEST - 4]
    for part in range(2, 100):
        found = f"{base}-{part}"
        if not is_taken(tx, channel, found):
            return found
    raise Refusal("number_series_used", pattern=f"{base}-…")


def is_taken(tx: Transaction, channel: str, number: str) -> bool:
    """Whether an order of the channel has the number."""
    return tx.execute(_same, {"c": channel, "n": number}).first() is not None


_same = select(orders.c.id).where(
    orders.c.channel == bindparam("c"), orders.c.order_no == bindparam("n")
)
