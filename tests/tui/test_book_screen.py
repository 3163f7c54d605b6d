"""The order book on screen: by keys alone, at 80×24 and at 40×12."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select, update
from station_hand import Hand, painted, station

from core.orders.book.columns import COLUMNS
from core.orders.models import orders
from core.people.models import saved_lists
from core.transaction import reading, writing
from tui.app import KemasApp
from tui.book_views import BulkDone
from tui.keys import Where
from tui.live.backend import LiveBackend
from tui.live.book import LiveBook
from tui.state import Hello
from tui.widgets.question import Question


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=5)
    with writing(made.database) as tx:
        for number, values in {
            "W-1": {"status": "unpaid", "paid": 0},
            "W-2": {"status": "cancelled", "fulfilment": "cancelled"},
            "W-3": {"source": "shopee", "raw_status": "READY_TO_SHIP"},
        }.items():
            tx.execute(update(orders).where(orders.c.order_no == number).values(**values))
    yield made
    made.database.close()


def at(shop: Shop) -> LiveBackend:
    return Alone(shop.config, "S1", operator="Sari")


def rows(hand: Hand) -> list[str]:
    """The numbers of the orders on screen."""
    lines = (line.strip("› ●").split() for line in painted(hand.app).split("\n"))
    return [line[0] for line in lines if line and line[0].startswith("W-")]


def fulfilment(shop: Shop) -> list[str]:
    with reading(shop.database) as tx:
        return tx.execute(select(orders.c.fulfilment).order_by(orders.c.id)).scalars().all()


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_all_orders_are_listed_with_their_counts_and_opened(
    shop: Shop, size: tuple[int, int]
) -> None:
    async with station(at(shop), size) as hand:
        await hand.do("alt+b")
        assert hand.app.where is Where.ORDERS
        assert rows(hand) == ["W-5", "W-4", "W-3", "W-1"][: size[1] // 4]
        if size[1] > 12:
            await hand.shows("unpaid 1", "processing 3")
        await hand.do("down", "enter")
        assert hand.app.where is Where.ORDER
        await hand.shows("W-4")
        await hand.do("escape")
        assert hand.app.where is Where.ORDERS
        await hand.shows("› W-4")


TIKTOK = "580123456789012345"


class Late(Alone):
    """Opens its database only when it is told to."""

    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.config, "S1", operator="Sari")
        self.now = threading.Event()

    def start(self) -> Hello:
        assert self.now.wait(30)
        return super().start()


async def test_the_book_that_is_asked_for_too_early_comes_when_it_can(shop: Shop) -> None:
    backend = Late(shop)
    app = KemasApp(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        hand.press("alt+b")
        await hand.pilot.pause(0.2)
        backend.now.set()
        await hand.shows("W-5", "W-4", "unpaid 1")
        assert hand.verdict.kind == "ready"


@pytest.mark.parametrize(("size", "shown"), [((80, 24), TIKTOK), ((40, 12), "…" + TIKTOK[-10:])])
async def test_a_long_number_is_read_whole_or_by_its_end(
    shop: Shop, size: tuple[int, int], shown: str
) -> None:
    with writing(shop.database) as tx:
        tx.execute(update(orders).where(orders.c.order_no == "W-5").values(order_no=TIKTOK))
    async with station(at(shop), size) as hand:
        await hand.do("alt+b")
        await hand.shows(f" {shown} ", "processing")
        if size[0] == 80:
            await hand.shows("Products", "Customer", "Date", "Total")


async def test_money_that_goes_back_stands_in_the_list_and_in_the_order(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "alt+f", "down")
        hand.send("t")
        await hand.do("f9")
        assert rows(hand) == ["W-2"]
        await hand.shows("refund IDR 75,000", "to refund · Esc: all")
        await hand.do("enter")
        await hand.shows("To refund", "IDR 75,000: send it back, then Alt+Y")
        await hand.do("alt+y")
        await hand.shows("Give money back")


async def test_a_search_that_found_more_than_it_shows_says_what_to_do(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.orders.book.queries.MOST_FOUND", 3)
    monkeypatch.setattr("core.orders.book.queries.MOST_LOOKED_AT", 3)
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "f3")
        await hand.type("w-")
        await hand.do("enter")
        await hand.shows("There are more. Type more of it, or filter: Alt+F.")
        await hand.shows("the first")
        await hand.do("ctrl+u")
        await hand.shows("of the first 3 found")
        await hand.do("escape")
        await hand.hides("There are more.")


async def test_orders_are_searched_filtered_and_one_key_shows_the_unpaid(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "ctrl+u")
        assert rows(hand) == ["W-1"]
        await hand.shows("unpaid · Esc: all")
        await hand.do("alt+h")
        assert rows(hand) == ["W-5", "W-4", "W-3"]
        await hand.do("escape")
        await hand.do("f3")
        await hand.type("w-3")
        await hand.do("enter")
        assert rows(hand) == ["W-3"]
        await hand.do("escape")
        assert len(rows(hand)) == 4
        await hand.do("alt+f")
        await hand.shows("Show which orders?")
        hand.send("canc")
        await hand.do("f9")
        assert rows(hand) == ["W-2"]
        await hand.do("escape", "alt+f", "down", "down", "down", "down", "down", "down")
        await hand.type("morgen")
        await hand.do("f9")
        await hand.shows("is nothing to filter by")


async def test_a_scan_opens_its_order_from_the_book_as_from_anywhere(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b")
        await hand.type("w-4\r")
        assert rows(hand) == ["W-4"]
        hand.send("]C0W-5\r")
        await hand.settle()
        assert hand.app.where is Where.WORK
        assert hand.verdict.order == "W-5"


async def test_columns_are_chosen_and_stay_chosen(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "alt+z")
        await hand.do("down", "space", "down", "space")  # products and customer away
        hand.press(*["down"] * (COLUMNS.index("raw_status") - 2))
        await hand.do("space")  # the channel's own status
        await hand.do("f9")
        await hand.shows("READY_TO_SH")
        await hand.hides("Products")
    async with station(at(shop)) as hand:
        await hand.do("alt+b")
        await hand.shows("Status there")


async def test_a_list_without_a_name_is_asked_for_it_again(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "alt+v", "enter")
        await hand.shows("Keep this list")
        await hand.do("down", "right", "f9")
        await hand.shows("Give the list a name.", "Keep this list", "yes")
        await hand.type("mine")
        await hand.do("f9")
        await hand.shows("The list mine is kept.")


async def test_a_list_is_kept_used_shared_and_deleted(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "ctrl+u", "alt+v", "enter")
        await hand.type("Mine")
        await hand.do("f9")
        await hand.shows("The list Mine is kept.")
        await hand.do("escape")
        assert len(rows(hand)) == 4
        await hand.do("alt+v")
        await hand.shows("Mine")
        await hand.do("enter")
        assert rows(hand) == ["W-1"]
        await hand.do("alt+v", "down", "down", "enter", "enter")
        await hand.shows("is for everybody")
        with reading(shop.database) as tx:
            assert tx.execute(select(saved_lists.c.shared)).scalars().all() == [True]
        await hand.do("alt+v", "down", "down", "enter", "down", "enter")
        await hand.shows("The list Mine is deleted.")
        assert shop.count(saved_lists) == 0


async def test_marked_orders_are_held_and_what_failed_is_named_and_tried_again(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "f9")
        await hand.shows("Nothing is marked.")
        await hand.do("f8")
        await hand.shows("1 marked")
        await hand.do("ctrl+e")
        with writing(shop.database) as tx:
            gone = orders.c.order_no == "W-5"
            tx.execute(update(orders).where(gone).values(fulfilment="handed_over"))
        await hand.do("f9")
        await hand.shows("With 4 marked orders")
        await hand.do("enter", "enter")
        await hand.shows("Done: 3. So already: 0. Failed: 1. Left: 0.", "W-5")
        assert fulfilment(shop) == ["held", "cancelled", "held", "held", "handed_over"]
        with writing(shop.database) as tx:
            tx.execute(update(orders).where(gone).values(fulfilment="ready"))
        await hand.do("f5")
        await hand.shows("Done: 1. So already: 0. Failed: 0. Left: 0.")
        assert fulfilment(shop)[4] == "held"
        await hand.do("escape")
        assert not isinstance(hand.app.screen, Question)
        await hand.do("f9", "down", "enter")
        await hand.shows("Done: 4.")
        assert fulfilment(shop) == ["ready", "cancelled", "ready", "ready", "ready"]


async def test_a_long_run_stands_in_nobodys_way_and_can_be_stopped(
    shop: Shop, build: ModuleType
) -> None:
    with writing(shop.database) as tx:
        for number in range(300):
            build.order(tx, f"X-{number}", {"A": 1})
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "ctrl+e")
        hand.press("f9")
        await hand.shows("With 304 marked orders")
        hand.press("enter")
        await hand.shows("Buyer asked to wait")
        hand.press("enter")
        await hand.shows("F8", "Stop")
        hand.send("W-4\r")
        await hand.until(lambda: hand.verdict.order == "W-4")
        held = fulfilment(shop).count("held")
        assert held < 304
        hand.press("f8")
        await hand.shows("Left: ")
        await hand.complete()
        assert 0 < fulfilment(shop).count("held") < 304


async def test_a_run_that_ends_behind_the_screen_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, do_all = threading.Event(), LiveBook.do_all

    def waits(self: LiveBook, *args: Any) -> BulkDone:
        gate.wait(30)
        return do_all(self, *args)

    monkeypatch.setattr(LiveBook, "do_all", waits)
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "ctrl+e")
        for key, shown in (("f9", "marked orders"), ("enter", "asked to wait"), ("enter", "Stop")):
            hand.press(key)
            await hand.shows(shown)
        hand.press("escape")
        await hand.hides("Let it go on")
        gate.set()
        await hand.shows("Done: Hold: Buyer asked to wait", "F9 shows what came of it")
        await hand.do("f9")
        await hand.shows("So already: ")


async def test_a_cancel_of_many_is_asked_once_more(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "f8", "f9")
        await hand.type("8\r")
        await hand.do("enter")
        await hand.shows("What is done is done.")
        await hand.do("escape")
        assert fulfilment(shop).count("cancelled") == 1
        await hand.do("f9")
        await hand.type("8\r")
        await hand.do("enter", "f9")
        await hand.shows("Done: 1.")
        assert fulfilment(shop).count("cancelled") == 2


async def test_what_is_shown_is_written_to_a_file(shop: Shop, tmp_path: Path) -> None:
    async with station(at(shop)) as hand:
        await hand.do("alt+b", "alt+h", "alt+q", "down")
        await hand.type("list")
        await hand.do("f9")
        await hand.shows("3 orders are in")
    with (tmp_path / "exports" / "list.csv").open(encoding="utf-8-sig") as file:
        found = list(csv.reader(file))
    assert [row[0] for row in found] == ["Order", "W-5", "W-4", "W-3"]


async def test_without_an_order_nothing_happens_to_the_open_one(shop: Shop) -> None:
    async with station(at(shop)) as hand:
        hand.send("W-4\r")
        await hand.settle()
        await hand.do("alt+b", "f3")
        await hand.type("nix")
        await hand.do("enter", "alt+c")
        await hand.shows("No order is chosen.")
        assert not isinstance(hand.app.screen, Question)
