"""Transfers at random between three warehouses: the ledger, transit and each line add up."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from core.config import parse
from core.database import Database
from core.doctor.checks import check
from core.doctor.looking import Means
from core.errors import Refusal
from core.orders.models import orders
from core.orders.promise import promise_orders
from core.stock import warehouses
from core.stock.checks import differences
from core.stock.models import levels
from core.stock.warehouses import Told
from core.transaction import Transaction, writing
from core.transfers import commands, queries, receiving, sending
from core.transfers.commands import Going
from core.transfers.receiving import Arrived
from core.transfers.states import OPEN, StepKind

UNITS = 200
"""Of each product in all warehouses, and missing ones, together."""


class Trade:
    """Somebody who does anything at any time."""

    def __init__(self, db: Database, build: ModuleType, seed: int) -> None:
        self.db, self.build = db, build
        self.dice = random.Random(seed)
        self.shop = build.shop(db, {"TEH": UNITS, "KOPI": UNITS})
        with writing(db) as tx:
            self.houses = [
                self.shop.warehouse,
                *(warehouses.add(tx, code, Told()).id for code in ("JOG", "SBY")),
            ]
        self.done = 0
        self.refused: set[str] = set()

    def step(self, number: int) -> None:
        """One deed; what is refused leaves nothing behind."""
        deeds = (self.make, self.send, self.arrive, self.arrive, self.undo, self.stop, self.order)
        try:
            with writing(self.db) as tx:
                self.dice.choice(deeds)(tx, f"k{number}")
                self.done += 1
        except Refusal as refusal:
            self.refused.add(refusal.code)

    def make(self, tx: Transaction, key: str) -> None:
        source, target = self.dice.choice(self.houses), self.dice.choice(self.houses)
        goods = [
            Going(product, self.dice.randint(0, 60)) for product in self.shop.products.values()
        ]
        commands.make(tx, source, target, goods)

    def send(self, tx: Transaction, key: str) -> None:
        sending.send(tx, self.some(tx), key, short=self.dice.random() < 0.5)

    def arrive(self, tx: Transaction, key: str) -> None:
        kind = self.dice.choice([StepKind.RECEIVED] * 4 + [StepKind.DAMAGED, StepKind.MISSING])
        product = self.dice.choice(list(self.shop.products.values()))
        what = Arrived(product, self.dice.randint(0, 40), kind=kind, note="catatan")
        receiving.take(tx, "RECEIVING", self.some(tx), key, what)

    def undo(self, tx: Transaction, key: str) -> None:
        last = queries.last_arrival(tx, self.some(tx, every=True))
        if last is not None:
            receiving.take_back(tx, last, key)

    def stop(self, tx: Transaction, key: str) -> None:
        if self.dice.random() < 0.5:
            sending.cancel(tx, self.some(tx), "batal")
        else:
            receiving.finish(tx, self.some(tx), key, "hilang")

    def order(self, tx: Transaction, key: str) -> None:
        house = self.dice.choice(self.houses)
        code = warehouses.one(tx, house).code
        made = self.build.order(tx, key, {"TEH": self.dice.randint(1, 9)}, warehouse_code=code)
        promise_orders(tx, house, [made])

    def some(self, tx: Transaction, *, every: bool = False) -> int:
        found = queries.page(tx, states=() if every else OPEN, limit=8)
        if not found:
            raise Refusal("transfer_unknown", transfer="-")
        return self.dice.choice(found).id


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_sent_received_and_taken_back_adds_up(
    db: Database, build: ModuleType, tmp_path: Path, seed: int
) -> None:
    trade = Trade(db, build, seed)
    for number in range(250):
        trade.step(number)
    assert trade.done > 60
    assert {"transfer_to_itself", "transfer_over"} <= trade.refused
    with writing(db) as tx:
        assert differences(tx) == []
        for product in trade.shop.products.values():
            here = sum(
                tx.execute(select(levels.c.on_hand).where(levels.c.product_id == product)).scalars()
            )
            lost = sum(
                line.missing
                for one in queries.page(tx, limit=1_000)
                for line in queries.lines_of(tx, one.id)
                if line.product_id == product
            )
            assert here + lost == UNITS
        assert tx.execute(select(orders.c.id).where(orders.c.fulfilment == "ready")).first()
    config = parse("", tmp_path / "config.toml")
    results = check(
        Means(db, config), ["stock", "bounds", "moves", "transfers", "promises", "bins"]
    )
    assert [finding for result in results for finding in result.found] == []
