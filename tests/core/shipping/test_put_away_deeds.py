"""Goods of cancelled orders go back to the shelf by two scans: the goods, then the bin."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.config import load
from core.database import Database
from core.shipping import put_away_deeds
from core.shipping.cancelling import cancel_order
from core.shipping.desk import Desk
from core.stock import put_away
from core.stock.checks import differences
from core.stock.places import shelf
from core.stock.queries import levels_of
from core.transaction import reading, writing


class Table:
    """A station with the list of goods to put back in front of somebody."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.shop = db, build.shop(db, {"TEH": 5, "KOPI": 5})
        path = folder / "kemas.toml"
        path.write_text("", encoding="utf-8")
        self.desk = Desk(db, load(path), self.shop.station)
        self.desk.open()
        build.ready_order(db, "A1", {"TEH": 3, "KOPI": 1})
        self.scan_packing("A1", "TEH", "TEH")
        with writing(db, self.shop.actor) as tx:
            shelf(tx, self.shop.warehouse, "B-1")

    def scan_packing(self, *codes: str) -> str:
        return [self._said(self.desk.scan(self._next, code)) for code in codes][-1]

    def scan(self, *codes: str) -> str:
        return [
            self._said(self.desk.scan(self._next, code, put_away_deeds.scanned(code)))
            for code in codes
        ][-1]

    def cancel(self, number: str) -> None:
        from core.orders.commands import find

        with writing(self.db, self.shop.actor) as tx:
            cancel_order(tx, find(tx, number).id, "buyer")

    def places(self, sku: str) -> dict[str, int]:
        with reading(self.db) as tx:
            assert differences(tx) == []
            found = levels_of(tx, self.shop.warehouse, [self.shop.products[sku]])
            return {level.bin: level.on_hand for level in found}

    @property
    def _next(self) -> int:
        return self.desk.last_seq() + 1

    def _said(self, verdict: Any) -> str:
        return f"{verdict.kind.value}/{verdict.detail}".rstrip("/")


@pytest.fixture
def table(db: Database, build: ModuleType, tmp_path: Path) -> Table:
    return Table(db, build, tmp_path)


def test_an_order_that_is_cancelled_on_the_table_blocks_the_next_scan_and_its_goods_go_back(
    table: Table,
) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    assert table.places("TEH") == {"MAIN": 3, "PUTBACK": 2}
    assert table.places("KOPI") == {"MAIN": 5}  # it was never scanned, so it is on its shelf
    assert table.scan("TEH") == "ok/put_back_in_hand"
    assert table.scan("KEMAS:BIN:MAIN") == "ok/put_back_done"
    assert table.places("TEH") == {"MAIN": 5}
    assert table.scan("TEH") == "wrong_item/put_back_none"


def test_a_number_before_the_goods_puts_only_so_many_back_and_another_bin_is_said(
    table: Table,
) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    assert table.scan("3*", "TEH") == "over_quantity/put_back"
    assert table.scan("1*", "TEH", "B-1") == "ok/put_back_elsewhere"
    assert table.places("TEH") == {"MAIN": 3, "PUTBACK": 1, "B-1": 1}
    assert table.scan("TEH", "DAMAGED") == "ok/put_back_damaged"
    assert table.places("TEH") == {"MAIN": 3, "DAMAGED": 1, "B-1": 1}


def test_a_bin_without_goods_and_a_place_that_is_no_shelf_move_nothing(table: Table) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    assert table.scan("MAIN") == "needs_confirmation/put_back_first"
    assert table.scan("TEH", "PACKED") == "not_saved/bin_not_for_goods"
    assert table.scan("KEMAS:BIN:Z-9") == "unknown_code/bin_unknown"
    assert table.places("TEH") == {"MAIN": 3, "PUTBACK": 2}
    assert table.scan("MAIN") == "ok/put_back_done"  # still in hand


def test_the_same_scan_sent_twice_moves_goods_once(table: Table) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    assert table.scan("1*", "TEH") == "ok/put_back_in_hand"
    seq = table.desk.last_seq() + 1
    first = table.desk.scan(seq, "MAIN", put_away_deeds.scanned("MAIN"))
    again = table.desk.scan(seq, "MAIN", put_away_deeds.scanned("MAIN"))
    assert (first.detail, again.detail, again.replayed) == ("put_back_part", "put_back_part", True)
    assert table.places("TEH") == {"MAIN": 4, "PUTBACK": 1}


def test_goods_may_be_chosen_from_the_list_and_those_that_are_gone_are_written_off(
    table: Table,
) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    with reading(table.db) as tx:
        (one,) = put_away.waiting(tx, table.shop.warehouse)
    chosen = table.desk.scan(table.desk.last_seq() + 1, "choose", put_away_deeds.choose(one.id))
    assert (chosen.kind.value, chosen.detail) == ("ok", "put_back_in_hand")
    gone = put_away_deeds.not_there(one.id, "nowhere")
    assert table.desk.scan(table.desk.last_seq() + 1, "gone", gone).detail == "put_back_lost"
    assert table.places("TEH") == {"MAIN": 3}
    assert table.scan("MAIN") == "needs_confirmation/put_back_first"


def test_another_order_may_be_scanned_and_packed_between_goods_and_bin(
    table: Table, build: ModuleType
) -> None:
    table.cancel("A1")
    assert table.scan_packing("KOPI") == "cancelled"
    build.ready_order(table.db, "A2", {"KOPI": 1})
    assert table.scan("TEH") == "ok/put_back_in_hand"
    assert table.scan("A2") == "order_open"
    assert table.scan_packing("KOPI") == "order_complete"
    assert table.scan("MAIN") == "ok/put_back_done"
    assert table.places("TEH") == {"MAIN": 5}
