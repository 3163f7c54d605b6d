"""Counting by several people at once: each scan counts once, and a count is posted once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from core.counting import posting, scanning
from core.counting.models import count_scans
from core.database import connect
from core.errors import Refusal
from core.orders.promise import promise_orders
from core.stock.checks import differences
from core.stock.models import levels, moves
from core.transaction import Transaction, reading, run, run_among_others, writing


def at_once(database_url: str, counter: Any, works: list[Callable[[Any], Any]]) -> list[Any]:
    """Each work in a thread with a database connection of its own; refusals are answers."""

    def one(work: Callable[[Any], Any]) -> Any:
        database = connect(database_url)
        try:
            return work(database)
        except Refusal as refusal:
            return refusal.code
        finally:
            database.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_of_two_who_post_at_once_one_does(counter: Any, database_url: str) -> None:
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "9*TEH", "KEMAS:DONE")

    def work(database: Any) -> int:
        def post(tx: Transaction) -> int:
            return posting.post_count(tx, counter.rules, count.id).off

        return int(run_among_others(database, counter.sari, post))

    said = at_once(database_url, counter, [work] * 4)
    assert sorted(map(str, said)) == ["1", "count_over", "count_over", "count_over"]
    with reading(counter.db) as tx:
        counted = tx.execute(select(func.count()).where(moves.c.reason == "count")).scalar_one()
        assert counted == 1
        assert differences(tx) == []


def test_scans_sent_twice_at_once_count_once(counter: Any, database_url: str) -> None:
    counter.make("A-1")
    counter.scan("KEMAS:BIN:A-1")

    def sends(number: int) -> Callable[[Any], Any]:
        def work(database: Any) -> Any:
            def scan(tx: Transaction) -> Any:
                warehouse = counter.shop.warehouse
                return scanning.scan(tx, counter.rules, warehouse, "TEH", f"gun:{number}")

            return run_among_others(database, counter.sari, scan).answer.detail

        return work

    said = at_once(database_url, counter, [sends(number) for number in range(5) for _ in range(3)])
    assert set(said) == {"counted"}
    counter.scan("TEH")
    assert counter.told["total"] == 6
    with reading(counter.db) as tx:
        assert tx.execute(select(func.count()).select_from(count_scans)).scalar() == 7


def test_posting_while_orders_take_the_same_goods_never_breaks_the_books(
    counter: Any, database_url: str
) -> None:
    counter.rules = replace(counter.rules, from_units=0)
    with writing(counter.db) as tx:
        orders = [counter.build.order(tx, f"W{n}", {"TEH": 2}) for n in range(6)]
    count = counter.make("A-1")
    counter.scans("KEMAS:BIN:A-1", "5*TEH", "KEMAS:DONE")

    def posts(database: Any) -> Any:
        def post(tx: Transaction) -> Any:
            return posting.post_count(tx, counter.rules, count.id).less

        return run(database, counter.sari, post)

    def promises(order: int) -> Callable[[Any], Any]:
        def work(database: Any) -> int:
            def promise(tx: Transaction) -> int:
                return promise_orders(tx, counter.shop.warehouse, [order]).ready

            return int(run(database, counter.sari, promise))

        return work

    said = at_once(database_url, counter, [posts, *(promises(order) for order in orders)])
    assert said[0] == 5
    with reading(counter.db) as tx:
        row = tx.execute(select(levels).where(levels.c.product_id == counter.id("TEH"))).one()
        assert (row.on_hand, 0 <= row.reserved <= 5) == (5, True)
        assert differences(tx) == []
