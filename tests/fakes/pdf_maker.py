"""Writes small PDFs for tests: labels with bars as rectangles or as an embedded picture."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from printers.fonts import BOLD

MM = 72 / 25.4
WAYBILL = "SPXID041122334455"


@cache
def modules(text: str, kind: str = "Code128", **options: Any) -> tuple[tuple[bool, ...], ...]:
    """The modules of a code, row by row, True is black; made by another encoder than ours."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp, kind), **options)
    rows = memoryview(made.to_image(scale=1, add_quiet_zones=False)).tolist()
    return tuple(tuple(value < 128 for value in row) for row in rows)


@dataclass
class Page:
    """What stands on a page; millimetres from the top left corner."""

    wide: float = 100.0
    high: float = 150.0
    rotate: int = 0
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    picture: bytes = b""
    picture_size: tuple[int, int] = (0, 0)
    colours: str = "/DeviceGray"
    filter: str = "/DCTDecode"

    def code(
        self,
        text: str,
        x: float,
        y: float,
        module: float,
        *,
        kind: str = "Code128",
        height: float = 0.0,
        down: bool = False,
        **options: Any,
    ) -> Page:
        """A code with its left top corner at (x, y), `module` mm wide; `down` turns it."""
        rows = modules(text, kind, **options)
        tall = height or module
        if height:
            rows = rows[:1]
        for r, row in enumerate(rows):
            start = 0
            while start < len(row):
                end = start
                while end < len(row) and row[end] == row[start]:
                    end += 1
                if row[start]:
                    along, across = start * module, r * tall
                    size = (end - start) * module
                    box = (along, across, size, tall)
                    if down:
                        box = (across, along, tall, size)
                    self.boxes.append((x + box[0], y + box[1], box[2], box[3]))
                start = end
        return self

    def frame(self, inset: float = 3.0, line: float = 0.4) -> Page:
        """A line around everything."""
        wide, high = self.wide - 2 * inset, self.high - 2 * inset
        self.boxes += [
            (inset, inset, wide, line),
            (inset, inset + high - line, wide, line),
            (inset, inset, line, high),
            (inset + wide - line, inset, line, high),
        ]
        return self


def label(module: float = 0.33, text: str = WAYBILL, *, qr: bool = True) -> Page:
    """A courier's label: its name, the waybill in bars and letters, an address, a QR of 22 mm."""
    page = Page().frame()
    wide = len(modules(text)[0]) * module
    page.texts.append((8, 14, 22, "KURIR CEPAT  REG"))
    page.code(text, (100 - wide) / 2, 25, module, height=20)
    page.texts.append((34, 50, 11, text))
    for line in range(8):
        page.texts.append((8, 62 + 6 * line, 10, f"Jl. Anggrek Raya Blok C{line} No. 17"))
    if qr:
        side = len(modules(text, "QRCode", ec_level="M"))
        page.code(text, 68, 115, 22 / side, kind="QRCode", ec_level="M")
    return page


def scanned(page: Page, dpi: int, quality: int = 75) -> Page:
    """The same page as one embedded JPEG, as marketplaces send labels."""
    scale = 4
    dots = dpi / 25.4 * scale
    size = (round(page.wide * dots), round(page.high * dots))
    drawn = Image.new("L", size, 255)
    draw = ImageDraw.Draw(drawn)
    for x, y, wide, high in page.boxes:
        corner = (round((x + wide) * dots) - 1, round((y + high) * dots) - 1)
        draw.rectangle((round(x * dots), round(y * dots), *corner), fill=0)
    for x, y, points, text in page.texts:
        font = ImageFont.truetype(str(BOLD), round(points / MM * dots))
        draw.text((x * dots, y * dots), text, fill=0, font=font, anchor="ls")
    out = io.BytesIO()
    small = drawn.reduce(scale)
    small.save(out, "JPEG", quality=quality)
    return Page(page.wide, page.high, picture=out.getvalue(), picture_size=small.size)


def _content(page: Page) -> bytes:
    lines = ["0 g"]
    for x, y, wide, high in page.boxes:
        bottom = page.high - y - high
        lines.append(f"{x * MM:.4f} {bottom * MM:.4f} {wide * MM:.4f} {high * MM:.4f} re")
    if page.boxes:
        lines.append("f")
    for x, y, points, text in page.texts:
        safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        at = f"{x * MM:.2f} {(page.high - y) * MM:.2f} Td"
        lines.append(f"BT /F1 {points} Tf {at} ({safe}) Tj ET")
    if page.picture:
        lines.append(f"q {page.wide * MM:.4f} 0 0 {page.high * MM:.4f} 0 0 cm /I1 Do Q")
    return "\n".join(lines).encode("latin-1")


def _stream(head: str, body: bytes) -> bytes:
    return f"<< {head} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def write(*pages: Page, trailer: str = "", extra: Sequence[bytes] = ()) -> bytes:
    """The pages as a PDF file; `trailer` and `extra` objects as they are given."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects += extra
    kids = []
    for page in pages:
        resources = "/Font << /F1 3 0 R >>"
        if page.picture:
            wide, high = page.picture_size
            head = f"/Type /XObject /Subtype /Image /Width {wide} /Height {high}"
            head += f" /ColorSpace {page.colours} /BitsPerComponent 8 /Filter {page.filter}"
            objects.append(_stream(head, page.picture))
            resources += f" /XObject << /I1 {len(objects)} 0 R >>"
        objects.append(_stream("/Filter /FlateDecode", zlib.compress(_content(page))))
        box = f"[0 0 {page.wide * MM:.4f} {page.high * MM:.4f}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {page.rotate} "
            f"/Resources << {resources} >> /Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())
