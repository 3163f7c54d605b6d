"""New products at Lazada: pictures are brought there first, then all of it at once.

Sources: https://open.lazada.com/apps/doc/api?path=/product/create, /category/tree/get,
/category/attributes/get, /image/upload and /product/item/get. A seller SKU is there once only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import is_true, plain, word
from core.channels.lazada.session import Session
from core.channels.publishing.records import Attribute, Category, Made, Product, Sold, Value
from core.channels.publishing.states import Stand
from core.channels.publishing.uploads import multipart
from core.channels.publishing.wrongs import refused, wrong
from core.couriers.readings import part, rows

_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
_OURS = frozenset(
    {
        *("name", "description", "short_description", "brand", "brand_id", "price", "quantity"),
        *("SellerSku", "special_price", "special_from_date", "special_to_date", "tax_class"),
        *("package_weight", "package_length", "package_width", "package_height", "__images__"),
    }
)
"""What is told from the product itself."""
_STANDS = {"active": Stand.LIVE, "rejected": Stand.REFUSED, "deleted": Stand.REFUSED}
_LISTED = frozenset({"singleSelect", "multiSelect", "enumInput", "multiEnumInput"})


class LazadaPublisher:
    """As `Publisher`."""

    most_pictures = 8
    takes_bytes = True

    def __init__(self, session: Session) -> None:
        self._session = session

    def categories(self, access: Access) -> Sequence[Category] | Trouble:
        """A tree, all at once."""
        told = self._session.get(access, "/category/tree/get")
        return told if isinstance(told, Trouble) else list(_branches(rows(told.get("data")), ""))

    def attributes(self, access: Access, category: str) -> Sequence[Attribute] | Trouble:
        """Those that the product itself does not tell, nor its variants."""
        asked = {"primary_category_id": category}
        told = self._session.get(access, "/category/attributes/get", **asked)
        if isinstance(told, Trouble):
            return told
        return [
            _attribute(one)
            for one in rows(told.get("data"))
            if word(one.get("name")) not in _OURS and not is_true(one.get("is_sale_prop"))
        ]

    def picture(self, access: Access, link: str, data: bytes, kind: str) -> str | Trouble:
        """Its address there."""
        body, form = multipart("image", data, kind, {})
        told = self._session.upload(access, "/image/upload", body, form)
        if isinstance(told, Trouble):
            return told
        return word(part(told, "image", "url"), 1000) or Trouble(Fault.GARBLED, "image")

    def find(self, access: Access, product: Product) -> Made | Trouble | None:
        """By the first of its seller SKUs that is there."""
        for one in product.sold:
            told = self._session.get(access, "/product/item/get", seller_sku=one.sku)
            if isinstance(told, Trouble):
                if told.fault in _WHOLE:
                    return told
                continue  # no such product
            return _made(told, product)
        return None

    def publish(self, access: Access, product: Product, known: Made | None) -> Made | Trouble:
        """All of it; what is missing of a product that is there is told on its own pages."""
        if known is not None:
            lacking = [one.sku for one in product.sold if one.sku not in known.variants]
            said = tuple(wrong(product, f"sku {one}") for one in lacking)
            return Made(known.listing_id, known.stand, known.variants, said)
        told = self._session.act(access, "/product/create", payload=_payload(product))
        if isinstance(told, Trouble):
            if told.fault in _WHOLE:
                return told
            return refused(product, told.said.split("; "))
        item = word(told.get("item_id"), 40)
        if not item:
            return Trouble(Fault.UNSURE, "item_id")
        made = {
            word(one.get("seller_sku"), 100): word(one.get("sku_id"), 40)
            for one in rows(told.get("sku_list"))
        }
        lacking = [one.sku for one in product.sold if one.sku not in made]
        said = tuple(wrong(product, f"sku {one}") for one in lacking)
        return Made(item, Stand.REVIEW, made, said)


def _branches(found: Sequence[Mapping[str, Any]], parent: str) -> Iterator[Category]:
    for one in found:
        number = word(one.get("category_id"), 40)
        yield Category(number, word(one.get("name"), 120), parent, is_true(one.get("leaf")))
        yield from _branches(rows(one.get("children")), number)


def _attribute(one: Mapping[str, Any]) -> Attribute:
    name = word(one.get("name"), 80)
    return Attribute(
        name,
        word(one.get("label"), 120) or name,
        is_true(one.get("is_mandatory")),
        tuple(
            Value(word(of.get("id"), 40) or word(of.get("name"), 120), word(of.get("name"), 120))
            for of in rows(one.get("options"))
        ),
        word(one.get("input_type")) not in _LISTED,
    )


def _made(told: Mapping[str, Any], product: Product) -> Made:
    status = word(told.get("status"), 40).casefold()
    stand = _STANDS.get(status, Stand.REVIEW)
    skus = {one.sku for one in product.sold}
    known = {
        word(one.get("SellerSku"), 100): word(one.get("SkuId"), 40)
        for one in rows(told.get("skus"))
    }
    reasons = [word(one.get("violationDetail"), 200) for one in rows(told.get("rejectReason"))]
    said = (
        tuple(wrong(product, one) for one in reasons or [status]) if stand is Stand.REFUSED else ()
    )
    mine = {sku: number for sku, number in known.items() if sku in skus}
    return Made(word(told.get("item_id"), 40), stand, mine, said)


def _payload(product: Product) -> str:
    attributes = {
        "name": product.name,
        "description": product.description,
        "brand": product.brand or "No Brand",
    }
    attributes |= {of.number: value for of, value in product.attributes if value}
    told = {
        "PrimaryCategory": product.category,
        "Images": {"Image": list(product.pictures[:8])},
        "Attributes": attributes,
        "Skus": {"Sku": [_sku(product, one) for one in product.sold]},
    }
    request = {"Request": {"Product": told}}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":"))


def _sku(product: Product, one: Sold) -> dict[str, Any]:
    told: dict[str, Any] = {
        "SellerSku": one.sku,
        "quantity": str(one.stock),
        "price": plain(one.price),
        "package_weight": str(Decimal(product.weight_g) / 1000),
        "package_length": _cm(product.length_mm),
        "package_width": _cm(product.width_mm),
        "package_height": _cm(product.height_mm),
    }
    if product.options:
        told["saleProp"] = dict(zip(product.options, one.options, strict=True))
    return told | ({"Images": {"Image": list(one.pictures)}} if one.pictures else {})


def _cm(length_mm: int) -> str:
    return str(Decimal(length_mm) / 10)
