"""What stands on each document: one module a kind, all drawn through `draw`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.i18n import _, speaking
from core.paper.documents import Document, Receipt
from printers.documents import (
    badge,
    calibration,
    command_sheet,
    courier_label,
    label,
    manifest,
    packing_slip,
    pick_list,
    receipt,
    small_labels,
    test_page,
)
from printers.documents.form import Form
from printers.layout import Cut, Drawer, Element, Page, Style, Text
from printers.look import USUAL, Look
from printers.profiles import Profile

FORMS: dict[str, Form] = {
    form.kind: form
    for form in (
        label.FORM,
        receipt.FORM,
        pick_list.FORM,
        packing_slip.FORM,
        manifest.FORM,
        small_labels.PRODUCT_FORM,
        small_labels.BIN_FORM,
        badge.FORM,
        command_sheet.FORM,
    )
}
"""The documents that a shop's templates may change."""

_DRAWN: dict[str, Callable[[Any, Profile], Page]] = {
    "test_page": test_page.draw,
    "calibration": calibration.draw,
    "courier_label": courier_label.draw,
}


def draw(document: Document, profile: Profile, copy: int = 1, look: Look = USUAL) -> Page:
    """A document on the paper of a printer, in its own language, with its cut.

    Every copy after the first says so above and below. The first of a receipt opens the drawer,
    where the printer has one.
    """
    with speaking(document.language):
        form = FORMS.get(document.kind)
        if form is None:
            page = _DRAWN[document.kind](document, profile)
        else:
            page = form.draw(document, profile, look)
        banner: tuple[Text, ...] = ()
        if copy > 1:
            words = _("COPY {number}").format(number=copy)
            style = Style(2, 2, bold=True, inverse=True)
            banner = (Text(words, style, "center", fill=True),)
    kick = profile.drawer and copy == 1 and isinstance(document, Receipt)
    before: tuple[Element, ...] = (Drawer(), *banner) if kick else banner
    return Page((*before, *page.elements, *banner, Cut()), page.shortened)
