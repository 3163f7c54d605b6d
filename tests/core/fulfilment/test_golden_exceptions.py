"""Golden scan scripts of what goes another way: empty boxes, empty bins, orders left and taken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest

from core.database import Database
from core.fulfilment.models import parcels
from core.orders.models import orders
from core.paper.models import labels, print_jobs
from core.shipping.models import shipments
from core.transaction import writing

Make = Callable[..., Any]


def test_a_box_that_undo_emptied_does_not_go_out(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 1, "B": 2})
    at = table()
    at.scan("W-1", "A", "KEMAS:PARCEL", "B", "KEMAS:UNDO")
    assert at.scan("KEMAS:UNDO", "KEMAS:OK") == ["needs_confirmation/undo_label", "undone"]
    first = at.last.parcel
    assert at.scan("A", "B", "B")[-1] == "order_complete"
    assert at.last.parcel == first
    assert sorted(at.all(parcels.c.state)) == ["closed", "void"]
    assert at.all(orders.c.status, orders.c.id == order) == ["shipping"]


def test_a_box_that_was_chosen_and_never_filled_does_not_go_out(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1, "B": 10})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:PARCEL", "KEMAS:BOX1", "KEMAS:PARCEL") == [
        "order_open",
        "ok_line_done",
        "parcel_closed",
        "info/box",
        "info/parcel_empty",
    ]
    assert at.scan("KEMAS:SHORT:OUT", "KEMAS:DONE") == ["short", "order_complete/no_more"]
    assert sorted(at.all(parcels.c.state)) == ["closed", "void"]
    assert at.all(orders.c.status) == ["shipping"]
    assert sorted(at.all(print_jobs.c.kind)) == ["label", "receipt"]


def test_cod_is_collected_although_the_last_box_was_closed_before_the_rest_was_given_up(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1, "B": 10}, cod=500_00, paid=0)
    at = table()
    at.scan("W-1", "A", "KEMAS:PARCEL", "KEMAS:SHORT:OUT")
    assert at.scan("KEMAS:DONE", "KEMAS:OK", "A", "KEMAS:DONE") == [
        "needs_confirmation/undo_label",
        "undone",
        "ok_line_done/short_left",
        "order_complete",
    ]
    assert at.all(shipments.c.cod, shipments.c.state == "booked") == [500_00]
    assert sorted(at.all(labels.c.state)) == ["current", "void"]


def test_an_empty_bin_is_not_promised_again(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    at = table()
    assert at.scan("W-1", "A", "KEMAS:SHORT:OUT") == ["order_open", "ok", "short"]
    assert at.last.params["missing"] == 2
    assert at.scan("KEMAS:HOLD") == ["info/waits_for_stock"]
    from core.orders.promise import promise_waiting
    from core.transaction import SYSTEM

    with writing(db) as tx:
        warehouse = build.warehouse(tx)
    assert promise_waiting(db, SYSTEM, warehouse) == 0


def test_a_short_order_that_is_put_aside_with_a_reason_does_not_come_back_by_itself(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    at = table()
    at.scan("W-1", "A", "KEMAS:SHORT:OUT")
    assert at.scan("KEMAS:HOLD:Address unclear") == ["info/held"]
    assert at.all(orders.c.fulfilment) == ["held"]
    assert at.all(orders.c.hold_reason) == ["Address unclear"]


def test_damaged_units_are_replaced_from_the_same_bin(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    assert at.scan("W-1", "KEMAS:SHORT:DAMAGED", "A") == [
        "order_open",
        "short/elsewhere",
        "order_complete",
    ]


def test_an_order_that_was_taken_over_and_finished_is_told_to_the_one_who_lost_it(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 3})
    build.ready_order(db, "W-2", {"B": 1})
    here, there = table(), table("S2")
    here.scan("W-1", "A")
    assert there.scan("W-1", "KEMAS:OK", "A", "A")[-1] == "order_complete"
    assert here.scan("A") == ["taken_over/finished"]
    assert (here.last.params["who"], here.last.params["station"]) == ("Op S2", "S2")
    assert here.scan("W-2", "B") == ["order_open", "order_complete"]


def test_an_order_that_was_held_and_released_meanwhile_goes_on(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.orders.commands import hold, release

    order = build.ready_order(db, "W-1", {"A": 2})
    at = table()
    at.scan("W-1", "A")
    with writing(db, build_actor(db, build)) as tx:
        hold(tx, order, "asked by phone")
        release(tx, order)
    assert at.scan("A") == ["order_complete"]


def build_actor(db: Database, build: ModuleType) -> Any:
    """Somebody in the office."""
    with writing(db) as tx:
        return build.actor(tx, build.operator(tx, "Office"), build.station(tx, "Desk"))


def test_an_order_taken_over_and_given_back_goes_on(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"B": 1})
    here, there = table(), table("S2")
    here.scan("W-1")
    assert there.scan("W-1", "KEMAS:OK", "W-2")[-1] == "order_open"
    assert here.scan("A") == ["order_complete"]


def test_a_missing_waybill_cannot_be_passed_by_what_is_short(
    db: Database, build: ModuleType, table: Make
) -> None:
    order = build.ready_order(db, "W-1", {"A": 2, "B": 1}, courier="manual")
    at = table(more="[couriers.manual]\n")
    at.scan("W-1", "A", "KEMAS:PARCEL")
    assert at.scan("KEMAS:SHORT:OUT:B", "KEMAS:PARCEL", "KEMAS:DONE") == [
        "needs_waybill",
        "needs_waybill",
        "needs_confirmation/not_all_packed",
    ]
    assert at.scan("WB-01", "A", "B", "WB-02")[-1] == "order_complete/waybill"
    assert at.all(orders.c.status, orders.c.id == order) == ["shipping"]


def test_an_order_that_cannot_be_opened_leaves_the_open_one_on_the_table(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1}, note="Read this", must_read=True)
    build.ready_order(db, "W-2", {"A": 1})
    here, there = table(), table("S2")
    there.scan("W-2")
    assert here.scan("W-1", "W-2", "A", "KEMAS:OK", "A") == [
        "order_open",
        "not_claimable/claimed",
        "needs_confirmation/note",
        "info/acknowledged",
        "order_complete",
    ]


def test_a_label_that_waits_for_a_dead_printer_moves_to_the_chosen_one(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    at.scan("W-1", "A")
    assert at.scan("KEMAS:PRINTER:label-2", "KEMAS:REPRINT") == ["info/printer", "info/reprint"]
    assert at.last.params["copy"] == 1
    assert at.all(print_jobs.c.printer, print_jobs.c.kind == "label") == ["Label-2"]


def test_a_reprint_comes_out_of_the_chosen_printer(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    at.scan("W-1", "A")
    with writing(db) as tx:
        tx.execute(print_jobs.update().values(state="printed"))
    at.scan("KEMAS:PRINTER:Label-2", "KEMAS:REPRINT")
    assert at.last.params["copy"] == 2
    assert at.all(print_jobs.c.printer, print_jobs.c.copy == 2) == ["Label-2"]


def test_a_picker_picks_and_leaves_packing_to_a_packer(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"B": 1})
    at = table("S2", "[packing]\npick_first = true\n")
    with writing(db) as tx:
        from core.people.models import operators

        tx.execute(operators.update().where(operators.c.name == "Op S2").values(role="picker"))
    assert at.scan("W-1", "A", "W-1") == [
        "order_open/pick",
        "order_complete/picked",
        "not_allowed/not_allowed",
    ]
    assert at.last.detail == "not_allowed"
    assert at.scan("KEMAS:NEXT") == ["order_open/pick"]
    assert at.last.order == "W-2"


def test_the_lane_begins_with_an_empty_table(db: Database, build: ModuleType, table: Make) -> None:
    build.ready_order(db, "W-1", {"A": 2})
    build.ready_order(db, "W-2", {"B": 1})
    at = table()
    assert at.scan("W-1", "KEMAS:LANE", "B") == ["order_open", "info/lane_on", "order_complete"]


def test_the_waybill_of_a_pre_printed_label_proves_the_label_too(
    db: Database, build: ModuleType, table: Make
) -> None:
    build.ready_order(db, "W-1", {"A": 1}, courier="manual")
    at = table(more="[packing]\nverify_label = true\n[couriers.manual]\n")
    assert at.scan("W-1", "A", "WB-01")[-1] == "order_complete/waybill"
    assert at.all(parcels.c.state) == ["closed"]


def test_nobody_keeps_a_claim_on_a_cancelled_order(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.fulfilment.models import claims
    from core.shipping.cancelling import cancel_order

    order = build.ready_order(db, "W-1", {"A": 2})
    at = table()
    at.scan("W-1", "A")
    with writing(db, build_actor(db, build)) as tx:
        cancel_order(tx, order, "changed their mind")
    assert at.scan("A") == ["cancelled"]
    assert at.all(claims.c.order_id) == []


def test_next_goes_on_to_an_order_that_was_not_just_put_back(
    db: Database, build: ModuleType, table: Make
) -> None:
    for number in ("W-1", "W-2", "W-3"):
        build.ready_order(db, number, {"A": 1})
    at = table()
    opened = []
    for _turn in range(5):
        at.scan("KEMAS:NEXT")
        opened.append((at.last.order, at.last.params.get("round", "")))
    assert opened == [("W-1", ""), ("W-2", ""), ("W-3", ""), ("W-1", "again"), ("W-2", "")]
    at.scan("A", "KEMAS:NEXT")
    assert (at.last.order, at.last.params.get("round")) == ("W-1", None)


def test_next_says_that_no_other_order_waits(db: Database, build: ModuleType, table: Make) -> None:
    from tui.words.verdicts import speak

    build.ready_order(db, "W-1", {"A": 1})
    at = table()
    at.scan("KEMAS:NEXT", "KEMAS:NEXT")
    assert at.last.order == "W-1"
    assert "No other order waits." in speak(at.last, "Asia/Jakarta").message


def test_next_offers_another_order_than_the_one_that_was_given_back(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.shipping import deeds

    build.ready_order(db, "W-1", {"A": 1})
    build.ready_order(db, "W-2", {"A": 1})
    at = table()
    at.scan("KEMAS:NEXT")
    at.seq += 1
    at.desk.scan(at.seq, "release", deeds.release_order(""))
    at.scan("KEMAS:NEXT")
    assert at.last.order == "W-2"


def test_a_picker_finds_what_is_left_to_pick_behind_all_that_is_picked(
    db: Database, build: ModuleType, table: Make
) -> None:
    from core.people.models import operators

    for number in range(8):
        build.ready_order(db, f"W-{number}", {"A": 1}, due_at=build.MORNING)
    build.ready_order(db, "LAST", {"B": 1}, due_at=build.MORNING + timedelta(hours=9))
    at = table("S2", "[packing]\npick_first = true\n")
    with writing(db) as tx:
        tx.execute(orders.update().where(orders.c.order_no != "LAST").values(fulfilment="picked"))
        tx.execute(operators.update().where(operators.c.name == "Op S2").values(role="picker"))
    assert at.scan("KEMAS:NEXT") == ["order_open/pick"]
    assert at.last.order == "LAST"


@pytest.mark.parametrize(
    ("before", "code", "then"),
    [([], "KEMAS:NEXT", "order_open"), (["KEMAS:LANE"], "A", "order_complete")],
    ids=["next", "lane"],
)
def test_everybody_who_asks_at_once_gets_an_order(
    db: Database, build: ModuleType, table: Make, before: list[str], code: str, then: str
) -> None:
    many = 10
    for number in range(many):
        build.ready_order(db, f"W-{number}", {"A": 1})
    tables = [table(f"S{number}") for number in range(2, many + 2)]
    for at in tables:
        at.scan(*before)
    ready = Barrier(many)

    def ask(at: Any) -> tuple[str, str]:
        ready.wait(20)
        return at.scan(code)[0], at.last.order

    with ThreadPoolExecutor(many) as people:
        found = list(people.map(ask, tables))
    assert {kind for kind, _order in found} == {then}
    assert sorted(order for _kind, order in found) == sorted(f"W-{n}" for n in range(many))
