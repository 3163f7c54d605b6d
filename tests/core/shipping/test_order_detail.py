"""Everything about an order is told in one piece."""

from __future__ import annotations

from types import ModuleType

import pytest

from core.audit import record
from core.database import Database
from core.errors import NotFound
from core.fulfilment.claims import claim
from core.fulfilment.parcels import add_units, complete_parcel, open_parcel
from core.money import Money
from core.orders.commands import head, step
from core.orders.queries import lines_of, orders_of
from core.orders.states import Fulfilment
from core.shipping.queries import OrderDetail, Place, order_detail
from core.transaction import reading, writing


def detail(db: Database, order: int) -> OrderDetail:
    with reading(db) as tx:
        return order_detail(tx, order)


def test_a_ready_order_shows_its_buyer_its_money_and_where_its_goods_are(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5, "KOPI": 2})
    with writing(db) as tx:
        build.put(tx, shop.products["TEH"], 7, bin="B-2")
    order = build.ready_order(db, "A1", [("TEH", 3), ("KOPI", 2)], note="knock", cod=10_00)
    found = detail(db, order)
    assert (found.head.order_no, found.head.customer, found.head.note) == (
        "A1",
        "Siti Aminah",
        "knock",
    )
    assert found.head.cod == Money(10_00, "IDR")
    assert found.head.total == Money(5 * 25_000_00, "IDR")
    tea, coffee = found.lines
    assert (tea.sku, tea.quantity, tea.unpromised, tea.missing) == ("TEH", 3, 0, 0)
    assert tea.barcodes[0].code == build.ean(shop.products["TEH"])
    assert sum(place.quantity for place in tea.promised) == 3
    assert sum(place.quantity for place in tea.free) == 5 + 7 - 3
    assert {place.bin for place in tea.free} == {"B-2", "MAIN"}
    assert coffee.promised == (Place("MAIN", "", 2),)
    assert coffee.free == ()
    assert found.claim is None
    assert [event.kind for event in found.events] == ["promised"]


def test_a_short_order_names_the_product_that_is_missing_not_those_that_are_there(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 3, "KOPI": 9})
    with writing(db) as tx:
        order = build.order(tx, "A1", [("TEH", 2), ("KOPI", 1), ("TEH", 2)])
    found = detail(db, order)
    assert [line.unpromised for line in found.lines] == [2, 1, 2]
    assert [line.missing for line in found.lines] == [0, 0, 1]
    assert found.missing == {"TEH": 1}
    assert shop.warehouse == found.head.warehouse_id


def test_a_packed_order_shows_its_parcel_who_packed_it_and_what_is_inside(
    db: Database, build: ModuleType
) -> None:
    shop = build.shop(db, {"TEH": 5})
    order = build.ready_order(db, "A1", {"TEH": 3})
    with writing(db, shop.actor) as tx:
        claim(tx, order, 60_000)
        step(tx, head(tx, order), Fulfilment.PACKING)
        parcel = open_parcel(tx, shop.warehouse, order)
        line = lines_of(tx, order)[0]
        add_units(tx, parcel.id, line.id, 2)
        complete_parcel(tx, parcel.id)
        record(tx, "short", order_id=order, sku="TEH", units=1)
    found = detail(db, order)
    assert found.claim is not None
    assert (found.claim.operator, found.claim.station) == ("Sari", "S1")
    (box,) = found.parcels
    assert (box.code, box.number, box.state, box.waybill) == (parcel.code, 1, "complete", "")
    assert (box.operator, box.station, box.weight_g) == ("Sari", "S1", 400)
    assert [(one.sku, one.quantity) for one in box.contents] == [("TEH", 2)]
    (tea,) = found.lines
    assert (tea.packed, tea.boxed, tea.unpromised) == (2, 2, 0)
    assert tea.promised == (Place("MAIN", "", 1),)
    told = [(event.kind, event.operator, event.station, event.parcel) for event in found.events]
    assert told == [
        ("promised", "", "", ""),
        ("parcel_complete", "Sari", "S1", parcel.code),
        ("short", "Sari", "S1", ""),
    ]
    assert found.events[-1].data == {"sku": "TEH", "units": 1}


def test_nothing_is_missing_of_an_order_that_is_over(db: Database, build: ModuleType) -> None:
    build.shop(db, {"TEH": 0})
    with writing(db) as tx:
        order = build.order(tx, "A1", {"TEH": 2}, fulfilment=Fulfilment.CANCELLED)
    assert detail(db, order).missing == {}


def test_an_unknown_order_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound) as caught:
        detail(db, 1)
    assert caught.value.code == "order_not_found"


def test_orders_are_given_in_the_order_asked_for_without_those_that_are_not_there(
    db: Database, build: ModuleType
) -> None:
    build.shop(db, {"TEH": 0})
    with writing(db) as tx:
        first, third = (build.order(tx, number, {"TEH": 1}) for number in ("A1", "A3"))
    with reading(db) as tx:
        assert [one.id for one in orders_of(tx, [third, 999, first])] == [third, first]
