"""What stands on each document: one module a kind, all drawn through `draw`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from core.i18n import _, speaking
from core.paper.documents import Document, Receipt
from printers.documents import (
    badge,
    command_sheet,
    invoice,
    label,
    manifest,
    packing_slip,
    pick_list,
    purchase_order,
    receipt,
    small_labels,
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
        purchase_order.FORM,
        invoice.FORM,
        small_labels.PRODUCT_FORM,
        small_labels.BIN_FORM,
        small_labels.SLIP_FORM,
        badge.FORM,
        command_sheet.FORM,
    )
}
"""The documents that a shop's templates may change."""

_DRAWN = (
    "test_page",
    "calibration",
    "courier_label",
    "walk_list",
    "count_sheet",
    "account",
    "envelopes",
)
"""Documents that are always the same; their modules load pictures, so only when needed."""


_BANNER_MM = 7  # a line of letters twice as high


def draw(document: Document, profile: Profile, copy: int = 1, look: Look = USUAL) -> Page:
    """A document on the paper of a printer, in its own language, with its cut.

    Every copy after the first says so above and below. The first of a receipt opens the drawer,
    where the printer has one.
    """
    with speaking(document.language):
        form = FORMS.get(document.kind)
        if form is None:
            page = _drawer(document.kind)(document, _room(profile, copy))
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


def _drawer(kind: str) -> Callable[[Any, Profile], Page]:
    if kind not in _DRAWN:
        raise KeyError(kind)
    drawn: Callable[[Any, Profile], Page] = import_module(f"{__name__}.{kind}").draw
    return drawn


def _room(profile: Profile, copy: int) -> Profile:
    """The profile with labels so much shorter that a copy's banners fit on them too."""
    if profile.label_mm is None or copy == 1:
        return profile
    wide, high = profile.label_mm
    return replace(profile, label_mm=(wide, max(1, high - 2 * _BANNER_MM)))
