"""TSPL: a label printer burns exactly the dots of the preview, and no text is ever a command."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from fakes import sample_documents as samples
from fakes import tspl as label_printer
from fakes.paper import on_white
from fakes.pdf_maker import WAYBILL, label, write
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from zxingcpp import read_barcodes

from core.paper.documents import CourierLabel, Document, Party
from core.printer_settings import PrinterSettings
from printers import tspl
from printers.layout import Page, Picture
from printers.preview import MARGIN
from printers.profiles import Profile, find
from printers.render import preview_png, render
from printers.spool import profile_of

ROLL = replace(find(None, 832), language="tspl")
LABELS = replace(ROLL, label_mm=(100, 150), width_dots=800)


def burnt(document: Document, profile: Profile) -> list[Image.Image]:
    return [one.picture for one in label_printer.read(render(document, profile))]


def previewed(document: Document, profile: Profile) -> Image.Image:
    paper = Image.open(io.BytesIO(preview_png(document, profile))).convert("1")
    black = paper.point([255] + [0] * 255, "1")
    return black.crop((MARGIN, MARGIN, black.width - MARGIN, black.height - MARGIN))


@pytest.mark.parametrize("name", sorted(samples.ALL))
@pytest.mark.parametrize("width", [384, 576, 832])
def test_every_document_burns_the_dots_of_its_preview(name: str, width: int) -> None:
    profile = replace(find(None, width), language="tspl")
    (sticker,) = label_printer.read(render(samples.ALL[name], profile))
    shown = previewed(samples.ALL[name], profile)
    assert sticker.gap_mm == 0
    assert sticker.wide_mm * 8 == width
    assert sticker.picture.crop((0, 0, *shown.size)).tobytes() == shown.tobytes()
    assert sticker.picture.height - shown.height < 64
    assert sticker.picture.crop((0, shown.height, width, sticker.picture.height)).getbbox() is None


def test_codes_of_a_label_scan_from_its_dots() -> None:
    (picture,) = burnt(samples.LABEL, ROLL)
    assert samples.LABEL.waybill in {code.text for code in read_barcodes(on_white(picture))}


def test_a_label_roll_gets_labels_of_its_size() -> None:
    stickers = label_printer.read(render(samples.LABEL, LABELS))
    assert {(one.wide_mm, one.high_mm, one.gap_mm) for one in stickers} == {(100, 150, 2)}


def test_each_label_for_goods_is_a_label_of_the_roll() -> None:
    (item,) = samples.PRODUCT_LABELS.items
    three = replace(samples.PRODUCT_LABELS, items=(replace(item, quantity=3),))
    for profile in (ROLL, LABELS):
        stickers = label_printer.read(render(three, profile))
        assert len(stickers) == 3
        assert {one.picture.tobytes() for one in stickers} == {stickers[0].picture.tobytes()}


def test_a_long_document_goes_on_on_the_next_label_between_two_lines() -> None:
    many = replace(samples.PICK_LIST, items=samples.ITEMS * 12)
    whole = previewed(many, replace(LABELS, label_mm=None))
    pictures = burnt(many, LABELS)
    assert len(pictures) > 1
    rows = b"".join(one.tobytes() for one in tspl.labels(_page(many), LABELS))
    assert rows == whole.tobytes()
    for picture in pictures[:-1]:
        last = picture.getbbox()
        assert last is not None
        assert last[3] <= 150 * 8


def _page(document: Document) -> Page:
    from printers.render import page

    return page(document, LABELS)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_what_a_customer_writes_is_only_ever_dots(text: str) -> None:
    hostile = Party(f'{text}"\r\nPRINT 9,9\r\n', address=f"{text}\r\nKILL *.*", city="~!F\x1b!R")
    label = replace(samples.LABEL, recipient=hostile, note=f"CLS\r\n{text}")
    assert len(label_printer.read(render(label, ROLL))) == 1


def test_dots_that_would_be_commands_lose_one_dot_each_and_the_preview_shows_it() -> None:
    rows = bytes(255 - byte for byte in b"\x1b!\x00~!\x00\x1b\x1b" * 8)
    page = Page((Picture(64, 8, rows),))
    (picture,) = tspl.labels(page, replace(ROLL, width_dots=64))
    job = tspl.emit(page, replace(ROLL, width_dots=64))
    (sticker,) = label_printer.read(job)
    assert sticker.picture.crop((0, 0, 64, 8)).tobytes() == picture.tobytes()
    before = sum(byte.bit_count() for byte in rows)
    assert before - sum(byte.bit_count() for byte in picture.tobytes()) == 16


@pytest.mark.parametrize(
    "job",
    [
        b"",
        b"\x1b@hello\n",
        b"SIZE 104 mm,20 mm\r\nGAP 0 mm,0 mm\r\nDIRECTION 0\r\nCLS\r\nPRINT 2,1\r\n",
        b"SIZE 104 mm,20 mm\r\nGAP 0 mm,0 mm\r\nDIRECTION 0\r\nCLS\r\nTEXT 0,0\r\nPRINT 1,1\r\n",
        b"SIZE 10 mm,2 mm\r\nGAP 0 mm,0 mm\r\nDIRECTION 0\r\nCLS\r\nBITMAP 0,0,2,2,0,abc\r\n",
    ],
)
def test_the_reader_refuses_what_is_not_ours(job: bytes) -> None:
    with pytest.raises(AssertionError):
        label_printer.read(job)


def test_a_configured_printer_draws_for_its_language_and_labels() -> None:
    settings_of = PrinterSettings.model_validate(
        {
            "name": "L",
            "transport": "file",
            "path": "/dev/usb/lp0",
            "language": "tspl",
            "label_mm": "100x150",
            "gap_mm": 3,
            "width_dots": 832,
        }
    )
    profile = profile_of(settings_of)
    assert (profile.language, profile.label_mm, profile.width_dots) == ("tspl", (100, 150), 800)
    assert render(samples.LABEL, profile).startswith(b"SIZE 100 mm,150 mm\r\nGAP 3 mm,0 mm\r\n")


@pytest.mark.parametrize("size", ["100", "100x", "x150", "5x150", "100x5", "100 x 150", "1000x150"])
def test_a_label_size_that_is_none_is_refused(size: str) -> None:
    with pytest.raises(ValueError, match="label_mm"):
        PrinterSettings.model_validate(
            {"name": "L", "transport": "virtual", "language": "tspl", "label_mm": size}
        )


def test_a_copy_of_a_full_label_is_still_one_label() -> None:
    pdf = base64.b64encode(write(label())).decode()
    document = CourierLabel("en", "UTC", "", "", "", pdf, samples.WHEN, "")
    (first,) = label_printer.read(render(document, LABELS))
    (copy,) = label_printer.read(render(document, LABELS, copy=2))
    codes = [{code.text for code in read_barcodes(on_white(one.picture))} for one in (first, copy)]
    assert codes == [{WAYBILL}, {WAYBILL}]
    assert first.picture.tobytes() != copy.picture.tobytes()
