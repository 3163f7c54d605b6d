"""New products in the simulated WooCommerce shop: a SKU is there once only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels import window
from tui.demo.server import Said, said

if TYPE_CHECKING:
    from tui.demo.channels.woocommerce import SimulatedWooCommerce

CATEGORIES = [
    {"id": one.number, "name": one.name, "parent": one.parent, "slug": str(one.number)}
    for one in window.CATEGORIES
]
_TWICE = "Invalid or duplicated SKU."


def add(shop: SimulatedWooCommerce, told: Any) -> Said:
    """A product, simple or with variants that follow."""
    if not isinstance(told, dict) or not told.get("name"):
        return _wrong("rest_missing_callback_param", "Missing parameter(s): name")
    if told.get("type") not in {"simple", "variable"}:
        return _wrong("rest_invalid_param", "Invalid parameter(s): type")
    if not _is_number(told.get("weight")):
        return _wrong("rest_invalid_param", "Invalid parameter(s): weight")
    if any(window.place(one.get("id")) is None for one in told.get("categories") or ()):
        return _wrong("woocommerce_rest_product_invalid_id", "Invalid category ID.")
    if any(not str(one.get("src", "")).startswith("http") for one in told.get("images") or ()):
        return _wrong("woocommerce_product_image_upload_error", "Invalid image URL.")
    if told["type"] == "simple" and not _is_number(told.get("regular_price")):
        return _wrong("rest_invalid_param", "Invalid parameter(s): regular_price")
    if told.get("sku") in _skus(shop):
        return _wrong("product_invalid_sku", _TWICE)
    number = 5_000 + 100 * (len(shop.made) + 1)
    shop.made[told["sku"]] += 1
    price = told.get("regular_price", "")
    row: dict[str, Any] = {"manage_stock": False, "stock_quantity": None, "regular_price": ""}
    lists: dict[str, Any] = {"variations": [], "attributes": []}
    shop.products[number] = {**row, **lists, "price": price, **told, "id": number}
    return said(shop.products[number], 201)


def vary(shop: SimulatedWooCommerce, parent: int, told: Mapping[str, Any]) -> Said:
    """Variants of a product: each is taken or refused by itself."""
    product = shop.products.get(parent)
    if product is None or product["type"] != "variable":
        return _wrong("woocommerce_rest_product_invalid_id", "Invalid ID.", 404)
    mine = shop.variants.setdefault(parent, {})
    answers: list[dict[str, Any]] = []
    for one in told["create"][:100]:
        if one.get("sku") in _skus(shop):
            error = {"code": "product_invalid_sku", "message": _TWICE}
            answers.append({"id": 0, "error": error})
            continue
        number = parent + len(mine) + 1
        price = one["regular_price"]
        mine[number] = {"status": "publish", "price": price, **one, "id": number}
        product["variations"].append(number)
        answers.append(dict(mine[number]))
    return said({"create": answers})


def _skus(shop: SimulatedWooCommerce) -> set[str]:
    variants = (one for some in shop.variants.values() for one in some.values())
    return {one["sku"] for one in (*shop.products.values(), *variants)}


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()


def _wrong(code: str, message: str, status: int = 400) -> Said:
    return said({"code": code, "message": message, "data": {"status": status}}, status)
