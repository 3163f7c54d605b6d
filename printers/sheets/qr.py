"""A QR symbol as vectors on a PDF page: sharp at any size, a few kilobytes, the same each time."""

from __future__ import annotations

import re
from typing import Any

_DARK = re.compile(b"\x00+")


def runs_of(data: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Its modules a side, and its dark ones as runs: row from the top, first column, length."""
    import zxingcpp

    made = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = memoryview(
        zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)  # type: ignore[arg-type]
    )
    count, wide = picture.shape
    dots = picture.tobytes()
    return count, [
        (y, found.start(), found.end() - found.start())
        for y in range(count)
        for found in _DARK.finditer(dots[y * wide : (y + 1) * wide])
    ]


def draw_qr(canvas: Any, data: str, left: float, top: float, side: float) -> None:
    """Draw it with its upper left corner there, `side` points wide; the caller leaves it air."""
    count, runs = runs_of(data)
    canvas.saveState()
    canvas.translate(left, top)
    canvas.scale(side / count, side / count)
    # Whole numbers in the symbol's own units: the library would write hundreds of decimals.
    canvas._code.append(" ".join(f"{x} {-y - 1} {length} 1 re" for y, x, length in runs) + " f")
    canvas.restoreState()
