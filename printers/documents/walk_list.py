"""The sheet of a walk: its code to scan, a line to tick for every stop, and the orders on it."""

from __future__ import annotations

from core.i18n import _, ngettext, show_time
from core.paper.walk_document import Stop, WalkList
from core.text import fit
from printers.documents.sheet import CUT_MARK, MAX_ITEMS, Sheet, joined, tidy
from printers.layout import BOLD, Cell, Page, Style
from printers.profiles import Profile

_MOST_ORDERS = 100


def draw(walk: WalkList, profile: Profile) -> Page:
    """Bins in the order of the walk; what goes where stands under each."""
    sheet = Sheet(profile)
    code = tidy(walk.code, 20)
    sheet.box(_("WALK"), ((2, 2),))
    sheet.gap(6)
    sheet.title(code, ((3, 3), (2, 2)), "center", lines=1)
    sheet.qr(f"KEMAS:W:{code.removeprefix('W')}", 5)
    due = _("Courier leaves {time}").format(time=show_time(walk.due_at, walk.zone))
    sheet.text(joined(tidy(walk.area, 40), due, by="  "), BOLD, lines=2)
    when = show_time(walk.printed_at, walk.zone)
    sheet.text(joined(when, tidy(walk.station, 20), by="  "), lines=1)
    sheet.rule(4)
    for stop in walk.stops[:MAX_ITEMS]:
        _stop(sheet, stop)
    more = len(walk.stops) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more), BOLD)
    pieces = sum(stop.quantity for stop in walk.stops)
    left = ngettext("{count} stop", "{count} stops", len(walk.stops))
    right = ngettext("{count} piece", "{count} pieces", pieces).format(count=pieces)
    sheet.line(left.format(count=len(walk.stops)), right, Style(1, 2, bold=True))
    sheet.rule(2)
    for number, place in walk.orders[:_MOST_ORDERS]:
        sheet.line(tidy(number, 80), tidy(place, 40))
    return sheet.page()


def _stop(sheet: Sheet, stop: Stop) -> None:
    count = str(stop.quantity)
    room = sheet.columns - 4 - 2 * len(count) - 2
    place = tidy(stop.bin, 30)
    wide, high = sheet.biggest(place, ((2, 2), (1, 2)), room)
    sheet.row(
        Cell("[ ]", 3, Style(1, 2)),
        Cell(fit(place, room // wide, CUT_MARK), 0, Style(wide, high, bold=True)),
        Cell(count, 2 * len(count), Style(2, 2, bold=True), "right"),
    )
    indent = 4
    lot = _("lot {lot}").format(lot=tidy(stop.lot, 40)) if stop.lot else ""
    sku = joined(tidy(stop.sku, 60), lot, by="  ")
    sheet.row(Cell("", indent - 1), Cell(sku, 0, BOLD))
    name = tidy(stop.name, 120)
    if name and name != sku:
        words = fit(name, 2 * (sheet.columns - indent), CUT_MARK)
        sheet.row(Cell("", indent - 1), Cell(words))
    if stop.to:
        sheet.row(Cell("", indent - 1), Cell(tidy(stop.to, 300), 0, BOLD))
    sheet.rule(2, 2, 6)
