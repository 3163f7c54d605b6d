"""What a simulated marketplace knows of one shop: its listings, its orders, its money."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Stand(StrEnum):
    """Where an order is; each platform has its own words for it."""

    UNPAID = "unpaid"
    HELD = "held"
    READY = "ready"
    ARRANGED = "arranged"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    DONE = "done"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Listing:
    """One thing that is sold: a variant, or a product that has none (`model` 0)."""

    item: int
    model: int
    sku: str
    name: str
    variation: str
    price: int
    """In whole units of the shop's currency."""
    stock: int
    """What buyers can still buy."""
    reserved: int = 0
    """Sold and not shipped yet."""
    is_locked: bool = False
    """In a promotion: its stock and price may not be changed."""
    updated: float = 0.0
    state: str = "live"
    """``live``, ``review`` or ``refused``."""
    said: str = ""
    """Why it was refused."""
    parent: str = ""
    """What the seller calls the product that it is a variant of."""
    places: dict[str, int] = field(default_factory=dict)
    """What buyers can buy at each warehouse of the platform, for shops that have several."""

    def put(self, place: str, units: int) -> None:
        """So many can be bought at one of its warehouses."""
        self.places[place] = units
        self.stock = sum(self.places.values())

    @property
    def key(self) -> tuple[int, int]:
        """Product and variant."""
        return self.item, self.model


@dataclass(slots=True)
class Line:
    """So many of a listing, at the price that its buyer pays for each."""

    listing: Listing
    units: int
    price: int


@dataclass(slots=True)
class Package:
    """What goes out as one parcel."""

    number: str
    lines: list[Line]
    is_arranged: bool = False
    how: str = ""
    slot: str = ""
    carrier: str = "SPX Standard"
    tracking: str = ""
    arranged: int = 0
    """How often it was arranged: more than once would be a second courier at the door."""
    tracking_after: int = 0
    """How many questions for its number are answered with none."""
    paper_after: int = -1
    """How many questions for its label are answered with not yet; -1: nobody asked for one."""
    papers: int = 0
    """How often its label was fetched."""
    is_collected: bool = False
    seeds: list[str] = field(default_factory=list)
    """What the numbers of each line's units begin with, where they come from another package."""

    def seed(self, at: int) -> str:
        """What the numbers of the units of a line begin with."""
        return self.seeds[at] if self.seeds else f"{self.number[-9:]}{at:02}"


@dataclass(slots=True)
class Order:
    """One order of the shop."""

    no: str
    created: float
    updated: float
    stand: Stand
    lines: list[Line]
    packages: list[Package]
    is_cod: bool = False
    shipping_fee: int = 0
    voucher: int = 0
    """What the seller takes off."""
    platform_voucher: int = 0
    """What the platform pays for the buyer."""
    buyer: str = "B***i"
    phone: str = "******64"
    address: str = "Jl. D******"
    city: str = "Jakarta Barat"
    note: str = ""
    ship_by: float = 0.0
    raw: str = ""
    """A state that nobody has seen before, in place of its own."""
    cancel_reason: str = ""
    settled_at: float = 0.0
    """When its money was released; 0: when it was completed."""
    before: Stand = Stand.READY
    """Where it was before its buyer asked to cancel."""

    @property
    def goods(self) -> int:
        """What the goods cost."""
        return sum(line.units * line.price for line in self.lines)

    @property
    def total(self) -> int:
        """What its buyer pays."""
        return self.goods + self.shipping_fee - self.voucher - self.platform_voucher

    def package(self, number: str) -> Package | None:
        """One of its packages."""
        return next((one for one in self.packages if one.number == number), None)


@dataclass(slots=True)
class Return:
    """Goods that a buyer wants to give back."""

    no: str
    order: Order
    lines: list[Line]
    state: str
    amount: int
    created: float
    updated: float
    reason: str = "Barang rusak"
    tracking: str = ""


@dataclass(slots=True)
class Charge:
    """An amount that comes to a payout later: a refund, or whatever the platform calls it."""

    word: str
    """``refund``, or a word of the platform's own."""
    amount: int
    """Below zero: taken off."""
    at: float
    order_no: str = ""


@dataclass(slots=True)
class Book:
    """All of one shop."""

    listings: list[Listing] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    returns: list[Return] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def listing(self, item: int, model: int) -> Listing | None:
        """One listing by the platform's numbers; None where it was deleted."""
        return next((one for one in self.listings if one.key == (item, model)), None)

    def by_sku(self, sku: str) -> Listing | None:
        """One listing by what the seller calls it."""
        return next((one for one in self.listings if one.sku == sku), None)

    def order_of(self, package: str) -> Order | None:
        """The order that a package is of."""
        return next((one for one in self.orders.values() if one.package(package)), None)
