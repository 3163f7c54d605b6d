"""Products as people look them up: by SKU, by barcode, by their beginning, by any text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, RowMapping, bindparam, select

from core import barcodes as codes
from core.catalog import links
from core.catalog.models import barcodes, products
from core.catalog.pricing import Earnings, earnings
from core.errors import NotFound
from core.money import Money
from core.text import clean, fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Barcode:
    """A code on a product or on a case of it; `quantity` counts the units inside."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its codes; weight in grams, lengths in millimetres, tax in percent."""

    id: int
    sku: str
    name: str
    brand: str
    category: str
    price: Money
    cost: Money
    tax_rate: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    barcodes: tuple[Barcode, ...]
    list_price: Money
    """What it costs before any reduction; 0 where there is none."""
    unit: str
    """What one of it is, such as a box or a metre."""
    description: str
    specification: str
    pictures: tuple[str, ...]
    videos: tuple[str, ...]
    reorder_point: int
    average_cost: str
    """What it was bought for on average, in minor units as exact text; empty: never received."""
    last_cost: str
    archived: bool
    updated_at: datetime
    tracking: str
    """How closely its units are told apart: a value of `core.catalog.tracking.Tracking`."""

    @property
    def earnings(self) -> Earnings:
        """What one sold at its price earns."""
        return earnings(self.price.minor, self.tax_rate, self.cost.minor, self.average_cost)


def products_of(tx: Transaction, product_ids: Sequence[int]) -> dict[int, Product]:
    """Products by id, with their barcodes."""
    wanted = {"wanted": list(product_ids)}
    printed: dict[int, list[Barcode]] = {}
    for product_id, code, quantity in tx.execute(_codes_of, wanted):
        printed.setdefault(product_id, []).append(Barcode(code, quantity))
    rows = tx.execute(_by_id, wanted)
    return {row.id: _product(row, printed.get(row.id, [])) for row in rows}


def list_products(
    tx: Transaction, *, limit: int = 100, offset: int = 0, archived: bool | None = False
) -> tuple[Product, ...]:
    """Products by SKU, a page of them; those put away only (True), too (None), or not (False)."""
    query = select(products.c.id).where(*_of(archived)).order_by(products.c.sku)
    return _in_order(tx, list(tx.execute(query.limit(limit).offset(offset)).scalars()))


def _of(archived: bool | None) -> tuple[ColumnElement[bool], ...]:
    if archived is None:
        return ()
    return (
        (products.c.archived_at.is_not(None) if archived else products.c.archived_at.is_(None)),
    )


def by_barcode(tx: Transaction, text: str) -> tuple[Product, ...]:
    """The products that carry a code, as scanned or typed; several where it is ambiguous."""
    wanted = [*codes.read(text).candidates, codes.key(text)]
    rows = tx.execute(_by_code, {"wanted": list(dict.fromkeys(wanted))}).scalars()
    return _in_order(tx, list(dict.fromkeys(rows)))


def find_products(
    tx: Transaction, text: str, limit: int = 50, *, archived: bool | None = False
) -> tuple[Product, ...]:
    """Products by barcode or SKU, then those whose SKU begins so, then by any text in them.

    A barcode or SKU finds those that were put away as well.
    """
    words = fold(clean(text))
    if not words:
        return ()
    found = dict.fromkeys(one.id for one in by_barcode(tx, text))
    exact = select(products.c.id).where(products.c.sku == clean(text))
    found |= dict.fromkeys(tx.execute(exact).scalars())
    anywhere = [products.c.search.contains(word, autoescape=True) for word in words.split()]
    begins = products.c.search.startswith(words, autoescape=True)
    query = (
        select(products.c.id)
        .where(*anywhere, *_of(archived))
        .order_by(begins.desc(), products.c.sku)
        .limit(limit)
    )
    found |= dict.fromkeys(tx.execute(query).scalars())
    return _in_order(tx, list(found)[:limit])


def product(tx: Transaction, text: str) -> Product:
    """The one product of a SKU or barcode; NotFound ``product_not_found`` names what is close.

    ``product_needed`` where nothing is named.
    """
    if not clean(text):
        raise NotFound("product_needed")
    rows = tx.execute(select(products.c.id).where(products.c.sku == clean(text))).scalars().all()
    found = _in_order(tx, list(rows)) or by_barcode(tx, text)
    if len(found) == 1:
        return found[0]
    near = ", ".join(one.sku for one in found or find_products(tx, text, 5))
    raise NotFound("product_not_found", sku=clean(text, 80), near=near)


def product_by_id(tx: Transaction, product_id: int) -> Product:
    """One product; raises NotFound ``product_not_found``."""
    found = products_of(tx, [product_id]).get(product_id)
    if found is None:
        raise NotFound("product_not_found", sku=product_id)
    return found


def as_kept(tx: Transaction, product_id: int) -> RowMapping:
    """A product as its columns keep it; raises NotFound ``product_not_found``."""
    found = next(iter(tx.execute(_by_id, {"wanted": [product_id]}).mappings()), None)
    if found is None:
        raise NotFound("product_not_found", sku=product_id)
    return found


def _in_order(tx: Transaction, ids: list[int]) -> tuple[Product, ...]:
    found = products_of(tx, ids)
    return tuple(found[one] for one in ids)


def _product(row: Row[Any], printed: list[Barcode]) -> Product:
    return Product(
        row.id,
        row.sku,
        row.name,
        row.brand,
        row.category,
        Money(row.unit_price, row.currency),
        Money(row.cost, row.currency),
        row.tax_rate,
        row.weight_g,
        row.length_mm,
        row.width_mm,
        row.height_mm,
        tuple(printed),
        Money(row.list_price, row.currency),
        row.unit,
        row.description,
        row.specification,
        links.split(row.pictures),
        links.split(row.videos),
        row.reorder_point,
        row.average_cost,
        row.last_cost,
        row.archived_at is not None,
        row.updated_at,
        row.tracking,
    )


_wanted: BindParameter[Any] = bindparam("wanted", expanding=True)
_by_id = select(products).where(products.c.id.in_(_wanted))
_by_code = select(barcodes.c.product_id).where(barcodes.c.code.in_(_wanted))
_codes_of = (
    select(barcodes.c.product_id, barcodes.c.code, barcodes.c.quantity)
    .where(barcodes.c.product_id.in_(_wanted))
    .order_by(barcodes.c.quantity, barcodes.c.id)
)
