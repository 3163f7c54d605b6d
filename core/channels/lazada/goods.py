"""Listings of Lazada as they are told, and what they are told of stock and price.

Sources: https://open.lazada.com/apps/doc/api?path=/products/get, /product/item/get,
/product/stock/sellable/update and /product/price_quantity/update.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from core.channels.adapter import Access, Trouble
from core.channels.answers import amount, number, plain, word
from core.channels.lazada.session import Session
from core.channels.offering import WHOLE, answer, key_of, not_taken, surely
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.couriers.readings import part, rows

_PAGE = 50
_MOST = 10_000
_STOCK, _PRICE = "/product/stock/sellable/update", "/product/price_quantity/update"


def page(session: Session, access: Access, at: str, currency: str) -> ListingPage | Trouble:
    """Fifty products with all their variants."""
    offset = number(at) or 0
    told = session.get(access, "/products/get", filter="all", limit=_PAGE, offset=offset, options=1)
    if isinstance(told, Trouble):
        return told
    products = rows(told.get("products"))
    found = tuple(one for product in products for one in _listings(product, currency))
    after = offset + len(products)
    total = number(told.get("total_products"))
    more = len(products) == _PAGE if total is None else after < total
    return ListingPage(found, str(after) if products and more and after < _MOST else "")


def listed(
    session: Session, access: Access, keys: Sequence[tuple[str, str]], currency: str
) -> ListingPage | Trouble:
    """Some listings, a call a product."""
    found: list[Listing] = []
    for item in dict.fromkeys(item for item, _variant in keys):
        told = session.get(access, "/product/item/get", item_id=item)
        if isinstance(told, Trouble):
            if told.fault in WHOLE:
                return told
            continue  # it does not exist any more
        found += _listings(told, currency)
    wanted = set(keys)
    return ListingPage(tuple(one for one in found if (one.listing_id, one.variant_id) in wanted))


def _listings(product: Mapping[str, Any], currency: str) -> Iterator[Listing]:
    for sku in rows(product.get("skus")):
        places = rows(sku.get("multiWarehouseInventories"))
        sellable = [number(one.get("sellableQuantity")) or 0 for one in places]
        whole = _whole(product, sku, currency, sellable)
        if len(places) <= 1:
            yield whole
        for one, units in zip(places, sellable if len(places) > 1 else (), strict=False):
            held = max(0, (number(one.get("totalQuantity")) or units) - units)
            where = word(one.get("warehouseCode"), 80)
            yield replace(whole, location=where, available=units, reserved=held)


def _whole(
    product: Mapping[str, Any], sku: Mapping[str, Any], currency: str, sellable: Sequence[int]
) -> Listing:
    """One that is sold, with the stock of all places."""
    total = number(sku.get("quantity"))
    available = sum(sellable) if sellable else number(sku.get("Available"))
    status = word(sku.get("Status"), 40) or word(product.get("status"), 40)
    return Listing(
        listing_id=word(product.get("item_id"), 40),
        variant_id=word(sku.get("SkuId"), 40),
        seller_sku=word(sku.get("SellerSku"), 100),
        name=word(part(product, "attributes", "name"), 300),
        price=amount(sku.get("price")),
        currency=currency,
        available=total if available is None else available,
        reserved=max(0, (total or 0) - available) if available is not None else 0,
        live=status.casefold() == "active",
        raw_state=status,
    )


def offer(
    session: Session, access: Access, offers: Sequence[Offer]
) -> tuple[Pushed, ...] | Trouble:
    """Set stock and price; where a batch is refused, each is told alone to see which one it is."""
    found = {key_of(one): _pushed(one, None) for one in offers}
    for path, mine in (
        (_STOCK, [one for one in offers if one.available is not None]),
        (_PRICE, [one for one in offers if one.price is not None]),
    ):
        answers = _told(session, access, path, mine)
        if isinstance(answers, Trouble):
            return answers
        found |= {key: one for key, one in answers.items() if not one.done}
    return tuple(found[key_of(one)] for one in offers)


def _told(
    session: Session, access: Access, path: str, mine: Sequence[Offer]
) -> dict[tuple[str, str, str], Pushed] | Trouble:
    if not mine:
        return {}
    heard = surely(partial(session.act, access, path, payload=_payload(path, mine)))
    if isinstance(heard, Trouble) and heard.fault in WHOLE:
        return heard
    if not isinstance(heard, Trouble) or len(mine) == 1:
        said = heard if isinstance(heard, Trouble) else None
        return {key_of(one): _pushed(one, said) for one in mine}
    found: dict[tuple[str, str, str], Pushed] = {}
    for one in mine:
        alone = _told(session, access, path, [one])
        if isinstance(alone, Trouble):
            return alone
        found |= alone
    return found


def _pushed(one: Offer, trouble: Trouble | None) -> Pushed:
    return answer(one, done=True) if trouble is None else not_taken(one, trouble)


def _payload(path: str, mine: Sequence[Offer]) -> str:
    """What is told stands in XML: a variant with all its places."""
    variants: dict[tuple[str, str], list[Offer]] = defaultdict(list)
    for one in mine:
        variants[one.listing_id, one.variant_id].append(one)
    skus = "".join(
        f"<Sku><ItemId>{escape(some[0].listing_id)}</ItemId>"
        f"<SkuId>{escape(some[0].variant_id)}</SkuId>"
        f"<SellerSku>{escape(some[0].seller_sku)}</SellerSku>{_value(path, some)}</Sku>"
        for some in variants.values()
    )
    return f"<Request><Product><Skus>{skus}</Skus></Product></Request>"


def _value(path: str, some: Sequence[Offer]) -> str:
    first = some[0]
    if path == _PRICE:
        return "" if first.price is None else f"<Price>{plain(first.price)}</Price>"
    if not first.location:
        return f"<SellableQuantity>{first.available}</SellableQuantity>"
    places = "".join(
        f"<MultiWarehouseInventory><WarehouseCode>{escape(one.location)}</WarehouseCode>"
        f"<SellableQuantity>{one.available}</SellableQuantity></MultiWarehouseInventory>"
        for one in some
    )
    return f"<MultiWarehouseInventories>{places}</MultiWarehouseInventories>"
