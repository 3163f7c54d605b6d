"""Which bins are counted today: those that were not for longest, or whose goods matter most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import BigInteger, bindparam, cast, func, select

from core.clock import local
from core.counting import worth
from core.counting.models import count_tasks, counts
from core.counting.states import OPEN, CountState, TaskState
from core.stock.models import BinKind, bins, levels, moves
from core.transaction import Transaction

WINDOW = timedelta(days=90)
"""How far back it is looked at what left."""
_SHARES = (80, 95)
"""Percent of all that the A goods, and the A and B goods together, make up."""


def oldest(tx: Transaction, everything: Sequence[int], within_days: int, per_day: int) -> list[int]:
    """So many bins that every one is counted within the days, those not counted for longest first.

    At least `per_day`. Bins of open counts and those counted today are left out.
    """
    many = max(per_day, ceil(len(everything) / within_days))
    last = _last_counted(tx)
    waiting = _free(tx, everything, last)
    waiting.sort(key=lambda bin_id: _age(last.get(bin_id)))
    return _as_walked(everything, waiting[:many])


def by_class(
    tx: Transaction,
    warehouse: int,
    everything: Sequence[int],
    days: tuple[int, int, int],
    *,
    currency: str,
    by_value: bool,
    per_day: int,
) -> list[int]:
    """Bins whose time is over: those of A goods after `days[0]` days, of B and C after the others.

    At most `per_day`; 0: as many as it takes on average.
    """
    classes = classes_of(tx, warehouse, everything, currency if by_value else "")
    last = _last_counted(tx)
    today = tx.today
    over = [
        bin_id
        for bin_id in _free(tx, everything, last)
        if bin_id not in last
        or local(last[bin_id], tx.zone).date() + timedelta(days[classes[bin_id]]) <= today
    ]
    over.sort(key=lambda bin_id: (classes[bin_id], _age(last.get(bin_id))))
    needed = sum(1 / days[classes[bin_id]] for bin_id in everything)
    return _as_walked(everything, over[: per_day or ceil(needed)])


def classes_of(
    tx: Transaction, warehouse: int, everything: Sequence[int], currency: str = ""
) -> dict[int, int]:
    """The class of each bin, 0 for A to 2 for C: that of the best goods in it.

    By units that left; where a `currency` is given, by what they are worth in it.
    """
    goods = _product_classes(tx, warehouse, currency)
    found = dict.fromkeys(everything, 2)
    for bin_id, product in tx.execute(_lies, {"warehouse": warehouse}):
        if bin_id in found:
            found[bin_id] = min(found[bin_id], goods.get(product, 2))
    return found


def _product_classes(tx: Transaction, warehouse: int, currency: str) -> dict[int, int]:
    """A are the products that make up the first four fifths of what left, C the last twentieth."""
    left: dict[int, int] = dict(
        tx.execute(_left, {"warehouse": warehouse, "since": tx.now - WINDOW}).all()
    )
    weight = {product: float(units) for product, units in left.items()}
    if currency:
        prices = worth.unit_costs(tx, currency, left)
        weight = {product: float(prices.get(product, 0)) * n for product, n in weight.items()}
    total = sum(weight.values())
    found: dict[int, int] = {}
    before = 0.0
    for product in sorted(weight, key=lambda one: (-weight[one], one)):
        if weight[product] > 0:
            share = before * 100 / total
            found[product] = sum(share >= border for border in _SHARES)
            before += weight[product]
    return found


def _last_counted(tx: Transaction) -> dict[int, datetime]:
    return {bin_id: at for bin_id, at in tx.execute(_last) if at is not None}


def _free(tx: Transaction, everything: Sequence[int], last: Mapping[int, datetime]) -> list[int]:
    """The bins that are in no open count and were not counted today."""
    busy = set(tx.execute(_in_open).scalars())
    today = tx.today
    return [
        bin_id
        for bin_id in everything
        if bin_id not in busy
        and (bin_id not in last or local(last[bin_id], tx.zone).date() < today)
    ]


def _age(counted: datetime | None) -> float:
    return counted.timestamp() if counted is not None else float("-inf")


def _as_walked(everything: Sequence[int], chosen: Sequence[int]) -> list[int]:
    some = set(chosen)
    return [bin_id for bin_id in everything if bin_id in some]


_last = (
    select(count_tasks.c.bin_id, func.max(count_tasks.c.counted_at))
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .where(
        count_tasks.c.whole,
        count_tasks.c.state == TaskState.DONE.value,
        counts.c.state == CountState.POSTED.value,
    )
    .group_by(count_tasks.c.bin_id)
)
_in_open = (
    select(count_tasks.c.bin_id)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .where(counts.c.state.in_([state.value for state in OPEN]), count_tasks.c.whole)
)
_lies = (
    select(levels.c.bin_id, levels.c.product_id)
    .join(bins, bins.c.id == levels.c.bin_id)
    .where(bins.c.warehouse_id == bindparam("warehouse"), levels.c.on_hand > 0)
)
_left = (
    select(moves.c.product_id, cast(func.sum(moves.c.quantity), BigInteger))
    .join(bins, bins.c.id == moves.c.to_bin_id)
    .where(
        moves.c.warehouse_id == bindparam("warehouse"),
        moves.c.at >= bindparam("since"),
        bins.c.kind == BinKind.PACKED.value,
    )
    .group_by(moves.c.product_id)
)
