"""The packing slip that goes into the parcel: what the buyer gets, without prices for a gift."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import PackingSlip
from core.text import cells
from printers.documents.form import Form
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, tidy
from printers.layout import BOLD, Cell, Style


def _shop(sheet: Sheet, slip: PackingSlip) -> None:
    shop = slip.shop
    sheet.title(tidy(shop.name, 60), ((2, 2), (1, 2)), "center", lines=2)
    contact = joined(tidy(shop.city, 60), tidy(shop.phone, 40), by=" - ")
    sheet.text(contact, align="center", lines=2)


def _order(sheet: Sheet, slip: PackingSlip) -> None:
    sheet.pairs(
        (_("Order"), tidy(slip.order_no, 80)),
        (_("Customer"), tidy(slip.customer, 60)),
        (_("Date"), show_time(slip.printed_at, slip.zone)),
    )


def _items(sheet: Sheet, slip: PackingSlip) -> None:
    figures = max((cells(str(item.quantity)) for item in slip.items), default=1)
    for item in slip.items[:MAX_ITEMS]:
        name, sku = tidy(item.name, 120), tidy(item.sku, 60)
        sheet.row(Cell(f"{item.quantity}x", figures + 1, BOLD, "right"), Cell(name or sku, 0, BOLD))
        price = bare(item.amount, slip.currency, slip.language) if slip.currency else ""
        if name or price:
            cost = Cell(price, cells(price), align="right")
            sheet.row(Cell("", figures + 1), Cell(sku if name else ""), *[cost] * bool(price))
        if price and item.discount:
            less = bare(-item.discount, slip.currency, slip.language)
            sheet.row(
                Cell("", figures + 1), Cell(_("Discount")), Cell(less, cells(less), align="right")
            )
        sheet.gap(4)
    more = len(slip.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more))


def _totals(sheet: Sheet, slip: PackingSlip) -> None:
    pieces = sum(item.quantity for item in slip.items)
    words = ngettext("{count} piece", "{count} pieces", pieces).format(count=pieces)
    worth = sum(item.amount - item.discount for item in slip.items)
    big = Style(1, 2, bold=True)
    if not slip.currency:
        sheet.text(words, big)
        return
    total = amount(worth, slip.currency, slip.language)
    sheet.row(Cell(words, 0, big), Cell(total, cells(total), big, "right"))


def _note(sheet: Sheet, slip: PackingSlip) -> None:
    if slip.note:
        sheet.gap(8)
        sheet.text(tidy(slip.note), BOLD, "center", lines=6)


def _returns(sheet: Sheet, slip: PackingSlip) -> None:
    if slip.returns_text:
        sheet.rule()
        sheet.text(tidy(slip.returns_text, 600), lines=12)


FORM = Form(
    PackingSlip.kind,
    fields={
        "shop": _shop,
        "order": _order,
        "items": _items,
        "totals": _totals,
        "note": _note,
        "returns": _returns,
    },
    usual=(
        "logo",
        "shop",
        "rule",
        "order",
        "thick_rule",
        "items",
        "rule",
        "totals",
        "note",
        "returns",
    ),
    required=frozenset({"items"}),
    words={
        "shop": lambda slip: slip.shop.name,
        "phone": lambda slip: slip.shop.phone,
        "order": lambda slip: slip.order_no,
        "customer": lambda slip: slip.customer,
        "date": lambda slip: show_time(slip.printed_at, slip.zone),
    },
)
"""Shop, buyer, goods with numbers, the note, and how to return something."""
