"""Goods receipt by scans: what each code comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from core.catalog.models import barcodes
from core.errors import Refusal
from core.purchasing import receiving, scanning
from core.purchasing.scanning import Hand, Judged
from core.stock.checks import differences
from core.stock.queries import all_levels
from core.transaction import Transaction, writing

CASE = "18991234567897"


class Table:
    """Somebody with a scanner and one delivery."""

    def __init__(self, buyer: Any, tx: Transaction, **lines: int) -> None:
        self.buyer, self.tx = buyer, tx
        self.purchase = buyer.ordered(tx, lines)
        self.receipt = receiving.begin(tx, self.purchase.id, "scan")
        self.hand, self.seq = Hand(), 0

    def scan(self, code: str, key: str = "") -> tuple[str, str]:
        self.seq += 1
        judged: Judged = scanning.scan(
            self.tx, self.buyer.rules, self.receipt, self.hand, code, key or f"scan:{self.seq}"
        )
        self.hand, self.judged = judged.hand, judged
        return judged.answer.kind.value, judged.answer.detail


def test_a_delivery_from_the_first_scan_to_the_last(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        row = {"product_id": buyer.id("KOPI"), "code": CASE, "quantity": 12}
        tx.execute(insert(barcodes), row)
        buyer.build.put(tx, buyer.id("TEH"), 1, bin="A-1")
        table = Table(buyer, tx, TEH=3, KOPI=24)
        assert table.scan("TEH") == ("ok", "received")
        assert table.scan(buyer.build.ean(buyer.id("TEH"))) == ("ok", "received")
        assert table.judged.answer.params["bin"] == "A-1"
        assert table.scan("KEMAS:WHY") == ("info", "purchase_left")
        assert table.judged.answer.params["goods"] == [(1, "TEH", "A-1"), (24, "KOPI", "RECEIVING")]
        assert table.scan("TEH") == ("ok_line_done", "received")
        assert table.scan("KEMAS:BIN:A-1") == ("info", "receive_into")
        assert table.scan(CASE) == ("ok", "received")
        assert table.judged.answer.params["received"] == 12
        assert table.scan("12*KOPI") == ("order_complete", "received")
        assert table.scan("KEMAS:DONE") == ("info", "purchase_whole")
        assert table.judged.done
        assert {one.bin for one in all_levels(tx, buyer.shop.warehouse, "KOPI")} == {"A-1"}


def test_what_does_not_belong_is_named(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        for sku in ("TEH", "KOPI", "GULA"):
            row = {"product_id": buyer.id(sku), "code": "SAMA", "quantity": 1}
            tx.execute(insert(barcodes), row)
        table = Table(buyer, tx, TEH=2)
        assert table.scan("GULA") == ("wrong_item", "receive_not_ordered")
        assert table.scan("NO-SUCH") == ("unknown_code", "receive_unknown")
        assert table.scan("\x00") == ("unknown_code", "receive_unreadable")
        assert table.scan("KEMAS:LANE") == ("unknown_code", "receive_no_meaning")
        # A code of several products means the one that was ordered.
        assert table.scan("SAMA") == ("ok", "received")
        with pytest.raises(Refusal) as refused:
            table.scan("5*TEH")
        assert scanning.refused(refused.value).value == "over_quantity"
        with pytest.raises(Refusal) as refused:
            table.scan("KEMAS:BIN:Z-9")
        assert scanning.refused(refused.value).value == "unknown_code"


def test_a_code_of_two_ordered_products_asks(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        for sku in ("TEH", "KOPI"):
            row = {"product_id": buyer.id(sku), "code": "SAMA", "quantity": 1}
            tx.execute(insert(barcodes), row)
        table = Table(buyer, tx, TEH=2, KOPI=2)
        assert table.scan("SAMA") == ("ambiguous_code", "receive_which")
        assert table.judged.took is None


def test_damaged_goods_go_aside_with_the_note(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, TEH=2)
        assert table.scan("KEMAS:BIN:DAMAGED") == ("info", "receive_damaged")
        with pytest.raises(Refusal, match="receipt_note_needed"):
            table.scan("TEH")
        table.hand = Hand(table.hand.bin, "wet")
        assert table.scan("TEH") == ("ok", "received")
        assert table.judged.took is not None
        assert table.judged.took.line.damaged == 1


def test_undo_takes_the_last_back_and_the_same_scan_again_changes_nothing(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        table = Table(buyer, tx, TEH=5)
        assert table.scan("KEMAS:UNDO") == ("info", "receive_nothing_to_undo")
        table.scan("2*TEH", "scan:a")
        table.scan("TEH", "scan:b")
        assert table.scan("TEH", "scan:b") == ("ok", "received")
        assert table.judged.took is not None
        assert (table.judged.took.replayed, table.judged.took.line.received) == (True, 3)
        for _twice in range(2):
            assert table.scan("KEMAS:UNDO", "scan:c") == ("undone", "receive_undone")
            assert table.judged.took.line.received == 2
        assert table.scan("KEMAS:UNDO", "scan:d") == ("undone", "receive_undone")
        assert table.judged.took.line.received == 0
        assert table.scan("KEMAS:UNDO", "scan:e") == ("info", "receive_nothing_to_undo")
        assert buyer.state(tx, table.purchase) == "ordered"
        assert differences(tx) == []


def test_lot_and_day_of_a_code_are_kept(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        gtin = buyer.build.ean(buyer.id("TEH")).zfill(14)
        table = Table(buyer, tx, TEH=5)
        assert table.scan(f"(01){gtin}(17)401231(10)L-77") == ("ok", "received")
        assert table.judged.took is not None
        came = table.judged.took.came
        assert (came.lot, came.expires_on) == ("L-77", date(2040, 12, 31))
