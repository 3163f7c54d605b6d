"""How long a courier's PDF label takes to become a printer's bytes."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

from core.paper.documents import CourierLabel
from tui.bench.figures import Row, milliseconds, p50

_MM = 72 / 25.4
_WIDE, _HIGH = 100.0, 150.0  # millimetres, the usual label called A6
_WARM_MS = 300.0
_COLD_MS = 600.0
_SETTLE_S = 1.5  # in which a process that was started ahead has loaded what it needs


def courier_label(waybill: str) -> bytes:
    """A PDF of one label with the waybill in bars 0.33 mm wide and as QR, and lines of text."""
    from printers.raster import draw_qr
    from printers.symbols import bars

    boxes, x = list[tuple[float, float, float, float]](), 15.0
    for at, run in enumerate(bars(waybill, "CODE128").runs):
        if at % 2 == 0:
            boxes.append((x, 105, run * 0.33, 20))
        x += run * 0.33
    qr = draw_qr(waybill, 1)
    side = 22 / qr.width
    for y in range(qr.height):
        boxes += [
            (70 + column * side, 30 - y * side, side, side)
            for column in range(qr.width)
            if qr.getpixel((column, y))
        ]
    drawn = [" ".join(f"{value * _MM:.3f}" for value in box) + " re" for box in boxes]
    lines = [f"8 0 0 8 24 {250 - 14 * line} Tm ({waybill * 3}) Tj" for line in range(12)]
    content = "\n".join((*drawn, "f BT /F1 1 Tf", *lines, "ET")).encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDE * _MM:.2f} {_HIGH * _MM:.2f}] "
        "/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>".encode("ascii"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % one for one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n"


def _document(waybill: str) -> CourierLabel:
    return CourierLabel(
        language="en",
        zone="UTC",
        courier="",
        waybill=waybill,
        parcel_code="",
        pdf=base64.b64encode(courier_label(waybill)).decode("ascii"),
        printed_at=datetime(2026, 1, 1, tzinfo=UTC),
        station="",
    )


def pdf_labels(rounds: int) -> list[Row]:
    """An A6 label at 576 dots, with a process that waits for it and with one that is started.

    The floor is what pdfium alone takes for the page at the same four-fold scale.
    """
    from printers.pdf import process
    from printers.render import render

    papers = iter([_document(f"SPXID04{number:010d}") for number in range(2 * rounds)])
    warm, cold = [], []
    for _round in range(rounds):
        process.warm()
        time.sleep(_SETTLE_S)
        warm += milliseconds(lambda: render(next(papers), 576), 1)
    process.cool()
    for _round in range(rounds):
        cold += milliseconds(lambda: render(next(papers), 576), 1)
    floor = p50(milliseconds(_bare, rounds))
    return [
        Row("label.pdf.576", p50(warm), "ms", _WARM_MS, floor),
        Row("label.pdf.576.cold", p50(cold), "ms", _COLD_MS, floor),
    ]


def _bare() -> None:
    import pypdfium2

    page = pypdfium2.PdfDocument(courier_label("SPXID041122334455"))[0]
    page.render(scale=4 * 576 / (_WIDE * _MM), grayscale=True).to_pil()
