"""N who reserve K units at once: exactly K win, the others are told, and nobody hangs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from core.database import Database
from core.errors import Refusal
from core.orders.promise import promise_orders
from core.stock import commands as stock
from core.stock import reservations
from core.stock.checks import differences
from core.stock.models import BinKind, levels
from core.stock.places import find_bin, special_bin
from core.stock.reservations import Missing
from core.transaction import SYSTEM, Transaction, reading, run, writing

T = TypeVar("T")
LIMIT = 30
"""Seconds after which somebody hangs."""


def race(works: list[Callable[[], T]]) -> list[T]:
    """Do all of it at the same time, each in a thread; raises what one of them raised."""
    start = threading.Barrier(len(works))
    results: dict[int, T] = {}
    errors: list[BaseException] = []

    def one(number: int, work: Callable[[], T]) -> None:
        try:
            start.wait(LIMIT)
            results[number] = work()
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [
        threading.Thread(target=one, args=(number, work), daemon=True)
        for number, work in enumerate(works)
    ]
    end = time.monotonic() + LIMIT
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, end - time.monotonic()))
    assert not any(thread.is_alive() for thread in threads), "somebody hangs"
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(works))]


def promising(db: Database, warehouse: int, order: int) -> Callable[[], tuple[Missing, ...]]:
    """Promise one order in one transaction; a deadlock is an error here, not tried again."""

    def work() -> tuple[Missing, ...]:
        with writing(db) as tx:
            return promise_orders(tx, warehouse, [order]).missing

    return work


def orders_of(db: Database, build: ModuleType, lines: list[dict[str, int]]) -> list[int]:
    with writing(db) as tx:
        return [build.order(tx, f"A{n}", wanted) for n, wanted in enumerate(lines)]


def reserved(tx: Transaction, product: int) -> int:
    total = select(func.sum(levels.c.reserved)).where(levels.c.product_id == product)
    return int(tx.execute(total).scalar() or 0)


def test_of_many_who_want_the_same_units_exactly_so_many_win(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 7})
    tea = shop.products["TEH"]
    orders = orders_of(db, build, [{"TEH": 1}] * 12)
    answers = race([promising(db, shop.warehouse, order) for order in orders])
    assert answers.count(()) == 7
    losers = [(order, missing) for order, missing in zip(orders, answers, strict=True) if missing]
    assert [(m.order_id, m.product_id, m.quantity) for _o, (m,) in losers] == [
        (order, tea, 1) for order, _m in losers
    ]
    with reading(db) as tx:
        assert reserved(tx, tea) == 7
        assert differences(tx) == []


def test_units_that_lie_one_a_bin_are_all_found(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 0})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        for number in range(9):
            build.put(tx, tea, 1, bin=f"B-{number}")
    orders = orders_of(db, build, [{"TEH": 1}] * 12)
    answers = race([promising(db, shop.warehouse, order) for order in orders])
    assert answers.count(()) == 9
    with reading(db) as tx:
        assert reserved(tx, tea) == 9
        assert differences(tx) == []


@pytest.mark.parametrize("turn", range(3))
def test_orders_with_the_same_goods_in_opposite_order_never_wait_in_a_ring(
    db: Database, build: ModuleType, turn: int
) -> None:
    skus = ["TEH", "KOPI", "GULA", "BERAS"]
    shop = build.shop(db, dict.fromkeys(skus, 5 + turn))
    forwards, backwards = dict.fromkeys(skus, 1), dict.fromkeys(reversed(skus), 1)
    orders = orders_of(db, build, [forwards, backwards] * 6)
    answers = race([promising(db, shop.warehouse, order) for order in orders])
    assert answers.count(()) == 5 + turn
    with reading(db) as tx:
        assert [reserved(tx, shop.products[sku]) for sku in skus] == [5 + turn] * 4
        assert differences(tx) == []


def test_a_loser_of_a_whole_order_keeps_nothing_of_it(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 12, "KOPI": 3})
    orders = orders_of(db, build, [{"TEH": 1, "KOPI": 1}, {"KOPI": 1, "TEH": 1}] * 6)
    answers = race([promising(db, shop.warehouse, order) for order in orders])
    assert answers.count(()) == 3
    assert {m.product_id for missing in answers for m in missing} == {shop.products["KOPI"]}
    with reading(db) as tx:
        assert reserved(tx, shop.products["TEH"]) == 3
        for order, missing in zip(orders, answers, strict=True):
            assert len(reservations.of_order(tx, order)) == (0 if missing else 2)


def test_promises_and_moves_of_the_same_goods_never_wait_in_a_ring(
    db: Database, build: ModuleType
) -> None:
    skus = ["TEH", "KOPI", "GULA"]
    shop = build.shop(db, dict.fromkeys(skus, 200))
    with writing(db) as tx:
        for sku in skus:
            build.put(tx, shop.products[sku], 200, bin="B-2")
        main = find_bin(tx, shop.warehouse, "MAIN").id
        other = find_bin(tx, shop.warehouse, "B-2").id
        packed = special_bin(tx, shop.warehouse, BinKind.PACKED)
    ids = list(shop.products.values())
    orders = iter(orders_of(db, build, [dict.fromkeys(reversed(skus), 1)] * 60))
    lock = threading.Lock()

    def promise_ten() -> int:
        for _turn in range(10):
            with lock:
                order = next(orders)
            with writing(db) as tx:
                assert promise_orders(tx, shop.warehouse, [order]).ready == 1
        return 10

    def move(source: int, target: int) -> Callable[[], int]:
        def ten() -> int:
            for _turn in range(10):
                with writing(db) as tx:
                    goods = [stock.Move(p, source, target, 1) for p in reversed(ids)]
                    stock.post(tx, shop.warehouse, goods, reason="transfer")
            return 10

        return ten

    works = [promise_ten] * 6 + [move(main, other), move(other, main), move(main, packed)] * 2
    assert race(works) == [10] * 12
    with reading(db) as tx:
        assert [reserved(tx, product) for product in ids] == [60] * 3
        assert differences(tx) == []


def test_units_that_come_and_go_are_never_promised_twice(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3, "KOPI": 3})
    orders = orders_of(db, build, [{"TEH": 1, "KOPI": 2}, {"KOPI": 2, "TEH": 1}] * 5)

    def take_and_give_back(order: int) -> Callable[[], int]:
        def work() -> int:
            won = 0
            for _turn in range(8):
                done = run(db, SYSTEM, lambda tx: _promise_again(tx, shop.warehouse, order))
                if done:
                    won += 1
                    run(db, SYSTEM, lambda tx: _give_back(tx, order))
            return won

        return work

    assert sum(race([take_and_give_back(order) for order in orders])) > 0
    with reading(db) as tx:
        assert [reserved(tx, product) for product in shop.products.values()] == [0, 0]
        assert differences(tx) == []


def _promise_again(tx: Transaction, warehouse: int, order: int) -> bool:
    return not promise_orders(tx, warehouse, [order]).missing


def _give_back(tx: Transaction, order: int) -> None:
    reservations.release(tx, reservations.of_order(tx, order))


def test_a_reservation_is_given_back_once(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    order = build.ready_order(db, "A1", {"TEH": 3})
    build.ready_order(db, "A2", {"TEH": 2})
    with reading(db) as tx:
        seen = reservations.of_order(tx, order)

    def give_back() -> str:
        try:
            run(db, SYSTEM, lambda tx: reservations.release(tx, seen))
        except Refusal as refusal:
            return refusal.code
        return "done"

    assert sorted(race([give_back] * 4)) == ["done"] + ["reservation_changed"] * 3
    with reading(db) as tx:
        assert reserved(tx, shop.products["TEH"]) == 2
        assert differences(tx) == []


_PROCESS = """
import sys
from core import schema
from core.database import connect
from core.orders.promise import promise_orders
from core.transaction import writing
db = connect(sys.argv[1])
print("here", flush=True)
sys.stdin.readline()
for order in sys.argv[3:]:
    with writing(db) as tx:
        done = promise_orders(tx, int(sys.argv[2]), [int(order)])
    print(order, done.ready, sorted((m.product_id, m.quantity) for m in done.missing), flush=True)
"""


def test_processes_that_want_the_same_units_share_them_too(
    db: Database, build: ModuleType, database_url: str
) -> None:
    shop = build.shop(db, {"TEH": 9, "KOPI": 9})
    orders = orders_of(db, build, [{"TEH": 1, "KOPI": 1}, {"KOPI": 1, "TEH": 1}] * 8)
    command = [sys.executable, "-c", _PROCESS, database_url, str(shop.warehouse)]
    processes = [
        subprocess.Popen(
            [*command, *map(str, orders[n::4])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    try:
        assert [process.stdout.readline() for process in processes] == ["here\n"] * 4
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [
            line
            for process in processes
            for line in process.communicate(timeout=LIMIT)[0].splitlines()
        ]
    finally:
        for process in processes:
            process.kill()
    missing = [(product, 1) for product in shop.products.values()]
    assert sum(line.split(" ", 2)[1:] == ["1", "[]"] for line in said) == 9
    assert sum(line.split(" ", 2)[1:] == ["0", str(missing)] for line in said) == 7
    with reading(db) as tx:
        assert [reserved(tx, product) for product in shop.products.values()] == [9, 9]
        assert differences(tx) == []
