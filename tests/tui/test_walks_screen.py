"""Walks at the station: planned, taken, picked and sorted with keys and scans alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.fulfilment.walks.models import walks
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.screens.walk import WalkPane


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    """Two orders of goods in two bins."""
    made = Shop(tmp_path, sqlite_template, build, orders=0)
    with writing(made.database) as tx:
        for sku, place in (("TEH", "A-01-1"), ("KOPI", "B-03-1")):
            build.product(tx, sku, stock=9, bin=place)
    build.ready_order(made.database, "W-1", {"TEH": 1, "KOPI": 1})
    build.ready_order(made.database, "W-2", {"TEH": 2})
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    """Go to a board by its key."""
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def scan(hand: Hand, *codes: str) -> None:
    """Scan one code after the other."""
    for code in codes:
        hand.send(f"{code}\r")
        await hand.settle()


def big(hand: Hand) -> str:
    """What is painted big."""
    return hand.app.query_one(WalkPane).big.text


async def test_a_walk_is_planned_taken_and_picked(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.WALKS)
        await hand.do("f7", "f9")
        await hand.shows("W1", "planned", "0/4")
        await hand.do("enter")
        await hand.until(lambda: hand.app.where is Where.WALK)
        await hand.complete()
        await hand.until(lambda: big(hand) == "A-01-1 · 1 · TEH · Barang TEH · #1")
        await scan(hand, "A-01-1", "TEH", "KEMAS:TOTE:T1")
        await hand.until(lambda: "· 2 ·" in big(hand) and "#2" in big(hand))
        await hand.do("f7")
        await hand.until(lambda: big(hand).startswith("B-03-1"))
        await hand.do("f8")
        assert "Taken back" in hand.verdict.message
        await scan(hand, "TEH", "2*TEH", "KEMAS:TOTE:T2")
        assert "Order W-2 is whole" in hand.verdict.message
        await scan(hand, "B-03-1")
        await hand.do("f6", "enter")
        assert "written off" in hand.verdict.message
        await hand.complete()
        await hand.shows("No walk is in hand")
        assert big(hand) == ""


async def test_a_batch_is_sorted_and_the_place_is_painted_big(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.WALKS)
        await hand.do("f7", "right", "f9")
        await hand.shows("batch")
        await hand.do("f2")  # the code on its sheet takes it wherever it is scanned
        await scan(hand, "KEMAS:W:1")
        await hand.until(lambda: hand.app.where is Where.WALK)
        await hand.complete()
        await scan(hand, "A-01-1", "3*TEH", "B-03-1", "KOPI")
        assert "All of walk W1 is fetched" in hand.verdict.message
        await scan(hand, "KOPI")
        await hand.until(lambda: big(hand).startswith("1 · 1/2 · W-1"))
        await hand.shows("in the cart")
        await scan(hand, "TEH", "2*TEH")
        assert "Walk W1 is sorted" in hand.verdict.message


async def test_a_station_that_begins_again_goes_on_with_its_walk(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.WALKS)
        await hand.do("f7", "f9")
        await hand.do("f9")
        await hand.until(lambda: hand.app.where is Where.WALK)
        await scan(hand, "A-01-1", "TEH", "KEMAS:TOTE:T1")
    async with station(Alone(shop.config, "S1")) as hand:
        await hand.until(lambda: hand.app.where is Where.WALK)
        await hand.until(lambda: "· 2 ·" in big(hand))


async def test_a_walk_is_looked_at_laid_aside_and_cancelled(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.WALKS)
        await hand.do("f7", "f9")
        await hand.shows("W1")
        await hand.do("f6")
        await hand.shows("A-01-1", "#2: 2")
        await hand.do("escape", "enter")
        await hand.until(lambda: hand.app.where is Where.WALK)
        await hand.complete()
        await hand.do("alt+c")
        assert "is laid aside" in hand.verdict.message
        await hand.do("escape", "alt+x", "f9")
        await hand.until(lambda: hand.app.where is Where.WALK)
        await hand.complete()
        await hand.do("alt+c", "escape")
        await hand.until(lambda: hand.app.where is Where.WALKS)
        await hand.do("alt+c")
        await hand.type("rain")
        await hand.do("f9")
        assert "Walk W1 is cancelled" in hand.verdict.message
        await hand.shows("No walk is planned")
    with reading(shop.database) as tx:
        assert tx.execute(walks.select()).one().reason == "rain"
