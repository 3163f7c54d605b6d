"""What keys do with boxes whose offline scans could not be saved."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

OFFLINE_ACTIONS: tuple[Action, ...] = (
    Action(
        "offline",
        "ctrl+t",
        N_("Offline"),
        N_("Show the boxes whose offline scans could not be saved."),
        permission="pack",
    ),
    Action(
        "offline_settle",
        "f9",
        N_("Put right"),
        N_("Say that the box was put right, and how: it leaves the list."),
        frozenset({Where.OFFLINE}),
        "pack",
        asks="form",
    ),
)
"""Part of the registry in `tui.keys`."""
