"""Each rule, broken in the tables themselves, is found under its own name, and nothing else is."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from busy_shop import force, found
from sqlalchemy import insert, select

from core.config import Config
from core.database import Database
from core.doctor.findings import Level
from core.doctor.states import COLUMNS
from core.platform_bills.models import platform_accounts
from core.schema import metadata
from core.transaction import reading, writing
from tui.words.doctor import FOUND, say
from tui.words.doctor_machine import MACHINE_FOUND
from tui.words.doctor_money import MONEY_FOUND
from tui.words.doctor_offline import OFFLINE_FOUND
from tui.words.doctor_payouts import PAYOUT_FOUND
from tui.words.doctor_trail import TRAIL_FOUND


def of(number: str) -> str:
    """The id of an order."""
    return f"(SELECT id FROM orders WHERE order_no = '{number}')"


def parcel(number: str) -> str:
    """The id of an order's parcel."""
    return f"(SELECT id FROM parcels WHERE order_id = {of(number)})"


def first(table: str) -> str:
    """The first row of a table, as a condition."""
    return f"id = (SELECT min(id) FROM {table})"


def change(table: str, values: str, where: str) -> str:
    return f"UPDATE {table} SET {values} WHERE {where}"


def order(values: str, number: str = "READY") -> str:
    return change("orders", values, f"order_no = '{number}'")


def line(values: str, number: str = "READY") -> str:
    return change("order_lines", values, f"order_id = {of(number)}")


def shipment(values: str, number: str = "PACKED") -> str:
    return change("shipments", values, f"order_id = {of(number)}")


def label(values: str, number: str = "PACKED") -> str:
    return change("labels", values, f"parcel_id = {parcel(number)}")


def level(values: str, code: str = "MAIN") -> str:
    where = (
        f"bin_id = (SELECT id FROM bins WHERE code = '{code}')"
        " AND product_id = (SELECT id FROM products WHERE sku = 'TEH')"
    )
    return change("stock_levels", values, where)


def promised(values: str, number: str = "READY") -> str:
    return change("reservations", values, f"order_id = {of(number)}")


def coffee(tracking: str) -> str:
    return change("products", f"tracking = '{tracking}'", "sku = 'KOPI'")


def lot(name: str, day: str = "NULL") -> str:
    """A lot of coffee."""
    return (
        "INSERT INTO lots (product_id, lot, expires_on, note, first_seen)"
        f" SELECT id, '{name}', {day}, '', created_at FROM products WHERE sku = 'KOPI'"
    )


def there(name: str, units: int) -> str:
    """Units of a lot of coffee on the shelf, which no move brought there."""
    return (
        "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved)"
        f" SELECT products.id, bins.id, '{name}', {units}, 0 FROM products, bins"
        " WHERE sku = 'KOPI' AND bins.code = 'MAIN'"
    )


EAST = (
    "INSERT INTO warehouses (code, name) VALUES ('EAST', 'East')",
    "INSERT INTO bins (warehouse_id, code, kind)"
    " SELECT id, 'E1', 'shelf' FROM warehouses WHERE code = 'EAST'",
)
E1 = "(SELECT id FROM bins WHERE code = 'E1')"
BLOCK = (
    "INSERT INTO stock_blocks"
    " (warehouse_id, product_id, bin_id, lot, quantity, reason, until, at)"
    " SELECT bins.warehouse_id, products.id, bins.id, '', 2, 'x', {until}, products.created_at"
    " FROM products, bins WHERE sku = 'TEH' AND bins.code = '{bin}'"
)
HOME = (
    "INSERT INTO pick_homes (warehouse_id, product_id, bin_id, least, most, updated_at)"
    " SELECT bins.warehouse_id, products.id, bins.id, 1, 2, products.created_at"
    " FROM products, bins WHERE sku = 'TEH' AND bins.code = 'TOTE'"
)
TASK = (
    "INSERT INTO replenish_tasks (warehouse_id, product_id, lot, quantity, moved, from_bin_id,"
    " to_bin_id, reason, asked_at, result)"
    " SELECT bins.warehouse_id, products.id, '', 2, 0, bins.id, bins.id, 'least',"
    " products.created_at, '' FROM products, bins WHERE sku = 'TEH' AND bins.code = 'MAIN'"
)
WALK = (
    "INSERT INTO walks (id, warehouse_id, mode, state, zone, due_at, length, fence,"
    " lease_until_ms, reason, made_at) SELECT 1, warehouse_id, 'single', '{state}', '', due_at,"
    " 0, 0, 0, '', created_at FROM orders WHERE order_no = 'READY'"
)
PICK = (
    "INSERT INTO pick_tasks (walk_id, order_id, order_line_id, product_id, bin_id, lot, place,"
    " quantity, picked, state, changed_at) SELECT 1, orders.id, 1, products.id, bins.id, '', 1,"
    " 2, 1, '{state}', orders.created_at FROM orders, products, bins"
    " WHERE order_no = 'READY' AND sku = 'TEH' AND bins.code = 'MAIN'"
)
COUNT = (
    "INSERT INTO counts (id, number, warehouse_id, kind, state, zone, blind, note, created_at,"
    " reason, currency) SELECT 1, 'C1', warehouse_id, 'some', 'posted', '', TRUE, '', created_at,"
    " '', 'IDR' FROM orders WHERE order_no = 'READY'",
    "INSERT INTO count_tasks (id, count_id, bin_id, state, whole, round, attempt, holder)"
    " SELECT 1, 1, id, '{state}', TRUE, 1, 1, '' FROM bins WHERE code = 'MAIN'",
    "INSERT INTO count_lines (task_id, product_id, lot, by_lot, asked, reason, counted, on_hand,"
    " away, moved, kept, posted) SELECT 1, id, '', FALSE, FALSE, '', 7, 9, 0, FALSE, FALSE,"
    " {posted} FROM products WHERE sku = 'TEH'",
)
PURCHASE = (
    "INSERT INTO suppliers (id, code, name, search, phone, email, address, currency, lead_days,"
    " note, active, created_at, updated_at) SELECT 1, 'T', 'T', '', '', '', '', 'IDR', 0, '', TRUE,"
    " created_at, created_at FROM products WHERE sku = 'TEH'",
    "INSERT INTO purchase_orders (id, number, supplier_id, warehouse_id, state, currency, rate,"
    " note, reason, created_at) SELECT 1, 'PO1', 1, warehouse_id, '{state}', 'IDR', '', '', '',"
    " created_at FROM orders WHERE order_no = 'READY'",
    "INSERT INTO purchase_lines (purchase_id, line_no, product_id, supplier_sku, quantity,"
    " unit_price, received, damaged, allowed) SELECT 1, 1, id, '', 5, 0, {received}, 0, 5"
    " FROM products WHERE sku = 'TEH'",
)
SECOND_LABEL = (
    "INSERT INTO labels"
    " (parcel_id, shipment_id, state, inputs_hash, document, created_at, void_reason)"
    " SELECT parcel_id, shipment_id, state, 'x', document, created_at, '' FROM labels"
    f" WHERE parcel_id = {parcel('PACKED')}"
)
LEFT_TEXT = f"INSERT INTO order_texts (order_id, text) VALUES ({of('GONE')}, 'x')"


@dataclass(frozen=True)
class Break:
    """What breaks a rule, as what it is found, what is named, and what else is wrong then."""

    code: str
    statements: tuple[str, ...]
    names: tuple[str, ...]
    beside: frozenset[str] = field(default=frozenset())


def broken(code: str, *statements: str, names: str, beside: str = "") -> Break:
    return Break(code, statements, tuple(names.split()), frozenset(beside.split()))


MANIFEST = (
    "INSERT INTO manifests (id, number, warehouse_id, courier, state, driver, vehicle, signed_by,"
    " opened_at, document) SELECT 1, 'HO-1', warehouse_id, 'own', '{state}', '', '', '',"
    " created_at, '' FROM orders WHERE order_no = 'READY'"
)
ON_IT = (
    "INSERT INTO manifest_parcels (manifest_id, parcel_id, shipment_id, scanned_at)"
    " SELECT 1, parcels.id, shipments.id, opened_at FROM parcels"
    f" JOIN shipments ON parcel_id = parcels.id WHERE parcels.order_id = {of('PACKED')}"
)
STATEMENT = (
    "INSERT INTO cod_files (id, courier, name, digest, imported_at) SELECT 1, 'own', 'a.csv', 'x',"
    " created_at FROM orders WHERE order_no = 'READY'",
    "INSERT INTO cod_lines (file_id, line_no, waybill, shipment_id, currency, expected, amount,"
    " reference, state) SELECT 1, 2, 'W9', id, 'IDR', 5, 5, '', 'matched' FROM shipments"
    f" WHERE order_id = {of('GONE')}",
)
BREAKS = (
    broken("stock_differs", level("on_hand = on_hand + 1"), names="TEH MAIN --repair"),
    broken("reserved_differs", level("reserved = reserved + 1"), names="TEH MAIN --repair"),
    broken(
        "bounds_broken",
        level("on_hand = 1, reserved = 2"),
        names="TEH MAIN",
        beside="stock_differs reserved_differs",
    ),
    broken(
        "put_back_differs",
        change("put_away_tasks", "quantity = quantity + 1", "done_at IS NULL"),
        names="TEH PUTBACK",
    ),
    broken(
        "transit_differs",
        "INSERT INTO bins (warehouse_id, code, kind) SELECT id, 'ROAD', 'transit' FROM warehouses",
        "INSERT INTO stock_levels (product_id, bin_id, lot, on_hand, reserved)"
        " SELECT products.id, bins.id, '', 3, 0 FROM products, bins"
        " WHERE sku = 'TEH' AND bins.code = 'ROAD'",
        names="TEH ROAD MAIN",
        beside="stock_differs",
    ),
    broken(
        "transfer_line_differs",
        *EAST,
        "INSERT INTO transfers (number, from_id, to_id, state, note, reason, created_at)"
        " SELECT 'T1', one.id, other.id, 'sent', '', '', products.created_at"
        " FROM warehouses one, warehouses other, products"
        " WHERE one.code = 'MAIN' AND other.code = 'EAST' AND sku = 'TEH'",
        "INSERT INTO transfer_lines (transfer_id, line_no, product_id, quantity, sent, received,"
        " damaged, missing) SELECT transfers.id, 1, products.id, 5, 5, 1, 0, 0"
        " FROM transfers, products WHERE sku = 'TEH'",
        names="T1 TEH 4",
    ),
    broken(
        "bin_closed_full",
        change("bins", "active = false", "code = 'MAIN'"),
        names="MAIN",
    ),
    broken(
        "serial_over",
        coffee("serial"),
        lot("S1"),
        there("S1", 2),
        names="KOPI S1 2",
        beside="stock_differs",
    ),
    broken("lot_missing", change("products", "tracking = 'lot'", "sku = 'TEH'"), names="TEH"),
    broken(
        "lot_not_known",
        coffee("lot"),
        there("L1", 3),
        names="KOPI L1 3",
        beside="stock_differs",
    ),
    broken(
        "lot_without_day",
        coffee("expiry"),
        lot("L1"),
        there("L1", 3),
        names="KOPI L1 MAIN",
        beside="stock_differs",
    ),
    broken(
        "expired_on_shelf",
        lot("L1", "'2001-02-03'"),
        there("L1", 3),
        names="KOPI L1 MAIN 2001-02-03",
        beside="stock_differs",
    ),
    broken(
        "move_across",
        *EAST,
        change(
            "stock_moves",
            "warehouse_id = (SELECT id FROM warehouses WHERE code = 'EAST')",
            first("stock_moves"),
        ),
        names="TEH MAIN",
    ),
    broken(
        "promise_over",
        order("status = 'cancelled', fulfilment = 'cancelled'"),
        f"DELETE FROM order_texts WHERE order_id = {of('READY')}",
        names="READY TEH MAIN cancelled",
    ),
    broken(
        "promise_elsewhere",
        *EAST,
        promised(f"bin_id = {E1}"),
        names="READY TEH E1",
        beside="reserved_differs",
    ),
    broken(
        "promise_mixed",
        promised(f"order_line_id = (SELECT id FROM order_lines WHERE order_id = {of('SHORT')})"),
        names="READY TEH MAIN",
        beside="promise_too_many promise_too_few",
    ),
    broken(
        "promise_too_many",
        promised("quantity = quantity + 1"),
        level("reserved = reserved + 1"),
        names="READY TEH 3 2",
    ),
    broken(
        "promise_too_few",
        promised("quantity = quantity - 1"),
        level("reserved = reserved - 1"),
        names="READY TEH 1 2",
    ),
    broken(
        "hold_expired",
        change("stock_holds", "lease_until_ms = 1", "quantity > 0"),
        names="TEH MAIN --repair",
    ),
    broken(
        "block_overdue",
        BLOCK.format(until="'2020-01-01 00:00:00.000000'", bin="MAIN"),
        level("reserved = reserved + 2"),
        names="2 TEH MAIN worker",
    ),
    broken(
        "block_astray",
        BLOCK.format(until="NULL", bin="PACKED"),
        level("reserved = reserved + 2", "PACKED"),
        names="2 TEH PACKED unblock",
    ),
    broken("home_astray", HOME, names="TEH TOTE --min"),
    broken("replenish_astray", TASK, names="2 TEH MAIN --short"),
    broken(
        "walk_task_left",
        WALK.format(state="done"),
        PICK.format(state="open"),
        names="READY TEH MAIN W1",
    ),
    broken(
        "walk_task_units",
        WALK.format(state="walking"),
        PICK.format(state="done"),
        names="READY TEH MAIN W1 1 2",
    ),
    broken(
        "count_task_left",
        *(one.format(state="open", posted=-2) for one in COUNT),
        names="C1 MAIN",
    ),
    broken(
        "count_line_differs",
        *(one.format(state="done", posted=-1) for one in COUNT),
        names="C1 TEH MAIN -2 -1",
    ),
    broken(
        "purchase_line_differs",
        *(one.format(state="part_received", received=3) for one in PURCHASE),
        names="PO1 TEH 3 0",
    ),
    broken(
        "purchase_unfit",
        *(one.format(state="received", received=0) for one in PURCHASE),
        names="PO1 received 0 1",
    ),
    broken("boxes_differ", line("boxed = boxed - 1", "PACKED"), names="PACKED TEH 2 1"),
    broken("boxes_too_much", line("short = 1", "PACKED"), names="PACKED TEH"),
    broken("boxes_not_all", order("fulfilment = 'packed'", "OPEN"), names="OPEN TEH 1 3"),
    broken(
        "boxes_strange",
        change(
            "parcel_lines",
            f"order_line_id = (SELECT id FROM order_lines WHERE order_id = {of('READY')})",
            f"parcel_id = {parcel('PACKED')}",
        ),
        names="PACKED TEH",
        beside="boxes_differ",
    ),
    broken(
        "packed_differs",
        level("on_hand = on_hand + 1", "PACKED"),
        names="TEH 3 2",
        beside="stock_differs",
    ),
    broken(
        "label_second",
        "DROP INDEX uq_labels_current_parcel",
        SECOND_LABEL,
        names="PACKED KMS",
        beside="schema_index",
    ),
    broken("label_unpacked", label("state = 'current'", "STOPPED"), names="STOPPED KMS"),
    broken(
        "label_mixed",
        label(f"shipment_id = (SELECT id FROM shipments WHERE order_id = {of('GONE')})"),
        names="PACKED",
    ),
    broken(
        "label_unbooked", shipment("state = 'cancelled'"), names="PACKED KMS", beside="status_ahead"
    ),
    broken("label_missing", label("state = 'void'"), names="PACKED closed"),
    broken(
        "shipment_second",
        "DROP INDEX uq_shipments_live_parcel",
        shipment(f"state = 'booked', attempt = 9, parcel_id = {parcel('PACKED')}", "STOPPED"),
        names="STOPPED KMS",
        beside="schema_index",
    ),
    broken("shipment_of_void", shipment("state = 'booked'", "STOPPED"), names="STOPPED KMS"),
    broken("shipment_nameless", shipment("waybill = ''"), names="PACKED", beside="status_ahead"),
    broken("shipment_behind", shipment("state = 'booked'", "GONE"), names="GONE KMS"),
    broken("shipment_ahead", shipment("state = 'in_transit'"), names="PACKED KMS"),
    broken(
        "shipment_forgotten",
        shipment("state = 'requested'"),
        names="PACKED KMS",
        beside="label_unbooked status_ahead",
    ),
    broken(
        "shipment_kept",
        shipment("state = 'cancelling', courier = 'far'", "STOPPED"),
        names="STOPPED KMS far --told",
    ),
    broken(
        "job_hangs",
        change("print_jobs", "state = 'sending', lease_until_ms = 0", first("print_jobs")),
        names="GONE P",
    ),
    broken(
        "job_unknown", change("print_jobs", "state = 'unknown'", first("print_jobs")), names="P"
    ),
    broken(
        "outbox_hangs",
        change("outbox", "state = 'in_flight', lease_until_ms = 0", first("outbox")),
        names="GONE shipment.book",
    ),
    broken("outbox_unknown", change("outbox", "state = 'unknown'", first("outbox")), names="GONE"),
    broken(
        "outbox_waits",
        change(
            "outbox",
            "state = 'pending', next_at = '2020-01-01 00:00:00.000000'",
            first("outbox"),
        ),
        names="GONE kemas worker",
    ),
    broken(
        "claim_left",
        change("claims", "lease_until_ms = 0", "fence > 0"),
        change("stations", "lease_until_ms = 0", "fence > 0"),
        names="OPEN Sari S1",
    ),
    broken(
        "claim_endless",
        change("claims", "lease_until_ms = lease_until_ms + 99999999999", "fence > 0"),
        names="OPEN Sari S1",
    ),
    broken("paid_differs", order("paid = paid - 100"), names="READY 49,999 50,000"),
    broken("credited_differs", order("credited = credited + 100"), names="READY 0 1"),
    broken("total_differs", order("total = total + 100"), names="READY 50,001 50,000"),
    broken("goods_differ", order("goods = goods + 100, total = total + 100"), names="READY 50,001"),
    broken("discount_differs", line("discount = 500"), names="READY 50,000 5"),
    broken("units_differ", order("units = units + 1"), names="READY 3 2"),
    broken("status_unfit", order("status = 'done'"), names="READY done ready"),
    broken("status_behind", order("status = 'processing'", "PACKED"), names="PACKED"),
    broken("status_ahead", shipment("state = 'rejected'"), names="PACKED", beside="label_unbooked"),
    broken(
        "status_paid",
        change("order_payments", "amount = 2500000", f"order_id = {of('OWED')}"),
        order("status = 'unpaid', paid = 2500000", "OWED"),
        names="OWED 25,000",
    ),
    broken(
        "status_nothing_paid",
        f"DELETE FROM order_payments WHERE order_id = {of('OWED')}",
        order("status = 'down_payment', paid = 0", "OWED"),
        names="OWED",
    ),
    broken("status_not_done", order("status = 'shipping'", "BACK"), names="BACK"),
    broken(
        "search_text",
        change("order_texts", "text = 'x'", f"order_id = {of('READY')}"),
        names="READY",
    ),
    broken(
        "search_no_text", f"DELETE FROM order_texts WHERE order_id = {of('READY')}", names="READY"
    ),
    broken(
        "search_words",
        f"DELETE FROM order_words WHERE order_id = {of('READY')}",
        names="READY ready siti aminah teh",
    ),
    broken("search_text_left", LEFT_TEXT, names="GONE"),
    broken(
        "search_wordless", f"DELETE FROM order_words WHERE order_id = {of('GONE')}", names="GONE"
    ),
    broken(
        "return_differs", change("return_lines", "good = good + 1", "good = 1"), names="TEH R000001"
    ),
    broken(
        "return_too_much", change("return_lines", "expected = 9", "good = 1"), names="BACK TEH 9 2"
    ),
    broken("manifest_wrong", MANIFEST.format(state="open"), ON_IT, names="HO-1"),
    broken("manifest_unfit", MANIFEST.format(state="closed"), names="HO-1 0"),
    broken("cod_line_unpaid", *STATEMENT, names="a.csv W9 2"),
    broken("state_unknown", change("outbox", "state = 'lost'", first("outbox")), names="lost"),
    broken(
        "setting_printer",
        change("stations", 'printers = \'{"label":"OLD"}\'', "name = 'S1'"),
        names="S1 OLD P",
    ),
    broken(
        "setting_jobs",
        change("print_jobs", "printer = 'OLD'", first("print_jobs")),
        names="OLD P",
    ),
    broken("setting_courier", order("courier = 'pigeon'"), names="READY pigeon manual"),
    broken("schema_index", "DROP INDEX ix_orders_order_no", names="orders ix_orders_order_no"),
    broken("schema_table", "DROP TABLE count_requests", names="count_requests"),
    broken(
        "schema_column", "ALTER TABLE saved_lists DROP COLUMN shared", names="saved_lists shared"
    ),
    broken(
        "schema_version", change("alembic_version", "version_num = '0001'", "1 = 1"), names="0001"
    ),
)
HINTS = {
    "expired_on_shelf",
    "job_unknown",
    "outbox_unknown",
    "outbox_waits",
    "claim_left",
    "shipment_kept",
}


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.code)
def test_a_broken_rule_is_found_and_named(busy: Database, config: Config, one: Break) -> None:
    force(busy, *one.statements)
    # SQLite's own check sees what is past a constraint as well.
    findings = [each for each in found(busy, config) if each.code != "integrity_pages"]
    assert {each.code for each in findings} == {one.code} | one.beside
    mine = next(each for each in findings if each.code == one.code)
    assert mine.level is (Level.HINT if one.code in HINTS else Level.FAULT)
    what, then = say(mine, "stock")
    assert [name for name in one.names if name not in f"{what} {then}"] == []
    assert "?" not in f"{what} {then}", "a word that the sentence needs is missing"


def test_every_state_that_nobody_knows_is_found(busy: Database, config: Config) -> None:
    tried = set()
    for table, columns in COLUMNS.items():
        number = next(iter(metadata.tables[table].primary_key.columns))
        here = f"{number.name} = (SELECT min({number.name}) FROM {table})"
        with reading(busy) as tx:
            if tx.execute(select(number).limit(1)).first() is None:
                continue
        for name in columns:
            force(
                busy,
                f"CREATE TABLE kept AS SELECT {name} AS was FROM {table} WHERE {here}",
                change(table, f"{name} = 'nowhere'", here),
            )
            (one,) = found(busy, config, ["states"])
            assert (one.at[0], one.params["column"]) == (table, name)
            tried.add(f"{table}.{name}")
            force(busy, change(table, f"{name} = (SELECT was FROM kept)", here), "DROP TABLE kept")
    assert {
        "orders.status",
        "orders.fulfilment",
        "order_payments.state",
        "parcels.state",
        "shipments.state",
        "labels.state",
        "print_jobs.state",
        "outbox.state",
        "returns.state",
        "bins.kind",
        "operators.role",
    } <= tried


def test_rows_that_go_by_a_name_are_looked_at_as_well(busy: Database, config: Config) -> None:
    with writing(busy) as tx:
        tx.execute(insert(platform_accounts).values(name="TikTok Ads", standing="fine"))
    assert found(busy, config, ["states"]) == []
    force(busy, change("platform_accounts", "standing = 'nowhere'", "1 = 1"))
    (one,) = found(busy, config, ["states"])
    assert one.at == ("platform_accounts", "TikTok Ads")


def test_each_sentence_belongs_to_a_rule_that_was_broken() -> None:
    elsewhere = {
        "schema_guard",
        "integrity_pages",
        "integrity_reference",
        "integrity_index",
        "integrity_constraint",
        "integrity_checksums",
        "integrity_age",
        "setting_warehouse",
        "setting_printer_house",
        "setting_route",
        "setting_printer_station",
        "setting_secret",
        *TRAIL_FOUND,  # with the tests of the trail
        *PAYOUT_FOUND,  # with the tests of payouts
        *MACHINE_FOUND,  # with the tests of the machine
        *OFFLINE_FOUND,  # with the tests of the island
        "link_unbooked",
        "link_settled",
        "link_unknown",
        "link_left",
    }
    assert set(FOUND) - set(MONEY_FOUND) == {one.code for one in BREAKS} | elsewhere
