"""A courier's own list of places: provinces, districts and wards under its own codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """What a booking needs beside the codes, such as ``postcode``."""


def codes_of(chain: Sequence[Region]) -> dict[str, str]:
    """What a booking is told of a place, from the topmost of those that it lies in to itself.

    ``scheme``, and for each level its code and its name as the courier writes it: ``province`` and
    ``province_name``, ``district`` and ``district_name``, ``ward`` and ``ward_name``, ``area`` and
    ``area_name``; beside them the facts of the place itself. A level that the place has not is
    missing.
    """
    told: dict[str, str] = {}
    for region in chain:
        told["scheme"] = region.scheme
        told[region.level.value] = region.code
        told[f"{region.level.value}_name"] = region.name
    return told | dict(chain[-1].facts) if chain else told
