"""What is kept of the products that a file names: rows, barcodes, stock, and what it last said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select

from core.catalog import storing
from core.catalog.intake import ProductDraft
from core.catalog.storing import Codes, Update
from core.stock.goods_rules import check, on_hand_of
from core.stock.models import BinKind, bins, levels, moves
from core.stock.places import DEFAULT_SHELF
from core.transaction import Transaction

MARK = "file:"
"""What the file said stands behind this in the reference of the move that followed from it."""


@dataclass(slots=True)
class Known:
    """What is kept of some products: rows and barcodes by id, units, and places of the file."""

    rows: Mapping[str, RowMapping]
    codes: dict[int, Codes]
    units: dict[int, int]
    places: dict[str, tuple[int, BinKind]]
    said: dict[tuple[int, int], int]
    """What a file last said of each (product, bin)."""
    levels: dict[tuple[int, int], tuple[int, int]]
    """On hand and reserved of each (product, bin)."""


def known_of(tx: Transaction, warehouse: int, drafts: Sequence[ProductDraft]) -> Known:
    """What is kept of the products of these drafts."""
    rows = storing.stored(tx, [one.sku for one in drafts])
    ids = [int(row["id"]) for row in rows.values()]
    counted = [one for one in drafts if one.stock is not None]
    codes = {one.bin or DEFAULT_SHELF for one in counted}
    found = tx.execute(_bins, {"w": warehouse, "wanted": list(codes)}) if codes else ()
    places = {code: (bin_id, BinKind(kind)) for code, bin_id, kind in found}
    old = [int(rows[one.sku]["id"]) for one in counted if one.sku in rows]
    return Known(
        rows,
        storing.stored_codes(tx, ids),
        on_hand_of(tx, ids),
        places,
        last_figures(tx, old),
        _levels_of(tx, old, {bin_id for bin_id, _kind in places.values()}),
    )


def difference(known: Known, draft: ProductDraft, currency: str, now: datetime) -> Update:
    """What a draft changes on a product that is known; raises the Refusals of `check`."""
    row = known.rows[draft.sku]
    codes = known.codes.get(row["id"], {})
    wanted = storing.compare(row, codes, draft, currency, now)
    check(row, codes, wanted, known.units.get(row["id"], 0))
    return wanted


def last_figures(tx: Transaction, ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What a file last said of each (product, bin)."""
    found: dict[tuple[int, int], int] = {}
    rows = tx.execute(_said, {"wanted": list(ids)}) if ids else ()
    for product, source, target, reference in rows:
        figure = int(reference.removeprefix(MARK))
        # One end is the shelf, the other a place outside that no file names.
        found[product, source] = found[product, target] = figure
    return found


def stock_figure(known: Known, draft: ProductDraft) -> int | None:
    """To what a draft sets its bin; None where it says nothing, or the same as last time."""
    if draft.stock is None:
        return None
    place = known.places.get(draft.bin or DEFAULT_SHELF)
    row = known.rows[draft.sku]
    said = known.said.get((row["id"], place[0]), 0) if place else 0
    return None if said == draft.stock else draft.stock


def _levels_of(
    tx: Transaction, ids: Sequence[int], places: Collection[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    if not ids or not places:
        return {}
    rows = tx.execute(_levels, {"wanted": list(ids)})
    return {
        (product, place): (units, held) for product, place, units, held in rows if place in places
    }


_bins = select(bins.c.code, bins.c.id, bins.c.kind).where(
    bins.c.warehouse_id == bindparam("w"), bins.c.code.in_(bindparam("wanted", expanding=True))
)
_levels = select(levels.c.product_id, levels.c.bin_id, levels.c.on_hand, levels.c.reserved).where(
    levels.c.product_id.in_(bindparam("wanted", expanding=True)),
    levels.c.lot == "",
)
_said = (
    select(moves.c.product_id, moves.c.from_bin_id, moves.c.to_bin_id, moves.c.reference)
    .where(
        moves.c.product_id.in_(bindparam("wanted", expanding=True)),
        moves.c.reason.in_(["opening", "count"]),
        moves.c.reference.like(f"{MARK}%"),
    )
    .order_by(moves.c.id)
)
