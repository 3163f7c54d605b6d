"""Promising: whole or not at all, in order, by itself when stock arrives."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from sqlalchemy import event, func, select, update

from core.audit import events
from core.database import Database, connect
from core.orders import promise as module
from core.orders.models import order_lines, orders
from core.orders.promise import (
    missing_of,
    promise_orders,
    promise_waiting,
    short_by,
    waiting_orders,
)
from core.prepared import HEARD
from core.stock import reservations
from core.stock.checks import differences
from core.stock.places import add_warehouse
from core.stock.reservations import Missing
from core.transaction import SYSTEM, Transaction, reading, writing


def fulfilment(tx: Transaction, order: int) -> str:
    return str(tx.execute(select(orders.c.fulfilment).where(orders.c.id == order)).scalar_one())


def ready_numbers(db: Database) -> set[str]:
    with reading(db) as tx:
        found = tx.execute(select(orders.c.order_no).where(orders.c.fulfilment == "ready"))
        return set(found.scalars())


def units(tx: Transaction, order: int) -> list[int]:
    return [held.quantity for held in reservations.of_order(tx, order)]


def test_an_order_is_promised_whole_and_is_ready(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 3, "KOPI": 1})
        done = promise_orders(tx, shop.warehouse, [order])
    assert (done.ready, done.missing) == (1, ())
    with reading(db) as tx:
        assert sorted(units(tx, order)) == [1, 3]
        assert fulfilment(tx, order) == "ready"
        assert missing_of(tx, order) == []
        tea, coffee = shop.products["TEH"], shop.products["KOPI"]
        assert build.available(tx, shop.warehouse, [tea, coffee]) == {tea: 2, coffee: 0}
        assert differences(tx) == []


def test_an_order_that_cannot_be_whole_takes_nothing_and_says_what_it_lacks(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 3, "KOPI": 4})
        line = tx.execute(select(order_lines.c.id).where(order_lines.c.line_no == 2)).scalar_one()
        lacks = Missing(order, line, shop.products["KOPI"], 3)
        assert short_by(tx, order) == [lacks]
        done = promise_orders(tx, shop.warehouse, [order])
        assert (done.ready, done.missing) == (0, (lacks,))
        assert short_by(tx, order) == [lacks]
    with reading(db) as tx:
        assert units(tx, order) == []
        assert fulfilment(tx, order) == "short"
        assert {(m.product_id, m.quantity) for m in missing_of(tx, order)} == {
            (shop.products["TEH"], 3),
            (shop.products["KOPI"], 4),
        }


def test_quantities_are_whole_numbers_on_both_engines(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 2})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 3})
        found = [*missing_of(tx, order), *short_by(tx, order)]
        found += promise_orders(tx, shop.warehouse, [order]).missing
        assert [type(one.quantity) for one in found] == [int] * 3


def test_part_of_an_order_is_promised_where_that_is_allowed(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 1})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 3, "KOPI": 4})
        done = promise_orders(tx, shop.warehouse, [order], partial=True)
        assert done.ready == 0
        assert [m.quantity for m in done.missing] == [3]
        assert sorted(units(tx, order)) == [1, 3]
        assert fulfilment(tx, order) == "short"
        assert [m.quantity for m in missing_of(tx, order)] == [3]
        build.put(tx, shop.products["KOPI"], 9)
    assert promise_waiting(db, SYSTEM, shop.warehouse, partial=True) == 1
    with reading(db) as tx:
        assert sorted(units(tx, order)) == [3, 4]
        assert differences(tx) == []


def test_two_lines_of_one_product_are_counted_together(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        six = build.order(tx, "A6", [("TEH", 3), ("TEH", 3)])
        five = build.order(tx, "A5", [("TEH", 3), ("TEH", 2)])
        done = promise_orders(tx, shop.warehouse, [six, five])
        assert [(m.order_id, m.quantity) for m in done.missing] == [(six, 1)]
        assert sorted(units(tx, five)) == [2, 3]
        assert differences(tx) == []


def test_the_fewest_bins_are_used(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 0})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        build.put(tx, tea, 2, bin="A-1")
        whole = build.put(tx, tea, 5, bin="A-2")
        build.put(tx, tea, 3, bin="A-3")
        four, six = (build.order(tx, f"A{n}", {"TEH": n}) for n in (4, 6))
        promise_orders(tx, shop.warehouse, [four, six])
        assert [held.bin_id for held in reservations.of_order(tx, four)] == [whole]
        assert units(tx, six) == [2, 1, 3]


def test_the_first_to_ship_is_promised_first_and_then_the_first_ordered(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 0})
    noon = build.MORNING + timedelta(hours=3)
    with writing(db) as tx:
        early, late = noon, noon + timedelta(hours=5)
        for number, ship_by, ordered_at in (
            ("no-hurry-new", None, noon),
            ("no-hurry-old", None, noon - timedelta(days=9)),
            ("late", late, noon - timedelta(days=5)),
            ("early-new", early, noon),
            ("early-old", early, noon - timedelta(hours=1)),
        ):
            build.order(tx, number, {"TEH": 1}, ship_by=ship_by, ordered_at=ordered_at)
    turn = ["early-old", "early-new", "late", "no-hurry-old", "no-hurry-new"]
    for already in range(5):
        with writing(db) as tx:
            build.put(tx, shop.products["TEH"], 1)
            numbers = dict(tx.execute(select(orders.c.id, orders.c.order_no)).all())
            assert [numbers[o] for o in waiting_orders(tx, shop.warehouse)] == turn[already:]
        assert promise_waiting(db, SYSTEM, shop.warehouse) == 1
        assert ready_numbers(db) == set(turn[: already + 1])


def test_orders_are_promised_when_stock_arrives_and_once(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 0, "KOPI": 2})
    with writing(db) as tx:
        orders_made = [build.order(tx, f"A{n}", {"TEH": 1, "KOPI": 1}) for n in range(3)]
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    assert ready_numbers(db) == set()
    with writing(db) as tx:
        build.put(tx, shop.products["TEH"], 5)
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 2
    before = _books(db)
    for _again in range(2):
        assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    assert _books(db) == before
    with reading(db) as tx:
        promised = tx.execute(select(events.c.order_id).where(events.c.kind == "promised"))
        assert sorted(promised.scalars()) == orders_made[:2]
        assert differences(tx) == []


def _books(db: Database) -> tuple[object, ...]:
    r, o = reservations.reservations, orders.c
    with reading(db) as tx:
        return (
            tx.execute(select(r).order_by(r.c.id)).all(),
            tx.execute(select(o.id, o.fulfilment, o.updated_at).order_by(o.id)).all(),
            tx.execute(select(func.count()).select_from(events)).scalar_one(),
        )


@pytest.mark.parametrize("state", ["held", "cancelled", "ready", "packing"])
def test_only_short_orders_are_promised(db: Database, build: ModuleType, state: str) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 1})
        tx.execute(update(orders).values(fulfilment=state))
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    with reading(db) as tx:
        assert units(tx, order) == []
        assert fulfilment(tx, order) == state


def test_what_changed_after_the_look_is_looked_at_again(
    db: Database, build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        cancelled, open_ = (build.order(tx, f"A{n}", {"TEH": 1}) for n in range(2))
    look = module.waiting_orders

    def then_cancelled(tx: Transaction, warehouse: int) -> list[int]:
        found = look(tx, warehouse)
        with writing(db) as other:
            one = update(orders).where(orders.c.id == cancelled)
            other.execute(one.values(fulfilment="cancelled"))
        return found

    monkeypatch.setattr(module, "waiting_orders", then_cancelled)
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 1
    with reading(db) as tx:
        assert units(tx, cancelled) == []
        assert units(tx, open_) == [1]


def test_what_is_boxed_or_left_out_needs_no_promise(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 5})
        counts = {"picked": 2, "packed": 2, "boxed": 2, "excepted": 1}
        tx.execute(update(order_lines).values(**counts))
        assert promise_orders(tx, shop.warehouse, [order]).ready == 1
        assert units(tx, order) == [2]


def test_goods_in_totes_boxes_and_other_warehouses_are_not_promised(
    db: Database, build: ModuleType
) -> None:
    from core.stock import commands as stock
    from core.stock.models import BinKind
    from core.stock.places import find_bin, special_bin

    shop = build.shop(db, {"TEH": 6})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        add_warehouse(tx, "JOG", "Jogja")
        build.put(tx, tea, 5, warehouse_code="JOG")
        main = find_bin(tx, shop.warehouse, "MAIN").id
        for kind in (BinKind.TOTE, BinKind.PACKED, BinKind.DAMAGED):
            away = special_bin(tx, shop.warehouse, kind)
            stock.post(tx, shop.warehouse, [stock.Move(tea, main, away, 2)], reason="test")
        order = build.order(tx, "A1", {"TEH": 1})
        assert waiting_orders(tx, shop.warehouse) == []
        assert promise_orders(tx, shop.warehouse, [order]).ready == 0
        assert build.available(tx, shop.warehouse, [tea]) == {tea: 0}


def test_a_long_list_is_promised_in_short_transactions(
    db: Database, build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 10)
    shop = build.shop(db, {"TEH": 25})
    with writing(db) as tx:
        for number in range(33):
            build.order(tx, f"A{number:02}", {"TEH": 1})
    commits: list[int] = []
    db.close()
    for engine in (db.reader, db.writer):  # of a server one line serves both
        engine.update_execution_options(**{HEARD: True})
    event.listen(db.reader, "commit", lambda _connection: commits.append(1))  # the writer's too
    assert promise_waiting(db, SYSTEM, shop.warehouse) == 25
    assert len(commits) == 4
    assert ready_numbers(db) == {f"A{number:02}" for number in range(25)}


def test_nothing_to_promise_asks_for_no_write_lock(
    db: Database, build: ModuleType, database_url: str
) -> None:
    shop = build.shop(db, {"TEH": 5})
    other = connect(database_url)
    with writing(other) as tx:
        build.operator(tx, "Budi")
        assert promise_waiting(db, SYSTEM, shop.warehouse) == 0
    other.close()
