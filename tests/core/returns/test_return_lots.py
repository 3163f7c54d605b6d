"""Tracked goods that come back keep the lot or serial number that they were sent with."""

from __future__ import annotations

from typing import Any

import pytest

from core.catalog.tracking import Tracking
from core.errors import Refusal
from core.returns import commands, deeds, inspecting
from core.stock import tracking
from core.stock.lot_queries import places_of_lots
from core.transaction import reading, writing


def scan(shop: Any, *codes: str) -> list[str]:
    said = []
    for code in codes:
        verdict = shop.desk.scan(shop.desk.last_seq() + 1, code, deeds.scanned(code))
        said.append(f"{verdict.kind.value}/{verdict.detail}".rstrip("/"))
    return said


def pack(shop: Any, number: str, *codes: str, **lines: int) -> int:
    """An order that was packed by these scans and left the house."""
    from core.shipping.handing_over import hand_over_parcel, parcel_by_code

    order: int = shop.build.ready_order(shop.db, number, lines)
    for code in (number, *codes):
        verdict = shop.desk.scan(shop.desk.last_seq() + 1, code)
    assert verdict.kind.value == "order_complete"
    with writing(shop.db, shop.actor) as tx:
        hand_over_parcel(tx, parcel_by_code(tx, verdict.parcel).id)
    return order


def track(shop: Any, by: Tracking, lots: dict[str, int]) -> int:
    """All tea is of these lots from now on, ten units together."""
    tea: int = shop.made.products["TEH"]
    with writing(shop.db, shop.actor) as tx:
        for lot, units in lots.items():
            tracking.assign(tx, shop.made.warehouse, tea, "MAIN", units, lot)
        tracking.track(tx, tea, by)
    return tea


def there(shop: Any, bin: str) -> dict[str, int]:
    with reading(shop.db) as tx:
        return {one.lot: one.on_hand for one in places_of_lots(tx) if one.bin == bin}


def test_the_only_lot_that_was_sent_need_not_be_said(shop: Any) -> None:
    track(shop, Tracking.LOT, {"L1": 6, "L2": 4})
    pack(shop, "A1", "TEH", "L1", "TEH", "L1", TEH=2)
    assert scan(shop, "A1", "TEH", "B-1", "TEH", "DAMAGED") == [
        "info/return_new",
        "ok/return_item",
        "ok/return_good",
        "ok/return_item",
        "ok_line_done/return_all_damaged",
    ]
    assert there(shop, "B-1") == {"L1": 1}
    assert there(shop, "DAMAGED") == {"L1": 1}


def test_of_several_that_were_sent_the_one_that_came_back_is_asked_for(shop: Any) -> None:
    track(shop, Tracking.SERIAL, {f"S{n}": 1 for n in range(10)})
    pack(shop, "A1", "TEH", "S3", "TEH", "S5", TEH=2)
    assert scan(shop, "A1", "TEH", "S9", "s5", "B-1") == [
        "info/return_new",
        "needs_lot/return_lot",
        "needs_lot/return_lot_not_sent",
        "ok/return_item",
        "ok/return_good",
    ]
    assert there(shop, "B-1") == {"S5": 1}
    assert scan(shop, "KEMAS:UNDO", "TEH", "S3", "B-1") == [
        "undone/return",
        "needs_lot/return_lot",
        "ok/return_item",
        "ok/return_good",
    ]
    assert there(shop, "B-1") == {"S3": 1}


def test_other_goods_end_the_question_for_the_lot(shop: Any) -> None:
    track(shop, Tracking.LOT, {"L1": 6, "L2": 4})
    pack(shop, "A1", "TEH", "L1", "TEH", "L2", "KOPI", TEH=2, KOPI=1)
    assert scan(shop, "A1", "TEH", "KOPI", "B-1") == [
        "info/return_new",
        "needs_lot/return_lot",
        "ok/return_item",
        "ok/return_good",
    ]


def test_named_returns_say_their_lot(shop: Any) -> None:
    tea = track(shop, Tracking.LOT, {"L1": 6, "L2": 4})
    order = pack(shop, "A1", "TEH", "L1", "TEH", "L2", TEH=2)
    with writing(shop.db, shop.actor) as tx:
        made = commands.register(tx, order, arrived=True)
    for lot, code in (("", "return_lot_needed"), ("L3", "return_lot_not_sent")):
        with pytest.raises(Refusal) as refused, writing(shop.db, shop.actor) as tx:
            inspecting.inspect(tx, made.id, tea, 1, "B-1", lot=lot)
        assert refused.value.code == code
    with writing(shop.db, shop.actor) as tx:
        done = inspecting.inspect(tx, made.id, tea, 1, "B-1", lot="l2")
        assert done.lot == "L2"
