"""Envelopes as PDF pages of their exact size, one each, in the order of what goes into them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from unicodedata import normalize

from core.errors import Refusal
from core.paper.documents import EnvelopePaper, Party
from printers.documents.sheet import tidy
from printers.sheets.page import MM, fonts

_EDGE = 10 * MM
_SENDER = 8.0
_NAME = 12.0
_LINE = 11.0


@dataclass(frozen=True, slots=True)
class Size:
    """An envelope lying on its long side, in millimetres, and what CUPS calls its paper."""

    width: float
    height: float
    media: str
    """PWG 5101.1, such as ``iso_dl_110x220mm``."""


SIZES = {
    "dl": Size(220, 110, "iso_dl_110x220mm"),
    "c5": Size(229, 162, "iso_c5_162x229mm"),
    "c6": Size(162, 114, "iso_c6_114x162mm"),
    "c4": Size(324, 229, "iso_c4_229x324mm"),
    "no10": Size(241.3, 104.775, "na_number-10_4.125x9.5in"),
}


def envelopes_pdf(paper: EnvelopePaper) -> bytes:
    """The PDF of a batch of envelopes; the same batch gives the same bytes.

    One with a window shows the address on the invoice: only the sender is printed then. Raises
    Refusal ``envelope_size``.
    """
    from reportlab.pdfgen.canvas import Canvas

    size = SIZES.get(paper.size)
    if size is None:
        raise Refusal("envelope_size", size=paper.size, known=", ".join(SIZES))
    buffer = BytesIO()
    page = (size.width * MM, size.height * MM)
    canvas: Any = Canvas(buffer, pagesize=page, invariant=1, pageCompression=1)
    canvas.setTitle(tidy(f"{paper.numbers[0]} - {paper.numbers[-1]}" if paper.numbers else "", 120))
    for recipient in paper.recipients:
        _draw(canvas, paper, size, recipient)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Any, paper: EnvelopePaper, size: Size, recipient: Party) -> None:
    plain, bold = fonts()
    top = size.height * MM - _EDGE
    half = size.width * MM * 0.42
    home = paper.sender.country
    _names, own = _lines(paper.sender, home, plain, _SENDER, half)
    for at, line in enumerate(own[:4]):
        canvas.setFont(plain, _SENDER)
        canvas.drawString(_EDGE, top - _SENDER - at * (_SENDER + 2), line)
    if paper.window != "none":
        return
    left = (paper.left_mm or size.width * 0.45) * MM
    y = (size.height - (paper.top_mm or size.height * 0.48)) * MM
    room = size.width * MM - _EDGE - left
    names, lines = _lines(recipient, home, plain, _LINE, room, bold, _NAME)
    lowest = y - len(lines) * (_LINE + 4)
    if lowest < _EDGE:
        y += min(_EDGE - lowest, top - y)
    for at, line in enumerate(lines):
        canvas.setFont(*(bold, _NAME) if at < names else (plain, _LINE))
        canvas.drawString(left, y - _NAME - at * (_LINE + 4), line)


def _lines(
    party: Party,
    home: str,
    font: str,
    size: float,
    room: float,
    name_font: str = "",
    name_size: float = 0.0,
) -> tuple[int, list[str]]:
    """An address as lines that fit, the first so many of them its name; without phone.

    The country stands on it where that is not the sender's.
    """
    from reportlab.lib.utils import simpleSplit

    name = simpleSplit(_nfc(party.name, 120), name_font or font, name_size or size, room)[:2]
    town = " ".join(part for part in (party.city, party.postcode) if part)
    lines = [str(line) for line in name]
    land = "" if party.country == home else party.country
    for part in (party.address, party.district, town, party.province, land):
        lines += [str(line) for line in simpleSplit(_nfc(part, 300), font, size, room)[:3] if line]
    return len(name), lines


def _nfc(value: str, limit: int) -> str:
    return normalize("NFC", tidy(value, limit))
