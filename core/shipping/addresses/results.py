"""What is found of an address in a courier's list of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.couriers.quotes import Destination
from core.couriers.regions import Level, Region


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a courier's list, as it is kept."""

    id: int
    region: Region
    parent_id: int | None
    gone: bool = False
    """It is in the list no more."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to say once for a spelling: which place of the list it means."""

    maps: str
    key: str
    """The same for all addresses that one answer is for."""
    level: Level
    """What kind of place is asked for."""
    within: Place | None
    """Where it is looked for; None where nothing of the address is sure."""
    said: str
    """As it is written; empty where the address does not say it."""
    to: Destination


@dataclass(frozen=True, slots=True)
class Matched:
    """The address lies in one place of the list."""

    place: Mapping[str, str] = field(default_factory=dict)
    """What a booking is told, as `core.couriers.regions.codes_of` says; empty: nothing."""
    names: tuple[str, ...] = ()
    """The place and what it lies in, the smallest first, as the courier calls them."""
    served: bool = True
    """Whether parcels go there now."""
    by_person: bool = False
    """Somebody chose it for this spelling."""
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """A person has to say where it is: nobody guesses."""

    question: Question
    candidates: tuple[Place, ...] = ()
    """What it may mean; empty where nothing is called so. See `nearest` for what is alike."""
    blocks: bool = True
    """Nothing can be booked until it is said; False where the postcode is enough meanwhile."""


@dataclass(frozen=True, slots=True)
class NoList:
    """The courier's list was not heard yet."""

    maps: str


Match = Matched | Unsure | NoList
