"""Importing order files: whole orders, once, in promise order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from intake_files import lines_of, parked, stored
from sqlalchemy import func, select

from core.audit import of_order
from core.errors import NotAllowed
from core.orders.intake import importing
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.models import orders
from core.orders.search import find_by_word
from core.people.attach import attach, is_running, this_process
from core.people.commands import register_station
from core.stock.checks import differences
from core.transaction import SYSTEM, Actor, reading, writing


def test_an_order_goes_in_with_its_lines_money_courier_and_promise(db, take):
    report = take(
        {"courier": "JNE", "service": "reg", "shipping_fee": "9000", "discount": "500"},
        {"sku": "MUG", "quantity": "1", "unit_price": "2500,50"},
    )
    assert (report.rows, report.orders, report.created, report.ready) == (2, 1, 1, 1)
    order = stored(db)
    assert (order["goods"], order["discount"], order["total"]) == (2_250_050, 50_000, 3_100_050)
    assert (order["courier"], order["service"]) == ("own", "standard")
    assert (order["courier_wish"], order["service_wish"]) == ("jne", "reg")
    assert (order["status"], order["fulfilment"]) == ("processing", "ready")
    assert order["due_at"].isoformat() == "2026-03-02T10:00:00+00:00"
    assert (order["units"], order["lines"]) == (3, 2)
    assert lines_of(db) == [("TEA", 2), ("MUG", 1)]
    with reading(db) as tx:
        assert find_by_word(tx, "santoso") == [order["id"]]
        assert [event.kind for event in of_order(tx, order["id"])] == ["imported", "promised"]


def test_a_configured_courier_is_taken_as_wished(db, take):
    take({"courier": "own", "service": "express"})
    assert (stored(db)["courier"], stored(db)["service"]) == ("own", "express")


def test_a_price_that_the_file_leaves_out_is_the_catalogues(db, take):
    take({"unit_price": ""})
    assert stored(db)["goods"] == 2 * 25_000_00


@pytest.mark.parametrize(
    ("money", "status"),
    [
        ({}, "processing"),
        ({"paid": "20000"}, "processing"),
        ({"paid": "0", "cod": "20000"}, "processing"),
        ({"paid": "5000"}, "unpaid"),
        ({"paid": "5000", "channel": "manual"}, "down_payment"),
        ({"paid": "0", "cod": "5000"}, "unpaid"),
        ({"paid": "15000", "cod": "5000"}, "processing"),
        ({"paid": "0"}, "unpaid"),
    ],
)
def test_the_status_follows_what_was_paid(db, take, money, status):
    take(money)
    assert stored(db)["status"] == status


def test_the_same_file_again_changes_nothing(db, take):
    rows = ({}, {"order_no": "B", "sku": "MUG"}, {"order_no": "C", "quantity": "0"})
    first, before = take(*rows), dict(stored(db))
    again = take(*rows)
    assert (first.created, len(first.parked)) == (2, 1)
    assert (again.created, again.updated, again.unchanged, len(again.parked)) == (0, 0, 2, 1)
    assert dict(stored(db)) == before
    assert len(parked(db)) == 1
    with reading(db) as tx:
        assert tx.execute(select(func.count()).select_from(orders)).scalar_one() == 2
        assert differences(tx) == []


def test_stock_is_promised_by_ship_by_whatever_the_order_of_the_file(db, take):
    late = {"order_no": "LATE", "quantity": "8", "ship_by": "2026-03-09 12:00"}
    report = take(late, {"order_no": "SOON", "quantity": "8"})
    assert report.ready == 1
    assert stored(db, "SOON")["fulfilment"] == "ready"
    assert stored(db, "LATE")["fulfilment"] == "short"


def test_the_same_file_imported_three_times_at_once_is_taken_in_once(db, rules, tmp_path):
    path = tmp_path / "many.csv"
    rows = "".join(f"M-{number},Ani,Jl. 1,TEA,1\n" for number in range(400))
    path.write_text("order_no,customer,address,sku,quantity\n" + rows)
    start = threading.Barrier(3)

    def take_in(_who: int) -> ImportReport:
        start.wait()
        return import_orders(db, SYSTEM, rules, path)

    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(take_in, range(3)))
    assert sum(report.created for report in reports) == 400
    assert [report.created + report.unchanged for report in reports] == [400] * 3
    assert [report.parked for report in reports] == [()] * 3


def test_progress_is_told_and_a_stopped_import_goes_on_where_it_stopped(db, take):
    many = [{"order_no": f"N{number}", "sku": "MUG", "quantity": "1"} for number in range(60)]
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> bool:
        told.append((done, of))
        return done == 0

    first = take(*many, progress=stop)
    assert first.stopped
    assert told[0] == (0, 60)
    assert 0 < first.created < 60
    second = take(*many)
    assert (second.created, second.unchanged) == (60 - first.created, first.created)
    assert not second.stopped


@pytest.mark.parametrize("somebody_scans", [False, True])
def test_a_transaction_is_kept_short_only_where_somebody_could_wait_for_it(
    db, take, shop, monkeypatch, somebody_scans
):
    monkeypatch.setattr(importing, "_AIM_SECONDS", 0.0)  # as on a machine that is far too slow
    if somebody_scans:
        with writing(db) as tx:
            attach(tx, register_station(tx, "S1", shop.warehouse).id, this_process(), is_running)
    many = [{"order_no": f"N{number}", "sku": "MUG", "quantity": "1"} for number in range(120)]
    told: list[int] = []
    take(*many, progress=lambda done, _of: told.append(done) is None)
    if somebody_scans:
        assert told[:4] == [0, 50, 55, 60]
    else:
        assert told == [0, 50, 100, 120]


def test_import_needs_its_permission(db, rules, tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(",".join(ORDER_COLUMNS) + "\n", "utf-8")
    with pytest.raises(NotAllowed):
        import_orders(db, Actor(operator_id=1, name="Sari"), rules, path)
