"""What gateways write of money, moments and addresses, read with patience."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from core.couriers.readings import text
from core.errors import KemasError
from core.money import Money, to_minor
from core.wire import is_address


def money(value: object, currency: object) -> Money | None:
    """An amount in whole units, as a number or as a text like ``1250000.00``; None for others."""
    code = text(currency, 3).upper()
    try:
        return Money(to_minor(Decimal(text(value, 40)), code), code)
    except (InvalidOperation, ValueError, KemasError):
        return None


def address(value: object) -> str:
    """Where a page is, to be opened by whoever pays; empty for what is no safe address."""
    found = text(value, 500)
    return found if is_address(found) else ""


def moment(value: object, zone: str = "UTC") -> datetime | None:
    """A moment as ISO 8601 or ``2026-11-21 09:15:00`` on the clock of a zone; None for others."""
    said = text(value, 40)
    try:
        found = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found.astimezone(UTC)
