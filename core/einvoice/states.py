"""The life cycles of e-invoices and of batches for Coretax, as data."""

from __future__ import annotations

from enum import StrEnum


class EState(StrEnum):
    """Where an e-invoice stands; what came of it is only ever found out by asking."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """The provider was asked and nobody knows what it did."""
    REJECTED = "rejected"
    """The provider certainly did not issue it."""
    ISSUED = "issued"
    """The provider has it; its number may come later, the word of the authority does."""
    ACCEPTED = "accepted"
    """The tax authority gave its code, or took it."""
    REFUSED = "refused"
    """The tax authority refused it."""


_E = EState
EINVOICE_STEPS = frozenset(
    {
        (_E.DRAFT, _E.QUEUED),
        (_E.QUEUED, _E.DRAFT),  # taken back before anybody was asked
        (_E.QUEUED, _E.SENDING),
        (_E.SENDING, _E.QUEUED),  # it certainly did not arrive
        (_E.SENDING, _E.ISSUED),
        (_E.SENDING, _E.REJECTED),
        (_E.SENDING, _E.UNKNOWN),
        (_E.UNKNOWN, _E.ISSUED),
        (_E.UNKNOWN, _E.QUEUED),  # looked up: it is not there
        (_E.UNKNOWN, _E.REJECTED),  # looked up: not there, and refused each time
        (_E.REJECTED, _E.DRAFT),
        (_E.ISSUED, _E.ACCEPTED),
        (_E.ISSUED, _E.REFUSED),
    }
)
OUT = frozenset({EState.ISSUED, EState.ACCEPTED, EState.REFUSED})
"""The provider has issued it; nothing leads back from here."""


class EKind(StrEnum):
    """What an e-invoice is to one before it."""

    ORIGINAL = "original"
    ADJUSTMENT = "adjustment"
    """It says the differences only."""
    REPLACEMENT = "replacement"
    """It says all anew."""


class FileKind(StrEnum):
    """Files of an e-invoice."""

    PDF = "pdf"
    XML = "xml"
    """The legal original."""
    PREVIEW = "preview"
    """A PDF of what is not issued yet; it may be drawn anew."""


class CoretaxState(StrEnum):
    """Where a tax invoice stands that went into a file for Coretax."""

    EXPORTED = "exported"
    UPLOADED = "uploaded"
    APPROVED = "approved"
    """DJP has given its number (NSFP)."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """The file was never uploaded."""


_L = CoretaxState
CORETAX_STEPS = frozenset(
    {
        (_L.EXPORTED, _L.UPLOADED),
        (_L.EXPORTED, _L.WITHDRAWN),
        (_L.EXPORTED, _L.APPROVED),
        (_L.EXPORTED, _L.REJECTED),
        (_L.UPLOADED, _L.APPROVED),
        (_L.UPLOADED, _L.REJECTED),
    }
)
FREE = (CoretaxState.REJECTED, CoretaxState.WITHDRAWN)
"""What may go into another file."""
