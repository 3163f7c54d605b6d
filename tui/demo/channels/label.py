"""The label that a simulated marketplace draws: A6, with a bar code that scanners read."""

from __future__ import annotations

import io
from collections.abc import Sequence


def label(platform: str, tracking: str, lines: Sequence[str]) -> bytes:
    """A PDF of one page; the same bytes for the same parcel."""
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.pagesizes import A6
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A6, invariant=1)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(8 * mm, 134 * mm, platform)
    bars = Code128(tracking, barWidth=0.45 * mm, barHeight=22 * mm, quiet=True)
    bars.drawOn(canvas, 6 * mm, 104 * mm)
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(8 * mm, 97 * mm, tracking)
    canvas.setFont("Helvetica", 10)
    for at, line in enumerate(lines):
        canvas.drawString(8 * mm, (88 - 6 * at) * mm, line.encode("ascii", "replace").decode())
    canvas.rect(4 * mm, 4 * mm, 97 * mm, 140 * mm)
    canvas.save()
    return made.getvalue()
