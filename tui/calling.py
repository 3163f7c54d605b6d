"""What goes along with a call for a lead: the pane in front and the lines of its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.places import Where

if TYPE_CHECKING:
    from tui.app import KemasApp

COMMAND = "KEMAS:LEAD"
_NO_BUYERS = frozenset(
    {
        Where.WORK,
        Where.WALK,
        Where.WALKS,
        Where.RECEIVING,
        Where.ARRIVALS,
        Where.COUNTS,
        Where.PUT_BACK,
        Where.REPLENISH,
        Where.PRODUCTS,
        Where.LOTS,
        Where.BLOCKS,
        Where.PLACES,
        Where.PRINTERS,
    }
)
"""Panes that show no buyer but that of the open order, whom core leaves out."""


def shown_along(app: KemasApp, action: str) -> dict[str, str]:
    """The screen, where an action calls a lead; nothing for any other action.

    Lists of orders and people stay out: what is kept of a call is kept for ever.
    """
    if action != "call_lead":
        return {}
    from tui.snapshot import screen_lines

    lines = screen_lines(app) if app.where in _NO_BUYERS else ()
    return {"place": app.where.value, "screen": "\n".join(lines)}
