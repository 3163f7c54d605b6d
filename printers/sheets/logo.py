"""The shop's logo on PDF pages: made ready once a process, put into each file as it is."""

from __future__ import annotations

import io
import zlib
from copy import copy
from functools import lru_cache
from typing import Any

from core.errors import Refusal
from printers.logo import Logo

_DOTS = (900, 320)
"""Sharp enough at the size at which it stands there."""
_NAME = "kemas-logo"


@lru_cache(maxsize=4)
def logo_of(logo: Logo | None) -> Any:
    """What is put into a file; None where there is no logo, or none that can be read."""
    if logo is None:
        return None
    from PIL import Image
    from reportlab.pdfbase.pdfdoc import PDFImageXObject

    try:
        logo.at(576)  # refuses what cannot be read, before anything else looks at it
        with Image.open(io.BytesIO(logo.content), formats=["PNG"]) as picture:
            layers = picture.convert("RGBA")
    except (Refusal, OSError, SyntaxError, ValueError):
        return None
    paper = Image.new("RGBA", layers.size, "white")
    flat = Image.alpha_composite(paper, layers).convert("RGB")
    flat.thumbnail(_DOTS)
    made = PDFImageXObject(_NAME)
    made.width, made.height = flat.size
    made.streamContent = zlib.compress(flat.tobytes(), 9)
    made._filters = ("FlateDecode",)
    made.colorSpace, made.bitsPerComponent = "DeviceRGB", 8
    return made


def draw_logo(canvas: Any, image: Any, left: float, top: float, room: tuple[float, float]) -> None:
    """Draw it whole with its upper left corner there, as large as there is room."""
    from reportlab.pdfgen.canvas import _digester

    # The library knows an image by a digest of its name and mask: it finds ours there, and does
    # not take it to pieces for each file anew.
    name = _digester((_NAME + str(None)).encode())
    document = canvas._doc
    image = copy(image)  # it learns the names that it has in a file
    image.name = name
    canvas._setXObjects(image)
    document.Reference(image, document.getXObjectName(name))
    document.addForm(name, image)
    scale = min(room[0] / image.width, room[1] / image.height)
    wide, high = image.width * scale, image.height * scale
    canvas.drawImage(_NAME, left, top - high, wide, high)
