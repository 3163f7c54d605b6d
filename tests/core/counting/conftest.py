"""A shop that counts, for the tests of counting."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert

from core.catalog.models import barcodes
from core.counting import commands, posting, scanning
from core.counting.commands import Wanted
from core.counting.posting import Posted
from core.counting.queries import Count, Line, by_number, lines_of, one_count
from core.counting.rules import CountingRules
from core.counting.scanning import Judged
from core.counting.states import Kind
from core.database import Database
from core.stock.places import shelf
from core.transaction import SYSTEM, Actor, Transaction, writing

RULES = CountingRules(
    "IDR", "Asia/Jakarta", blind=True, from_units=3, from_percent=0, from_value=0, by_other=False
)
CASE = "18991234567897"


class Counter:
    """Goods in three bins, and people who count them; each scan is a transaction of its own."""

    def __init__(self, db: Database, build: ModuleType) -> None:
        self.db, self.build, self.rules = db, build, RULES
        self.shop: Any = build.shop(db, {"TEH": 0, "KOPI": 0, "GULA": 0})
        self.seq = 0
        with writing(db) as tx:
            for sku, units, place in (("TEH", 10, "A-1"), ("KOPI", 24, "A-2"), ("GULA", 5, "A-2")):
                build.put(tx, self.id(sku), units, bin=place)
            shelf(tx, self.shop.warehouse, "A-3")
            row = {"product_id": self.id("KOPI"), "code": CASE, "quantity": 12}
            tx.execute(insert(barcodes), row)
            self.sari: Actor = self.shop.actor
            budi = build.operator(tx, "Budi")
            self.budi: Actor = build.actor(tx, budi, build.station(tx, "S2"))

    def id(self, sku: str) -> int:
        return int(self.shop.products[sku])

    def make(self, *bins: str, kind: Kind = Kind.SOME, **wanted: Any) -> Count:
        with writing(self.db) as tx:
            return commands.make(tx, self.shop.warehouse, Wanted(kind, bins, **wanted))

    def scan(self, code: str, key: str = "", who: Actor | None = None) -> tuple[str, str]:
        self.seq += 1
        with writing(self.db, who or self.sari) as tx:
            self.judged: Judged = scanning.scan(
                tx, self.rules, self.shop.warehouse, code, key or f"k:{self.seq}"
            )
        return self.judged.answer.kind.value, self.judged.answer.detail

    def scans(self, *codes: str, who: Actor | None = None) -> list[str]:
        return [self.scan(code, who=who)[1] for code in codes]

    @property
    def told(self) -> Any:
        return self.judged.answer.params

    def post(self, count: Count, *, partial: bool = False, who: Actor = SYSTEM) -> Posted:
        with writing(self.db, who) as tx:
            return posting.post_count(tx, self.rules, count.id, partial=partial)

    def state(self, count: Count) -> str:
        with writing(self.db) as tx:
            return one_count(tx, count.id).state.value

    def line(self, tx: Transaction, count: Count, bin_code: str, sku: str) -> Line:
        task = commands.task_of(tx, by_number(tx, count.number), bin_code)
        return next(line for line in lines_of(tx, task.id) if line.sku == sku)


@pytest.fixture
def counter(db: Database, build: ModuleType) -> Counter:
    """Ten of tea in A-1, 24 of coffee and five of sugar in A-2, nothing in A-3."""
    return Counter(db, build)
