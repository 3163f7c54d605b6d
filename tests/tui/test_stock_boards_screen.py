"""Lots, plans of counts and pick bins: everything about them is done with keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from tui.boards import BOARDS
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def fill(hand: Hand, *texts: str) -> None:
    """Fill in the fields of a form in their order; an empty text leaves one as it is."""
    for place, text in enumerate(texts):
        if place:
            await hand.do("down")
        if text:
            await hand.type(text)
    await hand.do("f9")


async def test_lots_plans_and_pick_bins_are_kept_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.LOTS)
        await hand.do("f7")
        await fill(hand, "A", "MAIN", "2", "", "L-1", "31/01/2030")
        await hand.shows("2 × A in", "are of lot L-1", "2030-01-31")
        await hand.do("alt+p", "enter")
        await hand.shows("No expired goods lie on the shelves")
        await hand.do("enter")
        await hand.shows("days left")
        await hand.do("escape")

        await go(hand, Where.COUNT_PLANS)
        await hand.do("f7")
        await fill(hand, "Daily", "", "", "90")
        await hand.shows("Daily: counted by itself", "each bin within 90 days")
        await hand.do("alt+c", "enter")
        await hand.shows("Nothing more is counted by Daily", "There are no plans yet")

        await go(hand, Where.PICK_HOMES)
        await hand.do("f7")
        await fill(hand, "A", "MAIN", "2", "9")
        await hand.shows("A is picked from")
        await hand.do("ctrl+g", "down", "down")
        await hand.type("0")
        await hand.do("f9")
        await hand.shows("between 2 and 90")
        await hand.do("alt+c", "enter")
        await hand.shows("The pick bin of A is kept filled no more")
