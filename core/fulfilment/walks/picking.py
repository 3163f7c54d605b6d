"""Scans on a walk: the bin, the product, and the tote of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks, traced
from core.fulfilment.walks.ending import cart_of, conclude
from core.fulfilment.walks.hand import Hand, ahead, current, keep, next_of, together
from core.fulfilment.walks.membership import inside, is_fetched, tie
from core.fulfilment.walks.models import pick_tasks, walk_orders, walks
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.settling import Settled, settle
from core.fulfilment.walks.states import LIVE, TO_DO, Mode, TaskState
from core.fulfilment.walks.tasks import Task
from core.fulfilment.walks.totes import tote_for
from core.fulfilment.walks.walk import load
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.models import BinKind
from core.stock.places import find_bin, special_bin
from core.stock.queries import bin_codes
from core.stock.reservations import carry, of_order
from core.text import clean


def at_bin(bench: Bench, hand: Hand, code: str) -> Answer:
    """The picker stands at a bin."""
    found = find_bin(bench.tx, bench.warehouse_id, clean(code, 40))
    left = tasks.to_do(bench.tx, hand.walk.id)
    if found is None:
        about = {"bin": clean(code, 40)} | next_of(bench.tx, hand.walk, left, hand.at_bin)
        return Answer(Kind.UNKNOWN_CODE, "walk_bin", about)
    if not any(task.bin_id == found.id for task in left):
        about = {"bin": found.code} | next_of(bench.tx, hand.walk, left, hand.at_bin)
        return Answer(Kind.WRONG_ITEM, "walk_wrong_bin", about)
    keep(bench, hand, at_bin=found.id)
    return Answer(
        Kind.INFO, "walk_at_bin", {"bin": found.code} | next_of(bench.tx, hand.walk, left, found.id)
    )


def pick(bench: Bench, hand: Hand, product: Product, *, insists: bool = False) -> Answer:
    """Count a product scan into the walk's next task for it.

    With `insists`, of a lot that expires later than one that is to go first.
    """
    require(bench.tx, Permission.PICK)
    units = (1 if product.typed else bench.work.quantity or 1) * product.units
    units = traced.confirmed(hand, product) or units
    bench.change(quantity=None)
    left = tasks.to_do(bench.tx, hand.walk.id)
    about = {"sku": product.sku, "name": product.name, "units": units}
    mine = [task for task in left if task.product_id == product.product_id]
    if not mine:
        return _not_here(bench, hand, product, left, about)
    here = _here(bench, hand, mine, left, about)
    if isinstance(here, Answer):
        return here
    rest = next_of(bench.tx, hand.walk, left, here[0].bin_id)
    chosen = traced.of_lot(bench, hand, product, here, units, about | rest, insists=insists)
    if isinstance(chosen, Answer):
        return chosen
    same = together(hand.walk, chosen)
    room = sum(task.left for task in same)
    if units > room:
        return Answer(Kind.OVER_QUANTITY, "walk", about | {"room": room} | rest)
    first = same[0]
    if needs_tote(bench, hand, first):
        ask = {"what": "tote", "task": first.id, "units": units}
        keep(bench, hand, at_bin=first.bin_id, ask=ask)
        to = first.tote or f"#{first.slot}"
        said = {"order": first.order_no, "to": to, "walk": hand.walk.code}
        return Answer(
            Kind.NEEDS_CONFIRMATION, "walk_tote" if first.tote else "walk_tie", about | said
        )
    return put(bench, hand, same, units)


def use_tote(bench: Bench, hand: Hand, code: str) -> Answer:
    """A tote: where the units in hand go, or what an order or the whole cart is tied to."""
    tx, walk, asked = bench.tx, hand.walk, hand.ask
    waits = asked.get("what") == "tote"
    if waits:
        task = tasks.one(tx, asked["task"])
    else:
        left = tasks.to_do(tx, walk.id)
        now = current(left, hand.at_bin)
        if not now:
            return Answer(Kind.INFO, "walk_tote_unused", {"tote": clean(code, 40)})
        task = now[0]
    if walk.mode is Mode.BATCH:
        return _use_cart(bench, hand, code)
    wrong = tied(bench, hand, task, code)
    if wrong is not None:
        return wrong
    if not waits:
        keep(bench, hand)
        about = {"tote": clean(code, 40), "order": task.order_no}
        return Answer(Kind.INFO, "walk_tied", about | ahead(bench, hand))
    if task.state not in TO_DO or task.left < asked["units"]:
        keep(bench, hand)
        return Answer(
            Kind.CHANGED,
            "walk_tasks",
            {"order": task.order_no, "orders": task.order_no} | ahead(bench, hand),
        )
    return put(bench, hand, [tasks.one(tx, task.id)], asked["units"])


def tied(bench: Bench, hand: Hand, task: Task, code: str) -> Answer | None:
    """Tie a tote to the order of a task; the answer where the order has another one."""
    tote = tote_for(bench.tx, bench.warehouse_id, code, {task.order_id})
    if task.tote_id not in {None, tote}:
        named = bin_codes(bench.tx, [tote])[tote]
        about = {"tote": named, "right": task.tote, "order": task.order_no}
        return Answer(Kind.WRONG_ITEM, "walk_wrong_tote", about | ahead(bench, hand))
    tie(bench.tx, hand.walk.id, task.order_id, tote)
    return None


def put(bench: Bench, hand: Hand, same: Sequence[Task], units: int) -> Answer:
    """Move units from the bin into their tote, the first order first."""
    tx, walk = bench.tx, hand.walk
    tote = cart_of(tx, walk) if walk.mode is Mode.BATCH else _tote_of(bench, same[0])
    picks: list[list[int]] = []
    left = units
    for task in same:
        taken = min(left, task.left)
        if not taken:
            break
        held = next(
            (
                one
                for one in of_order(tx, task.order_id)
                if (one.line_id, one.bin_id, one.lot) == (task.line_id, task.bin_id, task.lot)
            ),
            None,
        )
        if held is None or held.quantity < taken:  # what is promised to it lies elsewhere by now
            renew(tx, walk, task.order_id, TaskState.CLAIMED)
            keep(bench, hand)
            about = {"order": task.order_no, "orders": task.order_no}
            return Answer(Kind.CHANGED, "walk_tasks", about | ahead(bench, hand))
        carry(tx, walk.warehouse_id, held, taken, tote, reference=task.order_no)
        tx.execute(_picked, {"line": task.line_id, "q": taken})
        now = task.picked + taken
        then = TaskState.DONE if now == task.quantity else TaskState.CLAIMED
        tasks.step(tx, task, then, picked=now, tote_id=tote)
        picks.append([task.id, taken])
        left -= taken
    bench.effect = {"kind": "walk_pick", "walk": walk.id, "tote": tote, "picks": picks}
    keep(bench, hand, at_bin=same[0].bin_id)
    return _said(bench, hand, same, units, tote)


def _said(bench: Bench, hand: Hand, same: Sequence[Task], units: int, tote: int) -> Answer:
    """What the picker hears: the order is whole, the walk is over, or what comes next."""
    tx, walk = bench.tx, hand.walk
    first = same[0]
    bench.order_no = first.order_no
    about: dict[str, Any] = {
        "sku": first.sku,
        "name": first.name,
        "units": units,
        "to": bin_codes(tx, [tote])[tote],
        "order": first.order_no,
        "walk": walk.code,
    }
    settled = None
    if walk.mode is not Mode.BATCH and is_fetched(tx, walk.id, first.order_id):
        settled = settle(tx, walk.id, first.order_id)
    hand = Hand(hand.walk, hand.fence, first.bin_id, {})
    rest = ahead(bench, hand)
    if conclude(bench, hand):
        over = load(tx, walk.id)
        if over.state in LIVE:
            return Answer(Kind.ORDER_COMPLETE, "walk_to_sort", about)
        if walk.mode is Mode.BATCH:
            return Answer(Kind.ORDER_COMPLETE, "walk_singles", about)
        return Answer(Kind.ORDER_COMPLETE, "walk_done", about)
    if settled is Settled.WHOLE:
        return Answer(Kind.ORDER_COMPLETE, "walk_order", about | rest)
    if settled is Settled.WAITS:
        return Answer(Kind.OK_LINE_DONE, "walk_part", about | rest)
    more = sum(task.left for task in same) > units
    return Answer(Kind.OK if more else Kind.OK_LINE_DONE, "walk", about | rest)


def needs_tote(bench: Bench, hand: Hand, task: Task) -> bool:
    """Whether a tote has to be scanned before units of a task are counted."""
    if hand.walk.mode in {Mode.BATCH, Mode.SINGLE}:
        return False
    return task.tote_id is None or bench.rules.scan_totes


def _tote_of(bench: Bench, task: Task) -> int:
    if task.tote_id is not None:
        return task.tote_id
    return special_bin(bench.tx, bench.warehouse_id, BinKind.TOTE)


def _use_cart(bench: Bench, hand: Hand, code: str) -> Answer:
    """The cart or tote for all goods of a batch; it cannot change once goods lie in it."""
    tx, walk = bench.tx, hand.walk
    mine = {one.order_id for one in inside(tx, walk.id)}
    cart = tote_for(tx, bench.warehouse_id, code, mine)
    if walk.cart_id not in {None, cart} or (walk.cart_id is None and _has_picks(bench, walk.id)):
        named = bin_codes(tx, [cart_of(tx, walk)])[cart_of(tx, walk)]
        about = {"tote": clean(code, 40), "right": named, "order": "-"}
        return Answer(Kind.WRONG_ITEM, "walk_wrong_tote", about | ahead(bench, hand))
    tx.execute(_cart, {"walk": walk.id, "cart": cart})
    hand = Hand(load(tx, walk.id), hand.fence, hand.at_bin, {})
    return Answer(Kind.INFO, "walk_cart", {"tote": clean(code, 40)} | ahead(bench, hand))


def _has_picks(bench: Bench, walk_id: int) -> bool:
    return bench.tx.execute(_some_picked, {"walk": walk_id}).first() is not None


def _here(
    bench: Bench, hand: Hand, mine: Sequence[Task], left: list[Task], about: dict[str, Any]
) -> list[Task] | Answer:
    """All tasks for a product at the bin where the picker stands, or what is wrong."""
    rest = next_of(bench.tx, hand.walk, left, hand.at_bin)
    if not bench.rules.scan_bins:
        now = current(left, hand.at_bin)
        bin_id = now[0].bin_id if any(t.bin_id == now[0].bin_id for t in mine) else mine[0].bin_id
        return [task for task in mine if task.bin_id == bin_id]
    if hand.at_bin is None or all(task.bin_id != hand.at_bin for task in left):
        return Answer(Kind.NEEDS_CONFIRMATION, "walk_bin_first", about | rest)
    here = [task for task in mine if task.bin_id == hand.at_bin]
    if not here:
        there = {"bin": bin_codes(bench.tx, [hand.at_bin])[hand.at_bin], "other": mine[0].bin}
        return Answer(Kind.WRONG_ITEM, "walk_other_bin", about | there | rest)
    return here


def _not_here(
    bench: Bench, hand: Hand, product: Product, left: list[Task], about: dict[str, Any]
) -> Answer:
    """Nothing of it is to be fetched: enough of it is there, another walk wants it, or nobody."""
    rest = next_of(bench.tx, hand.walk, left, hand.at_bin)
    row = {"walk": hand.walk.id, "product": product.product_id}
    if bench.tx.execute(_was_here, row).first() is not None:
        return Answer(Kind.OVER_QUANTITY, "walk_none_left", about | rest)
    other = bench.tx.execute(_elsewhere, row | {"w": bench.warehouse_id}).scalar()
    if other is not None:
        return Answer(Kind.WRONG_ITEM, "walk_of_other", about | {"other": f"W{other}"} | rest)
    return Answer(Kind.WRONG_ITEM, "walk", about | rest)


_picked = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(picked=order_lines.c.picked + bindparam("q"))
)
_cart = update(walks).where(walks.c.id == bindparam("walk")).values(cart_id=bindparam("cart"))
_some_picked = (
    select(pick_tasks.c.id)
    .where(pick_tasks.c.walk_id == bindparam("walk"), pick_tasks.c.picked > 0)
    .limit(1)
)
_was_here = (
    select(pick_tasks.c.id)
    .where(
        pick_tasks.c.walk_id == bindparam("walk"),
        pick_tasks.c.product_id == bindparam("product"),
        pick_tasks.c.picked > 0,
    )
    .limit(1)
)
_elsewhere = (
    select(walks.c.id)
    .join(pick_tasks, pick_tasks.c.walk_id == walks.c.id)
    .join(
        walk_orders,
        (walk_orders.c.walk_id == walks.c.id) & (walk_orders.c.order_id == pick_tasks.c.order_id),
    )
    .where(
        walks.c.warehouse_id == bindparam("w"),
        walks.c.state.in_([state.value for state in LIVE]),
        walks.c.id != bindparam("walk"),
        pick_tasks.c.product_id == bindparam("product"),
        pick_tasks.c.state.in_([state.value for state in TO_DO]),
    )
    .order_by(walks.c.due_at, walks.c.id)
    .limit(1)
)
