"""A picture in block characters, for a look at it in a terminal."""

from __future__ import annotations

from PIL import Image

from printers.layout import Picture

_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_INK = 70  # blackness, of 255, from which a quarter of a cell is shown black
_TALL = 2  # a cell is about twice as high as wide


def sketch(picture: Picture, columns: int) -> list[str]:
    """The picture as lines of `columns` cells, each of four quarters; blank ends are left out."""
    drawn = Image.frombytes("1", (picture.width, picture.height), picture.rows).convert("L")
    wide = 2 * columns
    high = max(2, round(picture.height * wide / picture.width / _TALL) // 2 * 2)
    small = drawn.resize((wide, high), Image.Resampling.BOX).tobytes()
    lines = []
    for top in range(0, high, 2):
        upper = small[top * wide : (top + 1) * wide]
        lower = small[(top + 1) * wide : (top + 2) * wide]
        cells = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=True)
        lines.append("".join(_QUADRANTS[_cell(*cell)] for cell in cells).rstrip())
    return lines


def _cell(*quarters: int) -> int:
    return sum((grey >= _INK) << bit for bit, grey in enumerate(quarters))
