"""New products at Shopee: pictures first, then the item, then its variants.

Sources: https://open.shopee.com/documents/v2/v2.product.add_item and its neighbours
(get_category, get_attribute_tree, search_item, init_tier_variation), v2.media_space.upload_image.
It has two levels of variants at most, and does not mind two items with one SKU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.channels.adapter import AGAIN, NEEDS_PERSON, Access, Fault, Trouble
from core.channels.answers import is_true, number, word
from core.channels.publishing.records import Attribute, Category, Made, Product, Sold, Value
from core.channels.publishing.states import Stand
from core.channels.publishing.uploads import multipart
from core.channels.publishing.wrongs import refused, wrong
from core.channels.shopee import goods
from core.channels.shopee.session import Session
from core.couriers.readings import part, rows

_WHOLE = AGAIN | NEEDS_PERSON | {Fault.EXPIRED, Fault.UNSURE}
_STANDS = {"NORMAL": Stand.LIVE, "REVIEWING": Stand.REVIEW, "UNLIST": Stand.LIVE}
_LEVELS = 2
_NO_BRAND = "NoBrand"


class ShopeePublisher:
    """As `Publisher`."""

    most_pictures = 9
    takes_bytes = True

    def __init__(self, session: Session, language: str) -> None:
        self._session, self._language = session, language

    def categories(self, access: Access) -> Sequence[Category] | Trouble:
        """All at once."""
        told = self._session.get(access, "/product/get_category", language=self._language)
        if isinstance(told, Trouble):
            return told
        return [
            Category(
                word(one.get("category_id"), 40),
                word(one.get("display_category_name"), 120)
                or word(one.get("original_category_name"), 120),
                word(one.get("parent_category_id"), 40),
                not is_true(one.get("has_children")),
            )
            for one in rows(told.get("category_list"))
        ]

    def attributes(self, access: Access, category: str) -> Sequence[Attribute] | Trouble:
        """Those of a leaf."""
        path = "/product/get_attribute_tree"
        asked = {"category_id_list": category, "language": self._language}
        told = self._session.get(access, path, **asked)
        if isinstance(told, Trouble):
            return told
        found = rows(told.get("list"))
        return [_attribute(one) for one in rows(part(found[0], "attribute_tree"))] if found else []

    def picture(self, access: Access, link: str, data: bytes, kind: str) -> str | Trouble:
        """Its number there; asked for nobody, so that no token is in it."""
        body, form = multipart("image", data, kind, {"scene": "normal"})
        told = self._session.upload("/media_space/upload_image", body, form)
        if isinstance(told, Trouble):
            return told
        return word(part(told, "image_info", "image_id"), 200) or Trouble(Fault.GARBLED, "image_id")

    def find(self, access: Access, product: Product) -> Made | Trouble | None:
        """By the SKU of the whole product."""
        asked = {"item_sku": product.sku, "offset": 0, "page_size": 10}
        told = self._session.get(access, "/product/search_item", **asked)
        if isinstance(told, Trouble):
            return None if told.fault is Fault.GONE else told
        items = [word(one, 40) for one in told.get("item_id_list") or ()]
        listed = goods.of_items(self._session, access, items)
        if isinstance(listed, Trouble):
            return listed
        if not listed:
            return None
        item = listed[0].listing_id
        skus = {one.sku for one in product.sold}
        mine = [one for one in listed if one.listing_id == item]
        stand = _STANDS.get(mine[0].raw_state, Stand.REFUSED)
        said = () if stand is not Stand.REFUSED else (wrong(product, mine[0].raw_state),)
        known = {one.seller_sku: one.variant_id for one in mine if one.seller_sku in skus}
        if product.options:
            known = {sku: model for sku, model in known.items() if model}
        return Made(item, stand, known, said)

    def publish(self, access: Access, product: Product, known: Made | None) -> Made | Trouble:
        """The item, then all of its variants at once."""
        item = known.listing_id if known else ""
        if not item:
            carriers = self._carriers(access)
            if isinstance(carriers, Trouble):
                return carriers
            told = self._session.act(access, "/product/add_item", _item(product, carriers))
            if isinstance(told, Trouble):
                return told if told.fault in _WHOLE else refused(product, [told.said])
            item = word(told.get("item_id"), 40)
            if not item:
                return Trouble(Fault.UNSURE, "item_id")
        if not product.options:
            return Made(item, Stand.REVIEW, {product.sold[0].sku: ""})
        told = self._session.act(access, "/product/init_tier_variation", _variants(product, item))
        if isinstance(told, Trouble):
            if told.fault in _WHOLE:
                return told
            return Made(item, Stand.REFUSED, {}, (wrong(product, told.said),))
        made = {
            word(one.get("model_sku"), 100): word(one.get("model_id"), 40)
            for one in rows(told.get("model"))
        }
        lacking = [one.sku for one in product.sold if one.sku not in made]
        return Made(
            item, Stand.REVIEW, made, tuple(wrong(product, f"sku {one}") for one in lacking)
        )

    def _carriers(self, access: Access) -> list[dict[str, Any]] | Trouble:
        """All couriers that the shop has switched on."""
        told = self._session.get(access, "/logistics/get_channel_list")
        if isinstance(told, Trouble):
            return told
        return [
            {"logistic_id": number(one.get("logistics_channel_id")), "enabled": True}
            for one in rows(told.get("logistics_channel_list"))
            if is_true(one.get("enabled"))
        ]


def _attribute(one: Mapping[str, Any]) -> Attribute:
    """Types of input: 1 and 4 take only what is offered, others words of one's own."""
    kind = number(part(one, "attribute_info", "input_type")) or 3
    return Attribute(
        word(one.get("attribute_id"), 40),
        word(one.get("name"), 120) or word(one.get("display_attribute_name"), 120),
        is_true(one.get("mandatory")),
        tuple(
            Value(word(of.get("value_id"), 40), word(of.get("name"), 120))
            for of in rows(one.get("attribute_value_list"))
        ),
        kind not in {1, 4},
    )


def _item(product: Product, carriers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    first = product.sold[0]
    said: dict[str, Any] = {
        "item_name": product.name,
        "description": product.description,
        "item_sku": product.sku,
        "category_id": number(product.category),
        "original_price": _number(first.price),
        "seller_stock": [{"stock": first.stock}],
        "weight": float(Decimal(product.weight_g) / 1000),
        "dimension": {
            "package_length": _cm(product.length_mm),
            "package_width": _cm(product.width_mm),
            "package_height": _cm(product.height_mm),
        },
        "image": {"image_id_list": list(product.pictures[:9])},
        "logistic_info": list(carriers),
        "brand": {"brand_id": 0, "original_brand_name": product.brand or _NO_BRAND},
        "condition": "NEW",
        "item_status": "NORMAL",
        "item_dangerous": 0,
    }
    told = [_told(of, value) for of, value in product.attributes if value]
    return said | ({"attribute_list": told} if told else {})


def _told(of: Attribute, value: str) -> dict[str, Any]:
    known = next((one.number for one in of.values if one.name == value), "")
    return {
        "attribute_id": number(of.number),
        "attribute_value_list": [
            {"value_id": number(known) or 0} | ({} if known else {"original_value_name": value})
        ],
    }


def _variants(product: Product, item: str) -> dict[str, Any]:
    """Its levels: what is more than it has is told as one."""
    names = _levels(product.options)
    options: list[list[str]] = [[] for _name in names]
    models = []
    for one in product.sold:
        index = []
        for at, value in enumerate(_levels(one.options)):
            if value not in options[at]:
                options[at].append(value)
            index.append(options[at].index(value))
        models.append(_model(one, index))
    tiers = [
        {"name": name, "option_list": [{"option": value} for value in values]}
        for name, values in zip(names, options, strict=True)
    ]
    return {"item_id": number(item), "tier_variation": tiers, "model": models}


def _model(one: Sold, index: Sequence[int]) -> dict[str, Any]:
    return {
        "tier_index": list(index),
        "model_sku": one.sku,
        "original_price": _number(one.price),
        "seller_stock": [{"stock": one.stock}],
    }


def _levels(values: Sequence[str]) -> list[str]:
    if len(values) <= _LEVELS:
        return list(values)
    return [*values[: _LEVELS - 1], " / ".join(values[_LEVELS - 1 :])]


def _cm(length_mm: int) -> int:
    return -(-length_mm // 10)


def _number(price: Decimal) -> int | float:
    return int(price) if price == price.to_integral_value() else float(price)
