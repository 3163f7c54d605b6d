"""The sheet of command codes that hangs beside a packing station."""

from __future__ import annotations

from core.i18n import _
from core.paper.documents import CommandSheet
from printers.documents.sheet import Sheet, tidy
from printers.layout import Barcode, Page, Style
from printers.profiles import Profile
from printers.symbols import fits


def draw(commands: CommandSheet, profile: Profile) -> Page:
    """Each command with what it does; codes too long for bars on this paper become QR."""
    sheet = Sheet(profile)
    sheet.box(_("COMMANDS"), ((2, 2),))
    sheet.text(tidy(commands.shop, 60), align="center", lines=1)
    for code, words in commands.commands:
        sheet.rule(2, 10, 10)
        sheet.text(tidy(words, 120), Style(1, 2, bold=True), "center", lines=2)
        if fits(Barcode(code), profile):
            sheet.barcode(code, 72, 3)
        else:
            sheet.qr(code, 5)
        sheet.text(tidy(code, 80), align="center", lines=2)
    return sheet.page()
