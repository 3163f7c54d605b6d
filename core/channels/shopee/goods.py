"""Listings of Shopee as they are told, and what they are told of stock and price.

Sources: https://open.shopee.com/documents/v2/v2.product.get_item_list, get_item_base_info,
get_model_list, update_stock and update_price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from core.channels.adapter import Access, Fault, Trouble
from core.channels.answers import amount, is_true, number, word
from core.channels.offering import Call, answer, not_taken, offer_each
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.channels.shopee.session import Session, fault_of
from core.couriers.readings import part, rows

_PAGE = 50
_SHOWN = ["NORMAL", "UNLIST", "BANNED", "REVIEWING"]


def page(session: Session, access: Access, at: str) -> ListingPage | Trouble:
    """All listings, fifty products at a time; deleted ones are told no more."""
    asked = {"offset": number(at) or 0, "page_size": _PAGE, "item_status": _SHOWN}
    told = session.get(access, "/product/get_item_list", **asked)
    if isinstance(told, Trouble):
        return told
    items = [found for one in rows(told.get("item")) if (found := word(one.get("item_id"), 40))]
    listed = of_items(session, access, items)
    if isinstance(listed, Trouble):
        return listed
    more = is_true(told.get("has_next_page"))
    return ListingPage(listed, word(told.get("next_offset"), 20) if more else "")


def of_items(
    session: Session, access: Access, items: Sequence[str]
) -> tuple[Listing, ...] | Trouble:
    """Some products with all their variants; those that are gone are left out."""
    if not items:
        return ()
    asked = ",".join(dict.fromkeys(items))
    told = session.get(access, "/product/get_item_base_info", item_id_list=asked)
    if isinstance(told, Trouble):
        return () if told.fault is Fault.GONE else told
    found: list[Listing] = []
    for item in rows(told.get("item_list")):
        if "DELETE" in word(item.get("item_status")):
            continue
        if not is_true(item.get("has_model")):
            found += _listings(item, item, "")
            continue
        item_id = word(item.get("item_id"), 40)
        models = session.get(access, "/product/get_model_list", item_id=item_id)
        if isinstance(models, Trouble):
            if models.fault is Fault.GONE:
                continue
            return models
        for model in rows(models.get("model")):
            found += _listings(item, model, word(model.get("model_id"), 40))
    return tuple(found)


def _listings(item: Mapping[str, Any], of: Mapping[str, Any], variant_id: str) -> list[Listing]:
    """One that is sold, for each place where its stock is; one place need not be named.

    What is reserved is told for all places together: it counts at the first that have so much.
    """
    whole, places = _listing(item, of, variant_id), rows(part(of, "stock_info_v2", "seller_stock"))
    if len(places) <= 1:
        return [whole]
    left, found = whole.reserved, []
    for one in places:
        stock = number(one.get("stock")) or 0
        held = min(stock, left)
        left -= held
        where = word(one.get("location_id"), 40)
        found.append(replace(whole, location=where, available=stock - held, reserved=held))
    return found


def _listing(item: Mapping[str, Any], of: Mapping[str, Any], variant_id: str) -> Listing:
    """`of` is the variant, or the product where it has none."""
    prices = rows(of.get("price_info"))
    status = word(item.get("item_status"), 40)
    sku = word(of.get("model_sku"), 100) if variant_id else ""
    return Listing(
        listing_id=word(item.get("item_id"), 40),
        variant_id=variant_id,
        seller_sku=sku or word(item.get("item_sku"), 100),
        name=word(item.get("item_name"), 300),
        variant=word(of.get("model_name"), 200) if variant_id else "",
        price=amount(prices[0].get("original_price")) if prices else None,
        currency=word(prices[0].get("currency"), 3) if prices else "",
        available=number(part(of, "stock_info_v2", "summary_info", "total_available_stock")),
        reserved=number(part(of, "stock_info_v2", "summary_info", "total_reserved_stock")) or 0,
        live=status == "NORMAL",
        raw_state=status,
    )


def offer(
    session: Session, access: Access, offers: Sequence[Offer]
) -> tuple[Pushed, ...] | Trouble:
    """Set stock and price, a product at a time; one answer for each offer."""

    def calls(item_id: str, mine: Sequence[Offer]) -> Iterator[Call]:
        for path, names, told in _calls(mine):
            said = {"item_id": number(item_id), f"{names}_list": told}
            yield partial(session.act, access, path, said)

    return offer_each(offers, calls, _pushed)


def _calls(mine: Sequence[Offer]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    places: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in mine:
        if one.available is not None:
            places[_model(one)].append(_stock(one))
    stock = [{"model_id": model, "seller_stock": some} for model, some in places.items()]
    if stock:
        yield "/product/update_stock", "stock", stock
    prices = {_model(one): _number(one) for one in mine if one.price is not None}
    price = [{"model_id": model, "original_price": told} for model, told in prices.items()]
    if price:
        yield "/product/update_price", "price", price


def _stock(one: Offer) -> dict[str, Any]:
    """What it counts is all that the seller has, with what is sold and not gone."""
    told: dict[str, Any] = {"stock": (one.available or 0) + one.reserved}
    return {"location_id": one.location, **told} if one.location else told


def _number(one: Offer) -> int | float:
    """A price as JSON has it: whole in rupiah and đồng."""
    price = one.price
    if price is None:
        return 0
    return int(price) if price == price.to_integral_value() else float(price)


def _model(one: Offer) -> int:
    return number(one.variant_id) or 0


def _pushed(one: Offer, heard: Mapping[str, Any] | Trouble) -> Pushed:
    """A success as a whole may hold failures of single variants, and of single places."""
    if isinstance(heard, Trouble):
        return not_taken(one, heard)
    for failed in rows(heard.get("failure_list")):
        if _is_about(failed, one):
            said = word(failed.get("failed_reason"), 200)
            gone = fault_of(said.split(" ")[0], said) is Fault.GONE
            return answer(one, done=False, said=said, gone=gone)
    done = any(_is_about(fine, one) for fine in rows(heard.get("success_list")))
    return answer(one, done=done, said="" if done else "success_list")


def _is_about(told: Mapping[str, Any], one: Offer) -> bool:
    where = word(told.get("location_id"), 40)
    here = not one.location or not where or where == one.location
    return here and (number(told.get("model_id")) or 0) == _model(one)
