"""The listings of the simulated Lazada, and what it takes as their stock and price, in XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from tui.demo.channels.book import Listing
from tui.demo.channels.lazada_orders import whole
from tui.demo.channels.market import Wrong

if TYPE_CHECKING:
    from tui.demo.channels.lazada import Deal, Form, SimulatedLazada


_STATES = {"live": "Active", "review": "Pending QC", "refused": "Rejected"}


def gets(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be asked."""
    return {
        "/products/get": lambda form: _page(market, form),
        "/product/item/get": lambda form: _one(market, form),
    }


def posts(market: SimulatedLazada) -> dict[str, Deal]:
    """What can be told."""
    return {
        "/product/stock/sellable/update": lambda form: _update(market, form, "SellableQuantity"),
        "/product/price_quantity/update": lambda form: _update(market, form, "Price"),
    }


def _products(market: SimulatedLazada) -> dict[int, list[Listing]]:
    found: dict[int, list[Listing]] = {}
    for one in market.shop.listings:
        found.setdefault(one.item, []).append(one)
    return found


def _told(item: int, mine: list[Listing]) -> Mapping[str, Any]:
    return {
        "item_id": item,
        "status": _STATES[mine[0].state],
        "rejectReason": [{"violationDetail": mine[0].said}] if mine[0].said else [],
        "images": "[]",
        "attributes": {"name": mine[0].name},
        "skus": [
            {
                "SkuId": one.model or one.item,
                "SellerSku": one.sku,
                "Status": "active" if one.state == "live" else "inactive",
                "quantity": one.stock + one.reserved,
                "Available": one.stock,
                "price": one.price,
                "multiWarehouseInventories": [
                    {"warehouseCode": where, "sellableQuantity": units}
                    for where, units in (one.places or {"dropshipping": one.stock}).items()
                ],
            }
            for one in mine
        ],
    }


def _page(market: SimulatedLazada, form: Form) -> Mapping[str, Any]:
    if form.get("filter") not in {"all", "live", "inactive", "deleted"}:
        raise Wrong("36", "E036: Invalid status filter")
    limit = whole(form, "limit", 1, 50, "19")
    offset = whole(form, "offset", 0, 10_000, "14")
    found = list(_products(market).items())
    shown = [_told(item, mine) for item, mine in found[offset : offset + limit]]
    return {"total_products": len(found), "products": shown}


def _one(market: SimulatedLazada, form: Form) -> Mapping[str, Any]:
    sku = form.get("seller_sku")
    named = [one.item for one in market.shop.listings if sku and one.sku == sku]
    if sku and not named:
        raise Wrong("208", "E208: The item does not exist")
    item = named[0] if named else whole(form, "item_id", 1, 10**15, "5")
    mine = _products(market).get(item)
    if mine is None:
        raise Wrong("208", "E208: The item does not exist")
    return _told(item, mine)


def _places(sku: ElementTree.Element) -> dict[str, str]:
    """The stock of each warehouse that is told; empty where none is named."""
    return {
        one.findtext("WarehouseCode") or "": one.findtext("SellableQuantity") or ""
        for one in sku.findall("./MultiWarehouseInventories/MultiWarehouseInventory")
    }


def _update(market: SimulatedLazada, form: Form, name: str) -> Mapping[str, Any]:
    try:
        # Written by ourselves a moment ago; nobody else can ask this server.
        root = ElementTree.fromstring(form.get("payload", ""))  # noqa: S314
    except ElementTree.ParseError:
        raise Wrong("5", "E005: Invalid Request Format") from None
    skus = root.findall("./Product/Skus/Sku")
    if root.tag != "Request" or not skus:
        raise Wrong("30", "E030: Empty Request")
    if len(skus) > 20:
        raise Wrong("204", "E204: Too many SKUs")
    details, changes = [], []
    for sku in skus:
        wanted = _places(sku)
        values = {one.tag: one.text or "" for one in sku}
        found = [
            one
            for one in market.shop.listings
            if str(one.item) == values.get("ItemId")
            and str(one.model or one.item) == values.get("SkuId")
        ]
        value = values.get(name, "")
        wrong = ""
        if not found or found[0].sku != values.get("SellerSku"):
            wrong = "SKU does not exist"
        elif name != "Price" and bool(wanted) != bool(found[0].places):
            wrong = "MultiWarehouseInventories are needed where there are several, and only there"
        elif wanted and (not set(wanted) <= set(found[0].places) or "" in wanted.values()):
            wrong = "WarehouseCode or SellableQuantity is invalid"
        elif not wanted and not value.isdecimal():
            wrong = f"{name} is invalid"
        elif found[0].sku in market.refuses_stock or found[0].is_locked:
            wrong = "The SKU is locked by a promotion"
        if wrong:
            seller = values.get("SellerSku", "")
            details.append({"seller_sku": seller, "message": wrong, "field": name})
        else:
            changes.append((found[0], int(value or 0), wanted))
    if details:
        raise Wrong("501", "E501: Update product failed", 200, detail=details)
    for listing, number, places in changes:
        for where, units in places.items():
            listing.put(where, int(units))
        if places:
            continue
        if name == "Price":
            listing.price = number
        else:
            listing.stock = number
    return {}
