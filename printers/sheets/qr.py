"""A QR symbol as vectors on a PDF page: sharp at any size, a few kilobytes, the same each time."""

from __future__ import annotations

from typing import Any


def runs_of(data: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Its modules a side, and its dark ones as runs: row from the top, first column, length."""
    import zxingcpp

    made = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)
    rows: list[list[int]] = memoryview(picture).tolist()  # type: ignore[assignment]
    runs: list[tuple[int, int, int]] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if row[x]:
                x += 1
                continue
            begin = x
            while x < len(row) and not row[x]:
                x += 1
            runs.append((y, begin, x - begin))
    return len(rows), runs


def draw_qr(canvas: Any, data: str, left: float, top: float, side: float) -> None:
    """Draw it with its upper left corner there, `side` points wide; the caller leaves it air."""
    count, runs = runs_of(data)
    unit = side / count
    path = canvas.beginPath()
    for y, x, length in runs:
        path.rect(left + x * unit, top - (y + 1) * unit, length * unit, unit)
    canvas.drawPath(path, stroke=0, fill=1)
