"""What stands on the sheet of a count: bin by bin what is to be counted, with room to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CountSheet:
    """Bins in walking order; a row is (bin, SKU, name, lot, what should be there or empty)."""

    kind: ClassVar[str] = "count_sheet"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    """The time zone."""
    number: str
    note: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    printed_at: datetime
    station: str
