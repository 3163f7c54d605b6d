"""What stands on each document: one module a kind, all drawn through `draw`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.i18n import _, speaking
from core.paper.documents import Document
from printers.documents import (
    badge,
    command_sheet,
    label,
    packing_slip,
    pick_list,
    receipt,
    test_page,
)
from printers.layout import Cut, Page, Style, Text
from printers.profiles import Profile

_DRAWN: dict[str, Callable[[Any, Profile], Page]] = {
    "label": label.draw,
    "receipt": receipt.draw,
    "pick_list": pick_list.draw,
    "packing_slip": packing_slip.draw,
    "badge": badge.draw,
    "command_sheet": command_sheet.draw,
    "test_page": test_page.draw,
}


def draw(document: Document, profile: Profile, copy: int = 1) -> Page:
    """A document on the paper of a printer, in its own language, with its cut.

    Every copy after the first says so above and below.
    """
    with speaking(document.language):
        page = _DRAWN[document.kind](document, profile)
        banner: tuple[Text, ...] = ()
        if copy > 1:
            words = _("COPY {number}").format(number=copy)
            style = Style(2, 2, bold=True, inverse=True)
            banner = (Text(words, style, "center", fill=True),)
    return Page((*banner, *page.elements, *banner, Cut()), page.shortened)
