"""One page of a PDF as a grey picture, cropped to what is on it and turned as fits the paper."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from core.errors import Refusal
from printers.pdf.limits import MAX_PAGES, MAX_PIXELS, MAX_ROWS, MAX_SIDE_PT

SCALE = 4
"""How many times finer than the paper a page is drawn, before it is reduced to dots."""
DOTS_PER_POINT = 203.2 / 72
"""True size on a printer of 8 dots a millimetre; nothing is made larger than it is."""

_LOOK_PX = 1000  # the longer side of the first, coarse picture
_BLANK = 245  # grey from which paper counts as empty
_LEAST_SCALE = 0.1  # of the true size, below which nothing could be read
_TURN_GAIN = 1.1  # turned only where that makes everything at least a tenth larger


@dataclass(frozen=True, slots=True)
class Grey:
    """A page at `SCALE` times the dots of the paper."""

    picture: Image.Image
    dots_per_mm: float
    """Dots of the paper for one millimetre of the page."""
    pages: int
    scanned: bool
    """Whether there are pictures on it, in which bars are never as sharp as lines."""


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """The document. Raises Refusal for what is no PDF, locked, broken or too long."""
    if b"%PDF-" not in content[:1024]:
        raise Refusal("pdf_not_a_pdf")
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Refusal("pdf_locked" if locked else "pdf_broken") from error
    if pages > MAX_PAGES:
        raise Refusal("pdf_too_many_pages", pages=pages, allowed=MAX_PAGES)
    if not pages:
        raise Refusal("pdf_broken")
    return document


def load_page(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """Page `number`, from 1. Raises Refusal ``pdf_page_missing`` or ``pdf_broken``."""
    if not 1 <= number <= len(document):
        raise Refusal("pdf_page_missing", page=number, pages=len(document))
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise Refusal("pdf_broken") from error


def single(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """A PDF of that page alone."""
    alone, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    try:
        alone.import_pages(document, [number - 1])
        alone.save(out)
    except pypdfium2.PdfiumError as error:
        raise Refusal("pdf_broken") from error
    return out.getvalue()


def grey(
    document: pypdfium2.PdfDocument, number: int, width_dots: int, height_dots: int = MAX_ROWS
) -> Grey:
    """A page for paper of this size. Raises Refusal when it is empty or too big."""
    page = load_page(document, number)
    wide, high = page.get_size()
    if not (1 <= wide <= MAX_SIDE_PT and 1 <= high <= MAX_SIDE_PT):
        raise Refusal("pdf_page_too_big")
    left, top, right, bottom = _content(page, wide, high)
    across, down = right - left, bottom - top
    upright = min(DOTS_PER_POINT, width_dots / across, height_dots / down)
    turned = min(DOTS_PER_POINT, width_dots / down, height_dots / across)
    turn = turned > upright * _TURN_GAIN
    scale = turned if turn else upright
    if scale < _LEAST_SCALE * DOTS_PER_POINT or across * down * (SCALE * scale) ** 2 > MAX_PIXELS:
        raise Refusal("pdf_page_too_big")
    cut = (left, high - bottom, wide - right, top)
    picture = page.render(scale=SCALE * scale, crop=cut, grayscale=True).to_pil()
    if turn:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    return Grey(
        _whole_dots(picture, width_dots), scale * 72 / 25.4, len(document), _has_pictures(page)
    )


def _has_pictures(page: pypdfium2.PdfPage) -> bool:
    return any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5))


def _content(page: pypdfium2.PdfPage, wide: float, high: float) -> tuple[float, ...]:
    """The box around all that is on a page: left, top, right, bottom in points from the top."""
    scale = _LOOK_PX / max(wide, high)
    look = page.render(scale=scale, grayscale=True).to_pil()
    box = look.point([255] * _BLANK + [0] * (256 - _BLANK)).getbbox()
    if box is None:
        raise Refusal("pdf_page_empty")
    return (
        max(0.0, (box[0] - 1) / scale),
        max(0.0, (box[1] - 1) / scale),
        min(wide, (box[2] + 1) / scale),
        min(high, (box[3] + 1) / scale),
    )


def _whole_dots(picture: Image.Image, width_dots: int) -> Image.Image:
    """The picture in the middle of the paper, whole dots high."""
    wide = width_dots * SCALE
    high = -(-picture.height // SCALE) * SCALE
    if picture.size == (wide, high):
        return picture
    paper = Image.new("L", (wide, high), 255)
    paper.paste(picture, ((wide - picture.width) // 2, 0))
    return paper


def to_dots(picture: Image.Image) -> Image.Image:
    """The page in dots of the paper, black is 1.

    Averaged and cut at the middle: dithering would leave specks on every grey edge.
    """
    return picture.reduce(SCALE).point([255] * 128 + [0] * 128, "1")
