"""New products at the simulated Shopee: pictures, categories, items and their variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels import window
from tui.demo.channels.market import Wrong
from tui.demo.channels.shopee_orders import whole
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.shopee import SimulatedShopee

Data = Mapping[str, Any]
_COURIER = 8003


def gets(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be asked with a query."""
    return {
        "/product/get_category": _categories,
        "/product/get_attribute_tree": _attributes,
        "/product/search_item": lambda query: _search(market, query),
        "/logistics/get_channel_list": lambda _query: _couriers(),
    }


def posts(market: SimulatedShopee) -> dict[str, Callable[[Data], object]]:
    """What can be told with a body."""
    return {
        "/product/add_item": lambda body: _add(market, body),
        "/product/init_tier_variation": lambda body: _vary(market, body),
    }


def upload(market: SimulatedShopee, asked: Asked) -> Data:
    """A picture gets a number."""
    try:
        name = window.uploaded(market, asked, "image")
    except Wrong as wrong:
        raise Wrong("error_param", wrong.message) from None
    return {"image_info": {"image_id": name, "image_url_list": []}}


def _categories(query: Data) -> Data:
    if not query.get("language"):
        raise Wrong("error_param", "language")
    return {
        "category_list": [
            {
                "category_id": one.number,
                "parent_category_id": one.parent,
                "original_category_name": one.name,
                "display_category_name": one.name,
                "has_children": not one.leaf,
            }
            for one in window.CATEGORIES
        ]
    }


def _attributes(query: Data) -> Data:
    number = str(query.get("category_id_list", ""))
    found = window.place(number)
    if found is None or not found.leaf:
        raise Wrong("product.error_param", "category_id is not a leaf category")
    return {
        "list": [
            {
                "category_id": found.number,
                "attribute_tree": [
                    {
                        "attribute_id": one.number,
                        "mandatory": one.required,
                        "name": one.name,
                        "attribute_value_list": [
                            {"value_id": value, "name": name} for value, name in one.values
                        ],
                        "attribute_info": {"input_type": 1 if one.values else 3},
                    }
                    for one in window.ASKS.get(found.number, ())
                ],
            }
        ]
    }


def _couriers() -> Data:
    names = ((_COURIER, "SPX Standard", True), (8005, "Off", False))
    return {
        "logistics_channel_list": [
            {"logistics_channel_id": number, "logistics_channel_name": name, "enabled": on}
            for number, name, on in names
        ]
    }


def _search(market: SimulatedShopee, query: Data) -> Data:
    whole(query, "page_size", 1, 100)
    sku = query.get("item_sku")
    if not sku:
        raise Wrong("error_param", "item_sku")
    found = [one.item for one in market.shop.listings if sku in {one.parent, one.sku}]
    items = list(dict.fromkeys(found))
    return {"item_id_list": items, "total_count": len(items), "next_offset": 0}


def _add(market: SimulatedShopee, body: Data) -> Data:
    name = str(body.get("item_name", ""))
    if not 5 <= len(name) <= 255:
        raise Wrong("product.error_param", "item_name: 5 to 255 characters")
    if not 20 <= len(str(body.get("description", ""))) <= 5000:
        raise Wrong("product.error_param", "description: 20 to 5000 characters")
    price, weight = body.get("original_price"), body.get("weight")
    if isinstance(price, bool) or not isinstance(price, int) or price < 100:
        raise Wrong("product.error_param", "original_price: whole numbers only")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
        raise Wrong("product.error_param", "weight")
    brand = body.get("brand")
    if not isinstance(brand, dict) or not brand.get("original_brand_name"):
        raise Wrong("product.error_param", "brand")
    carriers = body.get("logistic_info")
    if not isinstance(carriers, list) or {one.get("logistic_id") for one in carriers} != {_COURIER}:
        raise Wrong("product.error_param", "logistic_info: only channels that are enabled")
    told = {str(one.get("attribute_id")): _value(one) for one in body.get("attribute_list") or ()}
    try:
        window.known_pictures(market, (body.get("image") or {}).get("image_id_list") or (), 9)
        wrong = window.against(body.get("category_id"), told)
    except Wrong as error:
        raise Wrong("product.error_param", f"{error.error}: {error.message}") from None
    if wrong:
        raise Wrong("product.error_param", wrong)
    stock = body.get("seller_stock")
    if not isinstance(stock, list) or not isinstance(stock[0].get("stock"), int):
        raise Wrong("product.error_param", "seller_stock")
    sku = str(body.get("item_sku", ""))
    item = window.make(market, name, sku, [window.Part(sku, "", price, stock[0]["stock"])])
    return {"item_id": item, "item_name": name, "item_status": "REVIEWING"}


def _value(one: Data) -> str:
    (value,) = one["attribute_value_list"]
    if value.get("value_id"):
        known = {
            number: name for of in window.ASKS.values() for a in of for number, name in a.values
        }
        return known.get(value["value_id"], "?")
    return str(value.get("original_value_name", ""))


def _vary(market: SimulatedShopee, body: Data) -> Data:
    item, tiers = body.get("item_id"), body.get("tier_variation") or []
    mine = [one for one in market.shop.listings if one.item == item]
    if not mine or mine[0].model:
        raise Wrong("product.error_item_not_found", "Product not found, or it has variations")
    if not 1 <= len(tiers) <= 2:
        raise Wrong("product.error_param", "tier_variation: at most 2 levels")
    parts, told = [], []
    for one in body.get("model") or []:
        index = one.get("tier_index") or []
        if len(index) != len(tiers):
            raise Wrong("product.error_param", "tier_index")
        options = [tiers[at]["option_list"][of]["option"] for at, of in enumerate(index)]
        if any(len(option) > 20 for option in options):
            raise Wrong("product.error_param", "option: at most 20 characters")
        stock = one["seller_stock"][0]["stock"]
        part = window.Part(one["model_sku"], ",".join(options), one["original_price"], stock)
        parts.append(part)
        told.append({"tier_index": index, "model_sku": part.sku})
    if not parts:
        raise Wrong("product.error_param", "model")
    market.shop.listings.remove(mine[0])
    market.made[mine[0].parent] -= 1
    window.make(market, mine[0].name, mine[0].parent, parts, mine[0].item)
    models = {one.sku: one.model for one in market.shop.listings if one.item == item}
    return {
        "item_id": item,
        "model": [{**one, "model_id": models[str(one["model_sku"])]} for one in told],
    }
