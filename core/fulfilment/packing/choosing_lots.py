"""Which lot a scan of tracked goods counts: the one that it names, or the only one there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core import barcodes
from core.audit import record
from core.barcodes import Code
from core.catalog.tracking import Tracking
from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.swapping_lots import Left, carry_out, days_said, find_swap
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.verify import Count
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import lots_begun
from core.people.permissions import Permission, require
from core.stock import lots
from core.stock.lot_queries import days_of, tracked_with, units_in_bins
from core.stock.models import BinKind
from core.stock.queries import bin_codes, bin_kinds
from core.stock.reservations import of_order
from core.text import clean
from core.transaction import Transaction

ASKING = frozenset({"lot", "later_lot"})
"""Open questions about a lot: another code than their answer ends them."""
_NAMED = 4
"""Lots that a verdict names at most."""


def choose_lots(
    bench: Bench,
    order: OpenOrder,
    product: Product,
    units: int,
    about: Mapping[str, object],
    *,
    insists: bool = False,
) -> Sequence[Count] | Answer:
    """Units by line and lot, all of them promised; or why they cannot be counted.

    With `insists`, a lot may be packed that expires later than one that is to go first.
    """
    left = _uncounted(bench, order, product.product_id)
    lot = product.unit_lot or _only_lot(bench, order, product.product_id, left)
    if not lot:
        return _ask(bench, order, product, units, left)
    known = lots.find(bench.tx, product.product_id, lot)
    rest = needed(bench, order)
    if known is None:
        bench.change(awaiting="lot", asked=asked_of(product, units))
        return Answer(Kind.UNKNOWN_CODE, "lot", {**about, "lot": clean(lot, lots.LIMIT)} | rest)
    if bench.work.awaiting in ASKING:
        bench.change(awaiting="", asked={})
    said = {**about, "lot": known.lot, **days_said(known)} | rest
    if product.tracking == Tracking.SERIAL:
        if units > 1:
            return Answer(Kind.OVER_QUANTITY, "serial", said)
        if _in_box(bench, order, product.product_id, known.lot):
            return Answer(Kind.OVER_QUANTITY, "serial_twice", said)
    if known.is_expired(bench.tx.today):
        return Answer(Kind.WRONG_ITEM, "expired", said)
    short = units - sum(one.units for one in left if one.held.lot == known.lot)
    if short > 0:
        here = bench.work.at_bin if bench.work.mode == "pick" else None
        found = find_swap(bench.tx, order, known, left, short, said, here=here, insists=insists)
        if isinstance(found, Answer):
            if found.detail == "later_lot":
                asked = asked_of(product, units) | {"lot": known.lot}
                bench.change(awaiting="later_lot", asked=asked | {"first": found.params["first"]})
            return found
        carry_out(bench.tx, order, known, found)
        left = _uncounted(bench, order, product.product_id)
    return _counts([one for one in left if one.held.lot == known.lot], units)


def product_asked(bench: Bench, lot: str) -> Product:
    """The product that was scanned before its lot was asked for, with the lot now."""
    return product_of(bench.work.asked, lot)


def product_of(asked: Mapping[str, Any], lot: str) -> Product:
    """The same of what was kept with the question."""
    traced = {"tracking": asked["tracking"], "lot": lot, "serial": lot}
    return Product(
        asked["product"], asked["sku"], asked["name"], asked["units"], typed=True, **traced
    )


def lot_alone(bench: Bench, order: OpenOrder, code: Code) -> Product | None:
    """A unit of the order by the lot or serial number on it; None where no such one is known."""
    names = {line.product_id: (line.sku, line.name) for line in order.lines}
    return unit_with(bench.tx, names, code)


def unit_with(tx: Transaction, names: Mapping[int, tuple[str, str]], code: Code) -> Product | None:
    """A unit of one of some products, given with SKU and name, by its lot or serial number."""
    alone = barcodes.traced(code.raw)
    texts = [alone.serial, alone.lot] if alone else [code.value]
    rows = tracked_with(tx, sorted(names), [text for text in texts if text])
    if len(rows) != 1:
        return None
    ((product, tracking, lot),) = rows
    return Product(product, *names[product], 1, tracking=tracking, lot=lot, serial=lot)


def insist(bench: Bench, order: OpenOrder, why: str) -> Product:
    """Somebody who may says why a lot is packed although another one is to go first."""
    require(bench.tx, Permission.OVERRIDE_CONTENTS)
    asked = bench.work.asked
    product = product_asked(bench, asked["lot"])
    told = {"sku": product.sku, "lot": asked["lot"], "first": asked["first"]}
    record(bench.tx, "lot_override", order_id=order.id, reason=clean(why, 200), **told)
    bench.change(awaiting="", asked={})
    return product


def _uncounted(bench: Bench, order: OpenOrder, product_id: int) -> list[Left]:
    """What is promised of a product and not yet counted, in walking order."""
    held = [one for one in of_order(bench.tx, order.id) if one.product_id == product_id]
    if bench.work.mode == "pick":
        here = bench.work.at_bin
        kinds = bin_kinds(bench.tx, sorted({one.bin_id for one in held}))
        shelved = [one for one in held if kinds[one.bin_id] is BinKind.SHELF]
        mine = [one for one in shelved if one.bin_id == here] or shelved
        return [Left(one, one.quantity) for one in mine]
    counted = lots_begun(bench.tx, order.id)
    left = []
    for one in held:
        gone = min(one.quantity, counted.get((one.line_id, one.lot), 0))
        counted[one.line_id, one.lot] = counted.get((one.line_id, one.lot), 0) - gone
        if one.quantity > gone:
            left.append(Left(one, one.quantity - gone))
    return left


def _in_box(bench: Bench, order: OpenOrder, product_id: int, lot: str) -> int:
    """Units of a lot that were counted into parcels that are still open."""
    mine = {line.id for line in order.lines if line.product_id == product_id}
    begun = lots_begun(bench.tx, order.id)
    return sum(n for (line, one), n in begun.items() if line in mine and one == lot)


def _only_lot(bench: Bench, order: OpenOrder, product_id: int, left: Sequence[Left]) -> str | None:
    """The one lot that the unit in hand can be of; None where it could be another."""
    promised = {one.held.lot for one in left}
    if len(promised) != 1:
        return None
    (lot,) = promised
    bins = sorted({one.held.bin_id for one in left})
    there = units_in_bins(bench.tx, product_id, bins)
    # What is in the box lies in its bin only on the books.
    others = {
        other
        for other, units in there.items()
        if other != lot and units > _in_box(bench, order, product_id, other)
    }
    return None if others else lot


def _ask(
    bench: Bench, order: OpenOrder, product: Product, units: int, left: Sequence[Left]
) -> Answer:
    """Ask for the lot of what was scanned; it counts once its lot is scanned or typed."""
    bench.change(awaiting="lot", asked=asked_of(product, units))
    days = days_of(bench.tx, product.product_id, {one.held.lot for one in left})
    codes = bin_codes(bench.tx, sorted({one.held.bin_id for one in left}))
    named: list[dict[str, object]] = []
    for one in left[:_NAMED]:
        day = days.get(one.held.lot)
        place: dict[str, object] = {"lot": one.held.lot, "bin": codes[one.held.bin_id]}
        named.append(place | {"quantity": one.units, "day": day.isoformat() if day else ""})
    said = {"sku": product.sku, "name": product.name, "units": units, "lots": named}
    serial = product.tracking == Tracking.SERIAL
    return Answer(Kind.NEEDS_LOT, "serial" if serial else "", said | needed(bench, order))


def asked_of(product: Product, units: int) -> dict[str, Any]:
    """What a question about the lot of a product is kept with."""
    return {
        "product": product.product_id,
        "sku": product.sku,
        "name": product.name,
        "tracking": product.tracking,
        "units": units,
    }


def _counts(left: Sequence[Left], units: int) -> list[Count]:
    """So many units of one lot, by the lines that they are promised to."""
    counts: dict[int, int] = {}
    for one in left:
        taken = min(units, one.units)
        if taken:
            counts[one.held.line_id] = counts.get(one.held.line_id, 0) + taken
            units -= taken
    return [Count(line, n, left[0].held.lot) for line, n in counts.items()]
