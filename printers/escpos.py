"""Pages to ESC/POS bytes: the one place where commands for receipt printers are written.

The builder of python-escpos writes styles, QR and the cut. Text, one-dimensional codes and
pictures have bytes of our own, because there the builder lets control characters through, takes
digit pairs of CODE128 for text, checks no width, and dithers pictures. Commands are those of the
Epson reference, https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from functools import cache
from typing import Any

from PIL import Image

from printers import raster
from printers.layout import (
    PLAIN,
    QR,
    Barcode,
    Cut,
    Drawer,
    Element,
    Feed,
    Line,
    Native,
    Page,
    Picture,
    Row,
    Rule,
    Style,
    Text,
    compose,
)
from printers.pictures import band
from printers.profiles import Profile
from printers.symbols import fit_barcode, fit_qr

_ESC, _FS, _GS = b"\x1b", b"\x1c", b"\x1d"
_MAX_FEED = 255
_loading = threading.Lock()


@cache
def _builder() -> type[Any]:
    """The builder class of python-escpos, loaded without its side effects.

    Its import adds a handler on standard error to the root logger and leaves a directory behind
    in the temporary folder.
    """
    with _loading:
        root, quiet, me = logging.getLogger(), logging.NullHandler(), threading.get_ident()
        made: list[str] = []
        make = tempfile.mkdtemp

        def remember(*args: Any, **kwargs: Any) -> str:
            path: str = make(*args, **kwargs)
            if threading.get_ident() == me:
                made.append(path)
            return path

        root.addHandler(quiet)  # a root logger that has a handler gets no other one
        tempfile.mkdtemp = remember  # type: ignore[assignment]
        try:
            from escpos.printer import Dummy
        finally:
            tempfile.mkdtemp = make
            root.removeHandler(quiet)
            for path in made:
                shutil.rmtree(path, ignore_errors=True)
        log = logging.getLogger("escpos")
        log.addHandler(logging.NullHandler())
        log.propagate = False
        builder: type[Any] = Dummy
        return builder


class _Job:
    """The bytes of one job, and the style that the printer is in."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._dummy = _builder()()
        self.raw = self._dummy._raw
        self._style = PLAIN
        self._align = "left"
        self._blank = 0
        self._over = False
        self.raw(_ESC + b"@")
        if profile.kanji_off:
            self.raw(_FS + b".")
        self.raw(_ESC + b"R\x00" + _ESC + b"t" + bytes((profile.code_page,)))
        self._pitch()

    def _pitch(self) -> None:
        """The line spacing that all text has."""
        self.raw(_ESC + b"3" + bytes((min(255, raster.LINE_PITCH * self.profile.motion),)))

    @property
    def bytes(self) -> bytes:
        done: bytes = self._dummy.output
        return done

    def style(self, style: Style) -> None:
        """Send what differs from the style that the printer is in."""
        old, self._style = self._style, style
        if (style.width, style.height) != (old.width, old.height):
            self._dummy.set(custom_size=True, width=style.width, height=style.height)
        if style.bold != old.bold:
            self._dummy.set(bold=style.bold)
        if style.inverse != old.inverse:
            self._dummy.set(invert=style.inverse)

    def align(self, align: str) -> None:
        """Begin what follows: feed what is due, then justify."""
        self._advance()
        if align != self._align:
            self._align = align
            self._dummy.set(align=align)

    def line(self, line: Line) -> None:
        """One line of text: native where the printer's code page has it, else as a picture."""
        if not self._knows(line):
            self.picture(raster.draw_line(line, self.profile.width_dots))
            return
        self.align(line.align)
        for span in line.spans:
            self.style(span.style)
            self.raw(span.text.encode(self.profile.codec))
        self.raw(b"\n")

    def _knows(self, line: Line) -> bool:
        """Whether the printer can print a line itself; clean text has no control characters."""
        if line.ascii or self.profile.codec == "ascii":
            return line.ascii
        try:
            "".join(span.text for span in line.spans).encode(self.profile.codec)
        except UnicodeEncodeError:
            return False
        return True

    def native(self, element: Native) -> None:
        """Bytes of a page that tries a printer out, from the left edge."""
        self.style(PLAIN)
        self.align("left")
        self.raw(element.content)
        self._pitch()

    def picture(self, picture: Image.Image) -> None:
        """Pixels from the left edge; blank rows around them become feeds."""
        box = picture.getbbox()
        if box is None:
            self.feed(picture.height)
            return
        self.feed(box[1])
        self.align("left")
        # Every byte column is whole, so that packing needs no shifting of bits.
        width = -(-box[2] // 8)
        profile = self.profile
        command = profile.picture
        for top in range(box[1], box[3], raster.BAND_ROWS):
            bottom = min(box[3], top + raster.BAND_ROWS)
            part = picture.crop((0, top, width * 8, bottom))
            self.raw(band(part, command, profile.motion))
        left = picture.height - box[3]
        if command == "column":
            self._pitch()
            left -= -(bottom - top) % 24  # its last line is a whole one
        self.feed(max(0, left))

    def feed(self, dots: int) -> None:
        """Move the paper on, before whatever comes next."""
        self._blank += dots

    def _advance(self) -> None:
        units, self._blank = self._blank * self.profile.motion, 0
        while units > 0:
            self.raw(_ESC + b"J" + bytes((min(units, _MAX_FEED),)))
            units -= _MAX_FEED

    def rule(self, rule: Rule) -> None:
        """A solid line, sent at half size and doubled both ways by the printer."""
        if self.profile.picture != "raster":
            self.picture(Image.new("1", (self.profile.width_dots, rule.dots), 1))
            return
        width = self.profile.width_dots // 16
        rows = max(1, rule.dots // 2)
        self.align("left")
        self.raw(_GS + b"v0\x03" + bytes((width, 0, rows, 0)) + b"\xff" * (width * rows))

    def barcode(self, element: Barcode) -> None:
        """A linear code that is known to fit: a printer prints nothing at all of one too wide."""
        bars, module = fit_barcode(element, self.profile)
        if not self.profile.native_barcodes:
            drawn = raster.draw_bars(bars.runs, module, element.height)
            self.picture(raster.centred(drawn, self.profile.width_dots))
            return
        self.align("center")
        height = bytes((max(1, min(255, element.height)),))
        self.raw(_GS + b"h" + height + _GS + b"w" + bytes((module,)))
        self.raw(_GS + b"k" + bytes((bars.system, len(bars.native))) + bars.native)

    def qr(self, element: QR) -> None:
        """A QR symbol that is known to fit."""
        module = fit_qr(element, self.profile)
        if not self.profile.native_qr:
            drawn = raster.draw_qr(element.data, module)
            self.picture(raster.centred(drawn, self.profile.width_dots))
            return
        from escpos.constants import QR_ECLEVEL_M

        self.align("center")
        self._dummy.qr(element.data, ec=QR_ECLEVEL_M, size=module, native=True)

    def drawer(self) -> None:
        """Open the cash drawer on pin 2 with a pulse of 50 ms, then let it rest for 500."""
        self.raw(_ESC + b"p\x00\x19\xfa")

    def cut(self) -> None:
        """End a piece of paper: nothing of its styles is left behind."""
        self.style(PLAIN)
        self.align("left")
        self.raw(_ESC + b"2")
        if self.profile.cutter:
            self._dummy.cut(feed=False)  # GS V 66 0: feeds to the blade, then cuts
        else:
            self.raw(_ESC + b"d" + bytes((self.profile.tear_lines,)))

    def put(self, element: Element) -> None:
        """Whatever a page holds."""
        if self._over:
            self._over = False
            self._pitch()
        if isinstance(element, Text | Row):
            for line in compose(element, self.profile.columns):
                self.line(line)
        elif isinstance(element, Rule):
            self.rule(element)
        elif isinstance(element, Barcode):
            self.barcode(element)
        elif isinstance(element, QR):
            self.qr(element)
        elif isinstance(element, Picture):
            self.picture(raster.draw_picture(element, self.profile.width_dots))
        elif isinstance(element, Native):
            self.native(element)
        elif isinstance(element, Feed):
            self.feed(element.dots)
        elif isinstance(element, Drawer):
            self.drawer()
        elif isinstance(element, Cut):
            self.cut()
            self._over = True


def emit(page: Page, profile: Profile) -> bytes:
    """The whole job for a page, from ``ESC @`` to the cut.

    Raises Refusal when one of its codes cannot be printed on this paper.
    """
    job = _Job(profile)
    for element in page.elements:
        job.put(element)
    return job.bytes
