"""Pages to TSPL, the language of the 4-inch label printers: one picture a label, nothing else.

Commands after TSC's programming manual, https://www.tscprinters.com (TSPL/TSPL2). Not a letter of
any document stands in a command: all that is printed goes out as dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from PIL import Image

from printers.layout import Page, pieces
from printers.preview import draw_page
from printers.profiles import DOTS_PER_MM, Profile

_LEAST_ROWS = 8 * DOTS_PER_MM
_BLANK_ROWS = 6  # white rows at which a long document may be parted
# <ESC>! and ~! are obeyed at once, wherever they stand. A bit that is set stays white here.
_AT_ONCE = re.compile(rb"[\x1b~](?=!)")
_HARMLESS = {b"\x1b": b"\x1f", b"~": b"\x7f"}


def emit(page: Page, profile: Profile) -> bytes:
    """The whole job for a page. Raises Refusal when one of its codes cannot be printed."""
    return b"".join(_label(picture, profile) for picture in labels(page, profile))


def labels(page: Page, profile: Profile) -> list[Image.Image]:
    """What comes out, dot for dot: a picture for each piece, on labels as many as it takes."""
    return [label for piece in pieces(page) for label in _labels_of(piece, profile)]


def _labels_of(piece: Page, profile: Profile) -> list[Image.Image]:
    parts = draw_page(piece, profile)
    whole = Image.new("1", (profile.width_dots, max(1, sum(part.height for part in parts))))
    edges = [0]
    for part in parts:
        whole.paste(part, (0, edges[-1]))
        edges.append(edges[-1] + part.height)
    ends = [0, whole.height]
    if profile.label_dots:
        ends = _parted(whole, edges, profile.label_dots)
    return [_harmless(whole.crop((0, start, whole.width, end))) for start, end in pairwise(ends)]


def _parted(whole: Image.Image, edges: list[int], room: int) -> list[int]:
    """Where a document is parted: between two of its parts, else at white rows, else anywhere."""
    ends = [0]
    while whole.height - ends[-1] > room:
        start, last = ends[-1], ends[-1] + room
        between = [edge for edge in edges if start < edge <= last]
        ends.append(between[-1] if between else _white_row(whole, start, last))
    return [*ends, whole.height]


def _white_row(whole: Image.Image, start: int, last: int) -> int:
    for row in range(last, start + (last - start) // 2, -1):
        if whole.crop((0, row - _BLANK_ROWS, whole.width, row)).getbbox() is None:
            return row
    return last


def _label(picture: Image.Image, profile: Profile) -> bytes:
    return b"".join(_commands(picture, profile))


def _commands(picture: Image.Image, profile: Profile) -> Iterator[bytes]:
    if profile.label_mm is None:
        rows = max(_LEAST_ROWS, picture.height)
        size = f"SIZE {profile.width_dots // DOTS_PER_MM} mm,{-(-rows // DOTS_PER_MM)} mm"
        gap = "GAP 0 mm,0 mm"
    else:
        size = f"SIZE {profile.label_mm[0]} mm,{profile.label_mm[1]} mm"
        gap = f"GAP {profile.gap_mm} mm,0 mm"
    for line in (size, gap, "DIRECTION 0", "CLS"):
        yield f"{line}\r\n".encode("ascii")
    box = picture.getbbox()
    if box is not None:
        wide, top, high = picture.width // 8, box[1], box[3] - box[1]
        yield f"BITMAP 0,{top},{wide},{high},0,".encode("ascii")
        yield _burnt(picture.crop((0, top, picture.width, box[3]))) + b"\r\n"
    yield b"PRINT 1,1\r\n"


def _burnt(picture: Image.Image) -> bytes:
    """Rows of whole bytes; here 0 is what burns."""
    return bytes(255 - byte for byte in picture.tobytes())


def _harmless(picture: Image.Image) -> Image.Image:
    """The picture with one dot made white wherever its bytes would act as a command.

    Never a dot of a bar code: its bars and gaps have 2 dots at least, those bytes have single ones.
    """
    rows = _AT_ONCE.sub(lambda found: _HARMLESS[found.group()], _burnt(picture))
    return Image.frombytes("1", picture.size, bytes(255 - byte for byte in rows))
