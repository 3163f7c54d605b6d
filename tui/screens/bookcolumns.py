"""The columns of the order book on screen: how wide each is, and in which ink."""

from __future__ import annotations

from collections.abc import Container, Sequence

from tui.book_views import BookRow
from tui.speech import N_
from tui.widgets.columns import Column

_USUAL = ("order", "products", "customer", "date", "total", "status")
_TITLES: dict[str, tuple[str, int, int]] = {
    "order": (N_("Order"), 15, 0),
    "products": (N_("Products"), 10, 76),
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
_GROWS = {"products", "customer", "note"}
_STATUS = {"unpaid": "warn", "down_payment": "warn", "to_confirm": "warn", "processing": "accent",
           "shipping": "accent", "done": "good", "cancelled": "bad", "returned": "bad"}  # fmt: skip
_PAID = {"unpaid": "warn", "part": "warn", "paid": "good", "overpaid": "bad", "cod": "accent"}


def columns_of(names: Sequence[str], marked: Container[int]) -> tuple[Column[BookRow], ...]:
    """The columns of these names, after the one of the marks.

    The usual ones make room on a narrow terminal; those that somebody chose are all tried.
    """
    usual = set(names) <= set(_USUAL)
    marks: Column[BookRow] = Column("", 2, lambda row: ("●" if row.id in marked else "", "accent"))
    return (marks, *(_column(name, _TITLES[name], usual=usual) for name in names))


def _column(name: str, about: tuple[str, int, int], *, usual: bool) -> Column[BookRow]:
    title, width, wide_only = about

    def cell(row: BookRow) -> tuple[str, str]:
        return row.cells.get(name, ""), _ink(name, row)

    return Column(
        title,
        width,
        cell,
        grow=name in _GROWS,
        right=name in _MONEY,
        wide_only=wide_only if usual else 0,
    )


def _ink(name: str, row: BookRow) -> str:
    match name:
        case "order":
            return "accent"
        case "status":
            return _STATUS.get(row.status, "")
        case "payment":
            return _PAID.get(row.paid, "")
        case "balance":
            return "bad" if row.paid == "overpaid" else "warn"
        case "total":
            return "strong"
        case "date" | "ship_by" | "source" | "raw_status" | "warehouse":
            return "quiet"
    return ""
