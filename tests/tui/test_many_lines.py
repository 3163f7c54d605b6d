"""Lines to be read keep within their width, lose nothing, and act on no terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from tui.text import cells, plain
from tui.widgets import manylines
from tui.widgets.manylines import ManyLines, _broken, _height


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


class _Page(App[None]):
    def compose(self) -> ComposeResult:
        yield ManyLines([(f"  Kopi số {at}  3 → 9", "") for at in range(50_000)])


async def test_of_many_lines_only_those_in_sight_are_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken: list[str] = []

    def count(text: str, width: int) -> list[str]:
        broken.append(text)
        return _broken(text, width)

    monkeypatch.setattr(manylines, "_broken", count)
    app = _Page()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        lines = app.query_one(ManyLines)
        assert lines.virtual_size.height == 50_000
        lines.scroll_to(y=25_000, animate=False, immediate=True)
        await pilot.pause()
    assert 0 < len(broken) < 1_000
    assert any("25000" in text for text in broken)
