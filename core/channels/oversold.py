"""What shops sold and no shelf has: how much of it, and which orders wait for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select

from core.catalog.bundle_models import bundle_parts
from core.catalog.models import products
from core.channels.adapter import Can
from core.channels.models import channel_listings
from core.channels.registry import Shop
from core.errors import NotFound
from core.orders.shortage import Demand, demand, waiting
from core.people.permissions import Permission, require
from core.stock.free import free_units
from core.stock.places import warehouse_id
from core.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Oversold:
    """A product of which more is sold than there is: to be bought, or orders to be cancelled."""

    sku: str
    units: int
    """So many are missing."""
    orders: tuple[str, ...]
    """Numbers of the orders that wait for it, of whatever channel; those that came last first."""


def oversold(tx: Transaction, shop: Shop, home: str) -> tuple[Oversold, ...]:
    """What a shop offers, by itself or in a bundle, and more is sold of than there is, by SKU.

    `home` is the warehouse that counts where the shop has none of its own. Nothing where one that
    the configuration names is not there: the plan of the stock says so.
    """
    require(tx, Permission.STOCK_VIEW)
    if Can.STOCK not in shop.adapter.can:
        return ()
    stock = shop.settings.stock
    groups = {tuple(stock.warehouses) or (home,), *((one,) for one in stock.locations.values())}
    try:
        houses = {code: warehouse_id(tx, code) for group in groups for code in group}
    except NotFound:
        return ()
    wanted = {code: demand(tx, house) for code, house in houses.items()}
    missing: dict[int, int] = {}
    for group in groups:
        here = {houses[code]: wanted[code] for code in group}
        for product, units in _missing(tx, here).items():
            missing[product] = max(units, missing.get(product, 0))
    if not missing:
        return ()
    put = {"b_shop": shop.name, "b_wanted": sorted(missing)}
    offered = tx.execute(_offered, put).all()
    numbers: dict[int, list[str]] = defaultdict(list)
    for house in houses.values():
        for product, number in waiting(tx, house, [row.id for row in offered]):
            numbers[product].append(number)
    return tuple(Oversold(row.sku, missing[row.id], tuple(numbers[row.id])) for row in offered)


def _missing(tx: Transaction, wanted: Mapping[int, Mapping[int, Demand]]) -> dict[int, int]:
    """Units that orders of some warehouses need and none of these has, by product."""
    left: Counter[int] = Counter()
    for some in wanted.values():
        left.update({product: one.units for product, one in some.items()})
    for house in wanted:
        left.subtract(free_units(tx, house, sorted(left)))
    return {product: units for product, units in left.items() if units > 0}


_l = channel_listings.c
_here = (_l.shop == bindparam("b_shop")) & _l.live
_offered = (
    select(products.c.id, products.c.sku)
    .where(
        products.c.id.in_(bindparam("b_wanted", expanding=True)),
        or_(
            products.c.id.in_(select(_l.product_id).where(_here, _l.product_id.is_not(None))),
            products.c.id.in_(
                select(bundle_parts.c.part_id)
                .join(channel_listings, _l.product_id == bundle_parts.c.bundle_id)
                .where(_here)
            ),
        ),
    )
    .order_by(products.c.sku)
)
