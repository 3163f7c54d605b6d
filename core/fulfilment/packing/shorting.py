"""A unit that is not where it should be: released, adjusted, promised anew, and looked into."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import bindparam, update

from core.audit import record
from core.fulfilment.packing.found_again import Shorted, WrittenOff
from core.fulfilment.packing.opened import Line, OpenOrder, load_order
from core.fulfilment.packing.opening import needed, unfinished
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.parcels import lots_begun
from core.orders.models import order_lines
from core.people.permissions import Permission, require
from core.stock.commands import Move, post, request_count
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import bin_codes, free_in
from core.stock.reservations import Held, Want, of_order, promise, shrink


class Reason(StrEnum):
    """Why units are missing."""

    OUT = "OUT"
    """The bin is empty although the books say otherwise."""
    DAMAGED = "DAMAGED"
    """The goods are there but cannot be sent."""
    WRONGBIN = "WRONGBIN"
    """Something else lies in the bin."""


def short(bench: Bench, order: OpenOrder | None, argument: str) -> Answer:
    """`SHORT`, `SHORT:REASON` or `SHORT:REASON:SKU`; what is not said is asked for."""
    require(bench.tx, Permission.SHORT)
    if order is None:
        return Answer(Kind.INFO, "nothing_open")
    first = unfinished(bench)
    if first is not None:
        return first
    word, _, sku = argument.partition(":")
    reason = word.strip().upper()
    if reason and reason not in set(Reason):
        return Answer(
            Kind.UNKNOWN_CODE, "reason", {"reason": word, "allowed": ", ".join(sorted(Reason))}
        )
    asked = bench.work.asked if bench.work.awaiting == "short" else {}
    reason = reason or asked.get("reason", "")
    line = _line(bench, order, sku.strip(), asked.get("line"))
    if reason and line is not None:
        bench.change(awaiting="", asked={})
        return _act(bench, order, line, Reason(reason))
    bench.change(awaiting="short", asked={"reason": reason, "line": line.id if line else None})
    if line is None:
        return Answer(Kind.NEEDS_CONFIRMATION, "short_line", needed(bench, order))
    return Answer(Kind.NEEDS_CONFIRMATION, "short_reason", {"sku": line.sku, "name": line.name})


def choose_line(bench: Bench, order: OpenOrder, product_id: int) -> Answer:
    """The answer to "which line is short?": a code or SKU of the open order."""
    line = next(
        (line for line in order.lines if line.product_id == product_id and _left(bench, line)), None
    )
    if line is None:
        return Answer(Kind.NEEDS_CONFIRMATION, "short_line", needed(bench, order))
    bench.change(asked=bench.work.asked | {"line": line.id})
    return short(bench, order, "")


def _left(bench: Bench, line: Line) -> int:
    return line.to_pick if bench.work.mode == "pick" else line.open


def _line(bench: Bench, order: OpenOrder, sku: str, asked: int | None) -> Line | None:
    open_lines = [line for line in order.lines if _left(bench, line) > 0]
    if sku:
        return next((line for line in open_lines if line.sku.casefold() == sku.casefold()), None)
    if asked is not None:
        return next((line for line in open_lines if line.id == asked), None)
    return open_lines[0] if len(open_lines) == 1 else None


def _act(bench: Bench, order: OpenOrder, line: Line, reason: Reason) -> Answer:
    missing = _left(bench, line)
    tote = bench.work.tote_id
    held = [h for h in of_order(bench.tx, order.id) if h.line_id == line.id and h.bin_id != tote]
    left = missing
    emptied: list[int] = []
    written: list[WrittenOff] = []
    in_box = lots_begun(bench.tx, order.id) if any(one.lot for one in held) else {}
    for one in reversed(held):  # what is packed already came from the first bins of the walk
        packed = min(in_box.get((line.id, one.lot), 0), one.quantity) if one.lot else 0
        if packed:
            in_box[line.id, one.lot] -= packed
        taken = min(left, one.quantity - packed)
        if taken:
            written.append(_write_off(bench, order, one, taken, reason))
            emptied.append(one.bin_id)
            left -= taken
    codes = bin_codes(bench.tx, emptied)
    record(
        bench.tx,
        "short",
        order_id=order.id,
        sku=line.sku,
        units=missing,
        reason=reason.value,
        bins=[codes[bin_id] for bin_id in emptied],
    )
    want = Want(order.id, line.id, line.product_id, missing)
    lacking = sum(m.quantity for m in promise(bench.tx, order.warehouse_id, [[want]], partial=True))
    bench.tx.execute(_set_short, {"line": line.id, "q": lacking})
    bench.effect = Shorted(line.id, missing, lacking, tuple(written)).as_effect()
    after = load_order(bench.tx, order.id, lock=False)
    params: dict[str, object] = {
        "sku": line.sku,
        "name": line.name,
        "units": missing,
        "missing": lacking,
        "reason": reason.value,
        "bins": ", ".join(codes[bin_id] for bin_id in emptied),
        **needed(bench, after),
    }
    return Answer(Kind.SHORT, "" if lacking else "elsewhere", params)


def _write_off(
    bench: Bench, order: OpenOrder, held: Held, units: int, reason: Reason
) -> WrittenOff:
    """Take units that were not found off their bin, and have the bin counted.

    Where none of them was there, what nobody was promised goes too: it would be promised next.
    """
    kind = BinKind.DAMAGED if reason is Reason.DAMAGED else BinKind.ADJUST
    shrink(bench.tx, held, units, give_back=False)
    target = special_bin(bench.tx, order.warehouse_id, kind)
    gone = units
    if reason is not Reason.DAMAGED:
        gone += free_in(bench.tx, held.product_id, held.bin_id, held.lot)
    move = Move(held.product_id, held.bin_id, target, gone, held.lot, consume=units)
    post(bench.tx, order.warehouse_id, [move], reason="short", reference=order.order_no)
    why = reason.value.lower()
    request, new = request_count(bench.tx, order.warehouse_id, held.bin_id, held.product_id, why)
    return WrittenOff(held.bin_id, held.lot, units, gone, target, request, new)


def waive(bench: Bench, order: OpenOrder) -> int:
    """Send without what is short: units become recorded exceptions; gives how many."""
    require(bench.tx, Permission.OVERRIDE_CONTENTS)
    waived = 0
    for line in order.lines:
        if line.short:
            bench.tx.execute(_waive, {"line": line.id})
            waived += line.short
            record(bench.tx, "sent_without", order_id=order.id, sku=line.sku, units=line.short)
    return waived


_set_short = (
    update(order_lines).where(order_lines.c.id == bindparam("line")).values(short=bindparam("q"))
)
_waive = (
    update(order_lines)
    .where(order_lines.c.id == bindparam("line"))
    .values(excepted=order_lines.c.excepted + order_lines.c.short, short=0)
)
