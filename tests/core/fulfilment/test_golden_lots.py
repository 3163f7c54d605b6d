"""Golden scan scripts of goods that are tracked by lot, day of expiry or serial number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from core.audit import events
from core.catalog.tracking import Tracking
from core.clock import frozen
from core.database import Database
from core.fulfilment.leaving import hand_over
from core.fulfilment.models import parcel_lines, parcels
from core.fulfilment.parcels import lots_begun
from core.fulfilment.sent_lots import lots_sent, sent_with
from core.orders.models import orders
from core.stock import lots, tracking
from core.stock.commands import Move, post
from core.stock.models import BinKind, moves, reservations
from core.stock.places import shelf, special_bin
from core.stock.reservations import of_order
from core.transaction import SYSTEM, reading, writing

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
GS = "\x1d"


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with frozen(NOW):
        yield


class Shop:
    """Milk that is tracked, in lots on shelves: {bin: {lot: (units, days until it expires)}}."""

    def __init__(self, db: Database, build: ModuleType, table: Callable[..., Any]) -> None:
        self.db, self.build, self.table = db, build, table

    def open(
        self,
        by: Tracking,
        stock: Mapping[str, Mapping[str, tuple[int, int | None]]],
        more: str = "",
    ) -> Any:
        at = self.table(more=more)
        with writing(self.db) as tx:
            self.milk = self.build.product(tx, "MILK")
            self.here = self.build.warehouse(tx)
            tracking.track(tx, self.milk, by)
            outside = special_bin(tx, self.here, BinKind.SUPPLIER)
            for place, some in stock.items():
                where = shelf(tx, self.here, place).id
                for lot, (units, days) in some.items():
                    day = None if days is None else TODAY + timedelta(days=days)
                    lots.learn(tx, self.milk, lot, day)
                    goods = [Move(self.milk, outside, where, units, lot)]
                    post(tx, self.here, goods, reason="receipt")
        self.code = self.build.ean(self.milk)
        return at

    def gs1(self, lot: str = "", serial: str = "", day: date | None = None) -> str:
        code = f"]d201{self.code:0>14}"
        if day is not None:
            code += f"17{day:%y%m%d}"
        if lot:
            code += f"10{lot}{GS}"
        return code + (f"21{serial}" if serial else "")

    def packed(self) -> dict[str, int]:
        """What lies in parcels by lot, on the ledger."""
        with reading(self.db) as tx:
            rows = tx.execute(moves.select().where(moves.c.reason == "pack")).all()
        found: dict[str, int] = {}
        for row in rows:
            if row.product_id == self.milk:
                found[row.lot] = found.get(row.lot, 0) + row.quantity
        return found

    def promised(self, order: int) -> dict[str, int]:
        with reading(self.db) as tx:
            rows = tx.execute(
                reservations.select().where(
                    reservations.c.order_id == order, reservations.c.product_id == self.milk
                )
            ).all()
        return {row.lot: row.quantity for row in rows}


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
