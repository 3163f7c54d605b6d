"""What a shop at a sales channel tells of orders, packages, listings, returns and payouts.

Whatever a platform says is kept as it says it: texts are cleaned, amounts are decimals in the
currency beside them, moments are UTC, and words for states stay the platform's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class PackageState(StrEnum):
    """How far a package is, as far as this house has to do with it."""

    TO_ARRANGE = "to_arrange"
    """Nobody has told the platform yet that it is to be fetched."""
    ARRANGED = "arranged"
    """Its label may be printed; nobody has fetched it."""
    GONE = "gone"
    """Its courier has it, or had it: no label is of use any more."""
    CANCELLED = "cancelled"
    HELD = "held"
    """The platform keeps it back: asked again later."""


@dataclass(frozen=True, slots=True)
class RemotePackage:
    """One package of an order, as the platform has it now."""

    number: str
    """The platform's own number; empty where it has none before it is arranged."""
    state: PackageState
    raw_state: str = ""
    tracking: str = ""
    carrier: str = ""
    line_ids: tuple[str, ...] = ()
    """Which lines are in it, by `RemoteLine.line_id`; empty: all of the order."""


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """One line of an order; a platform with a row for each unit gives them together."""

    line_id: str
    """By what it asks for this line; several ids are joined by commas."""
    seller_sku: str
    """What the seller wrote into the listing; may be empty."""
    listing_id: str
    variant_id: str
    """Empty where the listing has no variants."""
    name: str
    quantity: int
    unit_price: Decimal
    """Before what the seller or the platform gives off."""
    discount: Decimal = Decimal(0)
    """Off the whole line."""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class RemoteOrder:
    """One order as its platform has it now; buyer data stays masked as it comes."""

    order_no: str
    """What seller and buyer call it."""
    status: str
    """The platform's own word."""
    created: datetime
    updated: datetime
    currency: str
    lines: tuple[RemoteLine, ...]
    remote_id: str = ""
    """What the platform is asked for it by; empty: its number."""
    customer: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    shipping_fee: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    """Off the order as a whole, such as a voucher of the seller; lines have their own."""
    paid: Decimal | None = None
    """None where it says nothing: then its status says it."""
    cod: Decimal = Decimal(0)
    ship_by: datetime | None = None
    carrier: str = ""
    note: str = ""
    cancel_asked: bool = False
    """The buyer wants it cancelled, and the seller has to say something."""
    platform_ships: bool = True
    """The platform arranges courier and label; False: the shop sends it itself and tells the
    tracking number.
    """
    ours: bool = True
    """False: packed in a warehouse of the platform."""
    packages: tuple[RemotePackage, ...] = ()
    """As far as the same answer tells them; `Adapter.packages` asks anew."""

    @property
    def key(self) -> str:
        """What the platform is asked for it by."""
        return self.remote_id or self.order_no


@dataclass(frozen=True, slots=True)
class Unread:
    """An order, a return or a payout that was told and cannot be understood."""

    order_no: str
    """The platform's number of the order, the return or the payout."""
    said: str
    """Which of its fields it is about."""
    mark: str = ""
    """The same as long as the platform says the same of it; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of orders that changed, and what leads to the next one."""

    orders: tuple[RemoteOrder, ...]
    next: str = ""
    """The platform's own word for the page that follows, kept as it is; empty: it was the last."""
    unread: tuple[Unread, ...] = ()
    total: int = 0
    """How many there are in all; 0 where it does not say."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Which package is meant, as its platform is asked about it."""

    order_no: str
    remote_id: str
    package: str = ""
    """Its number; empty for the only one."""
    line_ids: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What the platform is asked for the order by."""
        return self.remote_id or self.order_no


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a package may leave: a courier comes for it, or it is brought there."""

    kind: str
    """``pickup`` or ``dropoff``."""
    label: str = ""
    """Address or branch with its time, as people read it."""
    at: datetime | None = None
    """When it is fetched; the day alone, where `hours` says the time."""
    until: datetime | None = None
    hours: str = ""
    """``09:00-17:00``, in the time of the shop, where the platform says it in words."""
    recommended: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    """The platform's own numbers, for `Adapter.arrange`."""
    free: bool = True
    """False: it is taken already, and only shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A label as its platform drew it; `data` may be anything and is looked at before it prints."""

    data: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class NotYet:
    """It is being made: asked again after so many seconds."""

    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Listing:
    """What the shop offers there: a listing, or one variant of it."""

    listing_id: str
    variant_id: str
    seller_sku: str
    name: str
    variant: str = ""
    price: Decimal | None = None
    currency: str = ""
    available: int | None = None
    """What buyers can buy now; None where the platform counts nothing."""
    reserved: int = 0
    """What is bought there and has not left."""
    live: bool = True
    raw_state: str = ""
    location: str = ""
    """The platform's warehouse of this stock, for shops that have several."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of listings; `next` as in `OrderPage`."""

    listings: tuple[Listing, ...]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a listing is to say from now on; None: it stays as it is."""

    listing_id: str
    variant_id: str
    seller_sku: str
    available: int | None = None
    """What buyers may buy: an adapter adds `reserved` where its platform wants the sum."""
    reserved: int = 0
    price: Decimal | None = None
    currency: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one offer, whatever the answer as a whole says."""

    listing_id: str
    variant_id: str
    done: bool
    said: str = ""
    """Why not, in the platform's words."""
    gone: bool = False
    """The listing does not exist any more."""
    location: str = ""
    """As in the offer."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """What comes back of one line."""

    seller_sku: str
    listing_id: str
    variant_id: str
    quantity: int
    line_id: str = ""


@dataclass(frozen=True, slots=True)
class RemoteReturn:
    """A return or a refund that a buyer asked the platform for."""

    return_no: str
    order_no: str
    """As `RemoteOrder.order_no`; empty where only `remote_id` is told."""
    status: str
    created: datetime
    updated: datetime
    currency: str
    remote_id: str = ""
    """As `RemoteOrder.remote_id`."""
    goods_come: bool = True
    """False: the buyer keeps the goods, only money goes back."""
    ended: bool = False
    """It was withdrawn or refused: nothing comes any more."""
    refund: Decimal = Decimal(0)
    reason: str = ""
    note: str = ""
    tracking: str = ""
    lines: tuple[ReturnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """One page of returns; `next` as in `OrderPage`."""

    returns: tuple[RemoteReturn, ...]
    next: str = ""
    unread: tuple[Unread, ...] = ()

    @classmethod
    def of(cls, read: Iterable[RemoteReturn | Unread], after: str) -> ReturnPage:
        """What was read of a page, and what could not be."""
        told = tuple(read)
        return cls(
            tuple(one for one in told if isinstance(one, RemoteReturn)),
            after,
            tuple(one for one in told if isinstance(one, Unread)),
        )


@dataclass(frozen=True, slots=True)
class PayoutEntry:
    """One amount within a payout: what an order brought, or what it cost."""

    order_no: str
    """Empty for what belongs to no order."""
    kind: str
    """The platform's own word."""
    amount: Decimal
    """Below zero for what was taken off."""
    entry_no: str = ""
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that the platform sent, or is about to send."""

    payout_no: str
    at: datetime
    currency: str
    amount: Decimal | None
    """None where the platform gives no sum: then it is what its entries come to."""
    status: str = ""
    entries: tuple[PayoutEntry, ...] = ()
    whole: bool = True
    """False: its entries are asked for page by page, by `Adapter.payout_entries`."""
    since: date | None = None
    """The days that it is about, where the platform says."""
    until: date | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutPage:
    """One page of payouts; `next` as in `OrderPage`."""

    payouts: tuple[Payout, ...]
    next: str = ""
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of the entries of a payout; `next` as in `OrderPage`."""

    entries: tuple[PayoutEntry, ...]
    next: str = ""
