"""What stands on the papers of the warehouse and of buying, and the parts that papers share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or recipient."""

    name: str
    phone: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of goods; amounts are minor units of the document's currency."""

    sku: str
    name: str
    quantity: int
    bin: str = ""
    unit_price: int = 0
    amount: int = 0
    barcode: str = ""
    discount: int = 0
    """Off the whole `amount`."""
    lot: str = ""
    """Which lot of it, where that is tracked."""


@dataclass(frozen=True, slots=True)
class BinLabels:
    """Labels for shelves: the code of each bin, as people read it and as scanners do."""

    kind: ClassVar[str] = "bin_labels"
    role: ClassVar[str] = "label"
    language: str
    warehouse: str
    bins: tuple[str, ...]
    copies: int = 1
    """How many of each."""
    totes: bool = False
    """Whether these are totes and places of a sorting wall instead."""


@dataclass(frozen=True, slots=True)
class ParcelSlip:
    """What a box wears until its label comes: its own code, for people and for the scanner."""

    kind: ClassVar[str] = "parcel_slip"
    role: ClassVar[str] = "label"
    language: str
    zone: str
    parcel_code: str
    order_no: str
    customer: str
    courier: str
    printed_at: datetime


@dataclass(frozen=True, slots=True)
class ProductLabels:
    """Labels for goods; the quantity of an item is how many labels of it there are."""

    kind: ClassVar[str] = "product_labels"
    role: ClassVar[str] = "label"
    language: str
    shop: str
    currency: str
    items: tuple[Item, ...]
    prices: bool = False
    """Whether the price stands on them."""
    qr: bool = False
    """Whether a QR code stands beside the bars, for telephones."""


@dataclass(frozen=True, slots=True)
class PurchasePaper:
    """A purchase order for the supplier; amounts in minor units of its currency."""

    kind: ClassVar[str] = "purchase_order"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    shop: Party
    supplier: Party
    number: str
    deliver_to: str
    """The warehouse, and where it is."""
    expected: str
    """A day on the shop's calendar, as it is printed; empty where nobody said."""
    currency: str
    items: tuple[Item, ...]
    """Their `bin` is the supplier's own number of the goods."""
    total: int
    note: str
    printed_at: datetime
    station: str
    operator: str
