"""What kinds of bills there are, and how far they are paid."""

from __future__ import annotations

from enum import StrEnum


class BillKind(StrEnum):
    """What a platform sends."""

    BILL = "bill"
    CREDIT = "credit"
    """A credit note: it takes from the cost."""
    AUTO_PAY = "auto_pay"
    """Paid by itself as it arose; the paper comes afterwards."""


class PayState(StrEnum):
    """How far a bill is paid, as the platform says."""

    UNPAID = "unpaid"
    PART = "part"
    PAID = "paid"
    NOT_DUE = "not_due"
    """Nothing has to be paid for it."""
    UNKNOWN = "unknown"
    """A word that is not known here; it stands beside it."""


OPEN = (PayState.UNPAID, PayState.PART)
"""Something is still to be paid."""


class Standing(StrEnum):
    """What was heard when an account was asked last."""

    NEVER = "never"
    FINE = "fine"
    EMPTY = "empty"
    """It answered, and has neither bills nor billing groups: it pays by another method."""
    NO_FINANCE = "no_finance"
    """Whoever gave the access may not see its finances."""
    NO_ACCESS = "no_access"
    """The access is wrong or was taken back."""
    BUSY = "busy"
    """Too many questions: asked again later."""
    AWAY = "away"
    """It was not reached, or did not answer as it should."""
