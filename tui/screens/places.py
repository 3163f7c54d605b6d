"""The bins of the warehouse, zone by zone, in the order in which they are walked."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_


class PlacesPane(BoardPane):
    """A scan of a bin says what lies there, or where it stands in a walk that is being said."""

    WHERE: ClassVar[Where] = Where.PLACES
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset(
        {"place_new", "place_move", "place_zone", "place_number", "place_walk"}
    )
    COLUMNS = (
        column(0, N_("Bin"), 12, "strong"),
        column(1, N_("Zone"), 8, "quiet", wide_only=40),
        column(2, N_("Purpose"), 11),
        column(3, N_("Goods"), 12, grow=True, wide_only=36),
        column(4, N_("On hand"), 8, right=True),
        column(5, N_("Promised"), 9, "accent", right=True, wide_only=60),
        column(6, N_("Walk"), 6, "quiet", right=True, wide_only=80),
    )
