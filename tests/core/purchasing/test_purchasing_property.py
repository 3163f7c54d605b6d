"""Whatever is received, taken back, cancelled and closed in any order: the books agree."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import func, select

from core.catalog.models import products
from core.database import Database
from core.errors import IllegalTransition, Refusal
from core.purchasing import arrivals, commands, costs, queries, receiving, suppliers
from core.purchasing.commands import Head, Wanted
from core.purchasing.models import receipt_lines
from core.purchasing.receiving import Arrival
from core.purchasing.rules import BuyingRules
from core.purchasing.states import PurchaseState
from core.purchasing.suppliers import Details
from core.stock import commands as stock
from core.stock.checks import differences
from core.stock.models import BinKind, bins, levels
from core.stock.places import special_bin
from core.stock.queries import all_levels

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, one_of, work_at_random

SKUS = ("TEH", "KOPI")
units_ = st.integers(1, 9)
which = st.integers(0, 99)
PRICES = st.sampled_from([0, 1, 333, 1000, 99_999])
RULES = BuyingRules("IDR", "Asia/Jakarta", over_percent=10, receiving_bin="RECEIVING")


class Warehouse(RandomWork):
    """Random buying in one warehouse, in one transaction that is rolled back at the end."""

    @initialize()
    def open(self) -> None:
        tx = self.begin()
        self.main = self.build.warehouse(tx)
        self.products = {sku: self.build.product(tx, sku) for sku in SKUS}
        self.supplier = suppliers.add(tx, "A", Details("Satu"), "IDR").id
        self.purchases: list[int] = []
        self.keys = 0
        self.exact: dict[int, Fraction] = {}
        self.roundings = 0

    def on_hand(self, product: int) -> int:
        total = select(func.sum(levels.c.on_hand)).where(levels.c.product_id == product)
        return int(self.tx.execute(total).scalar() or 0)

    @rule(tea=units_, coffee=units_, price=PRICES)
    def buy(self, tea: int, coffee: int, price: int) -> None:
        wanted = [
            Wanted(self.products["TEH"], tea, price),
            Wanted(self.products["KOPI"], coffee, price + 7),
        ]
        made = commands.make(self.tx, self.supplier, self.main, wanted, Head())
        self.purchases.append(commands.order(self.tx, RULES, made.id).id)

    @rule(pick=which, sku=st.sampled_from(SKUS), n=units_, over=st.booleans(), bad=st.booleans())
    def receive(self, pick: int, sku: str, n: int, over: bool, bad: bool) -> None:
        for purchase in one_of(self.purchases, pick):
            found = queries.one_purchase(self.tx, purchase)
            line = {one.sku: one for one in queries.lines_of(self.tx, purchase)}[sku]
            limit = max(line.allowed, line.quantity + line.quantity // 10)
            before = self.on_hand(line.product_id)
            self.keys += 1
            arrival = Arrival(line.product_id, n, damaged=bad, note="wet" if bad else "")
            key = f"k{self.keys}"
            if found.state in {PurchaseState.CLOSED, PurchaseState.CANCELLED}:
                with pytest.raises(Refusal, match="purchase_takes_nothing"):
                    receiving.begin(self.tx, purchase, key)
                return
            receipt = receiving.begin(self.tx, purchase, key)
            if line.received + n > limit and not over:
                with pytest.raises(Refusal, match="receipt_over"):
                    receiving.take(self.tx, RULES, receipt.id, key, arrival, over=over)
                return
            took = receiving.take(self.tx, RULES, receipt.id, key, arrival, over=over)
            again = receiving.take(self.tx, RULES, receipt.id, key, arrival, over=over)
            assert (again.replayed, again.line) == (True, took.line)
            assert self.on_hand(line.product_id) == before + n
            self.weigh(line.product_id, before, n, line.unit_price)

    def weigh(self, product: int, before: int, units: int, price: int) -> None:
        """The average without any rounding."""
        now = self.exact.get(product)
        if now is None:
            self.exact[product] = Fraction(price)
        elif before + units > 0 and (worth := now * before + price * units) >= 0:
            self.exact[product] = worth / (before + units)
        self.roundings += 1

    @rule(pick=which)
    def take_back(self, pick: int) -> None:
        rows = self.tx.execute(select(receipt_lines.c.key).order_by(receipt_lines.c.id)).scalars()
        for key in one_of(rows.all(), pick):
            line = arrivals.line_by_key(self.tx, key)
            assert line is not None
            receipt = arrivals.one_receipt(self.tx, line.receipt_id)
            price = {
                one.id: one.unit_price for one in queries.lines_of(self.tx, receipt.purchase_id)
            }
            there = self.tx.execute(
                select(levels.c.on_hand).where(
                    levels.c.product_id == line.product_id, levels.c.bin_id == line.bin_id
                )
            ).scalar()
            if (there or 0) < line.quantity:
                return
            before = self.on_hand(line.product_id)
            self.keys += 1
            try:
                receiving.take_back(self.tx, RULES, line, f"k{self.keys}")
            except Refusal as refusal:
                if refusal.code not in {"receipt_taken_back", "purchase_takes_nothing"}:
                    raise
                return
            self.weigh(line.product_id, before, -line.quantity, price[line.purchase_line_id])

    @rule(pick=which, close=st.booleans())
    def end(self, pick: int, close: bool) -> None:
        for purchase in one_of(self.purchases, pick):
            found = queries.one_purchase(self.tx, purchase)
            try:
                (commands.close if close else commands.cancel)(self.tx, purchase, "enough")
            except (Refusal, IllegalTransition):
                after = queries.one_purchase(self.tx, purchase)
                assert after == found
                return
            assert (found.received == 0) is not close

    @rule(sku=st.sampled_from(SKUS), n=units_)
    def sell(self, sku: str, n: int) -> None:
        out = special_bin(self.tx, self.main, BinKind.OUT)
        for level in all_levels(self.tx, self.main, sku):
            if level.kind is BinKind.SHELF:
                place = self.tx.execute(select(bins.c.id).where(bins.c.code == level.bin)).scalar()
                gone = [stock.Move(level.product_id, place, out, min(n, level.on_hand))]
                stock.post(self.tx, self.main, gone, reason="out")

    @invariant()
    def the_books_agree(self) -> None:
        if not hasattr(self, "tx"):
            return
        assert differences(self.tx) == []
        for purchase in self.purchases:
            found = queries.one_purchase(self.tx, purchase)
            lines = queries.lines_of(self.tx, purchase)
            came: dict[int, int] = dict.fromkeys((line.id for line in lines), 0)
            for receipt in arrivals.receipts_of(self.tx, purchase):
                for one in arrivals.came_with(self.tx, receipt.id):
                    came[one.purchase_line_id] += -one.quantity if one.takes_back else one.quantity
            assert came == {line.id: line.received for line in lines}
            assert all(0 <= line.damaged <= line.received <= line.allowed for line in lines)
            whole = all(line.left == 0 for line in lines)
            match found.state:
                case PurchaseState.RECEIVED:
                    assert whole
                case PurchaseState.PART_RECEIVED:
                    assert not whole
                    assert found.received
                case PurchaseState.ORDERED | PurchaseState.CANCELLED:
                    assert not found.received

    @invariant()
    def the_average_is_the_weighted_one(self) -> None:
        """Exactly as its history says, and close to what no rounding would give."""
        if not hasattr(self, "tx"):
            return
        for product in self.products.values():
            entries = costs.history(self.tx, product, 500)[::-1]
            average: Decimal | None = None
            for entry in entries:
                assert entry.average_before == average
                average = costs.weighed(entry.units_before, average, entry.units, entry.unit_cost)
                assert entry.average == average
            kept = self.tx.execute(
                select(products.c.average_cost).where(products.c.id == product)
            ).scalar()
            assert (Decimal(kept) if kept else None) == average
            if average is not None and not any(entry.units < 0 for entry in entries):
                # An old error is weighed down with each receipt: half a millionth each at most.
                apart = abs(Fraction(average) - self.exact[product])
                assert apart <= Fraction(self.roundings, 2_000_000)


def test_the_books_agree_whatever_happens(db: Database, build: ModuleType) -> None:
    work_at_random(Warehouse, db, build, examples=15, steps=30)


def test_the_weights_are_exact() -> None:
    weighed = costs.weighed
    assert weighed(0, None, 3, Decimal(7)) == 7
    assert weighed(0, Decimal(5), 3, Decimal(7)) == 7
    assert weighed(1, Decimal(5), 1, Decimal(6)) == Decimal("5.5")
    assert weighed(2, Decimal(1), 1, Decimal(2)) == Decimal("1.333333")
    assert weighed(2, Decimal(1), 4, Decimal(2)) == Decimal("1.666667")
    # Half of the last decimal goes to the even one.
    assert weighed(1, Decimal("0.000001"), 1, Decimal(0)) == Decimal("0")
    assert weighed(1, Decimal("0.000003"), 1, Decimal(0)) == Decimal("0.000002")
    assert weighed(4, Decimal(3), -4, Decimal(3)) == 3
    assert weighed(10**7, Decimal(10**15), 10**7, Decimal(10**15)) == 10**15
