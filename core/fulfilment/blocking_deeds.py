"""Goods are blocked and set free from the station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.fulfilment.blocking import block_taking
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.session import Deed
from core.fulfilment.packing.verdict import Answer, Kind
from core.fulfilment.packing.work import Bench
from core.stock import blocks
from core.stock.blocks import Block


@dataclass(frozen=True, slots=True)
class Wish:
    """Which goods are to be blocked, and why."""

    sku: str
    bin: str
    lot: str | None
    units: int | None
    """None: all that nobody is promised; with `take`, all that lie there."""
    reason: str
    until: datetime | None
    take: bool
    """Whether orders give up what they are promised."""


def block(wish: Wish) -> Deed:
    """Keep goods from being promised."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        where = blocks.spot(bench.tx, bench.warehouse_id, wish.sku, wish.bin, wish.lot)
        if not wish.take:
            made = blocks.block(bench.tx, where, wish.units, wish.reason, wish.until)
            return Answer(Kind.INFO, "blocked", _about(made))
        done = block_taking(
            bench.tx,
            where,
            wish.units,
            wish.reason,
            wish.until,
            partial=bench.rules.partial_promise,
        )
        about = _about(done.block) | {"count": done.gave_up, "ready": done.ready}
        return Answer(Kind.INFO, "blocked_taken" if done.gave_up else "blocked", about)

    return do


def unblock(block_id: int, units: int | None) -> Deed:
    """Let blocked goods be promised again; the worker promises them to who waits."""

    def do(bench: Bench, order: OpenOrder | None) -> Answer:
        found = blocks.one_block(bench.tx, block_id)
        free = blocks.unblock(bench.tx, block_id, units)
        return Answer(Kind.INFO, "unblocked", _about(found) | {"units": free})

    return do


def _about(one: Block) -> dict[str, Any]:
    return {
        "sku": one.sku,
        "name": one.name,
        "bin": one.bin,
        "units": one.quantity,
        "why": one.reason,
        "block": one.id,
    }
