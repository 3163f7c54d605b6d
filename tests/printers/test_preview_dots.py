"""What a preview shows is what comes out of the printer, dot for dot."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from fakes import sample_documents as samples
from fakes.dots import burn
from fakes.paper import on_white
from fakes.paper import read as read_job
from PIL import Image, ImageChops

from core.paper.documents import Document
from printers import preview, render
from printers.layout import Cut, Page, Picture, Text
from printers.profiles import WIDTHS, Profile, find
from printers.samples import Shop, kinds, sample

ALL = sorted(name for name in samples.ALL if name != "calibration")
"""A calibration page tries out commands whose effect nobody knows beforehand."""


def shown(document: Document, profile: Profile, copy: int = 1) -> Image.Image:
    """The preview as dots, black is 1, without the margins of the paper."""
    page = render.page(document, profile, copy)
    picture = preview.as_picture(page, profile)
    return without_margins(picture, profile)


def without_margins(picture: Image.Image, profile: Profile) -> Image.Image:
    inner = preview.MARGIN
    dots = picture.crop((inner, inner, inner + profile.width_dots, picture.height - inner))
    return dots.point([1] + [0] * 255, "1")


def assert_same(burnt: Image.Image, seen: Image.Image) -> None:
    assert burnt.size == seen.size
    assert ImageChops.logical_xor(burnt, seen).getbbox() is None


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ALL)
def test_every_document_comes_out_as_it_was_shown(name: str, width: int) -> None:
    document, profile = samples.ALL[name], find(None, width)
    assert_same(burn(render.render(document, profile), width), shown(document, profile))


@pytest.mark.parametrize("language", ["id", "vi"])
@pytest.mark.parametrize("kind", kinds())
def test_invented_documents_of_both_countries_fit_every_paper(kind: str, language: str) -> None:
    sender = samples.SHOP if language == "id" else replace(samples.AN, name="Cửa hàng Hoa Sen")
    currency = "IDR" if language == "id" else "VND"
    shop = Shop(sender, language, "Asia/Jakarta", currency, "0301234567", "Đổi trả: 7 ngày.")
    document = sample(kind, shop, samples.WHEN)
    for width in WIDTHS:
        job = render.render(document, width)
        seen = shown(document, find(None, width))
        assert_same(burn(job, width), seen)
        read = {found.text for found in zxingcpp.read_barcodes(on_white(seen))}
        assert read == {code.text for code in read_job(job, width).codes}


@pytest.mark.parametrize("profile", ["drawn", "epson-tm-t20", "portable-58", "epson-tm-t88"])
@pytest.mark.parametrize("name", ["label", "vietnamese label", "receipt", "badge"])
def test_so_it_does_on_printers_that_draw_or_feed_otherwise(name: str, profile: str) -> None:
    target = find(profile, None)
    job = render.render(samples.ALL[name], target)
    seen = shown(samples.ALL[name], target)
    assert_same(burn(job, target.width_dots, target.motion), seen)


@pytest.mark.parametrize("name", ALL)
def test_so_does_a_copy(name: str) -> None:
    profile = find(None, 576)
    seen = shown(samples.ALL[name], profile, copy=2)
    assert_same(burn(render.render(samples.ALL[name], profile, 2)), seen)


def test_a_dot_that_keeps_a_picture_from_being_a_command_is_shown_too() -> None:
    rows = bytes((0x10, 0x04, 0xFF, 0x10, 0x14, 0x01)) * 96
    page = Page((Text("x"), Picture(48, 96, rows), Cut()))
    from printers.escpos import emit

    profile = find(None, 576)
    seen = without_margins(preview.as_picture(page, profile), profile)
    assert_same(burn(emit(page, profile)), seen)
