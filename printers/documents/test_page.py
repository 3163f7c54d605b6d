"""A page that shows at a glance whether a printer's width, sizes, codes and letters are right."""

from __future__ import annotations

from core.i18n import _, show_time
from core.paper.documents import TestPage
from printers.documents.sheet import Sheet, joined, tidy
from printers.layout import BOLD, Page, Style
from printers.profiles import Profile

_LETTERS = "Tiếng Việt: ắ ằ ẳ ẵ ặ ề ỗ ợ ự đ Đ Ẩ Ẫ"


def draw(test: TestPage, profile: Profile) -> Page:
    """A solid line and a ruler from edge to edge, sizes, codes, and a line of letters."""
    sheet = Sheet(profile)
    sheet.box(_("TEST PAGE"), ((2, 2),))
    sheet.title(tidy(test.printer, 40), ((2, 2), (1, 2)), "center", lines=2)
    when = show_time(test.printed_at, test.zone, seconds=True)
    sheet.text(joined(when, tidy(test.station, 20), by="  "), align="center")
    sheet.rule(4)
    sheet.text(_("This line and the ruler must reach both edges:"))
    sheet.text("".join(str(index % 10) for index in range(1, sheet.columns + 1)))
    sheet.text("".join("|" if index % 10 == 0 else "." for index in range(1, sheet.columns + 1)))
    size = _("{dots} dots, {columns} columns").format(
        dots=profile.width_dots, columns=profile.columns
    )
    sheet.pairs(
        (_("Width"), size),
        (_("Profile"), profile.name),
        *((tidy(name, 30), tidy(value, 120)) for name, value in test.facts[:40]),
    )
    sheet.rule(2)
    sheet.text(_("Bold"), BOLD)
    sheet.text("2x2", Style(2, 2))
    sheet.text("3x3", Style(3, 3, bold=True))
    sheet.text(" " + _("White on black") + " ", Style(1, 2, inverse=True))
    sheet.text(_LETTERS)
    sheet.barcode("KEMAS TEST", 80, 3)
    sheet.text("CODE128: KEMAS TEST", align="center")
    sheet.qr("KEMAS TEST", 5)
    sheet.text("QR: KEMAS TEST", align="center")
    sheet.rule(4)
    sheet.text(_("Both codes must scan, and the paper must be cut below this line."))
    return sheet.page()
