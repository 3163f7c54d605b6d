"""Several people receive one order at once: all of it counts, and never more than is allowed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.catalog.models import products
from core.errors import Refusal
from core.purchasing import commands, queries, receiving
from core.purchasing.receiving import Arrival
from core.stock.checks import differences
from core.stock.queries import all_levels
from core.transaction import SYSTEM, Transaction, reading, run, writing

LIMIT = 60
"""Seconds after which somebody hangs."""


def race(works: list[Callable[[], str]]) -> list[str]:
    """Do all of it at the same time; gives what each came to, in no order."""
    start = threading.Barrier(len(works))
    results: list[str] = []

    def one(work: Callable[[], str]) -> None:
        start.wait(LIMIT)
        try:
            results.append(work())
        except Refusal as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=one, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert len(results) == len(works), "somebody hangs or fell"
    return results


def receiving_(buyer: Any, purchase: int, sku: str, units: int, key: str) -> Callable[[], str]:
    def work(tx: Transaction) -> str:
        receipt = receiving.begin(tx, purchase, f"r-{key}")
        arrival = Arrival(buyer.id(sku), units)
        took = receiving.take(tx, buyer.rules, receipt.id, key, arrival)
        return "again" if took.replayed else "ok"

    return lambda: run(buyer.db, SYSTEM, work, tries=20)


def test_both_count_and_who_comes_too_late_is_told(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
    works = [receiving_(buyer, made.id, "TEH", 3, f"k{n}") for n in range(6)]
    assert sorted(race(works)) == ["ok"] * 3 + ["receipt_over"] * 3
    with reading(buyer.db) as tx:
        (line,) = queries.lines_of(tx, made.id)
        assert (line.received, line.allowed) == (9, 10)
        assert sum(one.on_hand for one in all_levels(tx, buyer.shop.warehouse)) == 9
        assert differences(tx) == []


def test_the_same_scan_from_a_line_that_stutters_counts_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.ordered(tx, {"TEH": 10})
    works = [receiving_(buyer, made.id, "TEH", 3, "same") for _n in range(4)]
    assert sorted(race(works)) == ["again"] * 3 + ["ok"]


def test_two_orders_of_one_product_weigh_into_one_average(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = [buyer.ordered(tx, {"TEH": (4, 100), "KOPI": (4, 300)}) for _n in range(4)]
    works = [
        receiving_(buyer, one.id, sku, 4, f"{one.number}-{sku}")
        for one in made
        for sku in ("TEH", "KOPI")
    ]
    assert race(works) == ["ok"] * 8
    with reading(buyer.db) as tx:
        rows = tx.execute(select(products.c.sku, products.c.average_cost))
        found = {sku: text for sku, text in rows if text}
        assert {sku: Decimal(text) for sku, text in found.items()} == {"TEH": 100, "KOPI": 300}
        assert {queries.one_purchase(tx, one.id).state.value for one in made} == {"received"}


def test_who_cancels_and_who_receives_do_not_both_win(buyer: Any) -> None:
    for turn in range(3):
        with writing(buyer.db) as tx:
            made = buyer.ordered(tx, {"TEH": 5})

        def cancel(number: int = made.id) -> str:
            def work(tx: Transaction) -> str:
                commands.cancel(tx, number, "late")
                return "cancelled"

            return run(buyer.db, SYSTEM, work, tries=20)

        done = race([cancel, receiving_(buyer, made.id, "TEH", 5, f"t{turn}")])
        assert sorted(done) in (
            ["cancelled", "purchase_takes_nothing"],
            ["ok", "purchase_received_part"],
        )
