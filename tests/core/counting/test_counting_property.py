"""Counts, moves and promises in any order leave books that add up, and no promise without goods."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import func, select

from core.counting import commands, posting, scanning
from core.counting.queries import page, tasks_of
from core.counting.states import OPEN, TaskState
from core.errors import KemasError
from core.orders.promise import promise_orders
from core.stock.checks import differences
from core.stock.commands import Move, post
from core.stock.models import bins, levels, reservations
from core.stock.places import shelf
from core.transaction import Transaction, writing

SKUS = ("TEH", "KOPI", "GULA")
PLACES = ("A-1", "A-2", "A-3")


class Day:
    """A day in the warehouse; what is refused changes nothing."""

    def __init__(self, counter: Any, seed: int) -> None:
        self.counter, self.chance = counter, random.Random(seed)
        self.orders = 0
        self.posted = 0
        self.who = counter.sari

    def step(self) -> None:
        deed = self.chance.choice(
            [self.scan] * 8 + [self.moves, self.order, self.make, self.finish, self.again]
        )
        if self.chance.random() < 0.1:  # each works on for a while
            self.who = self.chance.choice([self.counter.sari, self.counter.budi])
        try:
            with writing(self.counter.db, self.who) as tx:
                deed(tx)
        except KemasError:
            pass

    def scan(self, tx: Transaction) -> None:
        sku = self.chance.choice(SKUS)
        code = self.chance.choice(
            [
                f"KEMAS:BIN:{self.chance.choice(PLACES)}",
                sku,
                f"{self.chance.randint(1, 30)}*{sku}",
                "KEMAS:UNDO",
                "KEMAS:DONE",
                "KEMAS:DONE",
                "KEMAS:OK",
            ]
        )
        self.counter.seq += 1
        scanning.scan(
            tx, self.counter.rules, self.counter.shop.warehouse, code, f"p:{self.counter.seq}"
        )

    def moves(self, tx: Transaction) -> None:
        warehouse = self.counter.shop.warehouse
        here, there = (shelf(tx, warehouse, code).id for code in self.chance.sample(PLACES, 2))
        product = self.counter.id(self.chance.choice(SKUS))
        post(tx, warehouse, [Move(product, here, there, self.chance.randint(1, 6))], reason="x")

    def order(self, tx: Transaction) -> None:
        self.orders += 1
        lines = {self.chance.choice(SKUS): self.chance.randint(1, 8)}
        made = self.counter.build.order(tx, f"P{self.orders}", lines)
        promise_orders(tx, self.counter.shop.warehouse, [made])

    def make(self, tx: Transaction) -> None:
        wanted = commands.Wanted(commands.Kind.SOME, self.chance.sample(PLACES, 2))
        commands.make(tx, self.counter.shop.warehouse, wanted)

    def finish(self, tx: Transaction) -> None:
        for count in page(tx, self.counter.shop.warehouse, OPEN):
            for one in posting.conflicts(tx, count.id):
                commands.keep(tx, count.id, one.line.id)
            posting.post_count(tx, self.counter.rules, count.id, partial=True)
            self.posted += 1
            return

    def again(self, tx: Transaction) -> None:
        for count in page(tx, self.counter.shop.warehouse, OPEN):
            for task in tasks_of(tx, count.id, [TaskState.DONE]):
                commands.recount(tx, count.id, task.bin)
                return


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_books_add_up(counter: Any, seed: int) -> None:
    day = Day(counter, seed)
    for _step in range(150):
        day.step()
    assert day.posted
    with writing(counter.db) as tx:
        assert differences(tx) == []
        bad = select(func.count()).where(levels.c.reserved > levels.c.on_hand)
        assert tx.execute(bad).scalar() == 0
        promised = dict(
            tx.execute(
                select(reservations.c.product_id, func.sum(reservations.c.quantity)).group_by(
                    reservations.c.product_id
                )
            ).all()
        )
        held = tx.execute(
            select(levels.c.product_id, func.sum(levels.c.reserved))
            .join(bins, bins.c.id == levels.c.bin_id)
            .group_by(levels.c.product_id)
        )
        for product, units in held:
            assert int(units) == int(promised.get(product, 0))
