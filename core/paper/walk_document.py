"""What stands on the sheet of a walk: where to go, what to take, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Stop:
    """One product in one bin, in the order of the walk."""

    bin: str
    sku: str
    name: str
    quantity: int
    to: str = ""
    """How many go into which tote or place on the cart; empty where all go into one."""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class WalkList:
    """What to fetch for several orders on one walk."""

    kind: ClassVar[str] = "walk_list"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    """The time zone."""
    code: str
    area: str
    """The zone of the warehouse, where the walk is of one alone."""
    due_at: datetime
    """When the courier leaves."""
    orders: tuple[tuple[str, str], ...]
    """The number of each order, and its tote or place on the cart."""
    stops: tuple[Stop, ...]
    printed_at: datetime
    station: str
