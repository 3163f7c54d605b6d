"""A shop that buys, for the tests of purchasing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.database import Database
from core.purchasing import commands, queries, receiving, suppliers
from core.purchasing.commands import Head, Wanted
from core.purchasing.queries import Purchase
from core.purchasing.receiving import Arrival, Took
from core.purchasing.rules import BuyingRules
from core.purchasing.suppliers import Details, Terms
from core.transaction import Transaction, writing

sys.path.insert(0, str(Path(__file__).parents[2]))  # the fakes

RULES = BuyingRules("IDR", "Asia/Jakarta", over_percent=0, receiving_bin="RECEIVING")


class Buyer:
    """Two suppliers that sell all products, and purchase orders that can be filled."""

    rules = RULES

    def __init__(self, db: Database, build: ModuleType, stock: Mapping[str, int]) -> None:
        self.db, self.build = db, build
        self.shop: Any = build.shop(db, stock)
        with writing(db) as tx:
            self.first = suppliers.add(tx, "A", Details("Satu", lead_days=7), "IDR").id
            self.second = suppliers.add(tx, "B", Details("Dua", lead_days=2), "IDR").id
            for product in self.shop.products.values():
                suppliers.set_terms(tx, self.first, product, Terms(1000, minimum=10, pack=5))
                suppliers.set_terms(tx, self.second, product, Terms(1200))
        self.keys = 0

    def id(self, sku: str) -> int:
        return int(self.shop.products[sku])

    def draft(
        self, tx: Transaction, lines: Mapping[str, Any], supplier: int = 0, **head: Any
    ) -> Purchase:
        """A draft with lines SKU -> units or (units, price)."""
        wanted = [
            Wanted(self.id(sku), *(said if isinstance(said, tuple) else (said,)))
            for sku, said in lines.items()
        ]
        where = self.shop.warehouse
        return commands.make(tx, supplier or self.first, where, wanted, Head(**head))

    def ordered(self, tx: Transaction, lines: Mapping[str, Any], **more: Any) -> Purchase:
        """The same, ordered."""
        return commands.order(tx, self.rules, self.draft(tx, lines, **more).id)

    def receive(
        self,
        tx: Transaction,
        purchase: Purchase,
        sku: str,
        units: int,
        key: str = "",
        *,
        over: bool = False,
        expires_on: date | None = None,
        **what: Any,
    ) -> Took:
        """Receive units of a product in a receipt of their own."""
        self.keys += 1
        key = key or f"k{self.keys}"
        receipt = receiving.begin(tx, purchase.id, f"r-{key}")
        arrival = Arrival(self.id(sku), units, expires_on=expires_on, **what)
        return receiving.take(tx, self.rules, receipt.id, key, arrival, over=over)

    def state(self, tx: Transaction, purchase: Purchase) -> str:
        return queries.one_purchase(tx, purchase.id).state.value


@pytest.fixture
def buyer(db: Database, build: ModuleType) -> Buyer:
    """No stock yet of tea, coffee and sugar."""
    return Buyer(db, build, {"TEH": 0, "KOPI": 0, "GULA": 0})
