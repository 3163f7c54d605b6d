"""The listings of the simulated TikTok Shop, and what it takes as their stock and price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui.demo.channels.book import Listing
from tui.demo.channels.market import Wrong
from tui.demo.channels.tiktok_orders import page_of
from tui.demo.server import Asked

if TYPE_CHECKING:
    from tui.demo.channels.tiktok import Deal, SimulatedTikTokShop

Data = Mapping[str, Any]
WAREHOUSE = "7000714532876273410"
_STATES = {"live": "ACTIVATE", "review": "PENDING", "refused": "FAILED"}


def doors(market: SimulatedTikTokShop) -> dict[str, Deal]:
    """What can be asked; a star stands for a number."""
    path = "/product/202309/products/*"
    return {
        "POST /product/202502/products/search": lambda asked, _no: _search(market, asked),
        "POST /product/202309/inventory/search": lambda asked, _no: _counts(market, asked.json),
        f"POST {path}/inventory/update": lambda asked, no: _stock(market, asked.json, no),
        f"POST {path}/prices/update": lambda asked, no: _price(market, asked.json, no),
    }


def _sku(one: Listing) -> str:
    return str(one.model or one.item)


def _search(market: SimulatedTikTokShop, asked: Asked) -> Data:
    products: dict[int, list[Listing]] = {}
    wanted = set((asked.json or {}).get("seller_skus") or ())
    if len(wanted) > 10:
        raise Wrong("12019027", "seller_skus: at most 10", 200)
    named = {one.item for one in market.shop.listings if one.sku in wanted}
    for one in market.shop.listings:
        if not wanted or one.item in named:
            products.setdefault(one.item, []).append(one)
    told = page_of(list(products.items()), asked.query, 100, "products")
    if "products" in told:
        told["products"] = [
            {
                "id": str(item),
                "title": mine[0].name,
                "status": _STATES[mine[0].state],
                "skus": [
                    {
                        "id": _sku(one),
                        "seller_sku": one.sku,
                        "price": {"currency": "IDR", "tax_exclusive_price": str(one.price)},
                        "inventory": [
                            {"warehouse_id": where, "quantity": units}
                            for where, units in _places(one).items()
                        ],
                    }
                    for one in mine
                ],
            }
            for item, mine in told["products"]
        ]
    return told


def _places(one: Listing) -> dict[str, int]:
    return one.places or {WAREHOUSE: one.stock}


def _counts(market: SimulatedTikTokShop, body: Data) -> Data:
    skus = body.get("sku_ids")
    if not isinstance(skus, list) or not 1 <= len(skus) <= 600:
        raise Wrong("36009004", "sku_ids: 1 to 600", 400)
    return {
        "inventory": [
            {
                "product_id": str(one.item),
                "skus": [
                    {
                        "id": _sku(one),
                        "seller_sku": one.sku,
                        "total_available_quantity": one.stock,
                        "total_committed_quantity": one.reserved,
                        "warehouse_inventory": [
                            {"warehouse_id": where, "available_quantity": units}
                            for where, units in _places(one).items()
                        ],
                    }
                ],
            }
            for one in market.shop.listings
            if _sku(one) in skus
        ]
    }


def _named(market: SimulatedTikTokShop, body: Data, product: str) -> list[tuple[Data, Listing]]:
    skus = body.get("skus")
    if not isinstance(skus, list) or not 1 <= len(skus) <= 100:
        raise Wrong("36009004", "skus: 1 to 100", 400)
    known = {_sku(one): one for one in market.shop.listings if str(one.item) == product}
    if not known:
        raise Wrong("12052048", "The product does not exist", 200)
    if any(one.get("id") not in known for one in skus):
        raise Wrong("12052037", "A SKU does not belong to the product", 200)
    return [(one, known[one["id"]]) for one in skus]


def _stock(market: SimulatedTikTokShop, body: Data, product: str) -> Data:
    errors = []
    for told, listing in _named(market, body, product):
        places = told.get("inventory")
        if not isinstance(places, list) or len(places) != len(_places(listing)):
            raise Wrong("12019028", "List every warehouse of the SKU", 200)
        alone = {} if listing.places else {"warehouse_id": WAREHOUSE}
        named = {str((alone | one).get("warehouse_id")): one.get("quantity") for one in places}
        if set(named) != set(_places(listing)):
            raise Wrong("12052533", "The warehouse is not of this shop", 200)
        if any(type(one) is not int or not 0 <= one < 10**5 for one in named.values()):
            raise Wrong("12019024", "quantity is invalid", 200)
        if listing.sku in market.refuses_stock or listing.is_locked:
            detail = {"sku_id": _sku(listing), "extra_errors": []}
            error = {"code": 12052990, "message": "The SKU is in a promotion", "detail": detail}
            errors.append(error)
            continue
        for where, units in named.items():
            if listing.places:
                listing.put(where, units)
            else:
                listing.stock = units
    return {"errors": errors} if errors else {}


def _price(market: SimulatedTikTokShop, body: Data, product: str) -> Data:
    for told, listing in _named(market, body, product):
        price = told.get("price", {})
        amount = str(price.get("amount"))
        if not amount.isdecimal() or price.get("currency") != "IDR":
            raise Wrong("36009004", "price is invalid", 400)
        if listing.is_locked:
            raise Wrong("12052038", "The product is in a promotion", 200)
        listing.price = int(amount)
    return {}
