"""Goods that lie off the shelf and go back there: one task for each product and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from core.audit import record
from core.catalog.models import products
from core.errors import NotFound, Refusal
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.models import BinKind, bins, moves, put_away_tasks
from core.stock.places import Bin, find_bin, special_bin
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Loose:
    """Units that lie off the shelf; `shelf` is where they were last taken from, if known."""

    product_id: int
    lot: str
    quantity: int
    bin_id: int
    shelf: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """Units of one product that wait to be put back, in order of asking."""

    id: int
    warehouse_id: int
    product_id: int
    sku: str
    name: str
    lot: str
    quantity: int
    from_bin_id: int
    from_bin: str
    to_bin: str | None
    """The suggested shelf."""
    reason: str
    reference: str
    order_id: int | None
    asked_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class PutAway:
    """What was put back where, in units; `left` of the task still wait."""

    task: Task
    bin: str
    quantity: int
    left: int
    elsewhere: bool
    """Whether it went to another bin than was suggested."""
    damaged: bool


def ask(
    tx: Transaction,
    warehouse: int,
    goods: Iterable[Loose],
    *,
    reason: str,
    reference: str,
    order_id: int,
) -> int:
    """Make the tasks to put these goods back; gives how many units they are."""
    sums: dict[tuple[int, str, int, int | None], int] = {}
    for one in goods:
        key = (one.product_id, one.lot, one.bin_id, one.shelf)
        sums[key] = sums.get(key, 0) + one.quantity
    rows = [
        {
            "warehouse_id": warehouse,
            "product_id": product,
            "lot": lot,
            "quantity": quantity,
            "from_bin_id": bin_id,
            "to_bin_id": shelf,
            "reason": reason,
            "reference": reference[:80],
            "order_id": order_id,
            "asked_at": tx.now,
        }
        for (product, lot, bin_id, shelf), quantity in sums.items()
    ]
    if rows:
        tx.execute(_ask, rows)
    return sum(sums.values())


def came_from(tx: Transaction, product_id: int, place: int) -> int | None:
    """The shelf from which a product was last taken to a tote or place beside the tables."""
    found = tx.execute(_came_from, {"place": place, "product": product_id}).scalar()
    return None if found is None else int(found)


def waiting(tx: Transaction, warehouse: int, *, offset: int = 0, limit: int = 500) -> list[Task]:
    """Tasks that wait, in walking order of the shelves they go to."""
    rows = tx.execute(_waiting, {"warehouse": warehouse, "offset": offset, "limit": limit})
    return [Task(*row) for row in rows]


def how_many(tx: Transaction, warehouse: int) -> int:
    """How many tasks wait."""
    return int(tx.execute(_count, {"warehouse": warehouse}).scalar_one())


def of_product(tx: Transaction, warehouse: int, product_id: int) -> list[Task]:
    """The tasks of a product that wait, the oldest first."""
    row = {"warehouse": warehouse, "product": product_id}
    return [Task(*one) for one in tx.execute(_of_product, row)]


def of_order(tx: Transaction, order_id: int) -> list[Task]:
    """The tasks of an order that wait, the oldest first."""
    return [Task(*one) for one in tx.execute(_of_order, {"o": order_id})]


def task(tx: Transaction, task_id: int, *, lock: bool = False) -> Task:
    """A task; raises NotFound ``put_away_unknown``."""
    row = tx.execute(_locked if lock else _by_id, {"task": task_id}).first()
    if row is None:
        raise NotFound("put_away_unknown", task=task_id)
    return Task(*row)


def goods_bin(tx: Transaction, warehouse: int, code: str) -> Bin:
    """A bin where goods may be put: a shelf or the place for damaged ones.

    Raises NotFound ``bin_unknown``, Refusal ``bin_not_for_goods`` and ``bin_closed``.
    """
    found = find_bin(tx, warehouse, clean(code, 40))
    if found is None:
        raise NotFound("bin_unknown", bin=clean(code, 40))
    if found.kind not in {BinKind.SHELF, BinKind.DAMAGED}:
        raise Refusal("bin_not_for_goods", bin=found.code)
    if not found.active:
        raise Refusal("bin_closed", bin=found.code)
    return found


def put_away(tx: Transaction, task_id: int, bin_code: str, quantity: int | None = None) -> PutAway:
    """Put units of a task into a bin, all of them unless `quantity` says fewer.

    On a shelf they can be promised at once. Raises Refusal ``put_away_done``,
    ``put_away_too_many``, ``bin_not_for_goods``, ``stock_not_enough``; NotFound ``bin_unknown``.
    """
    require(tx, Permission.PUT_AWAY)
    one = _open(tx, task_id)
    place = goods_bin(tx, one.warehouse_id, bin_code)
    units = _taken(tx, one, quantity, place.id, "put_away")
    record(
        tx,
        "put_away",
        order_id=one.order_id,
        sku=one.sku,
        units=units,
        bin=place.code,
        task=one.id,
    )
    return PutAway(
        one,
        place.code,
        units,
        one.quantity - units,
        elsewhere=one.to_bin not in {None, place.code},
        damaged=place.kind is BinKind.DAMAGED,
    )


def write_off(tx: Transaction, task_id: int, why: str, quantity: int | None = None) -> int:
    """Say that goods of a task are not there any more; gives how many units were written off.

    Raises Refusal ``reason_needed``, ``put_away_done`` or ``put_away_too_many``.
    """
    require(tx, Permission.STOCK_ADJUST)
    why = clean(why, 200)
    if not why:
        raise Refusal("reason_needed")
    one = _open(tx, task_id)
    outside = special_bin(tx, one.warehouse_id, BinKind.ADJUST)
    units = _taken(tx, one, quantity, outside, "lost")
    record(tx, "put_away_lost", order_id=one.order_id, sku=one.sku, units=units, reason=why)
    return units


def _open(tx: Transaction, task_id: int) -> Task:
    one = task(tx, task_id, lock=True)
    if one.done_at is not None:
        raise Refusal("put_away_done", task=task_id, sku=one.sku)
    return one


def _taken(tx: Transaction, one: Task, quantity: int | None, to_bin: int, reason: str) -> int:
    """Move units of a task; it is done with the last of them."""
    units = one.quantity if quantity is None else quantity
    if not 1 <= units <= one.quantity:
        raise Refusal("put_away_too_many", units=units, left=one.quantity, sku=one.sku)
    if units == one.quantity:
        tx.execute(_finish, {"task": one.id, "now": tx.now, "who": tx.actor.operator_id})
    else:
        tx.execute(_less, {"task": one.id, "q": units})
    goods = [Move(one.product_id, one.from_bin_id, to_bin, units, one.lot)]
    post(tx, one.warehouse_id, goods, reason=reason, reference=one.reference)
    return units


_from = bins.alias("from_bin")
_to = bins.alias("to_bin")
_any = (
    select(
        put_away_tasks.c.id,
        put_away_tasks.c.warehouse_id,
        put_away_tasks.c.product_id,
        products.c.sku,
        products.c.name,
        put_away_tasks.c.lot,
        put_away_tasks.c.quantity,
        put_away_tasks.c.from_bin_id,
        _from.c.code.label("from_bin"),
        _to.c.code.label("to_bin"),
        put_away_tasks.c.reason,
        put_away_tasks.c.reference,
        put_away_tasks.c.order_id,
        put_away_tasks.c.asked_at,
        put_away_tasks.c.done_at,
    )
    .select_from(put_away_tasks)
    .join(products, products.c.id == put_away_tasks.c.product_id)
    .join(_from, _from.c.id == put_away_tasks.c.from_bin_id)
    .outerjoin(_to, _to.c.id == put_away_tasks.c.to_bin_id)
)
_by_id = _any.where(put_away_tasks.c.id == bindparam("task"))
_locked = _by_id.with_for_update(of=put_away_tasks)
_open_here = _any.where(
    put_away_tasks.c.warehouse_id == bindparam("warehouse"), put_away_tasks.c.done_at.is_(None)
)
_waiting = (
    _open_here.order_by(_to.c.code.is_(None), _to.c.walk, _to.c.code, put_away_tasks.c.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_of_product = _open_here.where(put_away_tasks.c.product_id == bindparam("product")).order_by(
    put_away_tasks.c.id
)
_of_order = _any.where(
    put_away_tasks.c.order_id == bindparam("o"), put_away_tasks.c.done_at.is_(None)
).order_by(put_away_tasks.c.id)
_count = (
    select(func.count())
    .select_from(put_away_tasks)
    .where(
        put_away_tasks.c.warehouse_id == bindparam("warehouse"),
        put_away_tasks.c.done_at.is_(None),
    )
)
_ask = insert(put_away_tasks)
_finish = (
    update(put_away_tasks)
    .where(put_away_tasks.c.id == bindparam("task"))
    .values(done_at=bindparam("now"), done_by=bindparam("who"))
)
_less = (
    update(put_away_tasks)
    .where(put_away_tasks.c.id == bindparam("task"))
    .values(quantity=put_away_tasks.c.quantity - bindparam("q"))
)
_place = bins.alias("place")
_shelf = bins.alias("shelf")
_came_from = (
    select(moves.c.from_bin_id)
    .join(_place, _place.c.id == moves.c.to_bin_id)
    .join(_shelf, _shelf.c.id == moves.c.from_bin_id)
    .where(
        moves.c.product_id == bindparam("product"),
        moves.c.to_bin_id == bindparam("place"),
        _place.c.kind == BinKind.TOTE.value,
        _shelf.c.kind == BinKind.SHELF.value,
    )
    .order_by(moves.c.id.desc())
    .limit(1)
)
