"""How simulated marketplaces take new products: their categories, what they ask, and what they say.

Each has its own words for all of it; the rules are the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.demo.channels.book import Listing
from tui.demo.channels.market import Market, Wrong
from tui.demo.server import Asked

_FORM = re.compile(r"multipart/form-data;\s*boundary=([^;\s]+)")
_FIRST = 50_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A category."""

    number: int
    name: str
    parent: int
    leaf: bool = True


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked of the products of a category; without values any words."""

    number: int
    name: str
    required: bool
    values: tuple[tuple[int, str], ...] = ()


CATEGORIES = (
    Place(100, "Fashion", 0, leaf=False),
    Place(110, "Pakaian Pria", 100, leaf=False),
    Place(111, "Kaos", 110),
    Place(112, "Kemeja", 110),
    Place(200, "Makanan & Minuman", 0, leaf=False),
    Place(210, "Kopi", 200),
    Place(211, "Teh", 200),
)
ASKS: Mapping[int, tuple[Asks, ...]] = {
    111: (
        Asks(9001, "Bahan", required=True, values=((1, "Katun"), (2, "Poliester"))),
        Asks(9002, "Motif", required=False, values=((3, "Polos"), (4, "Garis"))),
    ),
    210: (Asks(9003, "Sangrai", required=True),),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What is sold of a new product under one SKU."""

    sku: str
    variation: str
    price: int
    stock: int


def place(number: object) -> Place | None:
    """The category of a number, which may be written as a text."""
    return next((one for one in CATEGORIES if str(one.number) == str(number)), None)


def leaf(number: object) -> Place:
    """A category that takes products; raises Wrong ``category``."""
    found = place(number)
    if found is None or not found.leaf:
        raise Wrong("category", "the category does not exist or has others below it")
    return found


def against(category: object, told: Mapping[str, str]) -> str:
    """What is wrong with what is told of its attributes, by their number; empty: nothing."""
    for one in ASKS.get(leaf(category).number, ()):
        value = told.get(str(one.number), "")
        if one.required and not value:
            return f"attribute {one.name} is mandatory"
        if value and one.values and value not in {name for _number, name in one.values}:
            return f"attribute {one.name} has no value {value}"
    return ""


def uploaded(market: Market, asked: Asked, field: str) -> str:
    """A picture that came in a form: kept, and given a number; raises Wrong ``image``."""
    found = _FORM.fullmatch(asked.headers.get("content-type", ""))
    if found is None:
        raise Wrong("image", "content type is not multipart/form-data")
    for part in asked.body.split(b"--" + found[1].encode())[1:-1]:
        head, _blank, data = part.strip(b"\r\n").partition(b"\r\n\r\n")
        if b'name="%s"; filename=' % field.encode() in head:
            if not data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                raise Wrong("image", "image format is not supported")
            name = f"{market.prefix}-img-{len(market.pictures) + 1}"
            market.pictures[name] = data
            return name
    raise Wrong("image", f"there is no file {field}")


def known_pictures(market: Market, names: Sequence[object], most: int) -> None:
    """Whether pictures were all brought here before; raises Wrong ``image``."""
    if not 1 <= len(names) <= most:
        raise Wrong("image", f"image: 1 to {most}")
    if any(one not in market.pictures for one in names):
        raise Wrong("image", "image does not exist")


def make(market: Market, name: str, parent: str, parts: Sequence[Part], item: int = 0) -> int:
    """Put a new product into the window, looked at first; gives its number."""
    item = item or _FIRST + 1_000 * (len(market.made) + 1)
    market.made[parent] += 1
    varied = len(parts) > 1 or bool(parts[0].variation)
    for at, one in enumerate(parts, 1):
        made = Listing(
            item, at if varied else 0, one.sku, name, one.variation, one.price, one.stock
        )
        made.state, made.parent = "review", parent
        if varied:
            made.model = item + at
        market.shop.listings.append(made)
    return item


def judge(market: Market, item: int, said: str = "") -> None:
    """Its review ends: it is live, or refused with a reason."""
    with market.lock:
        for one in market.shop.listings:
            if one.item == item:
                one.state, one.said = ("refused", said) if said else ("live", "")
