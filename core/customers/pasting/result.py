"""What was found in a pasted text: each part with how sure it is and why; nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of where a parcel goes; the columns of an order."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    POSTCODE = "postcode"


class Sure(StrEnum):
    """How much a part may be relied on."""

    SURE = "sure"
    """The text says itself what it is."""
    LIKELY = "likely"
    """It looks like that and like nothing else."""
    UNSURE = "unsure"
    """What was left in a place where it often stands; a person looks at it."""


class Why(StrEnum):
    """What makes a part what it is taken for."""

    LABEL = "label"
    """A word before it says so: ``Nama:``, ``Kec.``, ``Q.``"""
    PATTERN = "pattern"
    """It has that shape: a phone number, five digits at the end, a street."""
    KNOWN = "known"
    """It is the name of a province or of a large city."""
    LEFTOVER = "leftover"
    """Nothing else is there that it could be."""


@dataclass(frozen=True, slots=True)
class Found:
    """One part as it was written."""

    text: str
    sure: Sure
    why: Why


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text taken apart; a part that was not found is None."""

    name: Found | None = None
    phone: Found | None = None
    address: Found | None = None
    district: Found | None = None
    city: Found | None = None
    province: Found | None = None
    postcode: Found | None = None
    number: str = ""
    """The phone as E.164; empty where it is none that can be dialled."""
    country: str = ""
    """Two letters (ISO 3166): whose way of writing it is."""
    rest: tuple[str, ...] = ()
    """All that is no part of it: greetings, orders, times, a second number."""
    labels: tuple[str, ...] = ()
    """The words that told the parts apart and are in none of them."""

    def part(self, part: Part) -> Found | None:
        """One part by its name."""
        found: Found | None = getattr(self, part.value)
        return found
