"""The text filter: whatever comes in, nothing comes out that acts on a terminal or a printer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import cell_width, cells, clean, fit, fold, inert, lines, visible

_NASTY = st.sampled_from(
    [
        "\x00\x07\x08\x1b\x7f\x80\x85\x9b\x9f",
        "\x1b[31m",
        "\x1b@\x1dV\x00",
        "\u202e\u2066\u200b\ufeff\u00ad\u2028\u2029",
        "\ud800\udfff",
        "\ue000\U000f0000",
        "\u0301\u0323\u1eab",
        "\u00a0\u2003\u3000 \t\r\n",
        "Đỗ Thị Hường",
        "👩\u200d👧 漢字 한국 한",
        "[bold]x[/]",
    ]
)
anything = st.lists(st.one_of(st.text(st.characters(), max_size=12), _NASTY), max_size=8).map(
    "".join
)


@given(anything)
def test_nothing_that_acts_comes_through(value: str) -> None:
    for char in clean(value):
        category = unicodedata.category(char)
        assert category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert category != "Cf" or char == "\u200d"
        assert not 0xD800 <= ord(char) <= 0xDFFF
    clean(value).encode("utf-8")


@given(anything)
def test_cleaning_twice_changes_nothing(value: str) -> None:
    once = clean(value)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(anything, st.integers(0, 20))
def test_a_limit_is_kept_and_a_cut_text_is_clean(value: str, limit: int) -> None:
    cut = clean(value, limit)
    assert len(cut) <= limit
    assert clean(value).startswith(cut)
    assert clean(cut) == cut


@given(st.text("abc ÀĐđễ[]/-.,0", max_size=30).map(lambda text: " ".join(text.split())))
def test_ordinary_text_is_left_alone(value: str) -> None:
    assert clean(value) == value


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Budi\x1b[31m\x07", "Budi[31m"),
        ("Jl.  Melati\t5\r\nRT 02", "Jl. Melati 5 RT 02"),
        ("e\u0301", "é"),
        ("a\u200d\u200b\u0301", "a\u200d\u0301"),
        ("gnp.\u202eexe", "gnp.exe"),
        ("\x1b@\x1dV\x00Siti", "@VSiti"),
        ("[bold red]Siti[/]", "[bold red]Siti[/]"),  # drawn as text, never parsed
        ("x" * 10_000, "x" * 10_000),
        ("\ud83d", ""),
    ],
)
def test_what_is_dropped_and_what_is_kept(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_text_of_several_lines_keeps_its_lines() -> None:
    assert lines("Jl. A 1\r\n\r\n \x1b \nKota\rKode\x07pos") == ["Jl. A 1", "Kota", "Kodepos"]
    assert lines("abcdef\nab", 3) == ["abc", "ab"]


@given(anything)
def test_lines_are_clean_and_none_is_empty(value: str) -> None:
    assert all(line and clean(line) == line for line in lines(value))


@given(anything)
def test_a_shown_code_hides_nothing_and_cannot_act(value: str) -> None:
    shown = visible(value)
    assert len(shown) == len(unicodedata.normalize("NFC", value))
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cs", "Co", "Cn"}
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff")


def test_what_a_scanner_sent_by_mistake_is_seen() -> None:
    assert visible("A\x1dB\tC\ud800") == "A?B?C?"


@given(anything.map(clean), st.integers(0, 40))
def test_a_fitted_text_never_takes_more_cells(value: str, width: int) -> None:
    fitted = fit(value, width)
    assert cells(fitted) <= width
    if cells(value) <= width:
        assert fitted == value
    elif width:
        assert fitted.endswith("…")
        assert value.startswith(fitted[:-1])


@pytest.mark.parametrize(
    ("value", "width", "fitted"),
    [
        ("Kopi Arabika", 8, "Kopi Ar…"),
        ("Kopi Arabika", 6, "Kopi…"),
        ("漢字漢字", 5, "漢字…"),
        ("漢字漢字", 4, "漢…"),
        ("Nguye\u0302\u0303n Va\u0306n", 7, "Nguye\u0302\u0303n…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_cuts(value: str, width: int, fitted: str) -> None:
    assert fit(value, width) == fitted
    assert fit("abcdef", 5, "..") == "abc.."
    assert fit("abcdef", 1, "..") == ""


def test_widths_of_characters() -> None:
    assert [cell_width(char) for char in "a\u0301漢\u200dđ，"] == [1, 0, 2, 0, 1, 2]
    assert cells("한국") == 4


@given(anything)
def test_a_folded_text_is_folded(value: str) -> None:
    once = fold(value)
    assert fold(once) == once
    assert not any(unicodedata.combining(char) for char in once)


@given(anything)
def test_case_and_composition_do_not_matter_for_searching(value: str) -> None:
    assert fold(unicodedata.normalize("NFD", value)) == fold(unicodedata.normalize("NFC", value))


@pytest.mark.parametrize(
    ("value", "folded"),
    [
        ("Đỗ Thị Hường", "do thi huong"),
        ("NGUYỄN VĂN A", "nguyen van a"),
        ("Nguye\u0302\u0303n", "nguyen"),
        ("Sté Café", "ste cafe"),
        ("STRAßE", "strasse"),
    ],
)
def test_what_people_type_without_marks_is_found(value: str, folded: str) -> None:
    assert fold(value) == folded


def test_a_value_from_outside_is_inert_all_through() -> None:
    told = {"a\x1b[2J": ["b\ud800", 1, None, {"c": "d\x00"}], "e": True}
    assert inert(told) == {"a[2J": ["b", 1, None, {"c": "d"}], "e": True}
