"""Several people at once: no order is in two walks, none is picked and packed at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from core.errors import Refusal
from core.fulfilment.walks.choosing import Wanted
from core.fulfilment.walks.models import walk_orders
from core.fulfilment.walks.planning import plan
from core.orders.models import order_lines
from core.transaction import Transaction, reading, run


def test_who_plans_at_the_same_time_gets_other_orders(house: Any) -> None:
    for number in range(12):
        house.order(f"W{number}", {"A": 1} if number % 2 else {"C": 1})

    def some(_at: int) -> int:
        def work(tx: Transaction) -> int:
            return plan(tx, house.shop.warehouse, Wanted(limit=5, size=2)).orders

        try:
            return run(house.db, house.shop.actor, work, tries=10)
        except Refusal:  # nothing is left
            return 0

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(some, range(4)))
    assert found == [0, 2, 5, 5]
    with reading(house.db) as tx:
        count = select(func.count(), func.count(walk_orders.c.order_id.distinct()))
        assert tuple(tx.execute(count).one()) == (12, 12)


def test_an_order_is_either_walked_for_or_packed(house: Any) -> None:
    orders = [house.order(f"W{number}", {"A": 1}) for number in range(4)]
    house.plan()
    picker, packer = house.picker("Walk"), house.picker("Table")

    def walk() -> list[str]:
        return [picker.take(1), *picker.scan("A-01-1")]

    def pack() -> list[str]:
        return [said for n in range(4) for said in packer.table(f"W{n}", "A")[-1:]]

    with ThreadPoolExecutor(2) as pool:
        walked, packed = pool.submit(walk), pool.submit(pack)
        walked.result()
        done = packed.result()
    picker.scan("A-01-1")
    for said, order in zip(done, orders, strict=True):
        mine = said == "order_complete"
        assert house.state(order) == ("packed" if mine else "picking"), done
    packed_units = house.value(func.sum(order_lines.c.packed))
    assert int(packed_units or 0) == done.count("order_complete")
