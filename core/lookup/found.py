"""What a look-up finds: things, and facts about them that lead on to other things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.errors import NotFound


class Thing(StrEnum):
    """What can be looked up."""

    PRODUCT = "product"
    BIN = "bin"
    ORDER = "order"
    PARCEL = "parcel"
    PURCHASE = "purchase"
    TRANSFER = "transfer"
    RETURN = "return"
    OPERATOR = "operator"
    STATION = "station"
    WALK = "walk"
    COUNT = "count"


class Topic(StrEnum):
    """What a fact is about."""

    LIES = "lies"
    """Units in a bin."""
    LOT = "lot"
    PROMISED = "promised"
    """Units that wait for an order."""
    BLOCKED = "blocked"
    COMING = "coming"
    """Units of a purchase order or transfer that did not come yet."""
    WAITS = "waits"
    """Orders that are short of it."""
    HOME = "home"
    """The bin it is picked from, kept between bounds."""
    BRING = "bring"
    """A task to bring it to a pick bin."""
    PUT_BACK = "put_back"
    COUNT = "count"
    """Somebody asked for it to be counted, or it is part of a count."""
    WALK = "walk"
    """A walk that an order is part of."""
    FETCH = "fetch"
    """Units that a walk fetches."""
    TOTE = "tote"
    """An order, and the tote or place on the cart that it has in a walk."""
    LINE = "line"
    PARCEL = "parcel"
    RETURN = "return"
    CLAIM = "claim"
    """Who works on it, or on what somebody works."""
    PACKED = "packed"
    """When a parcel was packed and by whom."""
    HELD = "held"
    """An order that stands still, and why."""
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing by its number; of a product perhaps one lot."""

    thing: Thing
    id: int
    lot: str = ""

    @property
    def text(self) -> str:
        """As `ref_of` reads it."""
        return f"{self.thing.value}:{self.id}:{self.lot}"


def ref_of(text: str) -> Ref:
    """A thing from its text; raises NotFound ``lookup_nothing``."""
    thing, _colon, rest = text.partition(":")
    number, _colon, lot = rest.partition(":")
    if thing not in set(Thing) or not number.isascii() or not number.isdecimal():
        raise NotFound("lookup_nothing", looked_up=text[:60])
    return Ref(Thing(thing), int(number), lot)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known; what does not apply is empty."""

    topic: Topic
    units: int | None = None
    of: int | None = None
    """Out of how many; of a pick bin up to how many."""
    code: str = ""
    name: str = ""
    bin: str = ""
    to: str = ""
    """Where it goes."""
    lot: str = ""
    who: str = ""
    state: str = ""
    """As core names it; also the reason of a move or count, the kind of a bin."""
    why: str = ""
    """In somebody's own words."""
    at: datetime | date | None = None
    ref: Ref | None = None
    """What it leads to."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing and what is known of it."""

    ref: Ref
    code: str
    name: str = ""
    state: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Of goods ``on_hand``, ``free``, ``promised``, ``blocked``, ``coming`` in units."""
    texts: Mapping[str, str] = field(default_factory=dict)
    at: datetime | date | None = None
    """When it is due or expected."""
    facts: tuple[Fact, ...] = ()
    also: tuple[Ref, ...] = ()
    """What else goes by the code that was looked up."""
