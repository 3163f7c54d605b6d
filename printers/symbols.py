"""Bar codes and QR as modules: which bars, how wide at whole dots, and whether they fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from core.errors import Refusal
from core.text import visible
from printers.layout import QR, Barcode, Symbology
from printers.profiles import Profile

MIN_MODULE = 2
"""The narrowest bar that scanners read reliably from thermal paper, in dots at 203 dpi."""

# Element widths of the 106 symbols of ISO/IEC 15417, bar first, then the stop pattern.
_128 = re.findall(
    r"\d+",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112",
)
_START = {"B": 104, "C": 105}
_SWITCH = {"B": 100, "C": 99}
# In set C a pair goes out as one byte: 16 before one of these is a real-time command (DLE EOT,
# DLE ENQ, DLE DC4), which printers obey even inside the data of a code.
_AFTER_16 = {4, 5, 20}
_MAX_LENGTH = 80

_39_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"
# Wide (1) and narrow (0) elements, bar first, of each character (ISO/IEC 16388).
_39 = re.findall(
    r"\d+",
    "000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 "
    "001100100 100001001 001001001 101001000 000011001 100011000 001011000 000001101 100001100 "
    "001001100 000011100 100000011 001000011 101000010 000010011 100010010 001010010 000000111 "
    "100000110 001000110 000010110 110000001 011000001 111000000 010010001 110010000 011010000 "
    "010000101 110000100 011000100 010101000 010100010 010001010 000101010 010010100",
)
_EAN_L = re.findall(r"\d+", "3211 2221 2122 1411 1132 1231 1114 1312 1213 3112")
_EAN_PARITY = re.findall(
    r"[LG]+", "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL"
)
# Bytes that a QR symbol of version 1, 2, … holds at error correction M (ISO/IEC 18004).
_QR_BYTES_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)


@dataclass(frozen=True, slots=True)
class Bars:
    """A linear code: widths of bars and spaces in turn, in modules, and its bytes for ``GS k``."""

    runs: tuple[int, ...]
    system: int
    """The code system ``m`` of ``GS k`` (function B)."""
    native: bytes

    @property
    def modules(self) -> int:
        """Its whole width without quiet zones."""
        return sum(self.runs)


def scannable(code: str) -> bool:
    """Whether a code can stand in bars or QR: printable ASCII, not empty, no blank ends."""
    return bool(re.fullmatch(r"[!-~]([ -~]*[!-~])?", code))


def _refuse_unless_scannable(code: str) -> None:
    if not scannable(code):
        raise Refusal("code_unprintable", text=visible(code[:_MAX_LENGTH]))
    if len(code) > _QR_BYTES_M[-1]:
        raise Refusal("code_too_long", text=code[:_MAX_LENGTH], limit=_QR_BYTES_M[-1])


def _steps_128(code: str) -> list[tuple[str, int]]:
    """The shortest way through sets B and C: (set, symbol value) of each data symbol."""
    # ways[position][(set, last value was 16 in set C)] = (symbols so far, steps so far)
    ways: list[dict[tuple[str, bool], tuple[int, list[tuple[str, int]]]]]
    ways = [{} for _ in range(len(code) + 1)]
    ways[0] = {("", False): (0, [])}
    for at, here in enumerate(ways[:-1]):
        for (current, was_16), (cost, steps) in here.items():
            options = [("B", ord(code[at]) - 32, 1)]
            if code[at : at + 2].isdigit() and len(code) - at >= 2:
                options.append(("C", int(code[at : at + 2]), 2))
            for wanted, value, length in options:
                switch = wanted != current
                if wanted == "C" and was_16 and not switch and value in _AFTER_16:
                    continue
                state = (wanted, wanted == "C" and value == 16)
                total = cost + 1 + switch
                known = ways[at + length].get(state)
                if known is None or total < known[0]:
                    ways[at + length][state] = (total, [*steps, (wanted, value)])
    return min(ways[-1].values(), key=lambda way: way[0])[1]


def _code128(code: str) -> Bars:
    values: list[int] = []
    native = bytearray()
    current = ""
    for wanted, value in _steps_128(code):
        if wanted != current:
            values.append(_SWITCH[wanted] if values else _START[wanted])
            native += b"{" + wanted.encode()
            current = wanted
        values.append(value)
        if wanted == "C":
            native.append(value)
        else:
            native += b"{{" if value == 91 else bytes((value + 32,))
    check = (values[0] + sum(index * value for index, value in enumerate(values))) % 103
    runs = "".join(_128[value] for value in (*values, check, 106))
    return Bars(tuple(map(int, runs)), 73, bytes(native))


def _code39(code: str) -> Bars:
    if set(code) - set(_39_CHARS[:-1]):
        raise Refusal("code_unprintable", text=code)
    runs: list[int] = []
    for char in f"*{code}*":
        runs += [3 if wide == "1" else 1 for wide in _39[_39_CHARS.index(char)]]
        runs.append(1)
    return Bars(tuple(runs[:-1]), 69, code.encode())


def _ean13(code: str) -> Bars:
    if not re.fullmatch(r"[0-9]{12,13}", code):
        raise Refusal("code_unprintable", text=code)
    odd, even = sum(map(int, code[0:12:2])), sum(map(int, code[1:12:2]))
    check = str(-(odd + 3 * even) % 10)
    if code[12:] not in ("", check):
        raise Refusal("code_check_digit", text=code, expected=check)
    full = code[:12] + check
    left = ""
    for digit, parity in zip(full[1:7], _EAN_PARITY[int(full[0])], strict=True):
        widths = _EAN_L[int(digit)]
        left += widths if parity == "L" else widths[::-1]
    right = "".join(_EAN_L[int(digit)] for digit in full[7:])
    return Bars(tuple(map(int, f"111{left}11111{right}111")), 67, full.encode())


@lru_cache(maxsize=512)
def bars(code: str, symbology: Symbology) -> Bars:
    """The bars of a code.

    Raises Refusal ``code_unprintable``, ``code_too_long`` or ``code_check_digit``.
    """
    _refuse_unless_scannable(code)
    if len(code) > _MAX_LENGTH:
        raise Refusal("code_too_long", text=code[:_MAX_LENGTH], limit=_MAX_LENGTH)
    return {"CODE128": _code128, "CODE39": _code39, "EAN13": _ean13}[symbology](code)


def _widest(code: str, modules: int, wanted: int, width_dots: int) -> int:
    """The widest module up to what is wanted with which a code fits the paper."""
    for module in range(wanted, MIN_MODULE - 1, -1):
        if modules * module <= width_dots:
            return module
    raise Refusal("code_too_wide", text=code, dots=modules * MIN_MODULE, width=width_dots)


def fit_barcode(element: Barcode, profile: Profile) -> tuple[Bars, int]:
    """The bars and their module in dots; Refusal ``code_too_wide`` where 2 dots are too wide."""
    made = bars(element.data, element.symbology)
    wanted = min(element.module, profile.max_module)
    return made, _widest(element.data, made.modules, wanted, profile.width_dots)


def fit_qr(element: QR, profile: Profile) -> int:
    """The module of a QR symbol in dots; Refusal when the symbol cannot be printed."""
    _refuse_unless_scannable(element.data)
    version = next(
        index for index, limit in enumerate(_QR_BYTES_M, 1) if len(element.data) <= limit
    )
    return _widest(element.data, 17 + 4 * version, min(element.module, 16), profile.width_dots)


def fits(element: Barcode, profile: Profile) -> bool:
    """Whether a barcode can be printed at all."""
    try:
        fit_barcode(element, profile)
    except Refusal:
        return False
    return True


def fits_qr(element: QR, profile: Profile) -> bool:
    """Whether a QR symbol can be printed at all."""
    try:
        fit_qr(element, profile)
    except Refusal:
        return False
    return True
