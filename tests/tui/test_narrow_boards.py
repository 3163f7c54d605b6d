"""On the smallest terminal what a board shows of money is shown whole, or not at all."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import tui.screens
from tui.screens.boardpane import BoardPane
from tui.screens.cod import CodPane
from tui.screens.day_end import DayEndPane
from tui.screens.hand_over import HandOverPane
from tui.widgets.columns import layout

_CELLS = 39
"""Of a list on a terminal of 40, beside its bar."""


def boards(kind: type[BoardPane] = BoardPane) -> Iterator[type[BoardPane]]:
    for one in pkgutil.iter_modules(tui.screens.__path__):
        importlib.import_module(f"tui.screens.{one.name}")
    for each in kind.__subclasses__():
        yield each
        yield from boards(each)


@pytest.mark.parametrize("board", sorted(set(boards()), key=lambda one: one.__name__))
def test_amounts_are_not_cut(board: type[BoardPane]) -> None:
    shown = layout(board.COLUMNS, _CELLS)
    assert [one.title for one, size in shown if one.right and size < one.width] == []


@pytest.mark.parametrize("board", [CodPane, DayEndPane, HandOverPane])
def test_couriers_boards_show_the_order_beside_its_state(board: type[BoardPane]) -> None:
    shown = layout(board.COLUMNS, _CELLS)
    assert {"Order"} <= {one.title for one, _size in shown}
    assert [one.title for one, size in shown if size < (one.narrow or one.width)] == []
