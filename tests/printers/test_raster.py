"""Text as pictures: letters that no code page holds, and bytes that printers must not obey."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from printers.fonts import BOLD, REGULAR
from printers.layout import Line, Picture, Span, Style
from printers.raster import (
    BASELINE,
    LINE_PITCH,
    _font,
    _glyph,
    _shape,
    draw_line,
    draw_picture,
    harmless,
)

VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁ" + "".join(map(chr, range(0x1EA0, 0x1EFA)))


@pytest.mark.parametrize("bold", [False, True])
def test_the_font_holds_every_vietnamese_letter(bold: bool) -> None:
    assert [char for char in VIETNAMESE if _shape(char, bold) is None] == []


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (1, 2), (4, 4)])
def test_every_letter_has_a_picture_of_its_own(size: tuple[int, int]) -> None:
    drawn = {_glyph(char, *size, True).tobytes() for char in VIETNAMESE}
    assert len(drawn) == len(set(VIETNAMESE))


def test_accents_on_capitals_and_tails_stay_within_their_line() -> None:
    for char in VIETNAMESE + "gjqy,":
        for path in (REGULAR, BOLD):
            _, top, _, bottom = _font(path, 20).getbbox(char, anchor="ls")
            assert -BASELINE <= top < bottom <= LINE_PITCH - BASELINE, char


def test_what_is_not_in_the_font_is_a_box_as_wide_as_its_cells() -> None:
    assert _glyph("🎁", 1, 1, False).size == (24, LINE_PITCH)
    assert _glyph("北", 1, 1, False).getbbox() is not None


def test_a_full_width_letter_is_shown_as_its_plain_form() -> None:
    assert _shape("Ａ", False) == _shape("A", False)


def test_inverse_text_is_white_on_black() -> None:
    line = Line((Span(" ", Style(inverse=True)),))
    picture = draw_line(line, 384)
    assert picture.getbbox() == (0, 0, 12, LINE_PITCH)


def test_small_letters_stand_on_the_base_of_large_ones() -> None:
    line = Line((Span("A", Style(3, 3)), Span("A", Style())))
    small = draw_line(line, 384).crop((36, 0, 48, 3 * LINE_PITCH)).getbbox()
    assert small is not None
    assert small[1] > 2 * LINE_PITCH


@given(st.text(max_size=40), st.integers(1, 4), st.integers(1, 4))
def test_any_text_can_be_drawn(text: str, width: int, height: int) -> None:
    picture = draw_line(Line((Span(text, Style(width, height)),)), 576)
    assert picture.size == (576, LINE_PITCH * height)


@given(st.binary(max_size=200).map(lambda rows: rows.replace(b"a", b"\x10").replace(b"b", b"\x04")))
def test_no_pixels_act_as_real_time_commands_and_at_most_a_dot_changes(rows: bytes) -> None:
    quiet = harmless(rows)
    assert not re.search(rb"\x10[\x04\x05\x14]", quiet)
    assert len(quiet) == len(rows)
    assert all((old ^ new) in (0, 8) for old, new in zip(rows, quiet, strict=True))


def test_a_picture_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        draw_picture(Picture(584, 1, bytes(73)), 576)
    assert refused.value.code == "picture_too_big"
