"""The boards of the warehouse: reached by one key, searched, looked at closer, left again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_fake import FakeBackend
from station_hand import Hand, station

from core.purchasing.suppliers import Details, add
from core.transaction import writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.widgets.modals import ChoiceModal, DetailModal
from tui.widgets.question import Question


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


async def test_one_key_leads_to_every_board_and_esc_leads_back() -> None:
    async with station(FakeBackend()) as hand:
        await hand.do("f2")
        for place, where in enumerate(BOARDS):
            await hand.do("alt+t")
            assert isinstance(hand.app.screen, ChoiceModal), where
            hand.press(*["down"] * place)
            await hand.do("enter")
            assert hand.app.where is where
            assert not isinstance(hand.app.screen, Question), where
            await hand.do("escape")
            assert hand.app.where is Where.QUEUE, where


async def test_a_board_is_searched_and_its_rows_are_looked_at_closer() -> None:
    async with station(FakeBackend()) as hand:
        await hand.do("f2", "alt+t")
        await hand.app.frame.go(Where.SUPPLIERS)
        await hand.do("escape", "f3")
        await hand.type("thing 17")
        await hand.do("f9")
        await hand.complete()
        await hand.shows("Suppliers · 1 · thing 17")
        await hand.do("enter")
        assert isinstance(hand.app.screen, DetailModal)
        await hand.do("escape", "escape")
        await hand.shows("Suppliers · 40")


async def test_the_suppliers_are_those_of_the_shop(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add(tx, "TANI", Details(name="Tani Makmur"), "IDR")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.SUPPLIERS)
        await hand.shows("Tani Makmur")


async def test_goods_are_bought_ordered_and_received_with_keys_and_scans_alone(shop: Shop) -> None:
    with writing(shop.database) as tx:
        add(tx, "TANI", Details(name="Tani Makmur"), "IDR")
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.PURCHASES)
        await hand.do("f7", "down")
        await hand.type("A")
        await hand.do("down")
        await hand.type("12")
        await hand.do("down")
        await hand.type("1500")
        await hand.do("f9")
        await hand.shows("PO000001", "0/12", "draft")
        await hand.do("f9", "f9")
        assert "is ordered" in hand.verdict.message
        hand.send("po000001\r")  # as on the printed order
        await hand.settle()
        await hand.until(lambda: hand.app.where is Where.RECEIVING)
        await hand.complete()
        await hand.shows("PO000001 Tani Makmur", "0/12")
        hand.send("A\r")
        await hand.settle()
        await hand.shows("1/12")
        await hand.do("f6", "enter")
        assert "All of PO000001 is here" in hand.verdict.message
        await hand.do("f9")
        await hand.shows("No delivery is in hand.")
        await hand.do("escape")
        await hand.shows("PO000001", "12/12", "received")
        await hand.do("f9")
        await hand.shows("closed")


async def go(hand: Hand, where: Where) -> None:
    """Go to a board by its key."""
    await hand.do("f2", "alt+t")
    hand.press(*["down"] * list(BOARDS).index(where))
    await hand.do("enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def test_a_supplier_is_made_priced_and_let_go_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.SUPPLIERS)
        await hand.do("f7")
        await hand.type("TANI")
        await hand.do("down")
        await hand.type("Tani Makmur")
        await hand.do("f9")
        await hand.shows("Tani Makmur is a supplier now")
        await hand.do("f6")
        await hand.type("A")
        await hand.do("down")
        await hand.type("1500")
        await hand.do("f9")
        await hand.shows("TANI sells us A")
        await hand.do("enter")
        await hand.shows("1,500")
        await hand.do("escape", "alt+c", "enter")
        await hand.shows("We buy from Tani Makmur no more")


async def test_a_warehouse_is_made_changed_and_closed_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.WAREHOUSES)
        await hand.do("f7")
        await hand.type("JOG")
        await hand.do("down")
        await hand.type("Jogja")
        await hand.do("f9")
        await hand.shows("The warehouse JOG Jogja is made")
        await hand.do("up", "ctrl+g", "down")
        await hand.type("Jl. Dua 2")
        await hand.do("f9")
        await hand.shows("The warehouse JOG Jogja is changed")
        await hand.do("alt+c", "enter")
        await hand.shows("not in use")


async def test_a_parcel_that_was_not_delivered_is_called_about_and_brought_back_by_keys(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        for code in ("W-1", "A", "B", "B"):
            await hand.type(code)
            await hand.do("enter")
        await hand.do("f2")
        await hand.app.frame.go(Where.ON_THE_WAY)
        await hand.complete()
        await hand.shows("All parcels are well on their way")
        await hand.do("alt+f", "down", "enter")
        await hand.complete()
        await hand.shows("On the way · 1", "W-1")
        await hand.do("f7", *["right"] * 3, "down", "down")  # from on its way to a failed attempt
        await hand.type("nobody at home")
        await hand.do("f9")
        await hand.shows("not delivered: an attempt failed")
        await hand.complete()
        await hand.do("f6")
        await hand.type("comes on Friday")
        await hand.do("f9")
        await hand.shows("the buyer was called")
        await hand.do("f9", "f9")
        await hand.shows("is to come back", "Return R")
        await hand.do("enter")
        await hand.shows("COMES BACK", "nobody at home", "Failed attempts")
