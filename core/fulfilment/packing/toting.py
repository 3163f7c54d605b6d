"""Totes at the table and while picking: one opens the order whose goods lie in it."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.opening import needed, open_order
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.fulfilment.walks.totes import loose_in, orders_in, tote_for
from core.text import clean


def use_tote(bench: Bench, order: OpenOrder | None, code: str) -> Answer:
    """Open the order of a tote; while an order is picked, its goods go into that tote."""
    name = clean(code, 40)
    if order is not None and bench.work.mode == "pick":
        tote = tote_for(bench.tx, bench.warehouse_id, name, {order.id})
        bench.change(tote_id=tote)
        return Answer(Kind.INFO, "tote", {"tote": name} | needed(bench, order))
    found = orders_in(bench.tx, bench.warehouse_id, name)
    if len(found) == 1:
        return open_order(bench, found[0][0])
    rest = needed(bench, order) if order is not None else {}
    if found:
        names = ", ".join(number for _id, number in found)
        return Answer(Kind.AMBIGUOUS_CODE, "tote", {"tote": name, "names": names} | rest)
    loose = loose_in(bench.tx, bench.warehouse_id, name)
    if loose:
        return Answer(Kind.INFO, "tote_loose", {"tote": name, "units": loose} | rest)
    return Answer(Kind.INFO, "tote_open" if rest else "tote_unused", {"tote": name} | rest)
