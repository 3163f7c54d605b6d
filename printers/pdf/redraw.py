"""Bar codes drawn anew on a page in dots: at whole dots a module, with their quiet zones."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from PIL import Image

from core.errors import Refusal
from core.text import visible
from printers.pdf.codes import Code, read
from printers.symbols import MIN_MODULE

_UNDER_HEIGHT = 120  # dots across of a code that is turned and stands under the page
_GAP = 16  # dots between the page and what stands under it
_MAX_MODULE = 16
_LEAST_BARS = 48  # dots: 6 mm, below which bars are hard to hit
_NEAR = (0, -4, 4, -8, 8)  # dots to either side of where it stood
_FAR = (-16, 16, -24, 24, -40, 40, -64, 64, -96, 96)
_LINE = 0.95  # of a column black: the line of a frame, which may end beside a code
_SHOWN = 60

Spot = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """The page in dots with its codes, and the codes that have to be printed under it."""

    picture: Image.Image
    under: tuple[Code, ...]


def redraw(page: Image.Image, codes: list[Code]) -> Redrawn:
    """Draw every code of a page anew, in place where there is room, else under the page.

    Raises Refusal ``pdf_code_unreadable`` for a code that would not scan from the paper.
    """
    paper = page.copy()
    drawn = [code for code in codes if code.symbols]
    for code in drawn:
        _blank(paper, code)
    placed: list[tuple[Code, Spot]] = []
    homeless: list[Code] = []
    for code in drawn:
        spot = _in_place(paper, code)
        if spot is None:
            homeless.append(code)
        else:
            placed.append((code, spot))
    under = []
    for code in homeless:
        if code.native and code.symbols[0].width * MIN_MODULE <= page.width:
            under.append(code)
            continue
        paper, spot = _beneath(paper, code)
        placed.append((code, spot))
    as_it_was = [(code, _spot(code)) for code in codes if not code.symbols]
    _read_back(paper, placed + as_it_was)
    return Redrawn(paper, tuple(under))


def _spot(code: Code) -> Spot:
    """The dots that a code covers as it stands on the page."""
    x0, y0, x1, y1 = code.box
    return floor(x0), floor(y0), ceil(x1), ceil(y1)


def _blank(paper: Image.Image, code: Code) -> None:
    """Take a code off the page, with the grey of its edges but not what stands close to it."""
    x0, y0, x1, y1 = _spot(code)
    paper.paste(0, (max(0, x0 - 1), max(0, y0 - 1), x1 + 1, y1 + 1))


def _module_of(code: Code) -> float:
    """The dots of one module as the code stands on the page."""
    x0, y0, x1, y1 = code.box
    length = y1 - y0 if code.vertical else x1 - x0
    return max(0.5, length / code.symbols[0].width)


def _in_place(paper: Image.Image, code: Code) -> Spot | None:
    """Draw a code where it stood, as large as it was; None where other things are in its way.

    Its quiet zone is kept free. Where the page itself put text so close to it, and it does not
    become larger, it stands as it stood; whether that scans is seen in the end.
    """
    now = _module_of(code)
    wanted = min(_MAX_MODULE, max(MIN_MODULE, ceil(now) if code.linear else floor(now + 0.25)))
    sizes = [
        (_scaled(symbol, code, module), code.quiet * module)
        for symbol in code.symbols
        for module in range(wanted, MIN_MODULE - 1, -1)
    ]
    spot = _where_free(paper, code, sizes, _NEAR) or _as_it_stood(paper, code, sizes)
    return spot or _where_free(paper, code, sizes, _FAR)


def _where_free(
    paper: Image.Image, code: Code, sizes: list[tuple[Image.Image, int]], slides: tuple[int, ...]
) -> Spot | None:
    """The largest size, and the shortest way from where it stood, with nothing in the way."""
    for drawn, quiet in sizes:
        for slide in slides:
            spot = _around(paper, code, drawn.size, slide)
            if spot is None or not _free(paper, spot, quiet, code):
                continue
            wide = _with_quiet(spot, quiet, code)
            # The margins of the paper are white too, but only what else would not fit needs them.
            if wide == _clipped(paper, wide) or quiet <= code.quiet * MIN_MODULE:
                paper.paste(0, _clipped(paper, wide))
                paper.paste(drawn, spot[:2])
                return spot
    return None


def _as_it_stood(
    paper: Image.Image, code: Code, sizes: list[tuple[Image.Image, int]]
) -> Spot | None:
    """The largest size within the old outline, whatever stands close by."""
    x0, y0, x1, y1 = _spot(code)
    for drawn, _quiet in sizes:
        if drawn.width <= x1 - x0 and drawn.height <= y1 - y0:
            spot = _around(paper, code, drawn.size, 0)
            if spot is not None:
                paper.paste(drawn, spot[:2])
                return spot
    return None


def _scaled(symbol: Image.Image, code: Code, module: int, height: int = 0) -> Image.Image:
    """The modules of a code at whole dots, as high as its bars were, turned as it stood."""
    x0, y0, x1, y1 = code.box
    wide, high = symbol.width * module, symbol.height * module
    if code.linear:
        high = height or max(_LEAST_BARS, round(x1 - x0 if code.vertical else y1 - y0))
    drawn = symbol.resize((wide, high), Image.Resampling.NEAREST)
    return drawn.transpose(Image.Transpose.ROTATE_90) if code.vertical else drawn


def _around(paper: Image.Image, code: Code, size: tuple[int, int], slide: int) -> Spot | None:
    """The place for a drawn code in the middle of the old one, moved until it is on the paper."""
    wide, high = size
    if wide > paper.width or high > paper.height:
        return None
    x0, y0, x1, y1 = code.box
    left = round((x0 + x1 - wide) / 2) + (0 if code.vertical else slide)
    top = round((y0 + y1 - high) / 2) + (slide if code.vertical else 0)
    left = min(max(0, left), paper.width - wide)
    top = min(max(0, top), paper.height - high)
    return left, top, left + wide, top + high


def _with_quiet(spot: Spot, quiet: int, code: Code) -> Spot:
    across = 2 if code.linear and code.vertical else quiet
    down = 2 if code.linear and not code.vertical else quiet
    return spot[0] - across, spot[1] - down, spot[2] + across, spot[3] + down


def _clipped(paper: Image.Image, spot: Spot) -> Spot:
    return (
        max(0, spot[0]),
        max(0, spot[1]),
        min(paper.width, spot[2]),
        min(paper.height, spot[3]),
    )


def _free(paper: Image.Image, spot: Spot, quiet: int, code: Code) -> bool:
    """Whether nothing stands where a code is to be drawn but lines of a frame along it.

    The quiet zone may reach beyond the paper: its margins are white.
    """
    place = paper.crop(_clipped(paper, _with_quiet(spot, quiet, code)))
    if place.getbbox() is None:
        return True
    grey = place.convert("L")
    size = (1, place.height) if code.vertical else (place.width, 1)
    blackness = grey.resize(size, Image.Resampling.BOX).tobytes()
    return all(value == 0 or value >= 255 * _LINE for value in blackness)


def _beneath(paper: Image.Image, code: Code) -> tuple[Image.Image, Spot]:
    """The page made longer by a code: across where the paper has the width, else turned."""
    symbol = code.symbols[-1]
    quiet = code.quiet * MIN_MODULE
    drawn = symbol.resize(
        (symbol.width * MIN_MODULE, _UNDER_HEIGHT if code.linear else symbol.height * MIN_MODULE),
        Image.Resampling.NEAREST,
    )
    if drawn.width > paper.width:
        drawn = drawn.transpose(Image.Transpose.ROTATE_90)
    if drawn.width > paper.width:
        raise _unreadable(code, "too_wide")
    top = paper.height + _GAP + quiet
    longer = Image.new("1", (paper.width, top + drawn.height + quiet))
    longer.paste(paper, (0, 0))
    left = (paper.width - drawn.width) // 2
    longer.paste(drawn, (left, top))
    return longer, (left, top, left + drawn.width, top + drawn.height)


def _read_back(paper: Image.Image, placed: list[tuple[Code, Spot]]) -> None:
    """Hold the finished dots before a scanner: every code has to be read where it stands."""
    found = read(paper) if placed else []
    for code, spot in placed:
        if any(key == code.key and _inside(middle, spot) for key, middle in found):
            continue
        alone = paper.crop(
            _clipped(paper, (spot[0] - 40, spot[1] - 40, spot[2] + 40, spot[3] + 40))
        )
        if all(key != code.key for key, _middle in read(alone)):
            raise _unreadable(code, "not_read")


def _inside(middle: tuple[float, float], spot: Spot) -> bool:
    return spot[0] <= middle[0] <= spot[2] and spot[1] <= middle[1] <= spot[3]


def _unreadable(code: Code, why: str) -> Refusal:
    text = visible(code.text[:_SHOWN])
    return Refusal("pdf_code_unreadable", format=code.format, text=text, why=why)
