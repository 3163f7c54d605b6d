"""Rows of dots as the three commands that printers know for pictures.

``GS v 0``, ``ESC *`` and ``GS ( L`` after Epson's command reference,
https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/. Cheap printers often know only one
of them; which one, their calibration page shows.
"""

from __future__ import annotations

from PIL import Image

from printers.profiles import PictureCommand
from printers.raster import harmless

_ESC, _GS = b"\x1b", b"\x1d"
_COLUMN_ROWS = 24  # of one line of ESC * at its full density


def band(picture: Image.Image, command: PictureCommand, motion: int = 1) -> bytes:
    """A picture of at most 255 rows, from the left edge; black is 1.

    `motion` is how many vertical motion units a dot has. After ``ESC *`` the line spacing is that
    of its lines: whoever prints text next sets his own.
    """
    width = -(-picture.width // 8)
    if command == "column":
        return _columns(picture, motion)
    rows = picture.crop((0, 0, width * 8, picture.height)).tobytes()
    if command == "raster":
        size = bytes((width % 256, width // 256, picture.height, 0))
        return _GS + b"v0\x00" + size + harmless(rows)
    across = width * 8
    head = b"0p0\x01\x011" + bytes((across % 256, across // 256, picture.height, 0))
    length = len(head) + len(rows)
    store = _GS + b"(L" + bytes((length % 256, length // 256)) + head + harmless(rows)
    return store + _GS + b"(L\x02\x0002"


def _columns(picture: Image.Image, motion: int) -> bytes:
    """Lines of 24 dots, each column three bytes from the top."""
    out = bytearray(_ESC + b"3" + bytes((min(255, _COLUMN_ROWS * motion),)))
    for top in range(0, picture.height, _COLUMN_ROWS):
        part = picture.crop((0, top, picture.width, top + _COLUMN_ROWS))
        turned = part.transpose(Image.Transpose.TRANSPOSE).tobytes()
        size = bytes((picture.width % 256, picture.width // 256))
        out += _ESC + b"*\x21" + size + harmless(turned) + b"\n"
    return bytes(out)
