"""The columns of the order book on screen: how wide each is, and in which ink."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from tui.book_views import BookRow
from tui.speech import N_
from tui.text import cells, safe
from tui.views import Ink
from tui.widgets.columns import Column

_USUAL = ("order", "products", "customer", "date", "total", "status")
_TITLES: dict[str, tuple[str, int, int]] = {
    "order": (N_("Order"), 10, 0),
    "products": (N_("Products"), 8, 76),
    "customer": (N_("Customer"), 8, 0),
    "date": (N_("Date"), 11, 64),
    "total": (N_("Total"), 12, 54),
    "status": (N_("Status"), 13, 0),
    "payment": (N_("Payment"), 10, 0),
    "paid": (N_("Paid"), 12, 0),
    "balance": (N_("Balance"), 12, 0),
    "courier": (N_("Courier"), 10, 0),
    "source": (N_("Source"), 8, 0),
    "phone": (N_("Phone"), 13, 0),
    "city": (N_("City"), 10, 0),
    "tracking": (N_("Tracking number"), 14, 0),
    "warehouse": (N_("Warehouse"), 9, 0),
    "ship_by": (N_("Ship by"), 11, 0),
    "note": (N_("Note"), 10, 0),
    "fulfilment": (N_("Goods"), 11, 0),
    "raw_status": (N_("Status there"), 12, 0),
}
"""Title, cells at least, and the width of the list from which on it is among the usual ones."""
_MONEY = {"total", "paid", "balance"}
_BESIDE = 48
"""Cells of the usual columns, and between them, but for those of order and status."""
_GROWS = {"products", "customer", "note"}
_STATUS: dict[str, Ink] = {
    "unpaid": "warn",
    "down_payment": "warn",
    "to_confirm": "warn",
    "processing": "accent",
    "shipping": "accent",
    "done": "good",
    "cancelled": "bad",
    "returned": "bad",
}
_PAID: dict[str, Ink] = {
    "unpaid": "warn",
    "part": "warn",
    "paid": "good",
    "overpaid": "bad",
    "credited": "good",
    "cod": "accent",
    "refund": "bad",
}


_FITTED = {"order": range(10, 21), "status": range(13, 24)}
"""Cells of columns that are as wide as what stands in them: TikTok's numbers have 18."""
_NUMBER_NARROW = 11


@dataclass(frozen=True, slots=True)
class Fitted:
    """The cells of the columns whose width follows from the rows seen so far."""

    order: int = _FITTED["order"].start
    status: int = _FITTED["status"].start

    def to(self, rows: Iterable[BookRow]) -> Fitted:
        """The same, wide enough for these rows as well."""
        seen = tuple(rows)
        return Fitted(
            _fitted("order", self.order, (row.order for row in seen)),
            _fitted("status", self.status, (row.cells.get("status", "") for row in seen)),
        )


def _fitted(name: str, so_far: int, texts: Iterable[str]) -> int:
    widest = max((cells(safe(text)) for text in texts), default=0)
    return max(so_far, min(widest, _FITTED[name][-1]))


def columns_of(
    names: Sequence[str], marked: Container[int], fitted: Fitted
) -> tuple[Column[BookRow], ...]:
    """The columns of these names, after the one of the marks.

    The usual ones make room on a narrow terminal; those that somebody chose are all tried.
    """
    usual = set(names) <= set(_USUAL)
    marks: Column[BookRow] = Column("", 2, lambda row: ("●" if row.id in marked else "", "accent"))
    return (marks, *(_column(name, _TITLES[name], fitted, usual=usual) for name in names))


def _column(
    name: str, about: tuple[str, int, int], fitted: Fitted, *, usual: bool
) -> Column[BookRow]:
    title, width, wide_only = about
    width = {"order": fitted.order, "status": fitted.status}.get(name, width)
    if name == "products":  # where numbers and states are long it goes before they are cut
        wide_only = max(wide_only, _BESIDE + fitted.order + fitted.status)

    def cell(row: BookRow) -> tuple[str, Ink]:
        return row.cells.get(name, ""), _ink(name, row)

    return Column(
        title,
        width,
        cell,
        grow=name in _GROWS,
        right=name in _MONEY,
        wide_only=wide_only if usual else 0,
        narrow=min(width, _NUMBER_NARROW) if name == "order" else 0,
        tail=name == "order",
    )


def _ink(name: str, row: BookRow) -> Ink:
    match name:
        case "order":
            return "accent"
        case "status":
            return "bad" if row.refund else _STATUS.get(row.status, "")
        case "payment":
            return _PAID.get(row.paid, "")
        case "balance":
            return "bad" if row.paid == "overpaid" else "warn"
        case "total":
            return "strong"
        case "date" | "ship_by" | "source" | "raw_status" | "warehouse":
            return "quiet"
    return ""
