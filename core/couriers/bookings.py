"""What a courier is asked to carry, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Inspection(StrEnum):
    """Whether a buyer may look into the parcel before paying."""

    NONE = "none"
    LOOK = "look"
    TRY = "try"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who sends or gets a parcel, and where."""

    name: str = ""
    phone: str = ""
    address: str = ""
    district: str = ""
    city: str = ""
    province: str = ""
    postcode: str = ""
    country: str = ""
    email: str = ""
    place: Mapping[str, str] = field(default_factory=dict)
    """The courier's own codes for the place; empty where it wants none or nobody matched it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Goods of one kind in a parcel; worth in minor units each, grams each, lengths in mm."""

    name: str
    sku: str
    units: int
    worth: int
    weight_g: int = 0
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


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
    inspection: Inspection = Inspection.NONE
    order_no: str = ""
    worth: int = 0
    """What is in it, for the courier's papers."""
    shipping_paid: bool = False
    """What the buyer pays the shop has the shipping in it: nobody may collect it once more."""
    sender: Contact = Contact()
    recipient: Contact = Contact()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Booked:
    """The courier takes the parcel under this waybill number."""

    waybill: str
    """Empty where the courier gives the number later: it is asked for by our own code."""
    sort_code: str = ""
    reference: str = ""
    """What the courier itself calls the booking, where that is not the waybill."""
    tracking_url: str = ""
    fee: int | None = None
    """What it will charge, in minor units; None where it does not say."""
    answer: dict[str, Any] = field(default_factory=dict)
    arrives: datetime | None = None
    """When it says that it brings it, in UTC; None where it does not say."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The courier does not take it; nothing was booked."""

    reason: str
    """In the courier's words."""
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was booked: no answer, or one that cannot be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It certainly was not booked, and may be tried again: nobody was reached, or too often."""

    reason: str
    seconds: float = 0.0
    """How long the courier wants to be left alone; 0: it does not say."""
    alone: bool = False
    """Only this parcel has to wait: its courier answers, and is asked for others meanwhile."""


Outcome = Booked | Rejected | Unknown | Later


@dataclass(frozen=True, slots=True)
class Absent:
    """The courier knows no booking under our code."""


Found = Booked | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Paper:
    """A label as its courier drew it; `data` may be anything and is looked at before it prints."""

    data: bytes
    kind: str
    """The media type that the courier said."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A booking as its courier is asked about it later."""

    own_code: str
    waybill: str
    reference: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)
    """What it answered when it was booked."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The courier will not carry it: it forgot the booking, or never had it."""

    answer: dict[str, Any] = field(default_factory=dict)


Recall = Cancelled | Rejected | Unknown
"""What a courier says that is to forget a booking; `Rejected`: it insists on it."""
