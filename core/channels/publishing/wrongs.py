"""What platforms say against new products, brought to the fields that people know."""

from __future__ import annotations

from collections.abc import Sequence

from core.channels.publishing.records import Made, Product, Wrong
from core.channels.publishing.states import Stand

_WORDS = (
    ("description", "description"),
    ("image", "pictures"),
    ("picture", "pictures"),
    ("price", "price"),
    ("weight", "weight"),
    ("dimension", "size"),
    ("length", "size"),
    ("width", "size"),
    ("height", "size"),
    ("brand", "brand"),
    ("category", "category"),
    ("sku", "sku"),
    ("title", "name"),
    ("name", "name"),
)
"""What stands in a platform's words, and which of our fields that is; the first that fits."""


def field_of(product: Product, words: str) -> str:
    """The field that some words are about: an attribute by its name, else one of ours."""
    said = words.casefold()
    for one, _value in product.attributes:
        if one.name.casefold() in said:
            return one.name
    return next((field for part, field in _WORDS if part in said), "")


def wrong(product: Product, words: str) -> Wrong:
    """One complaint, with the variant that it names."""
    skus = sorted((one.sku for one in product.sold), key=len, reverse=True)
    sku = next((one for one in skus if one in words), "")
    return Wrong(field_of(product, words.replace(sku, "") if sku else words), words[:200], sku)


def refused(product: Product, said: Sequence[str]) -> Made:
    """It is not taken, and why."""
    return Made("", Stand.REFUSED, {}, tuple(wrong(product, one) for one in said if one))
