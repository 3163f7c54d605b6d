"""Goods that are blocked: nobody is promised them, until somebody or their time says so."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from core import clock
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.fulfilment.blocking import block_taking
from core.orders.commands import head
from core.orders.promise import promise_orders
from core.orders.restock import Restock
from core.orders.states import Fulfilment
from core.stock import blocks, holds, reservations
from core.stock.checks import differences, rebuild
from core.stock.counting import MOST
from core.stock.models import levels
from core.stock.places import tote
from core.transaction import Transaction, reading, writing


def blocked(tx: Transaction, shop: Any, quantity: int | None = None, **more: Any) -> blocks.Block:
    where = blocks.spot(tx, shop.warehouse, "TEH", "MAIN")
    return blocks.block(tx, where, quantity, more.pop("reason", "for a count"), **more)


def test_blocked_goods_cannot_be_promised_until_they_are_free_again(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    tea = shop.products["TEH"]
    with writing(db, shop.actor) as tx:
        one = blocked(tx, shop, 4)
        assert (one.quantity, one.bin, one.reason, one.who) == (4, "MAIN", "for a count", "Sari")
        order = build.order(tx, "A1", {"TEH": 2})
        assert promise_orders(tx, shop.warehouse, [order]).ready == 0
        assert build.available(tx, shop.warehouse, [tea]) == {tea: 1}
        assert blocks.unblock(tx, one.id, 3) == 3
        assert promise_orders(tx, shop.warehouse, [order]).ready == 1
        (left,) = blocks.open_blocks(tx, shop.warehouse, product_id=tea)
        assert left.quantity == 1
        assert blocks.unblock(tx, one.id) == 1
        assert blocks.how_many(tx, shop.warehouse) == 0
        assert [b.id for b in blocks.open_blocks(tx, shop.warehouse, ended=True)] == [one.id]
        assert differences(tx) == []


def test_without_a_number_all_that_is_free_is_blocked(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    build.ready_order(db, "A1", {"TEH": 2})
    with writing(db, shop.actor) as tx:
        assert blocked(tx, shop).quantity == 3
        assert differences(tx) == []


def test_a_rebuild_knows_blocks(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        one = blocked(tx, shop, 4)
        blocks.unblock(tx, one.id, 1)
        tx.execute(levels.update().values(reserved=0))
        assert [each.rebuilt for each in rebuild(tx)] == [3]
        assert differences(tx) == []


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("block_promised", {"quantity": 4}),
        ("block_too_many", {"quantity": 6}),
        ("block_quantity", {"quantity": 0}),
        ("block_quantity", {"quantity": -3}),
        ("block_quantity", {"quantity": MOST + 1}),
        ("block_too_many", {"quantity": MOST}),
        ("reason_needed", {"quantity": 1, "reason": " \x1b "}),
        ("block_until_past", {"quantity": 1, "until": clock.now() - timedelta(minutes=1)}),
    ],
)
def test_what_cannot_be_blocked_is_refused(
    db: Database, build: ModuleType, code: str, asked: dict[str, Any]
) -> None:
    shop = build.shop(db, {"TEH": 5})
    build.ready_order(db, "A1", {"TEH": 2})
    with writing(db, shop.actor) as tx:
        with pytest.raises(Refusal) as caught:
            blocked(tx, shop, **asked)
        assert caught.value.code == code
        assert differences(tx) == []


def test_what_is_not_there_is_refused(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 0})
    with writing(db, shop.actor) as tx:
        build.put(tx, shop.products["TEH"], 1, bin="B-1")
        tote(tx, shop.warehouse, "T1")
        for sku, place, code in (
            ("GULA", "MAIN", "product_not_found"),
            ("TEH", "Z-9", "bin_unknown"),
            ("TEH", "T1", "bin_not_shelf"),
            ("KOPI", "MAIN", "stock_none_there"),
        ):
            with pytest.raises(Refusal) as caught:
                blocks.spot(tx, shop.warehouse, sku, place)
            assert caught.value.code == code


def test_a_block_ends_once_and_gives_back_no_more_than_it_holds(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        one = blocked(tx, shop, 2)
        for units in (0, -1, 3, MOST):
            with pytest.raises(Refusal, match="block_less"):
                blocks.unblock(tx, one.id, units)
        blocks.unblock(tx, one.id)
        with pytest.raises(Refusal, match="block_ended"):
            blocks.unblock(tx, one.id)
        with pytest.raises(Refusal, match="block_unknown"):
            blocks.unblock(tx, one.id + 1)
        assert differences(tx) == []


def test_who_may_not_block_stock_is_told_who_may(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        one = blocked(tx, shop, 1)
        packer = build.actor(tx, shop.operator, shop.station, ["pack"])
    with writing(db, packer) as tx:
        for deed in (lambda: blocked(tx, shop, 1), lambda: blocks.unblock(tx, one.id)):
            with pytest.raises(NotAllowed) as caught:
                deed()
            assert caught.value.params["permission"] == "stock_hold"


def test_the_workers_round_ends_blocks_whose_time_is_over_and_promises_to_who_waits(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        one = blocked(tx, shop, 4, until=tx.now + timedelta(hours=1))
        order = build.order(tx, "A1", {"TEH": 3})
    restock = Restock(db, partial=False)
    assert restock.look() == 0
    with clock.frozen(clock.now() + timedelta(hours=2)):
        restock._not_before = 0.0
        assert restock.look() == 1
    with reading(db) as tx:
        assert head(tx, order).fulfilment is Fulfilment.READY
        assert blocks.one_block(tx, one.id).ended_at is not None
        assert differences(tx) == []


def test_goods_that_are_promised_are_blocked_by_taking_them_from_orders_that_get_others(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    tea = shop.products["TEH"]
    first, last = (build.ready_order(db, name, {"TEH": 2}) for name in ("A1", "A2"))
    with writing(db, shop.actor) as tx:
        build.put(tx, tea, 2, bin="B-1")
        where = blocks.spot(tx, shop.warehouse, "TEH", "MAIN")
        taken = block_taking(tx, where, None, "recall")
        assert (taken.block.quantity, taken.gave_up, taken.ready) == (5, 2, 1)
        states = [head(tx, order).fulfilment for order in (first, last)]
        assert states == [Fulfilment.READY, Fulfilment.SHORT]  # the first is promised first
        (held,) = reservations.of_order(tx, first)
        assert held.bin_id != where.bin_id
        assert differences(tx) == []


def test_no_more_orders_give_up_than_needed(db: Database, build: ModuleType) -> None:
    shop = build.shop(db, {"TEH": 5})
    first, last = (build.ready_order(db, name, {"TEH": 2}) for name in ("A1", "A2"))
    with writing(db, shop.actor) as tx:
        where = blocks.spot(tx, shop.warehouse, "TEH", "MAIN")
        assert block_taking(tx, where, 3, "broken").gave_up == 1
        states = [head(tx, order).fulfilment for order in (first, last)]
        assert states == [Fulfilment.READY, Fulfilment.SHORT]
        assert differences(tx) == []


def test_goods_that_somebody_types_an_order_in_for_are_not_taken(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    with writing(db, shop.actor) as tx:
        holds.hold(tx, shop.warehouse, "typing", {shop.products["TEH"]: 4}, 600_000)
        where = blocks.spot(tx, shop.warehouse, "TEH", "MAIN")
        with pytest.raises(Refusal) as caught:
            block_taking(tx, where, 2, "recall")
        assert (caught.value.code, caught.value.params["free"]) == ("block_worked_on", 1)


def test_of_many_who_block_the_same_units_each_unit_is_blocked_once(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    said: list[str] = []
    start = threading.Barrier(8)

    def one() -> None:
        start.wait(30)
        try:
            with writing(db, shop.actor) as tx:
                blocked(tx, shop, 2)
            said.append("blocked")
        except Refusal as refusal:
            said.append(refusal.code)

    threads = [threading.Thread(target=one, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["block_promised"] * 6 + ["blocked"] * 2
    with reading(db) as tx:
        assert differences(tx) == []
