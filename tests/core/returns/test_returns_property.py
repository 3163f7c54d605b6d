"""Whatever is sold, cancelled, put back, sent and returned in any order: the ledger adds up."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select, update

from core.database import Database
from core.errors import Refusal
from core.fulfilment.leaving import hand_over
from core.fulfilment.models import parcels
from core.fulfilment.parcels import add_units, complete_parcel, open_parcel
from core.orders.commands import head, step
from core.orders.models import order_lines
from core.orders.promise import promise_orders
from core.orders.states import Fulfilment
from core.returns import commands, inspecting, queries
from core.returns.states import ReturnState
from core.shipping.cancelling import cancel_order
from core.stock import put_away, reservations
from core.stock.checks import differences
from core.stock.models import BinKind, bins, levels, moves
from core.stock.places import shelf, tote

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, one_of, work_at_random

SKUS = ("TEH", "KOPI")
BEGIN = 40
some = st.integers(1, 4)
which = st.integers(0, 99)
BINS = st.sampled_from(["A-1", "A-2", "DAMAGED"])


class House(RandomWork):
    """Random work in one warehouse, in one transaction that is rolled back at the end."""

    @initialize()
    def open(self) -> None:
        tx = self.begin()
        self.main = self.build.warehouse(tx)
        self.products = {sku: self.build.product(tx, sku, stock=BEGIN, bin="A-1") for sku in SKUS}
        shelf(tx, self.main, "A-2")
        self.basket = tote(tx, self.main, "T-1")
        self.who = self.build.actor(tx, self.build.operator(tx), self.build.station(tx))
        tx.actor = self.who
        self.open_orders: list[int] = []
        self.gone: list[int] = []
        self.numbers = 0

    def lines(self, order: int) -> list[Any]:
        rows = self.tx.execute(
            select(order_lines).where(order_lines.c.order_id == order).order_by(order_lines.c.id)
        )
        return rows.all()

    def returns(self, *states: ReturnState) -> list[queries.Return]:
        return queries.page(self.tx, states=states)

    @rule(tea=some, coffee=some)
    def sell(self, tea: int, coffee: int) -> None:
        self.numbers += 1
        order = self.build.order(self.tx, f"A{self.numbers}", {"TEH": tea, "KOPI": coffee})
        if promise_orders(self.tx, self.main, [order]).ready:
            self.open_orders.append(order)

    @rule(pick=which, units=some)
    def pick(self, pick: int, units: int) -> None:
        for order in one_of(self.open_orders, pick):
            for held in reservations.of_order(self.tx, order)[:1]:
                if held.bin_id != self.basket:
                    n = min(units, held.quantity)
                    reservations.carry(self.tx, self.main, held, n, self.basket, reference="A")

    @rule(pick=which, units=some, complete=st.booleans())
    def pack(self, pick: int, units: int, complete: bool) -> None:
        for order in one_of(self.open_orders, pick):
            if head(self.tx, order).fulfilment is Fulfilment.READY:
                step(self.tx, head(self.tx, order), Fulfilment.PACKING)
            parcel = open_parcel(self.tx, self.main, order)
            room = [(line.id, line.quantity - line.packed) for line in self.lines(order)]
            counted = [(line, min(units, n)) for line, n in room if n]
            for line, n in counted:
                add_units(self.tx, parcel.id, line, n)
            if counted and complete:
                complete_parcel(self.tx, parcel.id)

    @rule(pick=which)
    def cancel(self, pick: int) -> None:
        for order in one_of(self.open_orders, pick):
            before = sum(self.off_the_shelf().values())
            done = cancel_order(self.tx, order, "buyer")
            assert done.put_back == sum(t.quantity for t in put_away.of_order(self.tx, order))
            assert sum(self.off_the_shelf().values()) >= before
            self.open_orders.remove(order)

    @rule(pick=which, units=some, place=BINS)
    def put_goods_back(self, pick: int, units: int, place: str) -> None:
        for task in one_of(put_away.waiting(self.tx, self.main), pick):
            put_away.put_away(self.tx, task.id, place, min(units, task.quantity))

    @rule(pick=which)
    def send(self, pick: int) -> None:
        """All that is left goes into one more parcel, and the courier takes everything."""
        for order in one_of(self.open_orders, pick):
            if head(self.tx, order).fulfilment is Fulfilment.READY:
                step(self.tx, head(self.tx, order), Fulfilment.PACKING)
            rest = [(line.id, line.quantity - line.packed) for line in self.lines(order)]
            if any(n for _line, n in rest):
                parcel = open_parcel(self.tx, self.main, order)
                for line, n in rest:
                    if n:
                        add_units(self.tx, parcel.id, line, n)
            mine = parcels.c.order_id == order
            states = select(parcels.c.id, parcels.c.state).where(mine)
            for parcel_id, state in self.tx.execute(states.order_by(parcels.c.id)).all():
                if state == "open" and any(line.packed > line.boxed for line in self.lines(order)):
                    complete_parcel(self.tx, parcel_id)
            step(self.tx, head(self.tx, order), Fulfilment.PACKED)
            self.tx.execute(
                update(parcels).where(mine, parcels.c.state == "complete").values(state="closed")
            )
            for parcel_id, state in self.tx.execute(states.order_by(parcels.c.id)).all():
                if state == "closed":
                    hand_over(self.tx, parcel_id)
            self.open_orders.remove(order)
            self.gone.append(order)

    @rule(pick=which, units=some)
    def register(self, pick: int, units: int) -> None:
        for order in one_of(self.gone, pick):
            left = {
                line.line_id: min(units, line.left) for line in queries.returnable(self.tx, order)
            }
            if any(left.values()):
                commands.register(self.tx, order, wanted=left, arrived=True)

    @rule(pick=which, what=st.sampled_from(SKUS), units=some, place=BINS)
    def inspect(self, pick: int, what: str, units: int, place: str) -> None:
        for found in one_of(self.returns(ReturnState.ARRIVED), pick):
            lines = queries.lines_of(self.tx, found.id)
            rest = sum(line.rest for line in lines if line.sku == what)
            if rest:
                n = min(units, rest)
                done = inspecting.inspect(self.tx, found.id, self.products[what], n, place)
                if units == 4 and self.free(what, place) >= n:
                    inspecting.take_back(self.tx, found.id, done.counts, place)

    @rule(pick=which, refused=st.booleans(), back=st.booleans())
    def end(self, pick: int, refused: bool, back: bool) -> None:
        for found in one_of(self.returns(ReturnState.ARRIVED), pick):
            if not refused:
                if found.good + found.damaged:
                    inspecting.finish(self.tx, found.id, sure=True)
                return
            with suppress(Refusal), self.connection.begin_nested():  # promised to others by now
                commands.refuse(self.tx, found.id, "no", goods_back=back)

    def free(self, sku: str, place: str) -> int:
        row = self.tx.execute(
            select(levels.c.on_hand, levels.c.reserved)
            .join(bins, bins.c.id == levels.c.bin_id)
            .where(levels.c.product_id == self.products[sku], bins.c.code == place)
        ).first()
        return row.on_hand - row.reserved if row else 0

    def off_the_shelf(self) -> Counter[int]:
        """Units in totes that are promised to nobody."""
        rows = self.tx.execute(
            select(levels.c.product_id, levels.c.on_hand - levels.c.reserved)
            .join(bins, bins.c.id == levels.c.bin_id)
            .where(bins.c.kind == BinKind.TOTE.value)
        )
        found: Counter[int] = Counter()
        for product, units in rows:
            found[product] += units
        return found

    @invariant()
    def levels_equal_a_rebuild(self) -> None:
        assert differences(self.tx) == []

    @invariant()
    def what_lies_in_totes_for_nobody_is_what_is_to_be_put_back(self) -> None:
        asked: Counter[int] = Counter()
        for task in put_away.waiting(self.tx, self.main):
            asked[task.product_id] += task.quantity
        assert +asked == +self.off_the_shelf()

    @invariant()
    def no_unit_is_lost_between_the_house_and_the_buyers(self) -> None:
        kept: Counter[int] = Counter()
        for product, units in self.tx.execute(select(levels.c.product_id, levels.c.on_hand)):
            kept[product] += units
        out = {row.id for row in self.tx.execute(select(bins.c.id).where(bins.c.code == "OUT"))}
        for one in self.tx.execute(select(moves)).all():
            kept[one.product_id] += one.quantity * (
                (one.to_bin_id in out) - (one.from_bin_id in out)
            )
        assert all(kept[product] == BEGIN for product in self.products.values())

    @invariant()
    def nothing_comes_back_that_was_not_sent(self) -> None:
        for order in self.gone:
            for line in queries.returnable(self.tx, order):
                assert 0 <= line.returned <= line.shipped


def test_the_ledger_adds_up_through_cancels_and_returns(db: Database, build: ModuleType) -> None:
    examples = 12 if db.is_sqlite else 4  # the rules are the same there, and each step dearer
    work_at_random(House, db, build, examples=examples)
