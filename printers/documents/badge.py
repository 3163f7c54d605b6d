"""An operator's badge: a name, and one code to sign in with, for any scanner."""

from __future__ import annotations

from core.paper.documents import Badge
from printers.documents.sheet import Sheet, tidy
from printers.layout import BOLD, Barcode, Page
from printers.profiles import Profile
from printers.symbols import fits


def draw(badge: Badge, profile: Profile) -> Page:
    """Shop, name and position, the code as bars where they fit and as QR."""
    sheet = Sheet(profile)
    sheet.box(tidy(badge.shop, 60), ((2, 2), (1, 2)), lines=2)
    sheet.gap(20)
    sheet.title(tidy(badge.name, 60), ((4, 4), (3, 3), (2, 2), (1, 2)), "center", lines=2)
    sheet.text(tidy(badge.position, 60), align="center", lines=1)
    sheet.gap(12)
    if fits(Barcode(badge.code), profile):
        sheet.barcode(badge.code, 96, 3)
    sheet.qr(badge.code, 6)
    sheet.text(tidy(badge.code, 80), BOLD, "center", lines=2)
    sheet.gap(12)
    return sheet.page()
