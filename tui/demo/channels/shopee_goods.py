"""The listings of the simulated Shopee, and what it takes as their stock and price."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Listing
from tui.demo.channels.market import Wrong
from tui.demo.channels.shopee_orders import whole

if TYPE_CHECKING:
    from tui.demo.channels.shopee import SimulatedShopee

Data = Mapping[str, Any]
_LOCATION = "IDZ"
_STATES = {"live": "NORMAL", "review": "REVIEWING", "refused": "BANNED"}


def gets(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a query."""
    return {
        "/product/get_item_list": lambda query: _items(market, query),
        "/product/get_item_base_info": lambda query: _infos(market, query),
        "/product/get_model_list": lambda query: _models(market, query),
    }


def posts(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be told with a body."""
    return {
        "/product/update_stock": lambda body: _update(market, body, "stock"),
        "/product/update_price": lambda body: _update(market, body, "price"),
    }


def _numbers(market: SimulatedShopee) -> list[int]:
    return list(dict.fromkeys(one.item for one in market.shop.listings))


def _items(market: SimulatedShopee, query: Data) -> Data:
    start, size = whole(query, "offset", 0, 10**6), whole(query, "page_size", 1, 100)
    if not query.get("item_status"):
        raise Wrong("error_param", "item_status")
    found = _numbers(market)
    more = start + size < len(found)
    return {
        "item": [
            {"item_id": one, "item_status": "NORMAL", "update_time": int(market.clock())}
            for one in found[start : start + size]
        ],
        "total_count": len(found),
        "has_next_page": more,
        "next_offset": start + size if more else 0,
    }


def _infos(market: SimulatedShopee, query: Data) -> Data:
    asked = str(query.get("item_id_list", "")).split(",")
    if not 1 <= len(asked) <= 50 or not all(one.isdecimal() for one in asked):
        raise Wrong("error_param", "item_id_list: 1 to 50")
    known = set(_numbers(market))
    return {"item_list": [_info(market, int(one)) for one in asked if int(one) in known]}


def _info(market: SimulatedShopee, item: int) -> Data:
    mine = [one for one in market.shop.listings if one.item == item]
    told: dict[str, Any] = {
        "item_id": item,
        "item_name": mine[0].name,
        "item_status": _STATES[mine[0].state],
        "item_sku": mine[0].parent or _of_all(mine[0]),
        "has_model": bool(mine[0].model),
    }
    return told if mine[0].model else told | _sold(market, mine[0])


def _of_all(one: Listing) -> str:
    return one.sku.rpartition("-")[0] if one.model else one.sku


def _sold(market: SimulatedShopee, one: Listing) -> dict[str, Any]:
    price = {"currency": market.currency, "original_price": one.price, "current_price": one.price}
    summary = {"total_reserved_stock": one.reserved, "total_available_stock": one.stock}
    held, places = one.reserved, []
    for where, units in (one.places or {_LOCATION: one.stock}).items():
        places.append({"location_id": where, "stock": units + held, "if_saleable": True})
        held = 0  # all that is reserved lies at the first
    return {
        "price_info": [price],
        "stock_info_v2": {"summary_info": summary, "seller_stock": places, "shopee_stock": []},
    }


def _models(market: SimulatedShopee, query: Data) -> Data:
    item = whole(query, "item_id", 1, 10**15)
    mine = [one for one in market.shop.listings if one.item == item and one.model]
    if not mine:
        raise Wrong("product.error_item_not_found", "Product not found")
    return {
        "model": [
            {
                "model_id": one.model,
                "tier_index": [at],
                "model_sku": one.sku,
                "model_name": one.variation,
                "model_status": "MODEL_NORMAL",
                **_sold(market, one),
            }
            for at, one in enumerate(mine)
        ]
    }


def _update(market: SimulatedShopee, body: Data, what: str) -> Data:
    item, entries = body.get("item_id"), body.get(f"{what}_list")
    if not isinstance(item, int) or not isinstance(entries, list) or not 1 <= len(entries) <= 50:
        raise Wrong("product.error_param", f"{what}_list: 1 to 50")
    if item not in _numbers(market):
        raise Wrong("product.error_item_not_found", "Product not found")
    fine, failed = [], []
    for entry in entries:
        model = entry.get("model_id")
        listing = market.shop.listing(item, model) if isinstance(model, int) else None
        try:
            if listing is None:
                raise Wrong("error_param", "model_id does not exist")
            if listing.sku in market.refuses_stock or listing.is_locked:
                raise Wrong("error_cannt_edit_stock_in_promotion", "in promotion")
            for told in _changed(listing, entry, what):
                fine.append({"model_id": model} | told)
        except Wrong as wrong:
            failed.append({"model_id": model, "failed_reason": f"{wrong.error} {wrong.message}"})
    return {"success_list": fine, "failure_list": failed}


def _changed(listing: Listing, entry: Data, what: str) -> list[dict[str, Any]]:
    if what == "price":
        price = entry.get("original_price")
        if isinstance(price, bool) or not isinstance(price, int) or price < 100:
            raise Wrong("error_update_price_fail", "whole numbers only")
        listing.price = price
        return [{"original_price": price}]
    places = entry.get("seller_stock")
    if not isinstance(places, list) or not places:
        raise Wrong("error_param", "seller_stock")
    if not listing.places and len(places) != 1:
        raise Wrong("error_auth", "location_id: too many")
    told = []
    for one in places:
        where = one.get("location_id", "" if listing.places else _LOCATION)
        total = one.get("stock")
        if isinstance(total, bool) or not isinstance(total, int) or not 0 <= total <= 999_999:
            raise Wrong("error_param", "stock")
        if listing.places and where not in listing.places:
            raise Wrong("error_auth", "location_id is missing or not of this shop")
        is_first = not listing.places or where == next(iter(listing.places))
        held = listing.reserved if is_first else 0
        if total < held:
            raise Wrong("error_auth", "seller stock must be more than reserved stock")
        if listing.places:
            listing.put(where, total - held)
        else:
            listing.stock = total - held
        told.append({"location_id": where, "stock": total})
    return told
