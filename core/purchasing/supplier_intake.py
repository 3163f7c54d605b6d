"""Rows of a supplier file become checked drafts, or every reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import Refusal
from core.files import Row, values
from core.files.reasons import CELL_WORDS, Reason
from core.files.reasons import say as _say
from core.i18n import N_
from core.purchasing.suppliers import MOST_DAYS, MOST_UNITS, Details, Terms

SUPPLIER_COLUMNS = (
    "supplier",
    "name",
    "phone",
    "email",
    "address",
    "currency",
    "lead_days",
    "note",
    "sku",
    "supplier_sku",
    "price",
    "minimum",
    "pack",
    "preferred",
)
"""One row is a supplier, a product that it sells, or both."""
REQUIRED_COLUMNS = ("supplier",)

SUPPLIER_WORDS = CELL_WORDS | {
    "sku_unknown": N_("there is no product {sku}."),
    "number_unreadable": N_("{value} is not a number."),
    "number_out_of_range": N_("{value} is not between {low} and {high}."),
    "yes_or_no": N_("{value} is neither yes nor no."),
    "email_not_valid": N_("{value} is not an e-mail address."),
    "supplier_name_needed": N_("{supplier} is new and needs a name."),
    "supplier_price_needed": N_("{sku} is new for {supplier} and needs a price."),
    "good_repeated": N_("{sku} of {supplier} is also on line {other}."),
    "preferred_repeated": N_("{sku} has its preferred supplier on line {other}; one is enough."),
}
"""Reason code to message id; the placeholders are the parameters of the reason."""

# As people and spreadsheets write it, in the languages of the shop.
_YES = frozenset({"1", "x", "y", "yes", "true", "ya", "có", "benar", "đúng"})
_NO = frozenset({"0", "n", "no", "false", "tidak", "không", "salah", "sai", "-"})


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """A checked row; what its file leaves empty stays as it is. `sku` may be empty."""

    line: int
    code: str
    details: Details
    sku: str
    terms: Terms


@dataclass(slots=True)
class SupplierRows:
    """What a supplier file holds: drafts, and the reasons against bad rows."""

    drafts: list[SupplierDraft] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def template() -> str:
    """An empty supplier file: the header line alone."""
    return ",".join(SUPPLIER_COLUMNS) + "\r\n"


def say(reason: Reason) -> str:
    """The sentence for a reason, in the current language."""
    return _say(reason, SUPPLIER_WORDS)


def check_suppliers(rows: Sequence[Row], currency: str, known: dict[str, str]) -> SupplierRows:
    """Check all rows; `known` are the currencies of suppliers that there are, by code.

    A price is read in the currency that its row names, else in its supplier's, else in `currency`.
    """
    found = SupplierRows()
    known = dict(known)
    goods: dict[tuple[str, str], int] = {}
    preferred: dict[str, int] = {}
    for row in rows:
        draft = _Reader(row, currency, known, found.reasons).draft()
        if draft is None:
            continue
        place = (draft.code, draft.sku)
        if draft.sku and place in goods:
            params = {"sku": draft.sku, "supplier": draft.code, "other": goods[place]}
            found.reasons.append(Reason.at(row.line, "sku", "good_repeated", params))
            continue
        if draft.sku and draft.terms.preferred and draft.sku in preferred:
            params = {"sku": draft.sku, "other": preferred[draft.sku]}
            found.reasons.append(Reason.at(row.line, "preferred", "preferred_repeated", params))
            continue
        goods[place] = row.line
        if draft.terms.preferred:
            preferred[draft.sku] = row.line
        found.drafts.append(draft)
    return found


class _Reader:
    """Reads one row; collects reasons instead of stopping at the first."""

    def __init__(
        self, row: Row, currency: str, known: dict[str, str], reasons: list[Reason]
    ) -> None:
        self._row = row
        self._currency = currency
        self._known = known
        self._reasons = reasons
        self._bad: set[str] = set()

    def draft(self) -> SupplierDraft | None:
        """What the row says, or None where something is wrong with it."""
        before = len(self._reasons)
        for problem in self._row.problems:
            if problem.code == "cell_rounded" and problem.column not in {"sku", "supplier_sku"}:
                continue
            where = (self._row.line, problem.column)
            self._refuse(problem.column, Reason.at(*where, problem.code, problem.params))
        code = self._read("supplier", lambda raw: values.code(raw, 40)) or ""
        if not code and "supplier" not in self._bad:
            self._refuse("supplier", Reason.at(self._row.line, "supplier", "value_missing", {}))
        details = Details(
            name=self._read("name", lambda raw: values.text(raw, 120)),
            phone=self._read("phone", lambda raw: values.phone(raw, 40)),
            email=self._read("email", lambda raw: values.text(raw, 200)),
            address=self._read("address", lambda raw: values.text(raw, 400)),
            currency=self._read("currency", values.currency),
            lead_days=self._read("lead_days", lambda raw: _whole(raw, 0, MOST_DAYS)),
            note=self._read("note", lambda raw: values.text(raw, 400)),
        )
        currency = details.currency or self._known.get(code, self._currency)
        sku = self._read("sku", lambda raw: values.code(raw, 80)) or ""
        terms = Terms(
            price=self._read("price", lambda raw: values.amount(raw, currency)),
            supplier_sku=self._read("supplier_sku", lambda raw: values.text(raw, 80)),
            minimum=self._read("minimum", lambda raw: _whole(raw, 1, MOST_UNITS)),
            pack=self._read("pack", lambda raw: _whole(raw, 1, MOST_UNITS)),
            preferred=self._read("preferred", _yes),
        )
        if terms != Terms() and not sku and "sku" not in self._bad:
            self._refuse("sku", Reason.at(self._row.line, "sku", "value_missing", {}))
        if len(self._reasons) > before:
            return None
        self._known[code] = currency
        return SupplierDraft(self._row.line, code, details, sku, terms)

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
        self._reasons.append(reason)


def _whole(raw: str, low: int, high: int) -> int:
    raw = raw.strip()
    if values.THOUSANDS.fullmatch(raw):
        raise Refusal("number_ambiguous", value=raw)
    if not raw.isascii() or not raw.isdecimal():
        raise Refusal("number_unreadable", value=raw)
    if len(raw) > 12 or not low <= int(raw) <= high:
        raise Refusal("number_out_of_range", value=raw, low=low, high=f"{high:,}")
    return int(raw)


def _yes(raw: str) -> bool:
    word = raw.strip().casefold()
    if word not in _YES | _NO:
        raise Refusal("yes_or_no", value=raw)
    return word in _YES
