"""Listings of TikTok Shop as they are told, and what they are told of stock and price.

Sources: https://partner.tiktokshop.com/docv2/page/search-products-202502,
inventory-search-202309, update-inventory-202309 and update-price-202309.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import amount, number, plain, word
from core.channels.offering import Call, answer, not_taken, offer_each
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.channels.tiktok.session import Session
from core.couriers.readings import part, rows

_GONE = frozenset({"DELETED", "DRAFT"})


def page(session: Session, access: Access, at: str) -> ListingPage | Trouble:
    """A hundred products with all their variants."""
    path = "/product/202502/products/search"
    told = session.look(access, path, {"status": "ALL"}, page_size=100, page_token=at)
    if isinstance(told, Trouble):
        return told
    found = tuple(
        one
        for product in rows(told.get("products"))
        if word(product.get("status")) not in _GONE
        for sku in rows(product.get("skus"))
        for one in _by_place(_listing(product, sku), rows(sku.get("inventory")), "quantity")
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
        location=word(places[0].get("warehouse_id"), 64) if places else "",
    )


def _by_place(
    whole: Listing, places: Sequence[Mapping[str, Any]], counts: str
) -> Iterator[Listing]:
    """A listing for each warehouse of the platform where its stock is."""
    if len(places) <= 1:
        yield whole
        return
    for one in places:
        where, held = word(one.get("warehouse_id"), 64), number(one.get("committed_quantity"))
        units = number(one.get(counts)) or 0
        yield replace(whole, location=where, available=units, reserved=held or 0)


def listed(
    session: Session, access: Access, keys: Sequence[tuple[str, str]]
) -> ListingPage | Trouble:
    """What is left of some listings: this call knows neither names nor prices."""
    path = "/product/202309/inventory/search"
    told = session.look(access, path, {"sku_ids": [sku for _product, sku in keys]})
    if isinstance(told, Trouble):
        return ListingPage(()) if told.fault is Fault.GONE else told
    found: list[Listing] = []
    for product in rows(told.get("inventory")):
        for sku in rows(product.get("skus")):
            places = rows(sku.get("warehouse_inventory"))
            whole = Listing(
                listing_id=word(product.get("product_id"), 64),
                variant_id=word(sku.get("id"), 64),
                seller_sku=word(sku.get("seller_sku"), 100),
                name="",
                available=number(sku.get("total_available_quantity")),
                reserved=number(sku.get("total_committed_quantity")) or 0,
                location=word(places[0].get("warehouse_id"), 64) if places else "",
            )
            found += _by_place(whole, places, "available_quantity")
    wanted = set(keys)
    return ListingPage(tuple(one for one in found if (one.listing_id, one.variant_id) in wanted))


def offer(
    session: Session, access: Access, offers: Sequence[Offer]
) -> tuple[Pushed, ...] | Trouble:
    """Set stock and price, a product at a time; one answer for each offer."""
    there = _places(session, access, [one for one in offers if one.available is not None])
    if isinstance(there, Trouble):
        return there

    def calls(product: str, mine: Sequence[Offer]) -> Iterator[Call]:
        for what, skus in _calls(mine, there):
            path = f"/product/202309/products/{product}/{what}/update"
            yield partial(session.act, access, path, {"skus": skus})

    return offer_each(offers, calls, _pushed)


def _places(
    session: Session, access: Access, offers: Sequence[Offer]
) -> dict[str, dict[str, int]] | Trouble:
    """What lies where of each variant: all its warehouses have to be named with a new number."""
    keys = [(one.listing_id, one.variant_id) for one in offers if one.location]
    if not keys:
        return {}
    told = listed(session, access, keys)
    if isinstance(told, Trouble):
        return told
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in told.listings:
        found[one.variant_id][one.location] = one.available or 0
    return found


def _calls(
    mine: Sequence[Offer], there: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    for one in mine:
        if one.available is not None:
            wanted[one.variant_id][one.location] = one.available
    if wanted:
        yield (
            "inventory",
            [
                {"id": sku, "inventory": _stock({**there.get(sku, {}), **some})}
                for sku, some in wanted.items()
            ],
        )
    prices = {
        one.variant_id: {"amount": plain(one.price), "currency": one.currency}
        for one in mine
        if one.price is not None
    }
    if prices:
        yield "prices", [{"id": sku, "price": price} for sku, price in prices.items()]


def _stock(places: Mapping[str, int]) -> list[dict[str, Any]]:
    """What buyers can buy, at each warehouse; where there is one, it need not be named."""
    return [
        {"warehouse_id": place, "quantity": units} if place else {"quantity": units}
        for place, units in places.items()
    ]


def _pushed(one: Offer, heard: Mapping[str, Any] | Trouble) -> Pushed:
    """A success as a whole may hold failures of single variants, and of single warehouses."""
    if isinstance(heard, Trouble):
        return not_taken(one, heard)
    for failed in rows(heard.get("errors")):
        if word(part(failed, "detail", "sku_id"), 64) not in {one.variant_id, ""}:
            continue
        inner = rows(part(failed, "detail", "extra_errors"))
        wrong = [of for of in inner if word(of.get("warehouse_id"), 64) in {one.location, ""}]
        if inner and one.location and not wrong:
            continue
        first = wrong[0] if wrong else failed
        said = f"{word(first.get('code'), 20)} {word(first.get('message'), 150)}"
        return answer(one, done=False, said=said)
    return answer(one, done=True)
