"""New products in a WooCommerce shop: a product, then its variants; pictures by their links.

Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#create-a-product (v3). A SKU is
there once only; of a batch of variants each is taken or refused by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import number, plain, word
from core.channels.publishing.records import Attribute, Category, Made, Product, Sold
from core.channels.publishing.states import Stand
from core.channels.publishing.wrongs import refused, wrong
from core.couriers.readings import rows

_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
_PAGE = 100
_STANDS = {"publish": Stand.LIVE, "pending": Stand.REVIEW, "draft": Stand.REVIEW}
_KEY = "_kemas_key"
Many = Callable[..., tuple[list[Any], int] | Trouble]
One = Callable[..., Mapping[str, Any] | Trouble]


class WooPublisher:
    """As `Publisher`; asks the way its shop is asked."""

    most_pictures = 12
    takes_bytes = False

    def __init__(self, many: Many, one: One) -> None:
        self._many, self._one = many, one

    def categories(self, access: Access) -> Sequence[Category] | Trouble:
        """Page by page; each takes products."""
        found: list[Category] = []
        at = 1
        while True:
            told = self._many("GET", "/products/categories", per_page=_PAGE, page=at)
            if isinstance(told, Trouble):
                return told
            found += [
                Category(
                    word(one.get("id"), 40),
                    word(one.get("name"), 120),
                    word(one.get("parent"), 40) if number(one.get("parent")) else "",
                )
                for one in told[0]
            ]
            if len(told[0]) < _PAGE:
                return found
            at += 1

    def attributes(self, access: Access, category: str) -> Sequence[Attribute] | Trouble:
        """It asks for none."""
        return ()

    def picture(self, access: Access, link: str, data: bytes, kind: str) -> str | Trouble:
        """It fetches them by itself."""
        return link

    def find(self, access: Access, product: Product) -> Made | Trouble | None:
        """By the SKU of the whole product."""
        told = self._many("GET", "/products", sku=product.sku, status="any", per_page=_PAGE)
        if isinstance(told, Trouble):
            return told
        mine = [one for one in told[0] if word(one.get("sku"), 100) == product.sku]
        if not mine:
            return None
        item = word(mine[0].get("id"), 40)
        stand = _STANDS.get(word(mine[0].get("status")), Stand.REFUSED)
        if not product.options:
            return Made(item, stand, {product.sku: ""})
        path = f"/products/{item}/variations"
        variants = self._many("GET", path, per_page=_PAGE, page=1, orderby="id", order="asc")
        if isinstance(variants, Trouble):
            return variants
        skus = {one.sku for one in product.sold}
        known = {word(one.get("sku"), 100): word(one.get("id"), 40) for one in variants[0]}
        return Made(item, stand, {sku: no for sku, no in known.items() if sku in skus})

    def publish(self, access: Access, product: Product, known: Made | None) -> Made | Trouble:
        """The product, then the variants that it lacks."""
        item, stand = (known.listing_id, known.stand) if known else ("", Stand.REVIEW)
        if not item:
            told = self._one("POST", "/products", _product(product))
            if isinstance(told, Trouble):
                return told if told.fault in _WHOLE else refused(product, [told.said])
            item = word(told.get("id"), 40)
            stand = _STANDS.get(word(told.get("status")), Stand.REVIEW)
        if not product.options:
            return Made(item, stand, {product.sku: ""})
        made = dict(known.variants) if known else {}
        lacking = [one for one in product.sold if one.sku not in made]
        said = {"create": [_variant(product, one) for one in lacking]}
        heard = self._one("POST", f"/products/{item}/variations/batch", said)
        if isinstance(heard, Trouble):
            return heard
        against = []
        for one, answer in zip(lacking, rows(heard.get("create")), strict=False):
            error = answer.get("error")
            if isinstance(error, Mapping):
                against.append(wrong(product, f"{one.sku} {word(error.get('message'), 150)}"))
            else:
                made[one.sku] = word(answer.get("id"), 40)
        return Made(item, stand, made, tuple(against))


def _product(product: Product) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": product.name,
        "type": "variable" if product.options else "simple",
        "status": "publish",
        "sku": product.sku,
        "description": product.description,
        "categories": [{"id": number(product.category)}],
        "images": [{"src": one} for one in product.pictures],
        "weight": str(Decimal(product.weight_g) / 1000),
        "dimensions": {
            "length": str(Decimal(product.length_mm) / 10),
            "width": str(Decimal(product.width_mm) / 10),
            "height": str(Decimal(product.height_mm) / 10),
        },
        "meta_data": [{"key": _KEY, "value": product.own_key}],
    }
    if not product.options:
        return said | _sold(product.sold[0])
    values = [
        list(dict.fromkeys(one.options[at] for one in product.sold))
        for at in range(len(product.options))
    ]
    return said | {
        "attributes": [
            {"name": name, "visible": True, "variation": True, "options": some}
            for name, some in zip(product.options, values, strict=True)
        ]
    }


def _variant(product: Product, one: Sold) -> dict[str, Any]:
    named = zip(product.options, one.options, strict=True)
    told = [{"name": name, "option": value} for name, value in named]
    image = {"image": {"src": one.pictures[0]}} if one.pictures else {}
    return {"sku": one.sku, "attributes": told, **image, **_sold(one)}


def _sold(one: Sold) -> dict[str, Any]:
    return {
        "regular_price": plain(one.price),
        "manage_stock": True,
        "stock_quantity": one.stock,
    }
