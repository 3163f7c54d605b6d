"""Taking back that goods were missing: they were in the bin after all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, update

from core.audit import record
from core.fulfilment.packing.opened import Line, OpenOrder, load_order
from core.fulfilment.packing.opening import needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import lots_begun
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.commands import Move, post, withdraw_count
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import bin_codes, free_in, was_counted
from core.stock.reservations import Held, of_order, restore, shrink


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """Units that were taken off a bin because they were not found there."""

    bin_id: int
    lot: str
    units: int
    """Those that the order had been promised."""
    gone: int
    """All that were taken off, also those that nobody had been promised."""
    target: int
    """The bin that they were posted to."""
    request: int
    """The request to count the bin."""
    asked: bool
    """Whether that request was made for these units, and did not wait already."""


@dataclass(frozen=True, slots=True)
class Shorted:
    """What it did that a line was short; kept with the scan, so that it can be taken back."""

    line: int
    missing: int
    lacking: int
    """Units of them that no other bin was promised for."""
    written: tuple[WrittenOff, ...]

    def as_effect(self) -> dict[str, Any]:
        """As it is kept with the scan."""
        return {"kind": "short"} | asdict(self)

    @classmethod
    def of_effect(cls, effect: dict[str, Any]) -> Shorted:
        """As it was kept."""
        values = {name: value for name, value in effect.items() if name != "kind"}
        return cls(**values | {"written": tuple(WrittenOff(**w) for w in effect["written"])})


def take_back(bench: Bench, order: OpenOrder, effect: dict[str, Any]) -> Answer:
    """Put the books back to before the units were missing; says why where that is too late."""
    require(bench.tx, Permission.SHORT)
    done = Shorted.of_effect(effect)
    line = next(line for line in order.lines if line.id == done.line)
    about: dict[str, object] = {"sku": line.sku, "name": line.name, "units": done.missing}
    codes = bin_codes(bench.tx, [one.bin_id for one in done.written])
    about["bins"] = ", ".join(codes[one.bin_id] for one in done.written)
    if any(was_counted(bench.tx, one.request) for one in done.written):
        return Answer(Kind.SHORT, "counted_since", about | needed(bench, order))
    elsewhere = _promised_since(bench, order, line, done)
    if elsewhere is None or not _still_there(bench, order, line, done):
        return Answer(Kind.SHORT, "moved_since", about | needed(bench, order))
    for held, units in elsewhere:
        shrink(bench.tx, held, units)
    for one in done.written:
        back = Move(line.product_id, one.target, one.bin_id, one.gone, one.lot)
        post(bench.tx, order.warehouse_id, [back], reason="found", reference=order.order_no)
        again = Held(0, order.id, line.id, line.product_id, one.bin_id, one.lot, 0)
        restore(bench.tx, again, one.units)
        if one.asked:
            withdraw_count(bench.tx, one.request)
    bench.tx.execute(_not_short, {"line": line.id, "q": done.lacking})
    record(bench.tx, "found_again", order_id=order.id, sku=line.sku, units=done.missing)
    after = load_order(bench.tx, order.id, lock=False)
    return Answer(Kind.UNDONE, "short", about | needed(bench, after))


def _promised_since(
    bench: Bench, order: OpenOrder, line: Line, done: Shorted
) -> list[tuple[Held, int]] | None:
    """The promises that took the place of the missing units; None where they are used already."""
    left = done.missing - done.lacking
    room = line.to_pick if bench.work.mode == "pick" else line.open
    if room < left or line.short < done.lacking:
        return None
    found = []
    emptied = {one.bin_id for one in done.written}
    mine = [
        held
        for held in of_order(bench.tx, order.id)
        if held.line_id == line.id and held.bin_id != bench.work.tote_id
    ]
    in_box = lots_begun(bench.tx, order.id) if any(held.lot for held in mine) else {}
    for held in sorted(mine, key=lambda held: held.bin_id in emptied):
        packed = min(in_box.get((line.id, held.lot), 0), held.quantity) if held.lot else 0
        if packed:
            in_box[line.id, held.lot] -= packed
        taken = min(left, held.quantity - packed)
        if taken:
            found.append((held, taken))
            left -= taken
    return None if left else found


def _still_there(bench: Bench, order: OpenOrder, line: Line, done: Shorted) -> bool:
    """Whether damaged units still lie where they were put aside."""
    damaged = special_bin(bench.tx, order.warehouse_id, BinKind.DAMAGED)
    return all(
        free_in(bench.tx, line.product_id, damaged, one.lot) >= one.gone
        for one in done.written
        if one.target == damaged
    )


_not_short = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(short=order_lines.c.short - bindparam("q"))
)
