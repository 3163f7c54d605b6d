"""Blocks, promises and filled pick bins in any order leave books that agree."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import func, select, update

from core.database import Database
from core.errors import Refusal
from core.fulfilment.blocking import block_taking
from core.fulfilment.replenishing import doing, planning, tasks
from core.orders.commands import head
from core.orders.promise import missing_of, promise_orders, waiting_orders
from core.orders.states import Fulfilment
from core.stock import blocks, pick_homes
from core.stock.blocks import Spot
from core.stock.checks import differences
from core.stock.counting import count_bin
from core.stock.models import bins, levels
from core.stock.task_models import replenish_tasks, stock_blocks

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, one_of, work_at_random

SKUS = ("TEH", "KOPI")
PLACES = ("A-1", "A-2", "Z-1", "Z-2")
some = st.integers(1, 9)
which = st.integers(0, 99)
sku = st.sampled_from(SKUS)
place = st.sampled_from(PLACES)


class Warehouse(RandomWork):
    """Two pick bins, two bulk bins, and people who block, promise, fill and count."""

    @initialize()
    def open(self) -> None:
        tx = self.begin()
        self.main = self.build.warehouse(tx)
        self.products = {one: self.build.product(tx, one) for one in SKUS}
        for one in SKUS:
            for code in PLACES:
                self.build.put(tx, self.products[one], 10, bin=code)
            pick_homes.set_home(tx, self.main, one, f"A-{SKUS.index(one) + 1}", 4, 12)
        tx.execute(update(bins).where(bins.c.code.startswith("Z-")).values(purpose="bulk"))
        self.orders: list[int] = []

    def spot(self, one: str, code: str) -> Spot | None:
        try:
            return blocks.spot(self.tx, self.main, one, code)
        except Refusal as refusal:
            if refusal.code != "stock_none_there":
                raise
            return None

    @rule(one=sku, units=some)
    def order(self, one: str, units: int) -> None:
        made = self.build.order(self.tx, f"O{len(self.orders)}", {one: units})
        self.orders.append(made)
        promise_orders(self.tx, self.main, [made])

    @rule()
    def promise(self) -> None:
        promise_orders(self.tx, self.main, waiting_orders(self.tx, self.main))

    @rule(one=sku, code=place, units=some)
    def block(self, one: str, code: str, units: int) -> None:
        where = self.spot(one, code)
        if where is None:
            return
        if units > where.free:
            with pytest.raises(Refusal):
                blocks.block(self.tx, where, units, "x")
        else:
            blocks.block(self.tx, where, units, "x")

    @rule(one=sku, code=place, units=some)
    def take(self, one: str, code: str, units: int) -> None:
        where = self.spot(one, code)
        if where is None or units > where.on_hand:
            return
        held = sum(b.quantity for b in self.blocked() if (b.sku, b.bin) == (one, code))
        if units > where.on_hand - held:  # else orders give up what is asked for
            return
        block_taking(self.tx, where, units, "x")

    @rule(pick=which, units=some)
    def unblock(self, pick: int, units: int) -> None:
        for one in one_of(self.blocked(), pick):
            blocks.unblock(self.tx, one.id, min(units, one.quantity))

    @rule()
    def plan(self) -> None:
        planning.plan_homes(self.tx, planning.needy(self.tx, self.main))
        again = planning.plan_homes(self.tx, planning.needy(self.tx, self.main))
        assert again.tasks == 0

    @rule(pick=which, units=some, code=place)
    def bring(self, pick: int, units: int, code: str) -> None:
        for one in one_of(tasks.waiting(self.tx, self.main), pick):
            there = doing.movable(self.tx, one)
            if not there or code == one.from_bin:
                return
            done = doing.bring(self.tx, one.id, code, min(units, there))
            assert done.left == max(0, one.quantity - done.units)

    @rule(pick=which)
    def not_there(self, pick: int) -> None:
        for one in one_of(tasks.waiting(self.tx, self.main), pick):
            doing.not_there(self.tx, one.id)

    @rule(one=sku, code=place, units=some)
    def count(self, one: str, code: str, units: int) -> None:
        where = self.spot(one, code)
        if where is not None:
            count_bin(self.tx, self.main, one, code, where.reserved + units)

    @invariant()
    def the_books_agree(self) -> None:
        assert differences(self.tx) == []

    @invariant()
    def no_more_is_blocked_than_is_reserved(self) -> None:
        for one in self.blocked():
            level = (levels.c.product_id == one.product_id) & (levels.c.bin_id == one.bin_id)
            reserved = self.tx.execute(select(levels.c.reserved).where(level)).scalar_one()
            assert one.quantity <= reserved

    @invariant()
    def orders_that_are_ready_have_all_their_goods(self) -> None:
        for order in self.orders:
            ready = head(self.tx, order).fulfilment is Fulfilment.READY
            assert ready == (missing_of(self.tx, order) == [])

    @invariant()
    def no_goods_have_two_tasks(self) -> None:
        t = replenish_tasks.c
        same = (t.product_id, t.from_bin_id, t.to_bin_id, t.lot)
        twice = select(*same).where(t.done_at.is_(None)).group_by(*same).having(func.count() > 1)
        assert self.tx.execute(twice).all() == []

    def blocked(self) -> list[blocks.Block]:
        if self.tx.execute(select(stock_blocks.c.id).limit(1)).first() is None:
            return []
        return blocks.open_blocks(self.tx, self.main)


def test_any_row_of_blocks_promises_and_tasks_leaves_books_that_agree(
    db: Database, build: ModuleType
) -> None:
    work_at_random(Warehouse, db, build, examples=25 if db.is_sqlite else 10)
