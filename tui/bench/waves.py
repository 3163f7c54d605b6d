"""Many orders picked at once: how long a wave takes to plan, and by how much its ways are short."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from random import Random

from core.database import Database, connect, sqlite_path
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.planning import Wave, plan
from core.fulfilment.walks.route import Stop, largest_gap, returning, serpentine, shortest
from core.transaction import SYSTEM, Transaction, run
from tui.bench.data import Shop
from tui.bench.figures import Row, p50, times
from tui.bench.statements import Recorder, driver_of

ORDERS = 500
_PLAN_S = 2.0
_ROUNDS = 3
_AISLES, _BAYS = 12, 30
_WALKS = 200
_STOPS = {"few": 8, "some": 18, "many": 36}
"""Stops of a walk: a handful of orders, a dozen small ones, a dozen of three lines each."""


def planned(shop: Shop, folder: Path) -> Row:
    """A wave of 500 orders out of all that are open, on copies of the shop; the floor says the
    same statements by the bare driver."""
    copies = [folder / f"wave-{name}.sqlite3" for name in ("timed", "heard", "bare")]
    for copy in copies:
        shutil.copy(sqlite_path(shop.url) or "", copy)
    timed, heard, bare = (f"sqlite:///{copy}" for copy in copies)
    database, listened, driver = connect(timed), connect(heard), driver_of(bare)
    recorder = Recorder(listened)
    took, floor = [], []
    try:
        for _ in range(_ROUNDS):  # each takes the next 500
            recorder.take()
            _wave(listened, shop.warehouse)
            said = recorder.take()
            began = time.perf_counter()
            _wave(database, shop.warehouse)
            took.append(time.perf_counter() - began)
            floor.append(sum(driver.say(one) for one in said) / 1000)
    finally:
        for one in (database, listened, driver):
            one.close()
        for copy in copies:
            copy.unlink()
    return Row(f"wave.plan_{ORDERS}", p50(took), "s", _PLAN_S, p50(floor))


def ways() -> list[Row]:
    """Bays walked on the way that is taken, beside those of going up and down each aisle.

    Two more rows say the same of leaving each aisle where it was entered, and of leaving out the
    widest gap of each. None may ever be shorter.
    """
    dice = Random(7)  # noqa: S311 - invented walks keep no secret
    rows = []
    for name, stops in _STOPS.items():
        walks = [_stops(dice, stops) for _ in range(_WALKS)]
        best = sum(shortest(walk, _BAYS).length for walk in walks)
        others = {
            "serpentine": sum(serpentine(walk, _BAYS) for walk in walks),
            "return": sum(returning(walk) for walk in walks),
            "largest_gap": sum(largest_gap(walk, _BAYS) for walk in walks),
        }
        rows += [
            times(f"route.{name}.{other}", best / _WALKS, length / _WALKS, "bays", 1.0)
            for other, length in others.items()
        ]
    return rows


def _wave(database: Database, warehouse: int) -> Wave:
    def work(tx: Transaction) -> Wave:
        return plan(tx, warehouse, Wanted(limit=ORDERS))

    return run(database, SYSTEM, work)


def _stops(dice: Random, count: int) -> list[Stop]:
    return [(dice.randrange(_AISLES), dice.randint(1, _BAYS)) for _ in range(count)]
