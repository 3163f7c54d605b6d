"""Couriers are asked for the shipping fee while an order is typed in, and nobody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from fakes.fee_server import FarCourier, FeeServer
from scan_process import Shop
from sqlalchemy import update
from station_hand import Hand, painted, station

from core.catalog.models import products
from core.couriers.registry import Couriers
from core.orders.models import orders
from core.transaction import writing
from tui.entry_keys import begin
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.screens import entryfees

TARIFF = """
[couriers.own]
services = ["standard", "same day"]
[[couriers.own.tariff]]
services = ["same day"]
cities = ["Bandung"]
fee = 18000
hours = "3-6"
[[couriers.own.tariff]]
fee = 9000
per_kg = 4000
days = "1-2"
[[couriers.manual.tariff]]
provinces = ["Jawa Barat"]
fee = 22000
"""


class Asking(Alone):
    """A courier far away may be asked as well."""

    far: FarCourier | None = None

    def _couriers(self) -> Couriers:
        found = super()._couriers()
        if self.far is not None:
            found._by_code["far"] = self.far
            found.asked = ("own", "far")  # type: ignore[assignment]
        return found


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with made.config.open("a", encoding="utf-8") as file:
        file.write(TARIFF)
    yield made
    made.database.close()


@pytest.fixture
def counter() -> Iterator[FeeServer]:
    with FeeServer() as server:
        yield server


def at(shop: Shop, far: FeeServer | None = None) -> LiveBackend:
    backend = Asking(shop.config, "S1", operator="Sari")
    backend.far = None if far is None else FarCourier(far.url)
    return backend


async def typed(hand: Hand, text: str) -> None:
    """Type without an Enter soon after it, so that no scanner is suspected."""
    hand.send(text)
    await asyncio.sleep(0.06)
    await hand.settle()


async def begun(hand: Hand, *products_: str) -> None:
    """A buyer in Bandung and some products; the focus is in the field of products."""
    await hand.do("f7")
    await hand.until(lambda: hand.app.where is Where.ENTRY)
    for text in ("+620001234567", "Ibu Ratna", "Jl. Mawar 5", "", "Bandung"):
        await typed(hand, text)
        await hand.do("enter")
    await hand.do("pagedown")
    for text in products_:
        await typed(hand, text)
        await hand.do("enter")


def fee(hand: Hand) -> str:
    return str(hand.app.frame.pane._fields["shipping_fee"].value)  # type: ignore[union-attr]


def focus(hand: Hand) -> str:
    return str(getattr(hand.app.focused, "entry", ""))


async def choose(hand: Hand, words: str) -> None:
    """Go down to the offer that has these words, and take it."""
    await hand.shows(words)
    for _turn in range(9):
        lines = (line.strip() for line in painted(hand.app).splitlines())
        if any(line.startswith("›") and words in line for line in lines):
            break
        await hand.do("down")
    await hand.do("enter")


async def test_one_key_asks_and_enter_takes_courier_service_and_fee(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await begun(hand, "2*A")
        await hand.do("ctrl+f")
        await hand.shows(
            "400 g",
            "Own delivery · standard  IDR 9,000 · 1–2 days",
            "Own delivery · same day  IDR 18,000 · 3–6 hours",
            "Manual courier  its price list goes by what the address lacks: Province",
        )
        await choose(hand, "same day")
        await hand.until(lambda: fee(hand) == "18000" and focus(hand) == "discount")
        await hand.shows("total IDR 68,000")
        await hand.do("f9", "f9")
        await hand.until(lambda: shop.count(orders) == 4)
    last = orders.c.order_no == hand.verdict.order
    assert shop.value(orders.c.shipping_fee, last) == 18_000_00
    assert shop.value(orders.c.service, last) == "same day"


async def test_the_fee_that_was_typed_stays_whatever_couriers_say(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await begun(hand, "A")
        await hand.do("pagedown", "down", "down")
        await typed(hand, "7000")
        await hand.do("ctrl+f")
        await hand.shows("standard  IDR 9,000")
        await hand.do("enter")  # none is chosen before somebody does
        await hand.until(lambda: focus(hand) == "discount")
        assert fee(hand) == "7000"
        await hand.until(lambda: "standard  IDR 9,000" not in painted(hand.app))


async def test_a_quote_whose_goods_change_stays_and_is_called_old_until_it_is_asked_anew(
    shop: Shop,
) -> None:
    old = "The fee was for another parcel: Ctrl+F"
    with writing(shop.database) as tx:
        tx.execute(update(products).where(products.c.sku == "B").values(weight_g=1500))
    async with station(at(shop)) as hand:
        await begun(hand, "A")
        await hand.do("ctrl+f")
        await choose(hand, "standard  IDR 9,000")
        await hand.until(lambda: fee(hand) == "9000")
        assert old not in painted(hand.app)
        await hand.do("pageup")
        await typed(hand, "B")
        await hand.do("enter")
        await hand.shows(old)
        assert fee(hand) == "9000"
        await hand.do("f9")
        await hand.shows("The shipping fee was asked for another parcel or place.")
        await hand.do("escape", "ctrl+f")
        await hand.shows("1.7 kg", "standard  IDR 13,000")
        assert fee(hand) == "9000"
        await choose(hand, "standard")
        await hand.until(lambda: fee(hand) == "13000" and old not in painted(hand.app))


async def test_a_missing_weight_is_said_and_another_can_be_typed(shop: Shop) -> None:
    with writing(shop.database) as tx:
        tx.execute(update(products).where(products.c.sku == "A").values(weight_g=0))
    async with station(at(shop)) as hand:
        await begun(hand, "A", "B")
        await hand.do("ctrl+f")
        await hand.shows("200 g without A, whose weight is not known", "Another weight …")
        await choose(hand, "Another weight …")
        await hand.shows("What does the parcel weigh?", "200 g without A")
        await typed(hand, "2500")
        await hand.do("f9")
        await hand.shows("2.5 kg as typed", "standard  IDR 17,000")


async def test_a_slow_courier_holds_up_nothing_and_its_answer_waits_to_be_asked_for(
    shop: Shop, counter: FeeServer
) -> None:
    async with station(at(shop, counter)) as hand:
        await begun(hand, "A")
        hand.press("ctrl+f")
        await hand.shows("Couriers are asked …")
        await hand.until(lambda: counter.counter.asked)
        hand.press("down", "down")
        await typed(hand, "5000")
        hand.press("enter")
        await hand.until(lambda: focus(hand) == "method")
        await hand.shows("left IDR 20,000")
        hand.press("ctrl+f")
        await hand.shows("The couriers are being asked; go on meanwhile.")
        hand.press("down", "down")
        await hand.until(lambda: focus(hand) == "paid")
        counter.counter.go.set()
        await hand.shows("The couriers have answered; Ctrl+F shows what they said.")
        assert focus(hand) == "paid"
        assert len(counter.counter.asked) == 1


async def test_what_was_said_while_nobody_looked_is_shown_without_asking_twice(
    shop: Shop, counter: FeeServer
) -> None:
    async with station(at(shop, counter)) as hand:
        await begun(hand, "A")
        hand.press("ctrl+f")
        await hand.until(lambda: counter.counter.asked)
        hand.press("down")
        await hand.until(lambda: focus(hand) == "discount")
        counter.counter.go.set()
        await hand.shows("The couriers have answered")
        await hand.do("ctrl+f")
        await hand.shows("Far away · reg  IDR 18,000 · 1–2 days")
        assert len(counter.counter.asked) == 1
        await hand.do("pageup")
        await typed(hand, "B")
        await hand.do("enter", "ctrl+f")
        await hand.shows("400 g", "Far away · reg")
        assert len(counter.counter.asked) == 2


async def test_a_courier_that_never_answers_is_unknown_and_the_others_offer(
    shop: Shop, counter: FeeServer
) -> None:
    text = shop.config.read_text("utf-8")
    shop.config.write_text("[couriers]\nfee_seconds = 1\n" + text.replace("[couriers]\n", ""))
    async with station(at(shop, counter)) as hand:
        await begun(hand, "A")
        await hand.do("ctrl+f")
        await hand.shows("Own delivery · standard  IDR 9,000", "Far away  no answer")
        await hand.do("enter")
        await hand.until(lambda: focus(hand) == "discount")
        assert fee(hand) == ""  # it came too late for an Enter to mean it
        counter.counter.go.set()
        await hand.do("ctrl+f")
        await hand.shows("Far away · reg  IDR 18,000")


async def test_an_answer_that_comes_at_once_is_taken_by_enter_where_no_fee_stands(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entryfees, "_AT_ONCE", 60.0)
    async with station(at(shop)) as hand:
        await begun(hand, "A")
        await hand.do("ctrl+f")
        await hand.shows("standard  IDR 9,000")
        await hand.do("enter")
        await hand.until(lambda: fee(hand) == "9000")


async def test_without_a_price_list_the_form_says_so(
    tmp_path: Path, sqlite_template: Path, build: ModuleType
) -> None:
    bare = Shop(tmp_path, sqlite_template, build)
    async with station(Asking(bare.config, "S1", operator="Sari")) as hand:
        await begun(hand, "A")
        await hand.do("ctrl+f")
        said = "there is no price list for it in the configuration"
        await hand.shows(f"Own delivery  {said}", f"Manual courier  {said}")
        await choose(hand, "Own delivery")
        await hand.until(lambda: f"Own delivery: {said}" in hand.verdict.message)
        assert (fee(hand), focus(hand)) == ("", "shipping_fee")
    bare.database.close()


async def test_a_change_of_an_order_asks_as_well_on_a_small_terminal(
    shop: Shop, build: ModuleType
) -> None:
    async with station(at(shop), (40, 12)) as hand:
        await hand.do("f2")
        await begin(hand.app, "edit_order", {"order": "W-1"})
        await hand.until(lambda: hand.app.where is Where.ENTRY)
        await hand.do("ctrl+f")
        await choose(hand, "Own delivery · standard")
        await hand.until(lambda: fee(hand) == "9000")
