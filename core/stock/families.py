"""Families of variants: every combination of their values is a product with a SKU of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product as combinations
from math import prod
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.audit import record
from core.catalog import fields, storing
from core.catalog.family_queries import Attribute, Family, Value, family
from core.catalog.intake import ProductDraft
from core.catalog.models import families, family_attributes, family_values, products, variants
from core.errors import Refusal
from core.files import values as cells
from core.people.permissions import Permission, require
from core.transaction import Transaction

MOST_ATTRIBUTES = 3
MOST_VARIANTS = 300
"""Products of one family: what a shop tells apart, and what one transaction makes quickly."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]{0,19}")
_PLACE = re.compile(r"(\{[^{}]*\})")


def make_family(
    tx: Transaction,
    sku: str,
    name: str,
    attributes: Sequence[Attribute],
    told: Mapping[str, str],
    currency: str,
    pattern: str = "",
) -> Family:
    """A new family with all its products, each of which is told the same fields.

    The `pattern` of SKUs is ``{family}-{1}-{2}`` unless another is given. Raises Refusal
    ``sku_needed``, ``product_name_needed``, ``family_...``, ``variant_sku_taken``,
    ``variant_sku_twice``; then nothing is made.
    """
    require(tx, Permission.PRODUCT_EDIT)
    sku, name = cells.code(sku, 80), cells.text(name, 200)
    if not sku:
        raise Refusal("sku_needed")
    if not name:
        raise Refusal("product_name_needed", sku=sku)
    if tx.execute(_known, {"sku": sku}).first() is not None:
        raise Refusal("family_exists", family=sku)
    if not 1 <= len(attributes) <= MOST_ATTRIBUTES:
        raise Refusal("family_attributes", count=len(attributes), limit=MOST_ATTRIBUTES)
    checked = [_checked(one) for one in attributes]
    _once([one.name for one in checked], sku)
    pattern = _pattern(pattern, len(checked))
    columns = {
        fields.FIELDS[field].column: fields.read(field, raw, currency)
        for field, raw in told.items()
        if field != "name"
    }
    row = {"sku": sku, "name": name, "pattern": pattern}
    row_id = int(
        tx.execute(_insert, row | {"created_at": tx.now, "updated_at": tx.now}).scalar_one()
    )
    for position, one in enumerate(checked, start=1):
        known = {"family_id": row_id, "position": position, "name": one.name}
        attribute = int(tx.execute(_insert_attribute, known).scalar_one())
        _insert_values(tx, attribute, one.values, 0)
    record(tx, "family_added", family=sku)
    _make_missing(tx, family(tx, sku), columns, currency)
    return family(tx, sku)


def add_values(
    tx: Transaction, sku: str, attribute: str, new: Sequence[Value]
) -> tuple[Family, tuple[str, ...]]:
    """Give an attribute more values; makes only the products that these bring.

    Gives the family and the new SKUs. They are told what the family's first product is. Raises
    what `make_family` does, and ``family_attribute_unknown``.
    """
    require(tx, Permission.PRODUCT_EDIT)
    before = family(tx, sku)
    tx.execute(_lock, {"f": before.id})
    known = {one.name.casefold(): one for one in before.attributes}
    found = known.get(cells.text(attribute, 40).casefold())
    if found is None:
        names = ", ".join(one.name for one in before.attributes)
        raise Refusal("family_attribute_unknown", attribute=attribute, family=sku, known=names)
    _checked(Attribute(found.name, (*found.values, *new)))
    position = before.attributes.index(found) + 1
    number = tx.execute(_attribute, {"f": before.id, "position": position}).scalar_one()
    checked = _checked(Attribute(found.name, tuple(new)))
    _insert_values(tx, int(number), checked.values, len(found.values))
    tx.execute(update(families).where(families.c.id == before.id).values(updated_at=tx.now))
    columns, currency = _like(tx, before)
    made = _make_missing(tx, family(tx, before.sku), columns, currency)
    record(tx, "family_changed", family=before.sku, made=list(made)[:50])
    return family(tx, before.sku), made


def read_attribute(text: str) -> Attribute:
    """An attribute as it is typed: ``Colour=RED:Merah,BLU:Biru``; a value's name may be left out.

    Raises Refusal ``family_attribute_wrong``.
    """
    name, equals, rest = text.partition("=")
    if not equals or not name.strip() or not rest.strip():
        raise Refusal("family_attribute_wrong", attribute=text)
    return Attribute(name, read_values(rest))


def read_values(text: str) -> tuple[Value, ...]:
    """Values as they are typed: ``RED:Merah,BLU:Biru``."""
    found = []
    for part in text.split(","):
        code, _colon, name = part.partition(":")
        if code.strip():
            found.append(Value(code.strip(), name.strip() or code.strip()))
    return tuple(found)


def _checked(attribute: Attribute) -> Attribute:
    name = cells.text(attribute.name, 40)
    if not name or not attribute.values:
        raise Refusal("family_values_needed", attribute=name)
    for one in attribute.values:
        if not _CODE.fullmatch(one.code):
            raise Refusal("family_code_wrong", value=one.code)
    _once([one.code for one in attribute.values], name)
    names = [cells.text(one.name, 60) or one.code for one in attribute.values]
    made = [Value(one.code, told) for one, told in zip(attribute.values, names, strict=True)]
    return Attribute(name, tuple(made))


def _once(names: Sequence[str], where: str) -> None:
    """Capitals and small letters look alike on a label."""
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise Refusal("family_value_twice", value=name, attribute=where)
        seen.add(name.casefold())


def _pattern(given: str, count: int) -> str:
    """The pattern of SKUs, in which the family and every attribute must stand."""
    needed = ["{family}", *(f"{{{number}}}" for number in range(1, count + 1))]
    pattern = cells.text(given, 120) or "-".join(needed)
    found = _PLACE.findall(pattern)
    if set(found) != set(needed) or set(_PLACE.sub("", pattern)) & set("{}"):
        raise Refusal("family_pattern_wrong", pattern=pattern, needed=" ".join(needed))
    return pattern


def _make_missing(
    tx: Transaction, one: Family, columns: Mapping[str, Any], currency: str
) -> tuple[str, ...]:
    """Make the products of combinations that have none yet; gives their SKUs."""
    count = prod(len(each.values) for each in one.attributes)
    if count > MOST_VARIANTS:
        raise Refusal("family_too_big", count=count, limit=MOST_VARIANTS)
    there = {each.codes for each in one.variants}
    drafts: dict[str, tuple[ProductDraft, str]] = {}
    for some in combinations(*(each.values for each in one.attributes)):
        codes = tuple(value.code for value in some)
        if codes in there:
            continue
        filled = {"{family}": one.sku}
        filled |= {f"{{{at}}}": code for at, code in enumerate(codes, start=1)}
        sku = cells.code(_filled(one.pattern, filled), 80)
        joined = "|".join(codes)
        if sku in drafts:
            raise Refusal("variant_sku_twice", sku=sku, one=drafts[sku][1], other=joined)
        called = " ".join([one.name, *(value.name for value in some)])[:200].rstrip()
        told = dict(columns) | {"name": called}
        drafts[sku] = ProductDraft(0, sku, told, None, None, ""), joined
    taken = storing.owners(tx, drafts)
    for sku in (one for one in drafts if one in taken):
        _owner, whose, name = taken[sku][0]
        raise Refusal("variant_sku_taken", sku=sku, owner=whose, name=name)
    made = storing.create(tx, [draft for draft, _codes in drafts.values()], currency)
    rows = [
        {"product_id": made[sku], "family_id": one.id, "codes": codes}
        for sku, (_draft, codes) in drafts.items()
    ]
    if rows:
        tx.execute(_insert_variant, rows)
    return tuple(drafts)


def _filled(pattern: str, given: Mapping[str, str]) -> str:
    """The pattern with the family and the codes in their places."""
    return "".join(given.get(part, part) for part in _PLACE.split(pattern))


def _like(tx: Transaction, one: Family) -> tuple[dict[str, Any], str]:
    """What the first product of a family is told, but for its name."""
    row = next(iter(tx.execute(_first, {"f": one.id}).mappings()))
    names = {field.column for name, field in fields.FIELDS.items() if name != "name"}
    return {name: row[name] for name in names}, str(row["currency"])


def _insert_values(tx: Transaction, attribute: int, some: Sequence[Value], before: int) -> None:
    rows = [
        {"attribute_id": attribute, "position": at, "code": one.code, "name": one.name}
        for at, one in enumerate(some, start=before + 1)
    ]
    tx.execute(_insert_value, rows)


_known = select(families.c.id).where(families.c.sku == bindparam("sku"))
_lock = select(families.c.id).where(families.c.id == bindparam("f")).with_for_update()
_insert = insert(families).returning(families.c.id)
_insert_attribute = insert(family_attributes).returning(family_attributes.c.id)
_insert_value = insert(family_values)
_insert_variant = insert(variants)
_attribute = select(family_attributes.c.id).where(
    family_attributes.c.family_id == bindparam("f"),
    family_attributes.c.position == bindparam("position"),
)
_first = (
    select(products)
    .join(variants, variants.c.product_id == products.c.id)
    .where(variants.c.family_id == bindparam("f"))
    .order_by(products.c.id)
    .limit(1)
)
