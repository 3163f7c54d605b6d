"""What keys do with calls for a lead."""

from __future__ import annotations

from tui.places import SIGNED_IN, Action, Where
from tui.speech import N_

_CALLS = frozenset({Where.CALLS})

CALL_ACTIONS: tuple[Action, ...] = (
    Action(
        "call_lead",
        "alt+z",
        N_("Call lead"),
        N_("Call a lead, who sees what is on this screen; once more calls again."),
        # There the key means something else; the command barcode calls from everywhere.
        SIGNED_IN - {Where.ORDERS, Where.PLACES, Where.RECEIVABLES, Where.CALLS},
    ),
    Action(
        "call_coming",
        "f9",
        N_("Coming"),
        N_("Say at the station that you come."),
        _CALLS,
        "approve",
    ),
    Action(
        "call_done",
        "f8",
        N_("Done"),
        N_("The call is dealt with: it leaves the list."),
        _CALLS,
        "approve",
    ),
)
"""Part of the registry in `tui.keys`."""
