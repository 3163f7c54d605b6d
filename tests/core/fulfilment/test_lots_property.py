"""Whatever is scanned of tracked goods, in whatever order: boxes, promises and books agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select

from core.catalog.tracking import Tracking
from core.clock import frozen
from core.database import Database
from core.fulfilment.models import parcel_lines, parcels
from core.orders.commands import find
from core.orders.models import order_lines
from core.orders.promise import promise_waiting
from core.shipping.cancelling import cancel_order
from core.stock import lots, put_away
from core.stock.checks import differences
from core.stock.commands import Move, post
from core.stock.models import BinKind, levels, moves, reservations
from core.stock.places import shelf, special_bin
from core.stock.tracking import track
from core.transaction import SYSTEM, Transaction, reading, writing

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KINDS = {"MILK": Tracking.EXPIRY, "TOOL": Tracking.SERIAL, "PAINT": Tracking.LOT}


def stock(tx: Transaction, build: Any, rng: random.Random) -> dict[str, list[str]]:
    """Tracked goods in some bins; gives their lots."""
    here, names = build.warehouse(tx), {}
    outside = special_bin(tx, here, BinKind.SUPPLIER)
    for sku, by in KINDS.items():
        product = build.product(tx, sku)
        track(tx, product, by)
        names[sku] = [f"{sku[0]}{n}" for n in range(8)]
        for lot in names[sku]:
            if by is Tracking.EXPIRY:
                lots.learn(tx, product, lot, NOW.date() + timedelta(days=rng.randint(-2, 20)))
            units = 1 if by is Tracking.SERIAL else rng.randint(1, 3)
            place = shelf(tx, here, rng.choice(["A-1", "A-2", "B-1"])).id
            post(tx, here, [Move(product, outside, place, units, lot)], reason="receipt")
    return names


def agree(tx: Transaction) -> None:
    """Boxes that are open hold what is promised; those that are closed what was moved there."""
    assert differences(tx) == []
    lot = (order_lines.c.product_id, parcels.c.id, parcels.c.state, parcel_lines.c.lot)
    inside = tx.execute(
        select(*lot, order_lines.c.id, parcel_lines.c.quantity)
        .join(parcels, parcels.c.id == parcel_lines.c.parcel_id)
        .join(order_lines, order_lines.c.id == parcel_lines.c.order_line_id)
        .where(parcel_lines.c.quantity > 0, parcel_lines.c.lot != "")
    ).all()
    held: Counter[tuple[int, str]] = Counter()
    for row in tx.execute(select(reservations)):
        held[row.order_line_id, row.lot] += row.quantity
    packed: Counter[tuple[str, int, str]] = Counter()
    for row in tx.execute(select(moves).where(moves.c.reason.in_(["pack", "unpack"]))):
        sign = 1 if row.reason == "pack" else -1
        packed[row.reference, row.product_id, row.lot] += sign * row.quantity
    for product, parcel, state, name, line, units in inside:
        if state == "open":
            assert held[line, name] >= units
        else:
            assert packed[f"parcel:{parcel}", product, name] >= units
    there = func.sum(levels.c.on_hand)
    serials = select(there).where(levels.c.lot.like("T%")).group_by(levels.c.lot).having(there > 1)
    assert tx.execute(serials).first() is None


@pytest.mark.parametrize("seed", range(3))
def test_boxes_promises_and_books_agree_by_lot(
    db: Database, build: ModuleType, table: Callable[..., Any], seed: int
) -> None:
    rng = random.Random(seed)
    more = "[packing]\npick_first = true\npartial_promise = true\n" if seed % 2 else ""
    with frozen(NOW):
        at = [table(more=more), table("S2", more)]
        with writing(db) as tx:
            names = stock(tx, build, rng)
            here = build.warehouse(tx)
            for n in range(6):
                some = rng.sample([*KINDS, "A"], rng.randint(1, 3))
                build.order(tx, f"W-{n}", {sku: rng.randint(1, 3) for sku in some})
        promise_waiting(db, SYSTEM, here)
        said: Counter[str] = Counter()
        for _step in range(120):
            sku = rng.choice(list(KINDS))
            code = rng.choices(
                [
                    f"W-{rng.randrange(6)}",
                    sku,
                    rng.choice(names[sku]),
                    f"2*{sku}",
                    "A",
                    *("KEMAS:NEXT", "KEMAS:UNDO", "KEMAS:OK", "KEMAS:OK:fuzz", "KEMAS:PARCEL"),
                    *("KEMAS:SHORT:DAMAGED", "KEMAS:DONE", "KEMAS:HOLD"),
                ],
                [5, 14, 20, 2, 4, 5, 4, 3, 2, 1, 1, 2, 0.3],
            )[0]
            said[rng.choice(at).scan(code)[0].partition("/")[0]] += 1
            if rng.random() < 0.02:
                cancel(db, f"W-{rng.randrange(6)}")
            if rng.random() < 0.05:
                back(db, here, rng)
                promise_waiting(db, SYSTEM, here)
            with reading(db) as tx:
                agree(tx)
    assert said["not_saved"] == 0, said
    assert said["ok"] + said["ok_line_done"] + said["order_complete"] > 5


def cancel(db: Database, number: str) -> None:
    from core.errors import Refusal

    try:
        with writing(db, SYSTEM) as tx:
            cancel_order(tx, find(tx, number).id, "fuzz")
    except Refusal:
        return


def back(db: Database, here: int, rng: random.Random) -> None:
    """Some goods that lie beside the tables go back."""
    with writing(db, SYSTEM) as tx:
        for one in put_away.waiting(tx, here)[:2]:
            put_away.put_away(tx, one.id, one.to_bin or rng.choice(["A-1", "B-1"]))
