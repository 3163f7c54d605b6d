"""A page of a PDF as dots for one width of paper, with the codes that were found on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from core.errors import Refusal
from core.text import clean
from printers.layout import Picture, Symbology
from printers.pdf import process
from printers.pdf.limits import MAX_BYTES, MAX_CODE_LENGTH, MAX_FILE_BYTES, MAX_ROWS
from printers.symbols import scannable

_NATIVE = {"CODE128", "CODE39", "EAN13"}


@dataclass(frozen=True, slots=True)
class PageCode:
    """A bar code that was found on a page."""

    format: str
    text: str
    """Safe to show; what was a control character is gone."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """What is printed of a page; every code in the picture has been read back from its dots."""

    picture: Picture
    codes: tuple[PageCode, ...]
    under: tuple[tuple[Symbology, str], ...]
    """Codes that have no room on the page at whole dots, and are to be printed under it."""
    pages: int
    """How many pages the PDF has."""
    alone: bytes = b""
    """That page as a PDF of its own, where it was asked for."""


def draw_page(pdf: bytes, page: int, width_dots: int, height_dots: int = 0) -> DrawnPage:
    """A page, from 1, of a PDF that is stored with a label; `height_dots` 0 for a roll.

    Raises Refusal ``pdf_…``: not a PDF, locked, broken, empty, too big, too slow, or with a code
    that would not scan from this paper.
    """
    if len(pdf) > MAX_BYTES:
        raise Refusal("pdf_too_big", size=len(pdf), allowed=MAX_BYTES)
    return _drawn(pdf, page, width_dots, height_dots)


@lru_cache(maxsize=4)
def _drawn(pdf: bytes, page: int, width_dots: int, height_dots: int) -> DrawnPage:
    return _ask(pdf, page, width_dots, height_dots, alone=False)


def take_page(pdf: bytes, page: int, width_dots: int, height_dots: int = 0) -> DrawnPage:
    """The same of a larger file, with the page as a PDF of its own. Raises Refusal."""
    if len(pdf) > MAX_FILE_BYTES:
        raise Refusal("pdf_too_big", size=len(pdf), allowed=MAX_FILE_BYTES)
    drawn = _ask(pdf, page, width_dots, height_dots, alone=True)
    if len(drawn.alone) > MAX_BYTES:
        raise Refusal("pdf_too_big", size=len(drawn.alone), allowed=MAX_BYTES)
    return drawn


def _ask(pdf: bytes, page: int, width_dots: int, height_dots: int, *, alone: bool) -> DrawnPage:
    height = height_dots or MAX_ROWS
    request = {"page": page, "width": width_dots, "height": height, "alone": alone}
    header, body = process.ask(request, pdf)
    wide, high = int(header["width"]), int(header["height"])
    if wide > width_dots:
        raise Refusal("pdf_broken")
    under = [
        (cast(Symbology, kind), text)
        for kind, text in header["under"]
        if kind in _NATIVE and scannable(text)
    ]
    if len(under) != len(header["under"]):
        raise Refusal("pdf_broken")
    size = -(-wide // 8) * high
    codes = (
        PageCode(clean(kind, 40), clean(text, MAX_CODE_LENGTH)) for kind, text in header["codes"]
    )
    picture = Picture(wide, high, body[:size])
    return DrawnPage(picture, tuple(codes), tuple(under), int(header["pages"]), body[size:])
