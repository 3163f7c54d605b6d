"""The boards of the warehouse: lists that one key leads to, each with a module that fills it."""

from __future__ import annotations

from dataclasses import dataclass

from tui.places import Where
from tui.speech import N_


@dataclass(frozen=True, slots=True)
class Board:
    """A pane that is a list of one kind of thing; what it shows and does lives in its module."""

    module: str
    """Where it reads and does things: a module of `tui.live`, see `tui.live.boards`."""
    title: str
    """Untranslated, as all texts here."""
    hint: str
    empty: str
    """What stands there while the list is empty."""
    lead: str = ""
    """What to do first, where scans have a meaning of their own in it."""


BOARDS: dict[Where, Board] = {
    Where.SUPPLIERS: Board(
        "suppliers",
        N_("Suppliers"),
        N_("Who sells us what, and for how much."),
        N_("There are no suppliers yet: kemas suppliers add."),
    ),
}
"""Every board, in the order in which they are offered."""

BOARD_PANES = frozenset(BOARDS)
