"""A courier's own label: its page as it came, with bar codes that scan from this paper."""

from __future__ import annotations

import base64
import binascii

from core.errors import Refusal
from core.i18n import _
from core.paper.documents import CourierLabel
from printers.documents.sheet import joined, tidy
from printers.layout import Barcode, Feed, Page, Picture, Style, Text
from printers.profiles import Profile
from printers.sketch import sketch

_BARS = 120


def pdf_of(label: CourierLabel) -> bytes:
    """The stored PDF. Raises Refusal ``pdf_broken``."""
    try:
        return base64.b64decode(label.pdf, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("pdf_broken") from error


def draw(label: CourierLabel, profile: Profile) -> Page:
    """The page of the label, and under it the codes that had no room on it."""
    from printers.pdf.drawing import draw_page

    drawn = draw_page(pdf_of(label), label.page, profile.width_dots, profile.label_dots)
    elements: list[Picture | Feed | Barcode | Text] = [drawn.picture]
    for symbology, text in drawn.under:
        elements += [
            Feed(16),
            Barcode(text, symbology, _BARS),
            Feed(8),
            Text(text, Style(1, 2, bold=True), "center"),
            Feed(8),
        ]
    return Page(tuple(elements))


def as_text(label: CourierLabel, page: Page, columns: int) -> list[str]:
    """What a terminal shows: what the label is, and its picture in block characters."""
    lines = [joined(tidy(label.courier, 40), tidy(label.waybill, 80), by="  ")]
    if label.sheets > 1:
        words = _("Page {page} of {pages}")
        lines.append(words.format(page=label.sheet, pages=label.sheets))
    lines += [f"▐{kind}▌ {tidy(text, 100)}" for kind, text in label.codes]
    shown = [line[:columns] for line in lines if line]
    for element in page.elements:
        if isinstance(element, Picture):
            shown += sketch(element, columns)
        elif isinstance(element, Barcode):
            shown.append(f"║▌│█║ {element.data}"[:columns])
    return shown
