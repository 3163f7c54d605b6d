"""What shops offer: read whole, matched to products by what the seller wrote, else by people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select, update

from core import clock
from core.audit import record
from core.catalog.lookup import by_sku
from core.catalog.models import products
from core.catalog.queries import product
from core.channels.adapter import Access, Can, Trouble
from core.channels.asking import ask
from core.channels.commands import ask_soon
from core.channels.keeping import know
from core.channels.models import channel_listings, channel_shops
from core.channels.records import Listing, ListingPage
from core.channels.registry import Shop
from core.channels.taking import ask_again
from core.database import Database
from core.errors import NotFound, Refusal
from core.money import currency_of, to_minor
from core.orders.models import parked_orders
from core.people.permissions import Permission, require
from core.transaction import SYSTEM, Transaction, run_in_batches, writing
from core.upsert import Upsert

_MOST_PAGES = 2000  # a shop that counts on for ever is left


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing as it is kept; money in minor units."""

    id: int
    listing_id: str
    variant_id: str
    seller_sku: str
    name: str
    variant: str
    sku: str
    """The product that it is; empty where nobody knows."""
    by_hand: bool
    available: int | None
    price: int | None
    currency: str
    live: bool
    said: str


@dataclass(slots=True)
class Pulled:
    """What reading all listings of a shop gave."""

    listings: int = 0
    gone: int = 0
    trouble: Trouble | None = None


def pull(database: Database, shop: Shop) -> Pulled:
    """Read all that a shop offers; what is not told any more is not live any more."""
    done = Pulled()
    if Can.LISTINGS not in shop.adapter.can:
        return done
    began, page = clock.now(), ""
    for _number in range(_MOST_PAGES):
        told = ask(database, shop, _reader(shop, page))
        if isinstance(told, Trouble):
            done.trouble = told
            return done
        for count in run_in_batches(
            database, SYSTEM, told.listings, lambda tx, some: keep(tx, shop, some)
        ):
            done.listings += count
        if not told.next or told.next == page:
            break
        page = told.next
    with writing(database) as tx:
        known = {"b_shop": shop.name, "b_began": began}
        done.gone = tx.execute(_vanished, known).rowcount
        know(tx, shop.name)
        tx.execute(_read, {"b_shop": shop.name, "b_now": tx.now})
    return done


def keep(tx: Transaction, shop: Shop, listings: Sequence[Listing]) -> int:
    """Write listings down; one that nobody matched is the product of its seller SKU."""
    known = by_sku(tx, {one.seller_sku for one in listings if one.seller_sku})
    here = currency_of(shop.settings.country) or ""
    rows = [
        {
            "shop": shop.name,
            "listing_id": one.listing_id[:80],
            "variant_id": one.variant_id[:80],
            "location": one.location[:80],
            "seller_sku": one.seller_sku[:80],
            "name": one.name[:300],
            "variant": one.variant[:200],
            "product_id": known[one.seller_sku].id if one.seller_sku in known else None,
            "by_hand": False,
            "price": _minor(one, one.currency or here),
            "currency": one.currency or here,
            "available": one.available,
            "reserved": one.reserved,
            "live": one.live,
            "raw_state": one.raw_state[:40],
            "seen_at": tx.now,
            "said": "",
        }
        for one in listings
    ]
    if rows:
        tx.execute(_put(tx), rows)
    return len(rows)


def listed(tx: Transaction, shop: str, *, unmatched: bool = False) -> tuple[Listed, ...]:
    """The live listings of a shop by name, or only those that nobody has matched."""
    require(tx, Permission.STOCK_VIEW)
    rows = tx.execute(_unmatched if unmatched else _all, {"b_shop": shop})
    return tuple(Listed(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """One listing among those of all shops."""

    shop: str
    one: Listed
    raw_state: str
    location: str


def shown(
    tx: Transaction, text: str = "", *, unmatched: bool = False, offset: int = 0, limit: int = 50
) -> tuple[tuple[Shown, ...], int]:
    """Live listings of all shops whose name or SKU has a text, and how many there are."""
    require(tx, Permission.STOCK_VIEW)
    wanted: list[ColumnElement[bool]] = [_l.live]
    if text:
        has = f"%{text.casefold()}%"
        names = (_l.name, _l.seller_sku, _l.listing_id, products.c.sku)
        wanted.append(or_(*(func.lower(name).like(has) for name in names)))
    if unmatched:
        wanted.append(_l.product_id.is_(None))
    count = select(func.count()).select_from(
        channel_listings.outerjoin(products, products.c.id == _l.product_id)
    )
    every = _told.add_columns(_l.shop, _l.raw_state, _l.location).where(*wanted)
    rows = tx.execute(every.offset(offset).limit(limit)).all()
    found = tuple(Shown(row[-3], Listed(*row[:-3]), row[-2], row[-1]) for row in rows)
    return found, int(tx.execute(count.where(*wanted)).scalar_one())


def listing_by_id(tx: Transaction, number: int) -> Shown | None:
    """One listing by its number here, live or not; None where there is none."""
    require(tx, Permission.STOCK_VIEW)
    every = _told.add_columns(_l.shop, _l.raw_state, _l.location)
    row = tx.execute(every.where(_l.id == number)).first()
    return None if row is None else Shown(row[-3], Listed(*row[:-3]), row[-2], row[-1])


def match(tx: Transaction, shop: Shop, listing: str, sku: str) -> Listed:
    """Say which product a listing is: by its number, or ``listing/variant``; empty: none any more.

    The product is named by its SKU or a barcode. Orders that are parked are asked for once more.
    NotFound ``listing_unknown``, ``product_not_found``, or ``product_needed`` where it was none;
    Refusal ``listing_variants`` where the number has several variants.
    """
    require(tx, Permission.CHANNELS)
    number, _slash, variant = listing.partition("/")
    rows = tx.execute(_one, {"b_shop": shop.name, "b_listing": number}).all()
    some = [row for row in rows if not variant or row.variant_id == variant]
    if not some:
        raise NotFound("listing_unknown", shop=shop.name, listing=listing)
    if len({row.variant_id for row in some}) > 1:
        known = ", ".join(f"{number}/{row.variant_id}" for row in some[:10])
        raise Refusal("listing_variants", listing=listing, known=known)
    none = not sku and any(Listed(*row).sku for row in some)
    good = None if none else product(tx, sku)
    put = {"b_product": None if good is None else good.id, "b_hand": good is not None}
    for row in some:
        tx.execute(_match, put | {"b_id": row.id})
    parked = tx.execute(_parked, {"b_channel": shop.channel}).scalars().all()
    ask_again(tx, shop.name, parked)
    if parked:
        ask_soon(tx, shop.name)
    told = "" if good is None else good.sku
    record(tx, "listing_matched", shop=shop.name, listing=listing, sku=told)
    (row, *_others) = [
        row
        for row in tx.execute(_one, {"b_shop": shop.name, "b_listing": number})
        if row.id == some[0].id
    ]
    return Listed(*row)


def _reader(shop: Shop, page: str) -> Callable[[Access], ListingPage | Trouble]:
    def call(access: Access) -> ListingPage | Trouble:
        return shop.adapter.listings(access, page)

    return call


def _minor(one: Listing, currency: str) -> int | None:
    try:
        return None if one.price is None else to_minor(one.price, currency)
    except Refusal:
        return None


_l = channel_listings.c
_of = _l.shop == bindparam("b_shop")
_told = (
    select(
        *(_l.id, _l.listing_id, _l.variant_id, _l.seller_sku, _l.name, _l.variant),
        func.coalesce(products.c.sku, ""),
        *(_l.by_hand, _l.available, _l.price, _l.currency, _l.live, _l.said),
    )
    .outerjoin(products, products.c.id == _l.product_id)
    .order_by(_l.name, _l.listing_id, _l.variant_id)
)
_all = _told.where(_of, _l.live)
_unmatched = _told.where(_of, _l.live, _l.product_id.is_(None))
_one = _told.where(_of, _l.listing_id == bindparam("b_listing"))
_match = (
    update(channel_listings)
    .where(_l.id == bindparam("b_id"))
    .values(product_id=bindparam("b_product"), by_hand=bindparam("b_hand"))
)
_FOLLOWED = (
    *("seller_sku", "name", "variant", "price", "currency", "available", "reserved", "live"),
    *("raw_state", "seen_at"),
)
_put = Upsert(
    lambda insert: (made := insert(channel_listings)).on_conflict_do_update(
        index_elements=["shop", "listing_id", "variant_id", "location"],
        set_={name: made.excluded[name] for name in _FOLLOWED}
        | {"product_id": case((_l.by_hand, _l.product_id), else_=made.excluded.product_id)},
    )
)
_vanished = (
    update(channel_listings)
    .where(_of, _l.live, _l.seen_at < bindparam("b_began"))
    .values(live=False, raw_state="gone")
)
_read = (
    update(channel_shops)
    .where(channel_shops.c.name == bindparam("b_shop"))
    .values(listed_at=bindparam("b_now"))
)
_parked = select(parked_orders.c.order_no).where(
    parked_orders.c.channel == bindparam("b_channel"), parked_orders.c.resolved_at.is_(None)
)
