"""What a product file would change, row by row and field by field, before anything is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping, bindparam, select

from core.catalog import fields, storing
from core.catalog.intake import (
    BESIDE_COLUMNS,
    PRODUCT_COLUMNS,
    REQUIRED_COLUMNS,
    ProductDraft,
    ProductRows,
    check_products,
)
from core.catalog.storing import Codes, Update
from core.database import Database
from core.errors import Refusal
from core.files import Row, read_table
from core.files.reasons import Reason
from core.people.permissions import Permission, require
from core.stock.goods_rules import check, on_hand_of, others_with
from core.stock.models import BinKind, bins, levels, moves
from core.stock.places import DEFAULT_SHELF
from core.transaction import Actor, Transaction, reading

CHUNK = 500
"""Products that are compared at a time."""
MARK = "file:"
"""What the file said stands behind this in the reference of the move that followed from it."""

Progress = Callable[[int, int], bool]
"""Called with products done and products in all; False stops."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field as it is and as it will be, written as in a file; `field` names its column."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that would make or change a product; one that says nothing new has no differences."""

    draft: ProductDraft
    is_new: bool
    differences: tuple[Difference, ...]
    seen: datetime | None = None
    """When the product was changed last."""

    @property
    def is_same(self) -> bool:
        """Whether all of it is known."""
        return not self.is_new and not self.differences


@dataclass(frozen=True, slots=True)
class Plan:
    """A file held against the catalogue."""

    source: Path
    columns: tuple[str, ...]
    rows: Mapping[int, Row]
    """Every row of the file by its line."""
    changes: tuple[Change, ...]
    refused: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    warehouse: int
    currency: str
    shares: bool
    """Whether a barcode may be on several products."""
    leaving: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Barcodes that rows of the file take off products: SKUs by code."""

    @property
    def new(self) -> int:
        """Products that are not known yet."""
        return sum(one.is_new for one in self.changes)

    @property
    def changed(self) -> int:
        """Products of which something differs."""
        return sum(bool(one.differences) and not one.is_new for one in self.changes)

    @property
    def same(self) -> int:
        """Rows that say nothing new."""
        return sum(one.is_same for one in self.changes)

    @property
    def bad(self) -> int:
        """Rows that are not taken."""
        return len({reason.params["line"] for reason in self.refused})


def plan_import(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    warehouse: int,
    currency: str,
    shares: bool = False,
    progress: Progress = lambda _done, _all: True,
) -> Plan:
    """Hold a product file against the catalogue; nothing is changed.

    With `shares` a barcode may be on several products. Raises Refusal ``file_...`` where nothing
    of the file can be trusted, ``import_stopped`` where `progress` says so.
    """
    table = read_table(path, (*PRODUCT_COLUMNS, *BESIDE_COLUMNS), REQUIRED_COLUMNS)
    checked = check_products(table.rows, currency)
    look = _Look(warehouse, currency, shares, checked)
    with reading(database, actor) as tx:
        require(tx, Permission.PRODUCT_IMPORT)
        for start in range(0, len(checked.drafts), CHUNK):
            if not progress(start, len(checked.drafts)):
                raise Refusal("import_stopped")
            look.compare(tx, checked.drafts[start : start + CHUNK])
    shared = {"barcode_shared"} if not shares else set()
    return Plan(
        source=path,
        columns=table.columns,
        rows={row.line: row for row in table.rows},
        changes=tuple(look.changes),
        refused=tuple(sorted([*checked.reasons, *look.refused], key=line_of)),
        warnings=tuple(one for one in checked.warnings if one.code not in shared),
        warehouse=warehouse,
        currency=currency,
        shares=shares,
        leaving=look.leaving,
    )


def line_of(reason: Reason) -> int:
    """The line that a reason is about."""
    return int(reason.params["line"])


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
        _levels_of(tx, old, [bin_id for bin_id, _kind in places.values()]),
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


class _Look:
    """Compares drafts with what is kept, and remembers whose barcodes are whose."""

    def __init__(self, warehouse: int, currency: str, shares: bool, checked: ProductRows) -> None:
        self.changes: list[Change] = []
        self.refused: list[Reason] = []
        self._warehouse = warehouse
        self._currency = currency
        self._shares = shares
        self._given = {one.sku: {c for c, _u in one.codes} for one in checked.drafts if one.codes}
        self._given |= {one.sku: set() for one in checked.drafts if one.codes == ()}
        self._first: dict[str, str] = {}
        self.leaving: dict[str, frozenset[str]] = {}

    def compare(self, tx: Transaction, drafts: Sequence[ProductDraft]) -> None:
        """Find what of these is new, different or cannot be."""
        known = known_of(tx, self._warehouse, drafts)
        taken = defaultdict(list)
        new = [
            code
            for one in drafts
            for code, _units in one.codes or ()
            if code not in known.codes.get(_id(known, one.sku), {})
        ]
        for code, owner, sku, _name in others_with(tx, None, new) if not self._shares else ():
            taken[code].append((owner, sku))
        for draft in drafts:
            try:
                change = self._change(tx, known, draft, taken)
            except Refusal as refusal:
                column = COLUMN_OF.get(refusal.code, "stock")
                self.refused.append(Reason.of(draft.line, column, refusal))
                continue
            self.changes.append(change)
            for code, _units in draft.codes or ():
                self._first.setdefault(code, draft.sku)

    def _change(
        self,
        tx: Transaction,
        known: Known,
        draft: ProductDraft,
        taken: Mapping[str, Iterable[tuple[int, str]]],
    ) -> Change:
        self._free(known, draft, taken)
        row = known.rows.get(draft.sku)
        place = known.places.get(draft.bin or DEFAULT_SHELF)
        if draft.stock is not None and place is not None and place[1] is not BinKind.SHELF:
            raise Refusal("bin_special", bin=draft.bin)
        if row is None:
            if not draft.columns.get("name"):
                raise Refusal("value_missing")
            return Change(draft, True, tuple(_all(draft, self._currency)))
        wanted = difference(known, draft, self._currency, tx.now)
        told = list(_changes(row, known.codes.get(row["id"], {}), wanted, self._currency))
        figure = stock_figure(known, draft)
        if figure is not None:
            require(tx, Permission.STOCK_ADJUST)
            before, reserved = known.levels.get((row["id"], place[0]) if place else (0, 0), (0, 0))
            if figure < reserved:
                raise Refusal("stock_reserved", wanted=figure, reserved=reserved)
            if figure != before:
                told.append(Difference("stock", str(before), str(figure)))
        return Change(draft, False, tuple(told), row["updated_at"])

    def _free(
        self,
        known: Known,
        draft: ProductDraft,
        taken: Mapping[str, Iterable[tuple[int, str]]],
    ) -> None:
        """Refuse a barcode that stays on another product, or that an earlier row takes."""
        if self._shares:
            return
        mine = known.codes.get(_id(known, draft.sku), {})
        for code, _units in draft.codes or ():
            first = self._first.get(code, draft.sku)
            if first != draft.sku:
                raise Refusal("barcode_taken", barcode=code, owner=first)
            if code in mine:
                continue
            for _owner, sku in taken.get(code, ()):
                if sku == draft.sku:
                    continue
                if sku == code or code in self._given.get(sku, {code}):
                    raise Refusal("barcode_taken", barcode=code, owner=sku)
                self.leaving[code] = self.leaving.get(code, frozenset()) | {sku}


def stock_figure(known: Known, draft: ProductDraft) -> int | None:
    """To what a draft sets its bin; None where it says nothing, or the same as last time."""
    if draft.stock is None:
        return None
    place = known.places.get(draft.bin or DEFAULT_SHELF)
    row = known.rows[draft.sku]
    said = known.said.get((row["id"], place[0]), 0) if place else 0
    return None if said == draft.stock else draft.stock


COLUMN_OF = {
    "value_missing": "name",
    "barcode_taken": "barcode",
    "pack_has_stock": "barcode",
    "unit_has_stock": "unit",
    "archive_has_stock": "active",
    "bin_special": "bin",
    "product_changed_meanwhile": "sku",
}
"""The column that a refusal is about."""


def _id(known: Known, sku: str) -> int:
    return int(known.rows[sku]["id"]) if sku in known.rows else 0


def _all(draft: ProductDraft, currency: str) -> Iterable[Difference]:
    row = draft.columns | {"currency": currency}
    for name, one in fields.FIELDS.items():
        if one.column in draft.columns:
            yield Difference(name, "", fields.write(name, row))
    if draft.codes:
        yield Difference("barcode", "", fields.codes_written(dict(draft.codes)))
    if draft.stock:
        yield Difference("stock", "", str(draft.stock))
    if draft.active is False:
        yield Difference("active", "", "no")


def _changes(row: RowMapping, codes: Codes, wanted: Update, currency: str) -> Iterable[Difference]:
    after = dict(row) | wanted.columns
    for name, one in fields.FIELDS.items():
        if one.column in wanted.columns:
            yield Difference(name, fields.write(name, row), fields.write(name, after))
    if wanted.codes is not None:
        yield Difference("barcode", fields.codes_written(codes), fields.codes_written(wanted.codes))
    if "archived_at" in wanted.columns:
        gone = wanted.columns["archived_at"] is not None
        yield Difference("active", "yes" if gone else "no", "no" if gone else "yes")
    if "currency" in wanted.columns:
        yield Difference("currency", row["currency"], currency)


def _levels_of(
    tx: Transaction, ids: Sequence[int], places: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    if not ids or not places:
        return {}
    rows = tx.execute(_levels, {"wanted": list(ids), "places": list(places)})
    return {(product, place): (units, held) for product, place, units, held in rows}


_bins = select(bins.c.code, bins.c.id, bins.c.kind).where(
    bins.c.warehouse_id == bindparam("w"), bins.c.code.in_(bindparam("wanted", expanding=True))
)
_levels = select(levels.c.product_id, levels.c.bin_id, levels.c.on_hand, levels.c.reserved).where(
    levels.c.product_id.in_(bindparam("wanted", expanding=True)),
    levels.c.bin_id.in_(bindparam("places", expanding=True)),
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
