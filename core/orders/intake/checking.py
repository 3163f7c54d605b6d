"""A bundle of rows becomes a checked draft, or the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core import money
from core.errors import Refusal
from core.files import Row, values
from core.files.reasons import Reason
from core.orders.intake.columns import IDENTIFIERS, ORDER_LEVEL, REQUIRED_COLUMNS, TEXT_LIMITS
from core.orders.intake.drafts import Draft, DraftLine, Group, SourceRow
from core.orders.intake.grouping import Bundle, bundle
from core.text import fit, fold

UNITS_LIMIT = 1_000_000
"""Pieces of one order."""
_DATES = frozenset({"ordered_at", "ship_by"})
_PLAIN = (
    "customer",
    "email",
    "address",
    "district",
    "city",
    "province",
    "service",
    "note",
    "status",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the shop says where a file is silent: its time zone (IANA) and its currency."""

    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class _Place:
    zone: str
    country: str
    currency: str


def _plain(name: str) -> Callable[[str, _Place], Any]:
    return lambda raw, _: values.text(raw, TEXT_LIMITS[name])


def _amount(raw: str, place: _Place) -> int:
    return values.amount(raw, place.currency)


_READERS: dict[str, Callable[[str, _Place], Any]] = {
    **{name: _plain(name) for name in _PLAIN},
    "country": lambda raw, _: values.country(raw),
    "currency": lambda raw, _: values.currency(raw),
    "courier": lambda raw, _: values.text(raw, TEXT_LIMITS["courier"]).casefold(),
    "phone": lambda raw, _: values.phone(raw, TEXT_LIMITS["phone"]),
    "postcode": lambda raw, at: values.postcode(raw, TEXT_LIMITS["postcode"], at.country),
    "ordered_at": lambda raw, at: values.moment(raw, at.zone),
    "ship_by": lambda raw, at: values.moment(raw, at.zone, end_of_day=True),
    "shipping_fee": _amount,
    "paid": _amount,
    "cod": _amount,
}
_SILENT: dict[str, Any] = {
    "ordered_at": None,
    "ship_by": None,
    "paid": None,
    "shipping_fee": 0,
    "cod": 0,
}
# The channel is part of what makes an order; rows that differ in it are two orders.
_COLUMNS = tuple(name for name in ORDER_LEVEL if name != "channel")


def check_rows(rows: Sequence[Row], setting: Setting) -> list[Group]:
    """All orders of a file, each with its draft or with every reason against it."""
    return [_Checker(one, setting).group() for one in bundle(rows)]


class _Checker:
    """Reads one bundle; collects reasons instead of stopping at the first."""

    def __init__(self, one: Bundle, setting: Setting) -> None:
        self._bundle = one
        self._reasons = list(one.reasons)
        self._bad: set[tuple[int, str]] = set()
        self._place = _Place(setting.zone, "", setting.currency)

    def group(self) -> Group:
        """The bundle as a group: its draft if nothing is wrong."""
        one = self._bundle
        for row in one.rows:
            if row.problems:
                self._note_problems(row)
        order = self._order()
        lines = tuple(self._line(row) for row in one.rows)
        self._note_repeats()
        if not self._reasons and sum(line.quantity for line in lines) > UNITS_LIMIT:
            self._reasons.append(
                Reason.at(
                    one.rows[0].line,
                    "quantity",
                    "units_too_many",
                    {"value": sum(line.quantity for line in lines), "limit": UNITS_LIMIT},
                )
            )
        customer = str(order["customer"]) or fit(
            values.tidy(one.rows[0].cells.get("customer", "")), TEXT_LIMITS["customer"]
        )
        draft = None
        if not self._reasons:
            draft = Draft(channel=one.channel, order_no=one.order_no, lines=lines, **order)
        return Group(
            channel=one.channel[: TEXT_LIMITS["channel"]],
            order_no=one.order_no[: TEXT_LIMITS["order_no"]],
            customer=customer,
            rows=tuple(SourceRow(row.line, row.cells) for row in one.rows),
            draft=draft,
            reasons=tuple(self._reasons),
        )

    def _note_problems(self, row: Row) -> None:
        """Take over what the reader saw, where it matters in that column."""
        for problem in row.problems:
            if problem.code == "cell_date" and problem.column in _DATES:
                continue
            if problem.code == "cell_rounded" and problem.column not in IDENTIFIERS:
                continue
            self._bad.add((row.line, problem.column))
            self._reasons.append(Reason.at(row.line, problem.column, problem.code, problem.params))

    def _order(self) -> dict[str, Any]:
        """The order-level values: the first that is filled in; others must say the same."""
        first = self._bundle.rows[0]
        self._read("order_no", first, lambda raw, _: values.code(raw, TEXT_LIMITS["order_no"]))
        self._read("channel", first, _plain("channel"))
        order: dict[str, Any] = {}
        order["country"] = self._common("country")
        shop = self._place
        by_country = money.currency_of(order["country"]) or shop.currency
        order["currency"] = self._common("currency") or by_country
        self._place = _Place(shop.zone, order["country"], order["currency"])
        for name in _COLUMNS:
            if name not in order:
                order[name] = self._common(name)
        return order

    def _common(self, name: str) -> Any:
        reader = _READERS[name]
        rows = self._bundle.rows
        silent = _SILENT.get(name, "")
        filled = [(row, cell) for row in rows if (cell := row.cells.get(name, "")).strip()]
        if not filled:
            if name in REQUIRED_COLUMNS:
                self._reasons.append(Reason.at(rows[0].line, name, "value_missing", {}))
            return silent
        source, raw = filled[0]
        value = self._read(name, source, reader)
        seen = {raw}
        for row, other in filled[1:]:
            if other in seen:
                continue
            seen.add(other)
            read = self._read(name, row, reader)
            if value is not None and read is not None and not _same(name, value, read):
                params = {"first": _shown(raw), "second": _shown(other)}
                self._reasons.append(Reason.at(row.line, name, "differs_in_order", params))
        # A text of control characters alone is as good as none.
        if value == "" and name in REQUIRED_COLUMNS:
            self._reasons.append(Reason.at(source.line, name, "value_missing", {}))
        return silent if value is None else value

    def _read(self, name: str, row: Row, reader: Callable[[str, _Place], Any]) -> Any:
        """The value of a cell; None where it is bad (and the reason noted, once)."""
        raw = row.cells.get(name, "")
        if self._bad and (row.line, name) in self._bad:
            return None
        try:
            return reader(raw, self._place)
        except Refusal as refusal:
            self._bad.add((row.line, name))
            self._reasons.append(Reason.of(row.line, name, refusal))
            return None

    def _line(self, row: Row) -> DraftLine:
        cells = row.cells
        sku = self._read("sku", row, lambda raw, _: values.code(raw, TEXT_LIMITS["sku"]))
        quantity = 0
        if not cells["quantity"].strip():
            self._reasons.append(Reason.at(row.line, "quantity", "value_missing", {}))
        else:
            quantity = self._read("quantity", row, lambda raw, _: values.quantity(raw)) or 0
        if sku == "":
            self._reasons.append(Reason.at(row.line, "sku", "value_missing", {}))
        price = discount = None
        if cells.get("unit_price", "").strip():
            price = self._read("unit_price", row, _amount)
        if cells.get("discount", "").strip():
            discount = self._read("discount", row, _amount)
        if price is not None and discount and quantity and discount > price * quantity:
            params = {"discount": _shown(cells["discount"])}
            self._reasons.append(Reason.at(row.line, "discount", "discount_too_big", params))
        return DraftLine(row.line, sku or "", quantity, price, discount or 0)

    def _note_repeats(self) -> None:
        """A row that stands again where the order comes back may be one row exported twice.

        Equal rows side by side are what they look like: two order lines.
        """
        if not self._bundle.blocks or self._bundle.blocks[-1] == 0:
            return
        seen: dict[tuple[str, ...], tuple[int, int]] = {}
        for row, block in zip(self._bundle.rows, self._bundle.blocks, strict=True):
            cells = tuple(row.cells.values())
            line, first = seen.setdefault(cells, (row.line, block))
            if first != block:
                params = {"other": line}
                self._reasons.append(Reason.at(row.line, "", "row_repeated", params))


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "phone":
        return values.same_phone(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other or fold(one) == fold(other)
    return bool(one == other)


def _shown(raw: str) -> str:
    return fit(values.tidy(raw), 40)
