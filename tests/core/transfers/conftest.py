"""A shop with two warehouses, for the tests of what goes between them."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

from core.database import Database
from core.stock import warehouses
from core.stock.models import BinKind
from core.stock.places import special_bin
from core.stock.queries import Level, all_levels
from core.stock.warehouses import Told
from core.transaction import Transaction, writing
from core.transfers import commands, queries, receiving, sending
from core.transfers.commands import Going
from core.transfers.queries import Transfer
from core.transfers.receiving import Arrived
from core.transfers.states import StepKind
from core.transfers.steps import Went

RECEIVING = "RECEIVING"


class Houses:
    """MAIN with goods, and JOG with none."""

    def __init__(self, db: Database, build: ModuleType, stock: Mapping[str, int]) -> None:
        self.db, self.build = db, build
        self.shop: Any = build.shop(db, stock)
        self.main = self.shop.warehouse
        with writing(db) as tx:
            self.other = warehouses.add(tx, "JOG", Told("Jogja")).id
        self.keys = 0

    def id(self, sku: str) -> int:
        return int(self.shop.products[sku])

    def draft(self, tx: Transaction, goods: Mapping[str, int]) -> Transfer:
        """A draft of a transfer from MAIN to JOG."""
        wanted = [Going(self.id(sku), units) for sku, units in goods.items()]
        return commands.make(tx, self.main, self.other, wanted)

    def sent(self, tx: Transaction, goods: Mapping[str, int]) -> Transfer:
        """The same, sent."""
        made = self.draft(tx, goods)
        return sending.send(tx, made.id, f"send-{made.number}").transfer

    def receive(
        self, tx: Transaction, transfer: Transfer, sku: str, units: int, key: str = "", **what: Any
    ) -> Went:
        """Units of it arrive."""
        self.keys += 1
        key = key or f"k{self.keys}"
        arrived = Arrived(self.id(sku), units, **what)
        return receiving.take(tx, RECEIVING, transfer.id, key, arrived)

    def lost(self, tx: Transaction, transfer: Transfer, sku: str, units: int) -> Went:
        """Units of it never arrive."""
        return self.receive(tx, transfer, sku, units, kind=StepKind.MISSING, note="hilang")

    def levels(self, tx: Transaction, warehouse: int) -> dict[tuple[str, str], int]:
        """Units on hand by (SKU, bin)."""
        found: list[Level] = all_levels(tx, warehouse)
        return {(one.sku, one.bin): one.on_hand for one in found}

    def in_transit(self, tx: Transaction) -> dict[str, int]:
        """Units on their way from MAIN by SKU."""
        special_bin(tx, self.main, BinKind.TRANSIT)
        return {
            one.sku: one.on_hand for one in all_levels(tx, self.main) if one.kind is BinKind.TRANSIT
        }

    def state(self, tx: Transaction, transfer: Transfer) -> str:
        return queries.one_transfer(tx, transfer.id).state.value


@pytest.fixture
def houses(db: Database, build: ModuleType) -> Houses:
    """Ten of tea and four of coffee in MAIN."""
    return Houses(db, build, {"TEH": 10, "KOPI": 4, "GULA": 0})
