"""Any row of stock commands leaves levels that equal a rebuild, and moves that only grow."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import func, select

from core.database import Database
from core.errors import Refusal
from core.orders.models import order_lines
from core.stock import commands as stock
from core.stock import reservations
from core.stock.checks import differences
from core.stock.models import BinKind, levels, moves
from core.stock.models import reservations as reserved
from core.stock.places import shelf, special_bin, tote
from core.stock.reservations import Held, Missing, Want

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, one_of, work_at_random

SKUS = ("TEH", "KOPI")
some = st.integers(1, 6)
which = st.integers(0, 99)
product = st.integers(0, len(SKUS) - 1)
place = st.integers(0, 2)


class Warehouse(RandomWork):
    """Random work in one warehouse, in one transaction that is rolled back at the end."""

    @initialize()
    def open(self) -> None:
        tx = self.begin()
        self.main = self.build.warehouse(tx)
        self.products = [self.build.product(tx, sku) for sku in SKUS]
        self.shelves = [shelf(tx, self.main, f"A-{n}").id for n in range(3)]
        self.totes = [tote(tx, self.main, f"T-{n}") for n in range(2)]
        self.packed = special_bin(tx, self.main, BinKind.PACKED)
        self.out = special_bin(tx, self.main, BinKind.OUT)
        self.on_hand: Counter[tuple[int, int]] = Counter()  # (product, bin), as the test counts
        self.held: Counter[tuple[int, int, int]] = Counter()  # (line, product, bin)
        self.packed_from: list[tuple[Held, int]] = []
        self.orders = self.moves = 0

    @contextmanager
    def whole(self) -> Iterator[None]:
        """As a transaction would: all of it or nothing."""
        with self.connection.begin_nested():
            yield

    def free(self, product_id: int) -> int:
        on_hand = sum(self.on_hand[product_id, bin_id] for bin_id in self.shelves)
        held = sum(
            n for (_l, p, b), n in self.held.items() if p == product_id and b in self.shelves
        )
        return on_hand - held

    def holds(self) -> list[Held]:
        return [h for order in self.order_ids() for h in reservations.of_order(self.tx, order)]

    def order_ids(self) -> list[int]:
        r = reserved.c
        return list(self.tx.execute(select(r.order_id).distinct().order_by(r.order_id)).scalars())

    @rule(what=product, where=place, units=some)
    def receive(self, what: int, where: int, units: int) -> None:
        goods = (self.products[what], self.shelves[where], units)
        stock.receive_many(self.tx, self.main, [goods], reason="receipt")
        self.on_hand[goods[:2]] += units

    @rule(units=st.lists(st.tuples(product, some), min_size=1, max_size=3), partial=st.booleans())
    def reserve(self, units: list[tuple[int, int]], partial: bool) -> None:
        self.orders += 1
        order = self.build.order(self.tx, f"A{self.orders}", [(SKUS[p], n) for p, n in units])
        lines = self.tx.execute(
            select(order_lines.c.id)
            .where(order_lines.c.order_id == order)
            .order_by(order_lines.c.line_no)
        ).scalars()
        wants = [
            Want(order, line, self.products[p], n)
            for line, (p, n) in zip(lines, units, strict=True)
        ]
        wanted: Counter[int] = Counter()
        for want in wants:
            wanted[want.product_id] += want.quantity
        lacks = {p: n - self.free(p) for p, n in wanted.items() if n > self.free(p)}
        told = reservations.lacking(self.tx, self.main, wants)
        missing = reservations.promise(self.tx, self.main, [wants], partial=partial)
        assert missing == told
        summed: Counter[int] = Counter()
        for one in missing:
            assert isinstance(one, Missing)
            summed[one.product_id] += one.quantity
        assert summed == lacks
        now = reservations.of_order(self.tx, order)
        got = sum(h.quantity for h in now)
        if not lacks or partial:
            assert got == sum(wanted.values()) - sum(lacks.values())
        else:
            assert got == 0
        for held in now:
            self.held[held.line_id, held.product_id, held.bin_id] += held.quantity

    @rule(pick=which, units=some)
    def give_back(self, pick: int, units: int) -> None:
        for held in one_of(self.holds(), pick):
            if units >= held.quantity:
                reservations.release(self.tx, [held])
            else:
                reservations.shrink(self.tx, held, units)
            self._unhold(held, min(units, held.quantity))

    @rule(pick=which, units=some, to=st.integers(0, 1))
    def pick_to_tote(self, pick: int, units: int, to: int) -> None:
        shelved = [h for h in self.holds() if h.bin_id in self.shelves]
        for held in one_of(shelved, pick):
            units = min(units, held.quantity)
            target = self.totes[to]
            reservations.carry(self.tx, self.main, held, units, target, reference="A")
            self._unhold(held, units)
            self.held[held.line_id, held.product_id, target] += units
            self._moved(held.product_id, held.bin_id, target, units)

    @rule(pick=which, units=some)
    def pack(self, pick: int, units: int) -> None:
        for held in one_of(self.holds(), pick):
            units = min(units, held.quantity)
            goods = stock.Move(held.product_id, held.bin_id, self.packed, units, consume=units)
            stock.post(self.tx, self.main, [goods], reason="pack")
            reservations.shrink(self.tx, held, units, give_back=False)
            self._unhold(held, units)
            self._moved(held.product_id, held.bin_id, self.packed, units)
            self.packed_from.append((held, units))

    @rule(pick=which)
    def unpack(self, pick: int) -> None:
        for back in one_of(self.packed_from, pick):
            held, units = back
            self.packed_from.remove(back)
            goods = stock.Move(held.product_id, self.packed, held.bin_id, units)
            stock.post(self.tx, self.main, [goods], reason="unpack")
            reservations.restore(self.tx, held, units)
            self._moved(held.product_id, self.packed, held.bin_id, units)
            self.held[held.line_id, held.product_id, held.bin_id] += units

    @rule(pick=which)
    def hand_over(self, pick: int) -> None:
        for gone in one_of(self.packed_from, pick):
            held, units = gone
            self.packed_from.remove(gone)
            goods = stock.Move(held.product_id, self.packed, self.out, units)
            stock.post(self.tx, self.main, [goods], reason="hand_over")
            self.on_hand[held.product_id, self.packed] -= units

    @rule(what=product, where=place, counted=st.integers(0, 8))
    def count(self, what: int, where: int, counted: int) -> None:
        product_id, bin_id = self.products[what], self.shelves[where]
        held = sum(n for (_l, p, b), n in self.held.items() if (p, b) == (product_id, bin_id))
        if counted < held:
            with pytest.raises(Refusal, match="stock_reserved"), self.whole():
                stock.adjust_to(self.tx, self.main, product_id, bin_id, counted, reason="count")
        else:
            stock.adjust_to(self.tx, self.main, product_id, bin_id, counted, reason="count")
            self.on_hand[product_id, bin_id] = counted

    @rule(what=product, source=place, to=place, units=some, and_more=some)
    def carry_between_shelves(
        self, what: int, source: int, to: int, units: int, and_more: int
    ) -> None:
        if source == to:
            return
        here, there, away = self.shelves[source], self.shelves[to], self.products[what]
        goods = [stock.Move(away, here, there, units), stock.Move(away, here, self.out, and_more)]
        held = sum(n for (_l, p, b), n in self.held.items() if (p, b) == (away, here))
        enough = self.on_hand[away, here] - held >= units + and_more
        if not enough:
            with pytest.raises(Refusal, match="stock_not_enough"), self.whole():
                stock.post(self.tx, self.main, goods, reason="transfer")
        else:
            stock.post(self.tx, self.main, goods, reason="transfer")
            self._moved(away, here, there, units)
            self.on_hand[away, here] -= and_more

    def _moved(self, product_id: int, source: int, target: int, units: int) -> None:
        self.on_hand[product_id, source] -= units
        self.on_hand[product_id, target] += units

    def _unhold(self, held: Held, units: int) -> None:
        self.held[held.line_id, held.product_id, held.bin_id] -= units

    @invariant()
    def levels_equal_a_rebuild(self) -> None:
        assert differences(self.tx) == []

    @invariant()
    def levels_equal_what_was_done(self) -> None:
        kept = self.tx.execute(select(levels.c.product_id, levels.c.bin_id, levels.c.on_hand))
        assert {(p, b): n for p, b, n in kept if n} == {k: n for k, n in self.on_hand.items() if n}
        r = reserved.c
        kept = self.tx.execute(select(r.order_line_id, r.product_id, r.bin_id, r.quantity))
        assert {tuple(row[:3]): row[3] for row in kept} == {
            key: n for key, n in self.held.items() if n
        }

    @invariant()
    def what_can_be_promised_is_what_lies_free_on_shelves(self) -> None:
        free = {p: self.free(p) for p in self.products}
        assert self.build.available(self.tx, self.main, self.products) == free

    @invariant()
    def moves_only_grow(self) -> None:
        count = self.tx.execute(select(func.count()).select_from(moves)).scalar_one()
        assert count >= self.moves
        self.moves = count


def test_levels_equal_a_rebuild_after_any_work(db: Database, build: ModuleType) -> None:
    examples = 25 if db.is_sqlite else 10  # the rules are the same there, and each step dearer
    work_at_random(Warehouse, db, build, examples=examples)
