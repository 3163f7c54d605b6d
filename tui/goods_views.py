"""What would change, by a file or otherwise, as a station shows it before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A file held against what is known; `plan` is what the business knows of it."""

    said: str
    """How much is new, changed, the same and wrong."""
    wrong: tuple[str, ...]
    """Why rows cannot be taken, the first of them."""
    changes: tuple[str, ...]
    """What would change, line by line; the first products."""
    does: bool
    """Whether anything would be new or different."""
    plan: Any
    bad: int = 0
    """How many rows cannot be taken: those that can be written to a file to correct."""
    nothing: str = ""
    """What is said where there is nothing to show."""


class GoodsFiles(Protocol):
    """Reads product files and does what they say; every call takes as long as it takes."""

    def look(self, path: str, progress: Progress) -> FileDiff:
        """Hold a file against the products; nothing is changed."""

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Do what was shown; gives what to say."""

    def write_wrong(self, diff: FileDiff) -> str:
        """Write the rows that cannot be taken to a file to correct; gives what to say."""


class InvoiceFiles(Protocol):
    """Writes the files of invoices."""

    def folder(self) -> str:
        """Where files go when nobody says."""

    def write(self, identifier: str, folder: str) -> str:
        """Write all files of an invoice into a folder; gives what to say."""

    def write_legal(self, number: str, folder: str) -> str:
        """Write what is kept of its e-invoice, the preview too; gives what to say."""


class BankFiles(Protocol):
    """Reads statements of banks and takes them in."""

    def banks(self) -> tuple[str, ...]:
        """The layouts of tables that are known, by name."""

    def look(self, path: str, bank: str, account: str, progress: Progress) -> FileDiff:
        """Read a statement; nothing is changed."""

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Take it in; gives what to say."""


class Books(Protocol):
    """Makes the journal of a period and closes it; both take as long as they take."""

    def usual(self, identifier: str) -> str:
        """Where the file of a period goes when nobody says otherwise."""

    def look(self, identifier: str, path: str, progress: Progress) -> FileDiff:
        """What is in the journal of a period, and what changed since it was made last."""

    def write(self, diff: FileDiff, progress: Progress) -> str:
        """Write the file that was looked at; gives what to say."""

    def close(self, diff: FileDiff, progress: Progress) -> str:
        """Close the period that was looked at; gives what to say."""


class StockTelling(Protocol):
    """Holds what a shop at a sales channel says of the stock against what it should say."""

    def look(self, shop: str, progress: Progress) -> FileDiff:
        """Every listing that would say something else; nothing is told. Its `plan` is a text."""


class Connecting(Protocol):
    """Has the seller of a shop allow what Kemas does there; `connect` asks the platform."""

    def link(self, shop: str) -> str:
        """The page that the seller opens; empty where keys are enough."""

    def connect(self, shop: str, answer: str) -> tuple[bool, str]:
        """Keep what was allowed: whether it was, and what to say."""


class StatementFiles(Protocol):
    """Reads statements of couriers and takes them in."""

    def couriers(self) -> tuple[tuple[str, str], ...]:
        """Code and name of the couriers that a statement can be of."""

    def look(self, path: str, courier: str, progress: Progress) -> FileDiff:
        """Hold a statement against the parcels; nothing is changed."""

    def apply(self, diff: FileDiff, progress: Progress) -> str:
        """Take it in; gives what to say."""
