"""What keys do at the board of stations."""

from __future__ import annotations

from tui.places import SIGNED_IN, Action, Where
from tui.speech import N_

_STATIONS = frozenset({Where.STATIONS})
_MANAGE = "station_manage"

STATION_ACTIONS: tuple[Action, ...] = (
    Action(
        "stations",
        "alt+h",
        N_("Stations"),
        N_("Show all stations, live: who works where on what."),
        SIGNED_IN - {Where.ORDERS, Where.RECEIVABLES},  # the key shows what was paid there
        permission=_MANAGE,
    ),
    Action(
        "station_look",
        "f9",
        N_("Look on"),
        N_("See the screen of the station; whoever works there sees that you look."),
        _STATIONS,
        _MANAGE,
    ),
    Action(
        "station_say",
        "f7",
        N_("Say"),
        N_("Say one line to the station; it stays there until it was read."),
        _STATIONS,
        _MANAGE,
        asks="form",
    ),
    Action(
        "station_free",
        "alt+c",
        N_("Free"),
        N_("Free the order and the walk that the station holds; what was verified stays."),
        _STATIONS,
        _MANAGE,
        asks="form",
    ),
)
"""Part of the registry in `tui.keys`."""
