"""A sheet of paper to write on from top to bottom, with the habits that all documents share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.money import Money, show
from core.text import cells, clean, fit
from printers.layout import (
    BOLD,
    PLAIN,
    QR,
    Align,
    Barcode,
    Cell,
    Element,
    Feed,
    Page,
    Row,
    Rule,
    Style,
    Symbology,
    Text,
    wrap,
)
from printers.profiles import Profile

Sizes = Sequence[tuple[int, int]]
CUT_MARK = ".."
"""Behind what was cut; ASCII, so that a line is not drawn as a picture for it."""
LIMIT = 400
"""Characters of one field that are looked at; nothing on paper is longer."""
MAX_ITEMS = 300
"""Lines of goods on one document; paper is not endless."""


def tidy(value: str, limit: int = LIMIT) -> str:
    """One field of a document as it may be printed."""
    return clean(value[: 4 * limit], limit)


def amount(minor: int, currency: str, language: str) -> str:
    """Money in ASCII, which prints at once: ``Rp 125.000``, ``125.000 VND``."""
    text = show(Money(minor, currency), language)
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("₫", "VND")
    if not text.isascii():
        number = bare(minor, currency, language)
        text = f"{number} {currency}" if language == "vi" else f"{currency} {number}"
    return text


def bare(minor: int, currency: str, language: str) -> str:
    """An amount without its currency, for columns of figures."""
    found = re.search(r"-?\d[\d.,]*", show(Money(minor, currency), language))
    return found.group() if found else str(minor)


def weight(grams: int, language: str) -> str:
    """``850 g`` or ``1.25 kg`` with the decimal sign of the language."""
    if grams < 1000:
        return f"{grams} g"
    kilos = f"{grams / 1000:.2f}".rstrip("0").rstrip(".")
    return f"{kilos if language == 'en' else kilos.replace('.', ',')} kg"


def rate(percent: str, language: str) -> str:
    """A tax rate as it is written: ``11%``, ``7,5%``."""
    return f"{percent if language == 'en' else percent.replace('.', ',')}%"


def joined(*parts: str, by: str = ", ") -> str:
    """The parts that are not empty, one after the other."""
    return by.join(part for part in parts if part)


class Sheet:
    """Collects the elements of one page."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.columns = profile.columns
        self.wide = profile.columns >= 60
        """Whether the paper is wide enough for larger letters throughout (4 inches)."""
        self._elements: list[Element] = []
        self._shortened: list[str] = []

    def page(self) -> Page:
        """What has been written."""
        return Page(tuple(self._elements), tuple(self._shortened))

    def biggest(self, text: str, sizes: Sizes, columns: int | None = None) -> tuple[int, int]:
        """The first of these sizes (w, h) at which a text fits one line, else the last."""
        room = columns or self.columns
        return next((size for size in sizes if cells(text) * size[0] <= room), sizes[-1])

    def text(
        self,
        value: str,
        style: Style = PLAIN,
        align: Align = "left",
        *,
        lines: int = 0,
        keep: Sequence[str] = (),
        field: str = "",
    ) -> None:
        """A paragraph of at most `lines` lines; `field` names it where it had to be cut."""
        if not value:
            return
        width = max(1, self.columns // style.width)
        whole = wrap(value, width, keep)
        if lines and len(whole) > lines:
            whole[lines - 1 :] = [_cut(" ".join(whole[lines - 1 :]), width)]
            if field:
                self._shortened.append(field)
        self._elements += [Text(line, style, align) for line in whole]

    def title(self, value: str, sizes: Sizes, align: Align = "left", *, lines: int = 1) -> None:
        """A bold text as large as fits."""
        width, height = self.biggest(value, sizes)
        self.text(value, Style(width, height, bold=True), align, lines=lines)

    def box(self, value: str, sizes: Sizes, *, lines: int = 1) -> None:
        """White letters in a black box over the whole width, as large as fits."""
        width, height = self.biggest(value, sizes, self.columns - 2)
        room = self.columns // width
        style = Style(width, height, bold=True, inverse=True)
        whole = wrap(value, room)
        if len(whole) > lines:
            whole[lines - 1 :] = [_cut(" ".join(whole[lines - 1 :]), room)]
        self._elements += [Text(line, style, "center", fill=True) for line in whole]

    def row(self, *columns: Cell) -> None:
        """Columns side by side, a text longer than its column is wrapped."""
        self._elements.append(Row(columns))

    def line(self, left: str, right: str, style: Style = PLAIN) -> None:
        """A text on the left and one on the right, which keeps its width."""
        room = min(cells(right) * style.width, self.columns * 2 // 3)
        self.row(Cell(left, 0, style), Cell(right, max(1, room), style, "right"))

    def pairs(self, *pairs: tuple[str, str]) -> None:
        """Names and values, the values below each other."""
        shown = [(name, value) for name, value in pairs if value]
        width = min(max((cells(name) for name, _ in shown), default=1), self.columns // 2)
        for name, value in shown:
            self.row(Cell(name, width), Cell(value, 0, BOLD))

    def rule(self, dots: int = 2, above: int = 6, below: int = 8) -> None:
        """A line across, with air around it."""
        self._elements += [Feed(above), Rule(dots), Feed(below)]

    def gap(self, dots: int) -> None:
        """Empty paper."""
        self._elements.append(Feed(dots))

    def barcode(
        self, data: str, height: int, module: int = 3, symbology: Symbology = "CODE128"
    ) -> None:
        """A linear code in the middle, with air around it."""
        self._elements += [Feed(10), Barcode(data, symbology, height, module), Feed(8)]

    def put(self, element: Element) -> None:
        """Anything else that a page may hold."""
        self._elements.append(element)

    def qr(self, data: str, module: int = 4) -> None:
        """A QR symbol in the middle, with its quiet zone above and below."""
        self._elements += [Feed(4 * module), QR(data, module), Feed(4 * module)]


def _cut(text: str, width: int) -> str:
    """The text cut to width, with the mark even where just the following lines are missing."""
    return fit(text + CUT_MARK if cells(text) <= width else text, width, CUT_MARK)
