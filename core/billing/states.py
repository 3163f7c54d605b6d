"""Kinds of invoices and their life cycle."""

from __future__ import annotations

from enum import StrEnum


class InvoiceKind(StrEnum):
    """What a document is; corrections are documents of their own."""

    INVOICE = "invoice"
    CREDIT = "credit"
    ADJUSTMENT = "adjustment"
    REPLACEMENT = "replacement"


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    DRAFT = "draft"
    REVIEW = "review"
    READY = "ready"
    ISSUING = "issuing"
    UNKNOWN = "unknown"
    """A provider was asked and nobody knows what it did."""
    ISSUED = "issued"
    DISCARDED = "discarded"


_S = InvoiceState
INVOICE_STEPS = frozenset(
    {
        (_S.DRAFT, _S.REVIEW),
        (_S.DRAFT, _S.READY),
        (_S.REVIEW, _S.READY),
        (_S.READY, _S.ISSUING),
        (_S.READY, _S.ISSUED),
        (_S.ISSUING, _S.ISSUED),
        (_S.ISSUING, _S.READY),
        (_S.ISSUING, _S.UNKNOWN),
        (_S.UNKNOWN, _S.ISSUED),
        (_S.UNKNOWN, _S.READY),
        (_S.DRAFT, _S.DISCARDED),
        (_S.REVIEW, _S.DISCARDED),
        (_S.READY, _S.DISCARDED),
    }
)


class Reason(StrEnum):
    """Why a person has to look at a document before it is issued; kept short: all fit together."""

    ASKED = "asks"
    """The buyer's profile says that somebody always looks."""
    OVER = "over"
    """It comes to more than the profile lets pass."""
    OWES = "owes"
    """With it the buyer owes more than the credit limit."""
    HOLD = "hold"
    """The buyer is on hold."""
    TAX = "tax"
    """The buyer's tax number is missing, or a digit of it is odd."""
    ZERO = "zero"
    """A line has no price, or all of it comes to nothing."""
    NEW = "new"
    """It is the first of this buyer."""
    LATE = "late"
    """More than one period is made up for."""
    FAR = "far"
    """It is far from what the last one came to."""
    RATE = "vat"
    """A tax rate on it is not in force on its day."""


SETTLED = frozenset({_S.ISSUED, _S.DISCARDED})
"""States that never end."""
