"""A PDF page of A4 that is written from top to bottom; the same whenever and wherever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any
from unicodedata import normalize

from printers.documents.sheet import bare, tidy
from printers.fonts import TEXT, TEXT_BOLD

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 20 * MM, 190 * MM, 277 * MM, 20 * MM
LEAD = 13.0
"""Points from one line to the next."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where figures of a table end, or its text begins."""

    at: float
    right: bool = True


@cache
def fonts() -> tuple[str, str]:
    """The names of the two fonts, known to the library from now on."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    rl_config.useA85 = 0  # a PDF may hold bytes: a fifth less of them, and written faster
    names = ("KemasText", "KemasTextBold")
    for name, path in zip(names, (TEXT, TEXT_BOLD), strict=True):
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return names


class PdfSheet:
    """Writes from top to bottom and begins a page where one is full."""

    def __init__(self, title: str, author: str, currency: str, language: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._plain, self._bold = fonts()
        self._title = tidy(title, 80)
        self._currency, self._language = currency, language
        self._buffer = BytesIO()
        self._canvas: Any = Canvas(
            self._buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1
        )
        self._canvas.setTitle(self._title)
        self._canvas.setAuthor(tidy(author, 120))
        self._y = TOP
        self._page = 1

    def _saved(self) -> bytes:
        """The file, its last page ended."""
        self._end_page()
        self._canvas.save()
        return self._buffer.getvalue()

    def _row(self, columns: Sequence[Column], values: Sequence[str], *, bold: bool = False) -> None:
        self._space(LEAD)
        for column, value in zip(columns, values, strict=False):
            self._text(column.at, value, 9, bold=bold, right=column.right)
        self._y -= LEAD

    def _rule(self) -> None:
        self._canvas.line(LEFT, self._y + 9, RIGHT, self._y + 9)
        self._y -= 6

    def _text(
        self, x: float, value: str, size: float, *, bold: bool = False, right: bool = False
    ) -> None:
        self._canvas.setFont(self._bold if bold else self._plain, size)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, self._y, normalize("NFC", value))

    def _space(self, points: float) -> None:
        """Begin a page where this one has no room for so much."""
        if self._y - points < BOTTOM:
            self._end_page()
            self._page += 1
            self._y = TOP

    def _end_page(self) -> None:
        self._y = BOTTOM - 20
        self._text(LEFT, self._title, 8)
        self._text(RIGHT, str(self._page), 8, right=True)
        self._canvas.showPage()

    def _money(self, minor: int) -> str:
        return bare(minor, self._currency, self._language)

    def _wrapped(self, value: str, room: float, size: float) -> list[str]:
        from reportlab.lib.utils import simpleSplit

        if not value:
            return []
        lines = simpleSplit(normalize("NFC", value), self._plain, size, room)
        return [str(line) for line in lines]
