"""Families of variants as people look at them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from core.catalog.models import families, family_attributes, family_values, products, variants
from core.errors import NotFound
from core.money import Money
from core.text import clean
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an attribute; `code` is its part of a SKU."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """In what variants differ, such as their colour."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A product of a family; `codes` are its values in the order of the attributes."""

    product_id: int
    sku: str
    name: str
    codes: tuple[str, ...]
    price: Money
    archived: bool


@dataclass(frozen=True, slots=True)
class Family:
    """Products that differ in up to three attributes."""

    id: int
    sku: str
    name: str
    pattern: str
    """How a SKU is made: ``{family}`` and ``{1}`` to ``{3}`` stand for the family and the codes."""
    attributes: tuple[Attribute, ...]
    variants: tuple[Variant, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A family in a list."""

    sku: str
    name: str
    variants: int


def list_families(tx: Transaction, limit: int = 100) -> tuple[FamilyLine, ...]:
    """Families by SKU, with how many products they have."""
    return tuple(FamilyLine(*row) for row in tx.execute(_list.limit(limit)))


def family(tx: Transaction, sku: str) -> Family:
    """The family of this SKU, or that a product of this SKU belongs to.

    Raises NotFound ``family_unknown``.
    """
    wanted = clean(sku, 80)
    row = tx.execute(_by_sku, {"sku": wanted}).first()
    row = row or tx.execute(_by_variant, {"sku": wanted}).first()
    if row is None:
        raise NotFound("family_unknown", family=wanted)
    attributes = [(found.id, found.name) for found in tx.execute(_attributes, {"f": row.id})]
    values: dict[int, list[Value]] = defaultdict(list)
    for attribute, code, name in tx.execute(_values, {"f": row.id}):
        values[attribute].append(Value(code, name))
    return Family(
        row.id,
        row.sku,
        row.name,
        row.pattern,
        tuple(Attribute(name, tuple(values[number])) for number, name in attributes),
        tuple(
            Variant(
                one.id,
                one.sku,
                one.name,
                tuple(one.codes.split("|")),
                Money(one.unit_price, one.currency),
                one.archived_at is not None,
            )
            for one in tx.execute(_variants, {"f": row.id})
        ),
        row.updated_at,
    )


def family_of(tx: Transaction, product_id: int) -> str:
    """The SKU of the family of a product; empty where it has none."""
    return str(tx.execute(_of, {"p": product_id}).scalar() or "")


_list = (
    select(families.c.sku, families.c.name, func.count(variants.c.product_id))
    .outerjoin(variants, variants.c.family_id == families.c.id)
    .group_by(families.c.id, families.c.sku, families.c.name)
    .order_by(families.c.sku)
)
_by_sku = select(families).where(families.c.sku == bindparam("sku"))
_by_variant = (
    select(families)
    .join(variants, variants.c.family_id == families.c.id)
    .join(products, products.c.id == variants.c.product_id)
    .where(products.c.sku == bindparam("sku"))
)
_attributes = (
    select(family_attributes.c.id, family_attributes.c.name)
    .where(family_attributes.c.family_id == bindparam("f"))
    .order_by(family_attributes.c.position)
)
_values = (
    select(family_values.c.attribute_id, family_values.c.code, family_values.c.name)
    .join(family_attributes, family_attributes.c.id == family_values.c.attribute_id)
    .where(family_attributes.c.family_id == bindparam("f"))
    .order_by(family_attributes.c.position, family_values.c.position, family_values.c.id)
)
_variants = (
    select(
        products.c.id,
        products.c.sku,
        products.c.name,
        products.c.unit_price,
        products.c.currency,
        products.c.archived_at,
        variants.c.codes,
    )
    .join(variants, variants.c.product_id == products.c.id)
    .where(variants.c.family_id == bindparam("f"))
    .order_by(products.c.id)
)
_of = (
    select(families.c.sku)
    .join(variants, variants.c.family_id == families.c.id)
    .where(variants.c.product_id == bindparam("p"))
)
