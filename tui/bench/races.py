"""Many processes want the last units of one product at once: as many win as there are units."""

from __future__ import annotations

import random
import selectors
import subprocess
import sys
import time
from dataclasses import dataclass

from sqlalchemy import func, select, update

from core.database import connect
from core.orders.models import orders
from core.orders.promise import promise_orders
from core.orders.states import Fulfilment
from core.stock import reservations
from core.stock.checks import differences
from core.stock.commands import Move, adjust_to, post
from core.stock.models import levels
from core.stock.places import shelf
from core.transaction import SYSTEM, Transaction, reading, run, writing
from tui.bench.data import make
from tui.bench.figures import Row

PROCESSES = 20
UNITS = 10
HOT = 1
"""The product that all orders want."""
_PATIENCE_S = 30.0
"""After so long somebody hangs."""
_BINS = 5


@dataclass(slots=True)
class _Seen:
    """What the rounds came to."""

    rounds: int = 0
    wrong: int = 0
    hung: int = 0
    slowest: float = 0.0


def reservers(url: str, engine: str, rounds: int, seed: int = 1) -> list[Row]:
    """20 processes that live through all rounds want one unit each of ten, again and again.

    In each round the ten lie otherwise: all in one bin, or in several.
    """
    shop = make(url, PROCESSES, hot=True)
    numbers = range(1, PROCESSES + 1)  # the orders of an empty table
    database, chance, seen = connect(url), random.Random(seed), _Seen()  # noqa: S311 - no secret
    try:
        with writing(database) as tx:
            for order in numbers:
                _give_up(tx, order)
            bins = [shelf(tx, shop.warehouse, f"HOT-{at}").id for at in range(_BINS)]
            for level in tx.execute(select(levels).where(levels.c.product_id == HOT)).all():
                adjust_to(tx, shop.warehouse, HOT, level.bin_id, 0, reason="bench")
            adjust_to(tx, shop.warehouse, HOT, bins[0], UNITS, reason="bench")
        workers = {order: _begun(url, shop.warehouse, order) for order in numbers}
        try:
            up = time.monotonic() + _PATIENCE_S * 4
            seen.hung = sum(not _heard(worker, up) for worker in workers.values())
            for _round in range(0 if seen.hung else rounds):
                with writing(database) as tx:
                    _scatter(tx, shop.warehouse, bins, chance)
                winners = _raced(workers, seen)
                if winners is None:
                    break
                with writing(database) as tx:
                    held = select(func.sum(levels.c.reserved)).where(levels.c.product_id == HOT)
                    seen.wrong += not (len(winners) == tx.execute(held).scalar_one() == UNITS)
                    for order in winners:
                        _give_up(tx, order)
        finally:
            for worker in workers.values():
                worker.kill()
                worker.communicate()
        with reading(database) as tx:
            off = len(differences(tx))
    finally:
        database.close()
    name = f"reserve.20_processes.{engine}"
    return [
        Row(f"{name}.rounds", seen.rounds, "rounds", rounds, at_least=True),
        Row(f"{name}.wrong", seen.wrong, "rounds", 0),
        Row(f"{name}.hung", seen.hung, "processes", 0),
        Row(f"{name}.slowest", seen.slowest, "ms", _PATIENCE_S * 1000),
        Row(f"{name}.ledger_off", off, "places", 0),
    ]


def _begun(url: str, warehouse: int, order: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "tui.bench.races", str(warehouse), str(order)]
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    _say(worker, url)  # never on a command line: it may hold a password
    return worker


def _say(worker: subprocess.Popen[str], line: str) -> None:
    assert worker.stdin is not None  # noqa: S101 - made with a pipe just above
    worker.stdin.write(f"{line}\n")


def _raced(workers: dict[int, subprocess.Popen[str]], seen: _Seen) -> list[int] | None:
    """One round: who won; None where somebody did not answer."""
    for worker in workers.values():
        _say(worker, "now")
    winners: list[int] = []
    end = time.monotonic() + _PATIENCE_S
    for order, worker in workers.items():
        said = _heard(worker, end)
        if not said:
            seen.hung += 1
            return None
        won, took = said.split()
        seen.slowest = max(seen.slowest, float(took))
        winners += [order] * (won == "won")
    seen.rounds += 1
    return winners


def _heard(worker: subprocess.Popen[str], end: float) -> str:
    """The next line of a process; empty where none comes in time."""
    assert worker.stdout is not None  # noqa: S101 - made with a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(worker.stdout, selectors.EVENT_READ)
        if not selector.select(max(0.0, end - time.monotonic())):
            return ""
    return worker.stdout.readline()


def _reserver(warehouse: int, order: int) -> None:
    """One process: each time it is told to, it wants its unit, a moment sooner or later."""
    database, chance = connect(sys.stdin.readline().strip()), random.Random(order)  # noqa: S311
    print("here", flush=True)  # noqa: T201
    for _line in sys.stdin:
        time.sleep(chance.random() * 0.004)
        began = time.perf_counter()
        done = run(database, SYSTEM, lambda tx: promise_orders(tx, warehouse, [order]))
        took = (time.perf_counter() - began) * 1000
        print("won" if done.ready else "lost", f"{took:.3f}", flush=True)  # noqa: T201
    database.close()


def _give_up(tx: Transaction, order: int) -> None:
    """The order waits again for its goods."""
    reservations.release(tx, reservations.of_order(tx, order))
    tx.execute(update(orders).where(orders.c.id == order).values(fulfilment=Fulfilment.SHORT.value))


def _scatter(tx: Transaction, warehouse: int, bins: list[int], chance: random.Random) -> None:
    """Lay the units into other bins, by chance."""
    query = select(levels.c.bin_id, levels.c.on_hand).where(levels.c.product_id == HOT)
    lies = {row.bin_id: row.on_hand for row in tx.execute(query) if row.on_hand}
    among = chance.sample(bins, chance.randint(1, len(bins)))
    for source, units in lies.items():
        for target in (chance.choice(among) for _unit in range(units)):
            if target != source:
                post(tx, warehouse, [Move(HOT, source, target, 1)], reason="bench")


if __name__ == "__main__":
    _reserver(int(sys.argv[1]), int(sys.argv[2]))
