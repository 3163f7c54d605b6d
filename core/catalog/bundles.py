"""Bundles: products without stock of their own, sold as one and packed part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import bindparam, delete, insert, select

from core.audit import record
from core.catalog.bundle_models import bundle_parts
from core.catalog.models import products
from core.errors import Refusal
from core.money import digits
from core.transaction import Transaction

MOST_PARTS = 50
"""Different products in one bundle."""
MOST_UNITS = 1_000
"""Units of one product in one bundle."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of a product in one bundle; its price in minor units of `currency`."""

    product_id: int
    sku: str
    name: str
    quantity: int
    unit_price: int
    currency: str


@dataclass(frozen=True, slots=True)
class Share:
    """What of a bundle's line falls to one of its parts; money in minor units.

    All shares of a line together cost what the line costs, to the last unit.
    """

    part: Part
    quantity: int
    unit_price: int
    discount: int


def no_bundle(tx: Transaction, product_id: int, sku: str) -> None:
    """Raise Refusal ``bundle_no_stock`` for a product that is sold as one and lies nowhere."""
    parts = parts_of(tx, [product_id]).get(product_id)
    if parts:
        goods = ", ".join(f"{part.quantity} × {part.sku}" for part in parts)
        raise Refusal("bundle_no_stock", sku=sku, parts=goods)


def parts_of(tx: Transaction, product_ids: Sequence[int]) -> dict[int, tuple[Part, ...]]:
    """What those of these products are made of that are bundles, by SKU."""
    found: dict[int, tuple[Part, ...]] = {}
    if product_ids:
        rows = tx.execute(_parts, {"wanted": sorted(set(product_ids))}).all()
        for bundle, some in groupby(rows, lambda row: int(row.bundle_id)):
            found[bundle] = tuple(Part(*row[1:]) for row in some)
    return found


def bundles_with(tx: Transaction, product_id: int) -> tuple[str, ...]:
    """The SKUs of the bundles that a product is part of."""
    return tuple(tx.execute(_with, {"p": product_id}).scalars())


def set_parts(tx: Transaction, product_id: int, parts: Mapping[int, int]) -> None:
    """Say what a product is made of: units by product; nothing makes it a plain product again.

    Raises Refusal ``bundle_itself``, ``bundle_nested`` for a part that is a bundle, ``bundle_part``
    for a bundle that is part of another, ``bundle_quantity`` and ``bundle_too_many``. The caller
    sees to it that a bundle has no stock, and that the operator may do this.
    """
    tx.execute(_lock, {"wanted": sorted({product_id, *parts})})
    names: dict[int, str] = dict(tx.execute(_names, {"wanted": sorted({product_id, *parts})}).all())
    mine = names[product_id]
    if product_id in parts:
        raise Refusal("bundle_itself", sku=mine)
    if len(parts) > MOST_PARTS:
        raise Refusal("bundle_too_many", sku=mine, limit=MOST_PARTS)
    for part, units in parts.items():
        if not 1 <= units <= MOST_UNITS:
            raise Refusal("bundle_quantity", sku=names[part], quantity=units, limit=MOST_UNITS)
    nested = parts_of(tx, list(parts))
    if nested:
        raise Refusal("bundle_nested", sku=mine, parts=", ".join(names[one] for one in nested))
    holders = bundles_with(tx, product_id)
    if parts and holders:
        raise Refusal("bundle_part", sku=mine, bundles=", ".join(holders[:5]))
    tx.execute(_drop, {"bundle": product_id})
    rows = [{"bundle_id": product_id, "part_id": one, "quantity": n} for one, n in parts.items()]
    if rows:
        tx.execute(insert(bundle_parts), rows)
    made_of = {names[one]: units for one, units in parts.items()}
    record(tx, "bundle_set", product=mine, parts=made_of)


def shared(
    parts: Sequence[Part], quantity: int, unit_price: int, discount: int, currency: str
) -> tuple[Share, ...]:
    """A line of `quantity` bundles as lines of its parts, which cost the same together.

    The price of one bundle is shared by what the parts cost alone (evenly where nobody knows), in
    whole major units as far as that goes; what is left over falls to a part of which there is one.
    """
    weights = [one.unit_price * one.quantity if one.currency == currency else 0 for one in parts]
    if not any(weights):
        weights = [one.quantity for one in parts]
    whole, step = sum(weights), int(10 ** digits(currency))
    prices = [
        unit_price * weight // whole // one.quantity // step * step
        for weight, one in zip(weights, parts, strict=True)
    ]
    rest = unit_price - sum(p * one.quantity for p, one in zip(prices, parts, strict=True))
    last = min(range(len(parts)), key=lambda at: (parts[at].quantity, -weights[at]))
    more = -(-rest // parts[last].quantity)
    prices[last] += more
    off = [0] * len(parts)
    off[last] = (more * parts[last].quantity - rest) * quantity
    left = discount
    shares = []
    for at, one in enumerate(parts):
        cost = prices[at] * one.quantity * quantity - off[at]
        total = unit_price * quantity
        mine = left if at == len(parts) - 1 else min(left, discount * cost // total if total else 0)
        mine = min(mine, cost)
        left -= mine
        shares.append(Share(one, one.quantity * quantity, prices[at], off[at] + mine))
    return _with_rest(shares, left)


def _with_rest(shares: list[Share], left: int) -> tuple[Share, ...]:
    """What rounding left of a discount, given to the parts that can still carry it."""
    done = []
    for share in shares:
        room = share.quantity * share.unit_price - share.discount
        take = min(room, left)
        left -= take
        done.append(Share(share.part, share.quantity, share.unit_price, share.discount + take))
    return tuple(done)


def is_bundle(tx: Transaction, product_id: int) -> bool:
    """Whether a product is a bundle."""
    return tx.execute(_is, {"p": product_id}).first() is not None


_parts = (
    select(
        bundle_parts.c.bundle_id,
        bundle_parts.c.part_id,
        products.c.sku,
        products.c.name,
        bundle_parts.c.quantity,
        products.c.unit_price,
        products.c.currency,
    )
    .join(products, products.c.id == bundle_parts.c.part_id)
    .where(bundle_parts.c.bundle_id.in_(bindparam("wanted", expanding=True)))
    .order_by(bundle_parts.c.bundle_id, products.c.sku)
)
_with = (
    select(products.c.sku)
    .join(bundle_parts, bundle_parts.c.bundle_id == products.c.id)
    .where(bundle_parts.c.part_id == bindparam("p"))
    .order_by(products.c.sku)
)
_is = select(bundle_parts.c.part_id).where(bundle_parts.c.bundle_id == bindparam("p")).limit(1)
_drop = delete(bundle_parts).where(bundle_parts.c.bundle_id == bindparam("bundle"))
_names = select(products.c.id, products.c.sku).where(
    products.c.id.in_(bindparam("wanted", expanding=True))
)
_lock = (
    select(products.c.id)
    .where(products.c.id.in_(bindparam("wanted", expanding=True)))
    .order_by(products.c.id)
    .with_for_update()
)
