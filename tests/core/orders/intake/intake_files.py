"""What the tests of importing write into order files, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from core.database import Database
from core.orders.intake import parking
from core.orders.intake.importing import ImportReport
from core.orders.models import order_lines, orders
from core.transaction import reading

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


def discounts_of(db: Database) -> list[int]:
    with reading(db) as tx:
        wanted = select(order_lines.c.discount).order_by(order_lines.c.line_no)
        return list(tx.execute(wanted).scalars())


def parked(db: Database) -> list[parking.ParkedOrder]:
    with reading(db) as tx:
        return parking.waiting(tx)


def reason_codes(report: ImportReport) -> list[str]:
    return [reason.code for one in report.parked for reason in one.reasons]
