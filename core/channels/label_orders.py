"""Which orders a run of labels is for, in the order in which people come past their goods."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from core.errors import NotFound
from core.fulfilment.walks import tasks
from core.fulfilment.walks.membership import inside
from core.fulfilment.walks.models import walks
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.states import WalkState
from core.fulfilment.walks.walk import number_of
from core.stock.models import bins, reservations
from core.text import clean
from core.transaction import Transaction


def of_wave(tx: Transaction, code: str) -> tuple[str, list[int]]:
    """The orders of a walk by its code (``W12``), or of all walks of a wave by its number.

    Gives what to call it, and the orders by their first stop. NotFound ``walk_unknown``.
    """
    number = number_of(code)
    if number is None:
        raise NotFound("walk_unknown", walk=clean(code, 40))
    is_walk = code.strip().upper().startswith("W")
    query = _walk if is_walk else _wave
    found = list(tx.execute(query, {"b_number": number}).scalars())
    if not found:
        raise NotFound("walk_unknown", walk=clean(code, 40))
    orders: list[int] = []
    for walk_id in found:
        orders += of_walk(tx, walk_id)
    return code_of(number) if is_walk else str(number), list(dict.fromkeys(orders))


def of_walk(tx: Transaction, walk_id: int) -> list[int]:
    """The orders of one walk by their first stop."""
    mine = {one.order_id for one in inside(tx, walk_id)}
    on_the_way = [one.order_id for one in tasks.all_of(tx, walk_id) if one.order_id in mine]
    rest = [one for one in by_way(tx, sorted(mine)) if one not in on_the_way]
    return list(dict.fromkeys([*on_the_way, *rest]))


def by_way(tx: Transaction, order_ids: Sequence[int]) -> list[int]:
    """Orders by the first bin of their goods; those without any come last, as they were given."""
    first = {
        row.order_id: (row.walk, row.code) for row in tx.execute(_bins, {"b_ids": list(order_ids)})
    }
    given = list(dict.fromkeys(order_ids))
    placed = sorted((one for one in given if one in first), key=lambda one: first[one])
    return [*placed, *(one for one in given if one not in first)]


_live = walks.c.state != WalkState.CANCELLED.value
_walk = select(walks.c.id).where(walks.c.id == bindparam("b_number"), _live)
_wave = (
    select(walks.c.id)
    .where(walks.c.wave_id == bindparam("b_number"), _live)
    .order_by(walks.c.due_at, walks.c.id)
)
_bins = (
    select(
        reservations.c.order_id,
        func.min(bins.c.walk).label("walk"),
        func.min(bins.c.code).label("code"),
    )
    .join(bins, bins.c.id == reservations.c.bin_id)
    .where(reservations.c.order_id.in_(bindparam("b_ids", expanding=True)))
    .group_by(reservations.c.order_id)
)
