"""What keys do with parcels on their way."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_WAY = frozenset({Where.ON_THE_WAY})

WAY_ACTIONS: tuple[Action, ...] = (
    Action(
        "way_called",
        "f6",
        N_("Called"),
        N_("Note that the buyer was called, and what was agreed."),
        _WAY,
        "hand_over",
        asks="form",
    ),
    Action(
        "way_seen",
        "f7",
        N_("Where it is"),
        N_("Say where the parcel is, when the courier told you."),
        _WAY,
        "hand_over",
        asks="form",
    ),
    Action(
        "way_attempt",
        "f8",
        N_("Once more"),
        N_("Have the courier try once more, or note that you asked it."),
        _WAY,
        "hand_over",
        asks="form",
    ),
    Action(
        "way_back",
        "f9",
        N_("Bring back"),
        N_("Have the parcel brought back: its return is announced."),
        _WAY,
        "return_register",
        asks="form",
    ),
    Action(
        "way_rest",
        "alt+c",
        N_("Put off"),
        N_("Take the parcel off the list for some days, or until there is news."),
        _WAY,
        "hand_over",
        asks="choice",
    ),
    Action(
        "way_ask",
        "alt+q",
        N_("Ask"),
        N_("Have the courier asked where the parcel is."),
        _WAY,
        "hand_over",
    ),
    Action(
        "way_filter",
        "alt+f",
        N_("Filter"),
        N_("Show all parcels on their way, or those with one problem."),
        _WAY,
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
