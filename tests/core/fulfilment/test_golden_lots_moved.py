"""Golden scan scripts of lots and serial numbers that change hands: swapped, picked, given back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from milk_shop import NOW, Shop

from core.catalog.tracking import Tracking
from core.clock import frozen
from core.database import Database
from core.fulfilment.leaving import hand_over
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import lots_begun
from core.fulfilment.sent_lots import lots_sent, sent_with
from core.orders.models import orders
from core.stock import lots
from core.stock.reservations import of_order
from core.transaction import SYSTEM, reading, writing


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with frozen(NOW):
        yield


@pytest.fixture
def shop(db: Database, build: ModuleType, table: Callable[..., Any]) -> Shop:
    return Shop(db, build, table)


def test_serial_numbers_go_into_the_box_one_by_one(db: Database, build: Any, shop: Shop) -> None:
    units: dict[str, tuple[int, int | None]] = {f"S{n}": (1, None) for n in range(1, 5)}
    at = shop.open(Tracking.SERIAL, {"A-1": units})
    order = build.ready_order(db, "W-1", {"MILK": 2, "A": 1})
    assert at.scan("W-1", shop.code, "S3", shop.gs1(serial="S3"), "2*" + shop.gs1(serial="S4")) == [
        "order_open",
        "needs_lot/serial",
        "ok",
        "over_quantity/serial_twice",
        "over_quantity",
    ]
    assert at.scan("S9", "S4", "A") == ["unknown_code", "ok_line_done", "order_complete"]
    assert shop.packed() == {"S3": 1, "S4": 1}
    with writing(db, at.last.actor) as tx:
        (parcel,) = tx.execute(parcels.select()).all()
        hand_over(tx, parcel.id)
    with reading(db) as tx:
        (sent,) = sent_with(tx, shop.milk, "S3")
        assert (sent.order_no, sent.parcel, sent.units) == ("W-1", parcel.code, 1)
        assert lots_sent(tx, order, shop.milk) == {"S3": 1, "S4": 1}
    build.ready_order(db, "W-2", {"MILK": 2})
    assert at.scan("W-2", shop.gs1(serial="S3")) == ["order_open", "wrong_item/lot_sent"]
    assert at.last.params["other"] == "W-1"


def test_a_unit_that_another_order_was_promised_is_exchanged_for_ours(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.SERIAL, {"A-1": {"S1": (1, None), "S2": (1, None)}})
    first = build.ready_order(db, "W-1", {"MILK": 1, "A": 1})
    second = build.ready_order(db, "W-2", {"MILK": 1})
    assert (shop.promised(first), shop.promised(second)) == ({"S1": 1}, {"S2": 1})
    assert at.scan("W-1", shop.gs1(serial="S2"), "A") == [
        "order_open",
        "ok_line_done",
        "order_complete",
    ]
    assert shop.promised(second) == {"S1": 1}
    assert at.scan("W-2", "MILK") == ["order_open", "order_complete"]


def test_a_unit_that_somebody_packs_at_another_table_is_not_taken_from_them(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.SERIAL, {"A-1": {"S1": (1, None), "S2": (1, None)}})
    there = shop.table("S2")
    build.ready_order(db, "W-1", {"MILK": 1})
    build.ready_order(db, "W-2", {"MILK": 1})
    there.scan("W-2")
    assert at.scan("W-1", shop.gs1(serial="S2")) == ["order_open", "wrong_item/lot_taken"]
    assert there.scan(shop.gs1(serial="S2")) == ["order_complete"]


def test_lots_of_a_box_that_is_opened_again_are_promised_again(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None), "L2": (2, None)}})
    order = build.ready_order(db, "W-1", {"MILK": 3})
    at.scan("W-1", shop.gs1("L2"), shop.gs1("L1"), shop.gs1("L2"))
    assert at.last.kind.value == "order_complete"
    assert at.scan("KEMAS:UNDO", "KEMAS:OK") == ["needs_confirmation/undo_label", "undone"]
    assert shop.promised(order) == {"L1": 1, "L2": 2}
    assert at.scan(shop.gs1("L2")) == ["order_complete"]
    assert at.all(orders.c.fulfilment) == ["packed"]


def test_picked_lots_stay_what_they_are_down_to_the_box(
    db: Database, build: Any, shop: Shop
) -> None:
    more = "[packing]\npick_first = true\n"
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (1, 9), "LATE": (5, 90)}}, more)
    build.ready_order(db, "W-1", {"MILK": 2})
    assert at.scan("W-1", "KEMAS:TOTE:T1", shop.code, "LATE", "SOON") == [
        "order_open/pick",
        "info/tote",
        "needs_lot",
        "ok/picked",
        "order_complete/picked",
    ]
    assert at.scan("W-1", shop.code, "LATE", "KEMAS:UNDO", shop.gs1("SOON"), shop.code) == [
        "order_open",
        "needs_lot",
        "ok",
        "undone",
        "ok",
        "order_complete",
    ]
    assert shop.packed() == {"SOON": 1, "LATE": 1}


def test_a_pick_can_be_taken_back_to_the_bin_of_its_lot(
    db: Database, build: Any, shop: Shop
) -> None:
    more = "[packing]\npick_first = true\n"
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None)}, "B-1": {"L2": (2, None)}}, more)
    order = build.ready_order(db, "W-1", {"MILK": 3})
    assert at.scan("W-1", shop.gs1("L1"), shop.gs1("L2"), "KEMAS:UNDO", "KEMAS:UNDO") == [
        "order_open/pick",
        "ok/picked",
        "ok/picked",
        "undone",
        "undone",
    ]
    assert sum(shop.promised(order).values()) == 3


def test_what_was_picked_of_another_lot_than_was_written_down_is_set_right_at_the_table(
    db: Database, build: Any, shop: Shop
) -> None:
    more = "[packing]\npick_first = true\n"
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (1, None), "L2": (1, None)}}, more)
    build.ready_order(db, "W-1", {"MILK": 1})
    assert at.scan("W-1", shop.gs1("L1"), "W-1", shop.gs1("L2")) == [
        "order_open/pick",
        "order_complete/picked",
        "order_open",
        "order_complete",
    ]
    assert shop.packed() == {"L2": 1}
    with reading(db) as tx:
        assert lots.on_hand(tx, shop.milk, "L1") == 1


def test_goods_of_a_box_that_an_edit_makes_smaller_keep_their_lots(
    db: Database, build: Any, shop: Shop
) -> None:
    from core.shipping.taking_out import take_out
    from core.stock import put_away

    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None), "L2": (2, None), "L3": (2, None)}})
    order = build.ready_order(db, "W-1", {"MILK": 4, "A": 1})
    at.scan("W-1", shop.gs1("L3"), shop.gs1("L3"), shop.gs1("L2"))
    with writing(db, SYSTEM) as tx:
        (line,) = at.all(parcel_lines.c.order_line_id, parcel_lines.c.lot == "L3")
        other = {one.line_id for one in of_order(tx, order)} - {line}
        assert take_out(tx, order, {line: 2} | dict.fromkeys(other, 1)) == 1
        (task,) = put_away.waiting(tx, shop.here)
        inside = lots_begun(tx, order)
    assert shop.promised(order) == {lot: units for (_line, lot), units in inside.items()}
    assert sum(inside.values()) == 2
    assert task.lot in {"L2", "L3"}


def test_goods_of_a_cancelled_order_go_back_as_the_lot_that_they_are(
    db: Database, build: Any, shop: Shop
) -> None:
    from core.shipping.cancelling import cancel_order
    from core.stock import put_away

    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None)}, "B-1": {"L2": (1, None)}})
    order = build.ready_order(db, "W-1", {"MILK": 3, "A": 1})
    at.scan("W-1", shop.gs1("L2"))
    with writing(db, SYSTEM) as tx:
        assert cancel_order(tx, order, "buyer").put_back == 1
        (task,) = put_away.waiting(tx, shop.here)
        assert (task.lot, task.to_bin) == ("L2", "B-1")
        put_away.put_away(tx, task.id, "B-1")
        assert lots.on_hand(tx, shop.milk, "L2") == 1


def test_units_that_were_picked_into_each_others_totes_are_set_right_at_the_table(
    db: Database, build: Any, shop: Shop
) -> None:
    more = "[packing]\npick_first = true\n"
    at = shop.open(Tracking.SERIAL, {"A-1": {"S1": (1, None), "S2": (1, None)}}, more)
    build.ready_order(db, "W-1", {"MILK": 1})
    build.ready_order(db, "W-2", {"MILK": 1})
    at.scan("W-1", "KEMAS:TOTE:T1", "MILK", "S1", "W-2", "KEMAS:TOTE:T2", "MILK")
    assert at.last.detail == "picked"
    assert at.scan("W-1", shop.gs1(serial="S2"), "W-2", "MILK") == [
        "order_open",
        "order_complete",
        "order_open",
        "order_complete",
    ]
    assert shop.packed() == {"S1": 1, "S2": 1}
