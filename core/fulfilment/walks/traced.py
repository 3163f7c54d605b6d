"""Lots and serial numbers on a walk: for which tasks a unit counts, and what is asked before.

Another lot than the promised one is taken where nobody is worse off, as at the packing table, and
only once it was scanned twice: the first scan says which lot was promised, and when both expire.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core import barcodes
from core.audit import record
from core.barcodes import Code
from core.catalog.tracking import Tracking
from core.fulfilment.packing.choosing_lots import asked_of, product_of, unit_with
from core.fulfilment.packing.meaning import Product, find_products
from core.fulfilment.packing.swapping_lots import Left, carry_out, days_said, find_swap
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks import tasks
from core.fulfilment.walks.hand import Hand, current, keep, together
from core.fulfilment.walks.renewing import renew
from core.fulfilment.walks.states import TaskState
from core.fulfilment.walks.tasks import Task
from core.orders.commands import head
from core.people.permissions import Permission, require
from core.stock import lots
from core.stock.lot_queries import days_of, units_in_bins
from core.stock.lots import Lot
from core.stock.reservations import of_order
from core.text import clean

LOT, SWAP, LATER = "lot", "swap", "later_lot"
ASKING = frozenset({LOT, SWAP, LATER})
"""Open questions about a lot: what else is scanned ends them."""
_NAMED = 4
"""Lots that a verdict names at most."""


def confirmed(hand: Hand, product: Product) -> int:
    """The units of which the scan means it: the same lot was scanned before; 0 where it was not."""
    asked = hand.ask
    if asked.get("what") != SWAP or asked["product"] != product.product_id:
        return 0
    same = asked["lot"].casefold() == product.unit_lot.casefold()
    return int(asked["units"]) if same else 0


def of_lot(
    bench: Bench,
    hand: Hand,
    product: Product,
    here: Sequence[Task],
    units: int,
    about: dict[str, Any],
    *,
    insists: bool = False,
) -> list[Task] | Answer:
    """The tasks that a unit counts for, of those in one bin; or what has to be said first.

    With `insists`, a lot may be taken that expires later than one that is to go first.
    """
    tx = bench.tx
    if product.tracking == Tracking.NONE:
        return current(list(here), here[0].bin_id)
    sure = confirmed(hand, product) > 0
    if hand.ask.get("what") in ASKING:
        hand = Hand(hand.walk, hand.fence, hand.at_bin, {})
        keep(bench, hand)
    named = product.unit_lot or _only_lot(bench, product, here)
    if named is None:
        return _ask(bench, hand, product, here, units, about)
    if not named:  # goods that came in before their lots were kept
        return [task for task in here if not task.lot]
    known = lots.find(tx, product.product_id, named)
    serial = product.tracking == Tracking.SERIAL
    about = about | {"lot": clean(named, lots.LIMIT)}
    if known is None:
        keep(bench, hand, at_bin=here[0].bin_id, ask=_asked(LOT, product, units))
        return Answer(Kind.UNKNOWN_CODE, "walk_lot", about)
    about |= {"lot": known.lot, **days_said(known)}
    if serial and units > 1:
        return Answer(Kind.OVER_QUANTITY, "walk_serial", about)
    if known.is_expired(tx.today):
        return Answer(Kind.WRONG_ITEM, "walk_expired", about)
    mine = [task for task in here if task.lot == known.lot]
    if mine:
        return mine
    if serial and _is_fetched(bench, hand, product, known.lot):
        return Answer(Kind.OVER_QUANTITY, "walk_serial_twice", about)
    return _instead(bench, hand, product, known, here, units, about, sure=sure, insists=insists)


def answered(bench: Bench, hand: Hand, code: Code) -> Product | None:
    """What was scanned before, of the lot that this code names; None where it names none."""
    asked = hand.ask
    if asked.get("what") not in ASKING:
        return None
    alone = barcodes.traced(code.raw)
    if alone is not None:
        if any(one.product_id != asked["product"] for one in find_products(bench.tx, code)):
            return None  # it names goods of its own
        return product_of(asked, alone.serial or alone.lot)
    for text in dict.fromkeys((clean(code.raw), code.value, *code.candidates)):
        known = lots.find(bench.tx, asked["product"], text)
        if known is not None:
            return product_of(asked, known.lot)
    return None


def unknown_lot(hand: Hand, code: Code) -> Product | None:
    """The same of a code that nobody knows, where a lot was asked for."""
    asked = hand.ask
    return product_of(asked, clean(code.value, lots.LIMIT)) if asked.get("what") == LOT else None


def unit_alone(bench: Bench, hand: Hand, code: Code) -> Product | None:
    """A unit of the walk by the lot or serial number on it; None where no such one is known."""
    every = tasks.all_of(bench.tx, hand.walk.id)
    return unit_with(bench.tx, {one.product_id: (one.sku, one.name) for one in every}, code)


def insist(bench: Bench, hand: Hand, why: str) -> Product:
    """Somebody who may says why a lot is taken although another one is to go first."""
    require(bench.tx, Permission.OVERRIDE_CONTENTS)
    asked = hand.ask
    told = {"sku": asked["sku"], "lot": asked["lot"], "first": asked["first"]}
    record(bench.tx, "lot_override", order_id=asked["order"], reason=clean(why, 200), **told)
    return product_of(asked, asked["lot"])


def which(
    bench: Bench, hand: Hand, product: Product, units: int, there: Sequence[tuple[str, int]]
) -> Answer:
    """Ask of which lot the unit in hand is, of (lot, units) that lie in the cart."""
    keep(bench, hand, ask=_asked(LOT, product, units))
    sums: dict[str, int] = {}
    for lot, many in there:
        sums[lot] = sums.get(lot, 0) + many
    named = _named(bench, product, [(lot, "", many) for lot, many in sums.items()])
    return _needs(product, {"sku": product.sku, "name": product.name, "lots": named})


def _instead(
    bench: Bench,
    hand: Hand,
    product: Product,
    lot: Lot,
    here: Sequence[Task],
    units: int,
    about: dict[str, Any],
    *,
    sure: bool,
    insists: bool,
) -> list[Task] | Answer:
    """Have units of another lot take the place of promised ones, or say why that cannot be."""
    tx, walk = bench.tx, hand.walk
    same = together(walk, list(here))
    room = sum(task.left for task in same)
    if units > room:
        return Answer(Kind.OVER_QUANTITY, "walk", about | {"room": room})
    promised = {
        (held.line_id, held.bin_id, held.lot): held
        for order_id in dict.fromkeys(task.order_id for task in same)
        for held in of_order(tx, order_id)
    }
    left = [
        Left(held, min(task.left, held.quantity))
        for task in same
        if (held := promised.get((task.line_id, task.bin_id, task.lot))) is not None
    ]
    owner = head(tx, same[0].order_id)
    bin_id = same[0].bin_id
    only_in = bin_id if bench.rules.scan_bins else None
    found = find_swap(tx, owner, lot, left, units, about, here=only_in, insists=insists)
    if isinstance(found, Answer):
        return _refused(bench, hand, product, same[0], units, found)
    if not sure and not insists:
        ask = _asked(SWAP, product, units) | {"lot": lot.lot}
        keep(bench, hand, at_bin=bin_id, ask=ask)
        gone = found.gone[0][0].lot
        day = days_of(tx, product.product_id, {gone}).get(gone)
        right = {"right": gone, "right_day": day.isoformat() if day else "", "units": units}
        return Answer(Kind.NEEDS_CONFIRMATION, "walk_lot_swap", about | right)
    carry_out(tx, owner, lot, found)
    orders = {held.order_id for held, _units in found.gone}
    for order_id in orders:
        renew(tx, walk, order_id, TaskState.CLAIMED)
    mine = [
        task
        for task in tasks.to_do(tx, walk.id)
        if (task.product_id, task.lot) == (product.product_id, lot.lot) and task.order_id in orders
    ]
    return current(mine, bin_id)


def _refused(
    bench: Bench, hand: Hand, product: Product, first: Task, units: int, found: Answer
) -> Answer:
    """What the packing table says of such a lot, as it is said on a walk."""
    about = found.params
    match found.detail:
        case "later_lot":
            asked = _asked(LATER, product, units) | {"lot": about["lot"], "order": first.order_id}
            keep(bench, hand, at_bin=first.bin_id, ask=asked | {"first": about["first"]})
            return Answer(Kind.WRONG_ITEM, "walk_later_lot", about)
        case "lot_too_old":
            return Answer(Kind.WRONG_ITEM, "walk_lot_too_old", about)
        case "lot_sent":
            return Answer(Kind.WRONG_ITEM, "walk_lot_sent", about)
        case "lot_gone":
            return Answer(Kind.WRONG_ITEM, "walk_lot_gone", about)
        case "lot_not_promised":
            return Answer(Kind.WRONG_ITEM, "walk_lot_not_promised", about)
        case _:
            return Answer(Kind.WRONG_ITEM, "walk_lot_taken", about)


def _only_lot(bench: Bench, product: Product, here: Sequence[Task]) -> str | None:
    """The one lot that the unit in hand can be of; None where it could be another."""
    promised = {task.lot for task in here}
    if len(promised) != 1:
        return None
    (lot,) = promised
    bins = sorted({task.bin_id for task in here})
    there = units_in_bins(bench.tx, product.product_id, bins)
    return None if set(there) - {lot} else lot


def _ask(
    bench: Bench,
    hand: Hand,
    product: Product,
    here: Sequence[Task],
    units: int,
    about: dict[str, Any],
) -> Answer:
    """Ask for the lot of what was scanned; it counts once its lot is scanned or typed."""
    keep(bench, hand, at_bin=here[0].bin_id, ask=_asked(LOT, product, units))
    sums: dict[tuple[str, str], int] = {}
    for task in here:
        sums[task.lot, task.bin] = sums.get((task.lot, task.bin), 0) + task.left
    found = [(lot, place, many) for (lot, place), many in sums.items()]
    return _needs(product, about | {"lots": _named(bench, product, found)})


def _named(
    bench: Bench, product: Product, found: Sequence[tuple[str, str, int]]
) -> list[dict[str, object]]:
    known = days_of(bench.tx, product.product_id, {lot for lot, _bin, _units in found})
    days = {lot: day.isoformat() for lot, day in known.items() if day is not None}
    return [
        {"lot": lot, "bin": place, "quantity": many, "day": days.get(lot, "")}
        for lot, place, many in found[:_NAMED]
    ]


def _needs(product: Product, about: dict[str, Any]) -> Answer:
    serial = product.tracking == Tracking.SERIAL
    return Answer(Kind.NEEDS_LOT, "walk_serial" if serial else "walk", about)


def _is_fetched(bench: Bench, hand: Hand, product: Product, lot: str) -> bool:
    return any(
        task.picked and (task.product_id, task.lot) == (product.product_id, lot)
        for task in tasks.all_of(bench.tx, hand.walk.id)
    )


def _asked(what: str, product: Product, units: int) -> dict[str, Any]:
    return {"what": what} | asked_of(product, units)
