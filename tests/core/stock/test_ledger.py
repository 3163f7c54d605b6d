"""The ledger: append-only moves, and levels that equal a rebuild from them at any time."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from core import audit
from core.database import Database
from core.errors import Refusal
from core.orders.models import order_lines
from core.stock import commands as stock
from core.stock.checks import differences, rebuild
from core.stock.models import BinKind, levels, moves
from core.stock.places import find_bin, special_bin
from core.stock.reservations import Want, promise
from core.transaction import Actor, Transaction, reading, writing


def level(tx: Transaction, product: int, bin_id: int) -> tuple[int, int]:
    row = tx.execute(
        select(levels.c.on_hand, levels.c.reserved).where(
            levels.c.product_id == product, levels.c.bin_id == bin_id
        )
    ).first()
    return (0, 0) if row is None else (row.on_hand, row.reserved)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_a_move(db: Database, build: ModuleType, verb: str) -> None:
    build.shop(db, {"TEH": 5})
    change = update(moves).values(quantity=9) if verb == "update" else delete(moves)
    with pytest.raises(IntegrityError, match="stock_moves is append-only"), writing(db) as tx:
        tx.execute(change)
    with reading(db) as tx:
        assert tx.execute(select(moves.c.quantity)).scalars().all() == [5]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_an_event(
    db: Database, build: ModuleType, verb: str
) -> None:
    build.shop(db)
    with writing(db) as tx:
        audit.record(tx, "note", note="gift")
    events = audit.events
    change = update(events).values(kind="x") if verb == "update" else delete(events)
    with pytest.raises(IntegrityError, match="events is append-only"), writing(db) as tx:
        tx.execute(change)
    with reading(db) as tx:
        assert tx.execute(select(events.c.kind)).scalars().all() == ["note"]


def test_moves_cannot_be_truncated_either(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 5})
    every_row = "DELETE FROM stock_moves" if db.is_sqlite else "TRUNCATE stock_moves CASCADE"
    with pytest.raises(IntegrityError), writing(db) as tx:
        tx.execute(text(every_row))


@pytest.mark.parametrize(("on_hand", "reserved"), [(5, 6), (-1, 0), (5, -1), (-2, -2)])
def test_the_database_keeps_reserved_between_zero_and_on_hand(
    db: Database, build: ModuleType, on_hand: int, reserved: int
) -> None:
    build.shop(db, {"TEH": 5})
    with pytest.raises(IntegrityError), writing(db) as tx:
        tx.execute(update(levels).values(on_hand=on_hand, reserved=reserved))


@pytest.mark.parametrize("quantity", [0, -3])
def test_a_move_is_of_more_than_nothing(db: Database, build: ModuleType, quantity: int) -> None:
    shop = build.shop(db, {"TEH": 5})
    with reading(db) as tx:
        shelf = find_bin(tx, shop.warehouse, "MAIN")
        out = special_bin(tx, shop.warehouse, BinKind.OUT)
    move = stock.Move(shop.products["TEH"], shelf.id, out, quantity)
    with pytest.raises(IntegrityError), writing(db) as tx:
        stock.post(tx, shop.warehouse, [move], reason="test")


def test_a_move_says_who_where_when_and_why(db: Database, build: ModuleType) -> None:
    shop = build.shop(db)
    with writing(db, shop.actor) as tx:
        tea = build.product(tx, "TEH", stock=4)
        moment = tx.now
    with reading(db) as tx:
        row = tx.execute(select(moves)).one()
        supplier = special_bin(tx, shop.warehouse, BinKind.SUPPLIER)
    assert (row.product_id, row.quantity, row.from_bin_id) == (tea, 4, supplier)
    assert (row.operator_id, row.station_id) == (shop.operator, shop.station)
    assert (row.reason, row.at) == ("opening", moment)


def test_no_more_leaves_a_bin_than_lies_there_unreserved(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 3})
        line = tx.execute(select(order_lines.c.id)).scalar_one()
        assert promise(tx, shop.warehouse, [[Want(order, line, tea, 3)]]) == []
    with writing(db) as tx:
        shelf = build.put(tx, tea, 1)
        out = special_bin(tx, shop.warehouse, BinKind.OUT)
        stock.post(tx, shop.warehouse, [stock.Move(tea, shelf, out, 3)], reason="test")
        assert level(tx, tea, shelf) == (3, 3)
    for consume in (0, 2):
        move = stock.Move(tea, shelf, out, 3, consume=consume)
        with pytest.raises(Refusal) as refusal, writing(db) as tx:
            stock.post(tx, shop.warehouse, [move], reason="test")
        assert refusal.value.code == "stock_not_enough"
        assert refusal.value.params == {"product_id": tea, "bin_id": shelf}
    with reading(db) as tx:
        assert level(tx, tea, shelf) == (3, 3)
        assert tx.execute(select(func.count()).select_from(moves)).scalar_one() == 3


def test_an_adjustment_makes_a_bin_hold_what_was_counted(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    tea = shop.products["TEH"]
    with writing(db) as tx:
        shelf = build.put(tx, tea, 1)
        assert stock.adjust_to(tx, shop.warehouse, tea, shelf, 2, reason="count") == -4
        assert stock.adjust_to(tx, shop.warehouse, tea, shelf, 9, reason="count") == 7
        assert stock.adjust_to(tx, shop.warehouse, tea, shelf, 9, reason="count") == 0
        assert level(tx, tea, shelf) == (9, 0)
        assert differences(tx) == []


def test_an_adjustment_leaves_what_orders_hold(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    tea = shop.products["TEH"]
    build.ready_order(db, "A1", {"TEH": 3})
    with writing(db) as tx:
        shelf = build.put(tx, tea, 1)
        with pytest.raises(Refusal) as refusal:
            stock.adjust_to(tx, shop.warehouse, tea, shelf, 2, reason="count")
        assert refusal.value.code == "stock_reserved"
        assert stock.adjust_to(tx, shop.warehouse, tea, shelf, 3, reason="count") == -3
        assert level(tx, tea, shelf) == (3, 3)


def test_a_bin_waits_to_be_counted_once(db: Database, build: ModuleType) -> None:
    from core.stock.queries import waiting_counts

    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        shelf = build.put(tx, shop.products["TEH"], 1)
        for _again in range(2):
            stock.request_count(tx, shop.warehouse, shelf, shop.products["TEH"], "short")
        (waiting,) = waiting_counts(tx, shop.warehouse)
        assert (waiting.bin, waiting.sku, waiting.reason) == ("MAIN", "TEH", "short")


def test_a_wrong_level_is_found_named_and_rebuilt(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 2, "GULA": 7})
    build.ready_order(db, "A1", {"TEH": 3})
    with writing(db) as tx:
        assert differences(tx) == []
        tea, coffee, sugar = (shop.products[sku] for sku in ("TEH", "KOPI", "GULA"))
        tx.execute(update(levels).where(levels.c.product_id == tea).values(reserved=1))
        tx.execute(update(levels).where(levels.c.product_id == coffee).values(on_hand=20))
        tx.execute(delete(levels).where(levels.c.product_id == sugar))
        ghost = {"product_id": sugar, "bin_id": special_bin(tx, shop.warehouse, BinKind.TOTE)}
        tx.execute(insert(levels), ghost | {"lot": "", "on_hand": 1, "reserved": 0})
        found = {(d.what, d.product_id, d.kept, d.rebuilt) for d in differences(tx)}
    expected = {
        ("reserved", tea, 1, 3),
        ("on_hand", coffee, 20, 2),
        ("on_hand", sugar, 0, 7),
        ("on_hand", sugar, 1, 0),
    }
    assert found == expected
    with writing(db) as tx:
        assert len(rebuild(tx)) == 4
    with writing(db) as tx:
        assert differences(tx) == []
        assert rebuild(tx) == []


def test_what_the_program_does_by_itself_has_no_operator(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 5})
    with reading(db, Actor()) as tx:
        assert tx.execute(select(moves.c.operator_id)).scalars().all() == [None]
