"""Any paper that is made for a roll, on A4 pages at its true size."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from core.paper.documents import Document
from printers import preview
from printers.documents import draw
from printers.look import Look
from printers.profiles import DOTS_PER_MM, GENERIC
from printers.sheets.page import BOTTOM, HEIGHT, LEFT, MM, TOP, WIDTH


def roll_pdf(document: Document, copy: int, look: Look) -> bytes:
    """The picture of a paper cut into pages; raises what drawing it raises."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = preview.as_picture(draw(document, GENERIC, copy, look), GENERIC)
    buffer = BytesIO()
    canvas: Any = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    high = int((TOP - BOTTOM) / MM * DOTS_PER_MM)
    for top in range(0, picture.height, high):
        piece = picture.crop((0, top, picture.width, min(picture.height, top + high)))
        wide, tall = (side / DOTS_PER_MM * MM for side in piece.size)
        canvas.drawImage(ImageReader(piece), LEFT, TOP - tall, wide, tall)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
