"""Listings of Shopee as they are told, and what they are told of stock and price.

Sources: https://open.shopee.com/documents/v2/v2.product.get_item_list, get_item_base_info,
get_model_list, update_stock and update_price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import amount, is_true, number, word
from core.channels.records import Listing, ListingPage, Offer, Pushed
from core.channels.shopee.session import Session, fault_of
from core.couriers.readings import part, rows

_PAGE = 50
_SHOWN = ["NORMAL", "UNLIST", "BANNED", "REVIEWING"]
_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
"""Trouble of the shop, not of a single listing: the call is made again as a whole."""


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
            found.append(_listing(item, item, ""))
            continue
        item_id = word(item.get("item_id"), 40)
        models = session.get(access, "/product/get_model_list", item_id=item_id)
        if isinstance(models, Trouble):
            if models.fault is Fault.GONE:
                continue
            return models
        found += [
            _listing(item, model, word(model.get("model_id"), 40))
            for model in rows(models.get("model"))
        ]
    return tuple(found)


def _listing(item: Mapping[str, Any], of: Mapping[str, Any], variant_id: str) -> Listing:
    """One that is sold: `of` is the variant, or the product where it has none."""
    prices, places = rows(of.get("price_info")), _places(of)
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
        location=word(places[0].get("location_id"), 40) if len(places) > 1 else "",
    )


def _places(of: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Where its stock is; one place need not be named."""
    return rows(part(of, "stock_info_v2", "seller_stock"))


def offer(
    session: Session, access: Access, offers: Sequence[Offer]
) -> tuple[Pushed, ...] | Trouble:
    """Set stock and price, a product at a time; one answer for each offer."""
    by_item: dict[str, list[Offer]] = defaultdict(list)
    for one in offers:
        by_item[one.listing_id].append(one)
    answers: dict[tuple[str, str], Pushed] = {}
    for item_id, mine in by_item.items():
        for path, names, told in _calls(mine):
            said = {"item_id": number(item_id), f"{names}_list": told}
            heard = session.act(access, path, said)
            if isinstance(heard, Trouble) and heard.fault is Fault.UNSURE:
                # What is set is what it is to be in all: telling it once more is harmless.
                heard = session.act(access, path, said)
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


def _calls(mine: Sequence[Offer]) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    stock = [
        {"model_id": _model(one), "seller_stock": [_stock(one)]}
        for one in mine
        if one.available is not None
    ]
    if stock:
        yield "/product/update_stock", "stock", stock
    price = [
        {"model_id": _model(one), "original_price": _number(one)}
        for one in mine
        if one.price is not None
    ]
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
    """A success as a whole may hold failures of single variants."""
    if isinstance(heard, Trouble):
        gone = heard.fault is Fault.GONE
        return Pushed(one.listing_id, one.variant_id, done=False, said=heard.said, gone=gone)
    for failed in rows(heard.get("failure_list")):
        if (number(failed.get("model_id")) or 0) == _model(one):
            said = word(failed.get("failed_reason"), 200)
            gone = fault_of(said.split(" ")[0], said) is Fault.GONE
            return Pushed(one.listing_id, one.variant_id, done=False, said=said, gone=gone)
    done = any(
        (number(fine.get("model_id")) or 0) == _model(one)
        for fine in rows(heard.get("success_list"))
    )
    return Pushed(one.listing_id, one.variant_id, done, "" if done else "success_list")
