"""What a file gets wrong is parked whole, corrected step by step, or put away."""

from __future__ import annotations

import pytest
from intake_files import lines_of, parked, reason_codes, stored
from sqlalchemy import select

from core.errors import Refusal
from core.orders.intake import parking
from core.orders.intake.correcting import correct
from core.orders.models import parked_orders
from core.transaction import reading, writing


def test_a_bad_row_parks_its_whole_order_with_every_reason_and_the_others_go_in(db, take):
    report = take(
        {"order_no": "BAD"},
        {"order_no": "BAD", "sku": "NONE", "quantity": "2,5"},
        {"order_no": "UNKNOWN", "sku": "NONE"},
        {},
    )
    assert report.created == 1
    assert [(one.order_no, one.lines) for one in report.parked] == [
        ("BAD", (2, 3)),
        ("UNKNOWN", (4,)),
    ]
    assert reason_codes(report) == ["quantity_unreadable", "sku_unknown"]
    kept = {one.order_no: one for one in parked(db)}
    assert [row.cells["sku"] for row in kept["BAD"].rows] == ["TEA", "NONE"]
    assert kept["BAD"].source == "orders.csv"


def test_a_later_good_version_takes_the_order_off_the_parked_list(db, take):
    take({"quantity": "0"})
    assert take({}).created == 1
    assert parked(db) == []
    # The bad file once more is known and settled.
    assert take({"quantity": "0"}).unchanged == 1
    assert parked(db) == []
    with reading(db) as tx:
        assert tx.execute(select(parked_orders.c.resolution)).scalar_one() == "replaced"


def test_an_unknown_product_that_is_known_later_lets_the_same_file_in(db, take, build):
    assert reason_codes(take({"sku": "NEW"})) == ["sku_unknown"]
    with writing(db) as tx:
        build.product(tx, "NEW")
    assert take({"sku": "NEW"}).created == 1
    assert parked(db) == []


def test_a_parked_order_is_corrected_step_by_step_and_taken_in(db, take, rules):
    take({"quantity": "0", "sku": "NONE"})
    (entry,) = parked(db)
    cells = dict(entry.rows[0].cells)
    with writing(db) as tx:
        half = correct(tx, rules, entry.id, [{**cells, "quantity": "2"}])
    assert [reason.code for reason in half.reasons] == ["sku_unknown"]
    (entry,) = parked(db)
    assert entry.rows[0].cells["quantity"] == "2"
    with writing(db) as tx:
        done = correct(tx, rules, entry.id, [{**entry.rows[0].cells, "sku": "MUG"}])
    assert done.taken_in
    assert parked(db) == []
    assert lines_of(db) == [("MUG", 2)]
    # The file that it came in does not park it again.
    assert take({"quantity": "0", "sku": "NONE"}).parked == ()


def test_a_row_whose_goods_are_emptied_is_dropped_and_the_others_keep_their_lines(db, take, rules):
    take({"quantity": "0"}, {"sku": "MUG"}, {"sku": "NONE"})
    (entry,) = parked(db)
    first, second, third = (dict(row.cells) for row in entry.rows)
    with writing(db) as tx:
        emptied = {**first, "sku": "", "quantity": " "}
        assert not correct(tx, rules, entry.id, [emptied, second, third]).taken_in
    (entry,) = parked(db)
    assert [row.line for row in entry.rows] == [3, 4]
    with writing(db) as tx:
        assert correct(tx, rules, entry.id, [second, {}]).taken_in
    assert lines_of(db) == [("MUG", 2)]


def test_a_person_may_say_that_it_is_the_same_buyer_after_all(db, take, rules):
    take({})
    take({"customer": "Ani"})
    (entry,) = parked(db)
    with writing(db) as tx:
        refused = correct(tx, rules, entry.id)
        assert [reason.code for reason in refused.reasons] == ["other_buyer"]
        assert correct(tx, rules, entry.id, accept_buyer=True).taken_in
    assert stored(db)["customer"] == "Ani"
    assert parked(db) == []


def test_a_row_without_a_number_is_parked_once_and_can_get_one(db, take, rules):
    take({"order_no": ""})
    take({"order_no": ""})
    (entry,) = parked(db)
    assert entry.order_no == ""
    with writing(db) as tx:
        cells = {**entry.rows[0].cells, "order_no": "A-1"}
        assert correct(tx, rules, entry.id, [cells]).taken_in
    assert lines_of(db) == [("TEA", 2)]


def test_a_dismissed_order_stays_dismissed(db, take):
    take({"quantity": "0"})
    (entry,) = parked(db)
    with writing(db) as tx:
        parking.dismiss(tx, entry.id, "typed twice")
    assert take({"quantity": "0"}).parked == ()
    with writing(db) as tx, pytest.raises(Refusal):
        parking.dismiss(tx, entry.id, "again")


def test_hostile_text_is_stored_clean_and_parked_rows_survive_it(db, take):
    take({"customer": "Eve \x1b[2J[bold]x[/]", "note": "a\x1b@b\0c"})
    assert stored(db)["customer"] == "Eve [2J[bold]x[/]"
    assert stored(db)["note"] == "a@bc"
    take({"order_no": "B", "note": "\0\x1b@", "quantity": "0"})
    assert len(parked(db)) == 1
