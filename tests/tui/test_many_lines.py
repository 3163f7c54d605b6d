"""Lines to be read keep within their width, lose nothing, and act on no terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import cells, plain
from tui.widgets.manylines import _broken, _height


@given(st.text(), st.integers(2, 90))
def test_no_row_is_wider_than_there_is_room_and_no_sign_is_lost(text: str, width: int) -> None:
    rows = _broken(text, width)
    assert _height(text, width) == len(rows)
    assert all(cells(row) <= width for row in rows)
    assert "".join(rows).replace(" ", "") == plain(text).replace(" ", "")


@pytest.mark.parametrize("width", [2, 3, 7])
def test_what_stands_in_stays_in(width: int) -> None:
    for text in ("   你好你好", "    abc abc abc", " " * 9 + "x"):
        rows = _broken(text, width)
        assert all(cells(row) <= width for row in rows)
        assert "".join(rows).replace(" ", "") == text.replace(" ", "")


def test_words_are_kept_together_and_what_follows_stands_as_far_in() -> None:
    assert _broken("  Kopi Gayo · free: 9", 14) == ["  Kopi Gayo ·", "  free: 9"]
