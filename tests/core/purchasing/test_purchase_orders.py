"""Purchase orders: drafts, what makes them orders, and how they end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.clock import local
from core.errors import IllegalTransition, NotAllowed, NotFound, Refusal
from core.people.permissions import ROLES, Role
from core.purchasing import commands, queries, suppliers
from core.purchasing.commands import Head, Wanted
from core.purchasing.states import PurchaseState
from core.purchasing.suppliers import Details
from core.transaction import writing


def test_a_draft_takes_the_suppliers_prices_and_adds_up(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        made = buyer.draft(tx, {"TEH": 20, "KOPI": (3, 550)}, note="kirim pagi")
        assert (made.number, made.state, made.supplier) == ("PO000001", PurchaseState.DRAFT, "A")
        assert (made.lines, made.ordered, made.received) == (2, 23, 0)
        assert (made.total.minor, made.came.minor) == (20 * 1000 + 3 * 550, 0)
        tea, coffee = queries.lines_of(tx, made.id)
        assert (tea.sku, tea.unit_price, tea.left, coffee.total) == ("TEH", 1000, 20, 1650)
        told = commands.advice(tx, made)
        assert [(line.sku, minimum, pack) for line, minimum, pack in told] == [("KOPI", 10, 5)]
        changed = commands.put(
            tx, made.id, [Wanted(buyer.id("TEH"), 0), Wanted(buyer.id("KOPI"), 10)]
        )
        # What a line costs stays as it was said.
        assert (changed.lines, changed.total.minor) == (1, 5500)
        assert buyer.draft(tx, {"TEH": 1}).number == "PO000002"


def test_ordered_goods_are_expected_after_the_suppliers_days(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        done = buyer.ordered(tx, {"TEH": 20})
        today = local(tx.now, "Asia/Jakarta").date()
        assert done.state is PurchaseState.ORDERED
        assert (done.ordered_at, done.expected_on) == (tx.now, today + timedelta(days=7))
        told = buyer.ordered(tx, {"TEH": 5}, expected_on=date(2030, 1, 2))
        assert told.expected_on == date(2030, 1, 2)
        assert queries.coming(tx, buyer.shop.warehouse) == {buyer.id("TEH"): 25}
        buyer.draft(tx, {"KOPI": 4})
        assert queries.coming(tx, buyer.shop.warehouse, drafts=True) == {
            buyer.id("TEH"): 25,
            buyer.id("KOPI"): 4,
        }


def test_only_a_draft_is_changed_and_only_what_is_right_is_ordered(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        empty = buyer.draft(tx, {})
        with pytest.raises(Refusal, match="purchase_empty"):
            commands.order(tx, buyer.rules, empty.id)
        done = buyer.ordered(tx, {"TEH": 20})
        for change in (
            lambda: commands.put(tx, done.id, [Wanted(buyer.id("TEH"), 1)]),
            lambda: commands.edit(tx, done.id, Head(note="x")),
        ):
            with pytest.raises(Refusal, match="purchase_not_draft"):
                change()
        with pytest.raises(IllegalTransition):
            commands.order(tx, buyer.rules, done.id)
        for wanted, why in (
            (Wanted(buyer.id("TEH"), -1), "purchase_quantity"),
            (Wanted(buyer.id("TEH"), 10**8), "purchase_quantity"),
            (Wanted(buyer.id("TEH"), 10, 10**15), "money_too_big"),
            (Wanted(0, 1), "product_not_found"),
        ):
            with pytest.raises(Refusal) as refused:
                commands.put(tx, empty.id, [wanted])
            assert refused.value.code == why
        suppliers.drop_terms(tx, buyer.first, buyer.id("GULA"))
        with pytest.raises(Refusal, match="purchase_price_needed"):
            commands.put(tx, empty.id, [Wanted(buyer.id("GULA"), 1)])
        suppliers.change(tx, buyer.first, Details(active=False))
        with pytest.raises(Refusal, match="supplier_inactive"):
            buyer.draft(tx, {})
        with pytest.raises(NotFound):
            queries.by_number(tx, "PO9")


def test_another_currency_needs_a_rate(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        abroad = suppliers.add(tx, "US", Details("Abroad", currency="USD"), "IDR").id
        made = buyer.draft(tx, {"TEH": (5, 125)}, supplier=abroad)
        assert (made.total.currency, made.rate) == ("USD", "")
        with pytest.raises(Refusal, match="purchase_rate_needed"):
            commands.order(tx, buyer.rules, made.id)
        for wrong in ("0", "-1", "abc", "NaN", "Infinity", "1e30"):
            with pytest.raises(Refusal, match="rate_wrong"):
                commands.edit(tx, made.id, Head(rate=wrong))
        assert commands.edit(tx, made.id, Head(rate="16350,50")).rate == "16350.5"
        assert commands.order(tx, buyer.rules, made.id).state is PurchaseState.ORDERED


def test_what_came_in_part_is_closed_and_not_cancelled(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        nothing = buyer.ordered(tx, {"TEH": 5})
        with pytest.raises(Refusal, match="reason_needed"):
            commands.cancel(tx, nothing.id, " ")
        with pytest.raises(IllegalTransition):
            commands.close(tx, nothing.id, "why")
        assert commands.cancel(tx, nothing.id, "sold out").reason == "sold out"
        part = buyer.ordered(tx, {"TEH": 5})
        buyer.receive(tx, part, "TEH", 2)
        with pytest.raises(Refusal, match="purchase_received_part"):
            commands.cancel(tx, part.id, "late")
        with pytest.raises(Refusal, match="reason_needed"):
            commands.close(tx, part.id)
        assert commands.close(tx, part.id, "late").state is PurchaseState.CLOSED
        whole = buyer.ordered(tx, {"TEH": 5})
        buyer.receive(tx, whole, "TEH", 5)
        assert commands.close(tx, whole.id).state is PurchaseState.CLOSED
        draft = buyer.draft(tx, {"TEH": 5})
        assert commands.cancel(tx, draft.id, "typo").state is PurchaseState.CANCELLED


def test_they_are_found_by_state_supplier_and_words(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        first = buyer.draft(tx, {"TEH": 5})
        second = buyer.ordered(tx, {"KOPI": 5}, supplier=buyer.second)

        def found(**by: Any) -> list[str]:
            return [one.number for one in queries.page(tx, **by)]

        assert found() == [second.number, first.number]
        assert found(states=[PurchaseState.DRAFT]) == [first.number]
        assert found(supplier_id=buyer.second) == [second.number]
        assert found(text="dua") == found(text="kopi") == found(text="po000002") == [second.number]
        assert queries.by_number(tx, "po000001").id == first.id


def test_a_packer_buys_nothing(buyer: Any) -> None:
    shop = buyer.shop
    with writing(buyer.db) as tx:
        made = buyer.draft(tx, {"TEH": 5})
        tx.actor = buyer.build.actor(tx, shop.operator, shop.station, ROLES[Role.PACKER])
        for change in (
            lambda: buyer.draft(tx, {"TEH": 5}),
            lambda: commands.order(tx, buyer.rules, made.id),
            lambda: commands.cancel(tx, made.id, "x"),
        ):
            with pytest.raises(NotAllowed):
                change()
