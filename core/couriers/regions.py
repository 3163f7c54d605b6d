"""A courier's own list of places: provinces, districts and wards under its own codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """What kind of place it is."""

    PROVINCE = "province"
    DISTRICT = "district"
    WARD = "ward"
    AREA = "area"
    """A place that is chosen whole, such as one with its postcode."""


@dataclass(frozen=True, slots=True)
class Region:
    """One place under a courier's code."""

    code: str
    level: Level
    name: str
    scheme: str = ""
    """Which of several lists of the courier it is in, such as *old* and *new*."""
    parent: str = ""
    """The code of the place that it lies in; empty at the top."""
    aliases: tuple[str, ...] = ()
    """What else it is called."""
    served: bool = True
    """Whether parcels go there now."""
    has_more: bool = True
    """Whether places lie in it."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a booking needs beside the code, such as a postcode."""
