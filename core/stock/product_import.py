"""A product file: the catalogue brought up to date, and the stock that the file counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import bindparam, select

from core.catalog import storing
from core.catalog.intake import PRODUCT_COLUMNS, REQUIRED_COLUMNS, ProductDraft, check_products
from core.database import Database
from core.errors import Refusal
from core.files import read_table
from core.files.reasons import Reason
from core.people.permissions import Permission, require
from core.stock.commands import Move, adjust_to, post
from core.stock.models import BinKind, moves
from core.stock.places import DEFAULT_SHELF, Bin, shelves, special_bin
from core.transaction import Actor, Transaction, run, run_among_others

BATCH = 50
"""Products of one transaction at most."""
_MARK = "file:"  # what the file said stands in the reference of the move that followed from it

Progress = Callable[[int, int], bool]
"""Called with products done and products in all; False stops the import."""


@dataclass(frozen=True, slots=True)
class ProductReport:
    """What an import did, counted in products; `restocked` are those whose stock was set anew."""

    source: str
    rows: int
    created: int
    updated: int
    unchanged: int
    restocked: int
    refused: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    stopped: bool = False


@dataclass(slots=True)
class _Done:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    restocked: int = 0
    refused: list[Reason] = field(default_factory=list)


def import_products(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    warehouse: int,
    currency: str,
    progress: Progress = lambda _done, _all: True,
) -> ProductReport:
    """Import a product file; raises Refusal ``file_...`` where nothing of it can be trusted.

    Cells left empty leave what is known.  A stock figure that is new sets the bin to it; the same
    figure as last time changes nothing, whatever was packed since.  Orders that wait for stock are
    promised by the caller.
    """
    table = read_table(path, PRODUCT_COLUMNS, REQUIRED_COLUMNS)
    checked = check_products(table.rows, currency)
    run(database, actor, lambda tx: require(tx, Permission.PRODUCT_IMPORT))
    total, done = _Done(), 0
    going = progress(0, len(checked.drafts))
    while done < len(checked.drafts) and going:
        batch = checked.drafts[done : done + BATCH]

        def work(tx: Transaction, batch: Sequence[ProductDraft] = batch) -> _Done:
            return _take(tx, warehouse, currency, batch)

        part = run_among_others(database, actor, work)
        total.created += part.created
        total.updated += part.updated
        total.unchanged += part.unchanged
        total.restocked += part.restocked
        total.refused += part.refused
        done += len(batch)
        going = progress(done, len(checked.drafts))
    return ProductReport(
        source=path.name,
        rows=len(table.rows),
        created=total.created,
        updated=total.updated,
        unchanged=total.unchanged,
        restocked=total.restocked,
        refused=tuple(sorted([*checked.reasons, *total.refused], key=_line)),
        warnings=tuple(checked.warnings),
        stopped=done < len(checked.drafts),
    )


def _line(reason: Reason) -> int:
    return int(reason.params["line"])


def _take(tx: Transaction, warehouse: int, currency: str, batch: Sequence[ProductDraft]) -> _Done:
    done = _Done()
    known = storing.stored(tx, [draft.sku for draft in batch])
    places = shelves(
        tx, warehouse, {draft.bin or DEFAULT_SHELF for draft in batch if draft.stock is not None}
    )
    fit: list[ProductDraft] = []
    for draft in batch:
        place = places.get(draft.bin or DEFAULT_SHELF)
        if draft.stock is not None and place is not None and place.kind is not BinKind.SHELF:
            params = {"bin": draft.bin}
            done.refused.append(Reason.at(draft.line, "bin", "bin_special", params))
        else:
            fit.append(draft)
    new = [draft for draft in fit if draft.sku not in known]
    made = storing.create(tx, new, currency)
    done.created = len(made)
    _open_stock(tx, warehouse, new, made, places)
    said = _last_figures(tx, [row["id"] for row in known.values()])
    for draft in fit:
        if draft.sku not in known:
            continue
        row = known[draft.sku]
        try:
            with tx.connection.begin_nested():
                changed = storing.bring_up_to_date(tx, row, draft, currency)
                place = places.get(draft.bin or DEFAULT_SHELF)
                last = said.get((row["id"], place.id), 0) if place else 0
                stocked = _set_stock(tx, row["id"], draft.stock, place, last)
        except Refusal as refusal:  # the row is taken whole or not at all
            done.refused.append(Reason.of(draft.line, "stock", refusal))
            continue
        done.updated += changed
        done.restocked += stocked
        done.unchanged += not changed and not stocked
    return done


def _open_stock(
    tx: Transaction,
    warehouse: int,
    drafts: Sequence[ProductDraft],
    ids: Mapping[str, int],
    places: Mapping[str, Bin],
) -> None:
    """What new products have on their shelves, as moves from outside."""
    figures: dict[int, list[ProductDraft]] = defaultdict(list)
    for draft in drafts:
        if draft.stock:
            figures[draft.stock].append(draft)
    supplier = special_bin(tx, warehouse, BinKind.SUPPLIER) if figures else 0
    for figure, some in figures.items():
        goods = [
            Move(ids[draft.sku], supplier, places[draft.bin or DEFAULT_SHELF].id, figure)
            for draft in some
        ]
        post(tx, warehouse, goods, reason="opening", reference=f"{_MARK}{figure}")


def _set_stock(
    tx: Transaction, product: int, figure: int | None, place: Bin | None, said: int
) -> bool:
    """Set a bin to the file's figure unless the file said the same last time."""
    if figure is None or place is None or said == figure:
        return False
    require(tx, Permission.STOCK_ADJUST)
    posted = adjust_to(
        tx,
        place.warehouse_id,
        product,
        place.id,
        figure,
        reason="count",
        reference=f"{_MARK}{figure}",
    )
    return posted != 0


def _last_figures(tx: Transaction, ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What a file last said of each (product, bin)."""
    if not ids:
        return {}
    found: dict[tuple[int, int], int] = {}
    for product, source, target, reference in tx.execute(_said, {"wanted": list(ids)}):
        figure = int(reference.removeprefix(_MARK))
        # One end is the shelf, the other a place outside that no file names.
        found[product, source] = found[product, target] = figure
    return found


_said = (
    select(moves.c.product_id, moves.c.from_bin_id, moves.c.to_bin_id, moves.c.reference)
    .where(
        moves.c.product_id.in_(bindparam("wanted", expanding=True)),
        moves.c.reason.in_(["opening", "count"]),
        moves.c.reference.like(f"{_MARK}%"),
    )
    .order_by(moves.c.id)
)
