"""How text becomes lines that fit the paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import cells
from printers.layout import Cell, Row, Style, Text, compose, safe, wrap


@given(st.text(max_size=300), st.integers(2, 69))
def test_no_line_is_wider_than_the_paper_and_nothing_is_lost(value: str, width: int) -> None:
    value = safe(value)
    lines = wrap(value, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(value.split())


def test_lines_break_between_words() -> None:
    assert wrap("depan masjid pagar hitam", 12) == ["depan masjid", "pagar hitam"]


def test_a_phone_number_is_never_broken() -> None:
    words = "From: Toko - +62 812 5550 0199"
    assert wrap(words, 20, keep=["+62 812 5550 0199"]) == ["From: Toko -", "+62 812 5550 0199"]


def test_chinese_letters_count_as_two_cells() -> None:
    assert wrap("北京市朝阳区", 7) == ["北京市", "朝阳区"]


@given(
    st.text(max_size=60),
    st.integers(1, 8),
    st.integers(1, 8),
    st.sampled_from(["left", "center", "right"]),
    st.sampled_from([32, 42, 48, 69]),
)
def test_a_box_is_black_from_edge_to_edge(
    value: str, width: int, height: int, align: str, columns: int
) -> None:
    style = Style(width, height, inverse=True)
    for line in compose(Text(value, style, align, fill=True), columns):  # type: ignore[arg-type]
        assert line.columns == columns
        assert all(span.style.inverse and span.style.height == height for span in line.spans)


def test_the_text_of_a_box_stands_in_its_very_middle() -> None:
    (line,) = compose(Text("COD", Style(3, 3, inverse=True), "center", fill=True), 42)
    before, text, behind = (span for span in line.spans)
    assert (before.text, behind.text) == (" ", "  ")
    assert text.text.strip() == "COD"
    assert len(text.text) - len(text.text.lstrip()) == 5


def test_columns_stand_below_each_other() -> None:
    row = Row((Cell("2x", 3, align="right"), Cell("Kopi Gayo Arabika", 9), Cell("9", 4)))
    lines = ["".join(span.text for span in line.spans) for line in compose(row, 32)]
    assert lines == [" 2x Kopi Gayo 9", "    Arabika"]


@given(
    st.lists(
        st.tuples(st.text(max_size=80), st.integers(0, 30), st.integers(1, 4)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([32, 48, 69]),
)
def test_a_row_that_fits_its_widths_fits_the_paper(
    given_cells: list[tuple[str, int, int]], columns: int
) -> None:
    fixed = sum(width for _, width, _ in given_cells) + len(given_cells) - 1
    if fixed + sum(not width for _, width, _ in given_cells) > columns:
        return
    row = Row(tuple(Cell(text, width, Style(size, size)) for text, width, size in given_cells))
    for line in compose(row, columns):
        # A single wide letter needs two cells even in a column of one.
        assert line.columns <= columns + 2 * len(given_cells)


@pytest.mark.parametrize("size", [(0, 1), (9, 1), (1, 0), (1, 9)])
def test_sizes_beyond_eight_do_not_exist(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="1 to 8"):
        Style(*size)
