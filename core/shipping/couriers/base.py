"""What every courier adapter offers, whether it calls a server or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Booking:
    """What a courier is asked to carry; money in minor units, weight in grams, lengths in mm."""

    own_code: str
    """Our code for this attempt, made before the first try; never used for another."""
    service: str
    currency: str
    cod: int
    insurance: int
    fee_payer: str
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    note: str
    recipient: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Booked:
    """The courier takes the parcel under this waybill number."""

    waybill: str
    sort_code: str = ""
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """The courier does not take it; nothing was booked."""

    reason: str
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was booked: no answer, or one that cannot be read."""

    reason: str


Outcome = Booked | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The courier will not carry it: it forgot the booking, or never had it."""

    answer: dict[str, Any] = field(default_factory=dict)


Recall = Cancelled | Rejected | Unknown
"""What a courier says that is to forget a booking; `Rejected`: it insists on it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a parcel is to go, in the parts that couriers reckon by; any of them may be empty."""

    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ToQuote:
    """A parcel whose fee is asked; money in minor units, weight in grams, lengths in mm."""

    to: Destination
    currency: str
    weight_g: int
    """0: nobody knows."""
    goods: int = 0
    """What the buyer pays for what is in it."""
    cod: int = 0
    """What is to be collected, without the fee that is only being asked for."""
    insurance: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    """A length of 0: nobody knows."""


@dataclass(frozen=True, slots=True)
class Within:
    """How long it takes to arrive, from and to."""

    low: int
    high: int
    unit: Literal["days", "hours"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A courier would carry it for a fee, in minor units of the currency that was asked in."""

    service: str
    fee: int
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class Offers:
    """What a courier offers, its first service first; never empty."""

    offers: tuple[Offer, ...]


class Why(StrEnum):
    """Why a courier offers nothing."""

    NO_TARIFF = "no_tariff"
    NOT_SERVED = "not_served"
    TOO_HEAVY = "too_heavy"
    ADDRESS_SHORT = "address_short"
    OTHER_CURRENCY = "other_currency"
    REFUSED = "refused"
    """For a reason of its own, in its own words."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The courier would not carry it; `params` say what the reason is about."""

    why: Why
    params: Mapping[str, object] = field(default_factory=dict)


Quote = Offers | NotOffered | Unknown


class Courier(Protocol):
    """One courier."""

    @property
    def code(self) -> str:
        """Its name in the configuration and in orders."""

    @property
    def name(self) -> str:
        """Its name for people."""

    @property
    def services(self) -> tuple[str, ...]:
        """The services it offers, the default first."""

    @property
    def needs_waybill(self) -> bool:
        """The waybill number is on a pre-printed label that the packer scans."""

    @property
    def local(self) -> bool:
        """Booking calls nobody outside, so the station does it itself right after the commit."""

    @property
    def repeat_is_safe(self) -> bool:
        """Asking again with the same own code never books twice, nor takes back anything else."""

    @property
    def prints_label(self) -> bool:
        """Kemas prints a label of its own for this courier."""

    def quote(self, wanted: ToQuote, seconds: float) -> Quote:
        """Ask what it would cost; books nothing. Waits for an answer for so long at most.

        Never raises for what the other side does, and is never asked inside a transaction.
        """

    def book(self, booking: Booking) -> Outcome:
        """Ask the courier to carry a parcel. Never raises for what the other side does."""

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Ask the courier to forget a booking, by our code; `waybill` is empty where none came.

        Never raises for what the other side does, and is never asked inside a transaction.
        """
