"""What every courier adapter offers, whether it calls a server or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


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
        """Asking again with the same own code never books twice."""

    @property
    def prints_label(self) -> bool:
        """Kemas prints a label of its own for this courier."""

    def book(self, booking: Booking) -> Outcome:
        """Ask the courier to carry a parcel. Never raises for what the other side does."""

    def cancel(self, own_code: str, waybill: str) -> Outcome:
        """Ask the courier to forget a booking: `Booked` again means that it was cancelled."""
