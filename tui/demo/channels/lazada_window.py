"""New products at the simulated Lazada: pictures, categories, and products in one piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tui.demo.channels import window
from tui.demo.channels.market import Wrong
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.lazada import Deal, Form, SimulatedLazada

_PICTURES = "https://id-live.slatic.net/p/"
_NUMBERS = ("quantity", "price", "package_weight", "package_length", "package_width")


def gets(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be asked."""
    return {
        "/category/tree/get": lambda _form: _tree(0),
        "/category/attributes/get": _attributes,
    }


def posts(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be told."""
    return {"/product/create": lambda form: _create(market, form)}


def upload(market: SimulatedLazada, asked: Asked) -> Mapping[str, Any]:
    """A picture gets an address."""
    try:
        name = window.uploaded(market, asked, "image")
    except Wrong as wrong:
        raise Wrong("302", f"E302: {wrong.message}") from None
    return {"image": {"hash_code": name, "url": f"{_PICTURES}{name}"}}


def _tree(parent: int) -> list[dict[str, Any]]:
    return [
        {
            "category_id": one.number,
            "name": one.name,
            "leaf": one.leaf,
            "var": one.leaf,
            **({} if one.leaf else {"children": _tree(one.number)}),
        }
        for one in window.CATEGORIES
        if one.parent == parent
    ]


def _attributes(form: Form) -> list[dict[str, Any]]:
    found = window.place(form.get("primary_category_id"))
    if found is None or not found.leaf:
        raise Wrong("57", "E057: No attribute sets linked to that category")
    told = [
        {
            "name": name,
            "label": name,
            "is_mandatory": 1,
            "attribute_type": kind,
            "input_type": "text",
        }
        for name, kind in (("name", "normal"), ("SellerSku", "sku"), ("price", "sku"))
    ]
    color = {"name": "color_family", "label": "Warna", "is_mandatory": 0, "is_sale_prop": 1}
    asks = [
        {
            "id": one.number,
            "name": str(one.number),
            "label": one.name,
            "is_mandatory": int(one.required),
            "is_sale_prop": 0,
            "attribute_type": "normal",
            "input_type": "singleSelect" if one.values else "text",
            "options": [{"id": number, "name": name} for number, name in one.values],
        }
        for one in window.ASKS.get(found.number, ())
    ]
    return [*told, {**color, "attribute_type": "sku", "input_type": "multiEnumInput"}, *asks]


def _create(market: SimulatedLazada, form: Form) -> Mapping[str, Any]:
    try:
        product = json.loads(form.get("payload", ""))["Request"]["Product"]
        skus, attributes = product["Skus"]["Sku"], product["Attributes"]
        pictures = product["Images"]["Image"]
    except (ValueError, KeyError, TypeError):
        raise Wrong("5", "E005: Invalid Request Format") from None
    details = []
    if not 2 <= len(str(attributes.get("name", ""))) <= 255:
        details.append({"field": "name", "message": "name: 2 to 255 characters", "seller_sku": ""})
    names = [str(one).removeprefix(_PICTURES) for one in pictures]
    told = {key: str(value) for key, value in attributes.items()}
    try:
        window.known_pictures(market, names, 8)
        wrong = window.against(product.get("PrimaryCategory"), told)
    except Wrong as error:
        wrong = f"{error.error}: {error.message}"
    if wrong:
        details.append({"field": "", "message": wrong, "seller_sku": ""})
    there = {one.sku for one in market.shop.listings}
    parts = []
    for one in skus:
        sku = str(one.get("SellerSku", ""))
        if not sku or sku in there:
            details.append({"field": "SellerSku", "message": "sku duplicates", "seller_sku": sku})
        for name in _NUMBERS:
            if not _is_number(one.get(name)):
                details.append({"field": name, "message": "not a number", "seller_sku": sku})
        if not details:
            variation = ",".join(str(value) for value in one.get("saleProp", {}).values())
            price, stock = int(Decimal(one["price"])), int(one["quantity"])
            parts.append(window.Part(sku, variation, price, stock))
    if details or not parts:
        raise Wrong("500", "E500: Create product failed", 200, detail=details)
    item = window.make(market, attributes["name"], parts[0].sku, parts)
    mine = [one for one in market.shop.listings if one.item == item]
    return {
        "item_id": item,
        "sku_list": [
            {"shop_sku": f"{item}_ID", "seller_sku": one.sku, "sku_id": one.model or one.item}
            for one in mine
        ],
    }


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, str) and Decimal(value) >= 0
    except InvalidOperation:
        return False
