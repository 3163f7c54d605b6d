"""Golden scan scripts of what is asked, short, taken over, picked and proved."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from core.customers.commands import make
from core.customers.records import Details
from core.database import Database
from core.fulfilment.models import parcels
from core.orders.models import order_lines, orders
from core.paper.models import print_jobs
from core.shipping.models import shipments
from core.transaction import writing

Make = Callable[..., Any]


def test_a_manual_courier_asks_for_the_waybill(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1}, courier="manual")
    build.ready_order(db, "W-2", {"A": 1}, courier="manual")
    at = table()
    assert at.scan("W-1", "A", "W-2", "A", "JX1234567890") == [
        "order_open",
        "needs_waybill",
        "needs_waybill/not_a_waybill",
        "needs_waybill/not_a_waybill",
        "order_complete/waybill",
    ]
    assert at.value(shipments.c.waybill, shipments.c.order_id == order) == "JX1234567890"
    assert at.count(print_jobs, print_jobs.c.kind == "label") == 0
    assert at.scan("W-2", "A", "JX1234567890", "JX1234567891") == [
        "order_open",
        "needs_waybill",
        "needs_waybill/waybill_taken",
        "order_complete/waybill",
    ]


def test_a_box_without_waybill_is_not_forgotten_but_can_be_put_aside(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1}, courier="manual")
    build.ready_order(db, "W-2", {"A": 1})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:NEXT", "KEMAS:LANE", "KEMAS:HOLD", "W-2", "A", "W-1") == [
        "order_open",
        "needs_waybill",
        "needs_waybill",
        "info/lane_on",
        "info/waits_for_waybill",
        "order_open",
        "order_complete",
        "needs_waybill",
    ]
    assert at.scan("RESI-000777") == ["order_complete/waybill"]
    assert at.value(shipments.c.waybill, shipments.c.order_id == order) == "RESI-000777"


def test_a_cancelled_order_beats_packing_and_a_changed_one_is_shown(
    db: Database, build: ModuleType, table: Make
) -> None:
    from sqlalchemy import update

    order = build.ready_order(db, "W-1", {"A": 3})
    at = table()
    at.scan("W-1", "A")
    with writing(db) as tx:
        tx.execute(update(orders).where(orders.c.id == order).values(version=2))
    assert at.scan("A", "A", "KEMAS:OK", "A") == [
        "changed",
        "needs_confirmation/changed",
        "info/acknowledged",
        "ok",
    ]
    with writing(db) as tx:
        tx.execute(update(orders).where(orders.c.id == order).values(fulfilment="cancelled"))
    assert at.scan("A", "W-1") == ["cancelled", "cancelled/before"]


def test_a_claim_of_another_station_is_told_and_taken_over_only_on_purpose(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 2})
    here, there = table(), table("S2")
    assert here.scan("W-1", "A") == ["order_open", "ok"]
    assert there.scan("W-1") == ["not_claimable/claimed"]
    assert there.last.params["who"] == "Sari"
    assert there.scan("KEMAS:OK") == ["order_open"]
    assert here.scan("A") == ["taken_over"]
    assert here.last.params["who"] == "Op S2"
    assert there.scan("A") == ["order_complete"]


def test_short_moves_the_promise_to_another_bin_or_waits_for_stock(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.orders.promise import promise_waiting
    from core.stock.models import count_requests
    from core.transaction import SYSTEM

    order = build.ready_order(db, "W-1", {"A": 1, "B": 2})
    with writing(db) as tx:
        build.put(tx, build.product_id(tx, "A"), 1, bin="Z-9")
    at = table()
    assert at.scan("W-1", "B", "KEMAS:SHORT:OUT", "A") == [
        "order_open",
        "ok",
        "needs_confirmation/short_line",
        "short/elsewhere",
    ]
    assert at.count(count_requests) == 1
    with writing(db) as tx:  # the shelves are empty now
        warehouse = build.warehouse(tx)
        from core.stock.commands import adjust_to
        from core.stock.models import bins, levels

        for product, bin_id, reserved in tx.execute(
            select(levels.c.product_id, levels.c.bin_id, levels.c.reserved)
        ).all():
            kind = tx.execute(select(bins.c.kind).where(bins.c.id == bin_id)).scalar()
            if kind == "shelf":
                adjust_to(tx, warehouse, product, bin_id, reserved, reason="test")
    assert at.scan("KEMAS:SHORT:DAMAGED:A", "B", "KEMAS:HOLD") == [
        "short",
        "ok_line_done/short_left",
        "info/waits_for_stock",
    ]
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "short"
    with writing(db) as tx:
        build.put(tx, build.product_id(tx, "A"), 5)
    assert promise_waiting(db, SYSTEM, build_warehouse(db, build)) == 1
    assert at.scan("W-1", "A") == ["order_open", "order_complete"]


def build_warehouse(db: Database, build: ModuleType) -> int:
    """The id of the one warehouse."""
    with writing(db) as tx:
        return int(build.warehouse(tx))


def test_done_sends_without_what_is_short_and_records_it(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1, "B": 10})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:DONE", "4*B", "KEMAS:SHORT:OUT", "KEMAS:DONE") == [
        "order_open",
        "ok_line_done",
        "needs_confirmation/not_all_packed",
        "ok",
        "short",
        "order_complete",
    ]
    assert at.value(order_lines.c.excepted, order_lines.c.quantity == 10) == 6
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "packed"


def test_must_read_notes_are_acknowledged_before_the_first_item(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1}, note="no invoice", must_read=True)
    at = table()
    assert at.scan("W-1", "A", "KEMAS:OK", "A") == [
        "order_open",
        "needs_confirmation/note",
        "info/acknowledged",
        "order_complete",
    ]


@pytest.mark.parametrize(
    ("own", "told"), [("", "ring twice"), ("no invoice", "no invoice / ring twice")]
)
def test_what_must_be_read_of_the_customer_is_acknowledged_like_the_orders_note(
    db: Database, build: ModuleType, table: Make, own: str, told: str
) -> None:
    with writing(db) as tx:
        who = make(tx, Details("Siti", note="ring twice", must_read=True)).id
        other = make(tx, Details("Budi", note="only for the office")).id
    build.ready_order(db, "W-1", {"A": 1}, note=own, customer_id=who)
    build.ready_order(db, "W-2", {"A": 1}, note=own, customer_id=other)
    at = table()
    assert at.scan("W-1") == ["order_open"]
    assert (at.last.params["note"], at.last.params["must_read"]) == (told, True)
    assert at.scan("A") == ["needs_confirmation/note"]
    assert at.last.params["note"] == told
    assert at.scan("KEMAS:OK", "A", "W-2") == ["info/acknowledged", "order_complete", "order_open"]
    assert (at.last.params["note"], at.last.params["must_read"]) == (own, False)


def test_the_lane_packs_single_item_orders_with_one_scan(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"A": 2})
    at = table()
    assert at.scan("A", "KEMAS:LANE", "A", "A", "KEMAS:LANE") == [
        "info/product",
        "info/lane_on",
        "order_complete",
        "info/lane_none",
        "info/lane_off",
    ]


def test_next_takes_the_most_urgent_order(db: Database, build: ModuleType, table: Make) -> None:
    from datetime import timedelta

    build.ready_order(db, "W-LATE", {"A": 1}, due_at=build.MORNING + timedelta(hours=9))
    build.ready_order(db, "W-SOON", {"A": 1}, due_at=build.MORNING + timedelta(hours=1))
    at = table()
    assert at.scan("KEMAS:NEXT") == ["order_open"]
    assert at.last.order == "W-SOON"
    assert at.scan("A", "KEMAS:NEXT", "A", "KEMAS:NEXT") == [
        "order_complete",
        "order_open",
        "order_complete",
        "info/queue_empty",
    ]


def test_why_names_stock_and_holder(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"B": 3})
    at = table()
    assert at.scan("W-1", "B", "?") == ["order_open", "wrong_item", "info/why"]
    facts = at.last.params["facts"]
    assert facts[0] == {"fact": "stock", "on_hand": 10, "available": 7, "bins": "MAIN"}
    assert facts[1]["order"] == "W-2"


def test_picking_goes_bin_by_bin_into_the_tote_and_can_be_undone(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 2, "B": 1})
    at = table(more="[packing]\npick_first = true\n")
    assert at.scan("W-1", "KEMAS:BIN:MAIN", "A", "KEMAS:UNDO", "A", "A", "B") == [
        "order_open/pick",
        "info/at_bin",
        "ok/picked",
        "undone",
        "ok/picked",
        "ok_line_done/picked",
        "order_complete/picked",
    ]
    assert at.value(orders.c.fulfilment, orders.c.id == order) == "picked"
    assert at.scan("W-1", "2*A", "B") == ["order_open", "ok_line_done", "order_complete"]


def test_the_label_proves_itself_where_the_shop_wants_it(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"A": 1})
    at = table(more="[packing]\nverify_label = true\n")
    assert at.scan("W-1", "A", "KMS9999999999") == [
        "order_open",
        "order_complete/scan_label",
        "wrong_label",
    ]
    waybill = at.value(shipments.c.waybill)
    assert at.scan(waybill) == ["parcel_closed/label_right"]
    assert at.value(parcels.c.state) == "closed"


def test_nobody_packs_without_a_badge_and_a_badge_signs_in(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.people.commands import add_operator

    build.ready_order(db, "W-1", {"A": 1})
    with writing(db) as tx:
        badge = add_operator(tx, "Dewi", "packer", "id").badge_code
    at = table()
    assert at.scan("KEMAS:SIGNOUT", "W-1", badge, "W-1", "A") == [
        "info/signed_out",
        "not_allowed/not_signed_in",
        "info/signed_in",
        "order_open",
        "order_complete",
    ]


def test_hostile_codes_get_a_verdict_and_change_nothing(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    at.scan("W-1")
    for code in ("", " ", "\x00", "\x1b[2J", "A" * 5000, "[bold]x[/]", "'; DROP TABLE orders; --"):
        assert at.scan(code)[0].startswith("unknown_code")
    assert at.scan("KEMAS:NONSENSE", "KEMAS:BOX9", "KEMAS:PRINTER:Nobody") == [
        "unknown_code/command",
        "unknown_code/box",
        "unknown_code/printer",
    ]
    assert at.scan("A") == ["order_complete"]


def test_why_names_the_code_that_was_refused(db: Database, build: ModuleType, table: Make) -> None:
    from tui.words.verdicts import speak

    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    assert at.scan("W-1", "999999*A", "?")[1:] == ["unknown_code/unreadable", "info/why"]
    assert speak(at.last, "Asia/Jakarta").message == "The code could not be read: 999999*A"


def test_the_right_label_on_a_box_names_what_the_order_still_needs(
    db: Database, build: ModuleType, table: Make
) -> None:
    from tui.words.verdicts import speak

    build.ready_order(db, "W-1", {"A": 1, "B": 2})
    at = table(more="[packing]\nverify_label = true\n")
    assert at.scan("W-1", "A", "KEMAS:PARCEL")[-1] == "parcel_closed/scan_label"
    assert at.scan(at.value(shipments.c.waybill)) == ["parcel_closed/label_right"]
    assert speak(at.last, "Asia/Jakarta").needed.startswith("2 × B ")


def test_a_courier_that_the_shop_has_no_more_is_replaced_at_the_table(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.shipping import deeds
    from tui.live.forms import shipment_form
    from tui.words.verdicts import speak

    build.ready_order(db, "W-1", {"A": 1}, courier="gone", service="")
    at = table()
    assert at.scan("W-1", "A") == ["order_open", "unknown_code/courier_unknown"]
    assert "Ctrl+E" in speak(at.last, "Asia/Jakarta").next
    with writing(db) as tx:
        form = shipment_form(tx, at.desk.settings, (), at.desk.station_id)
    assert {field.name: field.value for field in form.fields}["courier"] == "own"
    at.seq += 1
    at.desk.scan(at.seq, "shipment", deeds.plan_shipment(at.desk.settings, {"courier": "own"}))
    assert at.scan("A") == ["order_complete"]
