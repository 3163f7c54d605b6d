"""A second reader of Code128: from a row of dots to text, by itself, with another table."""

from __future__ import annotations

from barcode.charsets.code128 import CODES
from PIL import Image

_VALUES = {code: value for value, code in enumerate(CODES)}
_STOP = "1100011101011"


def _runs(row: bytes) -> list[tuple[bool, int, int]]:
    runs: list[tuple[bool, int, int]] = []
    start = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or (row[at] > 127) != (row[start] > 127):
            runs.append((row[start] > 127, start, at - start))
            start = at
    return runs


def _text(values: list[int]) -> str | None:
    if len(values) < 3 or values[0] not in (103, 104, 105):
        return None
    body, check = values[1:-1], values[-1]
    if (values[0] + sum(at * value for at, value in enumerate(body, 1))) % 103 != check:
        return None
    current, text = "ABC"[values[0] - 103], ""
    for value in body:
        if current == "C" and value < 100:
            text += f"{value:02d}"
        elif value in (99, 100, 101) and not (current == "C" and value < 100):
            current = {99: "C", 100: "B", 101: "A"}[value]
        elif value < 96 and current == "B":
            text += chr(value + 32)
        else:
            return None
    return text


def _row(row: bytes) -> set[str]:
    found = set()
    runs = _runs(row)
    for first, (black, _start, width) in enumerate(runs):
        if not black or width % 2:
            continue
        module = width // 2  # a start symbol begins with a bar of two modules
        quiet = runs[first - 1][2] if first else 0
        if first and quiet < 5 * module:
            continue
        bits, at = "", first
        while at < len(runs) and runs[at][2] % module == 0 and runs[at][2] <= 4 * module:
            bits += ("1" if runs[at][0] else "0") * (runs[at][2] // module)
            at += 1
        if at < len(runs) and not runs[at][0] and runs[at][2] >= 5 * module:
            bits += "0" * 2  # the quiet zone behind
        values, place = [], 0
        while bits[place : place + 13] != _STOP:
            value = _VALUES.get(bits[place : place + 11])
            if value is None:
                break
            values.append(value)
            place += 11
        else:
            text = _text(values)
            if text:
                found.add(text)
    return found


def read_code128(picture: Image.Image) -> set[str]:
    """All that stands in Code128 on a picture whose black is 1, upright or turned by 90°.

    Only whole dots a module are read, and only rows that at least eight rows agree upon.
    """
    found: set[str] = set()
    for turned in (picture, picture.transpose(Image.Transpose.ROTATE_270)):
        seen: dict[str, int] = {}
        grey = Image.new("L", (turned.width + 80, turned.height))
        grey.paste(turned.convert("L"), (40, 0))
        for y in range(0, grey.height, 2):
            for text in _row(grey.crop((0, y, grey.width, y + 1)).tobytes()):
                seen[text] = seen.get(text, 0) + 2
        found |= {text for text, rows in seen.items() if rows >= 8}
    return found
