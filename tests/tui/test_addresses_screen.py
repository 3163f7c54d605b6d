"""Addresses that no list knows: somebody says once where they are, with keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from fakes.mapped import Mapped, two_schemes
from scan_process import Shop
from station_hand import Hand, station

from core.shipping.addresses.looking import look
from core.shipping.addresses.refreshing import refresh
from tui.boards import BOARDS
from tui.keys import Where


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build)
    columns = {"courier": "mapped", "country": "VN", "city": "", "province": "Hồ Chí Minh"}
    for number, district, address in (
        ("V-1", "Quận 1", "1 Lê Lợi, P. Tân Đính 1"),
        ("V-2", "Bình Chánh", "12 Ấp Một, Tân Phú"),
    ):
        build.ready_order(
            made.database, number, {"A": 1}, district=district, address=address, **columns
        )
    refresh(made.database, Mapped(two_schemes()))
    look(made.database, "mapped", ("mapped",))
    yield made
    made.database.close()


async def go(hand: Hand, where: Where) -> None:
    await hand.do("f2", "alt+t", *["down"] * list(BOARDS).index(where), "enter")
    await hand.until(lambda: hand.app.where is where)
    await hand.complete()


async def test_addresses_are_placed_once_with_keys_and_taken_back(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Sari")) as hand:
        await go(hand, Where.ADDRESSES)
        await hand.shows("Addresses · 2", "P. Tân Đính 1", "Quận 1, Hồ Chí Minh")
        await hand.do("enter")
        await hand.shows("May be", "Phường Tân Định", "V-1")
        await hand.do("escape", "f6")
        await hand.shows("Phường Tân Định", "Quận 1, Hồ Chí Minh, before July 2025")
        await hand.do("enter")
        await hand.shows("P. Tân Đính 1 means Phường Tân Định from now on.")
        await hand.shows("Orders that have their place now: 1.", "Addresses · 1")

        await hand.do("f7")
        await hand.type("22002")
        await hand.do("f9")
        await hand.shows("means Thị trấn Tân Phú from now on.")
        await hand.shows("Every address is known to its courier.")

        await hand.do("alt+f", "down", "enter")
        await hand.shows("Addresses · 2", "Thị trấn Tân Phú")
        await hand.do("alt+c", "enter")
        await hand.shows("does not mean Thị trấn Tân Phú any more.", "Addresses · 1")
