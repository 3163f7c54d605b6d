"""The device-independent page: frozen elements, and how text becomes lines of character cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from core.text import cell_width, cells, clean

Align = Literal["left", "center", "right"]
Symbology = Literal["CODE128", "CODE39", "EAN13"]
_GLUE = "\ue000"  # stands for a space that must not break; clean text has no private characters
_ASCII = re.compile(r"[ -~]*")


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look: 1 to 8 times as wide and as high, bold, white on black."""

    width: int = 1
    height: int = 1
    bold: bool = False
    inverse: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.width <= 8 and 1 <= self.height <= 8):
            raise ValueError(f"size {self.width}x{self.height} is not within 1 to 8")


PLAIN = Style()
BOLD = Style(bold=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `fill` blackens the whole line of an inverse one."""

    value: str
    style: Style = PLAIN
    align: Align = "left"
    fill: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row: `width` in cells of normal size, 0 for what the others leave."""

    value: str
    width: int = 0
    style: Style = PLAIN
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """Columns side by side, each wrapped within its width, `gap` cells apart."""

    cells: tuple[Cell, ...]
    gap: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A solid line across the paper, `dots` thick (an even number)."""

    dots: int = 2


@dataclass(frozen=True, slots=True)
class Barcode:
    """Bars, centred, without text; `module` is the widest narrow bar that is wanted, in dots."""

    data: str
    symbology: Symbology = "CODE128"
    height: int = 80
    module: int = 3


@dataclass(frozen=True, slots=True)
class QR:
    """A QR symbol, centred, error correction M; `module` is the widest dot that is wanted."""

    data: str
    module: int = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """One-bit pixels, rows from the top, packed to bytes from the left; 1 is black."""

    width: int
    height: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty paper, in dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a document: cut, or feed to the tear bar."""


@dataclass(frozen=True, slots=True)
class Native:
    """Bytes that try out what a printer knows, and what should be seen of them; never data."""

    content: bytes
    shown: Text | Barcode | QR | Picture


@dataclass(frozen=True, slots=True)
class Drawer:
    """Opens the cash drawer that hangs on the printer; nothing of it is seen on paper."""


Element = Text | Row | Rule | Barcode | QR | Picture | Native | Feed | Cut | Drawer


@dataclass(frozen=True, slots=True)
class Page:
    """One document ready to be drawn; `shortened` names what did not fit and was cut."""

    elements: tuple[Element, ...]
    shortened: tuple[str, ...] = ()


def pieces(page: Page) -> list[Page]:
    """The pieces of paper that a page is cut into."""
    found: list[list[Element]] = [[]]
    for element in page.elements:
        if isinstance(element, Cut):
            found.append([])
        else:
            found[-1].append(element)
    return [Page(tuple(piece), page.shortened) for piece in found if piece]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one style within a line."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """One line of spans, not wider than the paper."""

    spans: tuple[Span, ...]
    align: Align = "left"

    @property
    def ascii(self) -> bool:
        """Whether a printer can print it without a picture."""
        return all(span.text.isascii() for span in self.spans)

    @property
    def height(self) -> int:
        """The highest of its characters, as a multiple of the normal height."""
        return max((span.style.height for span in self.spans), default=1)

    @property
    def columns(self) -> int:
        """The cells of normal width it takes."""
        return sum(cells(span.text) * span.style.width for span in self.spans)


def safe(value: str) -> str:
    """The text without anything that could act as a command; spaces stay as they are."""
    if _ASCII.fullmatch(value):
        return value
    return " ".join(clean(word) for word in re.split(r"[\s\u00a0]", value))


def _break(word: str, width: int) -> list[str]:
    """Cut a word that is wider than a line."""
    parts, room = [""], width
    for char in word:
        size = cell_width(char)
        if size > room and parts[-1]:
            parts.append("")
            room = width
        parts[-1] += char
        room -= size
    return parts


def wrap(value: str, width: int, keep: Iterable[str] = ()) -> list[str]:
    """Break a text at spaces into lines of at most `width` cells.

    Phrases in `keep` (a phone number, a postcode) are not broken at their spaces; only a word
    wider than a whole line is cut.
    """
    if cells(value) <= width:
        return [value]
    for phrase in keep:
        if " " in phrase:
            value = value.replace(phrase, phrase.replace(" ", _GLUE))
    lines, current, used = [], "", 0
    for word in value.split(" "):
        parts = [word] if cells(word) <= width else _break(word, width)
        for index, part in enumerate(parts):
            size = cells(part)
            if current and used + 1 + size <= width and index == 0:
                current, used = f"{current} {part}", used + 1 + size
            else:
                if current:
                    lines.append(current)
                current, used = part, size
    lines.append(current)
    return [line.replace(_GLUE, " ") for line in lines]


def _shrink(style: Style, columns: int) -> Style:
    return style if style.width <= columns else replace(style, width=max(1, columns))


def _filled(text: str, style: Style, align: Align, columns: int) -> Line:
    """A line that is inverse from edge to edge, its text in the very middle where centred."""
    room = columns - cells(text) * style.width
    before = {"left": 0, "center": room // 2, "right": room}[align]
    behind = room - before
    wide = style.width
    narrow = replace(style, width=1)
    spans = (
        Span(" " * (before % wide), narrow),
        Span(" " * (before // wide) + text + " " * (behind // wide), style),
        Span(" " * (behind % wide), narrow),
    )
    return Line(tuple(span for span in spans if span.text))


def _paragraph(element: Text, columns: int, plain: bool) -> list[Line]:
    style = replace(element.style, width=1, height=1) if plain else element.style
    style = _shrink(style, columns)
    room = columns // style.width
    lines = []
    for text in wrap(safe(element.value), room):
        if not element.fill:
            lines.append(Line((Span(text, style),), element.align))
            continue
        lines.append(_filled(text, style, element.align, columns))
    return lines


def _row(element: Row, columns: int, plain: bool) -> list[Line]:
    gaps = element.gap * (len(element.cells) - 1)
    fixed = sum(cell.width for cell in element.cells)
    open_cells = sum(not cell.width for cell in element.cells)
    share = max(1, (columns - gaps - fixed) // open_cells) if open_cells else 0
    columns_of: list[tuple[list[str], Cell, Style, int]] = []
    for cell in element.cells:
        width = cell.width or share
        style = replace(cell.style, width=1, height=1) if plain else cell.style
        style = _shrink(style, width)
        columns_of.append((wrap(safe(cell.value), width // style.width), cell, style, width))
    lines = []
    for index in range(max(len(texts) for texts, *_ in columns_of)):
        spans: list[Span] = []
        blank = 0
        for texts, cell, style, width in columns_of:
            text = texts[index] if index < len(texts) else ""
            room = width - cells(text) * style.width
            before = {"left": 0, "center": room // 2, "right": room}[cell.align]
            if text:
                if blank + before:
                    spans.append(Span(" " * (blank + before), PLAIN))
                spans.append(Span(text, style))
                blank = room - before + element.gap
            else:
                blank += width + element.gap
        lines.append(Line(tuple(spans)))
    return lines


def compose(element: Text | Row, columns: int, *, plain: bool = False) -> list[Line]:
    """The lines of a paragraph or row on paper of `columns` cells; `plain` makes all 1×1."""
    if isinstance(element, Text):
        return _paragraph(element, columns, plain)
    return _row(element, columns, plain)
