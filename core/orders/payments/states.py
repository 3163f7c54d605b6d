"""The life cycle of a payment on an order, what it is for and how it came."""

from __future__ import annotations

from enum import StrEnum


class PaymentState(StrEnum):
    """Where a payment stands; only what is confirmed counts."""

    REPORTED = "reported"
    """The buyer says so; a person has to check it."""
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REVERSED = "reversed"
    """It was confirmed by mistake or called back by the bank."""


_P = PaymentState
PAYMENT_STEPS = frozenset(
    {
        (_P.REPORTED, _P.CONFIRMED),
        (_P.REPORTED, _P.REFUSED),
        (_P.CONFIRMED, _P.REVERSED),
    }
)


class PaymentKind(StrEnum):
    """What a payment is for."""

    DOWN_PAYMENT = "down_payment"
    PAYMENT = "payment"
    REFUND = "refund"
    """Money that went back to the buyer; it counts against what was paid."""


class Method(StrEnum):
    """How money came or went."""

    TRANSFER = "transfer"
    CASH = "cash"
    CARD = "card"
    WALLET = "wallet"
    QR = "qr"
    COD = "cod"
    CHANNEL = "channel"
    """The marketplace or shop took it."""
    OTHER = "other"
