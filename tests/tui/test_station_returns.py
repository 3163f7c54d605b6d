"""Returns at the station: a label, items and bins by scans, the rest by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import update
from station_hand import station

from core.orders.commands import find
from core.orders.models import orders
from core.people.models import operators
from core.returns.commands import refuse, register
from core.returns.models import return_lines, returns
from core.shipping.handing_over import hand_over_parcel, parcel_by_code
from core.transaction import writing
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.widgets.question import Question


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    """The first order, of one A and two B, has left the house."""
    made = Shop(tmp_path, sqlite_template, build, orders=1)
    with writing(made.database) as tx:
        tx.execute(update(operators).values(role="lead"))
    yield made
    made.database.close()


async def sent(hand: object, shop: Shop) -> None:
    """Pack the order and give its parcel to the courier."""
    hand.send("W-1\rA\rB\rB\r")  # type: ignore[attr-defined]
    await hand.settle()  # type: ignore[attr-defined]
    parcel = hand.verdict.parcel  # type: ignore[attr-defined]
    with writing(shop.database) as tx:
        hand_over_parcel(tx, parcel_by_code(tx, parcel).id)


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


async def test_a_return_is_received_inspected_and_paid_back(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        await hand.do("alt+s")
        await hand.shows("No returns.")
        hand.send("W-1\r")
        await hand.settle()
        await hand.shows("Return R000001 is here: 3 units of order W-1.", "0/3")
        hand.send("C\r")
        await hand.settle()
        await hand.shows("WRONG ITEM", "C Barang C is not part of order W-1.")
        await hand.do("escape")  # seen: the return goes on, and no order is asked for
        await hand.shows("Return R000001 goes on: 0 good, 0 damaged of 3.", "Scan an item.")
        hand.send("A\rMAIN\rB\rB\r")
        await hand.settle()
        await hand.shows("2 × B Barang B in hand", "Alt+M")
        hand.send("C\r")
        await hand.settle()
        assert hand.verdict.held
        await hand.do("escape")
        await hand.shows("2 × B Barang B in hand", "Alt+M")
        await hand.do("alt+m")
        await hand.type("torn")
        await hand.do("f9")
        await hand.shows("All of R000001 is inspected.", "3/3")
        await hand.do("f8")
        await hand.shows("taken back from DAMAGED", "1/3")
        hand.send("2*\rB\rKEMAS:BIN:DAMAGED\r")
        await hand.settle()
        await hand.do("f9")
        await hand.shows("to settle", "1 good, 2 damaged")
        await hand.do("f9")
        await hand.shows("Settle R000001 of W-1", "75000")
        await hand.do("f9")
        await hand.shows("settled", "To refund: IDR 75,000.")
        await hand.do("enter")
        await hand.shows("a credit note is due")
    assert shop.value(returns.c.refund) == 75_000_00
    assert shop.value(orders.c.status, orders.c.order_no == "W-1") == "returned"
    assert shop.value(return_lines.c.note, return_lines.c.damaged == 2) is not None


async def test_more_goods_than_came_back_are_asked_about_before_they_go_out(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        await hand.do("alt+s")
        hand.send("W-1\rA\rMAIN\r2*\rB\rMAIN\r")
        await hand.settle()
        await hand.do("f9")
        await hand.shows("to settle")
        await hand.do("f9")
        await hand.type("A=9999")
        await hand.do("f9")
        await hand.shows("9999 units go out for 3 that came back.")
        await hand.do("escape")
        await hand.shows("Settle R000001 of W-1", "A=9999")
        assert shop.value(returns.c.state) == "inspected"
        await hand.do("down", "ctrl+u", "f9", "f9")
        await hand.shows("is settled", "units of it are on no shelf.")
    assert shop.value(returns.c.state) == "settled"


async def test_what_the_sheet_of_a_return_names_can_be_pressed_there(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        with writing(shop.database) as tx:
            register(tx, find(tx, "W-1").id)
        await hand.do("alt+s", "enter")
        await hand.shows("Scan its label when it comes, or press F9.")
        await hand.do("f9")
        await hand.shows("0/3", "here, to inspect", "Scan an item.")
        assert not isinstance(hand.app.screen, Question)
        await hand.do("enter")
        await hand.shows("F9 closes the inspection")
        await hand.do("alt+b")
        assert hand.app.where is Where.ORDERS
        assert not isinstance(hand.app.screen, Question)


async def test_a_return_is_filled_in_by_keys_and_refused(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        await hand.do("alt+s", "f7")
        await hand.type("nothing")
        await hand.do("f9")
        await hand.shows("No order and no parcel has the label or number nothing.")
        await hand.do("escape", "f7")
        await hand.type("W-1")
        await hand.do("f9")
        await hand.shows("Return of W-1", "the buyer sent it")
        await hand.do("f9")
        await hand.shows("R000001", "here, to inspect")
        await hand.do("alt+c")
        await hand.shows("Registered by mistake", "the goods go back to the buyer")
        await hand.do("enter")
        await hand.shows("Return R000001 is refused.")
        await hand.do("f3")
        await hand.type("W-9")
        await hand.do("f9")
        await hand.shows("No returns.")
        await hand.do("escape")
        await hand.shows("refused")
    assert shop.value(returns.c.state) == "refused"


async def test_an_order_on_a_small_screen_is_announced_to_come_back(shop: Shop) -> None:
    async with station(at(shop), size=(40, 12)) as hand:
        await sent(hand, shop)
        await hand.do("alt+i", "ctrl+r")
        await hand.shows("Return of W-1")
        await hand.do("down", "down", "down", "down", "right")
        await hand.do("f9")
        await hand.shows("is expected")
        await hand.do("alt+s")
        assert hand.app.where is Where.RETURNS
        await hand.shows("R000001", "expected")
        await hand.do("f9")
        await hand.shows("0/3")
    assert shop.value(returns.c.state) == "arrived"


async def test_a_return_that_is_settled_by_nothing_is_asked_about_first(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        await hand.do("alt+s")
        hand.send("W-1\rA\rMAIN\rB\rMAIN\rB\rMAIN\r")
        await hand.settle()
        await hand.do("f9", "f9")
        await hand.shows("Settle R000001 of W-1", "75000")
        await hand.do("down", *["backspace"] * 5)
        await hand.type("0")
        await hand.do("f9")
        await hand.shows("Settle it without money or goods?")
        await hand.do("escape")
        await hand.shows("Settle R000001 of W-1")  # with all that was typed
        assert hand.app.focused is not None
        assert shop.value(returns.c.state) == "inspected"
        await hand.do("f9", "f9")
        await hand.shows("Return R000001 is settled.")
    assert shop.value(returns.c.refund) == 0


async def test_the_return_that_is_worked_on_is_under_the_cursor(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        with writing(shop.database) as tx:
            refuse(tx, register(tx, find(tx, "W-1").id).id, "not ours", goods_back=True)
        await hand.do("alt+s")
        await hand.shows("R000001", "refused")
        await hand.do("end")
        hand.send("W-1\r")
        pane = hand.app.frame.pane
        await hand.until(lambda: pane.target().get("return") == "R000002")  # type: ignore[union-attr]


async def test_a_code_that_means_nothing_to_a_return_says_what_is_needed_there(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await sent(hand, shop)
        await hand.do("alt+s")
        hand.send("ZZZ-NOTHING\r")
        await hand.shows("Needed An item of the return, its bin, or the label of what came back")
