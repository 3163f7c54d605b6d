"""Importing order files: whole orders, once, in promise order, and never over somebody's work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.audit import of_order
from core.database import Database
from core.errors import NotAllowed, Refusal
from core.orders.commands import find, hold
from core.orders.intake import importing, parking
from core.orders.intake.checking import Setting
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.correcting import correct
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.intake.rules import Rules
from core.orders.models import order_lines, orders, parked_orders
from core.orders.search import find_by_word
from core.people.attach import attach, is_running, this_process
from core.people.commands import register_station
from core.stock.checks import differences
from core.transaction import SYSTEM, Actor, reading, writing

GOOD = {
    "order_no": "A-1",
    "channel": "web",
    "customer": "Budi Santoso",
    "phone": "0800 100",
    "address": "Jl. Melati 1",
    "country": "ID",
    "sku": "TEA",
    "quantity": "2",
    "unit_price": "10000",
    "ordered_at": "2026-03-02 08:00",
    "ship_by": "2026-03-03 12:00",
}

Import = Callable[..., ImportReport]


@pytest.fixture
def shop(db: Database, build):
    return build.shop(db, {"TEA": 10, "MUG": 5})


@pytest.fixture
def rules(shop) -> Rules:
    return Rules(
        setting=Setting("Asia/Jakarta", "IDR"),
        warehouse=shop.warehouse,
        default_courier="own",
        default_service="standard",
        services={"own": ("standard", "express"), "manual": ("reg",)},
        cutoffs={"own": time(17), "manual": None},
        is_claimed=lambda _tx, _order: False,
    )


@pytest.fixture
def take(db: Database, rules: Rules, tmp_path: Path) -> Import:
    def _take(*changes: Mapping[str, str], rules: Rules = rules, **more) -> ImportReport:
        path = tmp_path / "orders.csv"
        lines = [",".join(ORDER_COLUMNS)]
        for change in changes:
            row = {**GOOD, **change}
            lines.append(",".join(f'"{row.get(name, "")}"' for name in ORDER_COLUMNS))
        path.write_text("\n".join(lines), "utf-8")
        return import_orders(db, SYSTEM, rules, path, **more)

    return _take


def stored(db: Database, order_no: str = "A-1") -> Mapping[str, object]:
    with reading(db) as tx:
        return tx.execute(select(orders).where(orders.c.order_no == order_no)).one()._mapping


def lines_of(db: Database, order_no: str = "A-1") -> list[tuple[str, int]]:
    from core.catalog.models import products

    with reading(db) as tx:
        rows = tx.execute(
            select(products.c.sku, order_lines.c.quantity)
            .select_from(order_lines.join(orders).join(products))
            .where(orders.c.order_no == order_no)
            .order_by(order_lines.c.line_no)
        )
        return list(rows)


def parked(db: Database) -> list[parking.ParkedOrder]:
    with reading(db) as tx:
        return parking.waiting(tx)


def reason_codes(report: ImportReport) -> list[str]:
    return [reason.code for one in report.parked for reason in one.reasons]


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


def test_stock_is_promised_by_ship_by_whatever_the_order_of_the_file(db, take):
    late = {"order_no": "LATE", "quantity": "8", "ship_by": "2026-03-09 12:00"}
    report = take(late, {"order_no": "SOON", "quantity": "8"})
    assert report.ready == 1
    assert stored(db, "SOON")["fulfilment"] == "ready"
    assert stored(db, "LATE")["fulfilment"] == "short"


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


def discounts_of(db: Database) -> list[int]:
    with reading(db) as tx:
        wanted = select(order_lines.c.discount).order_by(order_lines.c.line_no)
        return list(tx.execute(wanted).scalars())


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
