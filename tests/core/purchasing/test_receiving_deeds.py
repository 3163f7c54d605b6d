"""A delivery at the station: its order in hand, goods and bins scanned, orders that can go told."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.config import load
from core.database import Database
from core.fulfilment.packing.session import Deed
from core.purchasing import commands, deeds, receiving_deeds, suppliers
from core.purchasing.commands import Head, Wanted
from core.purchasing.queries import by_number
from core.purchasing.receiving_deeds import Told
from core.purchasing.rules import BuyingRules, buying_rules
from core.purchasing.suppliers import Details, Terms
from core.shipping.desk import Desk, resumed
from core.stock.checks import differences
from core.stock.places import shelf
from core.stock.queries import levels_of
from core.transaction import reading, writing
from tui.live.walk import pane_in_hand


class Dock:
    """A station at the door, a purchase order of ten TEH and five KOPI, and nothing in stock."""

    rules: BuyingRules

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.build, self.shop = db, build, build.shop(db, {"TEH": 0, "KOPI": 0})
        path = folder / "kemas.toml"
        path.write_text("", encoding="utf-8")
        config = load(path)
        self.rules = buying_rules(config)
        self.desk = Desk(db, config, self.shop.station)
        self.desk.open()
        with writing(db, self.shop.actor) as tx:
            self.seller = suppliers.add(tx, "TANI", Details("Tani"), "IDR").id
            wanted = []
            for sku, units in (("TEH", 10), ("KOPI", 5)):
                product = self.shop.products[sku]
                suppliers.set_terms(tx, self.seller, product, Terms(1000))
                wanted.append(Wanted(product, units))
            made = commands.make(tx, self.seller, self.shop.warehouse, wanted, Head())
            self.number = commands.order(tx, self.rules, made.id).number
            shelf(tx, self.shop.warehouse, "B-1")

    def do(self, deed: Deed) -> str:
        verdict = self.desk.scan(self.desk.last_seq() + 1, "deed", deed)
        self.params: Any = verdict.params
        return f"{verdict.kind.value}/{verdict.detail}".rstrip("/")

    def scan(self, *codes: str) -> str:
        said = ""
        for code in codes:
            seq = self.desk.last_seq() + 1
            verdict = self.desk.scan(seq, code, receiving_deeds.scanned(self.rules, code))
            self.params = verdict.params
            said = f"{verdict.kind.value}/{verdict.detail}".rstrip("/")
        return said

    def again(self, code: str) -> str:
        """The last number once more, as after a broken line."""
        deed = receiving_deeds.scanned(self.rules, code)
        verdict = self.desk.scan(self.desk.last_seq(), code, deed)
        return f"{verdict.kind.value}/{verdict.detail}"

    def places(self, sku: str) -> dict[str, int]:
        with reading(self.db) as tx:
            assert differences(tx) == []
            found = levels_of(tx, self.shop.warehouse, [self.shop.products[sku]])
            return {level.bin: level.on_hand for level in found if level.on_hand}

    def waiting(self, number: str, lines: dict[str, int]) -> None:
        with writing(self.db) as tx:
            self.build.order(tx, number, lines)

    def state(self) -> str:
        with reading(self.db) as tx:
            return by_number(tx, self.number).state.value


@pytest.fixture
def dock(db: Database, build: ModuleType, tmp_path: Path) -> Dock:
    return Dock(db, build, tmp_path)


def test_goods_are_scanned_in_one_by_one_by_quantity_and_as_they_were_expected(dock: Dock) -> None:
    assert dock.scan(dock.number) == "info/receive_begun"
    assert dock.scan("KEMAS:BIN:B-1", "TEH") == "ok/received"
    assert dock.scan("6*", "TEH") == "ok/received"
    assert dock.scan("2*TEH") == "ok/received"
    assert dock.places("TEH") == {"B-1": 9}
    assert dock.state() == "part_received"
    assert dock.do(receiving_deeds.take_expected(dock.rules, None)) == "ok_line_done/received_all"
    assert dock.places("TEH") == {"B-1": 10}
    assert dock.places("KOPI") == {"B-1": 5}
    assert dock.state() == "received"
    assert dock.do(receiving_deeds.done(dock.rules)) == "info/receive_ended"
    assert dock.scan("TEH") == "needs_confirmation/receive_first"


def test_a_bin_that_is_typed_by_its_code_is_a_bin(dock: Dock) -> None:
    assert dock.scan(dock.number, "B-1") == "info/receive_into"
    assert dock.scan("KOPI") == "ok/received"
    assert dock.places("KOPI") == {"B-1": 1}


def test_the_same_number_again_counts_nothing_again(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1", "TEH")
    assert dock.again("TEH") == "ok/received"
    assert dock.places("TEH") == {"B-1": 1}


def test_what_was_received_last_is_taken_back(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1", "TEH", "3*TEH")
    assert dock.do(receiving_deeds.undo(dock.rules)) == "undone/receive_undone"
    assert dock.places("TEH") == {"B-1": 1}
    assert dock.scan("KEMAS:UNDO") == "undone/receive_undone"
    assert dock.scan("KEMAS:UNDO") == "info/receive_nothing_to_undo"
    assert dock.places("TEH") == {}


def test_damaged_goods_are_set_aside_with_a_note_and_the_next_are_not(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1")
    assert dock.do(receiving_deeds.tell(Told(damaged="wet"))) == "info/receive_told_damaged"
    assert dock.scan("TEH") == "ok/received"
    assert dock.scan("TEH") == "ok/received"
    assert dock.places("TEH") == {"B-1": 1, "DAMAGED": 1}


def test_more_than_was_ordered_needs_a_key(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1")
    assert dock.scan("11*TEH") == "over_quantity/receipt_over"
    assert dock.places("TEH") == {}
    dock.do(receiving_deeds.tell(Told(over=True)))
    assert dock.scan("11*TEH") == "ok_line_done/received"
    assert dock.scan("TEH") == "over_quantity/receipt_over"
    assert dock.places("TEH") == {"B-1": 11}


def test_what_was_not_ordered_and_what_nobody_knows_is_refused(dock: Dock) -> None:
    with writing(dock.db, dock.shop.actor) as tx:
        dock.build.product(tx, "GULA")
    dock.scan(dock.number)
    assert dock.scan("GULA") == "wrong_item/receive_not_ordered"
    assert dock.scan("NOPE") == "unknown_code/receive_unknown"
    assert dock.places("TEH") == {}


def test_orders_that_waited_for_the_goods_can_go_at_once_and_that_is_told(dock: Dock) -> None:
    for number in ("A1", "A2", "A3"):
        dock.waiting(number, {"TEH": 3})
    dock.scan(dock.number, "KEMAS:BIN:B-1", "7*TEH")
    assert dock.params["can_go"] == 2
    dock.scan("2*TEH")
    assert dock.params["can_go"] == 1


def test_esc_says_which_delivery_goes_on(dock: Dock) -> None:
    dock.scan(dock.number)
    seen: list[Any] = []
    deed: Deed = lambda bench, order: seen.append(receiving_deeds.goes_on(bench)) or seen[0]  # noqa: E731
    assert dock.do(deed) == "info/receive_goes_on"


def test_after_a_crash_the_station_names_what_it_received_last(dock: Dock) -> None:
    dock.scan("PO000001", "TEH")
    with reading(dock.desk.database) as tx:
        said = resumed(tx, dock.shop.station, crashed=True)
        assert said is not None
        assert said.params["sku"] == "TEH"
        assert pane_in_hand(tx, dock.shop.station) == "receiving"


def test_a_delivery_that_ends_says_what_is_still_to_come(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1", "10*TEH")
    assert dock.scan("KEMAS:DONE") == "info/receive_ended_short"
    assert dock.params["goods"] == "5 × KOPI"


def test_without_a_delivery_in_hand_keys_say_what_is_needed(dock: Dock) -> None:
    assert dock.do(receiving_deeds.take_expected(dock.rules, None)).endswith("receive_none_in_hand")
    assert dock.do(receiving_deeds.tell(Told(over=True))).endswith("receive_none_in_hand")


def test_what_is_short_is_put_on_drafts_by_one_key_and_the_second_time_nothing(dock: Dock) -> None:
    dock.waiting("A1", {"TEH": 13})
    assert dock.do(deeds.buy_what_is_short()) == "info/purchase_filled"
    assert "TANI" in dock.params["purchases"]
    assert dock.do(deeds.buy_what_is_short()) == "info/purchase_enough"


def test_a_purchase_order_is_begun_filled_ordered_and_cancelled_by_keys(dock: Dock) -> None:
    assert dock.do(deeds.make(dock.seller, None, Head())) == "info/purchase_made"
    number = dock.params["purchase"]
    tea = dock.shop.products["TEH"]
    assert dock.do(deeds.order_it(dock.rules, number)).endswith("purchase_empty")
    assert dock.do(deeds.put_line(number, Wanted(tea, 4), "TEH")) == "info/purchase_line"
    assert dock.do(deeds.put_line(number, Wanted(tea, 0), "TEH")) == "info/purchase_line_out"
    dock.do(deeds.put_line(number, Wanted(tea, 4), "TEH"))
    assert dock.do(deeds.order_it(dock.rules, number)) == "info/purchase_ordered"
    assert dock.do(deeds.end(number, "")).endswith("reason_needed")
    assert dock.do(deeds.end(number, "no money")) == "info/purchase_cancelled"


def test_an_order_of_a_buyer_means_what_it_means_everywhere(dock: Dock) -> None:
    dock.waiting("A1", {"KOPI": 1})
    dock.scan(dock.number, "KEMAS:BIN:B-1")
    assert dock.scan("A1").partition("/")[0] in {"not_claimable", "short", "order_open"}
    assert dock.scan("TEH") == "ok/received"


def test_a_delivery_that_somebody_else_ended_says_so(dock: Dock) -> None:
    dock.scan(dock.number, "KEMAS:BIN:B-1", "TEH")
    with writing(dock.db, dock.shop.actor) as tx:
        commands.close(tx, by_number(tx, dock.number).id, "no more")
    assert dock.scan("TEH") == "needs_confirmation/receive_over_now"
    assert dock.places("TEH") == {"B-1": 1}
    assert dock.scan("TEH") == "needs_confirmation/receive_first"
