"""What has to be bought, and the drafts that are filled with it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from core.errors import NotAllowed, NotFound, Refusal
from core.money import Money
from core.people.permissions import ROLES, Role
from core.purchasing import commands, filling, needs, queries, suppliers
from core.purchasing.commands import Wanted
from core.purchasing.needs import Need
from core.purchasing.supplier_queries import Good
from core.purchasing.suppliers import Details, Terms
from core.stock import goods
from core.stock.goods import Told
from core.stock.models import BinKind, moves
from core.stock.places import find_bin, special_bin
from core.transaction import SYSTEM, Transaction, reading, run, writing


def needed(tx: Transaction, buyer: Any) -> dict[str, Need]:
    return {one.sku: one for one in needs.needs(tx, buyer.shop.warehouse)}


def sold(tx: Transaction, buyer: Any, sku: str, units: int, days: int, reason: str) -> None:
    place = find_bin(tx, buyer.shop.warehouse, "MAIN")
    assert place is not None
    row = {
        "warehouse_id": buyer.shop.warehouse,
        "product_id": buyer.id(sku),
        "from_bin_id": place.id,
        "to_bin_id": special_bin(tx, buyer.shop.warehouse, BinKind.OUT),
        "quantity": units,
        "reason": reason,
        "at": tx.now - timedelta(days=days),
    }
    tx.execute(insert(moves), row)


def test_what_orders_wait_for_is_bought_in_whole_packs(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        assert needed(tx, buyer) == {}
        buyer.build.put(tx, buyer.id("TEH"), 3)
        for number in ("W1", "W2"):
            buyer.build.order(tx, number, {"TEH": 8, "KOPI": 1})
        tea, coffee = needed(tx, buyer)["TEH"], needed(tx, buyer)["KOPI"]
        assert (tea.short, tea.orders, tea.free, tea.quantity) == (13, 2, 3, 15)
        assert (coffee.short, coffee.quantity) == (2, 10)  # the minimum
        assert tea.good is not None
        assert tea.good.supplier == "A"
        buyer.ordered(tx, {"TEH": 12})
        buyer.draft(tx, {"TEH": 1, "KOPI": 1})
        tea, coffee = needed(tx, buyer)["TEH"], needed(tx, buyer)["KOPI"]
        assert (tea.coming, tea.drafted, tea.short, tea.quantity) == (12, 1, 13, 0)
        assert (coffee.coming, coffee.drafted, coffee.quantity) == (0, 1, 10)


def test_below_its_point_a_product_is_bought_with_what_is_sold_meanwhile(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.put(tx, buyer.id("TEH"), 20)
        needs.set_reorder_point(tx, buyer.id("TEH"), 20)
        assert needed(tx, buyer) == {}
        needs.set_reorder_point(tx, buyer.id("TEH"), 30)
        sold(tx, buyer, "TEH", 40, 5, "hand_over")
        sold(tx, buyer, "TEH", 99, 29, "hand_over")
        sold(tx, buyer, "TEH", 99, 5, "return_back")
        tea = needed(tx, buyer)["TEH"]
        # Ten below the point, and a week of forty in four weeks: 10 + 10.
        assert (tea.short, tea.sold, tea.quantity) == (0, 40, 20)
        needs.set_reorder_point(tx, buyer.id("TEH"), 0)
        assert needed(tx, buyer) == {}
        for units in (-1, 10**8):
            with pytest.raises(Refusal, match="number_out_of_range"):
                needs.set_reorder_point(tx, buyer.id("TEH"), units)
        with pytest.raises(NotFound):
            needs.set_reorder_point(tx, 0, 5)


def test_what_is_promised_or_cancelled_is_not_bought(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.put(tx, buyer.id("TEH"), 5)
    buyer.build.ready_order(buyer.db, "W1", {"TEH": 5})
    with writing(buyer.db) as tx:
        assert needed(tx, buyer) == {}
        needs.set_reorder_point(tx, buyer.id("TEH"), 1)
        tea = needed(tx, buyer)["TEH"]
        assert (tea.free, tea.short, tea.orders, tea.quantity) == (0, 0, 0, 10)


def test_drafts_are_filled_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        suppliers.set_terms(tx, buyer.second, buyer.id("GULA"), Terms(preferred=True))
        buyer.build.product(tx, "SIRUP")
        buyer.build.order(tx, "W1", {"TEH": 8, "GULA": 3, "SIRUP": 2})
        mine = buyer.draft(tx, {"TEH": 5, "KOPI": 5})
        done = filling.fill(tx, buyer.shop.warehouse)
        assert [one.number for one in done.extended] == [mine.number]
        assert [(one.supplier, one.total) for one in done.made] == [("B", Money(3600, "IDR"))]
        assert [(one.sku, one.quantity) for one in done.unsold] == [("SIRUP", 2)]
        lines = {one.sku: one.quantity for one in queries.lines_of(tx, mine.id)}
        assert lines == {"TEH": 15, "KOPI": 5}
        again = filling.fill(tx, buyer.shop.warehouse)
        assert (again.made, again.extended) == ((), ())
        commands.order(tx, buyer.rules, mine.id)
        again = filling.fill(tx, buyer.shop.warehouse)
        assert (again.made, again.extended) == ((), ())
        buyer.build.order(tx, "W2", {"TEH": 30})
        (new,) = filling.fill(tx, buyer.shop.warehouse).made
        assert new.number not in {mine.number, done.made[0].number}


def test_one_supplier_alone_can_be_filled(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        suppliers.set_terms(tx, buyer.second, buyer.id("GULA"), Terms(preferred=True))
        buyer.build.order(tx, "W1", {"TEH": 8, "GULA": 3})
        done = filling.fill(tx, buyer.shop.warehouse, buyer.second)
        assert [one.supplier for one in done.made] == ["B"]
        assert needed(tx, buyer)["TEH"].quantity == 10


def test_a_price_of_another_currency_is_none_any_more(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.order(tx, "W1", {"TEH": 8})
        suppliers.change(tx, buyer.first, Details(currency="USD"))
        good = needed(tx, buyer)["TEH"].good
        assert good is not None
        assert good.supplier == "B"
        suppliers.change(tx, buyer.second, Details(active=False))
        assert needed(tx, buyer)["TEH"].good is None


def test_two_who_fill_at_once_buy_once(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.order(tx, "W1", {"TEH": 20, "KOPI": 20})
    start = threading.Barrier(3)
    errors: list[BaseException] = []

    def fill() -> None:
        start.wait(30)
        try:
            run(buyer.db, SYSTEM, lambda tx: filling.fill(tx, buyer.shop.warehouse), tries=20)
        except BaseException as error:  # noqa: BLE001 - looked at below
            errors.append(error)

    threads = [threading.Thread(target=fill, daemon=True) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    with reading(buyer.db) as tx:
        (only,) = queries.page(tx)
        assert only.ordered == 40


def test_a_packer_sees_and_does_not_buy(buyer: Any) -> None:
    shop = buyer.shop
    with writing(buyer.db) as tx:
        tx.actor = buyer.build.actor(tx, shop.operator, shop.station, ROLES[Role.PACKER])
        assert needed(tx, buyer) == {}
        for change in (
            lambda: filling.fill(tx, shop.warehouse),
            lambda: needs.set_reorder_point(tx, buyer.id("TEH"), 1),
        ):
            with pytest.raises(NotAllowed):
                change()
        tx.actor = buyer.build.actor(tx, shop.operator, shop.station, ROLES[Role.PICKER])
        with pytest.raises(NotAllowed):
            needed(tx, buyer)


@given(
    st.integers(-500, 500),
    st.integers(0, 300),
    st.integers(0, 1000),
    st.integers(0, 60),
    st.integers(1, 50),
    st.integers(1, 24),
)
def test_what_is_bought_is_enough_and_fits(
    position: int, point: int, sold: int, days: int, minimum: int, pack: int
) -> None:
    good = Good(1, 1, "A", 1, "TEH", "Teh", "", Money(1, "IDR"), minimum, pack, preferred=True)
    units = needs.in_packs(needs.to_buy(position, point, sold, days), good)
    enough = position >= max(0, point)
    assert (units == 0) is enough
    if units:
        assert units >= minimum
        assert units % pack == 0
        assert needs.to_buy(position + units, point, sold, days) == 0


def test_a_line_of_a_draft_may_be_taken_out_again(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        buyer.build.order(tx, "W1", {"TEH": 8})
        (made,) = filling.fill(tx, buyer.shop.warehouse).made
        commands.put(tx, made.id, [Wanted(buyer.id("TEH"), 0)])
        assert needed(tx, buyer)["TEH"].quantity == 10


def test_what_was_put_away_is_not_bought_again_for_its_reorder_point(buyer: Any) -> None:
    with writing(buyer.db) as tx:
        needs.set_reorder_point(tx, buyer.id("TEH"), 10)
        assert "TEH" in needed(tx, buyer)
        goods.change(tx, buyer.id("TEH"), Told(), "", active=False)
        assert "TEH" not in needed(tx, buyer)
