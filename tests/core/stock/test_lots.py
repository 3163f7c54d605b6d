"""Lots, days of expiry and serial numbers: what comes in, what is promised first, what never is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from types import ModuleType
from typing import Any

import pytest

from core.catalog.tracking import Tracking
from core.clock import frozen
from core.database import Database, connect
from core.errors import NotAllowed, NotFound, Refusal
from core.orders.promise import promise_orders
from core.stock import holds, lots, tracking
from core.stock.checks import differences
from core.stock.commands import Move, adjust_to, post
from core.stock.lot_queries import places_of_lots
from core.stock.models import BinKind
from core.stock.places import shelf, special_bin
from core.stock.reservations import of_order
from core.transaction import Transaction, reading, run, writing

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with frozen(NOW):
        yield


class Stock:
    """Milk on some shelves, each lot with the days until it expires."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build = db, build
        self.shop: Any = build.shop(db, {"MILK": 0, "TEA": 0})
        self.milk: int = self.shop.products["MILK"]

    def come(
        self,
        tx: Transaction,
        units: int,
        lot: str = "",
        days: int | None = None,
        bin: str = "A-1",
        sku: str = "MILK",
    ) -> None:
        here, product = self.shop.warehouse, self.shop.products[sku]
        if days is not None:
            lots.learn(tx, product, lot, TODAY + timedelta(days=days))
        place = shelf(tx, here, bin).id
        outside = special_bin(tx, here, BinKind.SUPPLIER)
        post(tx, here, [Move(product, outside, place, units, lot)], reason="receipt")

    def promised(self, tx: Transaction, order_no: str, wanted: Mapping[str, int]) -> Any:
        """(lot, units) in walking order, or None where the order stays short."""
        made = self.build.order(tx, order_no, wanted)
        done = promise_orders(tx, self.shop.warehouse, [made])
        if done.missing:
            return None
        return [(held.lot, held.quantity) for held in of_order(tx, made)]


@pytest.fixture
def stock(db: Database, build: ModuleType) -> Iterator[Stock]:
    yield Stock(db, build)
    with reading(db) as tx:
        assert differences(tx) == []


def test_what_expires_first_goes_first_even_out_of_more_bins(db: Database, stock: Stock) -> None:
    with writing(db) as tx:
        stock.come(tx, 10, "LATE", 90, bin="A-1")
        stock.come(tx, 2, "SOON", 10, bin="Z-9")
        stock.come(tx, 1, "SOON", 10, bin="Z-8")
        assert sorted(stock.promised(tx, "W-1", {"MILK": 4})) == [
            ("LATE", 1),
            ("SOON", 1),
            ("SOON", 2),
        ]


def test_goods_without_a_day_come_after_those_that_expire(db: Database, stock: Stock) -> None:
    with writing(db) as tx:
        stock.come(tx, 5, "NONE", bin="A-1")
        stock.come(tx, 5, "DATED", 400, bin="B-1")
        assert stock.promised(tx, "W-1", {"MILK": 5}) == [("DATED", 5)]


def test_goods_that_do_not_expire_come_from_the_fewest_bins(db: Database, stock: Stock) -> None:
    with writing(db) as tx:
        stock.come(tx, 2, "L1", bin="A-1")
        stock.come(tx, 6, "L2", bin="B-1")
        assert stock.promised(tx, "W-1", {"MILK": 5}) == [("L2", 5)]


def test_an_expired_lot_is_promised_to_nobody(db: Database, stock: Stock) -> None:
    with writing(db) as tx:
        stock.come(tx, 5, "OLD", -1)
        assert stock.promised(tx, "W-1", {"MILK": 1}) is None
        held = holds.hold(tx, stock.shop.warehouse, "typing", {stock.milk: 1}, 60_000)
        assert (held[stock.milk].held, held[stock.milk].free) == (0, 0)
        stock.come(tx, 1, "TODAY", 0)
        assert stock.promised(tx, "W-2", {"MILK": 1}) == [("TODAY", 1)]


def test_the_day_is_that_of_the_shop(db: Database, stock: Stock) -> None:
    """From five in the afternoon UTC on it is the next day in Jakarta."""
    with writing(db) as tx:
        stock.come(tx, 5, "TODAY", 0)
    evening = NOW.replace(hour=18)  # one o'clock of the next day in Jakarta
    shop = connect(db.url, "Asia/Jakarta")
    try:
        with frozen(evening):
            with writing(db) as tx:
                assert tx.today == TODAY
                assert stock.promised(tx, "W-1", {"MILK": 1}) == [("TODAY", 1)]
            with writing(shop) as tx:
                assert tx.today == TODAY + timedelta(days=1)
                assert stock.promised(tx, "W-2", {"MILK": 1}) is None
    finally:
        shop.close()


def test_a_lot_that_has_too_little_life_left_is_not_promised(db: Database, stock: Stock) -> None:
    with writing(db, stock.shop.actor) as tx:
        stock.come(tx, 5, "SHORT", 20)
        stock.come(tx, 5, "LONG", 30)
        done = tracking.track(tx, stock.milk, Tracking.EXPIRY, 30)
        assert (done.tracking, done.min_life_days) == (Tracking.EXPIRY, 30)
        assert stock.promised(tx, "W-1", {"MILK": 5}) == [("LONG", 5)]
        assert stock.promised(tx, "W-2", {"MILK": 1}) is None
        tracking.track(tx, stock.milk, Tracking.EXPIRY, 20)
        assert stock.promised(tx, "W-3", {"MILK": 1}) == [("SHORT", 1)]
        stock.come(tx, 1, "NEXT", 19)
        assert stock.promised(tx, "W-4", {"MILK": 5}) is None


@pytest.mark.parametrize(
    ("by", "lot", "days", "code"),
    [
        (Tracking.LOT, "", None, "lot_needed"),
        (Tracking.EXPIRY, "", None, "lot_needed"),
        (Tracking.SERIAL, "", None, "lot_needed"),
        (Tracking.EXPIRY, "L1", None, "lot_day_needed"),
    ],
)
def test_tracked_goods_do_not_come_in_without_what_they_are_tracked_by(
    db: Database, stock: Stock, by: Tracking, lot: str, days: int | None, code: str
) -> None:
    with writing(db, stock.shop.actor) as tx:
        tracking.track(tx, stock.milk, by)
    with pytest.raises(Refusal) as refused, writing(db) as tx:
        stock.come(tx, 1, lot, days)
    assert refused.value.code == code
    with writing(db) as tx:
        stock.come(tx, 1, "L2", 40)


def test_a_count_of_tracked_goods_needs_their_lot(db: Database, stock: Stock) -> None:
    with writing(db, stock.shop.actor) as tx:
        tracking.track(tx, stock.milk, Tracking.LOT)
        place = shelf(tx, stock.shop.warehouse, "A-1").id
    with pytest.raises(Refusal, match="lot_needed"), writing(db) as tx:
        adjust_to(tx, stock.shop.warehouse, stock.milk, place, 3, reason="count")
    with writing(db) as tx:
        adjust_to(tx, stock.shop.warehouse, stock.milk, place, 3, lot="L1", reason="count")
        assert [(one.lot, one.on_hand) for one in places_of_lots(tx)] == [("L1", 3)]


def test_of_a_serial_number_one_unit_is_on_hand_in_the_whole_house(
    db: Database, stock: Stock
) -> None:
    with writing(db, stock.shop.actor) as tx:
        tracking.track(tx, stock.milk, Tracking.SERIAL)
        stock.come(tx, 1, "S-1")
    for units, lot, bin in ((1, "S-1", "B-1"), (1, "S-1", "A-1"), (2, "S-2", "A-1")):
        with pytest.raises(Refusal) as refused, writing(db) as tx:
            stock.come(tx, units, lot, bin=bin)
        assert (refused.value.code, refused.value.params["lot"]) == ("serial_twice", lot)
    with writing(db) as tx:
        here = stock.shop.warehouse
        out, place = special_bin(tx, here, BinKind.OUT), shelf(tx, here, "A-1").id
        post(tx, here, [Move(stock.milk, place, out, 1, "S-1")], reason="hand_over")
        stock.come(tx, 1, "S-1")  # it came back


def test_of_two_who_bring_in_the_same_serial_number_at_once_one_does(
    db: Database, stock: Stock
) -> None:
    with writing(db, stock.shop.actor) as tx:
        tracking.track(tx, stock.milk, Tracking.SERIAL)
    start, said = Barrier(4), []

    def come(bin: str) -> None:
        start.wait()
        try:
            run(db, stock.shop.actor, lambda tx: stock.come(tx, 1, "S-1", bin=bin))
            said.append("in")
        except Refusal as refusal:
            said.append(refusal.code)

    threads = [Thread(target=come, args=(f"A-{n}",)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["in", "serial_twice", "serial_twice", "serial_twice"]


def test_tracking_is_refused_while_goods_are_there_of_which_too_little_is_known(
    db: Database, stock: Stock
) -> None:
    def refused(by: Tracking) -> str:
        try:
            with writing(db, stock.shop.actor) as tx:
                tracking.track(tx, stock.milk, by)
        except Refusal as refusal:
            return refusal.code
        return ""

    with writing(db) as tx:
        stock.come(tx, 3)
    assert {refused(by) for by in Tracking if by is not Tracking.NONE} == {"track_no_lot"}
    with writing(db, stock.shop.actor) as tx:
        tracking.assign(tx, stock.shop.warehouse, stock.milk, "A-1", 3, "L1")
    assert refused(Tracking.EXPIRY) == "track_no_day"
    assert refused(Tracking.SERIAL) == "track_many"
    with writing(db, stock.shop.actor) as tx:
        tracking.describe(tx, stock.milk, "L1", expires_on=TODAY, note="dented")
    assert refused(Tracking.EXPIRY) == ""
    assert refused(Tracking.NONE) == ""


def test_units_change_their_lot_while_nobody_is_promised_them(db: Database, stock: Stock) -> None:
    with writing(db, stock.shop.actor) as tx:
        stock.come(tx, 3, "L1")
        done = tracking.assign(
            tx, stock.shop.warehouse, stock.milk, "A-1", 2, "L2", was="L1", expires_on=TODAY
        )
        assert (done.lot, done.units, done.expires_on) == ("L2", 2, TODAY)
        assert [(one.lot, one.on_hand) for one in places_of_lots(tx)] == [("L2", 2), ("L1", 1)]
        assert stock.promised(tx, "W-1", {"MILK": 2}) == [("L2", 2)]
    with pytest.raises(Refusal, match="lot_not_free"), writing(db, stock.shop.actor) as tx:
        tracking.assign(tx, stock.shop.warehouse, stock.milk, "A-1", 1, "L3", was="L2")


def test_who_may_not_change_the_stock_may_not_change_how_it_is_tracked(
    db: Database, stock: Stock, build: ModuleType
) -> None:
    with writing(db) as tx:
        station = build.station(tx, "S9")
        packer = build.actor(tx, build.operator(tx, "Budi"), station, ["pack"])
    with pytest.raises(NotAllowed), writing(db, packer) as tx:
        tracking.track(tx, stock.milk, Tracking.LOT)


def test_a_lot_expires_on_one_day(db: Database, stock: Stock) -> None:
    with writing(db, stock.shop.actor) as tx:
        lots.learn(tx, stock.milk, "L1")
        assert lots.learn(tx, stock.milk, "L1", TODAY).expires_on == TODAY
        with pytest.raises(Refusal, match="lot_day_differs"):
            lots.learn(tx, stock.milk, "L1", TODAY + timedelta(days=1))
        with pytest.raises(NotFound, match="lot_unknown"):
            tracking.describe(tx, stock.milk, "L2", note="?")


def test_a_lot_is_found_in_any_case_but_first_as_it_is_written(db: Database, stock: Stock) -> None:
    with writing(db) as tx:
        lots.learn(tx, stock.milk, "ab1")
        lots.learn(tx, stock.milk, "AB1")
        lots.learn(tx, stock.milk, "XY2")
        for text, lot in (("AB1", "AB1"), ("ab1", "ab1"), ("xy2", "XY2"), ("nope", None)):
            found = lots.find(tx, stock.milk, text)
            assert (found.lot if found else None) == lot


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("31/01/2027", date(2027, 1, 31)),
        ("31-1-2027", date(2027, 1, 31)),
        ("31.01.27", date(2027, 1, 31)),
        ("02/2027", date(2027, 2, 28)),
        ("12/2027", date(2027, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
    ],
)
def test_days_are_read_as_they_stand_on_packages(text: str, day: date) -> None:
    assert lots.day_of(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "lot_day_unreadable"),
        ("tomorrow", "lot_day_unreadable"),
        ("12/31/2027", "lot_day_unreadable"),
        ("30/02/2027", "lot_day_unreadable"),
        ("1/2/3/4", "lot_day_unreadable"),
        ("2027", "lot_day_unreadable"),
        ("٣١/٠١/٢٠٢٧", "lot_day_unreadable"),
        ("-1/01/2027", "lot_day_unreadable"),
        ("31/01/9999", "lot_day_odd"),
        ("31/01/1027", "lot_day_odd"),
        ("01/01/2090", "lot_day_odd"),
    ],
)
def test_what_is_no_day_or_an_impossible_one_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        lots.day_of(text, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("L1\x1b[2J", "lot_unreadable"),
        ("L\u202e1", "lot_unreadable"),
        ("KEMAS:OK", "code_reserved"),
        ("x" * 41, "text_too_long"),
    ],
)
def test_a_lot_that_could_act_on_something_is_refused(text: str, code: str) -> None:
    assert lots.lot_text(" 24B-1/7 ") == "24B-1/7"
    with pytest.raises(Refusal) as refused:
        lots.lot_text(text)
    assert refused.value.code == code
