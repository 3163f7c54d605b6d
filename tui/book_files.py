"""The order book as a file: what a list shows, written for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import local
from core.errors import Refusal
from core.files.writing import Cell, write_table
from core.i18n import _
from core.orders.book.columns import Shown, Value, value_of
from core.orders.book.filters import BookFilter
from core.orders.book.queries import ids_of, rows_in_parts
from core.orders.book.rows import BookRow
from core.shipping.waybills import waybills_of
from core.transaction import Transaction
from tui.given_path import usual_folder
from tui.words.book import COLUMNS, words_of

if TYPE_CHECKING:
    from core.settings import Config

MOST = 1_000_000
"""Orders in one file: what a sheet takes."""
MONEY = frozenset({"total", "paid", "balance"})
"""Columns of amounts: a file has them as plain numbers, and their currency in one of its own."""


def with_tracking(tx: Transaction, rows: Sequence[BookRow], columns: Sequence[str]) -> list[Shown]:
    """Rows with their tracking numbers, which are looked up where somebody sees them."""
    if "tracking" not in columns:
        return [Shown(row) for row in rows]
    found = waybills_of(tx, [row.id for row in rows])
    return [Shown(row, found.get(row.id, ())) for row in rows]


def write_book(
    tx: Transaction,
    config: Config,
    wanted: BookFilter | Sequence[int],
    columns: Sequence[str],
    path: Path,
    progress: Callable[[int, int], bool],
) -> int:
    """Write the orders of a filter, or these orders; gives how many.

    Raises Refusal ``export_stopped`` where `progress` says so, and what `write_table` raises.
    """
    zone, words = config.shop.timezone, words_of(config)
    ids = ids_of(tx, wanted, zone, MOST) if isinstance(wanted, BookFilter) else list(wanted)
    columns = tuple(columns)
    money = not MONEY.isdisjoint(columns)

    def rows() -> Iterator[list[Cell]]:
        done = 0
        for part in rows_in_parts(tx, ids):
            if not progress(done, len(ids)):
                raise Refusal("export_stopped")
            for shown in with_tracking(tx, part, columns):
                cells = [_cell(value_of(shown, name, words), zone) for name in columns]
                yield [*cells, *([shown.row.total.currency] if money else [])]
            done += len(part)
        progress(len(ids), len(ids))

    head = [_(COLUMNS[name]) for name in columns] + ([_("Currency")] if money else [])
    return write_table(path, head, rows())


def _cell(value: Value, zone: str) -> Cell:
    return local(value, zone) if isinstance(value, datetime) else value


def usual_path(config: Config, now: datetime, kind: str) -> Path:
    """Where a file goes when nobody says: among the data of Kemas, named after the moment.

    The folder is made where it is not there.
    """
    moment = local(now, config.shop.timezone).strftime("%Y%m%d-%H%M%S")
    return usual_folder(config) / f"orders-{moment}{kind}"
