"""What a courier would refuse of a parcel, known before anybody is asked."""

from __future__ import annotations

from core.couriers.base import Can, Courier
from core.couriers.quotes import NotOffered, ToQuote, Why


def charged_g(courier: Courier, wanted: ToQuote) -> int:
    """The weight in grams that the courier charges: of the scales or of the size; 0 unknown."""
    return courier.limits.charged_g(
        wanted.weight_g, wanted.length_mm, wanted.width_mm, wanted.height_mm
    )


def beyond(courier: Courier, wanted: ToQuote) -> NotOffered | None:
    """Why a courier would not carry a parcel, as far as it says so itself; None where it may.

    The weight that is charged counts, and the longest side.
    """
    most, can = courier.limits, courier.can
    if wanted.cod and Can.COD not in can:
        return NotOffered(Why.NO_COD)
    if wanted.insurance and Can.INSURE not in can:
        return NotOffered(Why.NO_INSURANCE)
    if most.weight_g and charged_g(courier, wanted) > most.weight_g:
        return NotOffered(Why.TOO_HEAVY, {"max_g": most.weight_g})
    longest = max(wanted.length_mm, wanted.width_mm, wanted.height_mm)
    if most.side_mm and longest > most.side_mm:
        return NotOffered(Why.TOO_BIG, {"max_mm": most.side_mm})
    if most.cod and wanted.cod > most.cod:
        return NotOffered(Why.TOO_MUCH_COD, {"most": most.cod, "currency": wanted.currency})
    if most.insurance and wanted.insurance > most.insurance:
        about = {"most": most.insurance, "currency": wanted.currency}
        return NotOffered(Why.TOO_MUCH_INSURED, about)
    return None
