"""The money of an order with keys only: written down, checked, refused, too much, delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import delete, select, update
from station_hand import Hand, station

from core.orders.models import orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.models import order_payments
from core.transaction import reading, writing
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    with writing(made.database) as tx:
        tx.execute(delete(order_payments))
        tx.execute(update(orders).values(status="unpaid", paid=0, source="manual"))
    yield made
    with reading(made.database) as tx:
        assert paid_differences(tx) == []
    made.database.close()


async def sheet(hand: Hand) -> None:
    """The sheet of the order W-1."""
    await hand.do("f2")
    await hand.app.frame.go(Where.ORDER, {"order": "W-1", "channel": "web"})
    await hand.complete()


def of_order(shop: Shop, *columns: str) -> tuple[object, ...]:
    wanted = [orders.c[name] for name in columns]
    with reading(shop.database) as tx:
        return tuple(tx.execute(select(*wanted).where(orders.c.order_no == "W-1")).one())


def total(shop: Shop) -> int:
    (minor,) = of_order(shop, "total")
    assert isinstance(minor, int)
    return minor


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_payment_is_written_down_and_confirmed(shop: Shop, size: tuple[int, int]) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari"), size) as hand:
        await sheet(hand)
        await hand.do("alt+y")
        await hand.shows("Write a payment down")
        await hand.do("enter")
        await hand.shows("Amount, IDR", str(total(shop) // 100))
        await hand.do("down", "down", "down")
        await hand.type("BCA")
        await hand.do("f9")
        assert hand.verdict.message.startswith("Order W-1: IDR")
        assert "to confirm" in hand.verdict.message
        assert of_order(shop, "status", "paid") == ("to_confirm", 0)
        await hand.do("alt+y", "enter")
        await hand.shows("The money is there")
        await hand.do("enter")
        assert "paid in full" in hand.verdict.message
        assert of_order(shop, "status", "paid") == ("processing", total(shop))
        sections = {one.title: one.rows for one in hand.app.backend.order("W-1").sections}
        (row,) = sections["Payments"]
        assert row[2:] == ("bank transfer · BCA", "confirmed · Sari")
        assert ("Balance", "paid in full") in sections["Money"]


async def test_what_cannot_be_read_comes_back_and_too_much_is_asked_about(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await sheet(hand)
        await hand.do("alt+y", "enter", "ctrl+u")
        await hand.type("150.000")
        await hand.do("f9")
        await hand.shows("150.000")
        assert of_order(shop, "status") == ("unpaid",)
        await hand.do("ctrl+u")
        await hand.type(str(total(shop) // 100 + 7))
        await hand.do("f9")
        await hand.shows("IDR 7 more than the order still costs")
        await hand.do("escape")
        await hand.shows("Payment for W-1")
        await hand.do("f9", "f9")
        assert of_order(shop, "status") == ("to_confirm",)


async def test_a_payment_is_refused_with_a_reason(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await sheet(hand)
        await hand.do("alt+y", "enter", "f9")
        await hand.do("alt+y", "enter", "down", "enter", "f9")
        assert of_order(shop, "status") == ("to_confirm",), "no reason, no refusal"
        await hand.type("not on the statement")
        await hand.do("f9")
        assert "is refused" in hand.verdict.message
        assert of_order(shop, "status") == ("unpaid",)
        await hand.do("alt+y", "down", "down", "enter")
        await hand.shows("refused · Sari: not on the statement")


async def test_an_order_is_accepted_without_its_money(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await sheet(hand)
        await hand.do("alt+y", "down", "enter")
        await hand.type("pays on Friday")
        await hand.do("f9")
        assert "can be packed" in hand.verdict.message
        assert of_order(shop, "status", "paid") == ("processing", 0)
