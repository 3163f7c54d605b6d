"""What keys do with the books."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_BOOKS = frozenset({Where.BOOKS})
_MAY = "books"

BOOK_ACTIONS: tuple[Action, ...] = (
    Action(
        "books_export",
        "f7",
        N_("Export"),
        N_("Write the journal of the period as CSV, for the accountant."),
        _BOOKS,
        _MAY,
    ),
    Action(
        "books_close",
        "f9",
        N_("Close"),
        N_("Close the period: its file stays, later changes are told in the next one."),
        _BOOKS,
        _MAY,
    ),
)
"""Part of the registry in `tui.keys`."""
