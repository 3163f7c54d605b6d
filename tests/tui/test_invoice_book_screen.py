"""The book of invoices at the station: searched, filtered, looked at, corrected, printed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from shop_on_disk import ShopOnDisk
from station_hand import Hand, painted, station

from core.billing.drawing import draw_up
from core.billing.issuing import invoice_order
from core.billing.making import put
from core.billing.rules import billing_rules
from core.billing.states import InvoiceKind, InvoiceState, Reason
from core.config import load
from core.invoice_book.filters import read_filter
from core.invoice_book.queries import listed
from core.transaction import reading, writing
from tui.boards import BOARDS
from tui.keys import Where

PRINTER = """
[[printers]]
name = "desk"
roles = ["document"]
transport = "virtual"
path = "paper"
width_dots = 576
"""


@pytest.fixture
def shop(
    tmp_path: Path, sqlite_template: Path, build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> ShopOnDisk:
    made = ShopOnDisk(tmp_path, sqlite_template, PRINTER, capsys)
    build.shop(made.db, {"TEH": 99})
    ids = [
        build.ready_order(made.db, f"W-{at}", {"TEH": at}, customer=f"Buyer {at}", paid=0)
        for at in range(1, 6)
    ]
    rules = billing_rules(load(made.path))
    with writing(made.db) as tx:
        for one in ids[:4]:
            invoice_order(tx, rules, one)
        waits = draw_up(tx, rules, ids[4])
        put(tx, rules, waits, state=InvoiceState.REVIEW, reasons=[Reason.NEW])
        build.operator(tx, "Joko", role="finance")
        build.operator(tx, "Budi", role="packer")
    return made


async def go(hand: Hand) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(Where.INVOICES), "enter")
    await hand.until(lambda: hand.app.where is Where.INVOICES)
    await hand.complete()


async def test_the_book_is_searched_filtered_and_looked_at(shop: ShopOnDisk) -> None:
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await go(hand)
        await hand.shows("Buyer 5", "to be looked at", "Buyer 1", "unpaid")
        await hand.do("f3")
        await hand.type("uyer 3")
        await hand.complete()
        await hand.shows("Buyer 3")
        assert "Buyer 2" not in await hand.do("enter")
        await hand.do("enter")
        await hand.shows("UNPAID", "Barang TEH", "75,000")
        await hand.do("end")
        await hand.shows("History", "issued")
        await hand.do("escape", "f6")
        await hand.shows("Buyer 3", "INVOICE")
        await hand.do("escape", "escape")
        await hand.complete()
        await hand.shows("Buyer 5")
        await hand.do("alt+f", "right", "right", "f9")  # only those that are looked at first
        await hand.complete()
        await hand.shows("to be looked at", "Esc: all")
        assert "Buyer 1" not in painted(hand.app)


async def test_an_invoice_is_credited_and_the_credit_leads_back(shop: ShopOnDisk) -> None:
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await go(hand)
        await hand.type("W-2")
        await hand.do("enter")
        await hand.complete()
        await hand.do("f7", "down")
        await hand.type("one is broken")
        await hand.do("down")
        await hand.type("1=3")
        await hand.do("f9")
        await hand.shows("1=3", "2")  # more than there are: the form is back with what was typed
        await hand.do("down", "down", "end", *["backspace"] * 3)
        await hand.type("1=1")
        await hand.do("f9")
        await hand.shows("is corrected by CN/")
        with reading(shop.db) as tx:
            made = listed(tx, read_filter({"text": "CN/"}), 99)
        assert [(one.kind, one.total) for one in made] == [(InvoiceKind.CREDIT, -25_000_00)]
        await hand.do("alt+v", "enter")
        await hand.shows("Credit note", "CN/", "Corrects", "one is broken")


async def test_an_invoice_is_printed_written_and_released(shop: ShopOnDisk) -> None:
    async with station(Alone(shop.path, "S1", operator="Joko")) as hand:
        await go(hand)
        await hand.do("alt+u", "enter")
        await hand.shows("the invoice INV/", "is issued")
        await hand.complete()
        await hand.do("f9", "enter")
        await hand.shows("is printed on desk")
        await hand.do("alt+q")
        await hand.type("mine")
        await hand.do("f9")
        await hand.shows("in ")
        assert len(list((shop.folder / "mine").glob("INV-*.pdf"))) == 1
        await hand.do("enter")
        await hand.shows("kept, ")


async def test_who_may_not_see_money_sees_no_invoices(shop: ShopOnDisk) -> None:
    async with station(Alone(shop.path, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.INVOICES)
        await hand.shows("NOT DONE", "finance")
        assert "Buyer 1" not in painted(hand.app)
