"""Listings of TikTok Shop as they are told, and what they are told of stock and price.

Sources: https://partner.tiktokshop.com/docv2/page/search-products-202502,
inventory-search-202309, update-inventory-202309 and update-price-202309.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import amount, number, plain, word
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.channels.tiktok.session import Session
from core.couriers.readings import part, rows

_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
"""Trouble of the shop, not of a single listing: the call is made again as a whole."""
_GONE = frozenset({"DELETED", "DRAFT"})


def page(session: Session, access: Access, at: str) -> ListingPage | Trouble:
    """A hundred products with all their variants."""
    path = "/product/202502/products/search"
    told = session.look(access, path, {"status": "ALL"}, page_size=100, page_token=at)
    if isinstance(told, Trouble):
        return told
    found = tuple(
        _listing(product, sku)
        for product in rows(told.get("products"))
        if word(product.get("status")) not in _GONE
        for sku in rows(product.get("skus"))
    )
    return ListingPage(found, word(told.get("next_page_token"), 400))


def _listing(product: Mapping[str, Any], sku: Mapping[str, Any]) -> Listing:
    places = rows(sku.get("inventory"))
    status = word(product.get("status"), 40)
    counts = [number(one.get("quantity")) for one in places]
    return Listing(
        listing_id=word(product.get("id"), 64),
        variant_id=word(sku.get("id"), 64),
        seller_sku=word(sku.get("seller_sku"), 100),
        name=word(product.get("title"), 300),
        variant=word(sku.get("sku_name"), 200),
        price=amount(part(sku, "price", "tax_exclusive_price")),
        currency=word(part(sku, "price", "currency"), 3),
        available=sum(one or 0 for one in counts) if places else None,
        live=status == "ACTIVATE",
        raw_state=status,
        location=",".join(word(one.get("warehouse_id"), 64) for one in places),
    )


def listed(
    session: Session, access: Access, keys: Sequence[tuple[str, str]]
) -> ListingPage | Trouble:
    """What is left of some listings: this call knows neither names nor prices."""
    path = "/product/202309/inventory/search"
    told = session.look(access, path, {"sku_ids": [sku for _product, sku in keys]})
    if isinstance(told, Trouble):
        return ListingPage(()) if told.fault is Fault.GONE else told
    found = []
    for product in rows(told.get("inventory")):
        for sku in rows(product.get("skus")):
            places = rows(sku.get("warehouse_inventory"))
            found.append(
                Listing(
                    listing_id=word(product.get("product_id"), 64),
                    variant_id=word(sku.get("id"), 64),
                    seller_sku=word(sku.get("seller_sku"), 100),
                    name="",
                    available=number(sku.get("total_available_quantity")),
                    reserved=number(sku.get("total_committed_quantity")) or 0,
                    location=",".join(word(one.get("warehouse_id"), 64) for one in places),
                )
            )
    wanted = set(keys)
    return ListingPage(tuple(one for one in found if (one.listing_id, one.variant_id) in wanted))


def offer(
    session: Session, access: Access, offers: Sequence[Offer]
) -> tuple[Pushed, ...] | Trouble:
    """Set stock and price, a product at a time; one answer for each offer."""
    by_product: dict[str, list[Offer]] = defaultdict(list)
    for one in offers:
        by_product[one.listing_id].append(one)
    answers: dict[tuple[str, str], Pushed] = {}
    for product, mine in by_product.items():
        for what, skus in _calls(mine):
            path = f"/product/202309/products/{product}/{what}/update"
            heard = session.act(access, path, {"skus": skus})
            if isinstance(heard, Trouble) and heard.fault is Fault.UNSURE:
                # What is set is what it is to be in all: telling it once more is harmless.
                heard = session.act(access, path, {"skus": skus})
            if isinstance(heard, Trouble) and heard.fault in _WHOLE:
                return heard
            for one in mine:
                key = (one.listing_id, one.variant_id)
                if key not in answers or answers[key].done:
                    answers[key] = _pushed(one, heard)
    return tuple(
        answers.get(
            (one.listing_id, one.variant_id), Pushed(one.listing_id, one.variant_id, done=True)
        )
        for one in offers
    )


def _calls(mine: Sequence[Offer]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    stock = [{"id": one.variant_id, "inventory": _stock(one)} for one in mine if _counts(one)]
    if stock:
        yield "inventory", stock
    prices = [
        {"id": one.variant_id, "price": {"amount": plain(one.price), "currency": one.currency}}
        for one in mine
        if one.price is not None
    ]
    if prices:
        yield "prices", prices


def _counts(one: Offer) -> bool:
    return one.available is not None


def _stock(one: Offer) -> list[dict[str, Any]]:
    """What it counts is what buyers can buy: all of it in the first warehouse.

    Every warehouse of a listing has to be named, and where there is one, none.
    """
    places = [place for place in one.location.split(",") if place]
    if not places:
        return [{"quantity": one.available}]
    rest = [{"warehouse_id": place, "quantity": 0} for place in places[1:]]
    return [{"warehouse_id": places[0], "quantity": one.available}, *rest]


def _pushed(one: Offer, heard: Mapping[str, Any] | Trouble) -> Pushed:
    """A success as a whole may hold failures of single variants."""
    if isinstance(heard, Trouble):
        gone = heard.fault is Fault.GONE
        return Pushed(one.listing_id, one.variant_id, done=False, said=heard.said, gone=gone)
    for failed in rows(heard.get("errors")):
        if word(part(failed, "detail", "sku_id"), 64) in {one.variant_id, ""}:
            said = f"{word(failed.get('code'), 20)} {word(failed.get('message'), 150)}"
            return Pushed(one.listing_id, one.variant_id, done=False, said=said)
    return Pushed(one.listing_id, one.variant_id, done=True)
