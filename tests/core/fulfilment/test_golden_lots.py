"""Golden scan scripts of goods that are tracked by lot, day of expiry or serial number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from milk_shop import NOW, TODAY, Shop

from core.audit import events
from core.catalog.tracking import Tracking
from core.clock import frozen
from core.database import Database
from core.fulfilment.models import parcel_lines
from core.orders.models import orders
from core.stock import tracking
from core.transaction import SYSTEM, writing


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with frozen(NOW):
        yield


@pytest.fixture
def shop(db: Database, build: ModuleType, table: Callable[..., Any]) -> Shop:
    return Shop(db, build, table)


def test_the_only_lot_there_is_need_not_be_scanned(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"L1": (5, 30)}})
    build.ready_order(db, "W-1", {"MILK": 2, "A": 1})
    assert at.scan("W-1", shop.code, "A", "MILK") == [
        "order_open",
        "ok",
        "ok_line_done",
        "order_complete",
    ]
    assert shop.packed() == {"L1": 2}
    assert at.all(parcel_lines.c.lot, parcel_lines.c.lot != "") == ["L1"]


def test_a_scan_without_a_lot_asks_for_it_where_several_could_be_meant(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (1, 9), "LATE": (5, 90)}})
    build.ready_order(db, "W-1", {"MILK": 3})
    assert at.scan("W-1", shop.code) == ["order_open", "needs_lot"]
    named = at.last.params["lots"]
    assert named == [
        {"lot": "SOON", "bin": "A-1", "quantity": 1, "day": "2026-03-11"},
        {"lot": "LATE", "bin": "A-1", "quantity": 2, "day": "2026-05-31"},
    ]
    assert at.scan("SOON", shop.code, "late", "2*MILK", "LATE") == [
        "ok",
        "ok",  # the early lot is in the box: only the other one is left in its bin
        "unknown_code",
        "over_quantity",
        "order_complete",
    ]


def test_a_code_that_names_its_lot_counts_at_once(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (1, 9), "LATE": (5, 90)}})
    build.ready_order(db, "W-1", {"MILK": 3})
    late, soon = shop.gs1("LATE"), shop.gs1("SOON", day=TODAY + timedelta(days=9))
    assert at.scan("W-1", late, soon, "2*" + late) == ["order_open", "ok", "ok", "over_quantity"]
    assert at.scan(late) == ["order_complete"]
    assert shop.packed() == {"SOON": 1, "LATE": 2}


def test_a_lot_that_expires_later_waits_until_the_earlier_one_is_packed(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (3, 9)}, "B-1": {"LATE": (5, 90)}})
    order = build.ready_order(db, "W-1", {"MILK": 2})
    assert at.scan("W-1", shop.gs1("LATE")) == ["order_open", "wrong_item/later_lot"]
    said = at.last.params
    assert (said["lot"], said["first"], said["first_day"], said["first_bin"]) == (
        "LATE",
        "SOON",
        "2026-03-11",
        "A-1",
    )
    assert at.scan(shop.gs1("SOON")) == ["ok"]
    assert shop.promised(order) == {"SOON": 2}
    # Who may decide otherwise says why; a yes without a reason only puts the question away.
    assert at.scan(shop.gs1("LATE"), "KEMAS:OK", "KEMAS:OK:late") == [
        "wrong_item/later_lot",
        "info/acknowledged",
        "info/acknowledged",
    ]
    assert at.scan(shop.gs1("LATE"), "KEMAS:OK:asked for it") == [
        "wrong_item/later_lot",
        "order_complete",
    ]
    assert shop.packed() == {"SOON": 1, "LATE": 1}
    assert at.count(events, events.c.kind == "lot_override") == 1


def test_who_may_not_override_contents_may_not_pack_a_later_lot(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (3, 9)}, "B-1": {"LATE": (5, 90)}})
    build.ready_order(db, "W-1", {"MILK": 2})
    with writing(db) as tx:
        build.actor(tx, build.operator(tx, "Budi", role="packer"), at.desk.station_id)
    assert at.scan("W-1", shop.gs1("LATE"), "KEMAS:OK:because") == [
        "order_open",
        "wrong_item/later_lot",
        "not_allowed/not_allowed",
    ]
    assert at.scan(shop.gs1("SOON")) == ["ok"]


def test_a_free_lot_that_expires_no_later_takes_the_place_of_the_promised_one(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None), "L2": (2, None)}})
    order = build.ready_order(db, "W-1", {"MILK": 2, "A": 1})
    assert shop.promised(order) == {"L1": 2}
    assert at.scan("W-1", shop.gs1("L2")) == ["order_open", "ok"]
    assert shop.promised(order) == {"L1": 1, "L2": 1}
    assert at.scan("KEMAS:UNDO", "2*" + shop.gs1("L2"), "A") == [
        "undone",
        "ok_line_done",
        "order_complete",
    ]
    assert shop.packed() == {"L2": 2}


def test_expired_goods_do_not_go_into_a_box(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(
        Tracking.EXPIRY, {"A-1": {"OLD": (2, -1)}, "B-1": {"TODAY": (1, 0), "L2": (2, 9)}}
    )
    order = build.ready_order(db, "W-1", {"MILK": 2})
    assert shop.promised(order) == {"TODAY": 1, "L2": 1}
    assert at.scan("W-1", shop.gs1("OLD"), shop.gs1("TODAY")) == [
        "order_open",
        "wrong_item/expired",
        "ok",
    ]
    with frozen(NOW + timedelta(days=10)):
        assert at.scan(shop.gs1("L2")) == ["wrong_item/expired"]
        # What is in the box already is not looked for; what is left of the line is.
        assert at.scan("KEMAS:SHORT:DAMAGED") == ["short"]
        assert at.last.params["missing"] == 1


def test_what_expired_on_the_shelf_makes_room_for_what_did_not(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (2, 1)}, "B-1": {"LATE": (2, 90)}})
    build.ready_order(db, "W-1", {"MILK": 1})
    with frozen(NOW + timedelta(days=2)):
        assert at.scan("W-1", shop.gs1("LATE")) == ["order_open", "order_complete"]
    assert shop.packed() == {"LATE": 1}


def test_too_little_life_left_does_not_go_into_a_box(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (2, 9)}, "B-1": {"LATE": (2, 90)}})
    with writing(db) as tx:
        tracking.track(tx, shop.milk, Tracking.EXPIRY, 30)
    build.ready_order(db, "W-1", {"MILK": 1})
    assert at.scan("W-1", shop.gs1("SOON"), shop.gs1("LATE")) == [
        "order_open",
        "wrong_item/lot_too_old",
        "order_complete",
    ]


def test_a_lot_that_nobody_ever_saw_is_not_packed(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None), "L2": (2, None)}})
    build.ready_order(db, "W-1", {"MILK": 1})
    assert at.scan("W-1", shop.gs1("L9"), "MILK", "L9", "L8\x1b[2J", "L1") == [
        "order_open",
        "unknown_code/lot",
        "needs_lot",
        "unknown_code/lot",
        "unknown_code/unreadable",
        "order_complete",
    ]


def test_another_code_ends_the_question_for_the_lot(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None), "L2": (2, None)}})
    build.ready_order(db, "W-1", {"MILK": 2, "A": 2, "B": 1})
    assert at.scan("W-1", "MILK", "A", "L1") == ["order_open", "needs_lot", "ok", "ok"]
    assert at.scan("MILK", "KEMAS:UNDO", "KEMAS:WHY", "L1", "MILK") == [
        "needs_lot",
        "undone",
        "info/why_open",
        "ok",
        "needs_lot",
    ]


def test_the_lane_asks_for_the_lot_of_a_single_item(db: Database, build: Any, shop: Shop) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (1, None), "L2": (1, None)}})
    build.ready_order(db, "W-1", {"MILK": 1})
    assert at.scan("KEMAS:LANE", shop.code, "L2") == ["info/lane_on", "needs_lot", "order_complete"]
    assert shop.packed() == {"L2": 1}


def test_units_that_are_short_are_not_those_in_the_box(
    db: Database, build: Any, shop: Shop
) -> None:
    at = shop.open(Tracking.LOT, {"A-1": {"L1": (2, None)}, "B-1": {"L2": (1, None)}})
    order = build.ready_order(db, "W-1", {"MILK": 3})
    assert at.scan("W-1", shop.gs1("L2"), shop.gs1("L1"), "KEMAS:SHORT:DAMAGED") == [
        "order_open",
        "ok",
        "ok",
        "short",
    ]
    assert shop.promised(order) == {"L1": 1, "L2": 1}
    assert at.scan("KEMAS:DONE") == ["order_complete"]
    assert shop.packed() == {"L1": 1, "L2": 1}


def test_expired_goods_are_laid_aside_and_their_orders_wait_again(
    db: Database, build: Any, shop: Shop
) -> None:
    from core.fulfilment.expired import expired, lay_aside
    from core.orders.promise import promise_waiting

    at = shop.open(Tracking.EXPIRY, {"A-1": {"SOON": (3, 1)}})
    build.ready_order(db, "W-1", {"MILK": 1})
    build.ready_order(db, "W-2", {"MILK": 1})
    at.scan("W-1")
    with frozen(NOW + timedelta(days=2)):
        with writing(db, SYSTEM) as tx:
            assert [(one.lot, one.on_hand) for one in expired(tx, shop.here)] == [("SOON", 3)]
            (done,) = lay_aside(tx, shop.here)
            assert (done.units, done.kept, done.waiting) == (2, 1, 1)
        assert promise_waiting(db, SYSTEM, shop.here) == 0
        assert sorted(at.all(orders.c.fulfilment)) == ["packing", "short"]
