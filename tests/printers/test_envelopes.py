"""Envelopes as PDF pages: their exact size, the address where it belongs, a window left free."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest

from core.errors import Refusal
from core.paper import documents
from core.paper.documents import EnvelopePaper, Party, dump, load
from printers.look import USUAL
from printers.render import preview_text
from printers.samples import AN, SITI
from printers.sheets.drawn import pdf_of
from printers.sheets.envelope import SIZES, envelopes_pdf

SHOP = Party("Toko Melati", "021 555", "Jl. Kebon Sirih 12", "", "Jakarta", "", "10110", "ID")
PAPER = EnvelopePaper("id", "dl", "none", 0, 0, SHOP, (SITI, AN), ("INV/1", "INV/2"))


def pages(paper: EnvelopePaper) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(BytesIO(envelopes_pdf(paper)))


@pytest.mark.parametrize("size", list(SIZES))
def test_each_is_a_page_of_its_exact_size_in_their_order(size: str) -> None:
    found = pages(replace(PAPER, size=size))
    assert len(found) == 2
    for page, to in zip(found, (SITI, AN), strict=True):
        wide, high = (side / 72 * 25.4 for side in page.get_size())
        assert (wide, high) == pytest.approx((SIZES[size].width, SIZES[size].height), abs=0.1)
        said = page.get_textpage().get_text_range()
        assert to.name in said
        assert "Toko Melati" in said
    assert envelopes_pdf(PAPER) == envelopes_pdf(replace(PAPER))


def test_the_address_is_in_its_place_and_all_of_it_on_the_paper() -> None:
    long = replace(SITI, name="PT " + "Panjang " * 14, address="Jl. " + "Sangat Panjang " * 20)
    for size in SIZES:
        page = pages(replace(PAPER, size=size, recipients=(long, AN)))[0]
        text = page.get_textpage()
        wide, high = page.get_size()
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            assert 0 < left < right < wide
            assert 0 < bottom < top < high
    moved = pages(replace(PAPER, left_mm=150, top_mm=40))[0].get_textpage()
    rects = [moved.get_rect(at) for at in range(moved.count_rects())]
    assert any(abs(left - 150 / 25.4 * 72) < 3 for left, *_rest in rects)


def test_a_window_is_left_free_and_the_country_named_only_abroad() -> None:
    said = pages(replace(PAPER, window="left"))[0].get_textpage().get_text_range()
    assert "Toko Melati" in said
    assert "Siti" not in said
    texts = [page.get_textpage().get_text_range().split() for page in pages(PAPER)]
    assert ("ID" in texts[0], "VN" in texts[1]) == (False, True)


def test_it_is_stored_read_back_and_shown_on_a_roll() -> None:
    assert load(dump(PAPER)) == PAPER
    assert any("Siti" in line for line in preview_text(PAPER, "80mm"))
    with pytest.raises(Refusal, match="envelope_size"):
        envelopes_pdf(replace(PAPER, size="c9"))


def test_what_has_no_sheet_of_its_own_comes_out_as_on_a_roll() -> None:
    page = documents.TestPage("vi", "UTC", "Laser", 576, datetime(2026, 11, 21, tzinfo=UTC), "S1")
    found = pypdfium2.PdfDocument(BytesIO(pdf_of(page, 1, USUAL)))
    assert [round(side) for side in found[0].get_size()] == [595, 842]
