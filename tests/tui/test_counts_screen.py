"""Counting at the station: with keys and scans alone, from the first bin to the books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.config import load
from core.counting import asked, commands, plans
from core.counting.commands import Wanted
from core.counting.plans import Rule, Scheme
from core.counting.queries import page
from core.counting.rules import counting_rules
from core.counting.states import Kind
from core.stock.commands import Move, post, request_count
from core.stock.places import shelf
from core.stock.queries import all_levels
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.widgets.modals import ChoiceModal, DetailModal


class CountingShop(Shop):
    """Ten of A in A-1, five of B in A-2."""

    def __init__(self, folder: Path, template: Path, build: ModuleType) -> None:
        super().__init__(folder, template, build, orders=0)
        with writing(self.database) as tx:
            self.warehouse = build.warehouse(tx)
            self.a, self.b = (build.product_id(tx, sku) for sku in "AB")
            build.put(tx, self.a, 20, bin="A-1")
            build.put(tx, self.b, 5, bin="A-2")

    def make(self, *bins: str) -> None:
        with writing(self.database) as tx:
            commands.make(tx, self.warehouse, Wanted(Kind.SOME, bins))

    def lying(self, sku: str, place: str) -> int:
        with reading(self.database) as tx:
            return sum(
                one.on_hand for one in all_levels(tx, self.warehouse, sku) if one.bin == place
            )

    def open_station(self) -> LiveBackend:
        return Alone(self.config, "S1", operator="Sari")


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[CountingShop]:
    made = CountingShop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


async def go(hand: Hand) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(Where.COUNTS), "enter")
    await hand.until(lambda: hand.app.where is Where.COUNTS)
    await hand.complete()


async def scan(hand: Hand, *codes: str) -> None:
    for code in codes:
        hand.send(f"{code}\r")
        await hand.settle()


async def test_bins_are_counted_and_the_books_set_right_with_keys_and_scans_alone(
    shop: CountingShop,
) -> None:
    async with station(shop.open_station()) as hand:
        await go(hand)
        await hand.shows("Nothing is to be counted.")
        await hand.do("f7")
        await hand.type("A-1 A-2")
        await hand.do("f9")
        await hand.shows("C000001", "planned", "0/2", "A-1", "A-2")
        await scan(hand, "A-1", "19*A")
        await hand.shows("counting", "19")
        await scan(hand, "A")
        assert hand.verdict.message.endswith("20 in A-1.")
        await hand.do("f8")
        await hand.shows("in A-1: 19.")
        await hand.do("f9")
        assert "A-1 is counted" in hand.verdict.message
        await scan(hand, "KEMAS:BIN:A-2", "KEMAS:DONE")
        assert "Nothing was scanned in A-2." in hand.verdict.message
        await scan(hand, "5*B")
        await hand.do("f9")
        assert "all of C000001" in hand.verdict.message
        await hand.do("enter")
        assert isinstance(hand.app.screen, DetailModal)
        await hand.shows("Everything is counted", "Differences", "A-1", "-1")
        await hand.do("escape", "alt+p")
        assert isinstance(hand.app.screen, ChoiceModal)
        await hand.do("enter")
        assert "1 of 2 lines differed" in hand.verdict.message
        await hand.shows("Nothing is to be counted.")
        await hand.do("alt+f", "down", "enter")
        await hand.shows("C000001", "posted")
    assert shop.lying("A", "A-1") == 19


async def test_an_empty_bin_takes_the_key_twice(shop: CountingShop) -> None:
    shop.make("A-2")
    async with station(shop.open_station()) as hand:
        await go(hand)
        await hand.do("f9")
        assert "No bin is being counted here." in hand.verdict.message
        await scan(hand, "A-2")
        await hand.do("f9")
        assert "Nothing was scanned in A-2." in hand.verdict.message
        await hand.do("f9")
        # Five that are not there are too far off: the bin is counted once more.
        assert "A-2 is too far off" in hand.verdict.message
        await hand.shows("once more", "B")


async def test_a_station_that_was_killed_stands_in_the_same_bin(shop: CountingShop) -> None:
    shop.make("A-1")
    async with station(shop.open_station()) as hand:
        await go(hand)
        await scan(hand, "A-1", "A", "A")
    async with station(shop.open_station()) as hand:
        await go(hand)
        await hand.shows("counting", "2")
        await scan(hand, "KEMAS:OK", "A")
        await hand.shows("3 in A-1")
        await hand.do("alt+v")
        assert "A-1 was given back." in hand.verdict.message
        await hand.shows("to count")


async def test_goods_that_moved_are_decided_on_with_a_key(shop: CountingShop) -> None:
    shop.make("A-1")
    async with station(shop.open_station()) as hand:
        await go(hand)
        await scan(hand, "A-1", "19*A", "KEMAS:DONE")
        with writing(shop.database) as tx:
            here, there = (shelf(tx, shop.warehouse, code).id for code in ("A-1", "A-3"))
            post(tx, shop.warehouse, [Move(shop.a, here, there, 4)], reason="replenish")
        await hand.do("enter")
        await hand.shows("Moved since", "-4", "filled up")
        await hand.do("escape", "alt+y")
        await hand.shows("A-1 A")
        await hand.do("enter")
        assert "stays as it was counted" in hand.verdict.message
        await hand.do("alt+p", "enter")
        assert "is posted" in hand.verdict.message
    assert shop.lying("A", "A-1") == 15


async def test_what_is_due_is_said_in_the_line_of_alerts(shop: CountingShop) -> None:
    rules = counting_rules(load(shop.config))
    with writing(shop.database) as tx:
        plans.put(tx, shop.warehouse, "bulan", Scheme(Rule.FULL, months=1))
    plans.make_due(shop.database, rules, shop.warehouse)
    async with station(shop.open_station(), (100, 30)) as hand:
        await hand.shows("C000001 is due", "Alt+T")


async def test_a_short_pick_waits_in_the_list_with_its_reason(shop: CountingShop) -> None:
    with writing(shop.database) as tx:
        place = shelf(tx, shop.warehouse, "A-2").id
        request_count(tx, shop.warehouse, place, shop.b, "out")
    asked.gather(shop.database, counting_rules(load(shop.config)), shop.warehouse)
    async with station(shop.open_station(), (100, 30)) as hand:
        await go(hand)
        await hand.shows("A-2", "B · the bin is empty")
        await hand.do("alt+c", "f9")
        assert "C000001 is cancelled." in hand.verdict.message
    with reading(shop.database) as tx:
        (count,) = page(tx, shop.warehouse)
        assert (count.state.value, count.reason) == ("cancelled", "Made by mistake")
