"""Goods go from bin to bin with what orders are promised of them; never more than lies there."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.database import Database
from core.errors import Refusal
from core.fulfilment.moving import move
from core.stock import blocks
from core.stock.checks import differences
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import all_levels
from core.transaction import Transaction, reading, writing


def lies(tx: Transaction, warehouse: int) -> dict[str, tuple[int, int]]:
    return {one.bin: (one.on_hand, one.reserved) for one in all_levels(tx, warehouse, "TEH")}


def test_promises_go_along_and_broken_goods_are_promised_no_more(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        build.put(tx, shop.products["TEH"], 1, bin="B-1")
        special_bin(tx, shop.warehouse, BinKind.DAMAGED)
    build.ready_order(db, "A1", {"TEH": 4})
    with writing(db, shop.actor) as tx:
        done = move(tx, shop.warehouse, "TEH", "MAIN", "B-1", 3)
        assert (done.units, done.promised, done.left) == (3, 3, 2)
        assert lies(tx, shop.warehouse) == {"MAIN": (2, 1), "B-1": (4, 3)}
    with pytest.raises(Refusal, match="move_note_needed"), writing(db, shop.actor) as tx:
        move(tx, shop.warehouse, "TEH", "B-1", "DAMAGED", 3)
    with writing(db, shop.actor) as tx:
        done = move(tx, shop.warehouse, "TEH", "B-1", "DAMAGED", 4, note="wet")
        assert (done.gave_up, done.ready) == (1, 0)
    with reading(db) as tx:
        assert lies(tx, shop.warehouse) == {"MAIN": (2, 0), "DAMAGED": (4, 0)}
        assert differences(tx) == []


@pytest.mark.parametrize(
    ("source", "target", "units", "code"),
    [
        ("B-1", "MAIN", 1, "stock_none_there"),
        ("MAIN", "MAIN", 1, "move_same_bin"),
        ("MAIN", "B-1", 7, "move_too_many"),
        ("MAIN", "B-1", 0, "move_too_many"),
        ("PACKED", "B-1", 1, "bin_not_for_goods"),
    ],
)
def test_nothing_is_taken_from_where_it_does_not_lie(
    db: Database, build: ModuleType, source: str, target: str, units: int, code: str
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        build.put(tx, shop.products["TEH"], 1, bin="B-1")
        move(tx, shop.warehouse, "TEH", "B-1", "MAIN")
    with pytest.raises(Refusal, match=code), writing(db, shop.actor) as tx:
        move(tx, shop.warehouse, "TEH", source, target, units)
    with writing(db, shop.actor) as tx:
        blocks.block(tx, blocks.spot(tx, shop.warehouse, "TEH", "MAIN"), None, "recall")
        with pytest.raises(Refusal, match="move_none_free"):
            move(tx, shop.warehouse, "TEH", "MAIN", "B-1")
