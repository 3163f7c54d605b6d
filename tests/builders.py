"""Small builders of what tests start from, written straight into the tables.

Tests get this module as the fixture `build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core.barcodes import check_digit, key
from core.catalog.models import barcodes, products
from core.database import Database
from core.orders.models import LIVE, order_lines, order_texts, orders
from core.orders.payments.models import order_payments
from core.orders.payments.states import Method, PaymentKind, PaymentState
from core.orders.states import Fulfilment, OrderStatus
from core.people.models import operators, sessions, stations
from core.stock import commands as stock
from core.stock.models import BinKind, bins, levels
from core.stock.places import DEFAULT_SHELF, add_warehouse, shelf
from core.text import fold
from core.transaction import Actor, Transaction, writing

MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Jakarta; the moment at which built orders were ordered."""

Lines = Mapping[str, int] | Iterable[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Shop:
    """A small shop that is ready to work."""

    warehouse: int
    products: Mapping[str, int]
    """Ids of the products by SKU."""
    operator: int
    station: int
    actor: Actor


def shop(db: Database, stock: Mapping[str, int] | None = None) -> Shop:
    """A warehouse, a product a SKU with so many units on the shelf, an operator and a station."""
    with writing(db) as tx:
        main = warehouse(tx)
        made = {sku: product(tx, sku, stock=units) for sku, units in (stock or {}).items()}
        who, where = operator(tx), station(tx)
        return Shop(main, made, who, where, actor(tx, who, where))


def warehouse(tx: Transaction, code: str = "MAIN") -> int:
    """A warehouse with its special bins, made or found."""
    return add_warehouse(tx, code, f"Gudang {code}")


def product(
    tx: Transaction,
    sku: str,
    *,
    name: str = "",
    stock: int = 0,
    bin: str = DEFAULT_SHELF,
    warehouse_code: str = "MAIN",
    codes: Mapping[str, int] | None = None,
    **columns: Any,
) -> int:
    """A product; `codes` are its barcodes and the units each stands for, else one EAN-13."""
    name = name or f"Barang {sku}"
    row = {
        "sku": sku,
        "name": name,
        "search": fold(f"{sku} {name}"),
        "currency": "IDR",
        "unit_price": 25_000_00,
        "weight_g": 200,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    made = int(tx.execute(insert(products).returning(products.c.id), row | columns).scalar_one())
    for code, quantity in (codes if codes is not None else {ean(made): 1}).items():
        tx.execute(insert(barcodes), {"product_id": made, "code": key(code), "quantity": quantity})
    if stock:
        put(tx, made, stock, bin=bin, warehouse_code=warehouse_code)
    return made


def ean(product_id: int) -> str:
    """The EAN-13 that `product` gives to a product without codes."""
    body = f"899{product_id:09d}"
    return f"{body}{check_digit(body)}"


def put(
    tx: Transaction,
    product_id: int,
    units: int,
    *,
    bin: str = DEFAULT_SHELF,
    warehouse_code: str = "MAIN",
) -> int:
    """Units that came in onto a shelf; gives the bin's id."""
    where = warehouse(tx, warehouse_code)
    place = shelf(tx, where, bin)
    stock.receive_many(tx, where, [(product_id, place.id, units)], reason="opening")
    return place.id


def available(tx: Transaction, warehouse_id: int, product_ids: list[int]) -> dict[int, int]:
    """How many units of each product can be promised in a warehouse."""
    rows = tx.execute(
        select(levels.c.product_id, func.sum(levels.c.on_hand - levels.c.reserved))
        .join(bins, bins.c.id == levels.c.bin_id)
        .where(
            bins.c.warehouse_id == warehouse_id,
            bins.c.kind == BinKind.SHELF.value,
            levels.c.product_id.in_(product_ids),
        )
        .group_by(levels.c.product_id)
    )
    found = {product: int(free) for product, free in rows}
    return {product: found.get(product, 0) for product in product_ids}


def product_id(tx: Transaction, sku: str) -> int:
    """The id of a product by its SKU."""
    return int(tx.execute(select(products.c.id).where(products.c.sku == sku)).scalar_one())


def order(
    tx: Transaction,
    order_no: str,
    lines: Lines,
    *,
    warehouse_code: str = "MAIN",
    fulfilment: Fulfilment = Fulfilment.SHORT,
    **columns: Any,
) -> int:
    """An order with its lines as (SKU, units); nothing is promised to it yet."""
    wanted = list(lines.items() if isinstance(lines, Mapping) else lines)
    goods = 25_000_00 * sum(units for _sku, units in wanted)
    customer = columns.get("customer", "Siti Aminah")
    row = {
        "warehouse_id": warehouse(tx, warehouse_code),
        "channel": "web",
        "order_no": order_no,
        "status": OrderStatus.PROCESSING.value,
        "fulfilment": fulfilment.value,
        "ordered_at": MORNING,
        "due_at": MORNING + timedelta(hours=8),
        "customer": customer,
        "address": "Jl. Contoh 1",
        "city": "Bandung",
        "country": "ID",
        "currency": "IDR",
        "goods": goods,
        "total": goods,
        "paid": goods,
        "courier": "own",
        "service": "standard",
        "units": sum(units for _sku, units in wanted),
        "lines": len(wanted),
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    text = columns.pop("search", fold(f"{order_no} {customer}"))
    row |= columns
    made = int(tx.execute(insert(orders).returning(orders.c.id), row).scalar_one())
    if fulfilment in LIVE:
        tx.execute(insert(order_texts), {"order_id": made, "text": text})
    if row["paid"]:
        payment = {
            "order_id": made,
            "kind": PaymentKind.PAYMENT.value,
            "method": Method.CHANNEL.value,
            "amount": row["paid"],
            "paid_on": MORNING.date(),
            "state": PaymentState.CONFIRMED.value,
            "reported_at": tx.now,
            "decided_at": tx.now,
        }
        tx.execute(insert(order_payments), payment)
    for line_no, (sku, units) in enumerate(wanted, 1):
        line = {
            "order_id": made,
            "line_no": line_no,
            "product_id": product_id(tx, sku),
            "quantity": units,
            "unit_price": 25_000_00,
        }
        tx.execute(insert(order_lines), line)
    return made


def ready_order(
    db: Database, order_no: str, lines: Lines, *, warehouse_code: str = "MAIN", **columns: Any
) -> int:
    """An order to which stock is promised; fails where there is not enough."""
    from core.orders.promise import promise_orders

    with writing(db) as tx:
        made = order(tx, order_no, lines, warehouse_code=warehouse_code, **columns)
        done = promise_orders(tx, warehouse(tx, warehouse_code), [made])
        assert done.ready == 1, done.missing
        return made


def operator(
    tx: Transaction, name: str = "Sari", *, role: str = "admin", language: str = "en"
) -> int:
    """An operator; the badge is the name in capitals."""
    row = {
        "name": name,
        "badge": name.upper(),
        "role": role,
        "language": language,
        "created_at": tx.now,
    }
    return int(tx.execute(insert(operators).returning(operators.c.id), row).scalar_one())


def station(tx: Transaction, name: str = "S1", *, warehouse_code: str = "MAIN") -> int:
    """A station."""
    row = {"name": name, "warehouse_id": warehouse(tx, warehouse_code), "created_at": tx.now}
    return int(tx.execute(insert(stations).returning(stations.c.id), row).scalar_one())


def actor(
    tx: Transaction, operator_id: int, station_id: int, permissions: Iterable[str] | None = None
) -> Actor:
    """An operator at work at a station, in a session of their own, with all permissions."""
    if permissions is None:
        from core.people.permissions import Permission

        permissions = Permission
    row = {"station_id": station_id, "operator_id": operator_id, "started_at": tx.now}
    session = int(tx.execute(insert(sessions).returning(sessions.c.id), row).scalar_one())
    tx.execute(update(stations).where(stations.c.id == station_id).values(session_id=session))
    who = tx.execute(select(operators).where(operators.c.id == operator_id)).one()
    where = tx.execute(select(stations.c.name).where(stations.c.id == station_id)).scalar_one()
    return Actor(
        operator_id=operator_id,
        name=who.name,
        permissions=frozenset(str(one) for one in permissions),
        station_id=station_id,
        station=where,
        session_id=session,
        language=who.language,
    )
