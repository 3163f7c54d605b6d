"""PDF labels: whatever a page carries as a code is read again from the dots that are printed."""

from __future__ import annotations

from collections import Counter

import pytest
from fakes.code128_reader import read_code128
from fakes.paper import on_white
from fakes.pdf_maker import WAYBILL, Page, label, modules, scanned, write
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import read_barcodes

from core.errors import Refusal
from printers.pdf.drawing import DrawnPage, draw_page
from printers.raster import BAND_ROWS

WIDTHS = (384, 512, 576, 832)


def picture_of(drawn: DrawnPage) -> Image.Image:
    size = (drawn.picture.width, drawn.picture.height)
    return Image.frombytes("1", size, drawn.picture.rows)


def codes_in(drawn: DrawnPage) -> Counter[str]:
    return Counter(found.text for found in read_barcodes(on_white(picture_of(drawn))))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("module", "dpi"),
    [(0.25, 0), (0.33, 0), (0.40, 0), (0.25, 200), (0.33, 200), (0.40, 200), (0.25, 300)],
)
def test_bars_and_qr_of_a_label_scan_from_every_paper(width: int, module: float, dpi: int) -> None:
    page = label(module)
    drawn = draw_page(write(scanned(page, dpi) if dpi else page), 1, width)
    assert [code.text for code in drawn.codes] == [WAYBILL, WAYBILL]
    assert drawn.under == ()
    assert drawn.picture.width <= width
    assert codes_in(drawn) == {WAYBILL: 2}
    assert read_code128(picture_of(drawn)) == {WAYBILL}


@settings(max_examples=12, deadline=None)
@given(
    text=st.from_regex(r"[A-Z]{2,5}[0-9]{8,12}", fullmatch=True),
    module=st.sampled_from([0.25, 0.33, 0.4]),
    width=st.sampled_from(WIDTHS),
    at=st.integers(5, 30),
    down=st.booleans(),
)
def test_any_waybill_scans_wherever_it_stands(
    text: str, module: float, width: int, at: int, down: bool
) -> None:
    page = Page().frame()
    page.code(text, at, 20, module, height=15, down=down)
    drawn = draw_page(write(page), 1, width)
    assert {text} == {code.text for code in drawn.codes}
    if drawn.under:
        assert drawn.under == (("CODE128", text),)
    else:
        assert codes_in(drawn) == {text: 1}
        assert read_code128(picture_of(drawn)) == {text}


@pytest.mark.parametrize(
    ("kind", "text", "module", "height"),
    [
        ("Code39", "JP123456", 0.3, 15),
        ("EAN13", "4006381333931", 0.33, 15),
        ("EAN8", "40170725", 0.33, 12),
        ("ITF", "0012345678", 0.35, 15),
        ("Code93", "GRAB1234", 0.33, 15),
        ("QRCode", "https://example.com/a?b=Nguyễn", 0.6, 0),
        ("DataMatrix", "KEMAS-DATA-MATRIX-001", 0.5, 0),
        ("Aztec", "KEMAS-AZTEC-001", 0.6, 0),
        ("PDF417", "KEMAS PDF417 0001", 0.35, 0),
    ],
)
@pytest.mark.parametrize("width", [384, 576, 832])
def test_every_kind_of_code_scans_again(
    kind: str, text: str, module: float, height: float, width: int
) -> None:
    page = Page().frame().code(text, 12, 40, module, kind=kind, height=height)
    drawn = draw_page(write(page), 1, width)
    assert [code.text for code in drawn.codes] == [text]
    assert codes_in(drawn) == {text: 1}


def test_digits_are_packed_so_that_a_code_becomes_narrower_than_it_was() -> None:
    text = "123456789012345678"
    wide = len(modules(text)[0])
    drawn = draw_page(write(Page().frame().code(text, 20, 20, 0.3, height=15)), 1, 384)
    box = picture_of(drawn).crop((6, 90, 378, 91)).getbbox()
    assert box is not None
    assert box[2] - box[0] == 2 * wide
    assert read_code128(picture_of(drawn)) == {text}


def test_text_close_to_a_code_stays() -> None:
    page = label()
    with_text = draw_page(write(page), 1, 576)
    page.texts = [text for text in page.texts if text[3] != WAYBILL]
    without = draw_page(write(page), 1, 576)
    under_the_bars = (150, 280, 426, 310)
    assert picture_of(with_text).crop(under_the_bars).getbbox() is not None
    assert picture_of(without).crop(under_the_bars).getbbox() is None


def test_a_code_without_room_for_whole_dots_is_offered_under_the_page() -> None:
    page = Page().frame()
    page.code(WAYBILL, 5, 20, 0.25, height=15)
    for line in range(8):  # letters all along both of its sides
        page.texts.append((2.0, 20 + 2.0 * line, 8, "I"))
        page.texts.append((52.0, 20 + 2.0 * line, 8, "KIRI KANAN JALAN"))
    drawn = draw_page(write(page), 1, 384)
    assert drawn.under == (("CODE128", WAYBILL),)
    assert codes_in(drawn) == {}


def test_a_code_wider_than_the_paper_is_turned_and_stands_under_the_page() -> None:
    text = "Kode-panjang-sekali-abcdefghij"
    page = Page().code(text, 4.5, 20, 0.25, height=15)
    page.texts.append((30, 100, 12, "ALAMAT"))
    drawn = draw_page(write(page), 1, 384)
    picture = picture_of(drawn)
    assert drawn.under == ()
    assert read_code128(picture) == {text}
    assert codes_in(drawn) == {text: 1}
    assert picture.height > 2 * len(modules(text)[0])


def test_a_code_that_fits_no_way_is_refused_by_name() -> None:
    text = "https://example.com/" + "abcdefghij" * 150
    side = len(modules(text, "QRCode", ec_level="L"))
    page = Page().code(text, 5, 5, 90 / side, kind="QRCode", ec_level="L")
    assert side * 2 > 240
    with pytest.raises(Refusal) as caught:
        draw_page(write(page), 1, 240)
    assert caught.value.code == "pdf_code_unreadable"
    assert caught.value.params["text"] == text[:60]
    assert caught.value.params["why"] == "too_wide"


def test_a_landscape_label_is_turned_where_that_makes_it_larger() -> None:
    page = Page(150, 100)
    page.code(WAYBILL, 20, 20, 0.33, height=20)
    page.texts.append((8, 90, 14, "ALAMAT"))
    page.frame()
    drawn = draw_page(write(page), 1, 576)
    assert drawn.picture.height > drawn.picture.width
    assert codes_in(drawn) == {WAYBILL: 1}


def test_a_small_label_on_a_large_page_is_cropped_and_keeps_its_size() -> None:
    page = Page(210, 297)
    page.code(WAYBILL, 15, 20, 0.25, height=12)
    page.boxes.append((12, 16, 62, 0.5))
    drawn = draw_page(write(page), 1, 832)
    box = picture_of(drawn).getbbox()
    assert box is not None
    assert box[2] - box[0] <= 62 * 8 + 8
    assert drawn.picture.height < 40 * 8
    assert codes_in(drawn) == {WAYBILL: 1}


def test_two_codes_that_say_the_same_both_stay() -> None:
    page = Page().frame()
    page.code(WAYBILL, 15, 20, 0.33, height=15).code(WAYBILL, 15, 110, 0.33, height=15)
    assert codes_in(draw_page(write(page), 1, 576)) == {WAYBILL: 2}


def test_a_page_that_is_stored_turned_comes_out_upright() -> None:
    page = Page(150, 100, rotate=90)
    page.code(WAYBILL, 40, 30, 0.33, height=20, down=True)
    page.frame()
    drawn = draw_page(write(page), 1, 576)
    assert drawn.picture.height > drawn.picture.width
    assert codes_in(drawn) == {WAYBILL: 1}


def test_bands_are_what_every_printer_has_room_for() -> None:
    assert BAND_ROWS <= 255
    assert BAND_ROWS % 24 == 0
