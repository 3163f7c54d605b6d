"""What a printer can do: width, columns, cutter, codes of its own; by name or by width in dots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from core.errors import Refusal

CELL_WIDTH = 12
"""Dots that a character of font A takes across, on all printers of this kind."""
DOTS_PER_MM = 8
"""Of printers with 203 dots an inch."""
CELL_HEIGHT = 24
"""Dots that a character of font A takes down."""
WIDTHS = (384, 512, 576, 832)
"""Printable widths in dots: 58 mm, 80 mm at 180 dpi, 80 mm at 203 dpi, 4 inches."""
PictureCommand = Literal["raster", "column", "graphics"]
PICTURE_COMMANDS: tuple[PictureCommand, ...] = get_args(PictureCommand)
"""``GS v 0``, ``ESC *`` and ``GS ( L``: cheap printers often know only one of them."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of printer, as far as a page has to know it."""

    name: str
    width_dots: int
    cutter: bool = True
    native_barcodes: bool = True
    """Whether the printer draws CODE128, CODE39 and EAN13 by itself."""
    native_qr: bool = True
    code_page: int = 0
    """The number for ``ESC t``; only ASCII is ever printed with it."""
    kanji_off: bool = True
    """Whether ``FS .`` is sent, without which many printers pair up bytes as Chinese."""
    max_module: int = 4
    """The widest narrow bar of a code, in dots."""
    motion: int = 1
    """Vertical motion units in one dot: 2 on Epson boards, 1 on nearly all others."""
    tear_lines: int = 4
    """Lines to feed behind the last one where nothing cuts."""
    picture: PictureCommand = "raster"
    """The command for pictures that it knows."""
    drawer: bool = False
    """Whether a cash drawer hangs on it, for receipts to open."""
    codec: str = "ascii"
    """What `code_page` holds, as Python calls it; other text is drawn as pictures."""
    language: str = "escpos"
    """What it speaks: ``escpos``, or ``tspl`` for label printers, to which all goes as dots."""
    label_mm: tuple[int, int] | None = None
    """Width and height of its labels; None for an endless roll."""
    gap_mm: int = 2
    """What is between two labels."""

    @property
    def label_dots(self) -> int:
        """The height of a label; 0 for an endless roll."""
        return self.label_mm[1] * DOTS_PER_MM if self.label_mm else 0

    @property
    def columns(self) -> int:
        """Characters of font A (12 dots wide) in a line."""
        return self.width_dots // CELL_WIDTH


GENERIC = Profile("generic", 576)
_DRAWN = replace(GENERIC, name="drawn", native_barcodes=False, native_qr=False)
# Names that say nothing about the width: it comes from the configuration, else 576.
_ANY_WIDTH = {"generic": GENERIC, "drawn": _DRAWN}
_NAMED = {
    profile.name: profile
    for profile in (
        Profile("58mm", 384, cutter=False, max_module=3),
        Profile("80mm", 576),
        Profile("4inch", 832),
        Profile("epson-tm-t88", 512, motion=2),
        Profile("epson-tm-t20", 576, motion=2),
        Profile("epson-tm-t82", 576, motion=2),
        Profile("epson-tm-m30", 576, motion=2),
        Profile("xprinter-58", 384, cutter=False, max_module=3),
        Profile("xprinter-80", 576),
        # The common portable 58 mm printers draw no codes themselves in all their versions.
        Profile("portable-58", 384, cutter=False, max_module=3, native_qr=False),
    )
}
NAMES = tuple(sorted((*_ANY_WIDTH, *_NAMED)))


def _at(profile: Profile, width_dots: int) -> Profile:
    narrow = width_dots == 384
    return replace(
        profile,
        width_dots=width_dots,
        cutter=not narrow,
        max_module=3 if narrow else profile.max_module,
    )


def find(name: str | None, width_dots: int | None) -> Profile:
    """The profile for a configured name, width in dots, or both; 576 dots where nothing is said.

    Raises Refusal ``printer_profile_unknown``, ``printer_width_unknown`` (both name what is
    ``allowed``) or ``printer_width_differs`` when a named printer has another width.
    """
    if width_dots is not None and width_dots not in WIDTHS:
        allowed = ", ".join(map(str, WIDTHS))
        raise Refusal("printer_width_unknown", width=width_dots, allowed=allowed)
    if name is None:
        return _at(GENERIC, width_dots or GENERIC.width_dots)
    key = name.strip().casefold()
    if key in _ANY_WIDTH:
        return _at(_ANY_WIDTH[key], width_dots or GENERIC.width_dots)
    if key not in _NAMED:
        raise Refusal("printer_profile_unknown", profile=name, allowed=", ".join(NAMES))
    profile = _NAMED[key]
    if width_dots not in (None, profile.width_dots):
        raise Refusal(
            "printer_width_differs", profile=key, width=width_dots, allowed=profile.width_dots
        )
    return profile
