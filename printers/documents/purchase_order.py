"""The purchase order for the supplier: what we want, for how much, and where it goes."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import Party, PurchasePaper
from core.text import cells
from printers.documents.form import Form
from printers.documents.sheet import MAX_ITEMS, Sheet, amount, bare, joined, tidy
from printers.layout import BOLD, Cell, Style
from printers.symbols import scannable


def _title(sheet: Sheet, paper: PurchasePaper) -> None:
    sheet.box(_("PURCHASE ORDER"), ((2, 2), (1, 2)))
    sheet.gap(6)


def _number(sheet: Sheet, paper: PurchasePaper) -> None:
    """The number, large and to scan when the goods come."""
    number = tidy(paper.number, 40)
    sheet.title(number, ((3, 3), (2, 2), (1, 2)), "center")
    if scannable(number):
        sheet.qr(number, 5)


def _party(sheet: Sheet, words: str, party: Party) -> None:
    sheet.text(words, BOLD, lines=1)
    sheet.text(tidy(party.name, 80), lines=2)
    place = joined(tidy(party.address, 200), tidy(party.district, 60), tidy(party.city, 60))
    sheet.text(place, lines=4)
    sheet.text(tidy(party.phone, 40), lines=1)
    sheet.gap(4)


def _shop(sheet: Sheet, paper: PurchasePaper) -> None:
    _party(sheet, _("From"), paper.shop)


def _supplier(sheet: Sheet, paper: PurchasePaper) -> None:
    _party(sheet, _("To"), paper.supplier)


def _delivery(sheet: Sheet, paper: PurchasePaper) -> None:
    sheet.text(_("Deliver to {place}").format(place=tidy(paper.deliver_to, 240)), BOLD, lines=4)
    if paper.expected:
        sheet.text(_("By {day}").format(day=tidy(paper.expected, 20)), BOLD, lines=1)


def _items(sheet: Sheet, paper: PurchasePaper) -> None:
    figures = max((cells(str(item.quantity)) for item in paper.items), default=1)
    for item in paper.items[:MAX_ITEMS]:
        name, sku = tidy(item.name, 120), tidy(item.bin or item.sku, 60)
        sheet.row(Cell(f"{item.quantity}x", figures + 1, BOLD, "right"), Cell(name or sku, 0, BOLD))
        each = bare(item.unit_price, paper.currency, paper.language)
        price = bare(item.amount, paper.currency, paper.language)
        what = joined(sku if name else "", f"@ {each}", by="  ")
        sheet.row(Cell("", figures + 1), Cell(what), Cell(price, cells(price), align="right"))
        sheet.gap(4)
    more = len(paper.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more), BOLD)


def _totals(sheet: Sheet, paper: PurchasePaper) -> None:
    pieces = sum(item.quantity for item in paper.items)
    words = ngettext("{count} piece", "{count} pieces", pieces).format(count=pieces)
    total = amount(paper.total, paper.currency, paper.language)
    big = Style(1, 2, bold=True)
    sheet.row(Cell(words, 0, big), Cell(total, cells(total), big, "right"))


def _note(sheet: Sheet, paper: PurchasePaper) -> None:
    if paper.note:
        sheet.gap(4)
        sheet.text(_("Note: {note}").format(note=tidy(paper.note, 400)), lines=8)


def _footer(sheet: Sheet, paper: PurchasePaper) -> None:
    when = show_time(paper.printed_at, paper.zone)
    who = joined(tidy(paper.operator, 40), tidy(paper.station, 20))
    sheet.text(joined(when, who, by="  "), lines=2)


FORM = Form(
    PurchasePaper.kind,
    fields={
        "title": _title,
        "number": _number,
        "shop": _shop,
        "supplier": _supplier,
        "delivery": _delivery,
        "items": _items,
        "totals": _totals,
        "note": _note,
        "footer": _footer,
    },
    usual=(
        "title",
        "number",
        "shop",
        "supplier",
        "delivery",
        "thick_rule",
        "items",
        "rule",
        "totals",
        "note",
        "rule",
        "footer",
    ),
    required=frozenset({"number", "items"}),
    words={
        "number": lambda paper: paper.number,
        "supplier": lambda paper: paper.supplier.name,
        "date": lambda paper: show_time(paper.printed_at, paper.zone),
    },
)
"""The number to scan stands at the top, so that receiving begins with one scan."""
