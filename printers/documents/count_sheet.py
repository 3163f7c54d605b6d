"""The sheet of a count: bin by bin a line for each product, with room for how many there are."""

from __future__ import annotations

from itertools import groupby

from core.i18n import _, ngettext, show_time
from core.paper.count_document import CountSheet
from core.text import fit
from printers.documents.sheet import CUT_MARK, MAX_ITEMS, Sheet, joined, tidy
from printers.layout import BOLD, Cell, Page, Style
from printers.profiles import Profile

_ROOM = 8
"""Characters to write a number into."""


def draw(count: CountSheet, profile: Profile) -> Page:
    """Bins in walking order; two empty lines under each for what nobody expected."""
    sheet = Sheet(profile)
    sheet.box(_("COUNT"), ((2, 2),))
    sheet.gap(6)
    sheet.title(tidy(count.number, 20), ((3, 3), (2, 2)), "center", lines=1)
    sheet.text(tidy(count.note, 120), BOLD, lines=2)
    when = show_time(count.printed_at, count.zone)
    sheet.text(joined(when, tidy(count.station, 20), by="  "), lines=1)
    sheet.text(_("Counted by").ljust(sheet.columns, "_"), lines=1)
    sheet.rule(4)
    for place, rows in groupby(count.rows[:MAX_ITEMS], key=lambda row: row[0]):
        sheet.text(tidy(place, 30), Style(2, 2, bold=True), lines=1)
        for _place, sku, name, lot, expected in rows:
            if sku:
                _goods(sheet, sku, name, lot, expected)
        for _empty in range(2):
            sheet.gap(10)
            sheet.text("_" * sheet.columns, lines=1)
        sheet.rule(2, 2, 6)
    more = len(count.rows) - MAX_ITEMS
    if more > 0:
        words = ngettext("and {count} more line", "and {count} more lines", more)
        sheet.text(words.format(count=more), BOLD)
    return sheet.page()


def _goods(sheet: Sheet, sku: str, name: str, lot: str, expected: str) -> None:
    what = joined(tidy(sku, 60), tidy(lot, 40), by="  ")
    room = sheet.columns - _ROOM - 1
    sheet.gap(4)
    sheet.row(Cell(fit(what, room, CUT_MARK), 0, BOLD), Cell("_" * _ROOM, _ROOM))
    about = joined(tidy(name, 120), f"({expected})" if expected else "", by="  ")
    if about and about != what:
        sheet.text(fit(about, 2 * sheet.columns, CUT_MARK), lines=2)
