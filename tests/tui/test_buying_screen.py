"""Buying at the station by keys: who sells what is short, its order, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.catalog.queries import product
from core.purchasing import suppliers
from core.purchasing.needs import set_reorder_point
from core.purchasing.suppliers import Details
from core.transaction import writing
from tui.boards import BOARDS
from tui.keys import Where
from tui.views import Form
from tui.widgets.forms import FormModal


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        suppliers.add(tx, "TANI", Details(name="Tani"), "IDR")
        set_reorder_point(tx, product(tx, "A").id, 5000)
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def scan(hand: Hand, code: str) -> None:
    hand.send(f"{code}\r")
    await hand.settle()
    await hand.complete()


async def test_what_nobody_sells_gets_a_seller_where_it_is_missed(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.NEEDS)
        await hand.do("f9", "f9")
        await hand.complete()
        assert "Nobody sells what is short" in hand.verdict.message
        assert hand.verdict.next == "F6 says who sells the product under the cursor."
        await hand.do("f6", "down")
        await hand.type("4500")
        await hand.do("f9")
        await hand.complete()
        assert hand.verdict.message == "TANI sells us A."
        await hand.do("f9", "f9")
        await hand.complete()
        assert "PO000001 TANI" in hand.verdict.message


async def test_a_delivery_that_is_over_says_so_and_a_closed_one_takes_nothing(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.PURCHASES)
        await hand.do("f7", "down")
        for text in ("A", "6", "4500"):
            await hand.type(text)
            await hand.do("down")
        await hand.do("f9")
        await hand.complete()
        await hand.do("ctrl+e", "f9")
        await hand.complete()
        assert "is ordered from TANI" in hand.verdict.message
        await go(hand, Where.RECEIVING)
        await scan(hand, "PO000001")
        await scan(hand, "4*A")
        await scan(hand, "4*A")
        assert hand.verdict.message == (
            "4 × A: too many. Ordered with PO000001: 6, came so far: 4."
        )
        await hand.do("escape")
        await scan(hand, "2*A")
        await scan(hand, "A")
        assert hand.verdict.message == "1 × A: too many. All 6 of PO000001 came already."
        await hand.do("escape", "f9")
        assert hand.verdict.message == "The delivery is over: all of PO000001 is here."
        await go(hand, Where.PURCHASES)
        await hand.do("alt+u")
        await hand.shows("Close it: all of it is here")
        await hand.do("enter")
        await hand.complete()
        await go(hand, Where.RECEIVING)
        await scan(hand, "PO000001")
        assert hand.verdict.kind == "refused"
        assert "is closed" in hand.verdict.message
        assert hand.verdict.needed == "Goods of the delivery"
        assert "again" not in hand.verdict.next


async def test_a_long_question_without_fields_keeps_its_keys_in_sight(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        notes = tuple(f"Line {at}" for at in range(30))
        await hand.app.deeds.open(FormModal(Form("Send it?", (), notes)))
        await hand.shows("Send it?", "F9 Save", "Esc Back")
