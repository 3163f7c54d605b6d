"""All stations, live: who works where on what, what was refused, which printer needs somebody."""

from __future__ import annotations

from typing import ClassVar

from tui.keys import Action, Where
from tui.screens.boardpane import BoardPane, column
from tui.speech import N_
from tui.widgets.shoulder import ShoulderModal


class StationsPane(BoardPane):
    """One row for each station; Enter shows all of it, with what was said and read."""

    WHERE: ClassVar[Where] = Where.STATIONS
    COLUMNS = (
        column(0, N_("Station"), 8, "strong"),
        column(1, N_("Who"), 9, grow=True, narrow=7),
        column(2, N_("Open"), 14, "accent", grow=True, narrow=11),
        column(6, N_("State"), 10, narrow=8),
        column(3, N_("Last hour"), 10, right=True, wide_only=64),
        column(4, N_("Refused"), 17, wide_only=76),
        column(5, N_("Printer"), 14, wide_only=96),
        column(7, N_("Unfinished"), 20, "quiet", wide_only=112),
        column(8, N_("Version"), 8, "quiet", wide_only=140),
    )

    def act(self, action: Action) -> bool:
        """Looking over a shoulder is a question of its own; all else as in any board."""
        if action.name == "station_look" and (row := self.list.current) is not None:
            self.run_worker(self._look_on(row.id), exit_on_error=False)
            return True
        return super().act(action)

    async def _look_on(self, station: str) -> None:
        await self.station.deeds.open(ShoulderModal(self.station, station))

    @property
    def took(self) -> float:
        """What a lead watches is as new as it can be: twice a second."""
        return 0.0
