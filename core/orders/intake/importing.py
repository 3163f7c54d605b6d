"""A whole file in short background transactions, so that no scan ever waits for an import."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.catalog.lookup import Priced, by_sku
from core.database import Database
from core.files import read_table
from core.orders.intake.checking import check_rows
from core.orders.intake.columns import ORDER_COLUMNS, REQUIRED_COLUMNS
from core.orders.intake.drafts import Group
from core.orders.intake.parking import waiting_keys
from core.orders.intake.rules import Desk, Rules
from core.orders.intake.taking import ParkedNow, Taken, take
from core.people.permissions import Permission, require
from core.people.presence import is_a_station_open
from core.transaction import Actor, Transaction, run, run_among_others

BATCH = 50
"""Orders of one transaction at most."""
_AIM_SECONDS = 0.020  # how long a transaction may keep a scan waiting
_SMALLEST = 5
_BREATH = 0.001  # a scan that waits for the write lock gets its turn
_LATEST = datetime.max.replace(tzinfo=UTC)

Progress = Callable[[int, int], bool]
"""Called with orders done and orders in all; False stops the import after this transaction."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, counted in orders; `parked` tells each that waits, and why."""

    source: str
    rows: int
    orders: int
    created: int
    updated: int
    unchanged: int
    ready: int
    parked: tuple[ParkedNow, ...]
    stopped: bool = False
    """Whether it was stopped before its end; doing it again goes on where it stopped."""


def import_orders(
    database: Database,
    actor: Actor,
    rules: Rules,
    path: Path,
    progress: Progress = lambda _done, _all: True,
    *,
    channel: str = "",
) -> ImportReport:
    """Import an order file; raises Refusal ``file_...`` where nothing of it can be trusted.

    Orders are taken in and promised by ship-by time, then order time.  Importing the same file
    again changes nothing. `channel` is that of orders whose rows name none.
    """
    table = read_table(path, ORDER_COLUMNS, REQUIRED_COLUMNS)
    if channel and not any(row.cells.get("channel", "").strip() for row in table.rows):
        for row in table.rows:
            row.cells["channel"] = channel
    groups = sorted(check_rows(table.rows, rules.setting), key=_urgency)
    products, parked_before = run(database, actor, lambda tx: _prepare(tx, groups))
    total = Taken()
    done, size = 0, BATCH
    going = progress(0, len(groups))
    while done < len(groups) and going:
        batch = groups[done : done + size]
        began = time.perf_counter()

        def work(tx: Transaction, batch: Sequence[Group] = batch) -> tuple[Taken, bool]:
            desk = Desk(tx, rules, products, path.name)
            return take(desk, batch, parked_before=parked_before), is_a_station_open(tx)

        taken, somebody_scans = run_among_others(database, actor, work)
        total.add(taken)
        seconds = time.perf_counter() - began
        size = next_size(size, len(batch), seconds) if somebody_scans else BATCH
        done += len(batch)
        going = progress(done, len(groups))
        time.sleep(_BREATH)
    return ImportReport(
        source=path.name,
        rows=len(table.rows),
        orders=len(groups),
        created=total.created,
        updated=total.updated,
        unchanged=total.unchanged,
        ready=total.ready,
        parked=tuple(sorted(total.parked, key=lambda one: one.lines)),
        stopped=done < len(groups),
    )


def _prepare(
    tx: Transaction, groups: Sequence[Group]
) -> tuple[dict[str, Priced], frozenset[tuple[str, str]]]:
    require(tx, Permission.ORDER_IMPORT)
    skus = {line.sku for group in groups if group.draft for line in group.draft.lines}
    return by_sku(tx, skus), frozenset(waiting_keys(tx))


def next_size(size: int, used: int, seconds: float) -> int:
    """Keep a transaction near its aim: what the machine can do decides, up to `BATCH` orders.

    So it is while stations are open; where none is, nobody waits.
    """
    fitting = int(used * _AIM_SECONDS / max(seconds, 0.0001))
    return max(_SMALLEST, min(BATCH, fitting, size * 2))


def _urgency(group: Group) -> tuple[datetime, datetime]:
    """Ship-by, then order time: the order in which stock is promised."""
    draft = group.draft
    if draft is None:
        return (_LATEST, _LATEST)
    return (draft.ship_by or _LATEST, draft.ordered_at or _LATEST)
