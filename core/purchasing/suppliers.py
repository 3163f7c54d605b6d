"""Suppliers and what they sell us: added, changed, and priced; one preferred supplier a product."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from core.audit import record
from core.catalog.models import products
from core.customers.queries import email_key
from core.errors import NotFound, Refusal
from core.files import values
from core.people.permissions import Permission, require
from core.purchasing.models import supplier_goods, suppliers
from core.purchasing.supplier_queries import Supplier, find_supplier, good_of, supplier
from core.text import clean, fold
from core.transaction import Transaction

MOST_DAYS = 999
"""Days that a delivery may take."""
MOST_UNITS = 10_000_000
"""Units of a minimum or a pack."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is told about a supplier; None leaves it as it is, or empty where it is new."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    currency: str | None = None
    lead_days: int | None = None
    note: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a supplier asks for a product; None leaves it as it is.

    `price` in minor units of `currency`, else of the supplier's; `minimum` and `pack` in units.
    """

    price: int | None = None
    currency: str | None = None
    supplier_sku: str | None = None
    minimum: int | None = None
    pack: int | None = None
    preferred: bool | None = None


def add(tx: Transaction, code: str, details: Details, currency: str) -> Supplier:
    """A new supplier, whose prices are in `currency` unless its details say otherwise.

    Raises Refusal ``supplier_code_needed``, ``supplier_name_needed``, ``supplier_exists``,
    and those of a field that is not right.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    code = values.code(code, 40)
    if not code:
        raise Refusal("supplier_code_needed")
    if find_supplier(tx, code) is not None:
        raise Refusal("supplier_exists", supplier=code)
    row = {"currency": values.currency(currency)} | _checked(details)
    if not row.get("name"):
        raise Refusal("supplier_name_needed", supplier=code)
    row |= {"code": code, "search": _search(code, row["name"])}
    row |= {"created_at": tx.now, "updated_at": tx.now}
    made = int(tx.execute(_insert, _EMPTY | row).scalar_one())
    record(tx, "supplier_added", supplier=code)
    return supplier(tx, made)


def change(tx: Transaction, supplier_id: int, details: Details) -> tuple[Supplier, bool]:
    """Change what is told anew about a supplier; also says whether anything was different."""
    require(tx, Permission.PURCHASE_CHANGE)
    before = supplier(tx, supplier_id, lock=True)
    row = _checked(details)
    if "name" in row and not row["name"]:
        raise Refusal("supplier_name_needed", supplier=before.code)
    changed = {name: new for name, new in row.items() if getattr(before, name) != new}
    if not changed:
        return before, False
    names = sorted(changed)
    changed |= {"updated_at": tx.now, "search": _search(before.code, row.get("name", before.name))}
    tx.execute(update(suppliers).where(suppliers.c.id == supplier_id).values(**changed))
    record(tx, "supplier_changed", supplier=before.code, changed=names)
    return supplier(tx, supplier_id), True


def set_terms(tx: Transaction, supplier_id: int, product_id: int, terms: Terms) -> bool:
    """Say what a supplier asks for a product; False where that was known.

    The first supplier of a product is its preferred one until another is. Raises Refusal
    ``supplier_price_needed`` where a new one says no price, and ``purchase_quantity``.
    """
    require(tx, Permission.PURCHASE_CHANGE)
    one = supplier(tx, supplier_id)
    sku = tx.execute(_lock_product, {"p": product_id}).scalar()  # two who prefer do so one by one
    if sku is None:
        raise NotFound("product_not_found", sku=product_id)
    before = good_of(tx, supplier_id, product_id)
    row = _terms(one, terms, sku)
    if before is None:
        if "price" not in row:
            raise Refusal("supplier_price_needed", supplier=one.code, sku=sku)
        known = bool(tx.execute(_preferred, {"p": product_id}).scalar())
        row = {"supplier_sku": "", "minimum": 1, "pack": 1, "preferred": not known} | row
    else:
        had = {
            "price": before.price.minor,
            "currency": before.price.currency,
            "supplier_sku": before.supplier_sku,
            "minimum": before.minimum,
            "pack": before.pack,
            "preferred": before.preferred,
        }
        row = {name: new for name, new in row.items() if had[name] != new}
        if not row:
            return False
    if row.get("preferred"):
        tx.execute(_prefer_none, {"p": product_id})
    if before is None:
        tx.execute(_insert_good, row | {"supplier_id": supplier_id, "product_id": product_id})
    else:
        tx.execute(update(supplier_goods).where(supplier_goods.c.id == before.id).values(**row))
    told = {name: new for name, new in row.items() if name not in {"supplier_id", "product_id"}}
    record(tx, "supplier_terms", supplier=one.code, sku=sku, terms=told)
    return True


def drop_terms(tx: Transaction, supplier_id: int, product_id: int) -> None:
    """A supplier sells a product no longer; raises NotFound ``supplier_good_unknown``."""
    require(tx, Permission.PURCHASE_CHANGE)
    one = supplier(tx, supplier_id)
    sku = tx.execute(_lock_product, {"p": product_id}).scalar()
    found = good_of(tx, supplier_id, product_id)
    if found is None:
        raise NotFound("supplier_good_unknown", supplier=one.code, sku=sku or product_id)
    tx.execute(delete(supplier_goods).where(supplier_goods.c.id == found.id))
    record(tx, "supplier_terms_dropped", supplier=one.code, sku=found.sku)


def _checked(details: Details) -> dict[str, Any]:
    """The columns of what is told; raises Refusal for a value that is not right."""
    told = {one.name: getattr(details, one.name) for one in fields(details)}
    row = {name: value for name, value in told.items() if value is not None}
    for name, limit in (("name", 120), ("address", 400), ("note", 400)):
        if name in row:
            row[name] = values.text(row[name], limit)
    if "phone" in row:
        row["phone"] = values.phone(row["phone"], 40)
    if row.get("email"):
        row["email"] = clean(row["email"], 200)
        if not email_key(row["email"]):
            raise Refusal("email_not_valid", value=row["email"])
    if "currency" in row:
        row["currency"] = values.currency(row["currency"])
    if not 0 <= row.get("lead_days", 0) <= MOST_DAYS:
        raise Refusal("supplier_lead_days", days=row["lead_days"], most=MOST_DAYS)
    return row


def _terms(one: Supplier, terms: Terms, sku: str) -> dict[str, Any]:
    told = {each.name: getattr(terms, each.name) for each in fields(terms)}
    row = {name: value for name, value in told.items() if value is not None}
    if "price" in row:
        if row["price"] < 0:
            raise Refusal("money_negative", amount=row["price"])
        row["currency"] = values.currency(row.get("currency", one.currency))
    if "supplier_sku" in row:
        row["supplier_sku"] = values.text(row["supplier_sku"], 80)
    for name in ("minimum", "pack"):
        if name in row and not 1 <= row[name] <= MOST_UNITS:
            raise Refusal("purchase_quantity", sku=sku, quantity=row[name], most=MOST_UNITS)
    return row


def _search(code: str, name: str) -> str:
    return fold(f"{code} {name}")[:400]


_EMPTY: dict[str, Any] = {
    "phone": "",
    "email": "",
    "address": "",
    "lead_days": 0,
    "note": "",
    "active": True,
}
_insert = insert(suppliers).returning(suppliers.c.id)
_insert_good = insert(supplier_goods)
_lock_product = select(products.c.sku).where(products.c.id == bindparam("p")).with_for_update()
_preferred = select(supplier_goods.c.id).where(
    supplier_goods.c.product_id == bindparam("p"), supplier_goods.c.preferred
)
_prefer_none = (
    update(supplier_goods)
    .where(supplier_goods.c.product_id == bindparam("p"), supplier_goods.c.preferred)
    .values(preferred=False)
)
