"""What a buyer wants cancelled at a marketplace is granted or refused by a key at the order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import insert, select, update
from station_hand import station

from core.channels.granted import WISH
from core.channels.models import channel_orders
from core.channels.registry import shops_of
from core.config import load
from core.orders.models import orders
from core.outbox import outbox
from core.people.permissions import Role
from core.transaction import reading, writing
from tui.keys import Where

TABLE = """
[[channels]]
name = "Shopee A"
kind = "shopee"
app_key = "1"
app_secret = "2"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    made = Shop(tmp_path, sqlite_template, build, orders=1)
    made.config.write_text(made.config.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    (there,) = shops_of(load(made.config))
    with writing(made.database) as tx:
        build.operator(tx, "Maya", role=Role.OFFICE)
        tx.execute(update(orders).values(channel=there.channel, source="shopee"))
        row = {"shop": there.name, "order_no": "W-1", "raw_status": "IN_CANCEL"}
        row |= {"changed_at": tx.now, "seen_at": tx.now, "cancel_asked": True}
        tx.execute(insert(channel_orders), row | {"lines": [], "packages": []})
    yield made
    made.database.close()


async def test_a_wish_is_refused_by_a_key_and_decided_once(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.ORDERS)
        await hand.shows("W-1")
        await hand.do("alt+n")
        await hand.shows("Grant it", "Refuse it: Packed already")
        await hand.do("down", "enter")
        await hand.shows("is told that W-1 is not cancelled")
        await hand.do("alt+n", "enter")
        await hand.shows("decided already")
    with reading(shop.database) as tx:
        (row,) = tx.execute(select(outbox).where(outbox.c.kind == WISH)).all()
    assert (row.payload["grant"], row.payload["shop"]) == (False, "Shopee A")
