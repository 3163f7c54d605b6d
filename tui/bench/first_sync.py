"""How long the first sync of three shops takes by itself, and what an idle one costs.

The calls are not spaced here as a marketplace wants it: what is measured is our own time, and that
of the simulated servers, which run in the same process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from core.channels.registry import MAKERS, shops_of
from core.channels.syncing import sync
from core.config import load
from core.database import connect
from core.fulfilment.claims import holder
from core.orders.intake.rules import rules_of
from tui.bench.data import make, sku
from tui.bench.figures import Row
from tui.bench.markets import CONFIG, listings
from tui.demo.channels.lazada import SimulatedLazada
from tui.demo.channels.market import Market
from tui.demo.channels.running import connect as allow
from tui.demo.channels.running import tables
from tui.demo.channels.shopee import SimulatedShopee
from tui.demo.channels.tiktok import SimulatedTikTokShop

_LONGEST_S = 60.0
_IDLE_CALLS = 3


def first_sync(folder: Path, wanted: int) -> Iterator[Row]:
    """So many orders of three shops come in for the first time; then nothing is new."""
    url = f"sqlite:///{folder / 'first.sqlite3'}"
    with ExitStack() as stack:
        one = stack.enter_context(SimulatedShopee())
        two = stack.enter_context(SimulatedTikTokShop())
        three = stack.enter_context(SimulatedLazada())
        made = make(url, 0)
        path = folder / "first.toml"
        path.write_text(CONFIG.format(url=url) + tables(one, two, three), encoding="utf-8")
        path.chmod(0o600)
        config = load(path)
        database = connect(url)
        stack.callback(database.close)
        allow(config)
        known: dict[str, Market] = {"shopee": one, "tiktok": two, "lazada": three}
        for market in known.values():
            market.list_goods(listings())
            _fill(market, wanted // len(known))
        rules = rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)
        came = calls = 0
        took = 0.0
        for shop in shops_of(config):
            adapter = MAKERS[shop.settings.kind](shop.settings, lambda: None)
            unspaced = replace(shop, adapter=adapter)
            began = time.perf_counter()
            came += sync(database, unspaced, rules).taken.created
            took += time.perf_counter() - began
            market = known[shop.settings.kind]
            before = len(market.asked)
            sync(database, unspaced, rules)
            calls = max(calls, len(market.asked) - before)
    yield Row("channels.first_sync", took, "s", _LONGEST_S)
    yield Row("channels.first_orders", came, "orders", wanted // 3 * 3, at_least=True)
    yield Row("channels.idle_calls", calls, "calls", _IDLE_CALLS)


def _fill(market: Market, wanted: int) -> None:
    """Orders of the last day, each of two goods."""
    start = market.clock() - 86_400
    for at in range(wanted):
        first, second = at % 50 + 1, at % 9 + 51
        market.sell([(sku(first), 1), (sku(second), 1)], at=start + at * 5)
