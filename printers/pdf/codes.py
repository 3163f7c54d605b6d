"""The bar codes on a page: where they stand, what they say, and their modules to be drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image, ImageChops

from core.errors import Refusal
from printers.pdf.limits import MAX_CODE_LENGTH, MAX_CODES
from printers.pdf.pages import SCALE, Grey
from printers.symbols import bars

_F = zxingcpp.BarcodeFormat
_LINEAR = (_F.Code128, _F.Code39, _F.Code93, _F.ITF, _F.Codabar, _F.EAN13, _F.EAN8, _F.UPCE)
_MATRIX = (_F.QRCode, _F.MicroQRCode, _F.DataMatrix, _F.Aztec)
_BARS = zxingcpp.BarcodeFormats(_LINEAR)
_ALL = zxingcpp.BarcodeFormats((*_LINEAR, *_MATRIX, _F.PDF417))
# Any few stripes can be read as one of these when they are short.
_AT_LEAST = {_F.ITF: 6, _F.Codabar: 5, _F.Code39: 3, _F.Code93: 3}
_OWN = {_F.Code128: "CODE128", _F.Code39: "CODE39", _F.EAN13: "EAN13"}
_QUIET = {_F.QRCode: 4, _F.MicroQRCode: 2, _F.DataMatrix: 1, _F.Aztec: 1, _F.PDF417: 2}
_LINEAR_QUIET = 8
_ENOUGH_PER_MM = 11.0  # pixels a millimetre in which all usual codes are found, about 280 dpi
_SAME_ROW = 64  # mean difference up to which a row of pixels shows the same bars
_BLURRED = 8  # rows that may look otherwise in between

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Code:
    """One bar code of a page; its box in dots of the paper."""

    format: str
    """Its kind, as `native` or zxing names it."""
    text: str
    key: tuple[str, bytes]
    """What has to be read again: format and bytes."""
    box: Box
    linear: bool
    vertical: bool
    """Whether it runs down the page."""
    quiet: int
    """Empty modules that belong around it (linear: before and behind it)."""
    symbols: tuple[Image.Image, ...]
    """Its modules, black is 1, one pixel each, the best first; a linear code has one row."""
    native: str = ""
    """The name of its kind where printers draw it by themselves."""


def find(page: Grey) -> list[Code]:
    """All codes of a page, from top to bottom. Raises Refusal ``pdf_too_many_codes``."""
    found = _looks(page)
    if len(found) > MAX_CODES:
        raise Refusal("pdf_too_many_codes", codes=len(found), allowed=MAX_CODES)
    codes = [_code(one, picture, scale) for one, picture, scale in found]
    return sorted(codes, key=lambda code: (code.box[1], code.box[0]))


_Seen = tuple[zxingcpp.Barcode, Image.Image, float]


def _looks(page: Grey) -> list[_Seen]:
    """Every code with the picture it was seen in, and how many of its pixels are one dot.

    What is drawn from lines is found at the first look. In a scanned picture each size shows bars
    that another one blurs, so that is looked at in three.
    """
    full, seen = page.picture, list[_Seen]()
    fine = page.dots_per_mm * SCALE / 2 >= _ENOUGH_PER_MM
    _look(seen, full.reduce(2) if fine else full, SCALE / 2 if fine else SCALE, _ALL)
    if page.scanned or not seen:
        if fine:
            _look(seen, full, SCALE, _BARS if seen else _ALL)
        size = (full.width * 3 // 4, full.height * 3 // 4)
        _look(seen, full.resize(size, Image.Resampling.BILINEAR), SCALE * 3 / 4, _BARS)
    return seen


def _look(
    seen: list[_Seen], picture: Image.Image, scale: float, formats: zxingcpp.BarcodeFormats
) -> None:
    """Add what a picture shows and none before it did."""
    for one in _read(picture, formats):
        box = _scaled(_bounds(one), scale)
        if not any(
            _key(other) == _key(one) and _touch(box, _scaled(_bounds(other), size))
            for other, where, size in seen
            if where is not picture
        ):
            seen.append((one, picture, scale))


def _scaled(box: Box, scale: float) -> Box:
    return box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale


def _touch(one: Box, other: Box) -> bool:
    """Whether two sightings are of one code; a reader may have seen other rows of its bars."""
    gap = 60.0  # dots, less than there is between two codes that say the same
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def _read(
    picture: Image.Image, formats: zxingcpp.BarcodeFormats | None = None
) -> list[zxingcpp.Barcode]:
    found = zxingcpp.read_barcodes(
        picture,
        formats=formats or _ALL,
        try_invert=False,
        text_mode=zxingcpp.TextMode.HRI,
    )
    return [
        one
        for one in found
        if _AT_LEAST.get(one.format, 1) <= len(one.text) <= MAX_CODE_LENGTH and one.bytes
    ]


def read(picture: Image.Image) -> list[tuple[tuple[str, bytes], tuple[float, float]]]:
    """What a scanner finds on paper (black is 1), each with its middle."""
    margin = 40
    paper = Image.new("L", (picture.width + 2 * margin, picture.height + 2 * margin), 255)
    paper.paste(picture.convert("L").point(lambda value: 255 - value), (margin, margin))
    keys = []
    for one in _read(paper):
        x0, y0, x1, y1 = _bounds(one)
        keys.append((_key(one), ((x0 + x1) / 2 - margin, (y0 + y1) / 2 - margin)))
    return keys


def _key(one: zxingcpp.Barcode) -> tuple[str, bytes]:
    return str(one.format), bytes(one.bytes)


def _bounds(one: zxingcpp.Barcode) -> Box:
    corners = one.position
    points = (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)
    across, down = [point.x for point in points], [point.y for point in points]
    return min(across), min(down), max(across) + 1, max(down) + 1


def _code(one: zxingcpp.Barcode, picture: Image.Image, scale: float) -> Code:
    box = _bounds(one)
    linear = one.format in _LINEAR
    vertical = 45 < one.orientation % 180 < 135
    if linear:
        box = _whole_bars(picture, box, vertical)
    return Code(
        format=str(one.format),
        text=one.text,
        key=_key(one),
        box=_scaled(box, scale),
        linear=linear,
        vertical=vertical and (linear or one.format is _F.PDF417),
        quiet=_LINEAR_QUIET if linear else _QUIET[one.format],
        symbols=_symbols(one),
        native=_OWN.get(one.format, "") if _plain(one) else "",
    )


def _whole_bars(picture: Image.Image, box: Box, vertical: bool) -> Box:
    """The box of a linear code over the whole length of its bars; readers look at a part."""
    if vertical:
        turned = picture.transpose(Image.Transpose.TRANSPOSE)
        x0, y0, x1, y1 = _whole_bars(turned, (box[1], box[0], box[3], box[2]), vertical=False)
        return y0, x0, y1, x1
    left, right = max(0, int(box[0])), min(picture.width, int(box[2]))
    middle = min(picture.height - 1, max(0, int((box[1] + box[3]) / 2)))
    strip = picture.crop((left, 0, right, picture.height))
    row = strip.crop((0, middle, strip.width, middle + 1))
    shades = row.tobytes()
    # A reader may have found it in the last, pale row of a compressed picture.
    bars_of = _black_and_white(row, (min(shades) + max(shades) + 1) // 2).resize(strip.size)
    unlike = ImageChops.difference(_black_and_white(strip, 128), bars_of)
    differs = unlike.resize((1, strip.height), Image.Resampling.BOX).tobytes()
    top = bottom = middle
    while top > 0 and min(differs[max(0, top - _BLURRED) : top]) <= _SAME_ROW:
        top -= 1
    end = len(differs) - 1
    while bottom < end and min(differs[bottom + 1 : bottom + 1 + _BLURRED]) <= _SAME_ROW:
        bottom += 1
    return box[0], float(top), box[2], float(bottom + 1)


def _black_and_white(picture: Image.Image, middle: int) -> Image.Image:
    return picture.point([0] * middle + [255] * (256 - middle))


def _plain(one: zxingcpp.Barcode) -> bool:
    """Whether a code holds just the printable characters that it shows."""
    text = one.text
    return (
        one.bytes == text.encode("ascii", "replace")
        and text.isascii()
        and text.isprintable()
        and text == text.strip()
        and one.content_type != zxingcpp.ContentType.GS1
    )


def _symbols(one: zxingcpp.Barcode) -> tuple[Image.Image, ...]:
    """The modules of a code; more than one way where a shorter one exists, none if unknown."""
    if one.format in _MATRIX:
        return _matrices(one)
    made: list[Image.Image] = []
    if one.format in _OWN and _plain(one):
        try:
            made.append(_runs(bars(one.text, _OWN[one.format]).runs))
        except Refusal:
            made.clear()
    try:
        again = _again(one)
    except ValueError:
        return tuple(made)
    if not made or again.width < made[0].width:
        made.append(again)
    return tuple(made)


def _matrices(one: zxingcpp.Barcode) -> tuple[Image.Image, ...]:
    """The same data in the same size, else the modules as they were seen; what reads as it did."""
    made = []
    try:
        made.append(_again(one))
    except ValueError:
        made.clear()
    made.append(_pixels(one))
    for symbol in made:
        large = symbol.resize((symbol.width * 4, symbol.height * 4), Image.Resampling.NEAREST)
        if any(key == _key(one) for key, _middle in read(large)):
            return (symbol,)
    return ()


def _again(one: zxingcpp.Barcode) -> Image.Image:
    """The same content encoded once more; ValueError where the encoder does not take it."""
    if one.content_type == zxingcpp.ContentType.GS1:
        made = zxingcpp.create_barcode(one.text, one.format, gs1=True)
    else:
        content = one.text if one.text.encode() == one.bytes else bytes(one.bytes)
        made = zxingcpp.create_barcode(content, one.format, **_options(one))
    whole = _pixels(made)
    return whole.crop((0, 0, whole.width, 1)) if one.format in _LINEAR else whole


def _options(one: zxingcpp.Barcode) -> dict[str, str | int]:
    """What makes a code as large and as hard to destroy as it was."""
    options: dict[str, str | int] = {}
    if one.format in {_F.QRCode, _F.PDF417} and one.ec_level:
        options["ec_level"] = one.ec_level
    extra = one.extra if isinstance(one.extra, dict) else {}
    version = str(extra.get("Version", ""))
    if one.format is _F.QRCode and version.isdigit():
        options["version"] = int(version)
    return options


def _pixels(one: zxingcpp.Barcode) -> Image.Image:
    image: Any = one.to_image(scale=1, add_quiet_zones=False)
    high, wide = image.shape[:2]
    view = memoryview(image)
    picture = Image.frombytes("L", (wide, high), view.tobytes())
    return picture.point([255] * 128 + [0] * 128, "1")


def _runs(runs: tuple[int, ...]) -> Image.Image:
    row = b"".join((b"\0" if index % 2 else b"\xff") * run for index, run in enumerate(runs))
    return Image.frombytes("L", (len(row), 1), row).convert("1")
