"""What shops should say of the stock and the prices, and how far that is from what they say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.catalog.bundles import parts_of
from core.catalog.models import products
from core.channels.adapter import Can
from core.channels.models import channel_listings
from core.channels.registry import Shop
from core.orders.shortage import demand
from core.people.permissions import Permission, require
from core.rows import AnyRow
from core.stock.free import free_units
from core.stock.places import warehouse_id
from core.transaction import Transaction

_FEW = 5
"""So many changes never wait for a person, whatever part of the listings they are."""


@dataclass(frozen=True, slots=True)
class Change:
    """One listing that says something else than it should; money in minor units."""

    id: int
    listing_id: str
    variant_id: str
    location: str
    seller_sku: str
    sku: str
    name: str
    reserved: int
    now: int
    """What it says that buyers can buy."""
    then: int
    price_now: int | None
    price_then: int | None
    """None where the price stays."""
    currency: str
    free: int
    """Units promised to nobody here; below zero where more are promised than there are."""
    oversold: int
    """So many more are sold than there are: to be bought, or to be cancelled."""
    said: str
    """Why the last push was refused."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shop is to be told."""

    changes: tuple[Change, ...]
    listings: int
    """Listings that are matched and counted."""
    oversold: tuple[Change, ...]
    """Those of which more is sold than there is, changed or not."""
    unknown: tuple[str, ...] = ()
    """Warehouses of the platform of which nobody said which of ours they are: nothing is told."""

    @property
    def percent(self) -> int:
        """How much of the listings would change."""
        return 100 * len(self.changes) // self.listings if self.listings else 0

    def brakes(self, percent: int) -> bool:
        """Whether a person has to look at it first."""
        return self.stops(len(self.changes), percent)

    def stops(self, count: int, percent: int) -> bool:
        """Whether so many of its listings are more than the brake lets pass."""
        return count > _FEW and 100 * count // max(1, self.listings) > percent


def plan(tx: Transaction, shop: Shop, home: str) -> Plan:
    """What a shop is to be told now; `home` is the warehouse that counts where none is set."""
    require(tx, Permission.STOCK_VIEW)
    if Can.STOCK not in shop.adapter.can:
        return Plan((), 0, ())
    rows = tx.execute(_listings, {"b_shop": shop.name}).all()
    at = Counter((row.listing_id, row.variant_id) for row in rows)
    known = shop.settings.stock.locations
    # The same goods at several places of a platform: each has what is free in a warehouse of ours.
    unknown = {
        row.location
        for row in rows
        if at[row.listing_id, row.variant_id] > 1 and row.location not in known
    }
    houses = shop.settings.stock.warehouses or (home,)
    by_house: dict[tuple[str, ...], list[AnyRow]] = defaultdict(list)
    for row in rows:
        if row.location not in unknown:
            house = known.get(row.location)
            by_house[(house,) if house else tuple(houses)].append(row)
    every = []
    for some, mine in by_house.items():
        free = _free(tx, some, [row.product_id for row in mine])
        every += [_change(shop, row, free.get(row.product_id, 0)) for row in mine]
    changes = tuple(one for one in every if one.now != one.then or one.price_then is not None)
    oversold = tuple(one for one in every if one.oversold)
    return Plan(changes, len(every), oversold, tuple(sorted(unknown)))


def offered(tx: Transaction, shop: Shop, home: str, ids: Sequence[int]) -> dict[int, int]:
    """How many of some products a shop may offer."""
    free = _free(tx, shop.settings.stock.warehouses or (home,), ids)
    return {number: share(shop, free[number]) for number in ids}


def share(shop: Shop, free: int) -> int:
    """Of what is free, what a shop may offer: after the buffer, its share."""
    stock = shop.settings.stock
    return max(0, (max(0, free) - stock.buffer) * stock.share_percent // 100)


def _free(tx: Transaction, houses: Sequence[str], ids: Sequence[int]) -> dict[int, int]:
    """Units promised to nobody and wanted by nobody that waits; below zero where too many are."""
    parts = parts_of(tx, ids)
    singles = {part.product_id for some in parts.values() for part in some} | set(ids)
    found = dict.fromkeys(singles, 0)
    for code in houses:
        house = warehouse_id(tx, code)
        for product, units in free_units(tx, house, sorted(singles)).items():
            found[product] += units
        for product, wanted in demand(tx, house).items():
            if product in found:
                found[product] -= wanted.units
    for bundle, some in parts.items():
        found[bundle] = min(found[part.product_id] // part.quantity for part in some)
    return found


def _change(shop: Shop, row: object, free: int) -> Change:
    of: Mapping[str, object] = row._mapping  # type: ignore[attr-defined]
    stock = shop.settings.stock
    then = share(shop, free)
    price = None
    if (
        stock.prices
        and Can.PRICE in shop.adapter.can
        and of["price"] is not None
        and of["unit_price"] != of["price"]
        and of["product_currency"] == (of["currency"] or of["product_currency"])
    ):
        price = int(str(of["unit_price"]))
    return Change(
        id=int(str(of["id"])),
        listing_id=str(of["listing_id"]),
        variant_id=str(of["variant_id"]),
        location=str(of["location"]),
        seller_sku=str(of["seller_sku"]),
        sku=str(of["sku"]),
        name=str(of["name"]),
        reserved=int(str(of["reserved"])),
        now=int(str(of["available"])),
        then=then,
        price_now=None if of["price"] is None else int(str(of["price"])),
        price_then=price,
        currency=str(of["product_currency"]),
        free=free,
        oversold=max(0, -free),
        said=str(of["said"]),
    )


_l = channel_listings.c
_listings = (
    select(
        *(_l.id, _l.listing_id, _l.variant_id, _l.location, _l.seller_sku, _l.name, _l.reserved),
        *(_l.available, _l.price, _l.currency, _l.said, _l.product_id, products.c.sku),
        products.c.unit_price,
        products.c.currency.label("product_currency"),
    )
    .join(products, products.c.id == _l.product_id)
    .where(_l.shop == bindparam("b_shop"), _l.live, _l.available.is_not(None))
    .order_by(products.c.sku, _l.listing_id, _l.variant_id)
)
