"""Which pick bins run low, and the tasks that fill them up from bulk bins, each made once.

Whoever plans holds the row of the pick bin until the end, so that of two who plan at once the
second sees the tasks of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Executable, bindparam, cast, func, insert, or_, select, update

from core.audit import record
from core.catalog.models import barcodes
from core.database import Database
from core.fulfilment.replenishing.amounts import Source, shares, wanted
from core.fulfilment.replenishing.tasks import is_idle
from core.orders.models import orders
from core.stock.choosing import sendable, with_lot
from core.stock.lot_models import lots
from core.stock.models import BinKind, Purpose, bins, count_requests, levels, reservations
from core.stock.task_models import pick_homes, replenish_tasks
from core.transaction import Actor, Transaction, reading, run_in_batches

BATCH = 20
"""Pick bins per transaction, so that a scan never waits long for the write lock."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: tasks that were made or grew, their units, and tasks that ended."""

    tasks: int = 0
    units: int = 0
    ended: int = 0


def plan(database: Database, actor: Actor, warehouse: int) -> Planned:
    """Make the tasks that are needed now, in short transactions; once more changes nothing."""
    with reading(database, actor) as tx:
        ended = _gone(tx, warehouse)
        low = needy(tx, warehouse)
    done = [
        *run_in_batches(database, actor, ended, _end, size=BATCH),
        *run_in_batches(database, actor, low, plan_homes, size=BATCH),
    ]
    return Planned(*(sum(getattr(one, name) for one in done) for name in _SUMS))


_SUMS = ("tasks", "units", "ended")


def needy(tx: Transaction, warehouse: int) -> list[int]:
    """Pick bins (numbers of their `pick_homes`) that may need goods which lie in bulk."""
    return list(tx.execute(_needy, {"warehouse": warehouse}).scalars())


def plan_homes(tx: Transaction, home_ids: Sequence[int]) -> Planned:
    """Make the tasks of some pick bins."""
    made = units = 0
    for home in tx.execute(_homes, {"wanted": list(home_ids)}).all():
        for source, part in _shares_of(tx, home):
            row = {
                "warehouse_id": home.warehouse_id,
                "product_id": home.product_id,
                "lot": source.lot,
                "from_bin_id": source.bin_id,
                "to_bin_id": home.bin_id,
            }
            same = {"p": home.product_id, "f": source.bin_id, "t": home.bin_id, "l": source.lot}
            if tx.execute(_grow, same | {"q": part}).rowcount == 0:
                reason = "orders" if _promised(tx, home) else "least"
                new = {"quantity": part, "moved": 0, "reason": reason, "asked_at": tx.now}
                tx.execute(_make, row | new | {"result": ""})
            made += 1
            units += part
    if made:
        record(tx, "replenish_planned", tasks=made, units=units)
    return Planned(made, units)


def _shares_of(tx: Transaction, home: Any) -> list[tuple[Source, int]]:
    place = {"p": home.product_id, "b": home.bin_id, "warehouse": home.warehouse_id}
    sources = [
        Source(bin_id, lot, free + idle - coming, day, walk, code)
        for bin_id, lot, free, idle, coming, day, walk, code in tx.execute(
            _sources, place | {"today": tx.today}
        )
    ]
    free = int(tx.execute(_free_there, place).scalar_one())
    coming = int(tx.execute(_coming, place).scalar_one())
    case = int(tx.execute(_case, place).scalar() or 1)
    units = wanted(free, coming, _promised(tx, home), home.least, home.most, case)
    return shares(sources, units) if units else []


def _promised(tx: Transaction, home: Any) -> int:
    """Units that idle orders are promised from bulk."""
    place = {"p": home.product_id, "warehouse": home.warehouse_id}
    return int(tx.execute(_from_bulk, place).scalar_one())


def _gone(tx: Transaction, warehouse: int) -> list[int]:
    """Open tasks whose goods cannot be brought any more, or whose pick bin is another by now."""
    return list(tx.execute(_no_more, {"warehouse": warehouse}).scalars())


def _end(tx: Transaction, task_ids: Sequence[int]) -> Planned:
    gone = {"wanted": list(task_ids), "now": tx.now}
    return Planned(ended=tx.execute(_close, gone).rowcount)


def _whole(total: Any) -> Any:
    return cast(func.coalesce(total, 0), BigInteger)  # PostgreSQL sums whole numbers to decimals


_h, _t, _l = pick_homes.c, replenish_tasks.c, levels.c
_bulk = (
    bins.c.kind == BinKind.SHELF.value,
    bins.c.purpose == Purpose.BULK.value,
)
_free_units = (
    select(_whole(func.sum(_l.on_hand - _l.reserved)))
    .where(_l.product_id == _h.product_id, _l.bin_id == _h.bin_id)
    .correlate(pick_homes)
    .scalar_subquery()
)
_in_bulk = (
    select(_l.product_id)
    .join(bins, bins.c.id == _l.bin_id)
    .where(
        *_bulk, _l.product_id == _h.product_id, bins.c.warehouse_id == _h.warehouse_id,
        _l.on_hand > 0,
    )
    .correlate(pick_homes)
    .exists()
)  # fmt: skip
_promised_from_bulk = (
    select(reservations.c.product_id)
    .join(bins, bins.c.id == reservations.c.bin_id)
    .where(
        *_bulk,
        reservations.c.product_id == _h.product_id,
        bins.c.warehouse_id == _h.warehouse_id,
    )
    .correlate(pick_homes)
    .exists()
)
_needy = (
    select(_h.id)
    .where(
        _h.warehouse_id == bindparam("warehouse"),
        or_(_free_units < _h.least, _promised_from_bulk),
        _in_bulk,
    )
    .order_by(_h.id)
)
_homes = (
    select(pick_homes)
    .where(_h.id.in_(bindparam("wanted", expanding=True)))
    .order_by(_h.id)
    .with_for_update()
)
_free_there = select(_whole(func.sum(_l.on_hand - _l.reserved))).where(
    _l.product_id == bindparam("p"), _l.bin_id == bindparam("b")
)
_coming = select(_whole(func.sum(_t.quantity))).where(
    _t.product_id == bindparam("p"), _t.to_bin_id == bindparam("b"), _t.done_at.is_(None)
)
_case = select(func.min(barcodes.c.quantity)).where(
    barcodes.c.product_id == bindparam("p"), barcodes.c.quantity > 1
)
_from_bulk = (
    select(_whole(func.sum(reservations.c.quantity)))
    .join(bins, bins.c.id == reservations.c.bin_id)
    .join(orders, orders.c.id == reservations.c.order_id)
    .where(
        *_bulk,
        bins.c.warehouse_id == bindparam("warehouse"),
        reservations.c.product_id == bindparam("p"),
        is_idle(),
    )
)
_idle_here = (
    select(_whole(func.sum(reservations.c.quantity)))
    .join(orders, orders.c.id == reservations.c.order_id)
    .where(
        reservations.c.product_id == _l.product_id,
        reservations.c.bin_id == _l.bin_id,
        reservations.c.lot == _l.lot,
        is_idle(),
    )
    .correlate(levels)
    .scalar_subquery()
)
_on_tasks = (
    select(_whole(func.sum(_t.quantity)))
    .where(
        _t.product_id == _l.product_id,
        _t.from_bin_id == _l.bin_id,
        _t.lot == _l.lot,
        _t.done_at.is_(None),
    )
    .correlate(levels)
    .scalar_subquery()
)
_to_be_counted = (
    select(count_requests.c.id)
    .where(
        count_requests.c.product_id == _l.product_id,
        count_requests.c.bin_id == _l.bin_id,
        count_requests.c.done_at.is_(None),
    )
    .correlate(levels)
    .exists()
)
_sources = with_lot(
    select(
        _l.bin_id,
        _l.lot,
        _l.on_hand - _l.reserved,
        _idle_here,
        _on_tasks,
        lots.c.expires_on,
        bins.c.walk,
        bins.c.code,
    )
    .select_from(levels)
    .join(bins, bins.c.id == _l.bin_id)
).where(
    *_bulk,
    bins.c.warehouse_id == bindparam("warehouse"),
    _l.product_id == bindparam("p"),
    _l.bin_id != bindparam("b"),
    _l.on_hand > 0,
    sendable(),
    ~_to_be_counted,  # how much lies there somebody has to see first
)
_grow = (
    update(replenish_tasks)
    .where(
        _t.product_id == bindparam("p"),
        _t.from_bin_id == bindparam("f"),
        _t.to_bin_id == bindparam("t"),
        _t.lot == bindparam("l"),
        _t.done_at.is_(None),
    )
    .values(quantity=_t.quantity + bindparam("q"))
)
_make: Executable = insert(replenish_tasks)
_still_there = (
    select(_l.product_id)
    .where(
        _l.product_id == _t.product_id,
        _l.bin_id == _t.from_bin_id,
        _l.lot == _t.lot,
        _l.on_hand - _l.reserved + _idle_here > 0,
    )
    .correlate(replenish_tasks)
    .exists()
)
_still_home = (
    select(_h.id)
    .where(_h.product_id == _t.product_id, _h.bin_id == _t.to_bin_id)
    .correlate(replenish_tasks)
    .exists()
)
_no_more = (
    select(_t.id)
    .where(
        _t.warehouse_id == bindparam("warehouse"),
        _t.done_at.is_(None),
        ~(_still_there & _still_home),
    )
    .order_by(_t.id)
)
_close = (
    update(replenish_tasks)
    .where(_t.id.in_(bindparam("wanted", expanding=True)), _t.done_at.is_(None))
    .values(done_at=bindparam("now"), result="not_needed")
)
