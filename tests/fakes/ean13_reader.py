"""A second reader of EAN-13: from a row of dots to thirteen digits, by itself."""

from __future__ import annotations

from collections import Counter

from PIL import Image

_L = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011",
      "0110111", "0001011")  # fmt: skip
_R = tuple("".join("10"[bit == "1"] for bit in code) for code in _L)
_G = tuple(code[::-1] for code in _R)
_FIRST = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG",
          "LGLGGL", "LGGLGL")  # fmt: skip
_MODULES = 95
_AS_TEXT = bytes.maketrans(b"\0\1", b"01")


def read_ean13(picture: Image.Image) -> set[str]:
    """All EAN-13 of whole dots a module that at least eight rows agree upon; black is 1."""
    grey = picture.convert("L").point([0] + [1] * 255).tobytes().translate(_AS_TEXT)
    rows = [grey[at : at + picture.width] for at in range(0, len(grey), picture.width)]
    seen: dict[str, int] = {}
    for row, many in Counter(rows).items():
        for text in _row(row.decode()):
            seen[text] = seen.get(text, 0) + many
    return {text for text, number in seen.items() if number >= 8}


def _row(dots: str) -> set[str]:
    found = set()
    padded = "0" * 60 + dots + "0" * 60
    for module in range(1, 7):
        start = "0" * (7 * module) + "1" * module + "0" * module + "1" * module + "0"
        at = padded.find(start)
        while at >= 0:
            begin = at + 7 * module
            text = _digits(padded[begin : begin + _MODULES * module], module)
            if text:
                found.add(text)
            at = padded.find(start, at + 1)
    return found


def _digits(dots: str, module: int) -> str | None:
    bits = dots[::module]
    if len(bits) < _MODULES or dots != "".join(bit * module for bit in bits):
        return None
    if (bits[:3], bits[45:50], bits[92:]) != ("101", "01010", "101"):
        return None
    left, sets = "", ""
    for at in range(3, 45, 7):
        name = next((name for name, codes in (("L", _L), ("G", _G)) if bits[at : at + 7] in codes),
                    "")  # fmt: skip
        if not name:
            return None
        sets += name
        left += str((_L if name == "L" else _G).index(bits[at : at + 7]))
    right = [bits[at : at + 7] for at in range(50, 92, 7)]
    if sets not in _FIRST or any(code not in _R for code in right):
        return None
    text = f"{_FIRST.index(sets)}{left}{''.join(str(_R.index(code)) for code in right)}"
    checked = sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(text)) % 10 == 0
    return text if checked else None
