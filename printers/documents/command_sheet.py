"""The sheet of command codes that hangs beside a packing station."""

from __future__ import annotations

from core.i18n import _
from core.paper.documents import CommandSheet
from printers.documents.form import Form
from printers.documents.sheet import Sheet, tidy
from printers.layout import Barcode, Style
from printers.symbols import fits


def _title(sheet: Sheet, commands: CommandSheet) -> None:
    sheet.box(_("COMMANDS"), ((2, 2),))


def _shop(sheet: Sheet, commands: CommandSheet) -> None:
    sheet.text(tidy(commands.shop, 60), align="center", lines=1)


def _codes(sheet: Sheet, commands: CommandSheet) -> None:
    """Each command with what it does; codes too long for bars on this paper become QR."""
    for code, words in commands.commands:
        sheet.rule(2, 10, 10)
        sheet.text(tidy(words, 120), Style(1, 2, bold=True), "center", lines=2)
        if fits(Barcode(code), sheet.profile):
            sheet.barcode(code, 72, 3)
        else:
            sheet.qr(code, 5)
        sheet.text(tidy(code, 80), align="center", lines=2)


FORM = Form(
    CommandSheet.kind,
    fields={"title": _title, "shop": _shop, "codes": _codes},
    usual=("title", "shop", "codes"),
    required=frozenset({"codes"}),
    words={"shop": lambda commands: commands.shop},
)
"""Each command with what it does."""
