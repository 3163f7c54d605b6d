"""Goods receipt of what is tracked by lot, day of expiry or serial number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.catalog.tracking import Tracking
from core.clock import frozen
from core.errors import Refusal
from core.purchasing import receiving, scanning
from core.purchasing.arrivals import came_with
from core.purchasing.scanning import Hand, Judged
from core.stock import lots, tracking
from core.stock.lot_queries import places_of_lots
from core.transaction import Transaction, writing

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    with frozen(NOW):
        yield


class Table:
    """Somebody with a scanner and a delivery of tea that is tracked."""

    def __init__(self, buyer: Any, tx: Transaction, by: Tracking) -> None:
        self.buyer, self.tx, self.tea = buyer, tx, buyer.id("TEH")
        tracking.track(tx, self.tea, by)
        self.purchase = buyer.ordered(tx, {"TEH": 20, "KOPI": 5})
        self.receipt = receiving.begin(tx, self.purchase.id, "scan")
        self.code = buyer.build.ean(self.tea)
        self.hand, self.seq = Hand(), 0

    def scan(self, *codes: str) -> list[str]:
        said = []
        for code in codes:
            self.seq += 1
            key = f"scan:{self.seq}"
            judged: Judged = scanning.scan(
                self.tx, self.buyer.rules, self.receipt, self.hand, code, key
            )
            self.hand, self.judged = judged.hand, judged
            said.append(f"{judged.answer.kind.value}/{judged.answer.detail}")
        return said

    def refused(self, *codes: str) -> str:
        """The code of the refusal that these scans end in, in a transaction of their own."""
        try:
            with writing(self.buyer.db) as tx:
                self.tx, self.hand = tx, Hand()
                self.scan(*codes)
        except Refusal as refusal:
            return refusal.code
        return ""

    def came(self) -> list[tuple[str, date | None, int]]:
        lines = came_with(self.tx, self.receipt.id)
        return [(one.lot, one.expires_on, one.quantity) for one in lines]


def test_a_scan_of_tracked_goods_asks_for_their_lot_and_its_day(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
        assert table.scan("6*" + table.code, "L1", "31/01/2027") == [
            "needs_lot/receive_lot",
            "needs_lot/receive_day",
            "ok/received",
        ]
        # Of a lot that is known, the day is known.
        assert table.scan(table.code, "L1") == ["needs_lot/receive_lot", "ok/received"]
        day = date(2027, 1, 31)
        assert table.came() == [("L1", day, 6), ("L1", day, 1)]
        found = lots.find_exactly(tx, table.tea, "L1")
        assert found is not None
        assert found.expires_on == day


def test_a_code_that_says_all_comes_in_at_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
        assert table.scan(f"]d201{table.code:0>14}1727013110L9") == ["ok/received"]
        assert table.scan(table.code, "]C11728020010L10") == [
            "needs_lot/receive_lot",
            "ok/received",
        ]
        assert table.came() == [
            ("L9", date(2027, 1, 31), 1),
            ("L10", date(2028, 2, 29), 1),  # day 00 is the last of the month
        ]


def test_other_goods_end_the_question(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.LOT)
        assert table.scan(table.code, "KOPI", "KEMAS:BIN:DAMAGED") == [
            "needs_lot/receive_lot",
            "ok/received",
            "info/receive_damaged",
        ]
        assert table.hand.asks == ""


@pytest.mark.parametrize("day", ["31/02/2027", "soon", "01/01/2999", "2027"])
def test_a_day_that_cannot_be_is_asked_for_again(buyer: Any, day: str) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
        table.scan(table.code, "L1")
        with pytest.raises(Refusal, match="lot_day_"):
            table.scan(day)
        assert table.scan("12/2027") == ["ok/received"]


def test_expired_goods_come_in_only_with_a_yes_and_are_promised_to_nobody(
    buyer: Any, build: Any
) -> None:
    from core.orders.promise import promise_orders

    yesterday = TODAY - timedelta(days=1)
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
        assert table.scan(table.code, "OLD", yesterday.isoformat(), "KEMAS:OK") == [
            "needs_lot/receive_lot",
            "needs_lot/receive_day",
            "needs_confirmation/receive_expired",
            "ok/received",
        ]
        assert table.came() == [("OLD", yesterday, 1)]
        order = build.order(tx, "W-1", {"TEH": 1})
        assert promise_orders(tx, buyer.shop.warehouse, [order]).ready == 0
        # A yes is for those goods alone.
        assert table.scan(table.code, "OLD", "KOPI") == [
            "needs_lot/receive_lot",
            "needs_confirmation/receive_expired",
            "ok/received",
        ]
    with pytest.raises(Refusal, match="receipt_expired"), writing(buyer.db) as tx:
        buyer.receive(tx, table.purchase, "TEH", 1, lot="OLD2", expires_on=yesterday)


def test_a_serial_number_comes_in_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.SERIAL)
        assert table.scan(table.code, "SN-1", f"]d201{table.code:0>14}21SN-2") == [
            "needs_lot/receive_serial",
            "ok/received",
            "ok/received",
        ]
        assert [one.lot for one in places_of_lots(tx)] == ["SN-1", "SN-2"]
    for codes, code in (
        ((table.code, "SN-1"), "serial_twice"),
        (("2*" + table.code, "SN-3"), "receipt_serial_units"),
    ):
        assert table.refused(*codes) == code


def test_tracked_goods_that_are_named_need_their_lot_too(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
    for what, code in (({}, "receipt_lot_needed"), ({"lot": "L1"}, "lot_day_needed")):
        with pytest.raises(Refusal) as refused, writing(buyer.db) as tx:
            buyer.receive(tx, table.purchase, "TEH", 1, **what)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="lot_unreadable"), writing(buyer.db) as tx:
        buyer.receive(tx, table.purchase, "TEH", 1, lot="L\x1b1", expires_on=TODAY)


def test_expired_goods_do_not_keep_new_ones_from_being_bought(buyer: Any, build: Any) -> None:
    from core.purchasing.needs import needs

    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
        yesterday = (TODAY - timedelta(days=1)).isoformat()
        table.scan("20*" + table.code, "OLD", yesterday, "KEMAS:OK")
        build.order(tx, "W-1", {"TEH": 3})
        (need,) = needs(tx, buyer.shop.warehouse)
        assert (need.sku, need.short) == ("TEH", 3)


def test_the_station_asks_for_lot_and_day_and_whether_expired_goods_come_in(buyer: Any) -> None:
    from pathlib import Path

    from core.config import parse
    from core.purchasing import receiving_deeds
    from core.shipping.desk import Desk

    desk = Desk(buyer.db, parse("", Path("config.toml")), buyer.shop.station)
    desk.open()

    def scan(*codes: str) -> list[str]:
        said = []
        for code in codes:
            deed = receiving_deeds.scanned(buyer.rules, code)
            verdict = desk.scan(desk.last_seq() + 1, code, deed)
            said.append(f"{verdict.kind.value}/{verdict.detail}")
        return said

    with writing(buyer.db) as tx:
        table = Table(buyer, tx, Tracking.EXPIRY)
    assert scan(table.purchase.number, "6*" + table.code, "L1", "soon", "31/01/2027") == [
        "info/receive_begun",
        "needs_lot/receive_lot",
        "needs_lot/receive_day",
        "not_saved/lot_day_unreadable",
        "ok/received",
    ]
    assert scan(table.code, "OLD", "01/03/2026", "KEMAS:OK", "KOPI") == [
        "needs_lot/receive_lot",
        "needs_lot/receive_day",
        "needs_confirmation/receive_expired",
        "ok/received",
        "ok/received",
    ]
    with writing(buyer.db) as tx:
        assert [(one.lot, one.on_hand) for one in places_of_lots(tx)] == [("OLD", 1), ("L1", 6)]
