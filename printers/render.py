"""The way in: a document and a printer's profile become bytes, terminal lines or a picture."""

from __future__ import annotations

from dataclasses import replace

from core.paper.documents import CourierLabel, Document
from printers import preview
from printers.documents import courier_label, draw
from printers.layout import Page
from printers.look import USUAL, Look
from printers.profiles import CELL_WIDTH, Profile, find

_FEWEST_COLUMNS = 20


def _profile(given: Profile | str | int | None) -> Profile:
    if isinstance(given, Profile):
        return given
    if isinstance(given, int):
        return find(None, given)
    return find(given, None)


def page(
    document: Document, profile: Profile | str | int | None, copy: int = 1, look: Look = USUAL
) -> Page:
    """The page of a document; its `shortened` names what did not fit. Raises Refusal."""
    target = _profile(profile)
    drawn = draw(document, target, copy, look)
    preview.check(drawn, target)
    return drawn


def render(
    document: Document, profile: Profile | str | int | None, copy: int = 1, look: Look = USUAL
) -> bytes:
    """The job of a document, for a profile, its name, or a width in dots.

    Raises Refusal when profile, width or a code on the document cannot be printed.
    """
    target = _profile(profile)
    if target.language == "pdf":
        from printers.sheets.drawn import pdf_of

        return pdf_of(document, copy, look)
    if target.language == "tspl":
        from printers import tspl

        return tspl.emit(draw(document, target, copy, look), target)
    from printers import escpos

    return escpos.emit(draw(document, target, copy, look), target)


def preview_text(
    document: Document,
    profile: Profile | str | int | None,
    copy: int = 1,
    columns: int = 48,
    look: Look = USUAL,
) -> list[str]:
    """The document as lines of at most `columns` characters; refused where `render` refuses."""
    target = _profile(profile)
    checked = page(document, target, copy, look)
    width = max(_FEWEST_COLUMNS, min(columns, target.columns))
    if isinstance(document, CourierLabel):
        return courier_label.as_text(document, checked, width)
    narrow = replace(target, width_dots=width * CELL_WIDTH)
    return preview.as_text(draw(document, narrow, copy, look), width)


def preview_png(
    document: Document, profile: Profile | str | int | None, copy: int = 1, look: Look = USUAL
) -> bytes:
    """The document as a PNG picture of the paper; refused where `render` refuses."""
    target = _profile(profile)
    drawn = draw(document, target, copy, look)
    if target.language == "tspl":
        from printers import tspl

        return preview.as_png(preview.on_paper(tspl.labels(drawn, target), preview.MARGIN))
    return preview.as_png(preview.as_picture(drawn, target))
