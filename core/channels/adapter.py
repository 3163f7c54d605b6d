"""What every adapter of a sales channel offers, and what can go wrong with any of its calls.

Nothing here raises for what the other side does, and nothing is asked inside a transaction: an
answer is a record, or a `Trouble` that says how sure it is that nothing happened there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from core.channels.records import (
    Document,
    EntryPage,
    ListingPage,
    NotYet,
    Offer,
    OrderPage,
    Parcel,
    Payout,
    PayoutPage,
    Pushed,
    RemotePackage,
    ReturnPage,
    Way,
)


class Can(StrEnum):
    """What a channel can do; whatever is missing is never asked of it, and offered nowhere."""

    AUTHORISE = "authorise"
    """The seller allows it by a link; without it the keys of the configuration are enough."""
    ORDERS = "orders"
    SHIP = "ship"
    """The platform arranges the courier: `ways`, `arrange`, `packages`."""
    WAYS = "ways"
    """Whether a courier comes for a package, and when, is chosen by the shop."""
    TAKE_BACK = "take_back"
    """It takes back what was arranged, as long as nobody came for it."""
    LABEL = "label"
    """It gives the label of what it arranged."""
    TRACKING = "tracking"
    """It takes the tracking number of what the shop sends itself."""
    LISTINGS = "listings"
    STOCK = "stock"
    PRICE = "price"
    PUBLISH = "publish"
    """It takes new products: its `publisher` is a `core.channels.publishing.records.Publisher`."""
    DECIDE = "decide"
    """A buyer's wish to cancel is granted or refused there."""
    RETURNS = "returns"
    PAYOUTS = "payouts"
    HOOK = "hook"
    """It tells by itself what changed, to an address that can be reached from outside."""


class Fault(StrEnum):
    """What kind of trouble it is: this alone decides what is done about it."""

    AWAY = "away"
    """Not reached, or it says that it is busy with itself: certainly nothing happened."""
    UNSURE = "unsure"
    """The call may have had its effect: ask before doing it again."""
    BUSY = "busy"
    """Too many calls: nothing happened; `Trouble.wait` says how long to leave it alone."""
    HELD = "held"
    """This one thing has to wait there, such as a package that is not ready: nothing happened, and
    everything else may be asked for meanwhile."""
    QUOTA = "quota"
    """All calls of the day are used up; `wait` seconds until there are new ones."""
    EXPIRED = "expired"
    """The access token ended: renewed, then the same call once more."""
    REVOKED = "revoked"
    """The authorisation is over: only the seller can give it again."""
    CLOCK = "clock"
    """Our clock and theirs differ by too much."""
    KEYS = "keys"
    """Key, secret or signature is wrong, or the caller's address is not allowed."""
    FORBIDDEN = "forbidden"
    """The application or the shop may not do this."""
    BANNED = "banned"
    """The platform closed the shop."""
    GONE = "gone"
    """It does not have what it was asked for."""
    DONE = "done"
    """It was done before: nothing is left to do."""
    CANCELLED = "cancelled"
    """What it was asked about is cancelled."""
    REFUSED = "refused"
    """It says no, in its own words; the same again would be refused again."""
    SLOT = "slot"
    """The time at which it is to be fetched is over or taken: another one is to be chosen."""
    PARTS = "parts"
    """A box holds what belongs into no package that the platform made of its order."""
    GARBLED = "garbled"
    """It answered what nobody understands, such as a web page; nothing was changed by it."""


AGAIN = frozenset({Fault.AWAY, Fault.BUSY, Fault.HELD, Fault.QUOTA, Fault.GARBLED})
"""Trouble that passes: the same call may be made again later."""
OF_ONE = frozenset(
    {Fault.HELD, Fault.GONE, Fault.DONE, Fault.CANCELLED, Fault.REFUSED, Fault.GARBLED}
)
"""Trouble with what was asked about alone: all else may be asked for meanwhile."""
NEEDS_PERSON = frozenset({Fault.REVOKED, Fault.CLOCK, Fault.KEYS, Fault.FORBIDDEN, Fault.BANNED})
"""Trouble that stops a shop until a person does something."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call that brought nothing."""

    fault: Fault
    said: str = ""
    """The platform's own words with its code, cleaned, at most 200 characters."""
    wait: float = 0.0
    """Seconds to leave it alone; 0: it does not say."""
    request_id: str = ""
    """What the platform's people want to know where they are asked for help."""
    skew: float = 0.0
    """By how many seconds our clock is ahead, where the answer shows it (its Date header)."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a shop allows: kept encrypted, and replaced as a whole when it is renewed.

    Empty for a channel whose keys are in the configuration.
    """

    access_token: str = ""
    refresh_token: str = ""
    access_until: datetime | None = None
    refresh_until: datetime | None = None
    authorised_until: datetime | None = None
    """When the seller has to allow it again; None where nobody says."""
    shop_id: str = ""
    shop_name: str = ""
    region: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What else is said with each call, such as a cipher of the shop."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        return tuple(one for one in (self.access_token, self.refresh_token) if one)


@dataclass(frozen=True, slots=True)
class Shop:
    """What a shop says about itself; asked to see whether all is well."""

    shop_id: str
    name: str
    region: str = ""
    authorised_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """What a platform told by itself: only what to ask for, never what to believe."""

    orders: tuple[str, ...] = ()
    """Numbers of orders that changed."""
    shop_id: str = ""
    returns: bool = False
    """Something is new about returns."""
    listings: bool = False
    revoked: bool = False
    """The seller took the authorisation back."""
    ends: bool = False
    """The authorisation ends soon."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How a platform wants to be asked."""

    per_second: float = 5.0
    """Calls; what it does not publish is set low."""
    window: timedelta = timedelta(days=15)
    """The longest span of one question for orders, returns or payouts."""
    overlap: timedelta = timedelta(minutes=10)
    """By how much spans overlap: changes show up late, and clocks differ."""
    stock_batch: int = 50
    """Offers of one call at most."""
    payout_overlap: timedelta = timedelta(days=14)
    """By how much spans of payouts overlap: so long they change after they were told first."""


class Adapter(Protocol):
    """One shop at a channel.

    It is made as ``Shopee(settings, before)``, once for each process, from its `ChannelSettings`;
    `before` goes to its `Wire`, which calls it ahead of each question. `Access` is given to each
    call, as it changes. Every call says `Trouble` where it brings nothing; `Fault.EXPIRED` is not
    handled by the adapter: whoever calls renews the access, once for all processes, and calls
    again.
    """

    @property
    def kind(self) -> str:
        """Which channel: as in the configuration."""

    @property
    def can(self) -> frozenset[Can]:
        """What it can do."""

    @property
    def limits(self) -> Limits:
        """How it wants to be asked."""

    def link(self, state: str, now: datetime) -> str:
        """The page on which the seller allows it; `state` comes back with the answer."""

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        """The first access, for the parameters of the address that the seller's browser came to.

        `answer` has at least ``code``; it works once.
        """

    def renew(self, access: Access) -> Access | Trouble:
        """A new access for the old one; may spend the old refresh token, so it is never asked twice
        with the same. `Fault.UNSURE` means that the old token may be spent.
        """

    def shop(self, access: Access) -> Shop | Trouble:
        """Who it is: the cheapest call that shows whether the access works."""

    def orders(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> OrderPage | Trouble:
        """A page of the orders that changed from `since` to `until`, whole and of every status.

        `page` is the `next` of the page before; empty for the first. The span is never longer than
        `Limits.window`. Order by time of change, the oldest first, where the platform can.
        """

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """Some orders by `RemoteOrder.key`, at most 50, as they are now."""

    def packages(self, access: Access, parcel: Parcel) -> tuple[RemotePackage, ...] | Trouble:
        """The packages of an order as they are now: asked before paper is used, and to learn what
        became of a call without an answer. `Fault.CANCELLED` where the order is cancelled.
        """

    def ways(self, access: Access, parcel: Parcel) -> tuple[Way, ...] | Trouble:
        """How a package may leave, the recommended one first; empty: there is nothing to choose."""

    def arrange(self, access: Access, parcel: Parcel, way: Way | None) -> RemotePackage | Trouble:
        """Tell the platform that a package is ready: its courier is arranged from now on.

        The tracking number may be empty for a while: `packages` tells it later. Where the platform
        says that it was done before, that is `Fault.DONE`; `Fault.UNSURE` after a silence.
        """

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """The label of an arranged package; asks for it to be drawn where that is a step."""

    def tell(
        self, access: Access, parcel: Parcel, carrier: str, tracking: str
    ) -> RemotePackage | Trouble:
        """Tell the tracking number of what the shop sent itself; the same again is harmless."""

    def take_back(self, access: Access, parcel: Parcel) -> Trouble | None:
        """Nobody needs to come for a package any more; it can be arranged anew."""

    def decide(self, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
        """Grant or refuse a buyer's wish to cancel."""

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """A page of all that the shop offers, each variant by itself."""

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """Some of it by (listing_id, variant_id), at most `Limits.stock_batch`: to verify."""

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """Set stock or price, at most `Limits.stock_batch` at once; one answer for each offer."""

    def returns(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> ReturnPage | Trouble:
        """A page of the returns that changed from `since` to `until`."""

    def payouts(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> PayoutPage | Trouble:
        """A page of the payouts of a span, in a few calls however many entries they have."""

    def payout_entries(self, access: Access, payout: Payout, page: str) -> EntryPage | Trouble:
        """A page of the entries of a payout that was told without all of them; one call."""

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """Read what the platform told by itself; None where its signature is not right.

        `address` is the whole address that the platform was given, header names are in lower case.
        """


class Plain:
    """What a channel does not do, for those that do not do it."""

    kind = ""
    can: frozenset[Can] = frozenset()
    limits = Limits()

    def link(self, state: str, now: datetime) -> str:
        """There is nothing to allow."""
        return ""

    def connect(self, answer: Mapping[str, str]) -> Access | Trouble:
        """The keys of the configuration are enough."""
        return Access()

    def renew(self, access: Access) -> Access | Trouble:
        """Nothing ends."""
        return access

    def order(self, access: Access, keys: Sequence[str]) -> OrderPage | Trouble:
        """It cannot be asked for single orders."""
        return _NOT_OFFERED

    def packages(self, access: Access, parcel: Parcel) -> tuple[RemotePackage, ...] | Trouble:
        """It knows no packages."""
        return _NOT_OFFERED

    def ways(self, access: Access, parcel: Parcel) -> tuple[Way, ...] | Trouble:
        """There is nothing to choose."""
        return ()

    def arrange(self, access: Access, parcel: Parcel, way: Way | None) -> RemotePackage | Trouble:
        """The shop sends by itself."""
        return _NOT_OFFERED

    def label(
        self, access: Access, parcel: Parcel, package: RemotePackage
    ) -> Document | NotYet | Trouble:
        """It draws none."""
        return _NOT_OFFERED

    def tell(
        self, access: Access, parcel: Parcel, carrier: str, tracking: str
    ) -> RemotePackage | Trouble:
        """It arranges its couriers itself."""
        return _NOT_OFFERED

    def take_back(self, access: Access, parcel: Parcel) -> Trouble | None:
        """What is arranged stays so."""
        return _NOT_OFFERED

    def decide(self, access: Access, parcel: Parcel, *, grant: bool) -> Trouble | None:
        """It is decided on its pages."""
        return _NOT_OFFERED

    def listings(self, access: Access, page: str) -> ListingPage | Trouble:
        """It tells none."""
        return _NOT_OFFERED

    def listed(self, access: Access, keys: Sequence[tuple[str, str]]) -> ListingPage | Trouble:
        """It tells none."""
        return _NOT_OFFERED

    def offer(self, access: Access, offers: Sequence[Offer]) -> tuple[Pushed, ...] | Trouble:
        """It takes none."""
        return _NOT_OFFERED

    def returns(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> ReturnPage | Trouble:
        """It tells none."""
        return _NOT_OFFERED

    def payouts(
        self, access: Access, since: datetime, until: datetime, page: str
    ) -> PayoutPage | Trouble:
        """It tells none."""
        return _NOT_OFFERED

    def payout_entries(self, access: Access, payout: Payout, page: str) -> EntryPage | Trouble:
        """It tells none."""
        return _NOT_OFFERED

    def heard(self, address: str, headers: Mapping[str, str], body: bytes) -> Push | None:
        """It tells nothing by itself."""
        return None


_NOT_OFFERED = Trouble(Fault.FORBIDDEN, "not_offered")
