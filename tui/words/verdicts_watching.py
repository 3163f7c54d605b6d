"""What is said to a lead who watches stations, and to a station whose work a lead freed."""

from __future__ import annotations

from core.i18n import N_
from tui.words.verdicts_parts import Words

WATCHING_WORDS: dict[str, Words] = {
    "info/line_said": Words(N_("Said to {station}. The list shows when it was read."), "", ""),
    "info/freed": Words(
        N_("{names} is free again; {station} is told. Verified and kept: {packed_units}."), "", ""
    ),
    "info/freed_nothing": Words(N_("{station} holds nothing; nothing was changed."), "", ""),
    "taken_over/freed": Words(
        N_("Stop: order {order} was freed by {who} ({reason}). Packed: {packed_units}."),
        N_("Nothing more for order {order} here"),
        N_("Leave its goods together with the order number. Scan another order."),
    ),
    "taken_over/freed_walk": Words(
        N_("Stop: walk {walk} was freed by {who} ({reason})."),
        N_("Another walk"),
        N_("Leave the totes at the table. Then take another walk."),
    ),
}
EVENTS: dict[str, str] = {
    "claim_freed": N_("freed from {station} ({who}): {reason}"),
}
"""What the history of an order says."""
REFUSALS: dict[str, str] = {
    "line_empty": N_("There is nothing to say: type one line."),
    "free_own_station": N_(
        "{station} is the station you are at. Put its order aside there, or finish it."
    ),
}
