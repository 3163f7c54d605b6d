"""A QR symbol in half blocks, two modules a character, as large a text as the room allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_QUIET = (4, 2)
"""Modules of light around the symbol: as ISO/IEC 18004 asks, and what phones still read."""
_LONGEST = 2900
"""Bytes that the largest symbol holds at level L."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Lines of a symbol. Its light modules are the blocks: they need light ink on dark ground."""

    lines: tuple[str, ...]
    which: int
    """Which of the texts it holds; 0 is the first."""


def draw(texts: Sequence[str], columns: int, rows: int) -> Drawn | None:
    """The first of the texts that fits into the room, with the least error correction.

    None where not even the last one does.
    """
    for which, text in enumerate(texts):
        if len(text.encode()) > _LONGEST:
            continue
        matrix = _matrix(text)
        for quiet in _QUIET:
            size = len(matrix) + 2 * quiet
            if size <= columns and (size + 1) // 2 <= rows:
                return Drawn(_lines(matrix, quiet), which)
    return None


def _matrix(text: str) -> list[list[bool]]:
    """The modules, True where dark."""
    import segno

    symbol = segno.make_qr(text, error="l", boost_error=False)
    return [[bool(module) for module in row] for row in symbol.matrix]


def _lines(matrix: list[list[bool]], quiet: int) -> tuple[str, ...]:
    size = len(matrix)

    def is_dark(down: int, right: int) -> bool:
        down, right = down - quiet, right - quiet
        return 0 <= down < size and 0 <= right < size and matrix[down][right]

    whole = range(size + 2 * quiet)
    return tuple(
        "".join(_BLOCKS[is_dark(down, right), is_dark(down + 1, right)] for right in whole)
        for down in whole[::2]
    )


_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
