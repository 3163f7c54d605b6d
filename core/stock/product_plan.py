"""What a product file would change, row by row and field by field, before anything is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping

from core.catalog import fields
from core.catalog.intake import (
    BESIDE_COLUMNS,
    PRODUCT_COLUMNS,
    REQUIRED_COLUMNS,
    ProductDraft,
    ProductRows,
    check_products,
)
from core.catalog.storing import Codes, Update
from core.catalog.tracking import Tracking
from core.database import Database
from core.errors import Refusal
from core.files import Row, read_table
from core.files.reasons import Reason
from core.people.permissions import Permission, require
from core.stock.goods_rules import others_with
from core.stock.models import BinKind
from core.stock.places import DEFAULT_SHELF
from core.stock.product_known import Known, difference, known_of, stock_figure
from core.transaction import Actor, Transaction, reading

CHUNK = 500
"""Products that are compared at a time."""

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
            if draft.sku not in known.rows and not draft.columns.get("name"):
                self.refused.append(Reason.at(draft.line, "name", "value_missing", {}))
                continue
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
            return Change(draft, True, tuple(_all(draft, self._currency)))
        wanted = difference(known, draft, self._currency, tx.now)
        told = list(_changes(row, known.codes.get(row["id"], {}), wanted, self._currency))
        figure = stock_figure(known, draft)
        if figure is not None:
            require(tx, Permission.STOCK_ADJUST)
            if row["tracking"] != Tracking.NONE:
                raise Refusal("lot_needed", sku=draft.sku, tracking=row["tracking"])
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


COLUMN_OF = {
    "barcode_taken": "barcode",
    "pack_has_stock": "barcode",
    "unit_has_stock": "unit",
    "archive_has_stock": "active",
    "bin_special": "bin",
    "bin_closed": "bin",
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
