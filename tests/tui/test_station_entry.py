"""Orders are typed in, changed and put together at the station, by keys and scans alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import Hand, painted, station
from textual import events

from core.catalog.models import barcodes, products
from core.config import load
from core.customers.models import customers
from core.customers.queries import addresses
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.making import make_at_once
from core.orders.entry.models import order_drafts
from core.orders.entry.reading import contents_of
from core.orders.models import orders
from core.people.queries import find_operator
from core.shipping.editing import edit_order, rules_of
from core.shipping.settings import settings_of
from core.stock.models import stock_holds
from core.transaction import Actor, reading, writing
from tui.entry_keys import begin
from tui.keys import Where
from tui.live.backend import LiveBackend

BUYER = Contents(phone="+620001234567", customer="Ibu Ratna", address="Jl. Mawar 5", country="ID")


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


def find(shop: Shop) -> Actor:
    with reading(shop.database) as tx:
        return find_operator(tx, "Sari").actor()


def line(shop: Shop, sku: str, units: int = 1) -> EntryLine:
    found = shop.value(products.c.id, products.c.sku == sku)
    return EntryLine(int(found), sku, f"Barang {sku}", units, 25_000_00)


def stored(shop: Shop, *lines: tuple[str, int], **more: str) -> str:
    """An order that was typed in before; gives its number."""
    with writing(shop.database) as tx:
        warehouse = int(shop.value(orders.c.warehouse_id))
        rules = rules_of(load(shop.config), warehouse)
        contents = replace(BUYER, lines=tuple(line(shop, *one) for one in lines))
        return make_at_once(tx, rules, contents.with_values(more)).order_no


def row(shop: Shop, number: str) -> Any:
    with reading(shop.database) as tx:
        return tx.execute(select(orders).where(orders.c.order_no == number)).one()


async def typed(hand: Hand, text: str) -> None:
    """Type without an Enter soon after it, so that no scanner is suspected."""
    hand.send(text)
    await asyncio.sleep(0.06)
    await hand.settle()


async def type_buyer(hand: Hand) -> None:
    for text in ("+620001234567", "Ibu Ratna", "Jl. Mawar 5"):
        await typed(hand, text)
        await hand.do("enter")


async def test_an_order_is_typed_in_looked_over_and_saved_by_keys_alone(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        assert hand.app.where is Where.ENTRY
        await type_buyer(hand)
        await hand.do("pagedown")
        for text in ("2*A @20000", "NIX", "B"):
            await typed(hand, text)
            await hand.do("enter")
            if text == "NIX":
                await hand.shows("There is no product NIX")
                await hand.do("backspace", "backspace", "backspace")
        await hand.shows("2 × A Barang A IDR 40,000", "2 held", "3 units, total IDR 65,000")
        await hand.do("pagedown", "down", "down")
        await typed(hand, "9000")
        await hand.do("enter", "enter", "enter", "enter", "enter", "enter")
        await typed(hand, "=")
        await hand.do("f9")
        await hand.shows(
            "Ibu Ratna, +620001234567", "Total IDR 74,000", "To be collected IDR 74,000"
        )
        assert shop.count(orders) == 3
        await hand.do("f9")
        await hand.shows("is saved")
        assert hand.app.where is Where.QUEUE
    saved = row(shop, hand.verdict.order)
    assert (saved.customer, saved.total, saved.cod) == ("Ibu Ratna", 74_000_00, 74_000_00)
    assert (saved.status, saved.fulfilment, saved.source) == ("processing", "ready", "manual")


async def test_an_order_is_typed_in_on_a_small_terminal(shop: Shop) -> None:
    async with station(at(shop), (40, 12)) as hand:
        await hand.do("f7")
        await type_buyer(hand)
        await hand.do("pagedown")
        await typed(hand, "A")
        await hand.do("enter")
        await hand.shows("1 unit, total IDR 25,000")
        await hand.do("f9", "f9")
        await hand.until(lambda: shop.count(orders) == 4)


async def test_keys_that_come_before_the_form_wait_for_it(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.press("f7")
        hand.send("+620001234567")
        await asyncio.sleep(0.06)
        await hand.shows("+620001234567", "New order")
        await hand.until(lambda: getattr(hand.app.focused, "value", "") == "+620001234567")


async def test_who_may_not_add_orders_stays_where_they_are(shop: Shop, build: ModuleType) -> None:
    with writing(shop.database) as tx:
        build.operator(tx, "Budi", role="packer")
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.do("f7")
        await hand.shows("may not add orders")
        assert hand.app.where is Where.QUEUE


async def test_a_known_phone_brings_its_customer_and_address(shop: Shop) -> None:
    stored(shop, ("A", 1), city="Bandung")
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await typed(hand, "+62 000 1234567")
        await hand.shows("Ibu Ratna", "Jl. Mawar 5")
        await hand.do("enter")
        await hand.shows("Bandung")
        await typed(hand, "A")
        await hand.do("enter", "f9", "f9")
        await hand.until(lambda: shop.count(orders) == 5)
    assert shop.count(customers) == 1


async def test_a_scan_adds_a_product_wherever_the_focus_is(shop: Shop) -> None:
    code = str(shop.value(barcodes.c.code))
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await typed(hand, "Ib")
        for _turn in range(2):
            hand.send(f"{code}\r")
            await hand.settle()
        await hand.shows("2 × A Barang A")
        # The look of the first scan may show what the second added, before that is answered.
        await hand.until(lambda: "2 in the order" in hand.verdict.message)
        assert hand.app.focused.value == "Ib"
        await typed(hand, "u")
        assert hand.app.focused.value == "Ibu"
        assert hand.app.work is None


async def test_what_fits_is_offered_and_chosen_with_the_arrows(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7", "pagedown")
        await typed(hand, "barang")
        await hand.shows("A Barang A", "B Barang B")
        await hand.do("down", "down", "enter")
        await hand.shows("1 × B Barang B")
        await typed(hand, "bar")
        hand.press("enter")
        await hand.shows("Several products fit bar", "C Barang C")


async def test_a_line_is_changed_and_taken_out(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7", "pagedown")
        await typed(hand, "3*A")
        await hand.do("enter", "up")
        await typed(hand, "5 @10000 -1000")
        await hand.do("enter")
        await hand.shows("5 × A Barang A", "−1000 = IDR 49,000", "5 held")
        await hand.do("up")
        await typed(hand, "nothing")
        await hand.do("enter")
        await hand.shows("is no change of a line")
        await hand.do("escape", "up", *["backspace"] * 7)  # what was refused stands there again
        await typed(hand, "0")
        await hand.do("enter")
        await hand.shows("0 units")


async def test_a_pasted_block_is_taken_apart_shown_and_taken_over(shop: Shop) -> None:
    block = "Nama: Ibu Ratna\nHP: +62 000 1234567\nAlamat: Jl. Mawar 5\nKec. Coblong\nBandung 40115"
    async with station(at(shop)) as hand:
        await hand.do("f7")
        hand.app.post_message(events.Paste(block))
        await hand.shows("What was pasted", "Jl. Mawar 5", "Coblong", "40115")
        assert shop.count(orders) == 3
        await hand.do("f9")
        await hand.shows("Ibu Ratna", "40115")
        assert hand.app.where is Where.ENTRY
        assert hand.verdict.kind not in {"unknown_code", "incomplete"}


async def test_what_was_left_unfinished_is_offered_after_the_line_dropped(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await type_buyer(hand)
        await hand.do("pagedown")
        await typed(hand, "2*A")
        await hand.do("enter")
        hand.app.backend.close = lambda: None  # the process is gone without a word
    async with station(at(shop)) as hand:
        await hand.do("escape", "f7")
        await hand.shows("Go on with what was left unfinished?", "Ibu Ratna")
        await hand.do("down", "enter")
        await hand.shows("Jl. Mawar 5", "2 × A Barang A", "2 held")
        await hand.do("alt+c", "f9")
        await hand.until(lambda: hand.app.where is Where.QUEUE)
        assert shop.count(stock_holds) == shop.count(order_drafts) == 0


async def test_two_who_change_an_order_are_told_and_the_later_one_chooses(shop: Shop) -> None:
    number = stored(shop, ("A", 2))
    async with station(at(shop)) as hand:
        await hand.do("f2")
        await begin(hand.app, "edit_order", {"order": number})
        await hand.shows(f"Change of order {number}", "Ibu Ratna")
        await hand.do("pageup", "pageup", "down")
        await typed(hand, " Dewi")
        await hand.do("enter")
        with writing(shop.database, find(shop)) as tx:
            order = row(shop, number)
            rules = rules_of(load(shop.config), order.warehouse_id)
            base = contents_of(tx, order.id, rules.zone)
            told = {"customer": "Pak Joko", "note": "ring"}
            edit_order(
                tx, settings_of(load(shop.config)), rules, order.id, base, base.with_values(told)
            )
        await hand.do("f9")
        await hand.shows("Somebody changed this order meanwhile", "Pak Joko by Sari")
        await hand.do("left", "left", "f9")
        await hand.shows("is changed")
    changed = row(shop, number)
    assert (changed.customer, changed.note, changed.version) == ("Ibu Ratna Dewi", "ring", 3)


async def test_what_an_order_says_otherwise_can_reach_the_customer_too(shop: Shop) -> None:
    number = stored(shop, ("A", 2))
    async with station(at(shop)) as hand:
        await begin(hand.app, "edit_order", {"order": number})
        await hand.shows(f"Change of order {number}", "Jl. Mawar 5")
        await hand.do("pageup", "pageup", "down", "down")
        await typed(hand, "5")
        await hand.do("f9")
        await hand.shows("The record of Ibu Ratna says:", "Jl. Mawar 5", "Customer too")
        await hand.do("escape", "f9")
        await hand.shows("Customer too")
        await hand.do("right", "f9")
        await hand.shows("is changed")
    with reading(shop.database) as tx:
        default = [one for one in addresses(tx, row(shop, number).customer_id) if one.is_default]
        assert [one.address for one in default] == ["Jl. Mawar 55"]
    async with station(at(shop)) as hand:  # now they say the same, and nothing is asked
        await begin(hand.app, "edit_order", {"order": number})
        await hand.shows(f"Change of order {number}", "Jl. Mawar 55")
        await hand.do("f9")
        await hand.shows("Save: Change of order")
        await hand.hides("Customer too")


async def test_an_order_is_split_and_put_together_again_from_the_list(shop: Shop) -> None:
    number = stored(shop, ("A", 2), ("B", 1), cod="=", ship_by="2026-01-01")
    async with station(at(shop)) as hand:
        await hand.until(lambda: number in painted(hand.app))
        await hand.do("home", "ctrl+k")
        await hand.shows(f"What goes from order {number}")
        await typed(hand, "1")
        await hand.do("f9")
        await hand.shows(f"new order {number}-2")
        assert [row(shop, one).units for one in (number, f"{number}-2")] == [2, 1]
        await hand.do("home")
        await hand.until(lambda: hand.app.frame.pane.target().get("order") == number)
        await hand.do("ctrl+w", "enter")
        await hand.shows("is part of order")
    assert row(shop, number).units == 3
    assert row(shop, f"{number}-2").merged_into == row(shop, number).id


async def test_an_earlier_order_is_typed_in_again_by_one_key(shop: Shop) -> None:
    number = stored(shop, ("A", 2), cod="=", ship_by="2026-01-01")
    async with station(at(shop)) as hand:
        await hand.until(lambda: number in painted(hand.app))
        await hand.do("home", "ctrl+n")
        await hand.shows("New order", "2 × A Barang A")
        await hand.do("f9", "f9")
        await hand.until(lambda: shop.count(orders) == 5)
    assert row(shop, hand.verdict.order).origin == "copy"
