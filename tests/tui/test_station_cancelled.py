"""An order is cancelled while it is on the packing table: the station rings, blocks, and leads on
to the goods that go back to the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import station

from core.orders.commands import find, hold
from core.shipping.cancelling import cancel_order
from core.stock.models import put_away_tasks
from core.transaction import writing
from tui.keys import Where
from tui.live.backend import LiveBackend


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def at(shop: Shop, name: str = "S1") -> LiveBackend:
    return Alone(shop.config, name, operator="Sari")


def cancel(shop: Shop, number: str) -> None:
    with writing(shop.database) as tx:
        cancel_order(tx, find(tx, number).id, "buyer")


async def test_the_station_rings_by_itself_blocks_the_next_scan_and_shows_where_goods_go(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-1\rA\rB\r")
        await hand.settle()
        assert hand.verdict.kind == "ok"
        cancel(shop, "W-1")
        await hand.shows("CANCELLED: STOP", "W-1 was cancelled", seconds=15)
        assert (hand.verdict.kind, hand.verdict.held) == ("cancelled", True)
        hand.send("B\r")
        await hand.settle()
        assert (hand.verdict.kind, hand.verdict.held) == ("cancelled", True)
        await hand.do("escape")
        assert hand.verdict.kind == "ready"
        await hand.shows("2 to put back")
        await hand.do("alt+e")
        assert hand.app.where is Where.PUT_BACK
        await hand.shows("MAIN", "W-1 cancelled")
        hand.send("A\rMAIN\r")
        await hand.settle()
        await hand.shows("1 × A Barang A are back in MAIN.")
        await hand.do("enter")
        await hand.shows("1 × B Barang B in hand, from PUTBACK.", "Bin MAIN")
        hand.send("NO-SUCH\r")
        await hand.settle()
        assert hand.verdict.held
        await hand.do("escape")
        await hand.shows("1 × B Barang B in hand, from PUTBACK.", "Bin MAIN")
        hand.send("MAIN\r")
        await hand.settle()
        await hand.shows("Nothing waits to be put back.")
        await hand.do("f2")
        hand.send("W-2\r")
        await hand.settle()
        assert hand.verdict.kind == "order_open"
    assert shop.value(put_away_tasks.c.done_at, put_away_tasks.c.id == 1) is not None


async def test_what_was_told_by_itself_is_done_with_when_it_was_seen(shop: Shop) -> None:
    async with station(at(shop), size=(40, 12)) as hand:
        hand.send("W-1\rA\r")
        await hand.settle()
        with writing(shop.database) as tx:
            hold(tx, find(tx, "W-1").id, "call first")
        await hand.until(lambda: hand.verdict.kind == "on_hold")
        await hand.do("escape")
        assert (hand.verdict.kind, hand.verdict.held) == ("ready", False)
        hand.send("B\r")  # the table is clear: a product without an order is looked up
        await hand.settle()
        assert hand.verdict.kind == "info"


async def test_another_station_that_packs_something_else_is_left_alone(shop: Shop) -> None:
    async with station(at(shop, "S2")) as hand:
        hand.send("W-2\r")
        await hand.settle()
        cancel(shop, "W-1")
        await hand.looked("news")
        assert hand.verdict.kind == "order_open"
