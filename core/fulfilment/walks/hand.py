"""The walk that a station has in hand: kept with its work, so that it survives the process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.states import Mode
from core.fulfilment.walks.tasks import Task, to_do
from core.fulfilment.walks.walk import Walk, load
from core.stock.queries import bin_codes
from core.transaction import Transaction

_NAME = "walk"


@dataclass(frozen=True, slots=True)
class Hand:
    """What the picker has in hand."""

    walk: Walk
    fence: int
    at_bin: int | None
    """The bin that was scanned last."""
    ask: dict[str, Any]
    """What must be scanned next, where that is not simply the next task: a tote, a reason."""


def in_hand(bench: Bench) -> Hand | None:
    """The walk at this station, locked for this transaction; None where there is none."""
    kept = bench.work.aside.get(_NAME)
    if kept is None:
        return None
    walk = load(bench.tx, kept["id"], lock=True)
    return Hand(walk, kept["fence"], kept.get("bin"), kept.get("ask", {}))


def number_in_hand(aside: dict[str, Any]) -> int | None:
    """The same walk as a number, of a station's work as it is stored."""
    kept = aside.get(_NAME)
    return None if kept is None else int(kept["id"])


def keep(
    bench: Bench, hand: Hand, *, at_bin: int | None = None, ask: dict[str, Any] | None = None
) -> None:
    """Remember where the picker stands, and what is asked now."""
    kept = {"id": hand.walk.id, "fence": hand.fence, "bin": at_bin or hand.at_bin}
    bench.lay_aside(_NAME, kept | ({"ask": ask} if ask else {}))


def begin(bench: Bench, walk_id: int, fence: int) -> None:
    """The picker takes a walk."""
    bench.lay_aside(_NAME, {"id": walk_id, "fence": fence, "bin": None})


def put_down(bench: Bench) -> None:
    """No walk is in hand any more."""
    bench.lay_aside(_NAME, None)
    bench.change(quantity=None)


def current(tasks: list[Task], at_bin: int | None) -> list[Task]:
    """What is to be fetched now: all tasks of one product in one bin; none where all is done.

    The bin where the picker stands goes before the way.
    """
    here = [task for task in tasks if task.bin_id == at_bin] or tasks
    if not here:
        return []
    first = here[0]
    return [
        task
        for task in here
        if (task.bin_id, task.product_id, task.lot) == (first.bin_id, first.product_id, first.lot)
    ]


def together(walk: Walk, now: list[Task]) -> list[Task]:
    """Those of them that go into the same tote: all of a batch, one order's of a cluster."""
    if walk.mode is Mode.BATCH:
        return now
    return [task for task in now if task.order_id == now[0].order_id]


def ahead(bench: Bench, hand: Hand) -> dict[str, Any]:
    """Bin, product, units and tote of what comes next, for the words of a verdict."""
    return next_of(bench.tx, hand.walk, to_do(bench.tx, hand.walk.id), hand.at_bin)


def next_of(tx: Transaction, walk: Walk, tasks: list[Task], at_bin: int | None) -> dict[str, Any]:
    """The same of tasks that were read already."""
    about = {"walk": walk.code, "left": sum(task.left for task in tasks)}
    now = current(tasks, at_bin)
    if not now:
        return about
    mine = together(walk, now)
    return about | {
        "next_bin": now[0].bin,
        "next_sku": now[0].sku,
        "next_name": now[0].name,
        "next_lot": now[0].lot,
        "next_units": sum(task.left for task in mine),
        "next_to": goes_to(tx, walk, mine),
    }


def goes_to(tx: Transaction, walk: Walk, mine: Iterable[Task]) -> str:
    """The tote that units go into, or the number of its place on the cart."""
    if walk.mode is Mode.BATCH:
        return "" if walk.cart_id is None else bin_codes(tx, [walk.cart_id])[walk.cart_id]
    first = next(iter(mine))
    return first.tote or f"#{first.slot}"
