"""Words of channels: where an order begins by them, and what they do to one that is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from core.audit import of_order
from core.customers.models import Trust, customer_phones, customers
from core.database import Database
from core.fulfilment.queue import Wanted, first_page
from core.orders.intake.channels import Meaning, meaning_of, source_of
from core.orders.intake.checking import Setting
from core.orders.intake.columns import ORDER_COLUMNS
from core.orders.intake.importing import ImportReport, import_orders
from core.orders.intake.rules import Rules
from core.orders.models import order_lines, orders
from core.orders.payments.checks import paid_differences
from core.orders.payments.commands import Paid, confirm, refund, report
from core.orders.payments.queries import payments_of
from core.orders.payments.states import PaymentState
from core.orders.states import Source
from core.orders.status import Policy
from core.stock.checks import differences
from core.stock.models import reservations
from core.transaction import SYSTEM, reading, writing

ROW = {
    "order_no": "A-1",
    "channel": "shopee",
    "customer": "Budi Santoso",
    "phone": "+62 000 111 2222",
    "address": "Jl. Melati 1",
    "country": "ID",
    "sku": "TEA",
    "quantity": "2",
    "unit_price": "10000",
    "paid": "20000",
}
Import = Callable[..., ImportReport]


@pytest.fixture
def take(db: Database, build: ModuleType, tmp_path: Path) -> Import:
    shop = build.shop(db, {"TEA": 10})
    rules = Rules(
        setting=Setting("Asia/Jakarta", "IDR"),
        warehouse=shop.warehouse,
        default_courier="own",
        default_service="standard",
        services={"own": ("standard",)},
        cutoffs={"own": None},
        is_claimed=lambda _tx, _order: False,
    )

    def _take(*changes: Mapping[str, str]) -> ImportReport:
        path = tmp_path / "orders.csv"
        lines = [",".join(ORDER_COLUMNS)]
        for change in changes:
            row = {**ROW, **change}
            lines.append(",".join(f'"{row.get(name, "")}"' for name in ORDER_COLUMNS))
        path.write_text("\n".join(lines), "utf-8")
        return import_orders(db, SYSTEM, rules, path)

    return _take


def stored(db: Database) -> Mapping[str, Any]:
    with reading(db) as tx:
        assert paid_differences(tx) == []
        assert differences(tx) == []
        return tx.execute(select(orders)).one()._mapping


def where(db: Database) -> tuple[str, str]:
    order = stored(db)
    return order["status"], order["fulfilment"]


def promised(db: Database) -> int:
    with reading(db) as tx:
        return int(tx.execute(select(func.count()).select_from(reservations)).scalar_one())


@pytest.mark.parametrize(
    ("channel", "source"),
    [
        ("shopee", Source.SHOPEE),
        ("Shopee ID 2", Source.SHOPEE),
        ("lazada-vn", Source.LAZADA),
        ("tiktok shop", Source.TIKTOK),
        ("tiktokshop", Source.TIKTOK),
        ("woocommerce", Source.WEB),
        ("web", Source.WEB),
        ("form", Source.FORM),
        ("manual", Source.MANUAL),
        ("shopeefood", Source.PRIVATE),
        ("warung", Source.PRIVATE),
        ("", Source.PRIVATE),
    ],
)
def test_a_channel_is_known_by_its_first_word(channel: str, source: Source) -> None:
    assert source_of(channel) is source


@pytest.mark.parametrize(
    ("source", "raw", "meaning"),
    [
        (Source.SHOPEE, "READY_TO_SHIP", Meaning.TO_SEND),
        (Source.SHOPEE, "ready to ship", Meaning.TO_SEND),
        (Source.SHOPEE, "TO_CONFIRM_RECEIVE", Meaning.ARRIVED),
        (Source.LAZADA, "pending", Meaning.TO_SEND),
        (Source.LAZADA, "canceled", Meaning.CANCELLED),
        (Source.TIKTOK, "ON_HOLD", Meaning.STOPPED),
        (Source.WEB, "on-hold", Meaning.WAITING),
        (Source.MANUAL, "shipped", Meaning.UNDER_WAY),
        (Source.SHOPEE, "BRAND_NEW", None),
        (Source.SHOPEE, "", None),
    ],
)
def test_a_word_means_what_its_channel_means(
    source: Source, raw: str, meaning: Meaning | None
) -> None:
    assert meaning_of(source, raw) is meaning


def test_every_word_of_every_channel_begins_an_order_where_it_belongs(
    db: Database, take: Import
) -> None:
    placed = {
        "UNPAID": ("unpaid", "ready"),
        "PENDING": ("processing", "held"),
        "READY_TO_SHIP": ("processing", "ready"),
        "PROCESSED": ("processing", "ready"),
        "SHIPPED": ("shipping", "handed_over"),
        "TO_CONFIRM_RECEIVE": ("done", "handed_over"),
        "COMPLETED": ("done", "handed_over"),
        "IN_CANCEL": ("processing", "held"),
        "CANCELLED": ("cancelled", "cancelled"),
        "TO_RETURN": ("returned", "handed_over"),
        "BRAND_NEW": ("unpaid", "ready"),
    }
    rows = [
        {"order_no": word, "status": word, "paid": "0", "quantity": "1", "unit_price": "100"}
        for word in placed
    ]
    report = take(*rows)
    assert (report.created, report.parked, report.ready) == (len(placed), (), 4)
    with reading(db) as tx:
        found = {row.order_no: row for row in tx.execute(select(orders))}
        shown = {row.order_no for row in first_page(tx, stored_warehouse(tx), Wanted())}
    assert {no: (row.status, row.fulfilment) for no, row in found.items()} == placed
    assert {row.raw_status for row in found.values()} == set(placed)
    assert {row.source for row in found.values()} == {"shopee"}
    assert shown == {"READY_TO_SHIP", "PROCESSED"}
    assert promised(db) == 4
    assert found["IN_CANCEL"].hold_reason == "shopee: IN_CANCEL"
    assert found["CANCELLED"].cancel_reason == "shopee: CANCELLED"
    assert found["COMPLETED"].delivered_at is not None


def stored_warehouse(tx: Any) -> int:
    return int(tx.execute(select(orders.c.warehouse_id).limit(1)).scalar_one())


def test_cod_that_arrived_is_not_done_before_its_money_is(db: Database, take: Import) -> None:
    take({"status": "TO_CONFIRM_RECEIVE", "paid": "0", "cod": "20000"})
    assert where(db) == ("shipping", "handed_over")
    take({"status": "TO_CONFIRM_RECEIVE", "paid": "20000", "cod": "20000"})
    take({"status": "COMPLETED", "paid": "20000", "cod": "20000"})
    assert where(db) == ("done", "handed_over")
    assert stored(db)["paid"] == 20_000_00


def test_the_same_word_again_changes_nothing(db: Database, take: Import) -> None:
    take({"status": "READY_TO_SHIP"})
    before = stored(db)
    again = take({"status": "READY_TO_SHIP"})
    assert (again.unchanged, again.updated) == (1, 0)
    assert stored(db) == before
    told = take({"status": "PROCESSED"})
    assert (told.unchanged, told.updated, told.parked) == (0, 1, ())
    assert (where(db), stored(db)["raw_status"]) == (("processing", "ready"), "PROCESSED")


def test_what_its_channel_cancelled_leaves_the_queue_and_frees_its_stock(
    db: Database, take: Import
) -> None:
    take({"status": "READY_TO_SHIP"})
    assert promised(db) == 1
    assert take({"status": "CANCELLED"}).updated == 1
    assert (where(db), promised(db)) == (("cancelled", "cancelled"), 0)
    assert stored(db)["cancel_reason"] == "shopee: CANCELLED"
    take({"status": "READY_TO_SHIP"})
    assert where(db) == ("cancelled", "cancelled")


@pytest.mark.parametrize("fulfilment", ["picking", "packing", "packed"])
def test_what_is_in_work_is_held_when_its_channel_cancels_it(
    db: Database, take: Import, fulfilment: str
) -> None:
    take({"status": "READY_TO_SHIP"})
    with writing(db) as tx:
        tx.execute(update(orders).values(fulfilment=fulfilment))
        tx.execute(update(order_lines).values(picked=1))
    assert take({"status": "CANCELLED"}).parked == ()
    assert where(db) == ("processing", "held")
    assert stored(db)["hold_reason"] == "shopee: CANCELLED"


def test_what_left_from_elsewhere_is_not_packed_again(db: Database, take: Import) -> None:
    take({"status": "READY_TO_SHIP", "paid": "0"})
    masked = {"customer": "B***o", "address": "***", "paid": "20000"}
    told = take({"status": "SHIPPED", **masked})
    assert (told.updated, told.parked) == (1, ())
    assert (where(db), promised(db)) == (("shipping", "handed_over"), 0)
    assert stored(db)["address"] == "Jl. Melati 1"
    take({"status": "COMPLETED", **masked})
    order = stored(db)
    assert (order["status"], order["paid"]) == ("done", 20_000_00)
    assert order["delivered_at"] is not None
    kinds = [event.kind for event in reading_events(db)]
    assert kinds.count("sent_elsewhere") == 1


def reading_events(db: Database) -> list[Any]:
    with reading(db) as tx:
        return of_order(tx, tx.execute(select(orders.c.id)).scalar_one())


def test_a_hold_of_the_channel_ends_with_its_next_word(db: Database, take: Import) -> None:
    take({"channel": "tiktok shop", "status": "ON_HOLD"})
    assert (where(db), promised(db)) == (("processing", "held"), 0)
    take({"channel": "tiktok shop", "status": "AWAITING_SHIPMENT"})
    assert (where(db), promised(db)) == (("processing", "ready"), 1)


def test_a_word_for_paid_moves_an_order_on_and_a_hold_of_a_person_stays(
    db: Database, take: Import
) -> None:
    take({"status": "UNPAID", "paid": "0"})
    assert where(db) == ("unpaid", "ready")
    with writing(db) as tx:
        tx.execute(update(orders).values(fulfilment="held", hold_reason="ask her"))
    take({"status": "READY_TO_SHIP", "paid": "0"})
    assert where(db) == ("processing", "held")


def test_money_alone_is_brought_up_to_date_whatever_is_packed(db: Database, take: Import) -> None:
    take({"paid": "5000"})
    assert where(db) == ("unpaid", "ready")
    with writing(db) as tx:
        tx.execute(update(orders).values(fulfilment="packing", status="processing"))
        tx.execute(update(order_lines).values(packed=1))
    told = take({"paid": "20000"})
    assert (told.updated, told.parked) == (1, ())
    assert (stored(db)["paid"], stored(db)["version"]) == (20_000_00, 1)
    take({"paid": "12000"})
    with reading(db) as tx:
        rows = payments_of(tx, tx.execute(select(orders.c.id)).scalar_one())
    states = [(one.amount.minor, one.state) for one in rows]
    gone, counts = PaymentState.REVERSED, PaymentState.CONFIRMED
    assert states == [(5_000_00, counts), (15_000_00, gone), (7_000_00, counts)]
    assert stored(db)["paid"] == 12_000_00


def test_what_a_person_confirmed_is_neither_lost_nor_counted_twice(
    db: Database, take: Import
) -> None:
    take({"paid": "0", "channel": "web"})
    with writing(db) as tx:
        order = tx.execute(select(orders.c.id)).scalar_one()
        policy = Policy()
        confirm(tx, policy, report(tx, policy, order, Paid(20_000_00)).payment.id)
        refund(tx, policy, order, Paid(1_000_00), "too long on the way")
    take({"paid": "0", "channel": "web", "note": "ring twice"})
    assert stored(db)["paid"] == 19_000_00
    take({"paid": "20000", "channel": "web", "note": "ring twice"})
    assert stored(db)["paid"] == 19_000_00
    take({"paid": "", "channel": "web", "note": "silent"})
    assert stored(db)["paid"] == 19_000_00


@pytest.mark.parametrize(
    ("trust", "money", "status"),
    [
        (Trust.TRUSTED, {"paid": "0"}, "processing"),
        (Trust.BLOCKED, {"paid": "20000"}, "to_confirm"),
        (Trust.BLOCKED, {"paid": "0", "cod": "20000"}, "to_confirm"),
        (Trust.BLOCKED, {"paid": "", "status": "READY_TO_SHIP"}, "to_confirm"),
        (Trust.BLOCKED, {"paid": "0"}, "unpaid"),
        (Trust.NONE, {"paid": "0"}, "unpaid"),
    ],
)
def test_trust_and_blocks_hold_for_files_too(
    db: Database, take: Import, trust: Trust, money: Mapping[str, str], status: str
) -> None:
    with writing(db) as tx:
        row = {"name": "Budi", "folded": "budi", "trust": trust.value}
        row |= {"created_at": tx.now, "updated_at": tx.now}
        who = tx.execute(insert(customers).returning(customers.c.id), row).scalar_one()
        tx.execute(insert(customer_phones), {"phone": "+620001112222", "customer_id": who})
    take(money)
    assert stored(db)["status"] == status
