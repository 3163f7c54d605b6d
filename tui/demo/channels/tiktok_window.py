"""New products at the simulated TikTok Shop: pictures, categories, and products in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels import window
from tui.demo.channels.market import Wrong
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.tiktok import Deal, SimulatedTikTokShop

Data = Mapping[str, Any]
UPLOAD = "/product/202309/images/upload"
_CODES = {"category": "12052024", "image": "12052031"}


def doors(market: SimulatedTikTokShop) -> dict[str, Deal]:
    """What can be asked; a star stands for a number."""
    return {
        "GET /product/202309/categories": lambda asked, _no: _categories(asked),
        "GET /product/202309/categories/*/attributes": lambda _asked, no: _attributes(no),
        f"POST {UPLOAD}": lambda asked, _no: _upload(market, asked),
        "POST /product/202309/products": lambda asked, _no: _create(market, asked.json),
        "GET /product/202309/products/*": lambda _asked, no: _detail(market, no),
    }


def _categories(asked: Asked) -> Data:
    if asked.query.get("category_version") != "v2":
        raise Wrong("12052217", "category_version is invalid", 200)
    return {
        "categories": [
            {
                "id": str(one.number),
                "parent_id": str(one.parent),
                "local_name": one.name,
                "is_leaf": one.leaf,
                "permission_statuses": ["AVAILABLE"],
            }
            for one in window.CATEGORIES
        ]
    }


def _attributes(number: str) -> Data:
    found = window.place(number)
    if found is None or not found.leaf:
        raise Wrong("12052024", "The category is not a leaf", 200)
    size = {"id": "100000", "name": "Ukuran", "type": "SALES_PROPERTY", "is_customizable": True}
    asks = [
        {
            "id": str(one.number),
            "name": one.name,
            "type": "PRODUCT_PROPERTY",
            "is_requried": one.required,
            "is_customizable": not one.values,
            "values": [{"id": str(number), "name": name} for number, name in one.values],
        }
        for one in window.ASKS.get(found.number, ())
    ]
    return {"attributes": [size, *asks]}


def _upload(market: SimulatedTikTokShop, asked: Asked) -> Data:
    if b'name="use_case"' not in asked.body:
        raise Wrong("36009004", "use_case is missing", 400)
    try:
        name = window.uploaded(market, asked, "data")
    except Wrong as wrong:
        raise Wrong("12052030", wrong.message, 200) from None
    return {"uri": name, "url": "", "width": 600, "height": 600}


def _create(market: SimulatedTikTokShop, body: Data) -> Data:
    key = str(body.get("idempotency_key", ""))
    known = market.keys.get(key)
    if known is not None:
        return _told(market, known)
    if body.get("save_mode") != "LISTING" or body.get("category_version") != "v2":
        raise Wrong("36009004", "save_mode or category_version is invalid", 400)
    title = str(body.get("title", ""))
    if not 25 <= len(title) <= 255:
        raise Wrong("12052048", "The title must have 25 to 255 characters", 200)
    if not str(body.get("description", "")).startswith("<p>"):
        raise Wrong("12052049", "The description must be HTML", 200)
    if not _weighs(body):
        raise Wrong("12052050", "package_weight is invalid", 200)
    told = {
        str(one.get("id")): str(value.get("name", ""))
        for one in body.get("product_attributes") or ()
        for value in one.get("values") or ()
    }
    names = [one.get("uri") for one in body.get("main_images") or ()]
    try:
        window.known_pictures(market, names, 9)
        wrong = window.against(body.get("category_id"), told)
    except Wrong as error:
        raise Wrong(_CODES[error.error], error.message, 200) from None
    if wrong:
        raise Wrong("12052104", wrong, 200)
    skus = body.get("skus") or []
    if not 1 <= len(skus) <= 100:
        raise Wrong("36009004", "skus: 1 to 100", 400)
    parts = [_part(one) for one in skus]
    item = window.make(market, title, parts[0].sku, parts)
    if key:
        market.keys[key] = item
    return _told(market, item)


def _part(one: Data) -> window.Part:
    sku, price = str(one.get("seller_sku", "")), one.get("price") or {}
    if not 1 <= len(sku) <= 50 or " " in sku:
        raise Wrong("12052060", f"seller_sku {sku} is invalid", 200)
    if not str(price.get("amount")).isdecimal() or price.get("currency") != "IDR":
        raise Wrong("12052061", f"price of {sku} is invalid", 200)
    attributes = one.get("sales_attributes")
    if not isinstance(attributes, list) or len(attributes) > 3:
        raise Wrong("12052062", "sales_attributes: at most 3", 200)
    variation = ",".join(str(of.get("value_name")) for of in attributes)
    return window.Part(sku, variation, int(price["amount"]), one["inventory"][0]["quantity"])


def _weighs(body: Data) -> bool:
    told = body.get("package_weight") or {}
    try:
        return told.get("unit") == "KILOGRAM" and float(str(told.get("value"))) > 0
    except (TypeError, ValueError):
        return False


def _told(market: SimulatedTikTokShop, item: int) -> Data:
    mine = [one for one in market.shop.listings if one.item == item]
    return {
        "product_id": str(item),
        "skus": [{"id": str(one.model or one.item), "seller_sku": one.sku} for one in mine],
        "warnings": [],
    }


def _detail(market: SimulatedTikTokShop, number: str) -> Data:
    mine = [one for one in market.shop.listings if str(one.item) == number]
    if not mine:
        raise Wrong("12052048", "The product does not exist", 200)
    reasons = [{"position": "Product", "reasons": [mine[0].said]}] if mine[0].said else []
    return {"id": number, "title": mine[0].name, "audit_failed_reasons": reasons}
