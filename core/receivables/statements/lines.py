"""What every kind of bank statement comes to: an account and its lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core.files.reasons import Reason


@dataclass(frozen=True, slots=True)
class Line:
    """One booking; the amount in minor units, below zero where money went out."""

    line_no: int
    booked_on: date
    amount: int
    currency: str
    payer: str = ""
    payer_account: str = ""
    text: str = ""
    bank_ref: str = ""
    bank_id: str = ""
    """The bank's own number of the booking; empty where it gives none."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A file as it was read: its bookings, and what of it could not be read."""

    name: str
    account: str
    lines: tuple[Line, ...]
    refused: tuple[Reason, ...] = field(default=())

    @property
    def digest(self) -> str:
        """Of what it says: the same bookings saved anew are the same file."""
        return hashlib.sha256("\n".join(self.keys()).encode()).hexdigest()

    def keys(self) -> tuple[str, ...]:
        """What each booking is known by, in whatever file it comes."""
        return keys_of(self.account, self.lines)


def keys_of(account: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """By the bank's number, else by day, amount and text; equal ones of a day are counted."""
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for line in lines:
        told: tuple[str, ...] = (str(line.booked_on), str(line.amount), line.currency)
        if line.bank_id:
            told += ("id", line.bank_id)
        else:
            told += ("text", line.payer, line.payer_account, line.text, line.bank_ref)
            told += (str(seen[told]),)
            seen[told[:-1]] += 1
        made.append(hashlib.sha256("\0".join((account, *told)).encode()).hexdigest())
    return tuple(made)
