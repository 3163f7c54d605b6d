"""Returns by scans: the label, each item, then its bin; words say what was scanned and is next."""

from __future__ import annotations

from typing import Any

import pytest

from core.returns import commands, deeds, queries
from core.returns.exchanging import goods_of
from core.returns.settling import Settlement
from core.returns.states import ReturnState, Wish
from core.transaction import reading, writing


class Hands:
    """A station with the list of returns in front of somebody."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop

    def scan(self, *codes: str) -> str:
        for code in codes:
            self.do(deeds.scanned(code), code)
        return self.said

    def do(self, deed: Any, name: str = "key") -> str:
        desk = self.shop.desk
        self.verdict = desk.scan(desk.last_seq() + 1, name, deed)
        self.said = f"{self.verdict.kind.value}/{self.verdict.detail}".rstrip("/")
        return self.said

    def returned(self, code: str = "R000001") -> queries.Return:
        with reading(self.shop.db) as tx:
            return queries.by_code(tx, code)


@pytest.fixture
def hands(shop: Any) -> Hands:
    return Hands(shop)


def test_a_return_is_registered_inspected_and_closed_by_scans_alone(
    shop: Any, hands: Hands
) -> None:
    shop.send("A1", {"TEH": 2, "KOPI": 1})
    assert hands.scan("A1") == "info/return_new"
    assert hands.scan("TEH") == "ok/return_item"
    assert hands.scan("MAIN") == "ok/return_good"
    assert hands.scan("TEH", "KEMAS:BIN:DAMAGED") == "ok/return_damaged"
    assert hands.verdict.params["rest"] == [{"sku": "KOPI", "name": "Barang KOPI", "quantity": 1}]
    assert hands.scan("KOPI", "B-1") == "ok_line_done/return_all"
    assert hands.scan("KEMAS:DONE") == "ok_line_done/return_inspected"
    assert hands.returned().state is ReturnState.INSPECTED
    assert shop.places("TEH") == {"MAIN": 9, "DAMAGED": 1}
    assert shop.places("KOPI") == {"MAIN": 9, "B-1": 1}


@pytest.mark.parametrize("by", ["parcel", "waybill", "return"])
def test_the_label_or_its_own_code_finds_a_return_again(shop: Any, hands: Hands, by: str) -> None:
    shop.send("A1", {"TEH": 2})
    codes = {"parcel": f"KEMAS:P:{shop.parcel}", "waybill": shop.waybill, "return": "r000001"}
    assert hands.scan(codes["parcel" if by == "return" else by]) == "info/return_new"
    assert hands.scan("TEH", "MAIN", codes[by]) == "info/return_open"
    assert hands.verdict.params["rest_units"] == 1


def test_what_was_announced_arrives_when_its_label_is_scanned(shop: Any, hands: Hands) -> None:
    order = shop.send("A1", {"TEH": 2})
    with writing(shop.db, shop.actor) as tx:
        commands.register(tx, order, wanted={queries.returnable(tx, order)[0].line_id: 1})
    assert hands.scan("A1") == "info/return_open"
    assert hands.returned().state is ReturnState.ARRIVED
    assert hands.scan("TEH", "TEH") == "over_quantity/return"


def test_several_of_one_product_go_into_one_bin_together(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 5})
    assert hands.scan("A1", "TEH", "TEH", "2*", "TEH") == "ok/return_item"
    assert hands.verdict.params["units"] == 4
    assert hands.scan("MAIN") == "ok/return_good"
    assert (hands.returned().good, hands.returned().rest) == (4, 1)


def test_what_is_not_of_the_order_is_refused_and_nothing_moves(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 1})
    assert hands.scan("A1", "KOPI") == "wrong_item/return"
    assert hands.scan("MAIN") == "needs_confirmation/return_item_first"
    assert hands.scan("TEH", "KOPI") == "needs_confirmation/return_bin"
    assert hands.scan("OUT") == "not_saved/bin_not_for_goods"
    assert hands.scan("MAIN") == "ok_line_done/return_all"  # the tea was still in hand
    assert shop.places("KOPI") == {"MAIN": 10}


def test_goods_without_a_return_in_hand_are_refused(shop: Any, hands: Hands) -> None:
    assert hands.scan("TEH") == "needs_confirmation/return_first"
    assert hands.scan("KEMAS:UNDO") == "info/nothing_to_undo"


def test_an_order_that_is_still_here_is_no_return(shop: Any, hands: Hands) -> None:
    shop.pack("A1", {"TEH": 1})
    assert hands.scan("A1") == "not_saved/return_not_shipped"


def test_looks_are_taken_back_one_by_one(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 3})
    assert hands.scan("A1", "TEH", "MAIN", "TEH", "DAMAGED", "TEH") == "ok/return_item"
    assert hands.scan("KEMAS:UNDO") == "undone/return_item"
    assert hands.scan("KEMAS:UNDO") == "undone/return"
    assert shop.places("TEH") == {"MAIN": 8}
    assert hands.do(deeds.undo()) == "undone/return"
    assert shop.places("TEH") == {"MAIN": 7}
    assert (hands.returned().good, hands.returned().damaged) == (0, 0)
    assert hands.do(deeds.undo()) == "info/nothing_to_undo"


def test_what_did_not_come_is_asked_about_before_the_inspection_is_closed(
    shop: Any, hands: Hands
) -> None:
    shop.send("A1", {"TEH": 3})
    assert hands.scan("A1") == "info/return_new"
    assert hands.do(deeds.next_step("R000001")) == "not_saved/return_nothing_found"
    assert hands.scan("TEH") == "ok/return_item"
    assert hands.do(deeds.next_step("R000001")) == "needs_confirmation/return_bin_first"
    assert hands.scan("MAIN") == "ok/return_good"
    assert hands.do(deeds.next_step("R000001")) == "needs_confirmation/return_less"
    assert hands.scan("TEH", "MAIN") == "ok/return_good"  # there was one more: that is a no
    assert hands.do(deeds.next_step("R000001")) == "needs_confirmation/return_less"
    assert hands.do(deeds.next_step("R000001")) == "ok_line_done/return_inspected"
    assert hands.do(deeds.next_step("R000001")) == "info/return_to_settle"


def test_an_inspection_goes_on_after_a_crash_where_it_was(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 2})
    assert hands.scan("A1", "TEH") == "ok/return_item"
    shop.desk.close()
    shop.desk.open()
    assert hands.scan("MAIN") == "ok/return_good"


def test_the_same_scan_sent_twice_counts_once(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 2})
    hands.scan("A1", "TEH")
    seq = shop.desk.last_seq() + 1
    for _again in range(2):
        verdict = shop.desk.scan(seq, "MAIN", deeds.scanned("MAIN"))
    assert (verdict.detail, verdict.replayed) == ("return_good", True)
    assert shop.places("TEH") == {"MAIN": 9}


def test_a_damaged_item_gets_its_note(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 1})
    hands.scan("A1", "TEH")
    assert hands.do(deeds.damaged("box torn")) == "ok_line_done/return_all_damaged"
    with reading(shop.db) as tx:
        assert queries.lines_of(tx, hands.returned().id)[0].note == "box torn"


def test_a_return_that_is_filled_in_and_settled_by_keys(shop: Any, hands: Hands) -> None:
    order = shop.send("A1", {"TEH": 2})
    with reading(shop.db) as tx:
        line = queries.returnable(tx, order)[0].line_id
        goods = goods_of(tx, {"KOPI": 1})
    filled: dict[str, Any] = {
        "wanted": {line: 2},
        "reason": "too small",
        "wish": Wish.EXCHANGE,
        "undelivered": False,
    }
    assert hands.do(deeds.register(order, **filled, arrived=False)) == "info/return_announced"
    assert hands.do(deeds.next_step("R000001")) == "info/return_open"
    hands.scan("2*", "TEH", "MAIN", "KEMAS:DONE")
    how = Settlement(goods=goods)
    assert hands.do(deeds.settle_return(shop.rules, "R000001", how)) == "info/return_exchanged"
    assert hands.verdict.params["to_refund"] == 25_000_00
    assert hands.scan("R000001") == "not_saved/return_over"
    assert shop.status("A1") == "returned"


def test_a_return_is_refused_with_a_reason(shop: Any, hands: Hands) -> None:
    shop.send("A1", {"TEH": 2})
    hands.scan("A1", "TEH", "MAIN")
    refused = deeds.refuse("R000001", "used", goods_back=False)
    assert hands.do(refused) == "info/return_refused_stay"
    assert hands.scan("TEH") == "needs_confirmation/return_first"  # nothing is in hand any more
    assert hands.scan("A1", "TEH") == "ok/return_item"
    assert hands.do(deeds.refuse("R000002", "used", goods_back=True)) == "info/return_refused"
