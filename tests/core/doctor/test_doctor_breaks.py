"""Each rule, broken in the tables themselves, is found under its own name, and nothing else is."""

from __future__ import annotations

import pytest
from breaking import (
    LEFT_TEXT,
    MANIFEST,
    ON_IT,
    SECOND_LABEL,
    STATEMENT,
    Break,
    broken,
    change,
    first,
    label,
    level,
    line,
    of,
    order,
    parcel,
    shipment,
)
from busy_shop import force, found
from sqlalchemy import insert, select
from stock_breaks import STOCK_BREAKS

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

BREAKS = (
    *STOCK_BREAKS,
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
