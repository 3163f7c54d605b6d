"""The differences of a count go into the ledger; promises that the goods cannot keep are made anew.

A difference is what was counted against what the books said at that moment. Where goods moved
after it, a person decides whether it still holds: nobody guesses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select, update

from core.audit import record
from core.counting import worth
from core.counting.books import Books, books_of, levels_in
from core.counting.commands import check_open, move_on, step_task
from core.counting.models import count_lines, count_tasks
from core.counting.queries import Count, Line, Off, off_lines, one_count, tasks_of
from core.counting.rules import CountingRules
from core.counting.since import Moved, moved_since
from core.counting.states import TO_COUNT, CountState, TaskState
from core.counting.taking import take
from core.errors import Refusal
from core.orders.promise import promise_orders
from core.people.permissions import Permission, require
from core.stock.commands import Move, post
from core.stock.counting import request_done
from core.stock.models import BinKind, count_requests
from core.stock.places import special_bin
from core.transaction import Transaction

REASON = "count"
"""The reason of moves that set the books right."""
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that is off, of goods that moved since it was counted."""

    line: Line
    bin: str
    now: Books
    moves: tuple[Moved, ...]

    @property
    def can_be_kept(self) -> bool:
        """Whether its difference can be posted at all: there cannot be fewer than none."""
        return self.now.on_hand + self.line.difference >= 0


@dataclass(frozen=True, slots=True)
class Posted:
    """What a count changed: lines, units and their value in minor units of `currency`."""

    count: Count
    lines: int
    off: int
    """Lines that differed."""
    more: int
    """Units that were found."""
    less: int
    """Units that were not."""
    value: int
    """Of what was found less what was not; goods of unknown cost count nothing."""
    unknown: int
    """Lines that differed and whose cost nobody knows."""
    currency: str
    waiting: int
    """Orders that lost what was promised to them, and wait."""
    promised: int
    """Orders that lost it and have it from elsewhere now."""


def conflicts(tx: Transaction, count_id: int) -> list[Conflict]:
    """Lines that differ and whose goods moved since; a person decides on each before it is posted.

    Left out are those that somebody said are right all the same.
    """
    found = []
    for off, now in _with_books(tx, off_lines(tx, count_id)):
        line = off.line
        stays = now.expected == line.expected and not line.moved
        if stays or (line.kept and now.on_hand + line.difference >= 0):
            continue
        since = moved_since(tx, off.bin_id, line)
        found.append(Conflict(line, off.bin, now, tuple(since)))
    return found


def post_count(
    tx: Transaction, rules: CountingRules, count_id: int, *, partial: bool = False
) -> Posted:
    """Post what was counted; bins that were not are left as they are where `partial` says so.

    Raises Refusal ``count_over``, ``count_bins_left``, ``count_nothing_counted``,
    ``count_moved`` where a person has to decide first, ``count_in_work`` where goods that are not
    there are worked on at this moment, and what the stock refuses of lots.
    """
    require(tx, Permission.COUNT_POST)
    found = one_count(tx, count_id, lock=True)
    check_open(found)
    if found.left and not partial:
        raise Refusal("count_bins_left", count=found.number, bins=found.left, again=found.again)
    if tx.execute(_any_done, {"count": count_id}).first() is None:
        raise Refusal("count_nothing_counted", count=found.number)
    doubtful = conflicts(tx, count_id)
    if doubtful:
        named = ", ".join(f"{one.line.sku} @{one.bin}" for one in doubtful[:_NAMED])
        raise Refusal("count_moved", count=found.number, lines=len(doubtful), goods=named)
    for task in tasks_of(tx, count_id, TO_COUNT):
        step_task(tx, task, TaskState.SKIPPED, holder="")
    off = off_lines(tx, count_id)
    released = _write_moves(tx, found, off)
    for bin_id, product in tx.execute(_answered, {"count": count_id}).all():
        request_done(tx, bin_id, product)
    waiting, promised = _promise_anew(tx, rules, found.warehouse_id, released)
    told = _write_lines(tx, rules, count_id, [one.line for one in off])
    move_on(tx, found, CountState.POSTED, currency=rules.currency)
    record(tx, "count_posted", count=found.number, **told)
    return Posted(
        one_count(tx, count_id),
        currency=rules.currency,
        waiting=waiting,
        promised=promised,
        **told,
    )


def _with_books(tx: Transaction, off: Sequence[Off]) -> Iterator[tuple[Off, Books]]:
    """Lines with what the books say of them now, bin by bin."""
    for bin_id, group in groupby(off, key=lambda one: one.bin_id):
        mine = list(group)
        by_lot = {one.line.product_id for one in mine if one.line.by_lot}
        now = books_of(tx, bin_id, {one.line.product_id for one in mine}, by_lot)
        for one in mine:
            yield one, now.get((one.line.product_id, one.line.lot), Books())


def _write_moves(tx: Transaction, found: Count, off: Sequence[Off]) -> list[int]:
    """Post the differences; gives the orders that lost what was promised to them."""
    outside = special_bin(tx, found.warehouse_id, BinKind.ADJUST)
    released: list[int] = []
    less: list[Move] = []
    more: list[Move] = []
    # Products in one order by everybody, so that none waits in a ring.
    for one in sorted(off, key=lambda one: (one.line.product_id, one.bin_id, one.line.lot)):
        line, units = one.line, one.line.difference
        if units < 0:
            gone, waiting = take(tx, one, -units, found.number)
            less += [Move(line.product_id, one.bin_id, outside, n, lot) for lot, n in gone]
            released += waiting
        else:
            lot = line.lot if line.by_lot else _only_lot(tx, one)
            more.append(Move(line.product_id, outside, one.bin_id, units, lot))
    told: dict[str, Any] = {"reason": REASON, "reference": found.number}
    # What is not there leaves first: a serial number that lies elsewhere is never there twice.
    post(tx, found.warehouse_id, less, **told)
    post(tx, found.warehouse_id, more, **told)
    return list(dict.fromkeys(released))


def _only_lot(tx: Transaction, one: Off) -> str:
    """The lot of goods that are not told apart: that of what lies there, where it is one."""
    levels = levels_in(tx, one.bin_id, [one.line.product_id])
    there = {level.lot for level in levels if level.on_hand}
    return there.pop() if len(there) == 1 else ""


def _promise_anew(
    tx: Transaction, rules: CountingRules, warehouse: int, released: list[int]
) -> tuple[int, int]:
    """(orders that wait, orders that have their goods from elsewhere)."""
    if not released:
        return 0, 0
    done = promise_orders(tx, warehouse, released[::-1], partial=rules.partial)
    return len(released) - done.ready, done.ready


def _write_lines(
    tx: Transaction, rules: CountingRules, count_id: int, off: Sequence[Line]
) -> dict[str, int]:
    """Write down what was posted of each line, and its value; gives the sums."""
    lines = tx.execute(_none_off, {"count": count_id}).rowcount
    prices = worth.unit_costs(tx, rules.currency, {one.product_id for one in off})
    rows: list[dict[str, Any]] = []
    sums = dict.fromkeys(("lines", "off", "more", "less", "value", "unknown"), 0)
    for line in off:
        value = worth.value(prices.get(line.product_id), line.difference)
        rows.append({"line": line.id, "units": line.difference, "worth": value})
        sums["more" if line.difference > 0 else "less"] += abs(line.difference)
        sums["value"] += value or 0
        sums["unknown"] += value is None
    if rows:
        tx.execute(_posted, rows)
    return sums | {"lines": lines, "off": len(off)}


_done = (
    select(count_tasks.c.id)
    .where(count_tasks.c.count_id == bindparam("count"))
    .where(count_tasks.c.state == TaskState.DONE.value)
)
_any_done = _done.limit(1)
_none_off = (
    update(count_lines)
    .where(count_lines.c.task_id.in_(_done), count_lines.c.counted.is_not(None))
    .values(posted=0, value=0)
)
_posted = (
    update(count_lines)
    .where(count_lines.c.id == bindparam("line"))
    .values(posted=bindparam("units"), value=bindparam("worth"))
)
_answered = (
    select(count_requests.c.bin_id, count_requests.c.product_id)
    .join(count_tasks, count_tasks.c.bin_id == count_requests.c.bin_id)
    .join(count_lines, count_lines.c.task_id == count_tasks.c.id)
    .where(
        count_tasks.c.id.in_(_done),
        count_lines.c.product_id == count_requests.c.product_id,
        count_lines.c.counted.is_not(None),
        count_requests.c.done_at.is_(None),
    )
    .distinct()
)
