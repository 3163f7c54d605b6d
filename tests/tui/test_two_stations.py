"""Two stations on one database: who packs an order is told at once what the other does to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from shop_floor import Floor, scan
from station_hand import Hand

from core.database import Database
from core.stock import put_away
from core.stock.checks import differences
from core.transaction import reading
from tui.beat import NEWS_EVERY
from tui.entry_keys import begin

PEOPLE = {"Sari": "admin", "Dewi": "admin"}
AT_ONCE = 0.5
"""Seconds after which who packs an order must know; the clock of a loaded machine gets more."""


@pytest.fixture
def house(db: Database, database_url: str, tmp_path: Path, build: ModuleType) -> Iterator[Floor]:
    made = Floor(db, database_url, tmp_path, build, PEOPLE, "[couriers.manual]\n")
    for number, columns in (("W-1", {}), ("W-2", {}), ("W-3", {"courier": "manual"})):
        made.order(number, {"A": 1, "B": 2}, **columns)
    yield made
    with reading(db) as tx:
        assert differences(tx) == []


async def stopped(hand: Hand, kind: str, *words: str) -> None:
    """Wait until a station that nobody touches says so, and is held by it."""
    await hand.until(lambda: hand.verdict.kind == kind, seconds=15)
    assert hand.verdict.held
    await hand.shows(*words)


async def in_queue(hand: Hand, number: str) -> None:
    """Put the cursor of the queue on an order."""
    await hand.do("f2", "f3")
    await hand.type(number)
    await hand.do("enter")
    await hand.shows(number)


def test_the_looks_are_close_enough_together() -> None:
    assert NEWS_EVERY <= AT_ONCE / 2


async def test_a_cancel_at_the_other_station_stops_the_one_that_packs(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\rB\r") == "ok"
        await in_queue(other, "W-1")
        await other.do("alt+c")
        await other.shows("Cancel order")
        await other.do("enter")
        await other.shows("W-1 is cancelled")
        await stopped(packs, "cancelled", "CANCELLED: STOP", "W-1 was cancelled")
        assert await scan(packs, "B\r") == "cancelled"
        await packs.do("escape")
        assert await scan(packs, "W-2\r") == "order_open"
    assert house.packed("W-1") == 0
    with reading(house.db) as tx:
        tasks = put_away.waiting(tx, house.warehouse)
        assert sorted((one.sku, one.quantity) for one in tasks) == [("A", 1), ("B", 1)]


async def test_a_hold_at_the_other_station_stops_the_one_that_packs(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\r") == "ok_line_done"
        await in_queue(other, "W-1")
        await other.do("f6")
        await other.shows("Hold")
        await other.do("enter")
        await other.shows("W-1 is put aside")
        await stopped(packs, "on_hold", "W-1 was put on hold")
        assert await scan(packs, "B\r") == "on_hold"
        await packs.do("escape")
        assert await scan(packs, "B\r") == "info"  # a look-up: nothing is open here
    assert house.packed("W-1") == 1


async def test_who_loses_an_order_to_the_other_station_is_told_who_has_it(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\r") == "ok_line_done"
        assert await scan(other, "W-1\r") == "not_claimable"
        assert await scan(other, "KEMAS:OK\r") == "order_open"
        await stopped(packs, "taken_over", "W-1 was taken over by Dewi")
        assert await scan(packs, "B\r") == "taken_over"
        assert house.packed("W-1") == 1
        await packs.do("escape")
        assert await scan(other, "B\rB\r") == "order_complete"


async def test_an_order_that_the_other_finished_says_who_it_was(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\r") == "ok_line_done"
        assert await scan(other, "W-1\rKEMAS:OK\rB\rB\r") == "order_complete"
        await stopped(packs, "taken_over", "W-1")
        await packs.shows("Dewi")
        assert await scan(packs, "B\r") == "taken_over"
    assert house.packed("W-1") == 3


async def test_an_edit_at_the_other_station_stops_the_one_that_packs(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\rB\r") == "ok"
        await in_queue(other, "W-1")
        await begin(other.app, "edit_order", {"order": "W-1", "channel": "web"})
        await other.shows("Change of order W-1")
        await other.do("pageup", "pageup", "down")
        await other.type(" Dewi")
        await other.do("f9", "f9")
        await other.shows("W-1 is changed")
        await stopped(packs, "changed", "W-1 was changed while you packed it")
        assert await scan(packs, "B\r") == "changed"
        assert await scan(packs, "B\r") == "needs_confirmation"
        assert house.packed("W-1") == 2
        await packs.do("escape")
        assert await scan(packs, "B\r") == "order_complete"


async def test_a_change_that_was_told_and_seen_holds_the_next_scan_no_more(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\rB\r") == "ok"
        await begin(other.app, "edit_order", {"order": "W-1", "channel": "web"})
        await other.shows("Change of order W-1")
        await other.do("pageup", "pageup", "down")
        await other.type(" Dewi")
        await other.do("f9", "f9")
        await stopped(packs, "changed", "W-1 was changed while you packed it")
        await packs.do("escape")
        assert not packs.verdict.held
        assert await scan(packs, "B\r") == "order_complete"


async def test_a_box_that_waits_for_its_waybill_is_stopped_too(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-3\rA\rB\rB\r") == "needs_waybill"
        await in_queue(other, "W-3")
        await other.do("alt+c", "enter")
        await other.shows("W-3 is cancelled")
        await stopped(packs, "cancelled", "W-3 was cancelled")
        assert await scan(packs, "WB-0001\r") == "cancelled"
        await packs.do("escape")
        assert await scan(packs, "W-2\r") == "order_open"
    with reading(house.db) as tx:
        tasks = put_away.waiting(tx, house.warehouse)
        assert sorted((one.sku, one.quantity) for one in tasks) == [("A", 1), ("B", 2)]


async def test_a_box_whose_label_an_edit_took_back_is_told_to_who_packed_it(house: Floor) -> None:
    async with house.at("S1", "Sari") as packs, house.at("S2", "Dewi") as other:
        assert await scan(packs, "W-1\rA\rB\rB\r") == "order_complete"
        assert await scan(packs, "W-2\rA\r") == "ok_line_done"
        await begin(other.app, "edit_order", {"order": "W-1", "channel": "web"})
        await other.shows("Change of order W-1")
        await other.do("pageup", "pageup", "down")
        await other.type(" Dewi")
        await other.do("f9", "f9")
        await other.shows("W-1 is changed; the label", "is void")
        await packs.shows("Order W-1 was changed: the label on parcel", "Scan the box")
        assert packs.verdict.kind == "ok_line_done"  # it goes on with its own order meanwhile
        assert await scan(packs, "B\rB\rW-1\r") == "info"
        await packs.shows("The label of parcel", "prints now")
        await packs.hides("Order W-1 was changed: the label on parcel")
