"""kill -9 at any moment: whatever was not answered is sent again, and everything counts once."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from scan_process import Shop, Station
from sqlalchemy import select

from core.fulfilment.models import parcel_lines, parcels, scans
from core.orders.models import order_lines, orders
from core.outbox import outbox
from core.paper.models import print_jobs
from core.people.models import stations
from core.stock.checks import differences
from core.transaction import reading

ORDERS = 40
CODES = [code for n in range(1, ORDERS + 1) for code in (f"W-{n}", "A", "B", "B")]
KILLS = 4


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, ORDERS)
    yield made
    made.database.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_or_counted_twice_by_kill_minus_nine(shop: Shop, seed: int) -> None:
    chance = random.Random(seed)
    answered = 0
    for turn in range(KILLS + 1):
        station = Station(shop)
        if shop.value(stations.c.last_seq):
            shown = station.verdict()
            last = shop.value(stations.c.last_seq)
            assert (shown["verdict"], shown["seq"]) == ("resumed", last)
            assert shown["scanned"] == CODES[last - 1]
            assert answered <= last
            assert_counts_are_said(shop, shown["order"], shown["message"])
        lines = [f"{seq}\t{CODES[seq - 1]}\n" for seq in range(answered + 1, len(CODES) + 1)]
        if turn == KILLS or not lines:  # a quick machine has answered all of them by now
            station.send("".join(lines))
            code, errors = finish(station, len(lines))
            assert (code, errors) == (0, "")
            break
        # The first answer says that the station is open; then the end comes at any moment.
        station.send("".join(lines))
        first = station.verdict()
        assert first["seq"] == answered + 1
        time.sleep(chance.uniform(0, 0.25))
        told = [first, *station.kill()]
        assert [one["seq"] for one in told] == list(range(answered + 1, answered + 1 + len(told)))
        assert all(one["verdict"].startswith(("o", "p")) for one in told), told
        answered += len(told)
    assert_everything_counted_once(shop)


def finish(station: Station, wanted: int) -> tuple[int, str]:
    told = [station.verdict() for _ in range(wanted)]
    if told:
        assert told[-1]["verdict"] == "order_complete"
    return station.end()


def assert_counts_are_said(shop: Shop, order: str | None, message: str) -> None:
    if order is None:
        assert "No order is open" in message
        return
    with reading(shop.database) as tx:
        rows = tx.execute(
            select(order_lines.c.packed)
            .join(orders, orders.c.id == order_lines.c.order_id)
            .where(orders.c.order_no == order)
        ).scalars()
        assert f"Order {order} is open: {sum(rows)} of 3 packed." in message


def assert_everything_counted_once(shop: Shop) -> None:
    with reading(shop.database) as tx:
        assert differences(tx) == []
        packed = tx.execute(select(order_lines.c.quantity, order_lines.c.packed)).all()
        boxed = tx.execute(select(parcel_lines.c.quantity)).scalars().all()
    assert len(packed) == 2 * ORDERS
    assert all(done == wanted for wanted, done in packed)
    assert sum(boxed) == 3 * ORDERS
    assert shop.count(scans) == len(CODES)
    assert shop.count(parcels, parcels.c.state == "closed") == ORDERS
    assert shop.count(outbox, outbox.c.state == "done") == ORDERS
    assert shop.count(print_jobs, print_jobs.c.kind == "label") == ORDERS
    assert shop.count(orders, orders.c.status == "shipping") == ORDERS
