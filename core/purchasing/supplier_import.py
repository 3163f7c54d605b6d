"""A supplier file: suppliers and their prices brought up to date, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.catalog.lookup import by_sku
from core.database import Database
from core.errors import Refusal
from core.files import read_table
from core.files.reasons import Reason
from core.people.permissions import Permission, require
from core.purchasing import suppliers
from core.purchasing.supplier_intake import (
    REQUIRED_COLUMNS,
    SUPPLIER_COLUMNS,
    SupplierDraft,
    check_suppliers,
)
from core.purchasing.supplier_queries import find_supplier, list_suppliers
from core.transaction import Actor, Transaction, reading, run, run_among_others

BATCH = 50
"""Rows of one transaction at most."""
_EVERY = 1_000_000

Progress = Callable[[int, int], bool]
"""Called with rows done and rows in all; False stops the import."""


@dataclass(frozen=True, slots=True)
class SupplierReport:
    """What an import did: suppliers that are new or changed, and prices that are."""

    source: str
    rows: int
    created: int
    updated: int
    priced: int
    unchanged: int
    """Rows that said nothing new."""
    refused: tuple[Reason, ...]
    stopped: bool = False


@dataclass(slots=True)
class _Done:
    created: int = 0
    updated: int = 0
    priced: int = 0
    unchanged: int = 0
    refused: list[Reason] = field(default_factory=list)


def import_suppliers(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    currency: str,
    progress: Progress = lambda _done, _all: True,
) -> SupplierReport:
    """Import a supplier file; raises Refusal ``file_...`` where nothing of it can be trusted.

    Cells left empty leave what is known; a row is taken whole or not at all.
    """
    table = read_table(path, SUPPLIER_COLUMNS, REQUIRED_COLUMNS)
    run(database, actor, lambda tx: require(tx, Permission.PURCHASE_CHANGE))
    with reading(database, actor) as tx:
        known = {one.code: one.currency for one in list_suppliers(tx, limit=_EVERY)}
    checked = check_suppliers(table.rows, currency, known)
    total, done = _Done(), 0
    going = progress(0, len(checked.drafts))
    while done < len(checked.drafts) and going:
        batch = checked.drafts[done : done + BATCH]

        def work(tx: Transaction, batch: Sequence[SupplierDraft] = batch) -> _Done:
            return _take(tx, currency, batch)

        part = run_among_others(database, actor, work)
        total.created += part.created
        total.updated += part.updated
        total.priced += part.priced
        total.unchanged += part.unchanged
        total.refused += part.refused
        done += len(batch)
        going = progress(done, len(checked.drafts))
    return SupplierReport(
        source=path.name,
        rows=len(table.rows),
        created=total.created,
        updated=total.updated,
        priced=total.priced,
        unchanged=total.unchanged,
        refused=tuple(sorted([*checked.reasons, *total.refused], key=_line)),
        stopped=done < len(checked.drafts),
    )


def _line(reason: Reason) -> int:
    return int(reason.params["line"])


def _take(tx: Transaction, currency: str, batch: Sequence[SupplierDraft]) -> _Done:
    done = _Done()
    goods = by_sku(tx, {draft.sku for draft in batch if draft.sku})
    for draft in batch:
        if draft.sku and draft.sku not in goods:
            params = {"sku": draft.sku}
            done.refused.append(Reason.at(draft.line, "sku", "sku_unknown", params))
            continue
        try:
            with tx.connection.begin_nested():
                one = find_supplier(tx, draft.code)
                created = one is None
                if one is None:
                    one = suppliers.add(tx, draft.code, draft.details, currency)
                    changed = False
                else:
                    one, changed = suppliers.change(tx, one.id, draft.details)
                priced = bool(draft.sku) and suppliers.set_terms(
                    tx, one.id, goods[draft.sku].id, draft.terms
                )
        except Refusal as refusal:  # the row is taken whole or not at all
            column = _COLUMNS.get(refusal.code, "supplier")
            done.refused.append(Reason.of(draft.line, column, refusal))
            continue
        done.created += created
        done.updated += changed
        done.priced += priced
        done.unchanged += not (created or changed or priced)
    return done


_COLUMNS = {
    "supplier_name_needed": "name",
    "supplier_price_needed": "price",
    "email_not_valid": "email",
}
