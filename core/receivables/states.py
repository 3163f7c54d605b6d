"""The life cycles of payments and of lines of a bank statement."""

from __future__ import annotations

from enum import StrEnum


class PayKind(StrEnum):
    """Which way money went."""

    PAYMENT = "payment"
    REFUND = "refund"
    """It went back to the customer, out of what they had too much."""


class PayState(StrEnum):
    """Where a payment stands; only what is cleared counts."""

    PENDING = "pending"
    """Somebody says so; the money was not seen yet."""
    CLEARED = "cleared"
    REVERSED = "reversed"
    """It was written down by mistake, or the bank called it back."""


_P = PayState
PAY_STEPS = frozenset(
    {
        (_P.PENDING, _P.CLEARED),
        (_P.PENDING, _P.REVERSED),
        (_P.CLEARED, _P.REVERSED),
    }
)


class BankLineState(StrEnum):
    """What became of a line of a bank statement."""

    OPEN = "open"
    """A person has to say what it is for."""
    APPLIED = "applied"
    """It is a payment for invoices, or credit of a customer."""
    ORDER = "order"
    """It confirmed the payment of an order."""
    PAYOUT = "payout"
    """It brought what a marketplace pays out: no customer paid it."""
    IGNORED = "ignored"
    """A person said that it is no payment of a customer."""
    OUT = "out"
    """Money that went out."""


_L = BankLineState
LINE_STEPS = frozenset(
    {
        (_L.OPEN, _L.APPLIED),
        (_L.OPEN, _L.ORDER),
        (_L.OPEN, _L.PAYOUT),
        (_L.OPEN, _L.IGNORED),
        (_L.APPLIED, _L.OPEN),
        (_L.ORDER, _L.OPEN),
        (_L.PAYOUT, _L.OPEN),
        (_L.IGNORED, _L.OPEN),
    }
)


class Why(StrEnum):
    """Why a payment is thought to be for something; the surest first."""

    REFERENCE = "reference"
    """What the bank wrote names the invoice."""
    LINK = "link"
    """It came through the link that the invoice is paid by."""
    ORDER = "order"
    """What the bank wrote names an order that waits for just this amount."""
    AMOUNT = "amount"
    """Just one open invoice of this payer has this amount."""
    SUM = "sum"
    """Just one set of open invoices of this payer comes to this amount."""
    BALANCE = "balance"
    """It is all that this payer owes."""
    OLDEST = "oldest"
    """The oldest of this payer first."""
    ANYBODY = "anybody"
    """Of all open invoices just one has this amount; nobody knows the payer."""
    CREDIT = "credit"
    """Nothing of this payer is open: it is kept as credit."""
    BY_HAND = "by_hand"
    PAYOUT = "payout"
    """It is the money of a payout that is on its way."""
    PAYOUT_OTHER = "payout_other"
    """It is likely a payout's, though more or less came."""
    PAYOUTS = "payouts"
    """Payouts of a shop that follow each other come to just this."""
    WRITE_OFF = "write_off"
    """A small rest that nobody will pay."""
