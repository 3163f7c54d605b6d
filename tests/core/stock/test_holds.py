"""Soft holds: each unit is kept for exactly one who types, and comes back when nobody does."""

from __future__ import annotations

import threading
from collections import Counter
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.database import Database
from core.orders.promise import promise_orders, promise_waiting
from core.orders.restock import Restock
from core.stock import holds, reservations
from core.stock.checks import differences, rebuild
from core.stock.models import levels, stock_holds
from core.transaction import SYSTEM, Transaction, reading, run, writing

LONG, OVER = 600_000, -1
LIMIT = 30


def test_as_much_is_held_as_there_is_and_the_rest_is_told(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3, "KOPI": 5})
    tea, coffee = shop.products["TEH"], shop.products["KOPI"]
    with writing(db) as tx:
        found = holds.hold(tx, shop.warehouse, "a", {tea: 5, coffee: 2}, LONG)
    assert (found[tea].held, found[tea].free) == (3, 0)
    assert (found[coffee].held, found[coffee].free) == (2, 3)
    with reading(db) as tx:
        assert holds.held_by(tx, "a") == {tea: 3, coffee: 2}
        assert build.available(tx, shop.warehouse, [tea, coffee]) == {tea: 0, coffee: 3}
        assert differences(tx) == []


def test_a_hold_follows_what_is_typed_up_down_and_away(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3, "KOPI": 5})
    tea, coffee = shop.products["TEH"], shop.products["KOPI"]
    with writing(db) as tx:
        build.put(tx, tea, 4, bin="B-1")
        for wanted in ({tea: 2}, {tea: 6, coffee: 1}, {tea: 4}, {tea: 7}, {coffee: 5}, {}):
            holds.hold(tx, shop.warehouse, "a", wanted, LONG)
            assert holds.held_by(tx, "a") == wanted
            assert differences(tx) == []


def test_what_was_held_goes_to_its_order_in_one_transaction(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 3})
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "a", {shop.products["TEH"]: 3}, LONG)
        order = build.order(tx, "A1", {"TEH": 3})
        assert promise_orders(tx, shop.warehouse, [order]).ready == 0
        assert holds.drop(tx, "a") == 3
        assert promise_orders(tx, shop.warehouse, [order]).ready == 1
        assert differences(tx) == []


def test_whoever_promises_takes_what_nobody_types_any_more(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "gone", {tea: 2}, OVER)
        holds.hold(tx, shop.warehouse, "typing", {tea: 1}, LONG)
        order = build.order(tx, "A1", {"TEH": 3})
        missing = promise_orders(tx, shop.warehouse, [order]).missing
        assert [one.quantity for one in missing] == [1]
        assert holds.held_by(tx, "gone") == {}
        assert holds.held_by(tx, "typing") == {tea: 1}
        assert differences(tx) == []


def test_a_promise_that_misses_nothing_never_looks_at_holds(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 3})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "gone", {tea: 2}, OVER)
        order = build.order(tx, "A1", {"TEH": 1})
        assert promise_orders(tx, shop.warehouse, [order]).ready == 1
        assert holds.held_by(tx, "gone") == {tea: 2}


def test_typing_on_keeps_a_hold_whose_time_was_over(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "a", {tea: 2}, OVER)
        assert holds.renew(tx, "a", LONG)
        assert holds.release_expired(tx) == 0
        assert holds.held_by(tx, "a") == {tea: 2}
        assert not holds.renew(tx, "b", LONG)


def test_the_workers_round_ends_old_holds_and_promises_to_who_waits(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 3})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "a", {tea: 2}, LONG)
        build.order(tx, "A1", {"TEH": 3})
    restock = Restock(db, partial=False)
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    assert restock.look() == 0
    with writing(db) as tx:
        holds.renew(tx, "a", OVER)
    restock._not_before = 0.0
    assert restock.look() == 1
    with reading(db) as tx:
        assert differences(tx) == []


def test_a_rebuild_knows_holds(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 3})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        holds.hold(tx, shop.warehouse, "a", {tea: 2}, LONG)
        tx.execute(levels.update().values(reserved=0))
        assert [one.rebuilt for one in rebuild(tx)] == [2]
        assert differences(tx) == []


@pytest.mark.parametrize("units", [3, 7])
def test_of_many_who_type_the_same_units_exactly_so_many_hold_one(
    db: Database, build: ModuleType, units: int
) -> None:
    shop = build.shop(db, {"TEH": units, "KOPI": 20})
    tea, coffee = shop.products["TEH"], shop.products["KOPI"]
    won: list[int] = []
    errors: list[BaseException] = []
    start = threading.Barrier(12)

    def one(number: int) -> None:
        wanted = {tea: 1, coffee: 1} if number % 2 else {coffee: 1, tea: 1}
        try:
            start.wait(LIMIT)
            with writing(db) as tx:
                found = holds.hold(tx, shop.warehouse, f"h{number}", wanted, LONG)
            won.append(found[tea].held)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=one, args=(n,), daemon=True) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []
    assert sorted(won) == [0] * (12 - units) + [1] * units
    with reading(db) as tx:
        assert differences(tx) == []


def test_typing_promising_and_sweeping_at_once_lose_no_unit(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 6, "KOPI": 6})
    tea, coffee = shop.products["TEH"], shop.products["KOPI"]
    with writing(db) as tx:
        orders = [build.order(tx, f"A{n}", {"TEH": 1, "KOPI": 1}) for n in range(3)]
    errors: list[BaseException] = []
    start = threading.Barrier(8)

    def often(work: object) -> None:
        try:
            start.wait(LIMIT)
            for turn in range(8):
                run(db, SYSTEM, lambda tx, turn=turn: work(tx, turn), tries=8)  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            errors.append(error)

    def typing(holder: str):  # type: ignore[no-untyped-def]
        def work(tx: Transaction, turn: int) -> None:
            wanted = [{tea: 2}, {coffee: 2, tea: 1}, {}][turn % 3]
            lease = OVER if turn % 2 else LONG
            holds.hold(tx, shop.warehouse, holder, wanted, lease)

        return work

    def promising(order: int):  # type: ignore[no-untyped-def]
        def work(tx: Transaction, turn: int) -> None:
            held = reservations.of_order(tx, order)
            if held:
                reservations.release(tx, held)
            else:
                promise_orders(tx, shop.warehouse, [order])

        return work

    def sweeping(tx: Transaction, turn: int) -> None:
        holds.release_expired(tx)

    works = [typing(f"h{n}") for n in range(4)] + [promising(o) for o in orders] + [sweeping]
    threads = [threading.Thread(target=often, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert not any(thread.is_alive() for thread in threads)
    assert errors == []
    with reading(db) as tx:
        assert differences(tx) == []


steps = st.lists(
    st.tuples(
        st.sampled_from(["hold", "renew", "drop", "sweep", "receive"]),
        st.sampled_from(["a", "b", "c"]),
        st.dictionaries(st.integers(0, 1), st.integers(1, 6), max_size=2),
        st.sampled_from([LONG, OVER]),
    ),
    max_size=20,
)


@given(steps=steps)
@settings(max_examples=20, deadline=None, database=None)
def _levels_follow_holds(db: Database, build: ModuleType, steps: list) -> None:  # type: ignore[type-arg]
    connection = db.writer.connect()
    tx = Transaction(connection, SYSTEM, clock.now())
    try:
        main = build.warehouse(tx)
        products = [build.product(tx, sku, stock=4) for sku in ("TEH", "KOPI")]
        on_hand = Counter(dict.fromkeys(products, 4))
        held: Counter[tuple[str, int]] = Counter()
        over: set[str] = set()
        for what, who, wanted, lease in steps:
            if what == "hold":
                mine = {products[at]: units for at, units in wanted.items()}
                found = holds.hold(tx, main, who, mine, lease)
                for product in products:
                    others = sum(n for (h, p), n in held.items() if p == product and h != who)
                    had = held[who, product]
                    most = max(had, on_hand[product] - others)
                    held[who, product] = min(mine.get(product, 0), most)
                    if product in mine:
                        assert found[product].held == held[who, product]
            elif what == "renew":
                holds.renew(tx, who, lease)
            elif what == "drop":
                holds.drop(tx, who)
                held.update({(who, p): -held[who, p] for p in products})
            elif what == "sweep":
                holds.release_expired(tx)
                for h, p in list(held):
                    if h in over:
                        held[h, p] = 0
            else:
                for at, units in wanted.items():
                    build.put(tx, products[at], units)
                    on_hand[products[at]] += units
            if what in {"hold", "renew"}:
                (over.add if lease == OVER else over.discard)(who)
            rows = tx.execute(
                select(stock_holds.c.holder, stock_holds.c.product_id, stock_holds.c.quantity)
            )
            kept = Counter[tuple[str, int]]()
            for holder, product, units in rows:
                kept[holder, product] += units
            assert +kept == +held
            assert differences(tx) == []
    finally:
        connection.rollback()
        connection.close()


def test_levels_follow_whatever_is_held_and_let_go(db: Database, build: ModuleType) -> None:
    _levels_follow_holds(db, build)
