"""What keys do with the money that couriers collect."""

from __future__ import annotations

from tui.places import Action, Where
from tui.speech import N_

_COD = frozenset({Where.COD})

COD_ACTIONS: tuple[Action, ...] = (
    Action(
        "cod_accept",
        "f6",
        N_("Take it"),
        N_("Take another amount than was expected as it came."),
        _COD,
        "payment_confirm",
        asks="choice",
    ),
    Action("cod_order", "f9", N_("Order"), N_("Show the order of the line."), _COD),
)
"""Part of the registry in `tui.keys`."""
