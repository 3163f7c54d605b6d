"""What a platform wants to know of a new product, and what it says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from core.channels.adapter import Access, Trouble
from core.channels.publishing.states import Stand


@dataclass(frozen=True, slots=True)
class Category:
    """One place in a platform's tree of categories."""

    number: str
    name: str
    parent: str = ""
    leaf: bool = True
    """Only leaves take products."""


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values that an attribute may have."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a platform asks of the products of a category."""

    number: str
    name: str
    required: bool = False
    values: tuple[Value, ...] = ()
    """Empty: any words."""
    free: bool = True
    """Whether words of one's own are taken beside the values."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What is sold under one seller SKU: a variant, or the product itself."""

    sku: str
    price: Decimal
    stock: int
    options: tuple[str, ...] = ()
    """Its value for each of `Product.options`, in their order."""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A product as a platform is told it."""

    own_key: str
    """Ours, made before the first try, and never used for another."""
    sku: str
    name: str
    description: str
    category: str
    currency: str
    sold: tuple[Sold, ...]
    options: tuple[str, ...] = ()
    """In what its variants differ, at most three."""
    brand: str = ""
    attributes: tuple[tuple[Attribute, str], ...] = ()
    pictures: tuple[str, ...] = ()
    """As the platform calls them after they were uploaded."""
    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a platform says against a field, of one variant or of all."""

    field: str
    """One of ours where it can be told: see `core.channels.publishing.drafts.FIELDS`."""
    said: str
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What there is of a product at a platform."""

    listing_id: str
    """Empty where it was refused as a whole."""
    stand: Stand
    variants: Mapping[str, str] = field(default_factory=dict)
    """The variant of each seller SKU; empty text for the product itself."""
    wrong: tuple[Wrong, ...] = ()


class Publisher(Protocol):
    """How one channel takes new products; nothing here is asked inside a transaction."""

    most_pictures: int
    takes_bytes: bool
    """Whether pictures are brought there; else it fetches them from their links."""

    def categories(self, access: Access) -> Sequence[Category] | Trouble:
        """The whole tree."""

    def attributes(self, access: Access, category: str) -> Sequence[Attribute] | Trouble:
        """What is asked of the products of a leaf."""

    def picture(self, access: Access, link: str, data: bytes, kind: str) -> str | Trouble:
        """Bring a picture there; gives what it is called there."""

    def find(self, access: Access, product: Product) -> Made | Trouble | None:
        """What there is by its seller SKUs; None where nothing is."""

    def publish(self, access: Access, product: Product, known: Made | None) -> Made | Trouble:
        """Make it, or what is missing of `known`; what is refused is told field by field.

        `Fault.UNSURE` after a silence: it is looked for by its seller SKUs before anything else.
        """
