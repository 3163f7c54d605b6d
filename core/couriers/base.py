"""What every courier adapter offers, whether it calls a server or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.couriers.bookings import (
    Booked,
    Booking,
    Found,
    Inspection,
    Outcome,
    Paper,
    Recall,
    Rejected,
    Sent,
    Unknown,
)
from core.couriers.quotes import Destination, NotOffered, Quote, ToQuote, Why
from core.couriers.regions import Region
from core.couriers.tracking import Forged, Heard, Tracking


class Can(StrEnum):
    """What a courier can do beside taking a parcel; a screen offers nothing else."""

    QUOTE = "quote"
    FIND = "find"
    """Tell by our own code whether it has a booking."""
    LABEL = "label"
    """Give a label that it drew itself."""
    UPDATE = "update"
    """Change the COD amount of a booking."""
    REDELIVER = "redeliver"
    """Be asked to try a delivery again that failed."""
    TURN_BACK = "turn_back"
    """Be asked to bring back what it could not deliver."""
    TRACK = "track"
    """Be asked where parcels are."""
    HOOK = "hook"
    """Tell by itself where parcels are, to an address that can be reached from outside."""
    PICKUP = "pickup"
    """Be asked to come, and to say when it comes."""
    COD = "cod"
    INSURE = "insure"
    RECIPIENT_PAYS = "recipient_pays"
    INSPECTION = "inspection"
    """Let the buyer look before paying, by a rule of its own."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a courier takes at most; 0: it does not say. Weights in grams, lengths in mm.

    Amounts in minor units of the courier's currency.
    """

    weight_g: int = 0
    side_mm: int = 0
    cod: int = 0
    insurance: int = 0
    volume_mm3_per_g: int = 0
    """By how much volume a gram is charged; 0: weight alone counts."""

    def charged_g(self, weight_g: int, length_mm: int, width_mm: int, height_mm: int) -> int:
        """The weight that is paid for: that of the scales or of the size, whichever is more."""
        if not self.volume_mm3_per_g:
            return weight_g
        return max(weight_g, -(-length_mm * width_mm * height_mm // self.volume_mm3_per_g))


@dataclass(frozen=True, slots=True)
class Usual:
    """What a shipment with a courier has where nobody says otherwise."""

    fee_payer: str = "sender"
    inspection: Inspection = Inspection.NONE
    insured: bool = False
    """For what the goods are worth, up to what the courier insures."""
    note: str = ""
    """What the courier is told of each parcel, before what is said of this one."""


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
    def can(self) -> frozenset[Can]:
        """What it can do; whatever is missing here is never asked of it."""

    @property
    def limits(self) -> Limits:
        """What it takes at most: looked at before it is asked."""

    @property
    def maps(self) -> str:
        """Whose list of places it goes by; empty where it takes an address as people write it."""

    @property
    def prints_label(self) -> bool:
        """Kemas prints a label of its own for this courier."""

    @property
    def own_label_only(self) -> bool:
        """No other label than the one it drew is any good: one of Kemas's own never prints."""

    def on_label(self, service: str) -> tuple[str, str]:
        """Who carries a parcel and how, as those read it who fetch it: two short texts."""

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

    def find(self, own_code: str) -> Found:
        """Ask whether it has a booking under our code. Never raises, as all that follow."""

    def recall(self, shipment: Sent) -> Recall:
        """As `cancel`, by whatever the courier itself calls the booking."""

    def named(self, shipment: Sent) -> Found:
        """As `find`, for a booking that it took, by whatever it calls it: is there a number now?"""

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """Ask for the label that it drew."""

    def update(self, shipment: Sent, cod: int) -> Recall:
        """Ask to collect another amount, in minor units; `Cancelled` means that it agrees."""

    def redeliver(self, shipment: Sent) -> Recall:
        """Ask to try once more to deliver; `Cancelled` means that it agrees, as in `turn_back`."""

    def turn_back(self, shipment: Sent) -> Recall:
        """Ask to bring back what it could not deliver."""

    def track(self, shipment: Sent) -> Tracking:
        """Ask where a parcel is."""

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Read what it told by itself; header names in lower case."""

    def pickup(self, shipments: Sequence[Sent], wanted: datetime) -> Booked | Rejected | Unknown:
        """Ask it to come for parcels; the waybill of the answer is the number of the pick-up."""

    def regions(self, within: Region | None) -> tuple[Region, ...] | Unknown:
        """Ask for its places below one, or for the topmost; they are kept and asked anew rarely."""

    def places_like(self, to: Destination) -> tuple[Region, ...] | Unknown:
        """Ask which of its places an address may mean, where it has no list to be kept."""


class Plain:
    """What a courier does not do, for those that do not do it."""

    name: str
    local = False
    repeat_is_safe = False
    needs_waybill = False
    prints_label = True
    own_label_only = False
    can: frozenset[Can] = frozenset()
    limits = Limits()
    maps = ""

    def on_label(self, service: str) -> tuple[str, str]:
        """Its name and the service."""
        return self.name, service

    def cancel(self, own_code: str, waybill: str) -> Recall:
        """Nobody can tell; each courier says how it is asked, here or in `recall`."""
        return Unknown("not_offered")

    def find(self, own_code: str) -> Found:
        """Nobody can tell."""
        return Unknown("not_offered")

    def recall(self, shipment: Sent) -> Recall:
        """By our own code and the waybill number."""
        return self.cancel(shipment.own_code, shipment.waybill)

    def named(self, shipment: Sent) -> Found:
        """By our own code."""
        return self.find(shipment.own_code)

    def label(self, shipment: Sent) -> Paper | NotOffered | Unknown:
        """It draws none."""
        return NotOffered(Why.NOT_SERVED)

    def update(self, shipment: Sent, cod: int) -> Recall:
        """It has to be cancelled and booked anew."""
        return Rejected("not_offered")

    def redeliver(self, shipment: Sent) -> Recall:
        """It is told by hand."""
        return Rejected("not_offered")

    def turn_back(self, shipment: Sent) -> Recall:
        """It is told by hand."""
        return Rejected("not_offered")

    def track(self, shipment: Sent) -> Tracking:
        """It has to be asked by hand."""
        return Unknown("not_offered")

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """It tells nothing by itself."""
        return Forged()

    def pickup(self, shipments: Sequence[Sent], wanted: datetime) -> Booked | Rejected | Unknown:
        """It comes by itself, or is called."""
        return Rejected("not_offered")

    def regions(self, within: Region | None) -> tuple[Region, ...] | Unknown:
        """It has no list of places."""
        return ()

    def places_like(self, to: Destination) -> tuple[Region, ...] | Unknown:
        """It takes addresses as people write them."""
        return ()
