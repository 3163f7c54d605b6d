"""At the station: pick bins are filled by scans, goods are blocked, and anything is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_hand import station

from core.fulfilment.replenishing import planning
from core.stock import pick_homes
from core.stock.blocks import how_many
from core.stock.models import bins, count_requests, warehouses
from core.stock.task_models import replenish_tasks, stock_blocks
from core.transaction import SYSTEM, reading, writing
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.widgets.modals import DetailModal


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        product = build.product_id(tx, "A")
        build.put(tx, product, 2, bin="P-1")
        bulk = build.put(tx, product, 50, bin="Z-1")
        tx.execute(update(bins).where(bins.c.id == bulk).values(purpose="bulk"))
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


def plan(shop: Shop) -> None:
    main = shop.value(warehouses.c.id)
    with writing(shop.database) as tx:
        pick_homes.set_home(tx, main, "A", "P-1", 5, 20)
    planning.plan(shop.database, SYSTEM, main)


async def test_a_pick_bin_is_filled_by_three_scans(shop: Shop) -> None:
    plan(shop)
    async with station(at(shop)) as hand:
        await hand.do("f2")
        await hand.app.frame.go(Where.REPLENISH)
        await hand.shows("Replenishment", "Z-1", "P-1")
        hand.send("Z-1\r")
        await hand.settle()
        await hand.shows("Z-1 → P-1: 18 × A Barang A")
        hand.send("A\r")
        await hand.settle()
        await hand.shows("18 × A Barang A in hand, from Z-1.", "Bin P-1")
        hand.send("Z-9\r")
        await hand.settle()
        assert hand.verdict.held
        await hand.do("escape")
        hand.send("P-1\r")
        await hand.settle()
        await hand.shows("18 × A Barang A are in P-1 now.")
        await hand.shows("No pick bin needs more.")
        assert shop.value(replenish_tasks.c.result) == "moved"


async def test_keys_alone_set_a_pick_bin_plan_and_write_down_what_was_brought(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f2")
        await hand.app.frame.go(Where.REPLENISH)
        await hand.do("f6")
        await hand.type("A")
        await hand.do("enter")
        await hand.type("P-1")
        await hand.do("enter")
        await hand.type("5")
        await hand.do("enter")
        await hand.type("20")
        await hand.do("f9")
        await hand.settle()
        await hand.shows("A is picked from P-1, between 5 and 20.")
        await hand.do("f7")
        await hand.settle()
        await hand.shows("New or larger tasks: 1, units: 18.")
        await hand.complete()
        await hand.do("enter")
        assert isinstance(hand.app.screen, DetailModal)
        await hand.do("escape", "f9")
        await hand.do("f9")
        await hand.settle()
        await hand.shows("18 × A Barang A are in P-1 now.")


async def test_what_is_not_in_the_bulk_bin_is_said_by_a_key(shop: Shop) -> None:
    plan(shop)
    async with station(at(shop)) as hand:
        await hand.do("f2")
        await hand.app.frame.go(Where.REPLENISH)
        await hand.complete()
        await hand.do("alt+c")
        await hand.settle()
        await hand.shows("18 × A Barang A were not in Z-1. The bin will be counted.")
        assert shop.count(count_requests) == 1


async def test_goods_are_blocked_and_set_free_by_keys(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f2")
        await hand.app.frame.go(Where.BLOCKS)
        await hand.shows("No goods are blocked.")
        await hand.do("f7")
        for text in ("A", "Z-1", "", "7"):
            if text:
                await hand.type(text)
            await hand.do("enter")
        await hand.type("recall")
        await hand.do("f9")
        await hand.settle()
        await hand.shows("7 × A Barang A in Z-1 cannot be promised now: recall.")
        assert shop.value(stock_blocks.c.quantity) == 7
        await hand.complete()
        await hand.do("f8")
        await hand.do("f9")
        await hand.settle()
        await hand.shows("7 × A Barang A in Z-1 can be promised again.")
        with reading(shop.database) as tx:
            assert how_many(tx, shop.value(warehouses.c.id)) == 0


async def test_anything_is_looked_up_and_each_line_leads_on(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f2", "ctrl+l")
        assert hand.app.where is Where.LOOKUP
        hand.send("A\r")
        await hand.settle()
        await hand.shows("A Barang A: 1052 on hand", "3 promised", "P-1", "W-1")
        hand.send("W-2\r")
        await hand.settle()
        await hand.shows("Order W-2 Siti Aminah")
        await hand.complete()
        await hand.do("down", "f9")
        await hand.settle()
        await hand.shows("A Barang A: 1052 on hand")
        await hand.do("enter")
        assert isinstance(hand.app.screen, DetailModal)
        await hand.do("escape")
        hand.send("NO-SUCH\r")
        await hand.settle()
        await hand.shows("Nothing goes by NO-SUCH.")
        await hand.do("escape", "escape")
        assert hand.app.where is Where.QUEUE
