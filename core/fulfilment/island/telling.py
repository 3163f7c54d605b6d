"""What was scanned without the database, told to it afterwards: in order, once, never forced."""

from __future__ import annotations

from collections.abc import Mapping

from core.audit import record
from core.errors import Refusal
from core.fulfilment.island.held import Held
from core.fulfilment.island.journal import Entry
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed, as_usual
from core.fulfilment.packing.verdict import Answer, Kind, Verdict
from core.fulfilment.packing.work import Bench

_COUNTED = frozenset({Kind.OK, Kind.OK_LINE_DONE, Kind.ORDER_COMPLETE, Kind.NEEDS_WAYBILL})
"""Verdicts after which the units are in the books."""

Packed = Mapping[int, int]
"""Units by order line."""


def packed_of(held: Held) -> dict[int, int]:
    """What the books said was packed when the line was lost."""
    return {line.id: line.packed for line in held.order.lines} if held.order is not None else {}


def with_counts(packed: Packed, entry: Entry) -> dict[int, int]:
    """The same with what a scan put in or took out."""
    after = dict(packed)
    for line_id, units in entry.counts:
        after[line_id] = after.get(line_id, 0) + units
    return after


def again(held: Held, entry: Entry, packed: Packed) -> Deed:
    """The scan once more, where the books stand as they stood: else it is refused.

    Raises Refusal ``island_not_open`` where the order is no longer open here,
    ``island_other_person`` where somebody else works here now, ``island_differs`` where something
    else was packed meanwhile.
    """

    def tell(bench: Bench, order: OpenOrder | None) -> Answer:
        was = held.work.order_id
        if (order.id if order is not None else None) != was:
            raise Refusal("island_not_open", order=held.work.order_no)
        if bench.tx.actor.operator_id != held.operator_id:
            raise Refusal("island_other_person", who=held.operator, order=held.work.order_no)
        if order is not None and {line.id: line.packed for line in order.lines} != dict(packed):
            raise Refusal("island_differs", order=held.work.order_no)
        if entry.counts:
            record(bench.tx, "told_later", order_id=was, seq=entry.seq, scanned_at=entry.at)
        return as_usual(bench, entry.raw)

    return tell


def is_booked(entry: Entry, verdict: Verdict) -> bool:
    """Whether the books now say what the station said."""
    if any(units > 0 for _line, units in entry.counts):
        return verdict.kind in _COUNTED
    return verdict.kind.value == entry.kind


def goods_of(held: Held, entries: list[Entry]) -> tuple[tuple[str, int], ...]:
    """What scans left in the box, as (SKU, units)."""
    names = {line.id: line.sku for line in held.order.lines} if held.order is not None else {}
    found: dict[str, int] = {}
    for entry in entries:
        for line_id, units in entry.counts:
            sku = names.get(line_id, "?")
            found[sku] = found.get(sku, 0) + units
    return tuple((sku, units) for sku, units in found.items() if units)
