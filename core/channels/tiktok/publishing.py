"""New products at TikTok Shop: pictures first, then all of it at once, under a key of ours.

Sources: https://partner.tiktokshop.com/docv2/page/create-product-202309 and its neighbours
(get-categories-202309, get-attributes-202309, upload-product-image-202309).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import is_true, plain, word
from core.channels.publishing.records import Attribute, Category, Made, Product, Sold, Value
from core.channels.publishing.states import Stand
from core.channels.publishing.uploads import multipart
from core.channels.publishing.wrongs import refused, wrong
from core.channels.tiktok.session import Session
from core.couriers.readings import rows

_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
_STANDS = {"ACTIVATE": Stand.LIVE, "PENDING": Stand.REVIEW, "DRAFT": Stand.REVIEW}
_DELETED = "DELETED"
_SKUS = 10
"""Seller SKUs of one search at most."""
_VERSION = "v2"
"""Of the tree of categories; South-East Asia has the second."""


class TikTokPublisher:
    """As `Publisher`."""

    most_pictures = 9
    takes_bytes = True

    def __init__(self, session: Session, locale: str) -> None:
        self._session, self._locale = session, locale

    def categories(self, access: Access) -> Sequence[Category] | Trouble:
        """All at once."""
        asked = {"locale": self._locale, "category_version": _VERSION}
        told = self._session.get(access, "/product/202309/categories", **asked)
        if isinstance(told, Trouble):
            return told
        return [
            Category(
                word(one.get("id"), 40),
                word(one.get("local_name"), 120),
                word(one.get("parent_id"), 40),
                is_true(one.get("is_leaf")),
            )
            for one in rows(told.get("categories"))
        ]

    def attributes(self, access: Access, category: str) -> Sequence[Attribute] | Trouble:
        """Those of the product, not of its variants; one word of it is misspelt there."""
        path = f"/product/202309/categories/{category}/attributes"
        asked = {"locale": self._locale, "category_version": _VERSION}
        told = self._session.get(access, path, **asked)
        if isinstance(told, Trouble):
            return told
        return [
            Attribute(
                word(one.get("id"), 40),
                word(one.get("name"), 120),
                is_true(one.get("is_requried", one.get("is_required"))),
                tuple(
                    Value(word(of.get("id"), 40), word(of.get("name"), 120))
                    for of in rows(one.get("values"))
                ),
                is_true(one.get("is_customizable")),
            )
            for one in rows(told.get("attributes"))
            if word(one.get("type")) == "PRODUCT_PROPERTY"
        ]

    def picture(self, access: Access, link: str, data: bytes, kind: str) -> str | Trouble:
        """Its address within the platform."""
        body, form = multipart("data", data, kind, {"use_case": "MAIN_IMAGE"})
        told = self._session.upload(access, "/product/202309/images/upload", body, form)
        if isinstance(told, Trouble):
            return told
        return word(told.get("uri"), 500) or Trouble(Fault.GARBLED, "uri")

    def find(self, access: Access, product: Product) -> Made | Trouble | None:
        """By its seller SKUs."""
        skus = [one.sku for one in product.sold]
        said = {"status": "ALL", "seller_skus": skus[:_SKUS]}
        told = self._session.look(access, "/product/202502/products/search", said, page_size=20)
        if isinstance(told, Trouble):
            return told
        for one in rows(told.get("products")):
            known = {
                word(sku.get("seller_sku"), 100): word(sku.get("id"), 64)
                for sku in rows(one.get("skus"))
                if word(sku.get("seller_sku"), 100) in skus
            }
            status = word(one.get("status"), 40)
            if known and status != _DELETED:
                return self._stands(access, product, word(one.get("id"), 64), status, known)
        return None

    def _stands(
        self, access: Access, product: Product, number: str, status: str, known: Mapping[str, str]
    ) -> Made | Trouble:
        """What its review brought, in its own words."""
        stand = _STANDS.get(status, Stand.REFUSED)
        if stand is not Stand.REFUSED:
            return Made(number, stand, known)
        told = self._session.get(access, f"/product/202309/products/{number}")
        if isinstance(told, Trouble):
            return told
        reasons = [
            f"{word(one.get('position'), 80)} {word(reason, 150)}"
            for one in rows(told.get("audit_failed_reasons"))
            for reason in one.get("reasons") or ()
        ]
        said = tuple(wrong(product, one) for one in reasons or [status])
        return Made(number, stand, known, said)

    def publish(self, access: Access, product: Product, known: Made | None) -> Made | Trouble:
        """All of it; the same key again is the same product."""
        if known is not None:
            lacking = [one.sku for one in product.sold if one.sku not in known.variants]
            said = tuple(wrong(product, f"sku {one}") for one in lacking)
            return Made(known.listing_id, known.stand, known.variants, said)
        told = self._session.act(access, "/product/202309/products", _body(product))
        if isinstance(told, Trouble):
            return told if told.fault in _WHOLE else refused(product, [told.said])
        number = word(told.get("product_id"), 64)
        if not number:
            return Trouble(Fault.UNSURE, "product_id")
        made = {
            word(one.get("seller_sku"), 100): word(one.get("id"), 64)
            for one in rows(told.get("skus"))
        }
        lacking = [one.sku for one in product.sold if one.sku not in made]
        warned = [word(one.get("message"), 200) for one in rows(told.get("warnings"))]
        against = [*(f"sku {one}" for one in lacking), *warned]
        return Made(number, Stand.REVIEW, made, tuple(wrong(product, one) for one in against))


def _body(product: Product) -> dict[str, Any]:
    said: dict[str, Any] = {
        "save_mode": "LISTING",
        "idempotency_key": product.own_key,
        "title": product.name,
        "description": "".join(
            f"<p>{escape(line, quote=False)}</p>" for line in product.description.splitlines()
        ),
        "category_id": product.category,
        "category_version": _VERSION,
        "main_images": [{"uri": one} for one in product.pictures[:9]],
        "package_weight": {
            "value": str(Decimal(product.weight_g) / 1000),
            "unit": "KILOGRAM",
        },
        "package_dimensions": {
            "length": _cm(product.length_mm),
            "width": _cm(product.width_mm),
            "height": _cm(product.height_mm),
            "unit": "CENTIMETER",
        },
        "skus": [_sku(product, one) for one in product.sold],
    }
    told = [
        {"id": of.number, "values": [_value(of, value)]}
        for of, value in product.attributes
        if value
    ]
    return said | ({"product_attributes": told} if told else {})


def _value(of: Attribute, value: str) -> dict[str, str]:
    known = next((one.number for one in of.values if one.name == value), "")
    return {"name": value} | ({"id": known} if known else {})


def _sku(product: Product, one: Sold) -> dict[str, Any]:
    return {
        "seller_sku": one.sku,
        "price": {"amount": plain(one.price), "currency": product.currency},
        "inventory": [{"quantity": one.stock}],
        "sales_attributes": [
            {"name": name, "value_name": value}
            for name, value in zip(product.options, one.options, strict=bool(product.options))
        ],
    }


def _cm(length_mm: int) -> str:
    return str(-(-length_mm // 10))
