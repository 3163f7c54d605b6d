"""Entries of the journal: debit and credit of one event, balanced, in one currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.bookkeeping.accounts import Role


class Journal(StrEnum):
    """Which book an entry belongs to."""

    SALES = "sales"
    """Issued invoices, credits, adjustments and replacements."""
    RECEIPTS = "receipts"
    """Sales that have no invoice in the month in which they left."""
    MONEY = "money"
    """Payments and refunds."""
    MATCHING = "matching"
    """What payments are for, and rests that are written off."""
    COURIERS = "couriers"
    """Fees of couriers, and collected money that they will not pay."""
    PLATFORMS = "platforms"
    PURCHASES = "purchases"
    """Goods that suppliers delivered, at cost."""
    GOODS = "goods"
    """Cost of goods that left or came back."""
    STOCK = "stock"
    """Differences of counts, and stock from before the books."""
    CORRECTION = "correction"
    """What changed in a period that is closed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A side of an entry: minor units above zero are debit, below zero credit."""

    role: Role
    amount: int
    rate: str = ""
    """The tax rate in percent that it is about; empty: none."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Whom an entry is about: a customer, a supplier, a courier or a platform."""

    name: str = ""
    number: str = ""
    """Stays when the name changes: ``C12`` of a customer, else the code of a supplier."""
    tax_number: str = ""


NOBODY = Partner()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event does to the accounts; `key` is the same whenever it is asked for."""

    key: str
    day: date
    journal: Journal
    document: str
    currency: str
    lines: tuple[Line, ...]
    partner: Partner = NOBODY
    note: str = ""
    """The legal number, the order or the waybill beside the document."""

    @property
    def turnover(self) -> int:
        """What is debited, which is what is credited; minor units."""
        return sum(line.amount for line in self.lines if line.amount > 0)


def entry(
    key: str,
    day: date,
    journal: Journal,
    document: str,
    currency: str,
    lines: Iterable[Line],
    *,
    partner: Partner = NOBODY,
    note: str = "",
) -> Entry | None:
    """An entry with its lines put together by role and rate; None where nothing is left.

    Raises ValueError where debit and credit differ: that is a fault of the program.
    """
    sums = added(lines)
    if sum(line.amount for line in sums):
        raise ValueError(f"{key} is not balanced")
    if not sums:
        return None
    return Entry(key, day, journal, document, currency, sums, partner, note)


def added(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines put together by role and rate, those of nothing left out; debit stands first."""
    sums: dict[tuple[Role, str], int] = {}
    for line in lines:
        key = line.role, line.rate
        sums[key] = sums.get(key, 0) + line.amount
    found = [Line(role, amount, rate) for (role, rate), amount in sums.items() if amount]
    return tuple(sorted(found, key=lambda one: (one.amount < 0, one.role.value, one.rate)))


def turned(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same on the other side."""
    return tuple(replace(line, amount=-line.amount) for line in lines)


def in_order(found: Iterable[Entry | None]) -> tuple[Entry, ...]:
    """Entries as a journal lists them: by day, book and key; the same each time."""
    books = list(Journal)
    kept = [one for one in found if one is not None]
    return tuple(sorted(kept, key=lambda one: (one.day, books.index(one.journal), one.key)))
