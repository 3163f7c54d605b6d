"""A buyer wants to cancel while the order is on the packing table: told at once, decided there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest
from alone import Alone
from scan_process import Shop
from sqlalchemy import select
from station_hand import Hand, station

from core import draining, outbox
from core.channels.cancel_wishes import Wishes
from core.channels.connecting import answer_of, begin, finish
from core.channels.granted import WISH
from core.channels.registry import shops_of
from core.channels.syncing import sync
from core.config import load
from core.fulfilment.claims import holder
from core.orders.intake.rules import rules_of
from core.orders.models import order_lines, orders
from core.people.permissions import Role
from core.transaction import SYSTEM, reading, writing
from tui.demo.channels.book import Order, Stand
from tui.demo.channels.market import Market
from tui.keys import Where

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.market_ground import table
from fakes.markets import KINDS, goods

TOKENS = '[tokens]\nkey = "0123456789abcdef0123456789abcdef"\n'


class Ground:
    """A shop at a marketplace with one order of two kinds of goods."""

    def __init__(self, made: Shop, market: Market, kind: str) -> None:
        self.made, self.market, self.db = made, market, made.database
        text = made.config.read_text(encoding="utf-8") + TOKENS + table(market, kind)
        made.config.write_text(text, encoding="utf-8")
        self.config = load(made.config)
        (self.shop,) = shops_of(self.config)
        with writing(self.db) as tx:
            begin(tx, self.shop)
            self.rules = rules_of(self.config, 1, lambda tx, one: holder(tx, one) is not None)
        told = answer_of(f"https://example.com/kemas?{urlencode(KINDS[kind].answer)}")
        assert finish(self.db, self.shop, told, SYSTEM) is None
        self.order = market.sell([("KG-250", 2), ("AT-01-L", 1)])
        self.sync()

    def sync(self) -> None:
        assert sync(self.db, self.shop, self.rules).trouble is None

    def ask(self) -> None:
        """The buyer asks to cancel, and the worker hears of it."""
        self.market.ask_cancel(self.order)
        self.sync()

    def tell(self) -> None:
        """The worker tells what was decided, and asks how the order stands."""
        draining.drain(self.db, {WISH: Wishes([self.shop])})
        self.sync()

    def stands(self, order: Order) -> str:
        with reading(self.db) as tx:
            query = select(orders.c.fulfilment).where(orders.c.order_no == order.no)
            return str(tx.execute(query).scalar_one())

    def packed(self) -> int:
        with reading(self.db) as tx:
            return sum(tx.execute(select(order_lines.c.packed)).scalars())


def made_shop(folder: Path, template: Path, build: ModuleType, kind: str) -> Iterator[Ground]:
    """A shop at a simulated marketplace, with a lead and a packer."""
    made = Shop(folder, template, build, orders=0)
    with writing(made.database) as tx:
        for sku in ("KG-250", "AT-01-L"):
            build.product(tx, sku, stock=20)
        build.operator(tx, "Maya", role=Role.LEAD)
        build.operator(tx, "Budi", role=Role.PACKER)
    with KINDS[kind].server() as market:
        market.list_goods(goods())
        market.clock = lambda: time.time() - 20
        yield Ground(made, market, kind)
    made.database.close()


@pytest.fixture(params=list(KINDS))
def ground(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, build: ModuleType
) -> Iterator[Ground]:
    yield from made_shop(tmp_path, sqlite_template, build, request.param)


async def begin_packing(hand: Hand, ground: Ground, *items: str) -> None:
    hand.send(f"{ground.order.no}\r")
    await hand.settle()
    assert hand.verdict.kind == "order_open"
    for item in items:
        hand.send(f"{item}\r")
    await hand.settle()


@pytest.mark.parametrize("scanned", [(), ("KG-250", "KG-250")], ids=["open", "half"])
async def test_it_rings_at_once_and_is_refused_at_the_table(
    ground: Ground, scanned: tuple[str, ...]
) -> None:
    async with station(Alone(ground.made.config, "S1", operator="Maya")) as hand:
        await begin_packing(hand, ground, *scanned)
        ground.ask()
        await hand.shows("wants to cancel it", seconds=15)  # without a key
        assert (hand.verdict.kind, hand.verdict.held) == ("on_hold", True)
        assert ground.stands(ground.order) == "held"
        hand.send("AT-01-L\r")  # nothing more goes into the box
        await hand.settle()
        assert (hand.verdict.kind, ground.packed()) == ("on_hold", len(scanned))
        await hand.do("alt+n")
        await hand.shows(f"Buyer wish · {ground.order.no}", "Grant it", "Packed already")
        await hand.do("down", "enter")
        await hand.shows("is not cancelled")
        ground.tell()
        assert ground.order.stand is Stand.READY
        hand.send(f"{ground.order.no}\r")
        await hand.settle()
        assert (hand.verdict.kind, ground.packed()) == ("order_open", len(scanned))


async def test_granted_on_its_page_it_ends_here_as_well(ground: Ground) -> None:
    async with station(Alone(ground.made.config, "S1", operator="Maya")) as hand:
        await begin_packing(hand, ground)
        ground.ask()
        await hand.shows("wants to cancel it", seconds=15)
        await hand.do("escape", "alt+i")
        assert hand.app.where is Where.ORDER
        await hand.do("alt+n")
        await hand.shows("Grant it")
        await hand.do("enter")
        await hand.shows("may be cancelled")
    ground.tell()
    assert (ground.order.stand, ground.stands(ground.order)) == (Stand.CANCELLED, "cancelled")


async def test_a_packer_is_told_and_decides_nothing(ground: Ground) -> None:
    async with station(Alone(ground.made.config, "S1", operator="Budi")) as hand:
        await begin_packing(hand, ground, "KG-250")
        ground.ask()
        await hand.shows("wants to cancel it", seconds=15)
        await hand.do("alt+n", "enter")
        await hand.shows("lead")  # whose badge or PIN it takes
        await hand.do("escape")
    with reading(ground.db) as tx:
        rows = select(outbox.outbox.c.id).where(outbox.outbox.c.kind == WISH)
        assert tx.execute(rows).first() is None
