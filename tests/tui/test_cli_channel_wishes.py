"""Wishes to cancel and returns of a marketplace on the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

import pytest
from shop_on_disk import ShopOnDisk

from core import draining
from core.channels.cancel_wishes import Wishes
from core.channels.granted import WISH
from core.channels.registry import shops_of
from tui.demo.channels.book import Stand
from tui.demo.channels.market import Market

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.market_ground import table
from fakes.markets import KINDS, goods

TOKENS = '[tokens]\nkey = "0123456789abcdef0123456789abcdef"\n'


@pytest.fixture
def market() -> Iterator[Market]:
    with KINDS["shopee"].server() as found:
        found.list_goods(goods())
        found.clock = lambda: time.time() - 20
        yield found


@pytest.fixture
def kemas(
    market: Market,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    build: ModuleType,
) -> Iterator[ShopOnDisk]:
    shop = ShopOnDisk(tmp_path, sqlite_template, TOKENS + table(market, "shopee"), capsys)
    build.shop(shop.db, {"KG-250": 50})
    answer = f"https://example.com/kemas?{urlencode(KINDS['shopee'].answer)}"
    assert shop("channels", "connect", "Toko A", "--answer", answer)[0] == 0
    yield shop
    shop.db.close()


def test_a_wish_is_decided_in_a_sentence(kemas: ShopOnDisk, market: Market) -> None:
    order = market.sell([("KG-250", 1)])
    kemas("channels", "sync")
    code, _out, said = kemas("channels", "cancel", "grant", order.no)
    assert (code, "does not ask to cancel" in said) == (1, True)
    market.ask_cancel(order)
    kemas("channels", "sync")
    assert "kemas channels cancel grant|refuse ORDER" in kemas("channels", "list")[2]
    assert kemas("channels", "cancel", "refuse", order.no)[0] == 1
    assert kemas("channels", "cancel", "maybe", order.no)[0] == 2
    reason = ("--reason", "packed already")
    assert "is not cancelled" in kemas("channels", "cancel", "refuse", order.no, *reason)[1]
    code, _out, said = kemas("channels", "cancel", "grant", order.no)
    assert (code, "decided already" in said) == (1, True)
    draining.drain(kemas.db, {WISH: Wishes(shops_of(kemas.config))})
    assert order.stand is Stand.READY


def test_returns_are_listed_with_what_is_in_the_way(kemas: ShopOnDisk, market: Market) -> None:
    assert kemas.json("channels", "returns") == []
    order = market.sell([("KG-250", 1)])
    market.ask_return(order, "REQUESTED")
    kemas("channels", "sync")
    (one,) = kemas.json("channels", "returns", "--waiting")
    assert (one["order_no"], one["why"], one["code"]) == (order.no, "not_shipped", None)
    assert "nothing of its order has left" in kemas("channels", "returns", "Toko", "A")[1]
    assert "1 returns wait" in kemas("channels", "list")[2]
