"""What is wrong with an order is said where and when it is typed, and is never hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, painted, station

from core.catalog.models import products
from core.config import load
from core.orders.commands import find, step
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.making import make_at_once
from core.orders.models import orders
from core.orders.states import Fulfilment
from core.shipping.editing import rules_of
from core.transaction import reading, writing
from tui.entry_keys import begin
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.widgets.modals import ChoiceModal

BUYER = Contents(phone="+620001234567", customer="Ibu Ratna", address="Jl. Mawar 5", country="ID")


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


def stored(shop: Shop, *skus: str, **more: str) -> str:
    """An order of two units of each that was typed in before; gives its number."""
    lines = [
        EntryLine(int(shop.value(products.c.id, products.c.sku == sku)), sku, sku, 2, 25_000_00)
        for sku in skus
    ]
    with writing(shop.database) as tx:
        rules = rules_of(load(shop.config), int(shop.value(orders.c.warehouse_id)))
        contents = replace(BUYER, lines=tuple(lines)).with_values(more)
        return make_at_once(tx, rules, contents).order_no


async def typed(hand: Hand, text: str) -> None:
    """Type without an Enter soon after it, so that no scanner is suspected."""
    hand.send(text)
    await asyncio.sleep(0.06)
    await hand.settle()


def focused(hand: Hand) -> str:
    return str(getattr(hand.app.focused, "entry", ""))


async def test_a_wrong_phone_is_told_when_its_field_is_left_and_no_more_once_it_is_right(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await typed(hand, "12ab")
        await asyncio.sleep(0.5)  # what is still being typed is not judged
        await hand.settle()
        assert "is not a phone number" not in painted(hand.app)
        await hand.do("enter")
        await hand.shows("12ab is not a phone number", "! Phone")
        assert hand.verdict.kind == "refused"
        assert focused(hand) == "customer"  # nothing takes the focus away
        await hand.do("escape")  # the message is seen; what was typed stays in front
        await hand.hides("is not a phone number")
        assert hand.app.where is Where.ENTRY
        await hand.do("up", *["backspace"] * 4)
        await typed(hand, "13cd")
        await hand.do("enter")
        await hand.shows("13cd is not a phone number")
        await hand.do("up", *["backspace"] * 4)
        await typed(hand, "+620001234567")
        await hand.do("enter")
        await hand.hides("is not a phone number", "! Phone")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("shipping_fee", "ten", "Shipping fee: ten is not a plain number"),
        ("ship_by", "tomorrow", "Ship by: tomorrow is not a date"),
        ("email", "ratna", "E-mail: ratna is not an e-mail address"),
        ("postcode", "1", "Postcode: 1 is not a postcode of ID"),
    ],
)
async def test_every_field_that_can_be_wrong_says_so_when_it_is_left(
    shop: Shop, field: str, value: str, said: str
) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        hand.app.frame.pane._focus(field)  # type: ignore[union-attr]
        await typed(hand, value)
        await hand.do("up")
        await hand.shows(said)


async def test_what_a_change_leaves_alone_is_not_complained_about(shop: Shop) -> None:
    number = stored(shop, "A")
    with writing(shop.database) as tx:
        tx.execute(orders.update().where(orders.c.order_no == number).values(phone="+62***99"))
    async with station(at(shop)) as hand:
        await begin(hand.app, "edit_order", {"order": number})
        await hand.shows(f"Change of order {number}")
        await hand.do("pageup", "pageup", "down", "down")
        assert "! Phone" not in painted(hand.app)
        assert hand.verdict.kind != "refused"


async def test_a_discount_above_the_worth_of_its_line_is_refused_and_stays_where_it_was_typed(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7", "pagedown")
        await typed(hand, "A -90000")
        await hand.do("enter")
        await hand.shows("A discount of IDR 90,000 is more than 1 × A are worth: IDR 25,000")
        assert getattr(hand.app.focused, "value", "") == "A -90000"
        await hand.do("escape", *["backspace"] * 5)
        await typed(hand, "5000")
        await hand.do("enter")
        await hand.shows("total IDR 20,000")
        await hand.do("up")
        await typed(hand, "-60000")
        await hand.do("enter")
        await hand.shows("A discount of IDR 60,000 is more than", "total IDR 20,000", "-60000")


async def test_a_discount_above_all_goods_never_shows_a_total_below_zero(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7", "pagedown")
        await typed(hand, "A")
        await hand.do("enter")
        hand.app.frame.pane._focus("discount")  # type: ignore[union-attr]
        await typed(hand, "99000")
        await hand.do("enter")
        await hand.shows(
            "The discount is more than the goods cost: IDR 25,000",
            "Discount: The discount is more than the goods cost.",
        )
        assert "IDR -" not in painted(hand.app)


async def test_a_second_problem_is_seen_above_a_message_that_waits_and_then_that_comes_back(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        hand.send("9999999999994\r")
        await hand.shows("There is no product 9999999999994")
        assert hand.verdict.held
        await hand.do("f9")
        await hand.shows("Customer: This must be filled in.")
        await hand.do("escape")
        await hand.shows("There is no product 9999999999994")
        assert hand.app.where is Where.ENTRY
        await hand.do("escape")
        await hand.hides("There is no product")
        assert hand.app.where is Where.ENTRY


async def test_a_code_that_is_no_product_says_that_a_product_is_needed(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7")
        hand.send("9999999999994\r")
        await hand.shows("Needed A product", "or its SKU")
        assert "An order, or an item" not in painted(hand.app)
        await hand.do("escape")
        hand.send("Barang\r")  # several products have it in their name
        await hand.shows("Several products fit Barang", "Needed A product")
        assert hand.verdict.kind == "refused"


async def test_the_saved_order_is_under_the_cursor_of_the_book_it_was_typed_in_from(
    shop: Shop,
) -> None:
    first = stored(shop, "A")
    async with station(at(shop)) as hand:
        await hand.do("alt+b")
        await hand.until(lambda: first in painted(hand.app))
        await hand.do("end", "f7")
        for text in ("+620009876543", "Pak Budi", "Jl. Melati 1"):
            await typed(hand, text)
            await hand.do("enter")
        await hand.do("pagedown")
        await typed(hand, "B")
        await hand.do("enter", "f9", "f9")
        await hand.shows("is saved")
        assert hand.app.where is Where.ORDERS
        made = hand.verdict.order
        pane = hand.app.frame.pane
        await hand.until(lambda: pane.target().get("order") == made)  # type: ignore[union-attr]


async def test_leaving_speaks_of_the_open_order_only_where_one_is_open(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+o")
        await hand.shows("Sign out?")
        assert "given back" not in painted(hand.app)
        await hand.do("escape", "ctrl+c")
        await hand.shows("Leave Kemas?", "What was scanned is saved.")
        assert "stays yours" not in painted(hand.app)
        await hand.do("escape", "f5")
        await hand.until(lambda: hand.app.work is not None)
        await hand.do("alt+o")
        await hand.shows("Sign out?", "The open order is given back.")


async def test_an_order_that_cannot_be_split_or_merged_says_why_before_anything_is_asked(
    shop: Shop,
) -> None:
    number = stored(shop, "A", "B", cod="=")
    with writing(shop.database) as tx:
        order = find(tx, number)
        for then in (Fulfilment.PICKING, Fulfilment.PICKED, Fulfilment.PACKING, Fulfilment.PACKED):
            order = step(tx, order, then)
    async with station(at(shop)) as hand:
        await hand.do("alt+b")
        await hand.until(lambda: number in painted(hand.app))
        await hand.do("home", "ctrl+k")
        await hand.shows(f"Order {number} is packed; it cannot be split or merged.")
        await hand.do("escape")
        with writing(shop.database) as tx:
            step(tx, order, Fulfilment.HANDED_OVER)
        await hand.do("ctrl+w")
        await hand.shows(f"Order {number} has left the house")


async def test_units_that_are_none_name_their_product_in_the_question_of_a_split(
    shop: Shop,
) -> None:
    number = stored(shop, "A", "B", cod="=")
    async with station(at(shop)) as hand:
        await hand.do("alt+b")
        await hand.until(lambda: number in painted(hand.app))
        await hand.do("home", "ctrl+k")
        await hand.shows("What goes from order")
        await typed(hand, "two")
        await hand.do("f9")
        await hand.shows("A: “two” is no quantity")
        with reading(shop.database) as tx:
            assert find(tx, number)


async def test_one_esc_closes_the_menu_whatever_was_typed_there(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f10")
        await hand.type("zz")
        assert hand.app.router.line == "zz"
        await hand.do("escape")
        assert not isinstance(hand.app.screen, ChoiceModal)
        assert hand.app.router.line == ""


async def test_what_is_typed_in_the_menu_finds_its_line_and_is_never_taken_for_a_scan(
    shop: Shop,
) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f10")
        await hand.type("99")
        await hand.do("enter")
        await hand.shows("There is no 99 here; type 1 to")
        await hand.type("par")
        await hand.do("enter")
        menu = hand.app.screen
        assert isinstance(menu, ChoiceModal)
        assert menu._choices[menu._options.cursor].label == "Parked"
        await hand.do("enter")
        await hand.until(lambda: hand.app.where is Where.PARKED)
        assert hand.verdict.kind != "unknown_code"
