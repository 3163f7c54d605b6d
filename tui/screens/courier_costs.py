"""What couriers cost and how fast they are: the one with most parcels first."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.state import Verdict


class CourierCostsPane(BoardPane):
    """By courier, area and service; sums of many parcels, so not read anew with each tick."""

    WHERE: ClassVar[Where] = Where.COURIER_COSTS
    COLUMNS = (
        column(0, N_("Courier"), 11, "strong", grow=True),
        column(1, N_("Area"), 12),
        column(2, N_("Service"), 10, "quiet", wide_only=90),
        column(3, N_("Parcels"), 7, right=True, wide_only=50),
        column(4, N_("Each"), 12, right=True),
        column(5, N_("Over quote"), 12, right=True, wide_only=70),
        column(6, N_("Days"), 5, right=True, wide_only=76),
        column(7, N_("Slowest"), 7, right=True, wide_only=100),
        column(8, N_("Came back"), 9, right=True, wide_only=110),
    )

    def tick(self) -> None:
        """It changes by the day, not by the second."""

    def verdict(self, verdict: Verdict) -> None:
        """What is scanned meanwhile changes nothing of note."""
