"""Reading suppliers and what they sell us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from core.catalog.models import products
from core.errors import NotFound
from core.money import Money
from core.purchasing.models import supplier_goods, suppliers
from core.text import clean, fold
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Supplier:
    """Somebody we buy from; `lead_days` from the order to the delivery."""

    id: int
    code: str
    name: str
    phone: str
    email: str
    address: str
    currency: str
    lead_days: int
    note: str
    active: bool


@dataclass(frozen=True, slots=True)
class Good:
    """A product as a supplier sells it; orders take at least `minimum`, in multiples of `pack`."""

    id: int
    supplier_id: int
    supplier: str
    product_id: int
    sku: str
    name: str
    supplier_sku: str
    price: Money
    minimum: int
    pack: int
    preferred: bool


def supplier(tx: Transaction, supplier_id: int, *, lock: bool = False) -> Supplier:
    """A supplier; raises NotFound ``supplier_unknown``."""
    row = tx.execute(_locked if lock else _by_id, {"s": supplier_id}).first()
    if row is None:
        raise NotFound("supplier_unknown", supplier=supplier_id)
    return Supplier(*row)


def by_code(tx: Transaction, code: str) -> Supplier:
    """The supplier of a code in any case, else of that whole name; NotFound ``supplier_unknown``.

    Two suppliers may have one name: that is then not enough.
    """
    found = find_supplier(tx, code)
    if found is not None:
        return found
    named = [one for one in list_suppliers(tx, code, limit=50) if fold(one.name) == fold(code)]
    if len(named) != 1:
        raise NotFound("supplier_unknown", supplier=clean(code, 40))
    return named[0]


def find_supplier(tx: Transaction, code: str) -> Supplier | None:
    """The supplier of exactly this code, else of this code in capitals, or None."""
    code = clean(code, 40)
    for spelling in dict.fromkeys((code, code.upper())):
        row = tx.execute(_by_code, {"code": spelling}).first()
        if row is not None:
            return Supplier(*row)
    return None


def list_suppliers(
    tx: Transaction, text: str = "", *, active: bool = False, offset: int = 0, limit: int = 100
) -> list[Supplier]:
    """Suppliers by code, those in whose code or name a text is; only `active` ones if wanted."""
    query = _any.order_by(suppliers.c.code).offset(offset).limit(limit)
    if text.strip():
        query = query.where(_named(text))
    if active:
        query = query.where(suppliers.c.active)
    return [Supplier(*row) for row in tx.execute(query)]


def count_suppliers(tx: Transaction, text: str = "") -> int:
    """How many suppliers have a text in their code or name."""
    query = select(func.count()).select_from(suppliers)
    if text.strip():
        query = query.where(_named(text))
    return int(tx.execute(query).scalar_one())


def _named(text: str) -> ColumnElement[bool]:
    return suppliers.c.search.contains(fold(clean(text)), autoescape=True)


def goods_of(tx: Transaction, supplier_id: int) -> list[Good]:
    """What a supplier sells us, by SKU."""
    query = _goods.where(supplier_goods.c.supplier_id == supplier_id).order_by(products.c.sku)
    return [_good(row) for row in tx.execute(query)]


def good_of(tx: Transaction, supplier_id: int, product_id: int) -> Good | None:
    """A product as a supplier sells it, or None."""
    row = tx.execute(_one_good, {"s": supplier_id, "p": product_id}).first()
    return None if row is None else _good(row)


def sellers_of(tx: Transaction, product_ids: Sequence[int]) -> dict[int, list[Good]]:
    """Active suppliers of products, the preferred one first, then the cheapest."""
    found: dict[int, list[Good]] = {}
    if product_ids:
        for row in tx.execute(_sellers, {"wanted": list(product_ids)}):
            found.setdefault(row.product_id, []).append(_good(row))
    return found


def _good(row: Any) -> Good:
    return Good(
        row.id,
        row.supplier_id,
        row.code,
        row.product_id,
        row.sku,
        row.name,
        row.supplier_sku,
        Money(row.price, row.currency),
        row.minimum,
        row.pack,
        row.preferred,
    )


_any = select(*[suppliers.c[name] for name in Supplier.__dataclass_fields__])
_by_id = _any.where(suppliers.c.id == bindparam("s"))
_locked = _by_id.with_for_update()
_by_code = _any.where(suppliers.c.code == bindparam("code"))
_goods = (
    select(
        supplier_goods.c.id,
        supplier_goods.c.supplier_id,
        suppliers.c.code,
        supplier_goods.c.product_id,
        products.c.sku,
        products.c.name,
        supplier_goods.c.supplier_sku,
        supplier_goods.c.price,
        supplier_goods.c.currency,
        supplier_goods.c.minimum,
        supplier_goods.c.pack,
        supplier_goods.c.preferred,
    )
    .select_from(supplier_goods)
    .join(suppliers, suppliers.c.id == supplier_goods.c.supplier_id)
    .join(products, products.c.id == supplier_goods.c.product_id)
)
_one_good = _goods.where(
    supplier_goods.c.supplier_id == bindparam("s"), supplier_goods.c.product_id == bindparam("p")
)
_sellers = _goods.where(
    suppliers.c.active,
    supplier_goods.c.product_id.in_(bindparam("wanted", expanding=True)),
).order_by(
    supplier_goods.c.product_id,
    supplier_goods.c.preferred.desc(),
    supplier_goods.c.price,
    supplier_goods.c.id,
)
