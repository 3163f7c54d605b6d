"""An operator's badge: a name, and one code to sign in with, for any scanner."""

from __future__ import annotations

from core.paper.documents import Badge
from printers.documents.form import Form
from printers.documents.sheet import Sheet, tidy
from printers.layout import BOLD, Barcode
from printers.symbols import fits


def _shop(sheet: Sheet, badge: Badge) -> None:
    sheet.box(tidy(badge.shop, 60), ((2, 2), (1, 2)), lines=2)
    sheet.gap(20)


def _name(sheet: Sheet, badge: Badge) -> None:
    sheet.title(tidy(badge.name, 60), ((4, 4), (3, 3), (2, 2), (1, 2)), "center", lines=2)


def _position(sheet: Sheet, badge: Badge) -> None:
    sheet.text(tidy(badge.position, 60), align="center", lines=1)


def _code(sheet: Sheet, badge: Badge) -> None:
    """The code as bars where they fit, and as QR."""
    sheet.gap(12)
    if fits(Barcode(badge.code), sheet.profile):
        sheet.barcode(badge.code, 96, 3)
    sheet.qr(badge.code, 6)
    sheet.text(tidy(badge.code, 80), BOLD, "center", lines=2)
    sheet.gap(12)


FORM = Form(
    Badge.kind,
    fields={"shop": _shop, "name": _name, "position": _position, "code": _code},
    usual=("shop", "name", "position", "code"),
    required=frozenset({"name", "code"}),
    words={"shop": lambda badge: badge.shop, "name": lambda badge: badge.name},
)
"""Shop, name and position, and the code to sign in with."""
