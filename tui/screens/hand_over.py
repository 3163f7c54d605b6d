"""Handing over: parcels are scanned out, what is not scanned yet stands first."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.pickup import PICKUP, PickupAsking
from tui.speech import N_


class HandOverPane(BoardPane):
    """By cut-off: what stands there with its last place, then what the courier has."""

    WHERE: ClassVar[Where] = Where.HAND_OVER
    SCANS: ClassVar[bool] = True
    FREE: ClassVar[frozenset[str]] = frozenset({"hand_over_begin", "hand_over_sign", PICKUP})
    COLUMNS = (
        column(0, N_("State"), 12, narrow=10),
        column(1, N_("Waybill"), 16, "strong"),
        column(2, N_("Last seen"), 16, "accent", wide_only=46),
        column(3, N_("Order"), 14, grow=True, wide_only=36, narrow=10),
        column(4, N_("City"), 14, "quiet", wide_only=80),
        column(5, N_("COD"), 14, right=True, wide_only=66),
        column(6, N_("Courier"), 16, "quiet", wide_only=100),
    )

    def __init__(self) -> None:
        super().__init__()
        self._pickup = PickupAsking(self)

    def act(self, action: Action) -> bool:
        """A courier is asked to come beside the work; all else is the business's."""
        if action.name == PICKUP:
            self.run_worker(self._pickup.begin(), exit_on_error=False)
            return True
        return super().act(action)
