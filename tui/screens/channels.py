"""Shops at sales channels: how each stands, and what is wrong with it."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.screens.connecting import ShopConnecting
from tui.screens.stocktelling import StockTelling
from tui.speech import N_


class ChannelsPane(BoardPane):
    """In the order of the configuration; Enter shows everything about one."""

    WHERE: ClassVar[Where] = Where.CHANNELS
    COLUMNS = (
        column(0, N_("Shop"), 16, "strong"),
        column(1, N_("State"), 14),
        column(2, N_("Last success"), 16, wide_only=100),
        column(3, N_("Behind"), 8, right=True, wide_only=70),
        column(4, N_("Orders"), 8, right=True, wide_only=50),
        column(5, N_("Parked"), 8, right=True, wide_only=50),
        column(6, N_("Calls"), 6, "quiet", right=True, wide_only=100),
        column(7, N_("To do"), 14, "quiet", grow=True, narrow=6),
    )

    def __init__(self) -> None:
        super().__init__()
        self._stock = StockTelling(self)
        self._connecting = ShopConnecting(self)

    def act(self, action: Action) -> bool:
        """What a shop would be told is shown before it is told for the first time or far off."""
        if super().act(action):
            return True
        if action.name == "channel_connect":
            self.run_worker(self._connecting.begin(), exit_on_error=False)
            return True
        look = action.name == "channel_tell" and self.target().get("look")
        if not look and action.name != "channel_diff":
            return False
        self.run_worker(self._stock.begin(), exit_on_error=False)
        return True
