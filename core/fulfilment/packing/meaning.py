"""What a code means at this moment, in the fixed order in which meanings are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, bindparam, literal_column, select, union_all

from core.barcodes import Code
from core.barcodes import Kind as CodeKind
from core.catalog.models import barcodes, products
from core.catalog.tracking import Tracking
from core.frozen import filler
from core.fulfilment.packing.opened import OpenOrder
from core.fulfilment.packing.work import Bench
from core.orders.models import orders
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Product:
    """A product, or a case of `units` of it."""

    product_id: int
    sku: str
    name: str
    units: int
    """What one scan of it stands for, also where the code counts it (GS1)."""
    typed: bool = False
    """Whether a quantity was typed with the code (``6*…``): then `units` is all of it."""
    tracking: str = Tracking.NONE.value
    lot: str = ""
    """What the code says of the lot that it belongs to."""
    serial: str = ""
    expires_on: date | None = None

    @property
    def unit_lot(self) -> str:
        """The lot that the unit is kept under, as far as the code says it."""
        return self.serial or self.lot if self.tracking == Tracking.SERIAL else self.lot


@dataclass(frozen=True, slots=True)
class Order:
    """An order by its number."""

    order_id: int


@dataclass(frozen=True, slots=True)
class Box:
    """A parcel by its waybill number."""

    parcel_id: int
    is_old: bool = False
    """Whether the label counts no more that the number stands on."""


@dataclass(frozen=True, slots=True)
class Several:
    """A code that stands for more than one thing."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """A code that nobody knows."""


_Product = filler(Product)
Meaning = Product | Order | Box | Several | Nothing


def meaning_of(bench: Bench, code: Code, open_order: OpenOrder | None) -> Meaning:
    """A product of the open work, an order or waybill, any product; in that order."""
    found = find_products(bench.tx, code)
    if open_order is not None:
        ordered = {line.product_id for line in open_order.lines}
        mine = [product for product in found if product.product_id in ordered]
        if mine:
            return one_of(mine)
    order = _find_order(bench.tx, code)
    if order is not None:
        return order
    parcel = bench.shipping.parcel_of_waybill(bench.tx, code.value)
    if parcel is not None:
        return Box(parcel)
    ahead = bench.shipping.order_of_label(bench.tx, code.value)
    if ahead is not None:
        return Order(ahead)
    if found:
        return one_of(found)
    old = bench.shipping.parcel_of_old_label(bench.tx, code.value)
    return Nothing() if old is None else Box(old, is_old=True)


def find_products(tx: Transaction, code: Code) -> list[Product]:
    """Products by barcode, else by SKU in any case."""
    wanted, spellings = spellings_of(code)
    return products_of(tx.execute(_products, {"codes": wanted, "skus": spellings}).all(), code)


def spellings_of(code: Code) -> tuple[list[str], list[str]]:
    """What a code may be among the barcodes, and among the SKUs."""
    wanted = list(dict.fromkeys((*code.candidates, code.value)))
    return wanted, list(dict.fromkeys((code.value, code.value.upper())))


def products_of(rows: Sequence[Any], code: Code) -> list[Product]:
    """The products of found rows (id, SKU, name, units, tracking, by_barcode), each once."""
    by_barcode = [row for row in rows if row[5]]
    # A typed 6* of a case means six cases.
    each = code.quantity or 1
    found: dict[int, Product] = {}
    for product, sku, name, units, tracking, _by_barcode in by_barcode or rows:
        if product not in found:
            traced = (code.lot, code.serial, code.expiry)
            found[product] = _Product(
                product, sku, name, units * each, code.typed, tracking, *traced
            )
    return list(found.values())


def one_of(found: list[Product]) -> Product | Several:
    """The one product that was found; several where nobody knows which of them is meant."""
    if len(found) == 1:
        return found[0]
    return Several(tuple(product.sku for product in found))


def _find_order(tx: Transaction, code: Code) -> Meaning | None:
    if code.kind not in {CodeKind.TEXT, CodeKind.GTIN}:
        return None
    text = code.candidates[-1] if code.kind is CodeKind.GTIN else code.value
    spellings = list(dict.fromkeys((text, code.value, text.upper())))
    rows = tx.execute(_by_number, {"numbers": spellings}).all()
    if not rows and "/" in text:
        channel, _, number = text.partition("/")
        rows = [
            row
            for row in tx.execute(_by_number, {"numbers": [number]})
            if row[1].casefold() == channel.casefold()
        ]
    if not rows:
        return None
    if len(rows) > 1:
        return Several(tuple(f"{channel}/{number}" for _id, channel, number in rows))
    return Order(rows[0][0])


_products = union_all(
    select(
        products.c.id,
        products.c.sku,
        products.c.name,
        barcodes.c.quantity,
        products.c.tracking,
        literal_column("1", Integer).label("by_barcode"),
    )
    .join(barcodes, barcodes.c.product_id == products.c.id)
    .where(barcodes.c.code.in_(bindparam("codes", expanding=True))),
    select(
        products.c.id,
        products.c.sku,
        products.c.name,
        literal_column("1"),
        products.c.tracking,
        literal_column("0"),
    ).where(products.c.sku.in_(bindparam("skus", expanding=True))),
)
_by_number = (
    select(orders.c.id, orders.c.channel, orders.c.order_no)
    .where(orders.c.order_no.in_(bindparam("numbers", expanding=True)))
    .order_by(orders.c.channel)
)
