"""What an amount that a marketplace pays out or keeps is for."""

from __future__ import annotations

from enum import StrEnum


class FeeKind(StrEnum):
    """What an amount is for, in the order in which it is read."""

    SALE = "sale"
    SHIPPING_PAID = "shipping_paid"
    """What the buyer paid for the way, and what the platform adds to it."""
    VOUCHER = "voucher"
    """Given off by the seller."""
    REFUND = "refund"
    """Went back to the buyer."""
    COMMISSION = "commission"
    PAYMENT_FEE = "payment_fee"
    SERVICE_FEE = "service_fee"
    AFFILIATE = "affiliate"
    SHIPPING_CHARGED = "shipping_charged"
    """What the platform takes for the way."""
    TAX = "tax"
    """Withheld for the state."""
    ADJUSTMENT = "adjustment"
    OTHER = "other"


KINDS = tuple(one.value for one in FeeKind)
"""As the configuration writes them."""
