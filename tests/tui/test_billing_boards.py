"""Invoices that wait and standing orders at the station: looked at, released, set up by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.billing.drawing import draw_up
from core.billing.making import put
from core.billing.rules import billing_rules
from core.billing.states import InvoiceState, Reason
from core.config import load
from core.customers.commands import make
from core.customers.records import Details
from core.invoice_book.filters import read_filter
from core.invoice_book.queries import listed
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    rules = billing_rules(load(made.config))
    with writing(made.database) as tx:
        make(tx, Details("PT Contoh", country="ID"))
        for number, reasons in (("X-1", ()), ("X-2", (Reason.NEW,)), ("X-3", (Reason.NEW,))):
            order = build.order(tx, number, {"A": 1}, customer=f"Buyer {number}")
            drawn = draw_up(tx, rules, order)
            put(tx, rules, drawn, state=InvoiceState.REVIEW, reasons=reasons)
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def test_invoices_are_looked_at_released_and_thrown_away_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.BILLING)
        await hand.shows("the first of this buyer", "Buyer X-2", "To invoice · 3")
        await hand.do("enter")
        await hand.shows("X-2", "TO BE LOOKED AT", "first of this buyer", "Barang A")
        await hand.do("escape", "f8", "enter")
        await hand.shows("Buyer X-2: #2 is thrown away")
        await hand.do("f9", "down", "enter")
        await hand.shows("2 invoices are issued", "No invoice waits")
        with reading(shop.database) as tx:
            found = listed(tx, read_filter({"states": "issued"}), 99)
        assert [one.reference for one in found] == ["X-3", "X-1"]
        await go(hand, Where.STANDING)
        await hand.do("f7")
        await hand.type("PT Contoh")
        await hand.do("down")
        await hand.type("Sewa")
        await hand.do("down")
        await hand.type("A")
        await hand.do("down", "down")
        await hand.type("5000")
        await hand.do("f9")
        await hand.shows("Sewa is a draft", "Its next days")
        await hand.do("f9", "enter")
        await hand.shows("Sewa runs", "active")
