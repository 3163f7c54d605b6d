"""Receiving a transfer with the scanner alone, down to what is said about each scan."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import Refusal
from core.fulfilment.packing.verdict import Kind
from core.stock.places import shelf
from core.transaction import writing
from core.transfers import scanning
from core.transfers.scanning import Hand


class Ramp:
    """Somebody who receives one transfer."""

    def __init__(self, houses: Any, transfer: int) -> None:
        self.houses, self.transfer = houses, transfer
        self.hand = Hand()
        self.count = 0

    def scan(self, raw: str) -> str:
        """The verdict and its detail."""
        self.count += 1
        with writing(self.houses.db) as tx:
            judged = scanning.scan(tx, "RECEIVING", self.transfer, self.hand, raw, f"s{self.count}")
        self.hand = judged.hand
        return f"{judged.answer.kind.value}/{judged.answer.detail}"


@pytest.fixture
def ramp(houses: Any) -> Ramp:
    """Six of tea and one of coffee are on their way."""
    with writing(houses.db) as tx:
        houses.build.product(tx, "SUSU", codes={"8990001": 1})
        made = houses.sent(tx, {"TEH": 6, "KOPI": 1})
        shelf(tx, houses.other, "R-1")
    return Ramp(houses, made.id)


def test_each_scan_counts_and_the_last_one_ends_it(ramp: Ramp) -> None:
    assert [
        ramp.scan(raw)
        for raw in ("KEMAS:BIN:R-1", "TEH", "4*TEH", "KEMAS:WHY", "TEH", "kopi", "KEMAS:DONE")
    ] == [
        "info/receive_into",
        "ok/transfer_arrived",
        "ok/transfer_arrived",
        "info/transfer_left",
        "ok_line_done/transfer_arrived",
        "order_complete/transfer_arrived",
        "info/transfer_whole",
    ]
    with writing(ramp.houses.db) as tx:
        assert ramp.houses.levels(tx, ramp.houses.other) == {("TEH", "R-1"): 6, ("KOPI", "R-1"): 1}


def test_a_scan_that_was_wrong_is_taken_back(ramp: Ramp) -> None:
    assert ramp.scan("KEMAS:UNDO") == "info/receive_nothing_to_undo"
    assert ramp.scan("5*TEH") == "ok/transfer_arrived"
    assert ramp.scan("KEMAS:UNDO") == "undone/transfer_undone"
    with writing(ramp.houses.db) as tx:
        assert ramp.houses.in_transit(tx) == {"TEH": 6, "KOPI": 1}


def test_what_does_not_belong_is_said_and_changes_nothing(ramp: Ramp) -> None:
    assert [ramp.scan(raw) for raw in ("8990001", "NIX", "KEMAS:LANE", "\ufffd")] == [
        "wrong_item/transfer_not_sent",
        "unknown_code/receive_unknown",
        "unknown_code/receive_no_meaning",
        "unknown_code/receive_unreadable",
    ]
    for raw, code, kind in (
        ("7*TEH", "transfer_over", Kind.OVER_QUANTITY),
        ("KEMAS:BIN:Z-9", "bin_unknown", Kind.UNKNOWN_CODE),
        ("KEMAS:BIN:OUT", "bin_not_for_goods", Kind.NOT_ALLOWED),
    ):
        with pytest.raises(Refusal) as refused:
            ramp.scan(raw)
        assert (refused.value.code, scanning.refused(refused.value)) == (code, kind)


def test_what_goes_to_the_place_of_damaged_goods_needs_a_note(ramp: Ramp) -> None:
    assert ramp.scan("KEMAS:BIN:DAMAGED") == "info/receive_damaged"
    with pytest.raises(Refusal) as refused:
        ramp.scan("TEH")
    assert scanning.refused(refused.value) is Kind.NEEDS_CONFIRMATION
    ramp.hand = Hand("DAMAGED", "basah")
    assert ramp.scan("TEH") == "ok/transfer_arrived"
