"""Rows of a product file become checked products, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.catalog import fields
from core.errors import Refusal
from core.files import Row, values
from core.files.reasons import CELL_WORDS, Reason
from core.files.reasons import say as _say
from core.i18n import N_

PRODUCT_COLUMNS = (
    "sku",
    "name",
    "barcode",
    "unit_price",
    "cost",
    "weight_g",
    "length_cm",
    "width_cm",
    "height_cm",
    "stock",
    "bin",
    "brand",
    "category",
    "tax_rate",
    "list_price",
    "unit",
    "description",
    "specification",
    "pictures",
    "videos",
    "reorder_point",
    "active",
)
"""One row is one product; the header may name the columns in any order."""
BESIDE_COLUMNS = ("row", "problem")
"""What a file of rows to correct says beside them; nobody reads it back."""
REQUIRED_COLUMNS = ("sku",)

PRODUCT_WORDS = CELL_WORDS | {
    "sku_repeated": N_("{sku} is also on line {other}; one row a product."),
    "barcode_reserved": N_(
        "{barcode} means something else to Kemas and cannot be a product's code."
    ),
    "barcode_twice": N_("{barcode} is named twice with different quantities."),
    "barcode_check_digit": N_("the check digit of {barcode} is wrong; kept as it is."),
    "barcode_shared": N_("{barcode} is also on {sku}; a scan will have to ask which is meant."),
    "barcode_taken": N_(
        "{barcode} is on {owner} already; take it off there, or import with --share: "
        "then a scan asks which is meant."
    ),
    "number_unreadable": N_("{value} is not a number."),
    "number_out_of_range": N_("{value} is not between {low} and {high}."),
    "number_too_fine": N_("{value} has too many decimals."),
    "yes_or_no": N_("{value} is neither yes nor no."),
    "link_wrong": N_("{link} is not a web address; write it whole, with https:// before it."),
    "links_too_many": N_("{count} links are too many; at most {limit} are kept."),
    "bin_special": N_("{bin} is not a shelf."),
    "bin_closed": N_("the bin {bin} is closed; name another one, or open it again."),
    "stock_reserved": N_("{wanted} is less than the {reserved} that orders hold."),
    "lot_needed": N_(
        "{sku} is tracked, and a file says no lots; leave its stock empty here, and count it: "
        "kemas stock count {sku} BIN UNITS --lot LOT"
    ),
    "not_allowed": N_("stock that is there may only be changed by: {roles}."),
    "unit_has_stock": N_(
        "{units} of {sku} are in stock, counted in {before}; bring the stock to 0 first, or "
        "make a new product for {after}."
    ),
    "pack_has_stock": N_(
        "{units} of {sku} are in stock and {barcode} means {before} of them; bring the stock to "
        "0 first, or give packs of {after} a barcode of their own."
    ),
    "archive_has_stock": N_("{units} of {sku} are still in stock; bring the stock to 0 first."),
    "product_changed_meanwhile": N_("somebody changed {sku} meanwhile; look at it again."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A checked product; what its file leaves empty is not in `columns` and stays as it is."""

    line: int
    sku: str
    columns: dict[str, Any]
    """Columns of the product table by name."""
    codes: tuple[tuple[str, int], ...] | None
    """Canonical barcodes and the units each stands for."""
    stock: int | None
    bin: str
    active: bool | None = None


@dataclass(slots=True)
class ProductRows:
    """What a product file holds: drafts, the reasons against bad rows, and warnings."""

    drafts: list[ProductDraft] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)


def template() -> str:
    """An empty product file: the header line alone."""
    return ",".join(PRODUCT_COLUMNS) + "\r\n"


def say(reason: Reason) -> str:
    """The sentence for a reason or warning about a product, in the current language."""
    return _say(reason, PRODUCT_WORDS)


def check_products(rows: Sequence[Row], currency: str) -> ProductRows:
    """Check all rows; a row with any reason against it gives no draft."""
    found = ProductRows()
    first: dict[str, int] = {}
    twice: set[str] = set()
    owners: dict[str, str] = {}
    for row in rows:
        draft = _Reader(row, currency, found).draft()
        sku = values.tidy(unguarded(row.cells["sku"]))
        if sku and sku in first:
            told = [(row.line, first[sku])]
            if sku not in twice:  # the first of them stays out as well
                told.insert(0, (first[sku], row.line))
            twice.add(sku)
            for line, other in told:
                params = {"sku": sku[:60], "other": other}
                found.reasons.append(Reason.at(line, "sku", "sku_repeated", params))
        first.setdefault(sku, row.line)
        if draft is None:
            continue
        found.drafts.append(draft)
        for code, _units in draft.codes or ():
            owner = owners.setdefault(code, draft.sku)
            if owner != draft.sku:
                params = {"barcode": code, "sku": owner}
                found.warnings.append(Reason.at(row.line, "barcode", "barcode_shared", params))
    # Nobody can say which of two rows is meant: neither goes in.
    found.drafts = [draft for draft in found.drafts if draft.sku not in twice]
    return found


def unguarded(raw: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return raw[1:] if raw[:1] == "'" and raw[1:2] in {"=", "+", "-", "@"} else raw


class _Reader:
    """Reads one row; collects reasons instead of stopping at the first."""

    def __init__(self, row: Row, currency: str, found: ProductRows) -> None:
        self._row = row
        self._currency = currency
        self._found = found
        self._bad: set[str] = set()

    def draft(self) -> ProductDraft | None:
        """The product, or None where something is wrong with it."""
        before = len(self._found.reasons)
        for problem in self._row.problems:
            if problem.column in BESIDE_COLUMNS:
                continue
            if problem.code == "cell_rounded" and problem.column not in {"sku", "barcode"}:
                continue
            self._refuse(
                problem.column,
                Reason.at(self._row.line, problem.column, problem.code, problem.params),
            )
        sku = self._read("sku", lambda raw: values.code(raw, 80))
        columns = self._columns()
        # A name that is there but empty once it is cleaned; one that is left out may be known.
        for name, missing in (("sku", not sku), ("name", columns.get("name") == "")):
            if missing and name not in self._bad:
                self._refuse(name, Reason.at(self._row.line, name, "value_missing", {}))
        codes = self._read("barcode", self._codes)
        stock = self._read("stock", lambda raw: fields.whole(raw, fields.STOCK_LIMIT))
        place = self._read("bin", lambda raw: values.code(raw, 40))
        active = self._read("active", fields.yes)
        if len(self._found.reasons) > before:
            return None
        return ProductDraft(self._row.line, sku or "", columns, codes, stock, place or "", active)

    def _columns(self) -> dict[str, Any]:
        """What the row says, by the columns that keep it; a long file has a million cells."""
        found: dict[str, Any] = {}
        for name, raw in self._row.cells.items():
            one = fields.FIELDS.get(name)
            if one is None or not raw or raw.isspace() or name in self._bad:
                continue
            try:
                found[one.column] = fields.read(name, unguarded(raw), self._currency)
            except Refusal as refusal:
                self._refuse(name, Reason.of(self._row.line, name, refusal))
        return found

    def _read(self, name: str, reader: Callable[[str], Any]) -> Any:
        """The value of a cell; None where it is empty, missing or bad."""
        raw = self._row.cells.get(name, "")
        if not raw.strip() or name in self._bad:
            return None
        try:
            return reader(unguarded(raw))
        except Refusal as refusal:
            self._refuse(name, Reason.of(self._row.line, name, refusal))
            return None

    def _refuse(self, name: str, reason: Reason) -> None:
        self._bad.add(name)
        self._found.reasons.append(reason)

    def _codes(self, raw: str) -> tuple[tuple[str, int], ...]:
        if raw.strip() == fields.NOTHING:
            return ()
        found, doubtful = fields.codes(raw)
        for text in doubtful:
            params = {"barcode": text}
            told = Reason.at(self._row.line, "barcode", "barcode_check_digit", params)
            self._found.warnings.append(told)
        return found
