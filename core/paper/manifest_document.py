"""What stands on a hand-over manifest: what one courier takes over, and who signed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.paper.goods_documents import Party


@dataclass(frozen=True, slots=True)
class Consignment:
    """One parcel as a courier takes it over; COD in minor units, weight in grams."""

    waybill: str
    order_no: str
    parcel_code: str
    city: str
    currency: str
    cod: int
    weight_g: int
    handed_over: bool
    """Whether the courier has it; else it stands ready."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one courier takes over on one day, with room for signatures."""

    kind: ClassVar[str] = "manifest"
    role: ClassVar[str] = "document"
    language: str
    zone: str
    shop: Party
    courier: str
    day: str
    """On the wall clock of `zone`, as it is printed."""
    parcels: tuple[Consignment, ...]
    printed_at: datetime
    station: str
    operator: str
    number: str = ""
    """Of one that was scanned out and is kept; empty for a list of what stands there."""
    driver: str = ""
    signed_by: str = ""
    taken_at: str = ""
    """When it was signed, on the wall clock of `zone`."""
    seal: str = ""
    """The head of the audit trail's newest seal: kept on paper, no database can deny it."""
