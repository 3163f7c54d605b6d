"""What a parcel would cost: how a courier is asked, and what it offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from core.couriers.bookings import Unknown


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
    place: Mapping[str, str] = field(default_factory=dict)
    """The courier's own codes for where it goes; empty where nobody matched it."""


@dataclass(frozen=True, slots=True)
class Within:
    """How long it takes to arrive, from and to."""

    low: int
    high: int
    unit: Literal["days", "hours"]

    @property
    def days(self) -> int:
        """In how many days it is there at the latest, each of them begun."""
        return self.high if self.unit == "days" else -(-self.high // 24)


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
    TOO_BIG = "too_big"
    TOO_MUCH_COD = "too_much_cod"
    NO_COD = "no_cod"
    TOO_MUCH_INSURED = "too_much_insured"
    NO_INSURANCE = "no_insurance"
    PLACE_UNKNOWN = "place_unknown"
    """The address is not matched to the courier's own places yet."""
    REFUSED = "refused"
    """For a reason of its own, in its own words."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The courier would not carry it; `params` say what the reason is about."""

    why: Why
    params: Mapping[str, object] = field(default_factory=dict)


Quote = Offers | NotOffered | Unknown
