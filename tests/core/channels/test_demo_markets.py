"""The marketplaces of the demonstration sell goods of its shop, and are connected at once."""

from __future__ import annotations

from pathlib import Path
from random import Random
from types import ModuleType

from core.channels.registry import shops_of
from core.channels.syncing import sync
from core.config import parse
from core.database import Database
from core.fulfilment.claims import holder
from core.orders.intake.rules import rules_of
from tui.demo.channels.running import connect, simulated
from tui.demo.goods import goods


def test_every_marketplace_has_orders_that_can_be_packed(
    db: Database, build: ModuleType, database_url: str, tmp_path: Path
) -> None:
    made = build.shop(db, {one.sku: 500 for one in goods(Random(17))[:120]})
    with simulated() as tables:
        text = f'[database]\nurl = "{database_url}"\n{tables}'
        config = parse(text, tmp_path / "config.toml")
        assert connect(config) == []
        rules = rules_of(config, made.warehouse, lambda tx, one: holder(tx, one) is not None)
        for shop in shops_of(config):
            done = sync(db, shop, rules)
            assert (done.trouble, done.taken.ready, done.taken.parked) == (None, 9, [])
            assert sync(db, shop, rules).taken.created == 0
