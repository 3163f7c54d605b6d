"""Values of a family's attributes are renamed, or taken away with the products that have them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from core.audit import record
from core.catalog.family_queries import Attribute, Family, Value, Variant, family
from core.catalog.models import families, family_attributes, family_values, variants
from core.errors import Refusal
from core.files import values as cells
from core.people.permissions import Permission, require
from core.stock.goods import Told, change
from core.transaction import Transaction


def rename_values(
    tx: Transaction, sku: str, attribute: str, named: Sequence[Value], currency: str
) -> tuple[Family, int]:
    """Give values other names; SKUs stay. Gives the family and how many products are renamed.

    A product is renamed where it is called by its values. Raises Refusal
    ``family_attribute_unknown``, ``family_value_unknown``, ``family_values_needed``.
    """
    require(tx, Permission.PRODUCT_EDIT)
    before, at = _found(tx, sku, attribute)
    place = before.attributes[at]
    if not named:
        raise Refusal("family_values_needed", attribute=place.name)
    renamed = {_value(before, place, one.code).code: cells.text(one.name, 60) for one in named}
    for code, name in renamed.items():
        row = {"f": before.id, "place": at + 1, "c": code, "called": name or code}
        tx.execute(_rename, row)
    tx.execute(_touch, {"f": before.id, "now": tx.now})
    after = family(tx, before.sku)
    count = 0
    for one in before.variants:
        if one.codes[at] in renamed and one.name == _called(before, one):
            change(tx, one.product_id, Told({"name": _called(after, one)}), currency)
            count += 1
    record(tx, "family_changed", family=before.sku, renamed=sorted(renamed))
    return family(tx, before.sku), count


def remove_values(
    tx: Transaction, sku: str, attribute: str, codes: Sequence[str], currency: str
) -> tuple[Family, int]:
    """Take values away: their products are put away, and belong to no family any more.

    Gives the family and how many products that are. Raises what `rename_values` does,
    ``family_value_last``, and ``archive_has_stock`` where there are goods of one of them.
    """
    require(tx, Permission.PRODUCT_EDIT)
    before, at = _found(tx, sku, attribute)
    place = before.attributes[at]
    gone = {_value(before, place, code).code for code in codes}
    if not gone:
        raise Refusal("family_values_needed", attribute=place.name)
    if len(gone) == len(place.values):
        raise Refusal("family_value_last", attribute=place.name, family=before.sku)
    mine = [one for one in before.variants if one.codes[at] in gone]
    for one in mine:
        if not one.archived:
            change(tx, one.product_id, Told({}), currency, active=False)
        tx.execute(_part, {"p": one.product_id})
    for code in gone:
        tx.execute(_remove, {"f": before.id, "place": at + 1, "c": code})
    tx.execute(_touch, {"f": before.id, "now": tx.now})
    record(tx, "family_changed", family=before.sku, removed=sorted(gone))
    return family(tx, before.sku), len(mine)


def _found(tx: Transaction, sku: str, attribute: str) -> tuple[Family, int]:
    one = family(tx, sku)
    tx.execute(_lock, {"f": one.id})
    names = [each.name for each in one.attributes]
    wanted = cells.text(attribute, 40).casefold()
    place = next((at for at, name in enumerate(names) if name.casefold() == wanted), None)
    if place is None:
        known = ", ".join(names)
        raise Refusal("family_attribute_unknown", attribute=attribute, family=one.sku, known=known)
    return one, place


def _value(one: Family, place: Attribute, code: str) -> Value:
    wanted = cells.text(code, 60).casefold()
    for each in place.values:
        if each.code.casefold() == wanted:
            return each
    known = ", ".join(each.code for each in place.values)
    raise Refusal("family_value_unknown", value=code, attribute=place.name, known=known)


def _called(one: Family, variant: Variant) -> str:
    """What a product is called by its values."""
    names = [
        next((each.name for each in place.values if each.code == code), code)
        for place, code in zip(one.attributes, variant.codes, strict=True)
    ]
    return " ".join([one.name, *names])[:200].rstrip()


_lock = select(families.c.id).where(families.c.id == bindparam("f")).with_for_update()
_touch = update(families).where(families.c.id == bindparam("f")).values(updated_at=bindparam("now"))
_attribute = (
    select(family_attributes.c.id)
    .where(
        family_attributes.c.family_id == bindparam("f"),
        family_attributes.c.position == bindparam("place"),
    )
    .scalar_subquery()
)
_this = (family_values.c.attribute_id == _attribute) & (family_values.c.code == bindparam("c"))
_rename = update(family_values).where(_this).values(name=bindparam("called"))
_remove = delete(family_values).where(_this)
_part = delete(variants).where(variants.c.product_id == bindparam("p"))
