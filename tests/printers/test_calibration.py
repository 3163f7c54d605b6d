"""The page of questions, and the profile that its answers make."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.paper import read
from PIL import Image, ImageDraw

from core.errors import Refusal
from core.paper.documents import Calibration
from printers import pictures, raster
from printers.calibration import WIDTHS, calibrated, profile_from
from printers.escpos import emit
from printers.layout import Cut, Page, Picture, Text
from printers.profiles import PICTURE_COMMANDS, PictureCommand, find
from printers.render import preview_text, render

PAGE = Calibration("en", "Asia/Jakarta", "Meja 1", datetime(2026, 3, 2, 9, tzinfo=UTC), "S1")


@pytest.mark.parametrize("width", [384, 512, 576, 832])
def test_the_page_tries_out_everything_whatever_the_profile_says(width: int) -> None:
    known = replace(find(None, width), native_barcodes=False, native_qr=False, cutter=False)
    paper = read(render(PAGE, known), max(WIDTHS))
    assert [(code.kind, code.text) for code in paper.codes] == [
        ("CODE128", "KEMAS-2"),
        ("CODE128", "KEMAS-3"),
        ("CODE128", "KEMAS-4"),
        ("QR", "KEMAS-Q"),
    ]
    assert [code.module for code in paper.codes] == [2, 3, 4, 5]
    for name in (b"\x1dv", b"\x1b*", b"\x1d("):
        assert name in paper.commands
    lines = [line for line in paper.lines if line.endswith("é ü ñ")]
    assert [line[0] for line in lines] == ["1", "2", "3", "4"]
    widest = max(picture.width for picture in paper.pictures)
    assert widest == max(WIDTHS)
    assert any("KEMAS-4" in line for line in preview_text(PAGE, known))


@pytest.mark.parametrize("command", PICTURE_COMMANDS)
def test_all_commands_for_pictures_draw_the_same_dots(command: PictureCommand) -> None:
    picture = Image.new("1", (200, 61))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((3, 3, 150, 58), outline=1, width=3)
    draw.line((0, 60, 199, 0), fill=1)
    page = Page((Picture(200, 61, picture.tobytes()), Text("after"), Cut()))
    profile = replace(find(None, 384), picture=command)
    paper = read(emit(page, profile), 384)
    drawn = Image.new("1", (384, sum(part.height for part in paper.pictures)))
    top = 0
    for part in paper.pictures:
        drawn.paste(part, (0, top))
        top += part.height
    wanted = raster.centred(picture, 384)
    box = wanted.getbbox()
    assert box is not None
    assert drawn.crop(drawn.getbbox()).tobytes() == wanted.crop(box).tobytes()
    assert paper.lines[-1] == "after"


@pytest.mark.parametrize("command", PICTURE_COMMANDS)
def test_no_command_for_pictures_lets_real_time_bytes_through(command: PictureCommand) -> None:
    picture = Image.frombytes("1", (24, 48), bytes((0x10, 0x04, 0x01)) * 48)
    turned = picture.transpose(Image.Transpose.TRANSPOSE)
    for one in (picture, turned):
        content = pictures.band(one, command)
        assert b"\x10\x04" not in content


def test_answers_become_a_profile_that_counts_more_than_the_configuration() -> None:
    answers = {
        "width": "512",
        "pictures": "3 2",
        "page": "3",
        "codes": "]C0KEMAS-2 KEMAS-3 q",
        "cut": "Ya",
    }
    known = profile_from(answers)
    assert known == {
        "width_dots": 512,
        "picture": "column",
        "code_page": 16,
        "codec": "cp1252",
        "native_barcodes": True,
        "native_qr": True,
        "max_module": 3,
        "cutter": True,
    }
    profile = calibrated(find("58mm", None), known | {"unknown": 1, "name": "x"})
    assert (profile.name, profile.width_dots, profile.columns) == ("58mm", 512, 42)
    assert profile_from({"page": "no", "codes": "no", "cut": "n", "width": " "}) == {
        "code_page": 0,
        "codec": "ascii",
        "native_barcodes": False,
        "native_qr": False,
        "cutter": False,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", "80mm"),
        ("pictures", "4"),
        ("pictures", ";"),
        ("page", "5"),
        ("codes", "KEMAS-9"),
        ("cut", "perhaps"),
        ("colour", "red"),
    ],
)
def test_what_is_no_answer_is_refused_with_what_is_allowed(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        profile_from({name: value})
    assert refused.value.code == "calibration_answer"
    assert refused.value.params["allowed"]


def test_letters_that_the_code_page_has_are_printed_by_the_printer_itself() -> None:
    page = Page((Text("Café Ürün"), Text("Đường Lê Lợi"), Cut()))
    plain = read(emit(page, find(None, 576)))
    assert (plain.lines, len(plain.pictures)) == ([], 2)
    latin = replace(find(None, 576), code_page=16, codec="cp1252")
    known = read(emit(page, latin))
    assert (known.lines, len(known.pictures)) == (["Café Ürün"], 1)
