"""One-bit pictures: text that no code page holds, bars, QR symbols, and their packed bytes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.errors import Refusal
from core.text import cell_width
from printers.fonts import BOLD, REGULAR, SYMBOLS
from printers.layout import Line, Picture, Span
from printers.profiles import CELL_WIDTH

LINE_PITCH = 28
"""Dots from one line of normal size to the next; picture lines are that high."""
BASELINE = 22
"""Row of the base line in a picture line: above it fit stacked accents, below it tails."""
BAND_ROWS = 240
"""Rows sent with one ``GS v 0``; many printers have room for 255 at most."""
MAX_ROWS = 8192
"""The longest picture that is drawn, about one metre of paper."""

_SIZE = 20  # the font size at which a character is just 12 dots wide
_INK = 110  # grey from which a dot burns; thermal paper spreads dots, so slightly below the middle
# Printers obey DLE EOT, DLE ENQ and DLE DC4 at once, even inside the data of a picture.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    # Without layout engine: letters that are not in the font must be missing, not put together.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing(path: Path) -> bytes:
    return bytes(_font(path, _SIZE).getmask("\uffff"))


@lru_cache(maxsize=4096)
def _shape(char: str, bold: bool) -> tuple[str, Path] | None:
    """The character to draw and its font; its plain form where only that is known."""
    for shown in (char, unicodedata.normalize("NFKC", char)):
        for path in (BOLD if bold else REGULAR, SYMBOLS):
            if len(shown) == 1 and bytes(_font(path, _SIZE).getmask(shown)) != _missing(path):
                return shown, path
    return None


def _box(width: int, height: int) -> Image.Image:
    """What stands for a character that is not in the font."""
    glyph = Image.new("1", (width, height))
    edge = (width // 8, height // 5, width - 1 - width // 8, height * 5 // 6)
    ImageDraw.Draw(glyph).rectangle(edge, outline=1, width=max(1, height // 16))
    return glyph


@lru_cache(maxsize=8192)
def _glyph(char: str, width: int, height: int, bold: bool) -> Image.Image:
    """One character, white on black, as many cells wide as it takes and `height` lines high."""
    cells = max(1, cell_width(char))
    box = (CELL_WIDTH * width * cells, LINE_PITCH * height)
    shape = _shape(char, bold)
    if shape is None:
        return _box(*box)
    shown, path = shape
    scale = max(width, height)
    font = _font(path, _SIZE * scale)
    across, baseline = CELL_WIDTH * scale, BASELINE * scale
    cell = Image.new("L", (across * cells, LINE_PITCH * scale))
    draw = ImageDraw.Draw(cell)
    if width == height == 1:
        draw.fontmode = "1"  # plain dots: crisper than a threshold at this size
    left = (across * cells - round(font.getlength(shown))) // 2 if cells > 1 else 0
    draw.text((left, baseline), shown, fill=255, font=font, anchor="ls")
    if cell.size != box:
        cell = cell.resize(box, Image.Resampling.BOX)
    return cell.point([0] * _INK + [255] * (256 - _INK), "1")


def _draw_span(picture: Image.Image, span: Span, x: int, y: int) -> int:
    """Draw a span with its left top corner at (x, y); returns where the next one begins."""
    style = span.style
    start, cell_x = x, x
    for char in span.text:
        size = cell_width(char) * CELL_WIDTH * style.width
        if size:
            cell_x = x
        elif char == "\u200d" or _shape(char, style.bold) is None:
            continue  # joiners and marks that the font does not have leave no trace
        if char != " ":
            glyph = _glyph(char, style.width, style.height, style.bold)
            picture.paste(1, (cell_x, y), glyph)
        x += size
    if style.inverse:
        area = (start, y, x, y + LINE_PITCH * style.height)
        flipped = picture.crop(area).point([255] + [0] * 255, "1")
        picture.paste(flipped, area[:2])
    return x


def draw_line(line: Line, width_dots: int) -> Image.Image:
    """A line as a picture over the whole width, black is 1; higher characters share the base."""
    height = LINE_PITCH * line.height
    picture = Image.new("1", (width_dots, height))
    room = max(0, width_dots - line.columns * CELL_WIDTH)
    x = {"left": 0, "center": room // 2, "right": room}[line.align]
    for span in line.spans:
        x = _draw_span(picture, span, x, height - LINE_PITCH * span.style.height)
    return picture


def draw_bars(runs: tuple[int, ...], module: int, height: int) -> Image.Image:
    """Bars and spaces at whole dots, black is 1, without quiet zones."""
    picture = Image.new("1", (sum(runs) * module, height))
    draw, x = ImageDraw.Draw(picture), 0
    for index, run in enumerate(runs):
        if index % 2 == 0:
            draw.rectangle((x, 0, x + run * module - 1, height - 1), fill=1)
        x += run * module
    return picture


@lru_cache(maxsize=256)
def draw_qr(data: str, module: int) -> Image.Image:
    """A QR symbol at whole dots with error correction M, black is 1, without quiet zone."""
    import segno

    rows = segno.make_qr(data, error="m", boost_error=False).matrix
    picture = Image.new("1", (len(rows), len(rows)))
    picture.putdata([bit for row in rows for bit in row])
    return picture.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)


def draw_picture(picture: Picture, width_dots: int) -> Image.Image:
    """A page's picture in the middle of the paper; Refusal ``picture_too_big`` beyond it."""
    if picture.width > width_dots or picture.height > MAX_ROWS:
        raise Refusal(
            "picture_too_big", width=picture.width, height=picture.height, allowed=width_dots
        )
    drawn = Image.frombytes("1", (picture.width, picture.height), picture.rows)
    return _tame(centred(drawn, width_dots))


def _tame(picture: Image.Image) -> Image.Image:
    """The picture with the dots that make it harmless, so that previews show them too.

    None is within a bar code: what is changed begins with a lone dot, and codes have two at least.
    """
    box = picture.getbbox()
    if box is None:
        return picture
    size = (-(-box[2] // 8) * 8, box[3] - box[1])
    rows = picture.crop((0, box[1], size[0], box[3])).tobytes()
    safe = harmless(rows)
    if safe != rows:
        wide = Image.new("1", (max(size[0], picture.width), picture.height))
        wide.paste(Image.frombytes("1", size, safe), (0, box[1]))
        return wide.crop((0, 0, *picture.size))
    return picture


def centred(picture: Image.Image, width_dots: int) -> Image.Image:
    """The picture in the middle of paper of this width; what is wider is cut off."""
    wide = Image.new("1", (width_dots, picture.height))
    wide.paste(picture, ((width_dots - picture.width) // 2, 0))
    return wide


def harmless(rows: bytes) -> bytes:
    """Pixels with one dot added wherever bytes would act as a real-time command."""
    return _REAL_TIME.sub(b"\x18", rows)
