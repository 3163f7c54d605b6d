"""Two processes change the same order at one moment: one wins, the other is told, all adds up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[2]))

from fakes.processes import at_once

from core.customers.commands import make
from core.customers.records import Details
from core.doctor import money, promises, status, stock
from core.doctor.examining import examine
from core.doctor.looking import Means
from core.orders import buyers
from core.orders.entry.reading import contents_of
from core.orders.models import order_lines, orders
from core.orders.payments.commands import Paid, confirm, report
from core.orders.status import policy_of
from core.returns import commands, inspecting, queries
from core.returns.settling import Settlement, settle
from core.shipping.cancelling import cancel_order
from core.shipping.editing import edit_order, merge_orders, split_order
from core.shipping.settings import settings_of
from core.stock.checks import differences
from core.transaction import Transaction, reading, writing

Work = Callable[[Transaction], object]
TURNS = 2


class Two:
    """Two orders of one buyer, and what can be done with them."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop
        same = {"source": "manual", "phone": "+62 000 1234567"}
        self.first, self.second = (
            shop.build.ready_order(shop.db, number, {"TEH": 2}, **same) for number in ("A1", "B1")
        )
        with reading(shop.db) as tx:
            self.base = contents_of(tx, self.first, shop.rules.zone)

    def split(self, tx: Transaction) -> object:
        return split_order(tx, self.shop.rules, self.first, {"TEH": 1})

    def merge(self, tx: Transaction) -> object:
        return merge_orders(tx, self.shop.rules, self.first, self.second)

    def merge_back(self, tx: Transaction) -> object:
        return merge_orders(tx, self.shop.rules, self.second, self.first)

    def cancel(self, tx: Transaction) -> object:
        return cancel_order(tx, self.first, "buyer")

    def edit(self, tx: Transaction) -> object:
        return self._edit(tx, "Jl. Melati 6")

    def edit_else(self, tx: Transaction) -> object:
        return self._edit(tx, "Jl. Kenanga 9")

    def _edit(self, tx: Transaction, address: str) -> object:
        """As it was seen before either began."""
        wanted = self.base.with_values({"address": address})
        settings = settings_of(self.shop.config)
        return edit_order(tx, settings, self.shop.rules, self.first, self.base, wanted)


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        ("split", "split", {("ok", "part_too_many"), ("ok", "part_everything")}),
        ("merge", "merge", {("ok", "part_begun")}),
        ("merge", "merge_back", {("ok", "part_begun")}),
        ("cancel", "cancel", {("illegal_step", "ok")}),
        ("cancel", "merge", {("ok", "ok"), ("ok", "part_begun")}),
        ("cancel", "split", {("ok", "ok"), ("ok", "part_begun")}),
        ("cancel", "edit", {("ok", "ok"), ("edit_gone", "ok")}),
        ("edit", "edit_else", {("ok", "order_edited_meanwhile")}),
        ("edit", "split", {("ok", "ok"), ("ok", "order_edited_meanwhile")}),
        ("edit", "merge", {("edit_gone", "ok"), ("merge_differs", "ok"), ("ok", "ok"),
                           ("ok", "order_edited_meanwhile")}),
    ],
)  # fmt: skip
def test_of_two_who_change_an_order_at_once_each_gets_a_clear_answer(
    shop: Any, database_url: str, one: str, other: str, allowed: set[tuple[str, str]]
) -> None:
    two = Two(shop)
    works = [(shop.actor, getattr(two, name)) for name in (one, other)]
    assert tuple(sorted(at_once(database_url, works))) in allowed
    whole(shop, units=4)


def test_a_return_is_settled_once_however_many_settle_it(shop: Any, database_url: str) -> None:
    order = shop.send("A1", {"TEH": 2}, source="manual", paid=50_000_00)
    with writing(shop.db, shop.actor) as tx:
        (line,) = queries.returnable(tx, order)
        back = commands.register(tx, order, wanted={line.line_id: 2}, reason="x", arrived=True)
        inspecting.inspect(tx, back.id, shop.made.products["TEH"], 2, "MAIN")
        inspecting.finish(tx, back.id)

    def work(tx: Transaction) -> object:
        return settle(tx, shop.rules, back.id, Settlement())

    assert sorted(at_once(database_url, [(shop.actor, work)] * 3)) == [
        "illegal_step",
        "illegal_step",
        "ok",
    ]


def test_a_payment_is_confirmed_once(shop: Any, database_url: str) -> None:
    policy = policy_of(shop.config)
    order = shop.build.ready_order(
        shop.db, "A1", {"TEH": 2}, source="manual", status="unpaid", paid=0
    )
    with writing(shop.db, shop.actor) as tx:
        made = report(tx, policy, order, Paid(20_000_00)).payment.id

    def work(tx: Transaction) -> object:
        return confirm(tx, policy, made)

    assert sorted(at_once(database_url, [(shop.actor, work)] * 3)).count("ok") == 1
    whole(shop, units=2)


@pytest.mark.parametrize("back", [False, True])
def test_customers_become_one_once_whichever_way(
    shop: Any, database_url: str, *, back: bool
) -> None:
    for turn in range(TURNS):
        with writing(shop.db, shop.actor) as tx:
            one = make(tx, Details(f"Siti {turn}", (f"+62 000 123450{turn}",))).id
            other = make(tx, Details(f"Ibu Siti {turn}", (f"+62 000 765430{turn}",))).id
            for number, whose in (("A", one), ("B", other)):
                shop.build.order(tx, f"{number}{turn}", {"TEH": 1}, customer_id=whose)

        def there(tx: Transaction, one: int = one, other: int = other) -> object:
            return buyers.merge(tx, one, other)

        def here(tx: Transaction, one: int = one, other: int = other) -> object:
            return buyers.merge(tx, other, one) if back else buyers.merge(tx, one, other)

        said = at_once(database_url, [(shop.actor, there), (shop.actor, here)])
        assert sorted(said) == ["customer_gone", "ok"]
        with reading(shop.db) as tx:
            query = select(func.count()).group_by(orders.c.customer_id)
            mine = query.where(orders.c.order_no.in_([f"A{turn}", f"B{turn}"]))
            assert tx.execute(mine).scalars().all() == [2]


def whole(shop: Any, *, units: int) -> None:
    """Stock, promises, money and words agree, and no unit that was ordered is lost or doubled."""
    with reading(shop.db) as tx:
        assert differences(tx) == []
        alive = orders.c.merged_into.is_(None)
        of_order = order_lines.join(orders, orders.c.id == order_lines.c.order_id)
        query = select(func.sum(order_lines.c.quantity)).select_from(of_order).where(alive)
        assert tx.execute(query).scalar() == units
    looks = [*stock.LOOKS, *promises.LOOKS, *money.LOOKS, *status.LOOKS]
    results = examine(Means(shop.db, shop.config), looks, rest_s=0)
    assert [one.code for result in results for one in result.found] == []
