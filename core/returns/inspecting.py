"""What came back is looked at piece by piece: good goods go to a bin, damaged ones aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, update

from core.audit import record
from core.catalog.tracking import Tracking
from core.errors import Refusal
from core.fulfilment.sent_lots import lots_sent
from core.people.permissions import Permission, require
from core.returns.commands import REASON, UNDONE, step
from core.returns.models import return_lines
from core.returns.queries import Return, ReturnLine, lines_of, one_return
from core.returns.states import ReturnState
from core.stock import lots
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import Bin, special_bin
from core.stock.put_away import goods_bin
from core.text import clean
from core.transaction import Transaction

Counts = Sequence[tuple[int, int]]
"""Units by line of the return."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What one look found: units of a product that went to a bin, and by which lines."""

    sku: str
    name: str
    units: int
    bin: str
    damaged: bool
    counts: Counts
    rest: int
    """Units of the whole return that are still to be inspected."""
    lot: str = ""
    """The lot that they were sent with."""


def inspect(
    tx: Transaction,
    return_id: int,
    product_id: int,
    units: int,
    bin_code: str,
    note: str = "",
    lot: str = "",
) -> Inspected:
    """Put units of a return into a bin: a shelf for good ones, the place for damaged ones else.

    They keep the lot that they were sent with; where several were, it has to be said. Raises
    Refusal ``return_not_here`` unless it has arrived, ``return_not_of_order``, ``return_too_many``,
    ``return_lot_needed``, ``return_lot_not_sent``, ``bin_not_for_goods``, and NotFound
    ``bin_unknown``.
    """
    require(tx, Permission.RETURN_INSPECT)
    found = here(tx, return_id)
    place = goods_bin(tx, found.warehouse_id, bin_code)
    damaged = place.kind is BinKind.DAMAGED
    mine = [one for one in lines_of(tx, return_id) if one.product_id == product_id]
    if not mine:
        raise Refusal("return_not_of_order", order=found.order_no)
    lot = lot_of(tx, found, product_id, mine[0].sku, lot)
    counts = _spread(found, mine, units)
    for line_id, n in counts:
        row = {"l": line_id, "g": 0 if damaged else n, "d": n if damaged else 0}
        if tx.execute(_count, row).rowcount != 1:
            raise Refusal("return_moved", returned=found.code)
        if not damaged:
            tx.execute(_went, {"l": line_id, "b": place.id})
        if clean(note, 200):
            tx.execute(_note, {"l": line_id, "text": clean(note, 200)})
    _move(tx, found, product_id, units, place, lot, back=False)
    about: dict[str, Any] = {"sku": mine[0].sku, "units": units, "bin": place.code}
    record(tx, "return_inspected", order_id=found.order_id, code=found.code, **about)
    rest = found.rest - units
    return Inspected(mine[0].sku, mine[0].name, units, place.code, damaged, counts, rest, lot)


def take_back(
    tx: Transaction, return_id: int, counts: Counts, bin_code: str, lot: str = ""
) -> ReturnLine:
    """Take one look back: its units lie outside the bin again, to be inspected anew.

    Raises Refusal ``stock_not_enough`` where the goods were promised to others meanwhile.
    """
    require(tx, Permission.RETURN_INSPECT)
    found = here(tx, return_id)
    place = goods_bin(tx, found.warehouse_id, bin_code)
    damaged = place.kind is BinKind.DAMAGED
    lines = {one.id: one for one in lines_of(tx, return_id)}
    for line_id, n in counts:
        row = {"l": line_id, "g": 0 if damaged else -n, "d": -n if damaged else 0}
        if tx.execute(_count, row).rowcount != 1:
            raise Refusal("return_moved", returned=found.code)
    first = lines[counts[0][0]]
    units = sum(n for _line, n in counts)
    _move(tx, found, first.product_id, units, place, lot, back=True)
    told: dict[str, Any] = {"code": found.code, "sku": first.sku, "units": units}
    record(tx, "return_undone", order_id=found.order_id, **told)
    return first


def finish(tx: Transaction, return_id: int, *, sure: bool = False) -> Return:
    """All that came was inspected. Raises Refusal ``return_nothing_found``, ``return_not_all``.

    With `sure`, units that were expected and did not come are left out.
    """
    require(tx, Permission.RETURN_INSPECT)
    found = here(tx, return_id)
    if not found.good + found.damaged:
        raise Refusal("return_nothing_found", returned=found.code)
    if found.rest and not sure:
        raise Refusal("return_not_all", returned=found.code, rest=found.rest)
    step(tx, found, ReturnState.INSPECTED, inspected_at=tx.now)
    told: dict[str, Any] = {"code": found.code, "good": found.good, "damaged": found.damaged}
    record(tx, "return_closed", order_id=found.order_id, **told)
    return one_return(tx, return_id)


def here(tx: Transaction, return_id: int) -> Return:
    """A return that is in the house and being inspected, locked."""
    found = one_return(tx, return_id, lock=True)
    if found.state is not ReturnState.ARRIVED:
        raise Refusal("return_not_here", returned=found.code, state=found.state.value)
    return found


def _spread(found: Return, mine: list[ReturnLine], units: int) -> list[tuple[int, int]]:
    left, counts = units, []
    for one in mine:
        n = min(left, one.rest)
        if n > 0:
            counts.append((one.id, n))
            left -= n
    if left or units < 1:
        rest = sum(one.rest for one in mine)
        raise Refusal(
            "return_too_many", order=found.order_no, sku=mine[0].sku, units=units, left=rest
        )
    return counts


def lot_of(tx: Transaction, found: Return, product_id: int, sku: str, lot: str) -> str:
    """The lot that units came back with: the one that is said, or the only one that was sent."""
    sent = lots_sent(tx, found.order_id, product_id)
    tracked = lots.tracking_of(tx, product_id) is not Tracking.NONE
    named = {one.casefold(): one for one in sent}
    if not tracked:
        return named.get(lot.casefold(), next(iter(sent), ""))
    if len(sent) == 1 and not lot:
        return next(iter(sent))
    known = ", ".join(list(sent)[:4])
    if not lot:
        raise Refusal("return_lot_needed", sku=sku, lots=known, order=found.order_no)
    if sent and lot.casefold() not in named:
        text = clean(lot, lots.LIMIT)
        raise Refusal("return_lot_not_sent", sku=sku, lot=text, lots=known, order=found.order_no)
    return named.get(lot.casefold(), lot)


def _move(
    tx: Transaction,
    found: Return,
    product_id: int,
    units: int,
    place: Bin,
    lot: str,
    *,
    back: bool,
) -> None:
    out = special_bin(tx, found.warehouse_id, BinKind.OUT)
    ends = (place.id, out) if back else (out, place.id)
    goods = [Move(product_id, *ends, units, lot)]
    post(tx, found.warehouse_id, goods, reason=UNDONE if back else REASON, reference=found.code)


_lines = return_lines.c
_count = (
    update(return_lines)
    .where(
        _lines.id == bindparam("l"),
        _lines.good + bindparam("g") >= 0,
        _lines.damaged + bindparam("d") >= 0,
        _lines.good + _lines.damaged + bindparam("g") + bindparam("d") <= _lines.expected,
    )
    .values(good=_lines.good + bindparam("g"), damaged=_lines.damaged + bindparam("d"))
)
_went = update(return_lines).where(_lines.id == bindparam("l")).values(bin_id=bindparam("b"))
_note = update(return_lines).where(_lines.id == bindparam("l")).values(note=bindparam("text"))
