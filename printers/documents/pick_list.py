"""The pick list of one order: bins in walking order, what to take and how many."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.documents import PickList
from core.text import cells, fit
from printers.documents.form import Form
from printers.documents.sheet import CUT_MARK, MAX_ITEMS, Sheet, joined, tidy
from printers.layout import BOLD, Cell, Style
from printers.symbols import scannable

_MAX_QR = 60


def _title(sheet: Sheet, picks: PickList) -> None:
    sheet.box(_("PICK LIST"), ((2, 2),))
    sheet.gap(6)


def _order(sheet: Sheet, picks: PickList) -> None:
    """The order number, large and to scan; who wants it, and when this was printed."""
    number = tidy(picks.order_no, 80)
    sheet.title(number, ((3, 3), (2, 2), (1, 2)), "center", lines=2)
    if scannable(number) and len(number) <= _MAX_QR:
        sheet.qr(number, 5)
    when = show_time(picks.printed_at, picks.zone)
    who = joined(tidy(picks.channel, 20), tidy(picks.customer, 60), by=" - ")
    sheet.text(who, BOLD, lines=2)
    sheet.text(joined(when, tidy(picks.station, 20), by="  "), lines=1)


def _note(sheet: Sheet, picks: PickList) -> None:
    if picks.note:
        sheet.gap(4)
        sheet.box(_("Note: {note}").format(note=tidy(picks.note)), ((1, 2),), lines=4)


def _items(sheet: Sheet, picks: PickList) -> None:
    """A line to tick for every bin."""
    for item in picks.items[:MAX_ITEMS]:
        count = str(item.quantity)
        room = sheet.columns - 4 - 2 * len(count) - 2
        place = tidy(item.bin, 30) or _("no bin")
        wide, high = sheet.biggest(place, ((2, 2), (1, 2)), room)
        sheet.row(
            Cell("[ ]", 3, Style(1, 2)),
            Cell(fit(place, room // wide, CUT_MARK), 0, Style(wide, high, bold=True)),
            Cell(count, 2 * len(count), Style(2, 2, bold=True), "right"),
        )
        indent = 4
        lot = _("lot {lot}").format(lot=tidy(item.lot, 40)) if item.lot else ""
        sku = joined(tidy(item.sku, 60), lot, by="  ")
        sheet.row(Cell("", indent - 1), Cell(sku, 0, BOLD))
        name = tidy(item.name, 120)
        if name and name != sku:
            words = fit(name, 2 * (sheet.columns - indent), CUT_MARK)
            sheet.row(Cell("", indent - 1), Cell(words))
        sheet.rule(2, 2, 6)
    more = len(picks.items) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more), BOLD)


def _totals(sheet: Sheet, picks: PickList) -> None:
    pieces = sum(item.quantity for item in picks.items)
    lines = len(picks.items)
    left = ngettext("{count} line", "{count} lines", lines).format(count=lines)
    right = ngettext("{count} piece", "{count} pieces", pieces).format(count=pieces)
    wide = 2 if 2 * (cells(left) + cells(right)) < sheet.columns else 1
    sheet.line(left, right, Style(wide, 2, bold=True))


FORM = Form(
    PickList.kind,
    fields={
        "title": _title,
        "order": _order,
        "note": _note,
        "items": _items,
        "totals": _totals,
    },
    usual=("title", "order", "note", "thick_rule", "items", "totals"),
    required=frozenset({"order", "items"}),
    words={
        "order": lambda picks: picks.order_no,
        "channel": lambda picks: picks.channel,
        "customer": lambda picks: picks.customer,
        "station": lambda picks: picks.station,
        "date": lambda picks: show_time(picks.printed_at, picks.zone),
    },
)
"""A line to tick for every bin; the order number to scan stands at the top."""
