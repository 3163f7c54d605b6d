"""Pick bins are filled by three scans: the bulk bin, the goods, the pick bin."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import update

from core.config import load
from core.database import Database
from core.fulfilment import blocking_deeds
from core.fulfilment.blocking_deeds import Wish
from core.fulfilment.replenishing import deeds, doing, planning, tasks
from core.shipping.desk import Desk
from core.stock import blocks, pick_homes
from core.stock.checks import differences
from core.stock.models import bins
from core.stock.queries import levels_of, waiting_counts
from core.transaction import SYSTEM, reading, writing


class Table:
    """A picker with the list of pick bins to fill: two products in bulk bin Z-1."""

    def __init__(self, db: Database, build: ModuleType, folder: Path) -> None:
        self.db, self.shop = db, build.shop(db, {"TEH": 0, "KOPI": 0, "GULA": 5})
        path = folder / "kemas.toml"
        path.write_text("", encoding="utf-8")
        self.desk = Desk(db, load(path), self.shop.station)
        self.desk.open()
        with writing(db, self.shop.actor) as tx:
            for sku, place in (("TEH", "A-1"), ("KOPI", "A-2")):
                product = self.shop.products[sku]
                build.put(tx, product, 1, bin=place)
                bulk = build.put(tx, product, 30, bin="Z-1")
                tx.execute(update(bins).where(bins.c.id == bulk).values(purpose="bulk"))
                pick_homes.set_home(tx, self.shop.warehouse, sku, place, 5, 11)
        planning.plan(db, SYSTEM, self.shop.warehouse)

    def scan(self, *codes: str) -> str:
        return [self._said(code, deeds.scanned(code)) for code in codes][-1]

    def do(self, name: str, deed: deeds.Deed) -> str:
        return self._said(name, deed)

    def lies_in(self, sku: str) -> dict[str, int]:
        with reading(self.db) as tx:
            assert differences(tx) == []
            found = levels_of(tx, self.shop.warehouse, [self.shop.products[sku]])
            return {level.bin: level.on_hand for level in found}

    def _said(self, code: str, deed: deeds.Deed) -> str:
        verdict = self.desk.scan(self.desk.last_seq() + 1, code, deed)
        return f"{verdict.kind.value}/{verdict.detail}"


@pytest.fixture
def table(db: Database, build: ModuleType, tmp_path: Path) -> Table:
    return Table(db, build, tmp_path)


def test_three_scans_fill_a_pick_bin(table: Table) -> None:
    assert table.scan("Z-1") == "ok/replenish_at"
    assert table.scan("TEH") == "ok/replenish_in_hand"
    assert table.scan("KEMAS:BIN:A-1") == "ok/replenish_done"
    assert table.lies_in("TEH") == {"A-1": 11, "Z-1": 20}
    assert table.scan("KOPI", "A-2") == "ok/replenish_done"  # still at the bulk bin
    assert table.scan("Z-1") == "wrong_item/replenish_no_task"
    assert table.scan("TEH") == "wrong_item/replenish_none"


def test_a_scan_that_comes_twice_counts_once(table: Table) -> None:
    table.scan("Z-1", "TEH")
    seq = table.desk.last_seq() + 1
    first = table.desk.scan(seq, "A-1", deeds.scanned("A-1"))
    again = table.desk.scan(seq, "A-1", deeds.scanned("A-1"))
    assert (first.detail, again.detail, again.replayed) == (
        "replenish_done", "replenish_done", True,
    )  # fmt: skip
    assert table.lies_in("TEH") == {"A-1": 11, "Z-1": 20}


def test_another_bin_has_to_be_scanned_twice(table: Table) -> None:
    assert table.scan("Z-1", "TEH", "A-2") == "wrong_item/replenish_wrong_bin"
    assert table.scan("A-1") == "ok/replenish_done"
    assert table.scan("KOPI", "A-1") == "wrong_item/replenish_wrong_bin"
    assert table.scan("A-1") == "ok/replenish_elsewhere"
    assert table.lies_in("KOPI") == {"A-1": 10, "A-2": 1, "Z-1": 20}


def test_fewer_are_brought_and_the_rest_is_not_there(table: Table) -> None:
    assert table.scan("Z-1", "31*", "TEH") == "over_quantity/replenish"
    assert table.scan("4*", "TEH", "A-1") == "ok/replenish_part"
    assert table.scan("TEH", "KEMAS:SHORT") == "info/replenish_gone"
    assert table.lies_in("TEH") == {"A-1": 5, "Z-1": 26}
    with reading(table.db) as tx:
        assert [one.bin for one in waiting_counts(tx, table.shop.warehouse)] == ["Z-1"]
        assert [one.sku for one in tasks.waiting(tx, table.shop.warehouse)] == ["KOPI"]


def test_what_is_scanned_wrongly_moves_nothing(table: Table) -> None:
    assert table.scan("A-1") == "wrong_item/replenish_no_task"
    assert table.scan("GULA") == "wrong_item/replenish_none"
    assert table.scan("X-9") == "unknown_code/"
    assert table.scan("KEMAS:BIN:X-9") == "unknown_code/bin_unknown"
    assert table.scan("TEH", "OUT") == "wrong_item/replenish_no_shelf"
    assert table.scan("Z-1") == "info/replenish_laid_back"
    assert table.lies_in("TEH") == {"A-1": 1, "Z-1": 30}


def test_goods_in_hand_are_told_and_can_be_chosen_from_the_list(table: Table) -> None:
    with reading(table.db) as tx:
        one = next(t for t in tasks.waiting(tx, table.shop.warehouse) if t.sku == "KOPI")
    assert table.do("choose", deeds.choose(one.id)) == "ok/replenish_in_hand"
    assert table.scan("A-2") == "ok/replenish_done"
    assert table.do("again", deeds.choose(one.id)) == "not_saved/replenish_done"
    assert table.do("bring", deeds.bring(one.id, "", None)) == "not_saved/replenish_done"


def test_what_somebody_else_was_quicker_with_is_not_brought_again(table: Table) -> None:
    table.scan("Z-1", "TEH")
    with writing(table.db, table.shop.actor) as tx:
        one = next(t for t in tasks.waiting(tx, table.shop.warehouse) if t.sku == "TEH")
        doing.bring(tx, one.id)
    assert table.scan("A-1") == "wrong_item/replenish_over"
    assert table.lies_in("TEH") == {"A-1": 11, "Z-1": 20}


def test_a_key_plans_and_blocked_goods_are_not_taken(table: Table) -> None:
    assert table.do("plan", deeds.plan) == "info/replenish_nothing_new"
    wish = Wish("TEH", "Z-1", None, None, "recall", None, take=False)
    assert table.do("block", blocking_deeds.block(wish)) == "info/blocked"
    table.scan("Z-1", "TEH")
    assert table.scan("A-1") == "wrong_item/replenish_none_there"
    with reading(table.db) as tx:
        (one,) = blocks.open_blocks(tx, table.shop.warehouse)
    assert table.do("unblock", blocking_deeds.unblock(one.id, 2)) == "info/unblocked"
    assert table.scan("Z-1", "TEH", "A-1") == "ok/replenish_part"
    assert table.lies_in("TEH") == {"A-1": 3, "Z-1": 28}


def test_goods_are_taken_from_orders_by_a_key(table: Table, build: ModuleType) -> None:
    build.ready_order(table.db, "A1", {"GULA": 5})
    wish = Wish("GULA", "MAIN", None, None, "recall", None, take=True)
    assert table.do("block", blocking_deeds.block(wish)) == "info/blocked_taken"
