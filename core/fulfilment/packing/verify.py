"""The pure heart of packing: does this product, in this quantity, belong into this order?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.packing.opened import Line
from core.fulfilment.packing.verdict import Kind


@dataclass(frozen=True, slots=True)
class Count:
    """Units that a scan adds to one line."""

    line_id: int
    quantity: int
    lot: str = ""
    """The lot of these units, where the product is tracked."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a product scan means for the open order, before anything is written."""

    kind: Kind
    counts: tuple[Count, ...] = ()
    room: int = 0
    """Units of the product that still fit."""
    ordered: int = 0
    """Units of the product that were ordered."""


def verify(
    lines: Sequence[Line], product_id: int, units: int, *, picking: bool = False
) -> Verification:
    """Hold a scan of `units` of a product against an order's lines.

    The lines of the product are filled in their order. Gives `wrong_item`, `over_quantity`, `ok`,
    `ok_line_done`, or `order_complete` when nothing is left to pack (or to pick).
    """
    ordered = room = everything = 0
    mine: list[tuple[Line, int]] = []
    for line in lines:
        left = line.to_pick if picking else line.open
        everything += left
        if line.product_id == product_id:
            mine.append((line, left))
            ordered += line.quantity
            room += left
    if not mine:
        return Verification(Kind.WRONG_ITEM)
    if units > room:
        return Verification(Kind.OVER_QUANTITY, (), room, ordered)
    counts: list[Count] = []
    still = units
    for line, left in mine:
        taken = min(still, left)
        if taken:
            counts.append(Count(line.id, taken))
            still -= taken
    if everything == units:
        kind = Kind.ORDER_COMPLETE
    else:
        kind = Kind.OK_LINE_DONE if room == units else Kind.OK
    return Verification(kind, tuple(counts), room - units, ordered)
