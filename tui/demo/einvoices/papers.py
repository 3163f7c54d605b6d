"""What simulated providers make of an invoice: a PDF of a few lines, and an XML."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape


def pdf(lines: Sequence[str]) -> bytes:
    """A page with some lines; the same bytes for the same lines."""
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A5, invariant=1)
    for at, line in enumerate(lines):
        canvas.drawString(40, 540 - 16 * at, line.encode("ascii", "replace").decode())
    canvas.save()
    return made.getvalue()


def xml(number: str, total: object) -> bytes:
    """An invoice as XML, short."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<HDon><SHDon>{escape(number)}</SHDon><TgTTTBSo>{escape(str(total))}</TgTTTBSo></HDon>"
    ).encode()


def zip_in_zip(name: str, data: bytes) -> bytes:
    """A ZIP that holds a ZIP that holds a file and its style sheet."""
    inner = _zipped({f"{name}.xml": data, f"{name}.xsl": b"<xsl/>"})
    return _zipped({f"{name}.zip": inner})


def base64_of(data: bytes) -> str:
    """Bytes as they travel."""
    return base64.b64encode(data).decode()


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()
