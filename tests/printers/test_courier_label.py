"""A courier's PDF label as a document: stored, drawn, previewed and copied like any other."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pytest
from fakes import paper
from fakes import tspl as label_printer
from fakes.pdf_maker import WAYBILL, Page, label, scanned, write
from fakes.sample_documents import WHEN
from PIL import Image
from zxingcpp import read_barcodes

from core.errors import Refusal
from core.paper.commands import hash_of
from core.paper.documents import MAX_PDF, CourierLabel, dump, load
from printers.pdf.limits import MAX_BYTES
from printers.preview import MARGIN
from printers.profiles import find
from printers.render import preview_png, preview_text, render

PDF = write(label())


def courier_label(pdf: bytes = PDF, page: int = 1) -> CourierLabel:
    return CourierLabel(
        language="en",
        zone="Asia/Jakarta",
        courier="Kurir Cepat",
        waybill=WAYBILL,
        parcel_code="KEMAS:P:10023",
        pdf=base64.b64encode(pdf).decode(),
        printed_at=WHEN,
        station="S1",
        page=page,
        sheet=2,
        sheets=3,
        codes=(("Code 128", WAYBILL), ("QR Code", WAYBILL)),
    )


def shown(document: CourierLabel, width: int, copy: int = 1) -> Image.Image:
    drawn = Image.open(io.BytesIO(preview_png(document, width, copy))).convert("1")
    black = drawn.point([255] + [0] * 255, "1")
    return black.crop((MARGIN, MARGIN, black.width - MARGIN, black.height - MARGIN))


def stacked(pictures: list[Image.Image], width: int) -> Image.Image:
    whole = Image.new("1", (width, sum(one.height for one in pictures)))
    top = 0
    for one in pictures:
        whole.paste(one, (0, top))
        top += one.height
    return whole


@pytest.mark.parametrize("width", [384, 512, 576, 832])
def test_what_is_printed_is_the_preview_and_scans(width: int) -> None:
    printed = paper.read(render(courier_label(), width), width)
    burnt = stacked(printed.pictures, width)
    assert all(one.height <= 240 for one in printed.pictures)
    preview = shown(courier_label(), width)
    box = preview.getbbox()
    assert box is not None
    assert burnt.tobytes() == preview.crop((0, box[1], width, box[3])).tobytes()
    found = [code.text for code in read_barcodes(paper.on_white(burnt))]
    assert found == [WAYBILL, WAYBILL]


@pytest.mark.parametrize("width", [384, 832])
def test_a_label_printer_burns_the_same_dots(width: int) -> None:
    profile = replace(find(None, width), language="tspl")
    (sticker,) = label_printer.read(render(courier_label(), profile))
    same = shown(courier_label(), width)
    assert sticker.picture.crop((0, 0, *same.size)).tobytes() == same.tobytes()


def test_a_scanned_label_holds_no_byte_that_a_printer_obeys_at_once() -> None:
    job = render(courier_label(write(scanned(label(), 200, quality=30))), 576)
    assert not re.search(rb"\x10[\x04\x05\x14]", job)


def test_a_copy_says_so_and_its_codes_are_the_same() -> None:
    printed = paper.read(render(courier_label(), 576, copy=2), 576)
    assert printed.text.count("COPY 2") == 2
    assert len(read_barcodes(paper.on_white(stacked(printed.pictures, 576)))) == 2


def test_codes_without_room_are_printed_under_the_label_with_their_text() -> None:
    page = Page().frame()
    page.code(WAYBILL, 5, 20, 0.25, height=15)
    for line in range(8):
        page.texts.append((2.0, 20 + 2.0 * line, 8, "I"))
        page.texts.append((52.0, 20 + 2.0 * line, 8, "KIRI KANAN JALAN"))
    printed = paper.read(render(courier_label(write(page)), 384), 384)
    assert [code.text for code in printed.codes] == [WAYBILL]
    assert WAYBILL in printed.lines


def test_it_is_stored_as_it_is() -> None:
    assert load(dump(courier_label())) == courier_label()
    later = replace(courier_label(), station="S2")
    assert hash_of(later) == hash_of(courier_label())
    assert hash_of(replace(later, page=2)) != hash_of(later)


def test_a_pdf_that_is_too_big_is_not_stored() -> None:
    assert MAX_PDF == MAX_BYTES
    assert courier_label(bytes(MAX_PDF)).page == 1
    with pytest.raises(Refusal, match="pdf_too_big"):
        courier_label(bytes(MAX_PDF + 3))


def test_base64_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal, match="pdf_broken"):
        render(replace(courier_label(), pdf="?" * 8), 576)


def test_a_terminal_shows_what_it_is_and_a_sketch() -> None:
    lines = preview_text(courier_label(), 576, columns=40)
    assert lines[:3] == [f"Kurir Cepat  {WAYBILL}", "Page 2 of 3", f"▐Code 128▌ {WAYBILL}"]
    assert all(len(line) <= 40 for line in lines)
    assert any("█" in line for line in lines[4:])
