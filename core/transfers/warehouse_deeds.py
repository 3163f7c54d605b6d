"""Warehouses at the station: made, changed, closed and opened again."""

from __future__ import annotations

from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.stock import warehouses
from core.stock.warehouses import Told
from core.transfers.closing import close_warehouse


def add(code: str, told: Told) -> Deed:
    """A new warehouse with its special bins."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        made = warehouses.add(bench.tx, code, told)
        return Answer(Kind.INFO, "warehouse_made", {"warehouse": made.code, "name": made.name})

    return do


def change(code: str, told: Told) -> Deed:
    """What is told of a warehouse."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        before = warehouses.by_code(bench.tx, code)
        now, _changed = warehouses.change(bench.tx, before.id, told)
        return Answer(Kind.INFO, "warehouse_changed", {"warehouse": now.code, "name": now.name})

    return do


def close(code: str, *, back: bool) -> Deed:
    """No more goods and orders go there, or they do again."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = warehouses.by_code(bench.tx, code)
        about = {"warehouse": found.code, "name": found.name}
        if back:
            warehouses.reopen(bench.tx, found.id)
            return Answer(Kind.INFO, "warehouse_open", about)
        close_warehouse(bench.tx, found.id)
        return Answer(Kind.INFO, "warehouse_closed", about)

    return do
