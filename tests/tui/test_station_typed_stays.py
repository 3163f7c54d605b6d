"""What was typed is never lost to a mistake in it, and what is said fits what is there now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station
from textual import events

from core.catalog.models import products
from core.config import load
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.making import make_at_once
from core.orders.models import orders
from core.orders.payments.commands import Paid, report
from core.orders.status import Policy
from core.shipping.editing import rules_of
from core.transaction import writing
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.screens import entry
from tui.widgets.entryfields import ADD
from tui.widgets.field import Field
from tui.widgets.forms import FormModal
from tui.widgets.question import Question

BUYER = Contents(
    phone="+620001234567",
    customer="Ibu Ratna",
    address="Jl. Mawar 5",
    city="Bandung",
    province="Jawa Barat",
    postcode="40114",
    country="ID",
)


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


def stored(shop: Shop, **more: str) -> str:
    """An order of two units that was typed in before; gives its number."""
    product = int(shop.value(products.c.id, products.c.sku == "A"))
    line = EntryLine(product, "A", "Barang A", 2, 25_000_00)
    with writing(shop.database) as tx:
        rules = rules_of(load(shop.config), int(shop.value(orders.c.warehouse_id)))
        return make_at_once(tx, rules, replace(BUYER, lines=(line,)).with_values(more)).order_no


async def typed(hand: Hand, text: str) -> None:
    """Type without an Enter soon after it, so that no scanner is suspected."""
    hand.send(text)
    await asyncio.sleep(0.06)
    await hand.settle()


def in_form(hand: Hand) -> dict[str, str]:
    """What stands in the form that is open."""
    form = hand.app.screen
    assert isinstance(form, FormModal)
    return {each.name: each.value for each in form._form.fields}


def fields(hand: Hand) -> dict[str, str]:
    """What stands in the order that is typed in."""
    found = hand.app.frame.pane._fields  # type: ignore[union-attr]
    return {name: str(field.value) for name, field in found.items()}


async def test_the_buyer_is_found_however_soon_enter_comes(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "_PAUSE", 3600.0)  # nobody waits for what is looked up meanwhile
    stored(shop)
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await typed(hand, BUYER.phone)
        await hand.do("enter")
        await hand.until(lambda: fields(hand)["customer"] == "Ibu Ratna", what="nobody is found")
        assert fields(hand)["address"] == "Jl. Mawar 5"
        await hand.until(lambda: getattr(hand.app.focused, "entry", "") == ADD)


async def test_a_name_that_is_typed_for_a_known_number_stays(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "_PAUSE", 3600.0)
    stored(shop)
    async with station(at(shop)) as hand:
        await hand.do("f7")
        await typed(hand, BUYER.phone)
        pane = hand.app.frame.pane
        name = pane._fields["customer"]  # type: ignore[union-attr]
        name.value = "Pak Dedi"
        pane.edited(name)  # type: ignore[union-attr]
        await hand.do("enter")
        await hand.until(lambda: fields(hand)["customer"] == "Pak Dedi", what="it is lost")
        assert fields(hand)["address"] == ""


async def test_a_form_that_is_refused_comes_back_with_what_was_typed(shop: Shop) -> None:
    number = stored(shop)
    async with station(at(shop)) as hand:
        await hand.app.frame.go(Where.ORDER, {"order": number, "channel": "manual"})
        await hand.complete()
        await hand.do("ctrl+k")
        await hand.type("abc")
        await hand.do("f9")
        await hand.shows("“abc” is no quantity")
        await hand.until(lambda: isinstance(hand.app.screen, FormModal), what="the form is gone")
        assert in_form(hand) == {"line.A": "abc"}
        assert not hand.verdict.held, "Esc leaves the form, so nothing else may ask for it"
        await hand.do("escape")
        assert not isinstance(hand.app.screen, Question)


async def test_a_filter_that_is_refused_keeps_the_others(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "alt+f", "right")
        chosen = hand.app.screen.query_one("Pick").value  # type: ignore[attr-defined]
        assert chosen
        await hand.do(*["down"] * 6)
        await hand.type("abc")
        await hand.do("f9")
        await hand.until(lambda: "abc" in hand.verdict.message)
        await hand.until(lambda: isinstance(hand.app.screen, FormModal), what="the form is gone")
        assert (in_form(hand)["since"], in_form(hand)["statuses"]) == ("abc", chosen)
        assert not hand.verdict.held


async def test_where_nothing_can_be_merged_it_is_said(shop: Shop) -> None:
    number = stored(shop)
    async with station(at(shop)) as hand:
        await hand.app.frame.go(Where.ORDER, {"order": number, "channel": "manual"})
        await hand.complete()
        await hand.do("ctrl+w")
        await hand.shows("There is no other order of this buyer")
        assert not isinstance(hand.app.screen, Question)


async def test_what_was_lacking_is_not_said_any_more_once_it_is_there(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("f7", "f9")
        await hand.shows("Customer: This must be filled in")
        for text in (BUYER.phone, "Ibu Ratna", "Jl. Mawar 5", "", "Bandung", "Jawa Barat", "40114"):
            await typed(hand, text)
            await hand.do("enter")
        await typed(hand, "A")
        await hand.do("enter", "f9")
        await hand.shows("Look it over", "Bandung, Jawa Barat 40114")
        await hand.hides("This must be filled in")
        await hand.do("escape", "alt+c", "f9")
        await hand.shows("It is thrown away")


async def test_who_confirms_a_payment_sees_how_much_it_is(shop: Shop) -> None:
    number = stored(shop)
    with writing(shop.database) as tx:
        order = int(shop.value(orders.c.id, orders.c.order_no == number))
        said = report(tx, Policy(zone="Asia/Jakarta"), order, Paid(50_000_00, bank="BCA"))
    async with station(at(shop)) as hand:
        await hand.app.frame.go(Where.ORDER, {"order": number, "channel": "manual"})
        await hand.complete()
        await hand.do("alt+y", "enter")
        await hand.shows(f"Payment {said.payment.id}", "The money is there", "50,000", "BCA")


async def test_what_of_a_pasted_text_has_no_room_is_said(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "f3")
        hand.app.post_message(events.Paste("x" * 400))
        hand.app.post_message(events.Paste("y" * 9_600))
        await hand.shows("9500 characters had no room and are left out.")
        field = hand.app.focused
        assert isinstance(field, Field)
        assert field.value == "x" * 400 + "y" * 100
