"""Lots on a walk: another than the promised one is scanned twice, and the oldest goes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core.audit import events
from core.catalog.tracking import Tracking
from core.fulfilment.walks.states import Mode
from core.people.models import operators
from core.people.permissions import Role
from core.stock import lots, tracking
from core.stock.commands import Move, post
from core.stock.models import BinKind
from core.stock.places import shelf, special_bin
from core.stock.reservations import of_order
from core.transaction import reading, writing

PLACE = "A-02-1"
GS = "\x1d"


class Milk:
    """Milk that is tracked, five units of each lot in one bin."""

    def __init__(self, house: Any, by: Tracking = Tracking.EXPIRY) -> None:
        self.house = house
        with writing(house.db) as tx:
            self.id = house.build.product(tx, "MILK")
            tracking.track(tx, self.id, by)

    def put(self, units: int = 5, **days: int) -> None:
        """Units of lots that expire in so many days."""
        with writing(self.house.db) as tx:
            here = self.house.build.warehouse(tx)
            to, outside = shelf(tx, here, PLACE).id, special_bin(tx, here, BinKind.SUPPLIER)
            for lot, left in days.items():
                lots.learn(tx, self.id, lot, tx.today + timedelta(days=left))
                post(tx, here, [Move(self.id, outside, to, units, lot)], reason="receipt")

    def expire(self, lot: str) -> None:
        """A lot expired yesterday."""
        with writing(self.house.db) as tx:
            known = lots.find(tx, self.id, lot)
            assert known
            lots.set_day(tx, known, tx.today - timedelta(days=1))

    def code(self, lot: str, ai: str = "10") -> str:
        """As it stands on the package."""
        return f"]d201{self.house.build.ean(self.id):0>14}{ai}{lot}{GS}"

    def promised(self, order: int) -> dict[str, int]:
        """Units by lot that an order is promised."""
        with reading(self.house.db) as tx:
            return {one.lot: one.quantity for one in of_order(tx, order) if one.lot}


def test_another_lot_that_goes_no_later_is_taken_once_it_is_scanned_twice(house: Any) -> None:
    milk = Milk(house)
    milk.put(L7=30)
    order = house.order("1", {"MILK": 3})
    milk.put(L5=10)
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    assert picker.last.params["next_lot"] == "L7"
    assert picker.scan(PLACE, f"2*{milk.code('L5')}")[1] == "needs_confirmation/walk_lot_swap"
    assert picker.last.params["right"] == "L7"
    assert picker.scan("KEMAS:OK", milk.code("L5"))[1] == "needs_confirmation/walk_lot_swap"
    assert (milk.promised(order), house.picked(order)) == ({"L7": 3}, 0)
    assert picker.scan(milk.code("L5")) == ["ok_line_done/walk"]
    assert (milk.promised(order), house.picked(order)) == ({"L7": 2, "L5": 1}, 1)
    assert picker.scan("KEMAS:UNDO", milk.code("L5")) == ["undone/walk", "ok_line_done/walk"]
    assert picker.scan(f"2*{milk.code('L7')}") == ["order_complete/walk_done"]
    assert picker.table("1", f"2*{milk.code('L7')}", milk.code("L5"))[-1] == "order_complete"


def test_a_lot_that_expires_later_stays_unless_somebody_who_may_says_why(house: Any) -> None:
    milk = Milk(house)
    milk.put(L5=10, L9=90)
    order = house.order("1", {"MILK": 1})
    house.plan()
    picker = house.picker()
    picker.take()
    assert picker.scan(PLACE, milk.code("L9"))[1] == "wrong_item/walk_later_lot"
    assert (picker.last.params["first"], picker.last.params["first_bin"]) == ("L5", PLACE)
    for role in (Role.PACKER, Role.LEAD):
        with writing(house.db) as tx:
            tx.execute(update(operators).values(role=role.value))
        said = picker.scan(milk.code("L9"), "KEMAS:OK:best before is far")
        assert said[0] == "wrong_item/walk_later_lot"
        assert said[1].startswith("not_allowed" if role is Role.PACKER else "needs_confirmation")
    assert picker.scan("KEMAS:TOTE:T1") == ["order_complete/walk_done"]
    assert milk.promised(order) == {"L9": 1}
    said = house.value(events.c.data, events.c.kind == "lot_override")
    assert said["reason"] == "best before is far"


def test_where_several_lots_lie_in_the_bin_the_lot_is_asked_for(house: Any) -> None:
    milk = Milk(house)
    milk.put(2, L5=10)
    milk.put(L9=90)
    order = house.order("1", {"MILK": 4})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take()
    plain = house.build.ean(milk.id)
    assert picker.scan(PLACE, f"2*{plain}", "L4", "L9") == [
        "info/walk_at_bin",
        "needs_lot/walk",
        "unknown_code/walk_lot",
        "ok_line_done/walk",
    ]
    assert [lot["lot"] for lot in picker.last.params.get("lots", [])] == []
    assert picker.scan(plain, "A", "L5") == ["needs_lot/walk", "wrong_item/walk", "ok/walk"]
    assert picker.scan("L5") == ["order_complete/walk_done"]
    assert milk.promised(order) == {"L5": 2, "L9": 2}


def test_expired_goods_are_not_taken_whether_the_code_says_their_lot_or_not(house: Any) -> None:
    milk = Milk(house)
    milk.put(L5=10)
    house.order("1", {"MILK": 1})
    house.plan(Mode.SINGLE)
    milk.expire("L5")
    picker = house.picker()
    picker.take()
    plain = house.build.ean(milk.id)
    assert picker.scan(PLACE, plain, milk.code("L5"), "KEMAS:SHORT:DAMAGED") == [
        "info/walk_at_bin",
        "wrong_item/walk_expired",
        "wrong_item/walk_expired",
        "short/walk_over",
    ]
    assert house.lies("DAMAGED") == 1


def test_a_lot_that_nobody_could_have_in_hand_is_refused(house: Any) -> None:
    milk = Milk(house)
    milk.put(2, L5=10, L6=10)
    first, other = house.order("1", {"MILK": 2}), house.order("2", {"MILK": 2})
    house.plan(Mode.SINGLE)
    picker = house.picker()
    picker.take(1)
    mine = next(iter(milk.promised(first)))
    theirs = next(iter(milk.promised(other)))
    assert picker.scan(PLACE, milk.code(theirs), milk.code("L8"), milk.code(mine)) == [
        "info/walk_at_bin",
        "wrong_item/walk_lot_taken",  # another walk is on its way to fetch it
        "unknown_code/walk_lot",
        "ok/walk",
    ]


def test_each_serial_number_is_fetched_by_itself_and_the_wall_asks_which(house: Any) -> None:
    milk = Milk(house, Tracking.SERIAL)
    milk.put(1, S1=900, S2=900, S3=900)
    house.order("1", {"MILK": 1, "C": 1})
    house.order("2", {"MILK": 1, "C": 1})
    house.plan(Mode.BATCH)
    picker = house.picker()
    picker.take()
    plain = house.build.ean(milk.id)
    assert picker.scan(PLACE, plain, "S2", milk.code("S2", "21"), milk.code("S3", "21")) == [
        "info/walk_at_bin",
        "needs_lot/walk_serial",
        "ok_line_done/walk",
        "over_quantity/walk_serial_twice",
        "needs_confirmation/walk_lot_swap",
    ]
    assert picker.scan("S3", "B-02-1", "2*C")[-1] == "order_complete/walk_to_sort"
    assert picker.scan(plain, "S3", "C", "C", "S2")[::4] == [
        "needs_lot/walk_serial",
        "order_complete/walk_sorted",
    ]
