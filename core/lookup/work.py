"""What is known of walks and counts, and which of them want some goods, a bin or an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from core.catalog.models import products
from core.counting import queries as counting
from core.counting.models import count_lines, count_tasks, counts
from core.counting.states import OPEN, TO_COUNT
from core.fulfilment.walks import queries as walking
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.planning import code_of
from core.fulfilment.walks.states import LIVE, TO_DO, Place
from core.lookup.found import Fact, Found, Ref, Thing, Topic
from core.orders.models import orders
from core.people.models import operators
from core.stock.models import bins, levels
from core.transaction import Transaction

LINES, TASKS = 30, 6
"""How many of each are told, of one thing and about another."""


def walk(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a walk: who has it, its stops, and the orders in their totes."""
    found = walking.sheet(tx, ref.id)
    row = found.row
    facts: list[Fact] = []
    if row.picker:
        facts.append(Fact(Topic.CLAIM, who=f"{row.picker} · {row.station}"))
    facts += [
        Fact(
            Topic.FETCH,
            stop.picked,
            of=stop.units,
            code=stop.sku,
            name=stop.name,
            bin=stop.bin,
            lot=stop.lot,
            state=stop.state.value,
        )
        for stop in found.stops[:LINES]
    ]
    facts += [
        Fact(
            Topic.TOTE,
            code=one.order_no,
            bin=one.tote or f"#{one.slot}",
            ref=Ref(Thing.ORDER, one.order_id),
        )
        for one in found.members[:LINES]
        if one.state is not Place.OUT
    ]
    numbers = {"orders": row.orders, "units": row.units, "picked": row.picked}
    texts = {"zone": row.zone}
    return Found(ref, row.code, "", row.state.value, numbers, texts, row.due_at, tuple(facts))


def count(tx: Transaction, warehouse: int, ref: Ref) -> Found:
    """All about a count: its bins, and who counts them."""
    one = counting.one_count(tx, ref.id)
    facts = tuple(
        Fact(
            Topic.COUNT,
            bin=task.bin,
            who=" · ".join(part for part in (task.operator, task.station) if part),
            state=task.state.value,
            at=task.counted_at or task.begun_at,
            ref=Ref(Thing.BIN, task.bin_id),
        )
        for task in counting.tasks_of(tx, one.id)[:LINES]
    )
    numbers = {"bins": one.bins, "left": one.left}
    texts = {"zone": one.zone, "note": one.note}
    return Found(ref, one.number, "", one.state.value, numbers, texts, one.due_on, facts)


def of_product(tx: Transaction, warehouse: int, ref: Ref) -> Iterable[Fact]:
    """Walks that fetch a product, or one lot of it, and counts of the bins where it lies."""
    mine = pick_tasks.c.product_id == ref.id
    this = and_(mine, pick_tasks.c.lot == ref.lot) if ref.lot else mine
    yield from _fetched(tx, warehouse, this)
    yield from _counted(
        tx, warehouse, or_(_named(ref.id), and_(count_tasks.c.whole, _lies(ref.id)))
    )


def of_bin(tx: Transaction, warehouse: int, bin_id: int) -> Iterable[Fact]:
    """Walks that fetch from a bin, or whose tote it is, and counts of it."""
    for order_id, order_no, walk_id in tx.execute(_in_tote, {"b": bin_id}):
        yield Fact(Topic.TOTE, code=order_no, name=code_of(walk_id), ref=Ref(Thing.ORDER, order_id))
    yield from _fetched(tx, warehouse, pick_tasks.c.bin_id == bin_id)
    yield from _counted(tx, warehouse, count_tasks.c.bin_id == bin_id)


def of_order(tx: Transaction, order_id: int) -> Iterable[Fact]:
    """The walks that an order is part of, its tote, and what is still to fetch for it."""
    for walk_id, tote, slot, state, picker, due_at in tx.execute(_of_order, {"o": order_id}):
        yield Fact(
            Topic.WALK,
            code=code_of(walk_id),
            bin=tote or f"#{slot}",
            who=picker or "",
            state=state,
            at=due_at,
            ref=Ref(Thing.WALK, walk_id),
        )


def _fetched(tx: Transaction, warehouse: int, which: ColumnElement[bool]) -> Iterable[Fact]:
    for row in tx.execute(_to_fetch.where(which).limit(TASKS), {"warehouse": warehouse}):
        yield Fact(
            Topic.FETCH,
            row.picked,
            of=row.quantity,
            code=code_of(row.walk_id),
            name=f"{row.sku} {row.order_no}",
            bin=row.bin,
            lot=row.lot,
            state=row.state,
            ref=Ref(Thing.WALK, row.walk_id),
        )


def _counted(tx: Transaction, warehouse: int, which: ColumnElement[bool]) -> Iterable[Fact]:
    for row in tx.execute(_to_count.where(which).limit(TASKS), {"warehouse": warehouse}):
        yield Fact(
            Topic.COUNT,
            code=row.number,
            bin=row.bin,
            who=row.operator or "",
            state=row.state,
            at=row.due_on,
            ref=Ref(Thing.COUNT, row.id),
        )


def _named(product_id: int) -> ColumnElement[bool]:
    lines = count_lines.c
    return exists().where(lines.task_id == count_tasks.c.id, lines.product_id == product_id)


def _lies(product_id: int) -> ColumnElement[bool]:
    return exists().where(
        levels.c.product_id == product_id,
        levels.c.bin_id == count_tasks.c.bin_id,
        levels.c.on_hand > 0,
    )


_live = walks.c.state.in_([state.value for state in LIVE])
_to_fetch: Any = (
    select(
        pick_tasks.c.walk_id,
        pick_tasks.c.quantity,
        pick_tasks.c.picked,
        pick_tasks.c.lot,
        pick_tasks.c.state,
        orders.c.order_no,
        products.c.sku,
        bins.c.code.label("bin"),
    )
    .join(walks, walks.c.id == pick_tasks.c.walk_id)
    .join(orders, orders.c.id == pick_tasks.c.order_id)
    .join(products, products.c.id == pick_tasks.c.product_id)
    .join(bins, bins.c.id == pick_tasks.c.bin_id)
    .where(
        walks.c.warehouse_id == bindparam("warehouse"),
        _live,
        pick_tasks.c.state.in_([state.value for state in TO_DO]),
    )
    .order_by(walks.c.due_at, pick_tasks.c.walk_id, pick_tasks.c.place)
)
_to_count: Any = (
    select(
        counts.c.id,
        counts.c.number,
        counts.c.due_on,
        count_tasks.c.state,
        bins.c.code.label("bin"),
        operators.c.name.label("operator"),
    )
    .select_from(count_tasks)
    .join(counts, counts.c.id == count_tasks.c.count_id)
    .join(bins, bins.c.id == count_tasks.c.bin_id)
    .outerjoin(operators, operators.c.id == count_tasks.c.operator_id)
    .where(
        counts.c.warehouse_id == bindparam("warehouse"),
        counts.c.state.in_([state.value for state in OPEN]),
        count_tasks.c.state.in_([state.value for state in TO_COUNT]),
    )
    .order_by(counts.c.due_on, counts.c.id, bins.c.walk, bins.c.code)
)
_in_tote = (
    select(orders.c.id, orders.c.order_no, walk_orders.c.walk_id)
    .join(orders, orders.c.id == walk_orders.c.order_id)
    .join(walks, walks.c.id == walk_orders.c.walk_id)
    .where(walk_orders.c.tote_id == bindparam("b"), walk_orders.c.state != Place.OUT.value, _live)
    .order_by(walk_orders.c.walk_id)
    .limit(TASKS)
)
_tote = bins.alias("tote")
_of_order = (
    select(
        walks.c.id,
        _tote.c.code,
        walk_orders.c.slot,
        walks.c.state,
        operators.c.name,
        walks.c.due_at,
    )
    .select_from(walk_orders)
    .join(walks, walks.c.id == walk_orders.c.walk_id)
    .outerjoin(_tote, _tote.c.id == walk_orders.c.tote_id)
    .outerjoin(operators, operators.c.id == walks.c.operator_id)
    .where(walk_orders.c.order_id == bindparam("o"), walk_orders.c.state != Place.OUT.value, _live)
    .order_by(walks.c.id)
)
