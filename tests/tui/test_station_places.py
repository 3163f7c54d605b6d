"""Bins, their walk and transfers at the station: with keys and scans alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.orders.models import orders
from core.stock import warehouses
from core.stock.bin_queries import all_places
from core.stock.bins import add_bins
from core.stock.places import shelf
from core.stock.warehouses import Told
from core.transaction import reading, writing
from core.transfers import commands, sending
from core.transfers.commands import Going
from tui.boards import BOARDS
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    """Go to a board by its key."""
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


def walk(shop: Shop) -> list[str]:
    with reading(shop.database) as tx:
        house = warehouses.by_code(tx, "MAIN").id
        return [place.code for place in all_places(tx, house)]


async def test_bins_are_made_moved_turned_and_closed_with_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.PLACES)
        await hand.do("f7")
        await hand.type("A-1..A-3")
        await hand.do("f9")
        assert hand.verdict.message == "3 bins are made, from A-1 to A-3."
        await hand.shows("A-1", "A-2", "A-3", "MAIN")
        await hand.do("home", "alt+v")
        await hand.until(lambda: walk(shop)[:2] == ["A-2", "A-1"])
        await hand.do("home", "alt+y")
        assert hand.verdict.message == "A-2 is a bulk bin now."
        await hand.shows("bulk bin")
        await hand.do("alt+n", "down", "enter")
        await hand.until(lambda: walk(shop)[:3] == ["A-1", "A-2", "A-3"])
        await hand.do("home", "enter")
        await hand.shows("Nothing lies there.", "KEMAS:BIN:A-1")
        await hand.do("escape", "f8")
        await hand.type("KEMAS:BIN:MAIN")
        await hand.do("down")
        await hand.type("A")
        await hand.do("down")
        await hand.type("A-2")
        await hand.do("down")
        await hand.type("7")
        await hand.do("f9")
        assert hand.verdict.message == "7 × A went from MAIN to A-2; 993 are left there."


async def test_the_walk_is_said_by_scanning_the_bins(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add_bins(tx, warehouses.by_code(tx, "MAIN").id, ["A-1", "A-2", "A-3", "B-1"])
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.PLACES)
        hand.send("KEMAS:BIN:MAIN\r")
        await hand.settle()
        assert hand.verdict.message.startswith("In MAIN: ")
        await hand.do("f9")
        assert hand.verdict.message == "The walk is said by scanning."
        hand.send("KEMAS:BIN:B-1\rKEMAS:BIN:A-3\rA-1\rKEMAS:BIN:Z-9\r")
        await hand.settle()
        assert hand.verdict.message == "There is no bin Z-9."
        await hand.do("escape", "f9")
        assert hand.verdict.message == "The walk is said: 3 bins were scanned."
    found = walk(shop)
    assert found.index("B-1") + 2 == found.index("A-3") + 1 == found.index("A-1")


async def test_a_transfer_is_drawn_up_and_sent_with_keys(shop: Shop) -> None:
    with writing(shop.database) as tx:
        warehouses.add(tx, "JOG", Told("Jogja"))
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.TRANSFERS)
        await hand.do("f7", "down")
        await hand.type("A")
        await hand.do("down")
        await hand.type("2")
        await hand.do("f9")
        assert hand.verdict.message == "T000001 to JOG is begun."
        await hand.shows("T000001", "→ JOG", "draft")
        await hand.do("f9", "f9")
        assert hand.verdict.message == "T000001 is on its way to JOG; units: 2."
        assert "2 × A @MAIN" in hand.verdict.next
        await hand.do("f9")
        assert "in the other warehouse" in hand.verdict.message
        await hand.do("alt+c", "enter")
        assert "T000001 is cancelled" in hand.verdict.message


async def test_a_transfer_is_received_by_scans_and_what_waited_can_go(
    shop: Shop, build: ModuleType
) -> None:
    with writing(shop.database) as tx:
        main = warehouses.by_code(tx, "MAIN").id
        other = warehouses.add(tx, "JOG", Told("Jogja")).id
        new = build.product(tx, "BARU", stock=4, warehouse_code="JOG", bin="R-1")
        waits = build.order(tx, "W-9", {"BARU": 1})
        shelf(tx, main, "B-1")
        made = commands.make(tx, other, main, [Going(new, 4)])
        sending.send(tx, made.id, "k")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.TRANSFERS)
        await hand.shows("T000001", "← JOG", "on its way")
        hand.send("T000001\r")
        await hand.settle()
        await hand.until(lambda: hand.app.where is Where.ARRIVALS)
        await hand.complete()
        await hand.shows("T000001 JOG → MAIN", "0/4")
        hand.send("KEMAS:BIN:B-1\rBARU\r")
        await hand.settle()
        assert "1 of 4 received. 1 order can go now." in hand.verdict.message
        await hand.do("f8")
        assert "taken back" in hand.verdict.message
        hand.send("9*BARU\r")
        await hand.settle()
        assert "too many" in hand.verdict.message
        assert hand.verdict.needed == "Goods of the transfer"
        hand.send("2*BARU\rA\r")
        await hand.settle()
        assert "was not sent with T000001" in hand.verdict.message
        await hand.do("escape", "alt+m")
        await hand.type("basah")
        await hand.do("f9")
        hand.send("BARU\r")
        await hand.settle()
        assert "to DAMAGED: 3 of 4 received" in hand.verdict.message
        await hand.do("alt+c", "down")
        await hand.type("hilang")
        await hand.do("f9")
        assert hand.verdict.message == "Missing with T000001: 1."
        await hand.do("f9")
        await hand.shows("No transfer is in hand.")
        await hand.do("f8")
        assert hand.verdict.message == "No transfer is in hand. Scan the number of one first."
        await hand.do("escape", "escape")
        await hand.shows("received")
    with reading(shop.database) as tx:
        row = tx.execute(orders.select().where(orders.c.id == waits)).one()
        assert row.fulfilment == "ready"


async def test_the_cursor_goes_to_the_transfer_that_was_just_drawn_up(shop: Shop) -> None:
    with writing(shop.database) as tx:
        main = warehouses.by_code(tx, "MAIN").id
        other = warehouses.add(tx, "JOG", Told("Jogja")).id
        commands.make(tx, main, other)
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.TRANSFERS)
        await hand.do("f7", "f9")
        await hand.shows("T000002")
        await hand.do("alt+c", "enter")
        assert "T000002 is cancelled" in hand.verdict.message


async def test_an_order_is_sent_to_another_warehouse_with_a_key(
    shop: Shop, build: ModuleType
) -> None:
    with writing(shop.database) as tx:
        other = warehouses.add(tx, "JOG", Told("Jogja")).id
        build.product(tx, "BARU", stock=4, warehouse_code="JOG", bin="R-1")
        build.product(tx, "BIJI", stock=9)
    number = build.ready_order(shop.database, "Z-1", {"BIJI": 1})
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await hand.do("f2")
        await hand.app.frame.go(Where.ORDERS)
        await hand.complete()
        hand.app.frame.pane.seek("Z-1")
        await hand.complete()
        await hand.do("ctrl+f")
        await hand.shows("JOG Jogja", "1 units are missing there", "it is there now")
        await hand.do("down", "enter")
        assert hand.verdict.message == ("The order Z-1 goes to JOG now; 1 units are missing there.")
    with reading(shop.database) as tx:
        row = tx.execute(orders.select().where(orders.c.id == number)).one()
        assert (row.warehouse_id, row.fulfilment) == (other, "short")
