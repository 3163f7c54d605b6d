"""What a line gives off is typed behind it, seen and changed at the station, by keys alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import Hand, station

from core.catalog.models import products
from core.config import load
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.editing import edit
from core.orders.entry.making import make_at_once
from core.orders.entry.reading import contents_of
from core.orders.models import order_lines, orders
from core.people.queries import find_operator
from core.shipping.editing import rules_of
from core.shipping.queries import order_detail
from core.transaction import reading, writing
from tui.entry_keys import begin
from tui.live.details import Sheet

BUYER = Contents(phone="+620001234567", customer="Ibu Ratna", address="Jl. Mawar 5", country="ID")


class Office:
    """A shop with one order of three A's that give 1,000 off together."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        with reading(shop.database) as tx:
            self.actor = find_operator(tx, "Sari").actor()
        self.rules = rules_of(load(shop.config), int(shop.value(orders.c.warehouse_id)))
        product = int(shop.value(products.c.id, products.c.sku == "A"))
        self.line = EntryLine(product, "A", "Barang A", 3, 20_000_00, 1_000_00)
        with writing(shop.database, self.actor) as tx:
            made = make_at_once(tx, self.rules, replace(BUYER, lines=(self.line,)))
        self.order, self.number = made.order_id, made.order_no

    def change(self, discount: int) -> None:
        """Somebody else gives this off."""
        with writing(self.shop.database, self.actor) as tx:
            base = contents_of(tx, self.order, self.rules.zone)
            lines = (replace(base.lines[0], discount=discount),)
            edit(tx, self.rules, self.order, base, replace(base, lines=lines))

    @property
    def discounts(self) -> tuple[int, int]:
        """Of the line and of the order."""
        with reading(self.shop.database) as tx:
            wanted = select(order_lines.c.discount, orders.c.discount).join(orders)
            line, order = tx.execute(wanted.where(orders.c.id == self.order)).one()
        return int(line), int(order)


@pytest.fixture
def office(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Office]:
    made = Shop(tmp_path, sqlite_template, build)
    yield Office(made)
    made.database.close()


async def typed(hand: Hand, text: str) -> None:
    """Type without an Enter soon after it, so that no scanner is suspected."""
    hand.send(text)
    await asyncio.sleep(0.06)
    await hand.settle()


async def change_line(hand: Hand, office: Office, text: str) -> None:
    """Open the order to be changed and type over its line."""
    await begin(hand.app, "edit_order", {"order": office.number})
    await hand.shows(f"Change of order {office.number}", "−1000 = IDR 59,000")
    await hand.do("up")
    await typed(hand, text)
    await hand.do("enter")


async def test_a_stored_discount_is_shown_and_changed_over_its_line(office: Office) -> None:
    async with station(Alone(office.shop.config, "S1", operator="Sari")) as hand:
        await change_line(hand, office, "3 -2500")
        await hand.shows("3 × A Barang A", "−2500 = IDR 57,500", "total IDR 57,500")
        await hand.do("f9")
        await hand.shows(f"Save: Change of order {office.number}?", "Total IDR 57,500")
        await hand.do("f9")
        await hand.shows(f"Order {office.number} is changed")
    assert office.discounts == (2_500_00, 2_500_00)


async def test_the_later_one_sees_the_other_discount_and_chooses(office: Office) -> None:
    async with station(Alone(office.shop.config, "S1", operator="Sari")) as hand:
        await change_line(hand, office, "4 -2500")
        await hand.shows("−2500 = IDR 77,500")
        office.change(3_000_00)
        await hand.do("f9")
        await hand.shows(
            "Somebody changed this order meanwhile",
            "Discount of A: 1000 → 3000 by Sari; yours: 2500",
        )
        await hand.do("left", "f9")
        await hand.shows("is changed")
    assert office.discounts == (3_000_00, 3_000_00)
    with reading(office.shop.database) as tx:
        assert tx.execute(select(orders.c.units).where(orders.c.id == office.order)).scalar() == 4


def test_the_details_of_an_order_say_what_a_line_gives_off(office: Office) -> None:
    with reading(office.shop.database) as tx:
        detail = order_detail(tx, office.order)
    goods = Sheet(detail, load(office.shop.config), "en").goods()
    assert [row[-1] for row in goods.rows[1:]] == ["discount IDR 1,000"]
