"""A logo is a PNG that becomes dots once a width; what is hostile is refused before it unpacks."""

from __future__ import annotations

import io
import pickle
import struct
import zlib
from pathlib import Path

import pytest
from fakes import sample_documents as samples
from fakes.dots import burn
from fakes.paper import read
from PIL import Image, ImageDraw

from core.errors import Refusal
from printers import render
from printers.logo import MAX_BYTES, Logo
from printers.look import Look
from printers.profiles import WIDTHS


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def drawn(width: int = 300, height: int = 100, mode: str = "L") -> Image.Image:
    picture = Image.new(mode, (width, height), "white" if mode != "RGBA" else (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((10, 10, width - 11, height - 11), fill="black")
    return picture


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logo.png"


def logo(path: Path, picture: Image.Image) -> Logo:
    path.write_bytes(png(picture))
    return Logo.read(path)


def header(width: int, height: int) -> bytes:
    """A PNG that says it is that large, whatever is in it."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(body))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + crc


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA"])
def test_line_art_keeps_its_edges(path: Path, mode: str) -> None:
    picture = logo(path, drawn(mode=mode)).at(576)
    assert picture is not None
    assert (picture.width, picture.height) == (280, 80)  # without the white around it
    assert picture.rows == b"\xff" * (35 * 80)


def test_grey_is_black_or_white_and_never_speckle(path: Path) -> None:
    for grey, black in ((100, True), (160, False)):
        picture = logo(path, Image.new("L", (64, 16), grey)).at(576)
        assert (picture is not None) == black
        if picture is not None:
            assert set(picture.rows) == {0xFF}


@pytest.mark.parametrize("width", WIDTHS)
def test_a_large_logo_is_made_to_fit_the_paper(path: Path, width: int) -> None:
    picture = logo(path, drawn(2000, 1900)).at(width)
    assert picture is not None
    assert picture.width <= width
    assert picture.height <= width // 5


def test_a_logo_is_drawn_once_a_width(path: Path) -> None:
    one = logo(path, drawn())
    assert one.at(576) is one.at(576)
    path.unlink()
    assert one.at(384) is not None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a" + bytes(60), "logo_not_png"),
        (b"", "logo_not_png"),
        (b"\x89PNG\r\n\x1a\n", "logo_not_png"),
        (header(60_000, 60_000), "logo_too_big"),
        (header(8000, 8000), "logo_too_big"),
        (header(0, 5), "logo_too_big"),
        (b"\x89PNG\r\n\x1a\n" + bytes(MAX_BYTES), "logo_too_big"),
    ],
)
def test_what_is_no_logo_is_refused_by_its_header(path: Path, content: bytes, code: str) -> None:
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        Logo.read(path)
    assert refused.value.code == code


def test_a_logo_that_is_not_there_is_refused(path: Path) -> None:
    for where, code in ((path, "logo_missing"), (path.parent, "logo_unreadable")):
        with pytest.raises(Refusal) as refused:
            Logo.read(where)
        assert refused.value.code == code


@pytest.mark.parametrize("keep", [33, 40, 60, 100, -40])
def test_a_cut_off_logo_is_refused_when_it_is_drawn(path: Path, keep: int) -> None:
    path.write_bytes(png(drawn())[:keep])
    broken = Logo.read(path)
    with pytest.raises(Refusal) as refused:
        broken.at(576)
    assert refused.value.code == "logo_broken"


def test_a_damaged_logo_is_refused_when_it_is_drawn(path: Path) -> None:
    whole = png(drawn())
    path.write_bytes(whole[:45] + b"\xff" * 20 + whole[65:])
    with pytest.raises(Refusal) as refused:
        Logo.read(path).at(576)
    assert refused.value.code == "logo_broken"


def test_a_bomb_within_the_bounds_of_its_header_does_not_unpack(path: Path) -> None:
    """A megabyte of text that unpacks to a gigabyte, beside a tiny picture."""
    packed = zlib.compress(bytes(64 * 1024 * 1024), 9)
    body = b"zTXtComment\x00\x00" + packed
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    whole = png(drawn(64, 32))
    path.write_bytes(whole[:33] + chunk + whole[33:])
    with pytest.raises(Refusal) as refused:
        Logo.read(path).at(576)
    assert refused.value.code == "logo_broken"


def test_the_logo_stands_once_on_top_of_a_receipt(path: Path) -> None:
    one = logo(path, drawn())
    look = Look(logo=one)
    for width in WIDTHS:
        job = render.render(samples.RECEIPT, width, look=look)
        picture = one.at(width)
        assert picture is not None
        first, *others = read(job, width).pictures
        assert first.height == picture.height
        assert all(other.height != picture.height for other in others)
        assert burn(job, width).getbbox()[1] == 0  # type: ignore[index]


def test_a_label_has_the_logo_only_where_a_template_says_so(path: Path) -> None:
    one = logo(path, drawn())
    plain = render.render(samples.LABEL, 576)
    assert render.render(samples.LABEL, 576, look=Look(one)) == plain
    usual = ("courier", "sort_code", "waybill", "cod", "recipient", "sender", "order")
    asked = Look(one, {"label": ("logo", *usual)})
    assert read(render.render(samples.LABEL, 576, look=asked)).pictures[0].height == 80


def test_it_goes_to_another_process_as_it_is(path: Path) -> None:
    here = logo(path, drawn())
    dots = here.at(384)
    there = pickle.loads(pickle.dumps(here))  # noqa: S301 - our own bytes
    assert (there.path, there.content, there.at(384)) == (path, here.content, dots)
