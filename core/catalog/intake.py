"""Rows of a product file become checked products, or every reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core import barcodes
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
)
"""One row is one product; the header may name the columns in any order."""
REQUIRED_COLUMNS = ("sku", "name")
WEIGHT_LIMIT = 1_000_000
"""Grams."""
LENGTH_LIMIT = 10_000
"""Millimetres."""
STOCK_LIMIT = 10_000_000
"""Units in one bin."""
CASE_LIMIT = 99_999
"""Units in one case."""

PRODUCT_WORDS = CELL_WORDS | {
    "sku_repeated": N_("{sku} is also on line {other}; one row a product."),
    "barcode_reserved": N_(
        "{barcode} means something else to Kemas and cannot be a product's code."
    ),
    "barcode_twice": N_("{barcode} is named twice with different quantities."),
    "barcode_check_digit": N_("the check digit of {barcode} is wrong; kept as it is."),
    "barcode_shared": N_("{barcode} is also on {sku}; a scan will have to ask which is meant."),
    "number_unreadable": N_("{value} is not a number."),
    "number_out_of_range": N_("{value} is not between {low} and {high}."),
    "number_too_fine": N_("{value} has too many decimals."),
    "bin_special": N_("{bin} is not a shelf."),
    "stock_reserved": N_("{wanted} is less than the {reserved} that orders hold."),
    "not_allowed": N_("stock that is there may only be changed by: {roles}."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""

_CASE = re.compile(r"(.+?)\*(\d{1,60})", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")


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
        sku = values.tidy(row.cells["sku"])
        if sku and sku in first:
            twice.add(sku)
            params = {"sku": sku[:60], "other": first[sku]}
            found.reasons.append(Reason.at(row.line, "sku", "sku_repeated", params))
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


class _Reader:
    """Reads one row; collects reasons instead of stopping at the first."""

    def __init__(self, row: Row, currency: str, found: ProductRows) -> None:
        self._row = row
        self._found = found
        self._bad: set[str] = set()
        self._readers: dict[str, tuple[str, Callable[[str], Any]]] = {
            "name": ("name", lambda raw: values.text(raw, 200)),
            "brand": ("brand", lambda raw: values.text(raw, 120)),
            "category": ("category", lambda raw: values.text(raw, 120)),
            "unit_price": ("unit_price", lambda raw: values.amount(raw, currency)),
            "cost": ("cost", lambda raw: values.amount(raw, currency)),
            "tax_rate": ("tax_rate", _percent),
            "weight_g": ("weight_g", lambda raw: _whole(raw, WEIGHT_LIMIT)),
            "length_cm": ("length_mm", _millimetres),
            "width_cm": ("width_mm", _millimetres),
            "height_cm": ("height_mm", _millimetres),
        }

    def draft(self) -> ProductDraft | None:
        """The product, or None where something is wrong with it."""
        before = len(self._found.reasons)
        for problem in self._row.problems:
            if problem.code == "cell_rounded" and problem.column not in {"sku", "barcode"}:
                continue
            self._refuse(
                problem.column,
                Reason.at(self._row.line, problem.column, problem.code, problem.params),
            )
        sku = self._read("sku", lambda raw: values.code(raw, 80))
        columns = {}
        for name, (column, reader) in self._readers.items():
            value = self._read(name, reader)
            if value is not None:
                columns[column] = value
        for name, value in (("sku", sku), ("name", columns.get("name"))):
            if not value and name not in self._bad:
                self._refuse(name, Reason.at(self._row.line, name, "value_missing", {}))
        codes = self._read("barcode", self._codes)
        stock = self._read("stock", lambda raw: _whole(raw, STOCK_LIMIT))
        place = self._read("bin", lambda raw: values.code(raw, 40))
        if len(self._found.reasons) > before:
            return None
        return ProductDraft(self._row.line, sku or "", columns, codes, stock, place or "")

    def _read(self, name: str, reader: Callable[[str], Any]) -> Any:
        """The value of a cell; None where it is empty, missing or bad."""
        raw = self._row.cells.get(name, "")
        if not raw.strip() or name in self._bad:
            return None
        try:
            return reader(raw)
        except Refusal as refusal:
            self._refuse(name, Reason.of(self._row.line, name, refusal))
            return None

    def _refuse(self, name: str, reason: Reason) -> None:
        self._bad.add(name)
        self._found.reasons.append(reason)

    def _codes(self, raw: str) -> tuple[tuple[str, int], ...]:
        """``A|B*12``: each code with its units; raises Refusal ``barcode_...``."""
        found: dict[str, int] = {}
        for part in filter(None, (values.tidy(one) for one in raw.split("|"))):
            case = _CASE.fullmatch(part)
            text, units = (case[1].strip(), int(case[2])) if case else (part, 1)
            if not 1 <= units <= CASE_LIMIT:
                raise Refusal("number_out_of_range", value=part, low=1, high=f"{CASE_LIMIT:,}")
            code = barcodes.read(values.text(text, 80))
            if code.kind not in {barcodes.Kind.GTIN, barcodes.Kind.TEXT} or code.quantity:
                raise Refusal("barcode_reserved", barcode=text)
            key = barcodes.key(text)
            if found.setdefault(key, units) != units:
                raise Refusal("barcode_twice", barcode=text)
            if code.check is False:
                told = Reason.at(
                    self._row.line, "barcode", "barcode_check_digit", {"barcode": text}
                )
                self._found.warnings.append(told)
        return tuple(found.items())


def _number(raw: str) -> Decimal:
    raw = raw.strip()
    if not raw.isascii() or not _NUMBER.fullmatch(raw):
        raise Refusal("number_unreadable", value=raw)
    return Decimal(raw.replace(",", "."))


def _whole(raw: str, high: int) -> int:
    number = _number(raw)
    if values.THOUSANDS.fullmatch(raw.strip()):
        raise Refusal("number_ambiguous", value=raw)
    if number != number.to_integral_value():
        raise Refusal("number_too_fine", value=raw)
    return int(_within(number, raw, high))


def _millimetres(raw: str) -> int:
    """Centimetres with at most one decimal, as millimetres."""
    number = _number(raw) * 10
    if number != number.to_integral_value():
        raise Refusal("number_too_fine", value=raw)
    if not 0 <= number <= LENGTH_LIMIT:
        raise Refusal("number_out_of_range", value=raw, low=0, high=f"{LENGTH_LIMIT // 10:,}")
    return int(number)


def _percent(raw: str) -> str:
    """An exact percentage from 0 to 100 with at most four decimals, as its shortest text."""
    number = _within(_number(raw), raw, 100)
    if number != round(number, 4):
        raise Refusal("number_too_fine", value=raw)
    return format(number.normalize(), "f")


def _within(number: Decimal, raw: str, high: int) -> Decimal:
    if not 0 <= number <= high:
        raise Refusal("number_out_of_range", value=raw, low=0, high=f"{high:,}")
    return number
