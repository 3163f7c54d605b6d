"""A page with numbered questions: what came out of the printer tells what it can do."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from core.i18n import _, show_time
from core.paper.documents import Calibration
from printers import raster
from printers.calibration import CODE, LETTERS, MODULES, PAGES, QR_MODULE, SQUARE, WIDTHS
from printers.documents.sheet import Sheet, joined, tidy
from printers.layout import PLAIN, QR, Barcode, Line, Native, Page, Picture, Span, Style, Text
from printers.pictures import band
from printers.profiles import CELL_WIDTH, PICTURE_COMMANDS, Profile
from printers.symbols import fit_barcode

_ESC, _GS = b"\x1b", b"\x1d"
_MIDDLE, _LEFT = _ESC + b"a\x01", _ESC + b"a\x00"
_HIGH = 60  # dots of the bars


def draw(page: Calibration, profile: Profile) -> Page:
    """The page; what it tries out goes to the printer as it is, whatever its profile says."""
    sheet = Sheet(profile)
    sheet.box(_("PRINTER CHECK"), ((2, 2), (1, 2)))
    sheet.title(tidy(page.printer, 40), ((2, 2), (1, 2)), "center", lines=2)
    when = show_time(page.printed_at, page.zone)
    sheet.text(joined(when, tidy(page.station, 20), by="  "), align="center")
    _question(sheet, 1, _("Which is the largest number whose mark is whole?"))
    for width in WIDTHS:
        _try(sheet, band(_ruler(width), "raster"), _picture(_ruler(width), profile.width_dots))
    sheet.text("".join(str(at % 10) for at in range(1, profile.columns + 1)))
    _question(sheet, 2, _("Which of these framed numbers came out clean?"))
    for number, command in enumerate(PICTURE_COMMANDS, 1):
        square = _square(str(number))
        _try(sheet, band(square, command, profile.motion), _picture(square, profile.width_dots))
        sheet.gap(8)
    _question(sheet, 3, _("Which line reads like the first one?"))
    first = raster.draw_line(Line((Span(f"   {LETTERS}", PLAIN),)), profile.width_dots)
    sheet.put(_picture(first, profile.width_dots))
    for number, (codec, slot) in enumerate(PAGES, 1):
        content = _ESC + b"t" + bytes((slot,)) + f"{number}  {LETTERS}".encode(codec)
        back = _ESC + b"t" + bytes((profile.code_page,))
        _try(sheet, content + b"\n" + back, Text(f"{number}  {LETTERS}"))
    _question(sheet, 4, _("Scan every code that came out, or name its numbers."))
    for module in MODULES:
        _code(sheet, profile, module)
    _qr(sheet, profile)
    _question(sheet, 5, _("Was the paper cut below this line?"))
    sheet.rule(4)
    return sheet.page()


def _question(sheet: Sheet, number: int, words: str) -> None:
    sheet.rule()
    sheet.text(f"{number}. {words}", Style(1, 2, bold=True))


def _try(sheet: Sheet, content: bytes, shown: Text | Barcode | QR | Picture) -> None:
    sheet.put(Native(content, shown))


def _ruler(width: int) -> Image.Image:
    """A line as long as the paper is said to be wide, its length written before its end."""
    number = Line((Span(str(width), PLAIN),))
    drawn = raster.draw_line(number, len(str(width)) * CELL_WIDTH)
    ruler = Image.new("1", (width, raster.LINE_PITCH))
    ruler.paste(1, (0, raster.LINE_PITCH - 4, width, raster.LINE_PITCH - 2))
    ruler.paste(1, (width - 4, 0, width, raster.LINE_PITCH))
    ruler.paste(drawn, (width - 8 - drawn.width, 0))
    return ruler


def _square(number: str) -> Image.Image:
    """A number in a frame."""
    square = Image.new("1", (SQUARE, SQUARE), 1)
    square.paste(0, (3, 3, SQUARE - 3, SQUARE - 3))
    drawn = raster.draw_line(Line((Span(number, Style(2, 2, bold=True)),)), 2 * CELL_WIDTH)
    at = ((SQUARE - drawn.width) // 2, (SQUARE - drawn.height) // 2)
    square.paste(drawn, at)
    return square


def _picture(image: Image.Image, width_dots: int) -> Picture:
    """A picture at the left edge, as far as the paper goes."""
    wide = Image.new("1", (width_dots, image.height))
    wide.paste(image, (0, 0))
    return Picture(width_dots, image.height, wide.tobytes())


def _code(sheet: Sheet, profile: Profile, module: int) -> None:
    """A native CODE128 with bars of so many dots; a printer prints none that is too wide."""
    data = CODE.format(number=module)
    element = Barcode(data, "CODE128", _HIGH, module)
    any_printer = replace(profile, width_dots=max(WIDTHS), max_module=max(MODULES))
    made, _module = fit_barcode(element, any_printer)
    head = _GS + b"h" + bytes((_HIGH,)) + _GS + b"w" + bytes((module,)) + _GS + b"k"
    content = _MIDDLE + head + bytes((made.system, len(made.native))) + made.native + _LEFT
    sheet.text(f"{module}  {data}")
    _try(sheet, content, element)
    sheet.gap(8)


def _qr(sheet: Sheet, profile: Profile) -> None:
    """A native QR symbol (model 2, error correction M)."""
    data = CODE.format(number="Q")
    size = len(data) + 3
    parts = (
        b"(k\x04\x001A2\x00",
        b"(k\x03\x001C" + bytes((QR_MODULE,)),
        b"(k\x03\x001E1",
        b"(k" + bytes((size, 0)) + b"1P0" + data.encode("ascii"),
        b"(k\x03\x001Q0",
    )
    content = _MIDDLE + b"".join(_GS + part for part in parts) + _LEFT
    sheet.text(f"Q  {data}")
    _try(sheet, content, QR(data, QR_MODULE))
    sheet.gap(8)
