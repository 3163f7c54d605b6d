"""What a page looks like before it is printed: lines for a terminal, a picture for a person."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from core.text import fit
from printers import raster
from printers.layout import (
    QR,
    Barcode,
    Cut,
    Element,
    Feed,
    Line,
    Native,
    Page,
    Picture,
    Row,
    Rule,
    Text,
    compose,
)
from printers.profiles import CELL_HEIGHT, Profile
from printers.symbols import fit_barcode, fit_qr

MARGIN = 32
"""Dots of paper beside the printable width: about 4 mm, as on real rolls."""
_NATIVE_BASELINE = 19  # of the 24 rows of font A
_BARS = "║▌│║█│▌║│█▌║"


def _seen(page: Page) -> Iterator[Element]:
    """What should be seen of a page."""
    return (one.shown if isinstance(one, Native) else one for one in page.elements)


def check(page: Page, profile: Profile) -> None:
    """Refuse a page whose codes or pictures cannot be printed on this paper."""
    for element in _seen(page):
        if isinstance(element, Barcode):
            fit_barcode(element, profile)
        elif isinstance(element, QR):
            fit_qr(element, profile)
        elif isinstance(element, Picture):
            raster.draw_picture(element, profile.width_dots)


def _shown(line: Line, columns: int) -> str:
    """A line in plain characters; white on black becomes a box of block characters."""
    parts = []
    for span in line.spans:
        text = span.text
        if span.style.inverse and text.strip():
            inner = text.strip()
            before = len(text) - len(text.lstrip())
            behind = len(text) - len(text.rstrip())
            text = "█" * max(0, before - 1) + " " * min(1, before) + inner
            text += " " * min(1, behind) + "█" * max(0, behind - 1)
            if before == behind == 1:
                text = f"▐{inner}▌"
        elif span.style.inverse:
            text = "█" * len(text)
        parts.append(text)
    text = fit("".join(parts).rstrip(), columns, "~")
    if line.align == "center":
        return (" " * ((columns - line.columns) // 2) + text).rstrip()
    if line.align == "right":
        return " " * (columns - line.columns) + text
    return text


def as_text(page: Page, columns: int) -> list[str]:
    """The page as lines of at most `columns` cells."""
    out: list[str] = []
    code = ""
    for element in _seen(page):
        if isinstance(element, Text) and element.value == code:
            code = ""  # the text under a code stands there already
        elif isinstance(element, Text | Row):
            out += [_shown(line, columns) for line in compose(element, columns, plain=True)]
        elif isinstance(element, Rule):
            out.append("─" * columns)
        elif isinstance(element, Barcode):
            code = element.data
            bars = (_BARS * columns)[: max(8, columns * 2 // 3)].center(columns).rstrip()
            out += [bars, fit(element.data, columns, "~").center(columns).rstrip()]
        elif isinstance(element, QR):
            out.append(fit(f"▐QR▌ {element.data}", columns, "~").center(columns).rstrip())
        elif isinstance(element, Picture):
            out.append(f"▐{element.width}x{element.height}▌".center(columns).rstrip())
        elif isinstance(element, Feed) and element.dots >= CELL_HEIGHT and out and out[-1]:
            out.append("")
        elif isinstance(element, Cut):
            out.append(("- " * columns)[:columns].rstrip())
    return out


def _native(line: Line, width_dots: int) -> Image.Image:
    """A line as the printer itself would set it: accents need no room above."""
    drawn = raster.draw_line(line, width_dots)
    tall = line.height
    over = (raster.BASELINE - _NATIVE_BASELINE) * tall
    cell = drawn.crop((0, over, width_dots, over + CELL_HEIGHT * tall))
    height = max(raster.LINE_PITCH, CELL_HEIGHT * tall)
    out = Image.new("1", (width_dots, height))
    out.paste(cell, (0, 0))
    return out


def draw_page(page: Page, profile: Profile) -> list[Image.Image]:
    """All parts of a page from top to bottom, each over the whole width, black is 1."""
    width, parts = profile.width_dots, []
    for element in _seen(page):
        if isinstance(element, Text | Row):
            for line in compose(element, profile.columns):
                draw = _native if line.ascii else raster.draw_line
                parts.append(draw(line, width))
        elif isinstance(element, Rule):
            parts.append(Image.new("1", (width, element.dots), 1))
        elif isinstance(element, Barcode):
            bars, module = fit_barcode(element, profile)
            drawn = raster.draw_bars(bars.runs, module, element.height)
            parts.append(raster.centred(drawn, width))
        elif isinstance(element, QR):
            drawn = raster.draw_qr(element.data, fit_qr(element, profile))
            parts.append(raster.centred(drawn, width))
        elif isinstance(element, Picture):
            parts.append(raster.draw_picture(element, width))
        elif isinstance(element, Feed):
            parts.append(Image.new("1", (width, element.dots)))
    return parts


def as_picture(page: Page, profile: Profile) -> Image.Image:
    """The paper with its margins as a one-bit picture, black on white."""
    return on_paper(draw_page(page, profile))


def on_paper(parts: list[Image.Image], gap: int = 0) -> Image.Image:
    """What is printed, one below the other on paper with margins, `gap` dots apart."""
    height = sum(part.height + gap for part in parts) - gap
    width = max((part.width for part in parts), default=0)
    paper = Image.new("1", (width + 2 * MARGIN, height + 2 * MARGIN))
    y = MARGIN
    for part in parts:
        paper.paste(part, (MARGIN, y))
        y += part.height + gap
    return paper.point([255] + [0] * 255, "1")


def as_png(paper: Image.Image) -> bytes:
    """The paper as a PNG file."""
    out = io.BytesIO()
    paper.save(out, "PNG", optimize=True)
    return out.getvalue()
