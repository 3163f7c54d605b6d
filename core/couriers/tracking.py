"""What couriers tell of parcels that they carry, asked or by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.couriers.bookings import Absent, Later, Unknown
from core.couriers.states import Stage


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that a courier tells of a parcel."""

    raw: str
    """The state in the courier's own words, kept whatever it means."""
    stage: Stage | None
    """What it means; None for a state that was never seen before."""
    at: datetime | None
    """When, in UTC; None where it does not say."""
    note: str = ""
    reason: str = ""
    """The courier's code for what went wrong."""
    fee: int | None = None
    weight_g: int | None = None
    cod: int | None = None
    mark: str = ""
    """Of what says no time: what tells it from the same words of another day, such as its file."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a courier tells of one waybill, oldest first."""

    waybill: str
    sightings: tuple[Sighting, ...]
    own_code: str = ""
    """Ours, where it says it; a waybill may change while another courier carries on."""
    reference: str = ""
    """What the courier itself calls the booking, where that is not the waybill."""


Tracking = Told | Absent | Unknown | Later
"""`Later`: asked too often; the whole courier is left alone for so long."""


@dataclass(frozen=True, slots=True)
class Forged:
    """What was told without the secret that only the courier knows; nothing of it is believed."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What was told cannot be read, or is about nothing that we follow; it is answered with yes."""

    reason: str


Heard = tuple[Told, ...] | Forged | Unread
