"""How much there is to do: orders by step, courier and channel, and the next cut-off."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, union_all

from core.orders.models import LIVE, WORK_SQL, orders
from core.orders.states import PACKABLE, Fulfilment
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CutOff:
    """The next courier pick-up: what is still to pack for it, and what will hardly make it."""

    at: datetime | None
    """None where orders are late and no cut-off is to come."""
    couriers: tuple[str, ...]
    """Those with orders to send then, the one with most of them first."""
    waiting: int
    """Orders of this cut-off that can be packed now."""
    blocked: int
    """Orders of this cut-off that are short or held: they will miss it as things stand."""
    late: int
    """Orders whose cut-off has passed and that are not packed."""


def steps(tx: Transaction, warehouse: int) -> dict[Fulfilment, int]:
    """How many orders that are not over stand at each step."""
    found: dict[str, int] = dict(tx.execute(_by_step, {"warehouse": warehouse}).all())
    return {step: int(found.get(step.value, 0)) for step in LIVE}


def couriers(tx: Transaction, warehouse: int) -> dict[str, int]:
    """The couriers of the orders in the queue, with the number of each."""
    rows = tx.execute(_by_courier, {"warehouse": warehouse})
    return {courier: int(number) for courier, number in rows}


def channels(tx: Transaction, warehouse: int) -> dict[str, int]:
    """The channels of the orders in the queue, with the number of each."""
    rows = tx.execute(_by_channel, {"warehouse": warehouse})
    return {channel: int(number) for channel, number in rows}


def next_cutoff(tx: Transaction, warehouse: int) -> CutOff | None:
    """The next cut-off that has orders to pack; None where none is to come and none is late."""
    now = {"warehouse": warehouse, "now": tx.now}
    late = int(tx.execute(_late, now).scalar_one())
    at = tx.execute(_next, now).scalar()
    if at is None:
        return CutOff(None, (), 0, 0, late) if late else None
    number: Counter[str] = Counter()
    waiting = blocked = 0
    for courier, step, many in tx.execute(_then, {"warehouse": warehouse, "at": at}):
        number[courier] += many
        if Fulfilment(step) in PACKABLE:
            waiting += many
        else:
            blocked += many
    most_first = tuple(courier for courier, _many in number.most_common())
    return CutOff(at, most_first, waiting, blocked, late)


_here = orders.c.warehouse_id == bindparam("warehouse")
_work = text(WORK_SQL)
_stuck = orders.c.fulfilment.in_([Fulfilment.SHORT.value, Fulfilment.HELD.value])
_by_step = (
    select(orders.c.fulfilment, func.count())
    .where(_here, orders.c.fulfilment.in_([one.value for one in LIVE]))
    .group_by(orders.c.fulfilment)
)
_by_courier = select(orders.c.courier, func.count()).where(_here, _work).group_by(orders.c.courier)
_by_channel = select(orders.c.channel, func.count()).where(_here, _work).group_by(orders.c.channel)
# One walk an index each: of several steps together neither engine would find the first quickly.
_firsts = [
    select(orders.c.due_at)
    .where(_here, orders.c.due_at > bindparam("now"), which)
    .order_by(orders.c.due_at)
    .limit(1)
    .subquery()
    for which in (
        _work,
        orders.c.fulfilment == Fulfilment.SHORT.value,
        orders.c.fulfilment == Fulfilment.HELD.value,
    )
]
_next = select(func.min(union_all(*(select(first) for first in _firsts)).subquery().c.due_at))
_of_then = (
    select(orders.c.courier, orders.c.fulfilment, func.count())
    .where(_here, orders.c.due_at == bindparam("at"))
    .group_by(orders.c.courier, orders.c.fulfilment)
)
_then = union_all(_of_then.where(_work), _of_then.where(_stuck))
_past = select(orders.c.id).where(_here, orders.c.due_at <= bindparam("now"))
_late = select(func.count()).select_from(
    union_all(_past.where(_work), _past.where(_stuck)).subquery()
)
