"""Golden scan scripts: the codes that are scanned, and the verdicts that must come."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from sqlalchemy import select

from core.database import Database
from core.fulfilment.models import parcels
from core.orders.models import order_lines, orders
from core.paper.models import print_jobs
from core.shipping.models import shipments
from core.transaction import reading, writing

Make = Callable[..., Any]


def test_the_golden_path_is_order_and_items_and_nothing_else(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1, "B": 2})
    at = table()
    assert at.scan("W-1", "A", "B", "B") == [
        "order_open",
        "ok_line_done",
        "ok",
        "order_complete",
    ]
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "packed"
    assert at.value(orders.c.status, orders.c.id == order) == "shipping"
    assert at.value(parcels.c.state, parcels.c.order_id == order) == "closed"
    assert at.value(shipments.c.state, shipments.c.order_id == order) == "booked"
    kinds = [job for job in ("label", "receipt") if at.count(print_jobs, print_jobs.c.kind == job)]
    assert kinds == ["label", "receipt"]
    assert at.last.order == "W-1"
    assert at.last.parcel == f"{order}-1"


def test_two_equal_barcodes_in_a_row_are_two_units(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 3})
    at = table()
    at.scan("W-1", "A", "A")
    assert at.value(order_lines.c.packed, order_lines.c.order_id == order) == 2


def test_a_replayed_number_gives_the_first_verdict_and_has_no_second_effect(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 3})
    at = table()
    at.scan("W-1", "A")
    again = at.desk.scan(at.seq, "A")
    assert (again.kind, again.replayed) == ("ok", True)
    assert at.value(order_lines.c.packed, order_lines.c.order_id == order) == 1
    other = at.desk.scan(at.seq, "B")
    assert (other.kind, other.detail) == ("not_saved", "sequence")
    assert other.params["next_seq"] == at.seq + 1


def test_a_wrong_item_is_refused_and_the_right_one_goes_on(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 2})
    at = table()
    assert at.scan("W-1", "B", "NO-SUCH-CODE", "A", "A", "A") == [
        "order_open",
        "wrong_item",
        "unknown_code",
        "ok",
        "order_complete",
        "info/product",
    ]


def test_more_than_ordered_is_refused(db: Database, build: ModuleType, table: Make) -> None:
    order = build.ready_order(db, "W-1", {"A": 3, "B": 1})
    at = table()
    assert at.scan("W-1", "4*A", "2*A", "2*A", "A", "A") == [
        "order_open",
        "over_quantity",
        "ok",
        "over_quantity",
        "ok_line_done",
        "over_quantity/none_left",
    ]
    assert at.value(order_lines.c.packed, order_lines.c.order_id == order) == 3


def test_six_times_and_a_scan_means_six(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 6, "B": 1})
    at = table()
    assert at.scan("W-1", "6*", "A", "B") == [
        "order_open",
        "info/quantity",
        "ok_line_done",
        "order_complete",
    ]


def test_a_case_barcode_counts_its_units(db: Database, build: ModuleType, table: Make) -> None:
    with writing(db) as tx:
        build.product(tx, "BOX", stock=40, codes={"UNIT-1": 1, "CASE-12": 12})
    build.ready_order(db, "W-1", {"BOX": 13, "A": 1})
    at = table()
    assert at.scan("W-1", "CASE-12", "CASE-12", "UNIT-1", "A") == [
        "order_open",
        "ok",
        "over_quantity",
        "ok_line_done",
        "order_complete",
    ]


def test_another_order_switches_only_while_nothing_is_packed(
    db: Database, build: ModuleType, table: Make
) -> None:
    first = build.ready_order(db, "W-1", {"A": 2})
    build.ready_order(db, "W-2", {"B": 2})
    at = table()
    assert at.scan("W-1", "W-2", "B", "W-1") == [
        "order_open",
        "order_open",
        "ok",
        "other_order_open",
    ]
    assert at.value(orders.c.fulfilment, orders.c.id == first) == "ready"
    assert at.last.order == "W-2"


def test_undo_takes_the_last_scan_back_and_after_the_label_it_asks(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1, "B": 1})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:UNDO", "KEMAS:UNDO", "A", "B") == [
        "order_open",
        "ok_line_done",
        "undone",
        "info/nothing_to_undo",
        "ok_line_done",
        "order_complete",
    ]
    assert at.scan("KEMAS:UNDO", "KEMAS:OK") == ["needs_confirmation/undo_label", "undone"]
    assert at.value(shipments.c.state, shipments.c.order_id == order) == "cancelled"
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "packing"
    assert at.value(orders.c.status, orders.c.id == order) == "processing"
    assert at.scan("B") == ["order_complete"]
    assert at.count(shipments, shipments.c.order_id == order) == 2


def test_undo_that_is_not_confirmed_changes_nothing(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"B": 1})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:UNDO", "W-2", "KEMAS:OK") == [
        "order_open",
        "order_complete",
        "needs_confirmation/undo_label",
        "order_open",
        "info/acknowledged",
    ]
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "packed"


def test_several_parcels_add_up_to_the_order(db: Database, build: ModuleType, table: Make) -> None:
    order = build.ready_order(db, "W-1", {"A": 2, "B": 1}, cod=125_000_00)
    at = table()
    assert at.scan("W-1", "KEMAS:PARCEL", "A", "KEMAS:PARCEL", "KEMAS:BOX1", "A", "B") == [
        "order_open",
        "info/parcel_empty",
        "ok",
        "parcel_closed",
        "info/box",
        "ok_line_done",
        "order_complete",
    ]
    assert at.count(shipments, shipments.c.order_id == order, shipments.c.state == "booked") == 2
    with reading(db) as tx:
        cod = tx.execute(select(shipments.c.cod).order_by(shipments.c.id)).scalars().all()
    assert cod == [0, 125_000_00]
    assert at.value(parcels.c.length_mm, parcels.c.number == 2) == 200


def test_six_times_a_code_that_counts_itself_means_six_of_those(
    db: Database, build: ModuleType, table: Make
) -> None:
    with writing(db) as tx:
        ours = build.product(tx, "BOX", stock=90)
    gtin = f"0{build.ean(ours)}"
    build.ready_order(db, "W-1", {"BOX": 72, "A": 3})
    at = table()
    assert at.scan("W-1", "6*", f"(02){gtin}(37)12") == [
        "order_open",
        "info/quantity",
        "ok_line_done",
    ]
    assert at.last.params["units"] == 72
    assert at.scan("6*", "3*A") == ["info/quantity", "order_complete"]


def test_a_quantity_is_used_up_by_a_look_up(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 6, "B": 1})
    at = table()
    at.scan("6*", "A", "W-1", "A")
    assert at.last.params["units"] == 1
