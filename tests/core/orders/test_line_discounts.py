"""What a line gives off stays with its line, and an order's discount is all of it together."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.config import parse
from core.database import Database
from core.errors import Refusal
from core.orders.entry.changes import Choose, EditedMeanwhile
from core.orders.entry.checking import NotComplete
from core.orders.entry.contents import Contents, EntryLine
from core.orders.entry.editing import edit
from core.orders.entry.making import make_at_once
from core.orders.entry.parting import merge, split
from core.orders.entry.reading import contents_of, copy_of, stored_lines, stored_row
from core.orders.entry.reasons import field_name
from core.orders.entry.rules import EntryRules, entry_rules
from core.orders.models import order_lines, orders
from core.stock.reservations import of_order
from core.transaction import Transaction, writing

sys.path.insert(0, str(Path(__file__).parents[2]))

from random_work import RandomWork, work_at_random

BUYER = Contents(
    phone="+620001234567",
    customer="Ibu Ratna",
    address="Jl. Mawar 5",
    city="Bandung",
    postcode="40115",
    country="ID",
)


@pytest.fixture
def shop(db: Database, build: ModuleType) -> Any:
    return build.shop(db, {"TEH": 10, "KOPI": 10})


@pytest.fixture
def rules(shop: Any, tmp_path: Any) -> EntryRules:
    return entry_rules(parse("", tmp_path / "config.toml"), shop.warehouse, lambda tx, order: False)


def line(shop: Any, sku: str, units: int, price: int, off: int = 0) -> EntryLine:
    return EntryLine(shop.products[sku], sku, f"Barang {sku}", units, price, off)


def made(tx: Transaction, rules: EntryRules, *lines: EntryLine, **typed: Any) -> int:
    return make_at_once(tx, rules, replace(BUYER, lines=lines, **typed)).order_id


def off(tx: Transaction, order_id: int) -> dict[str, tuple[int, int]]:
    """Units and discount by SKU."""
    return {one.sku: (one.quantity, one.discount) for one in stored_lines(tx, order_id)}


def test_each_line_keeps_what_it_gives_off_and_the_order_says_all_of_it(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        lines = (line(shop, "TEH", 2, 10_000, 500), line(shop, "KOPI", 1, 7_000))
        order = made(tx, rules, *lines, discount="10", shipping_fee="20")
        row = stored_row(tx, order)
        assert off(tx, order) == {"TEH": (2, 500), "KOPI": (1, 0)}
        assert (row.goods, row.discount, row.total) == (27_000, 1_500, 27_500)
        read = contents_of(tx, order, rules.zone)
        assert (read.discount, read.lines) == ("10", lines)


def test_no_line_gives_off_more_than_it_costs(db: Database, shop: Any, rules: EntryRules) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000, 20_000))
        base = contents_of(tx, order, rules.zone)
        with pytest.raises(NotComplete, match="lines"):
            edit(
                tx, rules, order, base, replace(base, lines=(line(shop, "TEH", 1, 10_000, 20_000),))
            )
    for wrong in (20_001, -1):
        with pytest.raises(IntegrityError), writing(db, shop.actor) as tx:
            tx.execute(update(order_lines).values(discount=wrong))


def test_a_discount_alone_changes_money_and_neither_goods_nor_label(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000), line(shop, "KOPI", 1, 7_000, 100))
        tx.execute(update(order_lines).values(picked=1))
        held = of_order(tx, order)
        base = contents_of(tx, order, rules.zone)
        lines = (line(shop, "TEH", 2, 10_000, 500), line(shop, "KOPI", 1, 7_000))
        done = edit(tx, rules, order, base, replace(base, lines=lines))
        assert dict(done.changes) == {"discount:TEH": (None, "5"), "discount:KOPI": ("1", None)}
        assert not done.on_label
        assert off(tx, order) == {"TEH": (2, 500), "KOPI": (1, 0)}
        row = stored_row(tx, order)
        assert (row.goods, row.discount, row.total) == (27_000, 500, 26_500)
        assert of_order(tx, order) == held


def test_the_later_editor_sees_the_discount_of_a_line_as_a_field_of_its_own(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000, 100))
        base = contents_of(tx, order, rules.zone)
        theirs = replace(base, lines=(line(shop, "TEH", 2, 10_000, 300),))
        edit(tx, rules, order, base, theirs)
        mine = replace(base, lines=(line(shop, "TEH", 3, 10_000, 200),))
        with pytest.raises(EditedMeanwhile) as caught:
            edit(tx, rules, order, base, mine)
        (clash,) = caught.value.clashes
        assert (clash.field, clash.before, clash.theirs, clash.mine, clash.who) == (
            "discount:TEH",
            "1",
            "3",
            "2",
            "Sari",
        )
        assert field_name(clash.field) == "Discount of TEH"
        edit(tx, rules, order, base, mine, choose=Choose.THEIRS)
        assert off(tx, order) == {"TEH": (3, 300)}
        edit(tx, rules, order, base, mine, choose=Choose.MINE)
        assert off(tx, order) == {"TEH": (3, 200)}


def test_units_of_one_and_a_discount_of_another_both_stay(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000, 100))
        base = contents_of(tx, order, rules.zone)
        edit(tx, rules, order, base, replace(base, lines=(line(shop, "TEH", 2, 10_000),)))
        mine = replace(base, lines=(line(shop, "TEH", 5, 10_000, 100),))
        edit(tx, rules, order, base, mine, choose=Choose.THEIRS)
        assert off(tx, order) == {"TEH": (5, 0)}


def test_a_copy_has_the_discounts_of_the_lines_and_not_that_of_the_order(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000, 500), discount="10")
        copy = make_at_once(tx, rules, copy_of(tx, order, rules.zone)).order_id
        assert off(tx, copy) == {"TEH": (2, 500)}
        assert stored_row(tx, copy).discount == 500


def test_a_split_shares_the_discounts_of_lines_to_the_last_unit_of_money(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        lines = (line(shop, "TEH", 3, 10_000, 1_000), line(shop, "KOPI", 1, 7_000, 70))
        order = made(tx, rules, *lines, discount="10.01")
        ids = {one.sku: one.id for one in stored_lines(tx, order)}
        done = split(tx, rules, order, {ids["TEH"]: 1, ids["KOPI"]: 1})
        assert off(tx, order) == {"TEH": (2, 667)}
        assert off(tx, done.second_id) == {"TEH": (1, 333), "KOPI": (1, 70)}
        worth = 10_000 - 333 + 7_000 - 70
        own = 1_001 * worth // (37_000 - 1_070)
        assert stored_row(tx, done.second_id).discount == 403 + own
        assert stored_row(tx, order).discount == 667 + 1_001 - own


def test_a_merge_adds_the_discounts_of_lines_that_become_one(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        keep = made(tx, rules, line(shop, "TEH", 2, 10_000, 500), discount="1")
        gone = made(tx, rules, line(shop, "TEH", 1, 10_000, 50), line(shop, "KOPI", 1, 7_000, 70))
        merge(tx, rules, keep, gone)
        assert off(tx, keep) == {"TEH": (3, 550), "KOPI": (1, 70)}
        assert contents_of(tx, keep, rules.zone).discount == "1"


def test_an_order_of_before_has_all_of_its_discount_as_its_own(
    db: Database, shop: Any, rules: EntryRules
) -> None:
    with writing(db, shop.actor) as tx:
        order = made(tx, rules, line(shop, "TEH", 2, 10_000, 500))
        tx.execute(update(order_lines).values(discount=0))
        read = contents_of(tx, order, rules.zone)
        assert (read.discount, read.lines[0].discount) == ("5", 0)
        edit(tx, rules, order, read, replace(read, city="Garut"))
        assert stored_row(tx, order).discount == 500


money = st.integers(0, 12_000)
units = st.integers(1, 5)
which = st.integers(0, 99)


class Desk(RandomWork):
    """Orders that are made, changed, split, merged and copied in one transaction."""

    folder: Any

    @initialize()
    def open(self) -> None:
        self.begin()
        warehouse = self.build.warehouse(self.tx)
        self.products = [(self.build.product(self.tx, sku), sku) for sku in ("TEH", "KOPI")]
        config = parse("", self.folder / "config.toml")
        self.rules = entry_rules(config, warehouse, lambda tx, order: False)
        self.orders: list[int] = []
        self.makes([(0, 3, 10_000, 1_000), (1, 1, 7_001, 3)], 1_001)

    def lines(self, told: list[tuple[int, int, int, int]]) -> tuple[EntryLine, ...]:
        return tuple(
            EntryLine(*self.products[at % 2], "", count, price, min(off, count * price))
            for at, count, price, off in told
        )

    def attempt(self, deed: Callable[[], Any]) -> Any:
        """As a transaction would: all of it or nothing."""
        try:
            with self.connection.begin_nested():
                return deed()
        except Refusal:
            return None

    def total(self) -> tuple[int, int]:
        """What all orders cost, and what all their lines give off."""
        lines = [line for one in self.orders for line in stored_lines(self.tx, one)]
        total = sum(stored_row(self.tx, one).total for one in self.orders)
        return total, sum(line.discount for line in lines)

    @rule(told=st.lists(st.tuples(which, units, money, money), min_size=1, max_size=3), own=money)
    def makes(self, told: list[tuple[int, int, int, int]], own: int) -> None:
        typed = replace(BUYER, lines=self.lines(told), discount=f"{own / 100:.2f}")
        done = self.attempt(lambda: make_at_once(self.tx, self.rules, typed))
        self.orders += [done.order_id] if done else []

    @rule(at=which, line=which, off=money, count=units)
    def changes(self, at: int, line: int, off: int, count: int) -> None:
        order = self.orders[at % len(self.orders)]
        base = contents_of(self.tx, order, self.rules.zone)
        lines = list(base.lines)
        one = lines[line % len(lines)]
        lines[line % len(lines)] = replace(one, discount=off, quantity=count)
        wanted = replace(base, lines=tuple(lines))
        self.attempt(lambda: edit(self.tx, self.rules, order, base, wanted))

    @rule(at=which, line=which, count=units)
    def splits(self, at: int, line: int, count: int) -> None:
        order = self.orders[at % len(self.orders)]
        lines = stored_lines(self.tx, order)
        parts = {lines[line % len(lines)].id: count}
        before = self.total()
        done = self.attempt(lambda: split(self.tx, self.rules, order, parts))
        self.orders += [done.second_id] if done else []
        assert self.total() == before

    @rule(at=which, other=which)
    def merges(self, at: int, other: int) -> None:
        keep, gone = self.orders[at % len(self.orders)], self.orders[other % len(self.orders)]
        before = self.total()
        done = self.attempt(lambda: merge(self.tx, self.rules, keep, gone))
        if done is not None:
            self.orders.remove(gone)
        assert self.total() == before

    @rule(at=which)
    def copies(self, at: int) -> None:
        order = self.orders[at % len(self.orders)]
        like = copy_of(self.tx, order, self.rules.zone)
        made = make_at_once(self.tx, self.rules, like).order_id
        assert [one.discount for one in stored_lines(self.tx, made)] == [
            one.discount for one in stored_lines(self.tx, order)
        ]
        self.orders.append(made)

    @invariant()
    def adds_up(self) -> None:
        if not hasattr(self, "tx"):
            return
        wanted = [*order_lines.c]
        for order in self.orders:
            row = self.tx.execute(select(orders).where(orders.c.id == order)).one()
            lines = self.tx.execute(select(*wanted).where(order_lines.c.order_id == order)).all()
            assert row.goods == sum(one.quantity * one.unit_price for one in lines)
            assert sum(one.discount for one in lines) <= row.discount <= row.goods
            assert row.total == row.goods - row.discount + row.shipping_fee


@pytest.mark.parametrize("examples", [8])
def test_whatever_is_done_to_orders_their_sums_add_up(
    db: Database, build: ModuleType, tmp_path: Any, examples: int
) -> None:
    work_at_random(Desk, db, build, examples=examples, steps=12, folder=tmp_path)
