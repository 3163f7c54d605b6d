"""Shops at sales channels at the station: how they stand, asked, paused and told by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import station

from core.channels.models import channel_shops
from core.people.permissions import Role
from core.transaction import reading, writing
from tui.keys import Where

TABLE = """
[[channels]]
name = "Toko Web"
kind = "woocommerce"
base_url = "http://127.0.0.1:9"
app_key = "ck"
app_secret = "cs"
[[channels]]
name = "Shopee A"
kind = "shopee"
app_key = "1"
app_secret = "2"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=0)
    made.config.write_text(made.config.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    with writing(made.database) as tx:
        build.operator(tx, "Maya", role=Role.OFFICE)
        build.operator(tx, "Budi", role=Role.PACKER)
    yield made
    made.database.close()


async def test_shops_are_asked_paused_and_told_by_keys(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Sales channels · 2", "Toko Web", "Shopee A", "not connected")
        await hand.shows("It is not con")
        await hand.do("f7")
        await hand.shows("asked for what is new")
        await hand.do("f8")
        await hand.shows("is left alone", "paused")
        await hand.do("f8")
        await hand.shows("goes on from where it was left")
        await hand.do("f6")
        await hand.shows("is told the stock")
    with reading(shop.database) as tx:
        row = tx.execute(select(channel_shops)).one()
        assert (row.name, row.wanted, row.paused_at, row.push_allowed) == (
            "Toko Web",
            True,
            None,
            True,
        )


async def test_a_packer_looks_and_changes_nothing(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("f8")
        await hand.hides("is left alone")
