"""What a product scan comes to, from the order and the work alone: no database is asked here.

A station that has lost its database judges by the same rules as one that has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.fulfilment.packing.meaning import Product
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import still_needed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.verify import Count, verify
from core.fulfilment.packing.work import Work


@dataclass(frozen=True, slots=True)
class Goods:
    """Units that belong into the order: where they count, and what the words need of them."""

    counts: Sequence[Count]
    about: dict[str, object]


def units_meant(work: Work, product: Product) -> int:
    """How many units a scan stands for, with what ``6*`` said before it."""
    return (1 if product.typed else work.quantity or 1) * product.units


def judge(order: OpenOrder, work: Work, product: Product, units: int) -> Goods | Answer:
    """Hold units of a product against the open order: where they count, or why they do not."""
    found = verify(order.lines, product.product_id, units, picking=work.mode == "pick")
    about: dict[str, object] = {"sku": product.sku, "name": product.name, "units": units}
    if found.kind is Kind.WRONG_ITEM:
        return Answer(Kind.WRONG_ITEM, "", about | still_needed(work, order))
    if found.kind is Kind.OVER_QUANTITY:
        room: dict[str, object] = {"room": found.room, "ordered": found.ordered}
        return Answer(
            Kind.OVER_QUANTITY,
            "none_left" if found.room == 0 else "",
            about | room | still_needed(work, order),
        )
    return Goods(found.counts, about)


def packed_now(
    order: OpenOrder, work: Work, counts: Sequence[Count], about: dict[str, object]
) -> tuple[dict[str, object], Answer | None]:
    """What is said once units lie in the parcel and the order counts them.

    Gives what the words need; no answer where that was the last of the order.
    """
    counted = {count.line_id for count in counts}
    mine = [line for line in order.lines if line.id in counted]
    same = [line for line in order.lines if line.product_id == mine[0].product_id]
    about = about | {
        "packed": sum(line.packed for line in same),
        "ordered": sum(line.quantity for line in same),
        "order_packed": order.packed,
        "order_units": order.units,
    }
    remaining = order.remaining
    if remaining == 0 and order.short == 0:
        return about, None
    rest = still_needed(work, order)
    if remaining == 0:
        return about, Answer(Kind.OK_LINE_DONE, "short_left", about | rest)
    done = all(line.open <= 0 for line in mine)
    return about, Answer(Kind.OK_LINE_DONE if done else Kind.OK, "", about | rest)
