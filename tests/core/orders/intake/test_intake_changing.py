"""A file that changes an order: all of it or nothing, and never over somebody's work."""

from __future__ import annotations

from intake_files import Import, discounts_of, lines_of, parked, reason_codes, stored
from sqlalchemy import select, update

from core.audit import of_order
from core.database import Database
from core.orders.commands import find, hold
from core.orders.models import order_lines, orders
from core.stock.checks import differences
from core.transaction import reading, writing


def test_a_changed_order_is_updated_and_promised_anew(db, take, shop, build):
    take({}, {"sku": "MUG", "quantity": "1"})
    report = take({"quantity": "3", "address": "Jl. Mawar 9"})
    assert (report.updated, report.created, report.parked) == (1, 0, ())
    order = stored(db)
    assert (order["version"], order["address"], order["fulfilment"]) == (2, "Jl. Mawar 9", "ready")
    assert lines_of(db) == [("TEA", 3)]
    with reading(db) as tx:
        free = build.available(tx, shop.warehouse, list(shop.products.values()))
        assert free == {shop.products["TEA"]: 7, shop.products["MUG"]: 5}
        assert differences(tx) == []
        changed = of_order(tx, order["id"])[-2]
    assert changed.kind == "changed"
    assert changed.data["changes"]["address"] == ["Jl. Melati 1", "Jl. Mawar 9"]
    assert changed.data["changes"]["lines"] == ["1 × MUG, 2 × TEA", "3 × TEA"]


def test_a_change_that_stock_does_not_cover_makes_the_order_short(db, take):
    take({})
    take({"quantity": "11"})
    assert stored(db)["fulfilment"] == "short"
    with reading(db) as tx:
        assert differences(tx) == []


def test_what_a_row_gives_off_stays_with_its_line(db, take):
    rows = ({"discount": "500"}, {"sku": "MUG", "quantity": "1", "discount": ""})
    take(*rows)
    assert discounts_of(db) == [50_000, 0]
    assert take(*rows).unchanged == 1
    moved = ({"discount": ""}, {"sku": "MUG", "quantity": "1", "discount": "500"})
    assert take(*moved).updated == 1
    assert discounts_of(db) == [0, 50_000]
    assert (stored(db)["discount"], stored(db)["version"]) == (50_000, 2)
    with reading(db) as tx:
        (told,) = [one.data for one in of_order(tx, stored(db)["id"]) if one.kind == "changed"]
    assert told["changes"]["lines"] == [
        "1 × MUG @10000.00, 2 × TEA @10000.00 -500.00",
        "1 × MUG @10000.00 -500.00, 2 × TEA @10000.00",
    ]


def test_a_discount_that_comes_after_work_began_is_parked_with_what_differs(db, take, rules):
    from dataclasses import replace

    take({})
    claimed = replace(rules, is_claimed=lambda _tx, _order: True)
    report = take({"discount": "250"}, rules=claimed)
    assert report.parked[0].reasons[0].params["changes"] == (
        "lines: 2 × TEA @10000.00 → 2 × TEA @10000.00 -250.00"
    )
    assert discounts_of(db) == [0]


def test_more_than_a_line_costs_by_the_catalogue_is_off_the_whole_order(db, take):
    take({"unit_price": "", "discount": "60000"}, {"sku": "MUG", "quantity": "3"})
    assert discounts_of(db) == [5_000_000, 0]
    assert (stored(db)["goods"], stored(db)["discount"]) == (8_000_000, 6_000_000)


def test_an_order_of_before_is_not_changed_by_the_discounts_of_its_lines(db, take, rules):
    from dataclasses import replace

    rows = ({"discount": "500"}, {"sku": "MUG", "quantity": "1"})
    take(*rows)
    with writing(db) as tx:  # as it was stored when lines had no discount of their own
        tx.execute(update(order_lines).values(discount=0))
    claimed = replace(rules, is_claimed=lambda _tx, _order: True)
    assert take(*rows, rules=claimed).unchanged == 1
    paid = ({"discount": "500", "paid": "1000"}, {"sku": "MUG", "quantity": "1"})
    assert take(*paid, rules=claimed).updated == 1
    assert discounts_of(db) == [50_000, 0]
    assert (stored(db)["discount"], stored(db)["version"]) == (50_000, 1)


def test_a_payment_moves_the_status_on_and_never_back(db, take):
    take({"paid": "0"})
    take({"paid": "20000"})
    assert stored(db)["status"] == "processing"
    take({"paid": "0"})
    assert stored(db)["status"] == "processing"


def test_a_held_order_takes_a_new_address_and_stays_held(db, take):
    take({})
    with writing(db) as tx:
        hold(tx, find(tx, "A-1").id, "address")
    assert take({"address": "Jl. Mawar 9"}).updated == 1
    assert (stored(db)["fulfilment"], stored(db)["address"]) == ("held", "Jl. Mawar 9")


def test_a_change_after_work_began_is_parked_with_what_differs(db, take, rules):
    from dataclasses import replace

    take({})
    claimed = replace(rules, is_claimed=lambda _tx, _order: True)
    report = take({"quantity": "3", "cod": "30000"}, rules=claimed)
    assert reason_codes(report) == ["changed_too_late"]
    changes = report.parked[0].reasons[0].params["changes"]
    assert changes == "cod: 0.00 → 30000.00; lines: 2 × TEA → 3 × TEA"
    assert stored(db)["version"] == 1
    with writing(db) as tx:
        tx.execute(update(order_lines).values(packed=1))
    assert reason_codes(take({"quantity": "4"})) == ["changed_too_late"]
    with writing(db) as tx:
        tx.execute(update(order_lines).values(packed=0))
        tx.execute(update(orders).values(fulfilment="cancelled"))
    assert reason_codes(take({"quantity": "5"})) == ["changed_too_late"]
    # Only the latest version of an order waits.
    assert len(parked(db)) == 1


def test_the_same_number_of_another_buyer_is_parked_across_and_within_files(db, take):
    take({})
    report = take({"customer": "Ani", "phone": "0800 200"})
    assert reason_codes(report) == ["other_buyer"]
    assert stored(db)["customer"] == "Budi Santoso"
    inside = take({"order_no": "B"}, {"order_no": "B", "sku": "MUG", "customer": "Ani"})
    assert reason_codes(inside) == ["differs_in_order"]


def test_another_spelling_or_a_masked_name_is_the_same_buyer(db, take):
    take({})
    assert take({"customer": "BUDI SANTOSO"}).updated == 1
    assert take({"customer": "B***o"}).updated == 1


def test_orders_of_one_phone_are_one_customers_and_masked_ones_nobodys(
    db: Database, take: Import
) -> None:
    mine, masked = "+62 000 000 0001", "0800****12"
    take({"phone": mine}, {"order_no": "A-2", "phone": mine}, {"order_no": "A-3", "phone": masked})
    with reading(db) as tx:
        known = select(orders.c.customer_id).order_by(orders.c.order_no)
        first, second, third = tx.execute(known).scalars().all()
    assert first is not None
    assert (second, third) == (first, None)
    take({"order_no": "A-3", "phone": "+62 000 000 0002"})
    take({"order_no": "A-2", "phone": masked})
    with reading(db) as tx:
        after = tx.execute(known).scalars().all()
    assert after[0] == after[1] == first  # a mask that comes later does not make it nobody's
    assert after[2] not in {None, first}
