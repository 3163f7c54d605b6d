"""Shops at sales channels at the station: how they stand, asked, paused and told by keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest
from alone import Alone
from fakes.market_ground import table
from fakes.markets import KINDS
from scan_process import Shop
from sqlalchemy import func, insert, select, update
from station_fake import FakeBackend
from station_hand import Hand, station

from core.audit import events
from core.catalog.models import products
from core.channels.calm import What
from core.channels.commands import ACCEPTED
from core.channels.models import channel_listings, channel_shops, channel_stock_seen
from core.channels.records import Unread
from core.channels.unread import keep_unread
from core.people.permissions import Role
from core.transaction import Transaction, reading, writing
from tui.keys import Where
from tui.widgets.diffmodal import DiffModal
from tui.widgets.forms import FormModal
from tui.widgets.lettermodal import LinkModal

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
        await hand.do("f7")
        await hand.shows("Toko Web is paused. Go on with it first")
        await hand.do("f8")
        await hand.shows("goes on from where it was left")
        await hand.do("f6")
        await hand.shows("is not told the stock from here", "Set push = true")
    with reading(shop.database) as tx:
        row = tx.execute(select(channel_shops)).one()
        assert (row.name, row.wanted, row.paused_at) == ("Toko Web", True, None)
        assert row.brake_changes == 0


async def test_a_packer_looks_and_changes_nothing(shop: Shop) -> None:
    async with station(Alone(shop.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("f8")
        await hand.hides("is left alone")


PUSH = TABLE.replace('app_secret = "cs"\n', 'app_secret = "cs"\nstock = { push = true }\n')


@pytest.fixture
def telling(tmp_path: Path, sqlite_template: Path, build: ModuleType) -> Iterator[Shop]:
    """Toko Web offers forty products and says three of each; nine are here, of one only two less
    than are sold.
    """
    made = Shop(tmp_path, sqlite_template, build, orders=0)
    made.config.write_text(made.config.read_text(encoding="utf-8") + PUSH, encoding="utf-8")
    with writing(made.database) as tx:
        build.operator(tx, "Maya", role=Role.OFFICE)
        build.operator(tx, "Budi", role=Role.PACKER)
        offered(tx, build, 40)
        build.order(tx, "TOO-MANY", {"L-00003": 11})
    yield made
    made.database.close()


def offered(tx: Transaction, build: ModuleType, count: int) -> None:
    made = [build.product(tx, f"L-{at:05}", name=f"Kopi {at}", stock=9) for at in range(count)]
    rows = [
        {"shop": "Toko Web", "listing_id": str(at), "product_id": one, "available": 3}
        | {"name": f"Kopi {at}", "seller_sku": f"L-{at:05}", "seen_at": tx.now}
        for at, one in enumerate(made)
    ]
    tx.execute(insert(channel_listings), rows)


def kept(shop: Shop) -> tuple[int, list[list[int | None]]]:
    """Whether a yes waits for the worker, and the figures that were seen."""
    with reading(shop.database) as tx:
        brake = tx.execute(
            select(channel_shops.c.brake_changes).where(channel_shops.c.name == "Toko Web")
        ).scalar()
        figures = tx.execute(select(channel_stock_seen.c.figures)).scalar()
    return brake or 0, json.loads(figures) if figures else []


async def seen(hand: Hand) -> None:
    await hand.until(lambda: isinstance(hand.app.screen, DiffModal))


async def gone(hand: Hand) -> None:
    await hand.until(lambda: not isinstance(hand.app.screen, DiffModal))


async def test_the_first_difference_is_shown_and_only_its_key_tells_it(telling: Shop) -> None:
    async with station(Alone(telling.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("f6")
        await seen(hand)
        await hand.shows("40 of 40 listings would change", "It was never told", "Oversold: 1")
        await hand.shows("L-00003: 2 more are sold", "L-00000  3 → 9", "Kopi 0 · free: 9")
        await hand.do("enter", "space", "escape")
        await gone(hand)
        assert kept(telling) == (0, [])
        await hand.do("f6")
        await seen(hand)
        await hand.do("end")
        await hand.shows("L-00039  3 → 9")
        await hand.do("f9")
        await hand.shows("is told the stock, now and from now on")
        brake, figures = kept(telling)
        assert (brake, len(figures)) == (ACCEPTED, 40)
        assert [then for _of, then, _price in figures].count(9) == 39


async def test_once_told_the_key_tells_at_once_and_another_shows(telling: Shop) -> None:
    with writing(telling.database) as tx:
        tx.execute(insert(channel_shops).values(name="Toko Web", push_allowed=True))
    async with station(Alone(telling.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("alt+v")
        await seen(hand)
        await hand.shows("somebody has to say so")
        await hand.do("escape")
        await gone(hand)
        await hand.do("f6")
        await hand.shows("is told the stock, now and from now on")
        assert kept(telling) == (ACCEPTED, [])
        with writing(telling.database) as tx:  # the worker came, and the brake holds
            tx.execute(update(channel_shops).values(brake_changes=40, brake_of=40))
        await hand.do("f6")  # the list may be older than the brake: then it says to look first
        await hand.until(
            lambda: isinstance(hand.app.screen, DiffModal) or "looked at" in hand.verdict.message
        )
        if not isinstance(hand.app.screen, DiffModal):
            await hand.do("escape")
            await hand.until(lambda: hand.app.frame.pane.target().get("look") == "yes")
            await hand.do("f6")
        await seen(hand)
        await hand.do("f9")
        await hand.until(lambda: len(kept(telling)[1]) == 40)


async def test_a_packer_sees_the_difference_and_may_not_tell_it(telling: Shop) -> None:
    async with station(Alone(telling.config, "S1", operator="Budi")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("alt+v")
        await seen(hand)
        await hand.shows("Budi may not", "L-00000  3 → 9")
        await hand.do("f9")
        assert isinstance(hand.app.screen, DiffModal)  # it is not offered
        await hand.do("escape")
        await gone(hand)
        hand.app.command("channel_tell", {"id": "Toko Web", "seen": "[[1,9,null]]"})
        await hand.until(lambda: hand.verdict.kind == "not_allowed")
        assert kept(telling) == (0, [])


async def test_a_shop_whose_authorisation_is_over_says_so_and_what_to_do(telling: Shop) -> None:
    with writing(telling.database) as tx:
        ended = {"fault": "revoked", "authorised_until": tx.now - timedelta(days=1)}
        tx.execute(insert(channel_shops).values(name="Toko Web", **ended))
    async with station(Alone(telling.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("f6")
        await hand.shows("its authorisation is over", "F9 has the seller")
        await hand.do("escape", "alt+v")
        await seen(hand)
        await hand.shows("its authorisation is over", "L-00000")
        await hand.do("f9")  # is not offered
        assert isinstance(hand.app.screen, DiffModal)
        await hand.do("escape")
        await gone(hand)
        assert kept(telling) == (0, [])


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_ten_thousand_listings_are_shown_and_moved_through(
    telling: Shop, build: ModuleType, size: tuple[int, int]
) -> None:
    with writing(telling.database) as tx:
        tx.execute(channel_listings.delete())
        made = {row.sku: row.id for row in tx.execute(select(products.c.sku, products.c.id))}
        rows = [
            {"shop": "Toko Web", "listing_id": str(at), "product_id": made[f"L-{at % 40:05}"]}
            | {"name": f"Kopi số {at} " * 5, "seller_sku": f"S-{at}", "seen_at": tx.now}
            | {"available": 3}
            for at in range(10_000)
        ]
        tx.execute(insert(channel_listings), rows)
        count = tx.execute(select(func.count()).select_from(channel_listings)).scalar()
        assert count == 10_000
    async with station(Alone(telling.config, "S1", operator="Maya"), size=size) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("alt+v")
        await seen(hand)
        await hand.do("end")
        await hand.shows("9999")
        await hand.do("home")
        await hand.shows("10,000 of 10,000")
        for _each in range(20):
            await hand.do("pagedown")
        await hand.shows("L-000")
        await hand.do("escape")
        await gone(hand)


async def test_what_cannot_be_read_is_put_away_with_a_reason(telling: Shop) -> None:
    with writing(telling.database) as tx:
        told = [Unread("O-77", "total", "m1"), Unread("O-78", "total", "m2")]
        keep_unread(tx, "Toko Web", What.ORDERS, told, ())
    async with station(Alone(telling.config, "S1", operator="Maya")) as hand:
        await hand.app.frame.go(Where.CHANNELS)
        await hand.shows("Toko Web")
        await hand.do("alt+c")
        await hand.until(lambda: isinstance(hand.app.screen, FormModal))
        await hand.shows("O-77: total", "order")
        await hand.do("down")
        await hand.type("a test of theirs")
        await hand.do("f9")
        await hand.shows("O-77 of Toko Web is put away")
        await hand.do("enter")
        await hand.shows("Orders that cannot be read: 1 (O-78")
        await hand.do("pagedown")
        await hand.shows("put away by Maya")
        await hand.do("escape", "alt+c")
        await hand.until(lambda: isinstance(hand.app.screen, FormModal))
        await hand.do("f9")
        await hand.shows("Say why it is left so")
    with reading(telling.database) as tx:
        (kind,) = tx.execute(
            select(events.c.data).where(events.c.kind == "channel_unread_left")
        ).scalars()
        assert (kind["ref"], kind["reason"]) == ("O-77", "a test of theirs")


async def test_what_a_shop_says_acts_on_no_terminal() -> None:
    async with station(FakeBackend(hostile="[bold]x[/] \x1b[2J")) as hand:
        await hand.do("f2", "alt+t")
        await hand.app.frame.go(Where.CHANNELS)
        await hand.do("escape", "alt+v")
        await seen(hand)
        await hand.shows("[bold]x[/]")


async def test_a_shop_is_connected_by_a_key(
    tmp_path: Path, sqlite_template: Path, build: ModuleType
) -> None:
    with KINDS["shopee"].server() as market:
        made = Shop(tmp_path, sqlite_template, build, orders=0)
        told = '[tokens]\nkey = "0123456789abcdef0123456789abcdef"\n' + table(market, "shopee")
        made.config.write_text(made.config.read_text("utf-8") + told, "utf-8")
        with writing(made.database) as tx:
            build.operator(tx, "Maya", role=Role.OFFICE)
            build.operator(tx, "Budi", role=Role.PACKER)
        async with station(Alone(made.config, "S1", operator="Maya")) as hand:
            await hand.app.frame.go(Where.CHANNELS)
            await hand.shows("Toko A", "not connected")
            await hand.do("f9")
            await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
            await hand.do("escape")  # nothing was opened, nothing is asked
            await hand.until(lambda: not isinstance(hand.app.screen, LinkModal))
            assert not isinstance(hand.app.screen, FormModal)
            await hand.do("f9")
            await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
            await hand.do("enter")
            await hand.until(lambda: isinstance(hand.app.screen, FormModal))
            await hand.do("f9")
            await hand.shows("There is no code in this")
            await hand.do("escape", "f9")
            await hand.until(lambda: isinstance(hand.app.screen, LinkModal))
            await hand.do("enter")
            await hand.until(lambda: isinstance(hand.app.screen, FormModal))
            await hand.type(f"https://example.com/kemas?{urlencode(KINDS['shopee'].answer)}")
            await hand.do("f9")
            await hand.shows("Toko A is connected")
        async with station(Alone(made.config, "S2", operator="Budi")) as hand:
            await hand.app.frame.go(Where.CHANNELS)
            await hand.shows("Toko A")
            await hand.do("f9")
            await hand.shows("Budi may not look after shops")
        with reading(made.database) as tx:
            row = tx.execute(select(channel_shops)).one()
            assert (row.sealed is not None, row.fault) == (True, "")
        made.database.close()
