"""A language that the command line asks for is spoken whoever signs in, until the station ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from station_hand import Hand, station

from core.people.commands import add_operator
from core.transaction import writing
from tui import speech


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    made.badges = {}
    with writing(made.database) as tx:
        for name, language in (("Dewi", "id"), ("Mai", "vi")):
            made.badges[name] = add_operator(tx, name, "packer", language).badge_code
    yield made
    made.database.close()


async def sign_in(hand: Hand, shop: Shop, who: str) -> None:
    hand.send(f"{shop.badges[who]}\r")
    await hand.settle()
    await hand.until(lambda: hand.app.operator == who)
    await hand.settle()


async def test_who_signs_in_is_spoken_to_in_their_language_where_none_was_asked_for(
    shop: Shop,
) -> None:
    async with station(Alone(shop.config, "S1")) as hand:
        await sign_in(hand, shop, "Dewi")
        assert speech.current() == "id"
        await sign_in(hand, shop, "Mai")
        assert speech.current() == "vi"


async def test_the_language_of_the_command_line_stays_whoever_signs_in(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Dewi", language="en")) as hand:
        assert speech.current() == "en"
        await hand.shows("Scan an order or press F5.")
        await sign_in(hand, shop, "Mai")
        assert speech.current() == "en"
        await hand.shows("Mai is signed in")
        hand.send("W-1\rC\r")
        await hand.settle()
        await hand.shows("WRONG ITEM")


async def test_a_key_changes_it_until_the_next_one_signs_in(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Mai", language="en")) as hand:
        await hand.do("alt+g")
        await hand.shows("Bahasa Indonesia")
        await hand.do("enter")
        await hand.until(lambda: speech.current() == "id")
        await sign_in(hand, shop, "Dewi")
        await hand.until(lambda: speech.current() == "en")
