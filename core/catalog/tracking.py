"""How closely the units of a product are told apart."""

from __future__ import annotations

from enum import StrEnum


class Tracking(StrEnum):
    """What has to be known of each unit that comes in, and of each that leaves."""

    NONE = "none"
    LOT = "lot"
    """The lot that it was made in."""
    EXPIRY = "expiry"
    """The lot, and the day until which it can be used."""
    SERIAL = "serial"
    """A number of its own: a lot of which there is one unit."""
