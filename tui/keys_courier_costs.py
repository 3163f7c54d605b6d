"""What keys do with what couriers cost."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

COURIER_COST_ACTIONS: tuple[Action, ...] = (
    Action(
        "courier_cost_filter",
        "alt+f",
        N_("Days"),
        N_("Say of how many days couriers are compared."),
        frozenset({Where.COURIER_COSTS}),
        asks="choice",
    ),
)
"""Part of the registry in `tui.keys`."""
