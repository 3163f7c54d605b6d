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
        N_("Take another amount than was expected as it came, or settle a line."),
        _COD,
        "payment_confirm",
        asks="choice",
    ),
    Action(
        "cod_file",
        "f7",
        N_("Read file"),
        N_("Take in a courier's statement of what it collected (CSV, XLSX)."),
        _COD,
        "payment_confirm",
    ),
    Action(
        "cod_forgo",
        "f8",
        N_("Drop rest"),
        N_("Ask no more of a courier for a parcel: what is missing is your loss."),
        _COD,
        "refund",
        asks="form",
    ),
    Action("cod_order", "f9", N_("Order"), N_("Show the order of the line."), _COD),
)
"""Part of the registry in `tui.keys`."""
