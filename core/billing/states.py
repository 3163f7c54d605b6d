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
