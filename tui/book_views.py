"""The order book between the terminal and the business: what it shows and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.views import Choice, Form, Page

Wanted = Mapping[str, str]
"""Filters by name, as `core.orders.book.filters` reads them; empty for the usual list."""
Progress = Callable[[int, int], bool]
"""Hears how much of how much is done; False stops it."""


@dataclass(frozen=True, slots=True)
class BookRow:
    """One order of the book, in words."""

    id: int
    order: str
    channel: str
    status: str
    """As core names it, like the next one."""
    paid: str
    cells: Mapping[str, str]
    """What stands in each column that is shown."""
    refund: bool = False
    """Whether it is cancelled and money has to go back."""


@dataclass(frozen=True, slots=True)
class BookPage(Page[BookRow]):
    """A page with how many orders there are of each status: its name, its words, how many."""

    counts: tuple[tuple[str, str, int], ...] = ()
    looked_at: int = 0
    """Orders that the search found and looked at, where there are more than these."""


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list that somebody keeps."""

    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    wanted: Wanted
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What became of many orders, in words."""

    said: str
    failed: tuple[tuple[str, str], ...] = ()
    """Number and sentence of each order with which it did not work."""
    again: tuple[int, ...] = ()
    """The orders that can be tried once more."""
    trouble: str = ""
    """Why it ended before its time; empty where it did not."""


class Book(Protocol):
    """The order book of a station; plain blocking calls, each with transactions of its own."""

    def page(self, wanted: Wanted, columns: Sequence[str], offset: int, limit: int) -> BookPage:
        """A page of the list, the latest order first."""

    def ids(self, wanted: Wanted) -> tuple[int, ...]:
        """All orders of a list; raises Refusal where these are too many to be marked."""

    def said(self, wanted: Wanted) -> str:
        """The filters in words; raises Refusal where they cannot be."""

    def form(self, what: str, wanted: Wanted, columns: Sequence[str]) -> Form:
        """The form of the filters, the columns, a list to keep or a file."""

    def columns(self) -> tuple[str, ...]:
        """The columns that whoever is signed in is used to."""

    def keep_columns(self, columns: Sequence[str]) -> None:
        """Show these from now on."""

    def lists(self) -> tuple[KeptList, ...]:
        """The lists that whoever is signed in may use."""

    def keep_list(self, name: str, wanted: Wanted, columns: Sequence[str], *, shared: bool) -> None:
        """Keep a list under a name."""

    def share_list(self, identifier: int, *, shared: bool) -> None:
        """Let everybody use a list, or nobody else."""

    def delete_list(self, identifier: int) -> None:
        """Throw a list away."""

    def bulk_choices(self, what: str) -> tuple[Choice, ...]:
        """What can be done with many orders; for one of these, what has to be chosen for it."""

    def do_all(self, what: str, choice: str, ids: Sequence[int], progress: Progress) -> BulkDone:
        """Do something to each of many orders; takes as long as it takes."""

    def write_file(
        self,
        wanted: Wanted | Sequence[int],
        columns: Sequence[str],
        file: Mapping[str, str],
        progress: Progress,
    ) -> str:
        """Write a list, or these orders, to a file; gives what to say."""
